"""What happens to ideas, who follows them, and what each of those has been told of it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, literal, or_, select, union_all, update

from bot.civic.follows import FollowIdea, UnfollowIdea, may_follow
from bot.civic.news import (
    NEWS,
    PASSED_ON_AT_ONCE,
    STALE,
    TO_SUPPORTERS,
    TOLD_ELSEWHERE,
    Followers,
    IdeaNews,
    News,
    NewsFor,
    NoteTold,
    SeeNews,
)
from bot.civic.nudges import thing_of
from bot.civic.rights import Fate
from storage import official
from storage.due import forget_due, move_due
from storage.ideas import idea_row, state_of
from storage.people import person
from storage.personal import Personal, kept, take_over
from storage.tables import due, follows, happenings, ideas, mutes, possible, supports, told
from storage.transaction import INSERTS, Handlers, Transaction

MOST_HAPPENINGS = 500
"""Happenings that are looked at for one message, the newest first."""

KEPT = timedelta(days=30)
"""How long happenings, and what was told, are kept: what is older is stale."""


def follow(transaction: Transaction, command: FollowIdea) -> None:
    """Let this person follow an idea, from now on."""
    follower = person(transaction, transaction.citizen)
    row = idea_row(transaction, command.number)
    hidden = state_of(row) != "shown"
    may_follow(follower, author=row.author if row else None, hidden=hidden)
    transaction.write(_follow, [{"idea": command.number, "person": follower.id, "at": transaction.now}])


@functools.cache
def _follow(dialect: str) -> Any:
    return INSERTS[dialect](follows).on_conflict_do_nothing(index_elements=["idea", "person"])


def unfollow(transaction: Transaction, command: UnfollowIdea) -> None:
    """Let this person follow an idea no longer."""
    if not possible(command.number):
        return
    mine = (follows.c.idea == command.number) & (follows.c.person == transaction.citizen)
    transaction.connection.execute(delete(follows).where(mine))


def followers(transaction: Transaction, query: Followers) -> tuple[int, ...]:
    """Return some of those who are to hear of an idea, from beyond one of them."""
    transaction.require_operator()
    row = idea_row(transaction, query.number)
    state = state_of(row)
    if state not in {"shown", "withdrawn"}:
        return ()
    of_it = {"which": query.number, "beyond": query.after}
    run = transaction.connection.execute
    found = set(run(_FOLLOWERS, of_it).scalars())
    if query.supporters or state == "withdrawn":
        found |= set(run(_SUPPORTERS, of_it).scalars())
    first = sorted(found)[:PASSED_ON_AT_ONCE]
    # The author is told first of all, where that is not what they did themselves.
    author = [row.author] if state == "shown" and row.author is not None and query.after == 0 else []
    return (*author, *(each for each in first if each not in author))


def _of_idea(table: Any) -> Any:
    return (
        select(table.c.person)
        .where(table.c.idea == bindparam("which"), table.c.person > bindparam("beyond"))
        .order_by(table.c.person)
        .limit(PASSED_ON_AT_ONCE)
    )


_FOLLOWERS, _SUPPORTERS = _of_idea(follows), _of_idea(supports)


def news_for(transaction: Transaction, query: NewsFor) -> News:
    """Return what is new for a person since they were last told; what is stale or out of sight is left out."""
    transaction.require_operator()
    return news_of(transaction, query.person)


def see_news(transaction: Transaction, _command: SeeNews) -> News:
    """Return what is new for who asks, and note that they have been told it."""
    news = news_of(transaction, transaction.citizen)
    if news.ideas:
        _note_told(transaction, transaction.citizen, news.upto)
    return news


def news_of(transaction: Transaction, who: int) -> News:
    """Return what is new for a person since they were last told."""
    of_them = {"who": who, "now": transaction.now}
    run = transaction.connection.execute
    before = run(_TOLD, of_them).all()
    upto = max((r.upto for r in before), default=0)
    since = max([transaction.now - STALE, *(r.at for r in before)])
    of_them |= {"upto": upto, "fresh": transaction.now - STALE, "since": since}
    found: dict[int, dict[str, Any]] = {}
    for row in run(_HAPPENED, of_them).all():
        _note(found, row)
        upto = max(upto, row.id)
    for row in run(_SUPPORTED, of_them).all():
        found.setdefault(row.idea, {"at": row.latest})["supports"] = row.count
    muted = {thing_of(thing) for thing in run(_MUTED, of_them).scalars()}
    wanted = ((number, what) for number, what in found.items() if ("idea", number) not in muted)
    news = (_news(transaction, number, what, who) for number, what in wanted)
    every = sorted((n for n in news if n), key=lambda n: (n.at or since, n.number), reverse=True)
    return News(tuple(every), upto)


def _note(found: dict[int, dict[str, Any]], row: Any) -> None:
    """Add a happening to what is known of its idea; they come the newest first."""
    of_idea = found.setdefault(row.idea, {"at": row.at})
    if row.kind == "comment":
        of_idea["comments"] = of_idea.get("comments", 0) + 1
    elif row.kind in _ABOUT:
        of_idea.setdefault(row.kind, row.about)
    else:
        of_idea[row.kind] = True


def _news(transaction: Transaction, number: int, what: dict[str, Any], reader: int) -> IdeaNews | None:
    row = idea_row(transaction, number)
    withdrawn = what.get("withdrawn", False)
    if state_of(row) != ("withdrawn" if withdrawn else "shown"):
        return None
    if withdrawn:
        return IdeaNews(number, "", mine=False, withdrawn=True, at=what["at"])
    found = {name: look(transaction, what.pop(kind)) for kind, (name, look) in _ABOUT.items() if kind in what}
    return IdeaNews(number, row.title, mine=row.author == reader, **what, **found)


_ABOUT: Mapping[str, tuple[str, Callable[[Transaction, int], Any]]] = {
    "answered": ("answer", official.answer),
    "promise": ("promise", official.step_taken),
    "joined": ("joined", lambda _transaction, number: number),
}
"""By kind, what news calls that which happened, and what looks it up by the number that the happening has."""


def note_told(transaction: Transaction, command: NoteTold) -> None:
    """Note that a person was told the news."""
    transaction.require_operator()
    _note_told(transaction, command.person, command.upto)


def _note_told(transaction: Transaction, who: int, upto: int) -> None:
    transaction.write(_tell, [{"person": who, "at": transaction.now, "upto": upto}])


@functools.cache
def _tell(dialect: str) -> Any:
    put = INSERTS[dialect](told)
    return put.on_conflict_do_update(index_elements=["person", "at"], set_={"upto": put.excluded.upto})


def forget_happenings(transaction: Transaction) -> None:
    """Forget what is long stale."""
    for table in (happenings, told):
        old = table.c.at < transaction.now - KEPT
        transaction.connection.execute(delete(table).where(old))


_WHO: Any = bindparam("who")
_UPTO: Any = bindparam("upto")
_TOLD = select(told.c.at, told.c.upto).where(told.c.person == _WHO).order_by(told.c.at.desc()).limit(20)
_MUTED = select(mutes.c.thing).where(mutes.c.person == _WHO)
_WATCHED = union_all(
    select(follows.c.idea, follows.c.at.label("since"), literal("any").label("kinds")).where(
        follows.c.person == _WHO
    ),
    select(ideas.c.id, ideas.c.published_at, literal("author")).where(ideas.c.author == _WHO),
    select(supports.c.idea, supports.c.at, literal("supporter")).where(supports.c.person == _WHO),
).subquery("watched")
_HEARD = or_(
    _WATCHED.c.kinds == "any",
    (_WATCHED.c.kinds == "author") & happenings.c.kind.not_in(TOLD_ELSEWHERE),
    (_WATCHED.c.kinds == "supporter") & happenings.c.kind.in_(TO_SUPPORTERS),
)
# Whoever follows and supports an idea would else hear of its end twice.
_HAPPENED = (
    select(happenings.c.id, happenings.c.idea, happenings.c.kind, happenings.c.about, happenings.c.at)
    .distinct()
    .join_from(_WATCHED, happenings, happenings.c.idea == _WATCHED.c.idea)
    .where(
        happenings.c.id > _UPTO,
        happenings.c.at > bindparam("fresh"),
        happenings.c.at >= _WATCHED.c.since,
        _HEARD,
        happenings.c.actor.is_(None) | (happenings.c.actor != _WHO),
    )
    .order_by(happenings.c.id.desc())
    .limit(MOST_HAPPENINGS)
)
_SUPPORTED = (
    select(supports.c.idea, func.count().label("count"), func.max(supports.c.at).label("latest"))
    .join_from(ideas, supports, supports.c.idea == ideas.c.id)
    .where(ideas.c.author == _WHO, supports.c.at > bindparam("since"))
    .group_by(supports.c.idea)
)

HANDLERS: Handlers = {
    FollowIdea: follow,
    UnfollowIdea: unfollow,
    Followers: followers,
    NewsFor: news_for,
    NoteTold: note_told,
    SeeNews: see_news,
}


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    run = transaction.connection.execute
    take_over(transaction, follows.c.person, gone, stays, same=follows.c.idea)
    # Nobody follows what they shared themselves: they hear of it anyway.
    own = select(ideas.c.id).where(ideas.c.author.in_((gone, stays)))
    run(delete(follows).where(follows.c.person == stays, follows.c.idea.in_(own)))
    take_over(transaction, happenings.c.actor, gone, stays)
    take_over(transaction, told.c.person, gone, stays, same=told.c.at)
    move_due(transaction, NEWS, str(gone), str(stays))


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    run = transaction.connection.execute
    run(delete(follows).where(follows.c.person == who))
    run(delete(told).where(told.c.person == who))
    run(update(happenings).where(happenings.c.actor == who).values(actor=None))
    forget_due(transaction, NEWS, str(who))


def _show_kept(transaction: Transaction, who: int) -> dict[str, Any]:
    of_happenings = select(happenings.c.idea, happenings.c.kind, happenings.c.at)
    return {
        "follows": kept(transaction, select(follows.c.idea, follows.c.at).where(follows.c.person == who)),
        "happenings": kept(transaction, of_happenings.where(happenings.c.actor == who)),
        "told": kept(transaction, select(told.c.at, told.c.upto).where(told.c.person == who)),
        "news_due": kept(transaction, select(due.c.at).where(due.c.kind == NEWS, due.c.subject == str(who))),
    }


PERSONAL = Personal((follows, happenings, told), _merge, _erase, _show_kept)
