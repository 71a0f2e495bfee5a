"""Duplicates are joined: each person supports and follows the idea that stays, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, select, union, update

from bot.civic.doors import Refused
from bot.civic.duplicates import IdeasJoined, MergeIdeas, Merger, MergerOf, Side, may_merge
from bot.civic.feed import interest
from bot.civic.groups import IDEA
from bot.civic.roles import EVERYWHERE, Right
from bot.civic.trending import Activity
from storage import groups
from storage.audit import note
from storage.fates import forget_words
from storage.happened import happened
from storage.ideas import idea_row, see_threshold, state_of
from storage.people import person
from storage.roles import allowed, require
from storage.settling import settle
from storage.tables import comments, commitments, follows, happenings, ideas, official_answers, supports
from storage.transaction import INSERTS, Handlers, Transaction
from storage.trending import activity_of, trend_of

_BOTH: Any = bindparam("both", expanding=True)
_WOULD = union(
    select(supports.c.person).where(supports.c.idea.in_(_BOTH)),
    select(ideas.c.author).where(ideas.c.id == bindparam("gone"), ideas.c.author.is_not(None)),
).subquery("would")
_OWN = select(ideas.c.author).where(ideas.c.id == bindparam("stays"), ideas.c.author.is_not(None))
_COUNT = select(func.count()).select_from(_WOULD).where(_WOULD.c.person.not_in(_OWN))


def merge(transaction: Transaction, command: MergeIdeas) -> int:
    """Join two ideas."""
    gone, stays = _both(transaction, command)
    _move_once(transaction, follows, gone, stays)
    given = _move_once(transaction, supports, gone, stays)
    said = _move_comments(transaction, gone, stays)
    _move_what_is_official(transaction, gone, stays)
    authors = _author_goes_on(transaction, gone, stays)
    supported: int = stays.supports + len(given) + authors
    commented: int = stays.comments + len(said)
    _count(transaction, stays, _activity(stays, given, said), supported, commented)
    see_threshold(transaction, stays, supported)
    _take_out(transaction, gone, stays)
    happened(transaction, stays.id, "joined", gone.id)
    transaction.emit(IdeasJoined(gone.id, stays.id, gone.title, stays.title, gone.author, stays.author))
    note(transaction, "ideas-joined", f"idea:{stays.id}", gone=gone.id)
    return supported


def _both(transaction: Transaction, command: MergeIdeas) -> tuple[Any, Any]:
    """Return the rows of both ideas, held until the end, in one order for everybody."""
    numbers = sorted({command.gone, command.stays})
    rows = {number: idea_row(transaction, number, hold=True) for number in numbers}
    for row in rows.values():
        require(transaction, Right.ANSWER, row.programme if row is not None else EVERYWHERE)
    may_merge(command)
    if not all(state_of(row) == "shown" for row in rows.values()):
        raise Refused("no-such-idea")
    return rows[command.gone], rows[command.stays]


def _move_once(transaction: Transaction, table: Table, gone: Any, stays: Any) -> Sequence[Any]:
    """Let the rows of people with the one idea be rows with the other, of each person one, none of its author's; return those."""
    run = transaction.connection.execute
    has = select(table.c.person).where(table.c.idea == stays.id)
    moving = (table.c.idea == gone.id) & table.c.person.not_in(has)
    if stays.author is not None:
        moving &= table.c.person != stays.author
    rows = run(select(table).where(moving)).all()
    run(update(table).where(moving).values(idea=stays.id))
    run(delete(table).where(table.c.idea == gone.id))
    return rows


def _move_comments(transaction: Transaction, gone: Any, stays: Any) -> Sequence[Any]:
    """Let comments be the other idea's; return those that can be seen."""
    run = transaction.connection.execute
    shown = run(select(comments).where(comments.c.idea == gone.id, comments.c.hidden_at.is_(None))).all()
    run(update(comments).where(comments.c.idea == gone.id).values(idea=stays.id))
    told = (happenings.c.idea == gone.id) & (happenings.c.kind != "changed")
    run(update(happenings).where(told).values(idea=stays.id))
    return shown


def _move_what_is_official(transaction: Transaction, gone: Any, stays: Any) -> None:
    """Let what was said and promised be read with the other idea; what became of the one is not what becomes of the other."""
    run = transaction.connection.execute
    said = update(official_answers).where(official_answers.c.idea == gone.id)
    run(said.values(idea=stays.id, status=None))
    run(update(commitments).where(commitments.c.idea == gone.id).values(idea=stays.id))
    latest = max((at for at in (gone.answered_at, stays.answered_at) if at is not None), default=None)
    run(update(ideas).where(ideas.c.id == stays.id).values(answered_at=latest))


def _author_goes_on(transaction: Transaction, gone: Any, stays: Any) -> int:
    """Let whoever shared the one support and follow the other, if that is not theirs; return how many more support it."""
    if gone.author is None or gone.author == stays.author:
        return 0
    author = person(transaction, gone.author)
    apart = author.separated is not None and stays.published_at <= author.separated
    if not author.opinions or apart:
        return 0
    # From the next instant on: that the two are one they hear at once, as authors.
    row = {"idea": stays.id, "person": author.id, "at": transaction.now + timedelta(microseconds=1)}
    transaction.write(_follow, [row])
    # It counts, and does not make it trend: nobody has just supported it.
    return transaction.write(_support, [row | {"weight": 0.0}])


def _follow(dialect: str) -> Any:
    return INSERTS[dialect](follows).on_conflict_do_nothing(index_elements=["idea", "person"])


def _support(dialect: str) -> Any:
    return INSERTS[dialect](supports).on_conflict_do_nothing(index_elements=["idea", "person"])


def _activity(stays: Any, given: Sequence[Any], said: Sequence[Any]) -> Activity:
    activity = activity_of(stays)
    for row in given:
        activity = activity.with_support(row.at, row.weight)
    for row in said:
        activity = activity.with_comment(row.at, row.weight)
    return activity


def _count(transaction: Transaction, row: Any, activity: Activity, supported: int, commented: int) -> None:
    values = {
        "supports": supported,
        "comments": commented,
        "interest": interest(supported, commented),
        **trend_of(activity, transaction.now),
    }
    transaction.connection.execute(update(ideas).where(ideas.c.id == row.id).values(values))
    groups.follow(transaction, IDEA, row.id)


def _take_out(transaction: Transaction, gone: Any, stays: Any) -> None:
    """Let whoever asks for the one be shown the other; so with all that were joined with the one before."""
    forget_words(transaction, gone)
    nothing = {"supports": 0, "comments": 0, "interest": 0, "trend": 0.0, "trend_stale_at": None}
    run = transaction.connection.execute
    run(update(ideas).where(ideas.c.merged_into == gone.id).values(merged_into=stays.id))
    out = {"hidden_at": transaction.now, "hidden_as": "merged", "merged_into": stays.id}
    run(update(ideas).where(ideas.c.id == gone.id).values(**nothing, **out))
    settle(transaction, "idea", gone.id)
    groups.renew(transaction, gone.id)


def merger_of(transaction: Transaction, query: MergerOf) -> Merger | None:
    """Return what would come of joining two ideas, for whoever may."""
    gone, stays = (idea_row(transaction, number) for number in (query.gone, query.stays))
    for row in (gone, stays):
        if state_of(row) != "shown" or not allowed(transaction, Right.ANSWER, row.programme):
            return None
    if gone.id == stays.id:
        return None
    asked = {"both": [gone.id, stays.id], "gone": gone.id, "stays": stays.id}
    count = transaction.connection.execute(_COUNT, asked).scalar_one()
    return Merger(_side(gone), _side(stays), count)


def _side(row: Any) -> Side:
    return Side(row.id, row.title, row.supports)


HANDLERS: Handlers = {MergeIdeas: merge, MergerOf: merger_of}
