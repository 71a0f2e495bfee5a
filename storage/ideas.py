"""Ideas: filed, found alike, looked at, supported."""

from __future__ import annotations

import functools
from typing import Any

from sqlalchemy import TextClause, bindparam, delete, exists, select, text, update

from bot.civic.doors import Citizen, Refused
from bot.civic.feed import interest
from bot.civic.groups import IDEA
from bot.civic.ideas import (
    MOST_IDEAS_A_DAY,
    WHOLE_CITY,
    ChangeIdea,
    Filed,
    IdeaCard,
    IdeaLine,
    IdeaSubmitted,
    OneIdea,
    SimilarIdeas,
    State,
    SubmitIdea,
    SupportIdea,
    WithdrawSupport,
    may_submit,
    may_support,
    may_withdraw_support,
    state_as,
)
from bot.civic.likeness import Candidate, rank, search_terms
from bot.civic.news import Supported
from bot.civic.own import neighbourhoods_of, topics_of
from bot.civic.people import Person
from bot.civic.programmes import CurrentWindow, Programme
from bot.civic.rights import Fate
from bot.civic.screening import IdeaWaits
from bot.civic.search import beginning
from bot.civic.statuses import as_of, reaches
from bot.civic.trending import Activity, weight_of
from bot.text.languages import LANGUAGES
from storage import groups
from storage.blocks import require_unblocked
from storage.floods import refuse_flood
from storage.happened import happened
from storage.lists import LINE_SQL, learn_words, line_of
from storage.people import person
from storage.personal import Personal, kept
from storage.programmes import current_window, programme_of
from storage.tables import follows, idea_words, ideas, media, possible, supports
from storage.transaction import Handlers, Transaction
from storage.trending import activity_of, recent_supports, trend_of

NEWEST_OF_A_WORD = 100
"""Ideas looked at for each word, the newest first: what bounds the work, whatever the number of ideas."""

MOST_WORDS = 8
"""Words that are looked for."""

MOST_CANDIDATES = 40
"""Ideas whose text is compared."""

_ONE = select(ideas).where(ideas.c.id == bindparam("which"))
# An idea as one person sees it.
_WHO: Any = bindparam("who")
_ONE_FOR = select(
    ideas,
    exists().where(supports.c.idea == ideas.c.id, supports.c.person == _WHO).label("supported"),
    exists().where(follows.c.idea == ideas.c.id, follows.c.person == _WHO).label("followed"),
).where(ideas.c.id == bindparam("which"))
# Whoever changes an idea holds it until the end: what is counted from its row is then still true.
_ONE_HELD = _ONE.with_for_update()


def similar(transaction: Transaction, query: SimilarIdeas) -> tuple[IdeaLine, ...]:
    """Return up to three ideas that look alike, best first."""
    words = index_words(query.title, query.description)[:MOST_WORDS]
    if not words:
        return ()
    asked = {f"word_{i}": word for i, word in enumerate(words)}
    rows = transaction.connection.execute(_with_words(len(words)), asked).all()
    alike = rank(query.title, query.description, [Candidate(r.id, r.title, r.description) for r in rows])
    by_number = {r.id: r for r in rows}
    return tuple(line_of(transaction, by_number[each.id]) for each in alike)


def one(transaction: Transaction, query: OneIdea) -> IdeaCard | None:
    """Return an idea as who asks sees it; a hidden one only its author and the operator see."""
    who = transaction.actor.person if isinstance(transaction.actor, Citizen) else None
    asked = {"which": query.number, "who": who}
    row = transaction.connection.execute(_ONE_FOR, asked).first() if possible(query.number) else None
    state = state_of(row)
    if row is not None and state == "merged":
        return one(transaction, OneIdea(row.merged_into))
    others = who is not None and row is not None and row.author != who
    if row is None or state == "withdrawn" or (state in {"hidden", "screening"} and others):
        return None
    unseen = state == "held" and others
    return IdeaCard(
        number=row.id,
        title="" if unseen else row.title,
        description="" if unseen else row.description,
        language=row.language,
        topic=row.topic,
        neighbourhood=row.neighbourhood,
        picture=None if unseen else row.picture,
        supports=row.supports,
        supported=bool(row.supported),
        mine=who is not None and row.author == who,
        hidden=row.hidden_at is not None,
        published=row.published_at,
        open=current_window(transaction, CurrentWindow()).open,
        state=state or "shown",
        comments=row.comments,
        followed=bool(row.followed),
        changed=row.changed_at,
        status=as_of(row.status, programme_of(transaction, row.programme), transaction.now),
        answered=row.answered_at,
        programme=row.programme,
    )


def submit(transaction: Transaction, command: SubmitIdea) -> Filed:
    """Publish an idea."""
    author = person(transaction, transaction.citizen)
    window = current_window(transaction, CurrentWindow())
    may_submit(command, author, window.programme, transaction.now)
    require_unblocked(transaction)
    refuse_flood(transaction, ideas.c.author, ideas.c.published_at, MOST_IDEAS_A_DAY, "too-many-ideas")
    known(transaction, command, author, window.programme)
    screens = window.programme is not None and window.programme.screens
    number = transaction.insert(
        ideas,
        programme=window.programme.id if window.programme else 0,
        author=author.id,
        title=command.title,
        description=command.description,
        language=author.language or LANGUAGES[0],
        topic=command.topic,
        neighbourhood=command.neighbourhood,
        picture=command.picture,
        published_at=transaction.now,
        **({"hidden_at": transaction.now, "hidden_as": "screening"} if screens else {}),
        **trend_of(Activity(transaction.now), transaction.now),
    )
    index(transaction, number, command.title, command.description)
    transaction.emit(IdeaSubmitted(number, author.id))
    if screens and window.programme:
        transaction.emit(IdeaWaits(window.programme.id))
    return Filed(number, screens)


def index(transaction: Transaction, number: int, title: str, description: str) -> None:
    """Let an idea be found by its words."""
    words = index_words(title, description)
    if words:
        transaction.connection.execute(idea_words.insert(), [{"word": w, "idea": number} for w in words])
        learn_words(transaction, words)


def known(
    transaction: Transaction,
    command: SubmitIdea | ChangeIdea,
    author: Person,
    programme: Programme | None,
    was: Any = None,
) -> None:
    """Refuse a topic or a neighbourhood that is not to be chosen there, and a picture that is not the author's.

    What an idea `was` so far, it may stay.
    """
    city = transaction.city
    if command.topic not in {*topics_of(city, programme), was and was.topic}:
        raise Refused("unknown-topic")
    places = {*neighbourhoods_of(city, programme), WHOLE_CITY, was and was.neighbourhood}
    if command.neighbourhood not in places:
        raise Refused("unknown-neighbourhood")
    if command.picture is not None and command.picture != (was and was.picture):
        owned = select(media.c.owner).where(
            media.c.id == command.picture, media.c.width > 0, media.c.name.is_(None)
        )
        if not possible(command.picture) or transaction.connection.execute(owned).scalar() != author.id:
            raise Refused("unknown-picture")


def support(transaction: Transaction, command: SupportIdea) -> int:
    """Count this person's support, once."""
    supporter = person(transaction, transaction.citizen)
    row, open_now = _held_idea(transaction, command.number)
    hidden = row.hidden_at is not None
    may_support(supporter, author=row.author, hidden=hidden, open_now=open_now, published=row.published_at)
    if _supports(transaction, row.id, supporter.id):
        return int(row.supports)
    weight = weight_of(
        at=transaction.now, joined_at=supporter.joined, earlier=recent_supports(transaction, row.id)
    )
    transaction.connection.execute(
        supports.insert(), {"idea": row.id, "person": supporter.id, "at": transaction.now, "weight": weight}
    )
    if row.author is not None:
        transaction.emit(Supported(row.id, row.author))
    return _counted(transaction, row, 1, activity_of(row).with_support(transaction.now, weight))


def withdraw(transaction: Transaction, command: WithdrawSupport) -> int:
    """Count this person's support no longer."""
    who = transaction.citizen
    row, open_now = _held_idea(transaction, command.number)
    may_withdraw_support(hidden=row.hidden_at is not None, open_now=open_now)
    mine = (supports.c.idea == row.id) & (supports.c.person == who)
    given = transaction.connection.execute(select(supports.c.at, supports.c.weight).where(mine)).first()
    if given is None:
        return int(row.supports)
    transaction.connection.execute(delete(supports).where(mine))
    return _counted(transaction, row, -1, activity_of(row).without_support(given.at, given.weight))


def idea_row(transaction: Transaction, number: int, *, hold: bool = False) -> Any:
    """Return the idea's row, held until the end if asked for; None where no idea has, or can have, that number (H10)."""
    if not possible(number):
        return None
    return transaction.connection.execute(_ONE_HELD if hold else _ONE, {"which": number}).first()


def state_of(row: Any) -> State | None:
    """Return what became of the idea, or comment, of that row; None where there is none."""
    return state_as(row.hidden_at, row.hidden_as) if row is not None else None


def _held_idea(transaction: Transaction, number: int) -> tuple[Any, bool]:
    """Return the idea, held until the end, and whether ideas are collected now."""
    row = idea_row(transaction, number, hold=True)
    if row is not None and state_of(row) == "merged":
        row = idea_row(transaction, row.merged_into, hold=True)
    if row is None:
        raise Refused("no-such-idea")
    return row, current_window(transaction, CurrentWindow()).open


def _counted(transaction: Transaction, row: Any, more: int, activity: Activity) -> int:
    """Bring the idea's count and trend in line with its supports, and return the count."""
    count: int = row.supports + more
    values = {
        "supports": count,
        "interest": interest(count, row.comments),
        **trend_of(activity, transaction.now),
    }
    transaction.connection.execute(update(ideas).where(ideas.c.id == row.id).values(values))
    groups.follow(transaction, IDEA, row.id)
    see_threshold(transaction, row, count)
    return count


def see_threshold(transaction: Transaction, row: Any, count: int) -> None:
    """Let an idea be owed an answer once so many support it as its programme asks for; it stays so."""
    programme = programme_of(transaction, row.programme)
    if programme is not None and reaches(row.status, count, programme.threshold):
        reached = update(ideas).where(ideas.c.id == row.id).values(status="threshold")
        transaction.connection.execute(reached)
        happened(transaction, row.id, "threshold")


def _supports(transaction: Transaction, number: int, who: int) -> bool:
    mine = select(supports.c.person).where(supports.c.idea == number, supports.c.person == who)
    return transaction.connection.execute(mine).first() is not None


@functools.cache
def _with_words(count: int) -> TextClause:
    """Return the query for ideas that share most of so many words, among the newest of each word.

    It is written out, since SQLAlchemy would take longer to look at it than the database to answer.
    """
    newest = (
        f"select idea from (select idea from idea_words where word = :word_{i} order by idea desc "
        f"limit {NEWEST_OF_A_WORD}) as newest_{i}"
        for i in range(count)
    )
    return text(
        f"""
        select {LINE_SQL}, ideas.description
        from (
            select idea, count(*) as shared from ({" union all ".join(newest)}) as each_word
            group by idea order by shared desc, idea desc limit {MOST_CANDIDATES}
        ) as found
        join ideas on ideas.id = found.idea
        where ideas.hidden_at is null
        order by found.shared desc, found.idea desc
        """
    )


def index_words(title: str, description: str) -> list[str]:
    """Return the beginnings of the telling words, each once, the title's first."""
    terms = (*search_terms(title), *search_terms(description))
    return list(dict.fromkeys(beginning(term) for term in terms))


HANDLERS: Handlers = {
    SimilarIdeas: similar,
    OneIdea: one,
    SubmitIdea: submit,
    SupportIdea: support,
    WithdrawSupport: withdraw,
}


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    """Each idea has the support of a person once, and never that of whoever shared it."""
    run = transaction.connection.execute
    theirs = select(supports.c.idea).where(supports.c.person.in_((gone, stays))).distinct()
    for number in sorted(run(theirs).scalars()):
        row = idea_row(transaction, number, hold=True)
        given = {r.person: r for r in run(_GIVEN, {"which": number, "one": gone, "other": stays})}
        dropped = set(given) if row.author in {gone, stays} else {gone} if len(given) > 1 else set()
        for who in sorted(dropped):
            _drop(transaction, number, given[who])
        moved = (supports.c.idea == number) & (supports.c.person == gone)
        run(update(supports).where(moved).values(person=stays))


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    """Count their support no longer, also where the window is over."""
    theirs = select(supports).where(supports.c.person == who).order_by(supports.c.idea)
    for given in transaction.connection.execute(theirs).all():
        _drop(transaction, given.idea, given)


def _drop(transaction: Transaction, number: int, given: Any) -> None:
    """Count one support no longer."""
    row = idea_row(transaction, number, hold=True)
    its = (supports.c.idea == number) & (supports.c.person == given.person)
    transaction.connection.execute(delete(supports).where(its))
    _counted(transaction, row, -1, activity_of(row).without_support(given.at, given.weight))


_GIVEN = select(supports).where(
    supports.c.idea == bindparam("which"), supports.c.person.in_((bindparam("one"), bindparam("other")))
)


def _show_kept(transaction: Transaction, who: int) -> dict[str, Any]:
    mine = select(supports.c.idea, supports.c.at).where(supports.c.person == who)
    return {"supports": kept(transaction, mine)}


PERSONAL = Personal((supports,), _merge, _erase, _show_kept)
