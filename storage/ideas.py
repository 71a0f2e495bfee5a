"""Ideas: filed, found, listed, supported, hidden."""

from __future__ import annotations

import functools
from typing import Any

from sqlalchemy import TextClause, bindparam, delete, select, text, update

from bot.civic.doors import Citizen, Refused
from bot.civic.ideas import (
    LAST_PAGE,
    PAGE,
    WHOLE_CITY,
    Filed,
    HideIdea,
    IdeaCard,
    IdeaHidden,
    IdeaLine,
    IdeaPage,
    IdeaSubmitted,
    ListIdeas,
    OneIdea,
    SimilarIdeas,
    SubmitIdea,
    SupportIdea,
    WithdrawSupport,
    may_submit,
    may_support,
)
from bot.civic.likeness import Candidate, rank, search_terms
from bot.civic.people import Person
from bot.civic.programmes import CurrentWindow
from bot.civic.trending import Activity, weight_of
from bot.text.languages import LANGUAGES
from storage.people import person
from storage.programmes import current_window
from storage.tables import idea_words, ideas, media, possible, supports
from storage.transaction import Handlers, Transaction
from storage.trending import activity_of, recent_supports, trend_of

WORD_CHARS = 6
"""Letters of a word that are kept to find what is alike: endings and most misspellings come after them."""

NEWEST_OF_A_WORD = 100
"""Ideas looked at for each word, the newest first: what bounds the work, whatever the number of ideas."""

MOST_WORDS = 8
"""Words that are looked for."""

MOST_CANDIDATES = 40
"""Ideas whose text is compared."""

_LINE = (ideas.c.id, ideas.c.title, ideas.c.language, ideas.c.supports)
_ONE = select(ideas).where(ideas.c.id == bindparam("which"))
# Whoever changes an idea holds it until the end: what is counted from its row is then still true.
_ONE_HELD = _ONE.with_for_update()
_LISTS = {
    "trending": select(*_LINE)
    .where(ideas.c.hidden_at.is_(None))
    .order_by(ideas.c.trend.desc(), ideas.c.id.desc()),
    "new": select(*_LINE).where(ideas.c.hidden_at.is_(None)).order_by(ideas.c.id.desc()),
    "mine": select(*_LINE).where(ideas.c.author == bindparam("who")).order_by(ideas.c.id.desc()),
}
_PAGES = {order: query.limit(PAGE + 1).offset(bindparam("skip")) for order, query in _LISTS.items()}


def similar(transaction: Transaction, query: SimilarIdeas) -> tuple[IdeaLine, ...]:
    """Return up to three ideas that look alike, best first."""
    words = index_words(query.title, query.description)[:MOST_WORDS]
    if not words:
        return ()
    asked = {f"word_{i}": word for i, word in enumerate(words)}
    rows = transaction.connection.execute(_with_words(len(words)), asked).all()
    alike = rank(query.title, query.description, [Candidate(r.id, r.title, r.description) for r in rows])
    by_number = {r.id: r for r in rows}
    return tuple(_line(by_number[each.id]) for each in alike)


def listed(transaction: Transaction, query: ListIdeas) -> IdeaPage:
    """Return a page of ideas; one before the first or after the last is the nearest there is."""
    page = min(max(query.page, 1), LAST_PAGE)
    parameters: dict[str, Any] = {"skip": (page - 1) * PAGE}
    if query.order == "mine":
        parameters["who"] = transaction.citizen
    rows = transaction.connection.execute(_PAGES[query.order], parameters).all()
    return IdeaPage(tuple(_line(r) for r in rows[:PAGE]), page, len(rows) > PAGE and page < LAST_PAGE)


def one(transaction: Transaction, query: OneIdea) -> IdeaCard | None:
    """Return an idea as who asks sees it; a hidden one only its author and the operator see."""
    row = _row(transaction, _ONE, query.number)
    who = transaction.actor.person if isinstance(transaction.actor, Citizen) else None
    if row is None or (row.hidden_at is not None and who is not None and row.author != who):
        return None
    return IdeaCard(
        number=row.id,
        title=row.title,
        description=row.description,
        language=row.language,
        topic=row.topic,
        neighbourhood=row.neighbourhood,
        picture=row.picture,
        supports=row.supports,
        supported=who is not None and _supports(transaction, row.id, who),
        mine=who is not None and row.author == who,
        hidden=row.hidden_at is not None,
        published=row.published_at,
        open=current_window(transaction, CurrentWindow()).open,
    )


def submit(transaction: Transaction, command: SubmitIdea) -> Filed:
    """Publish an idea."""
    author = person(transaction, transaction.citizen)
    window = current_window(transaction, CurrentWindow())
    may_submit(command, author, window.programme, transaction.now)
    _known(transaction, command, author)
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
        **trend_of(Activity(transaction.now), transaction.now),
    )
    words = index_words(command.title, command.description)
    if words:
        transaction.connection.execute(idea_words.insert(), [{"word": w, "idea": number} for w in words])
    transaction.emit(IdeaSubmitted(number, author.id))
    return Filed(number)


def _known(transaction: Transaction, command: SubmitIdea, author: Person) -> None:
    """Refuse a topic, a neighbourhood, a language or a picture that is not there, or not the author's."""
    city = transaction.city
    if command.topic not in {t.id for t in city.topics}:
        raise Refused("unknown-topic")
    if command.neighbourhood not in {n.id for n in city.neighbourhoods} | {WHOLE_CITY}:
        raise Refused("unknown-neighbourhood")
    if command.picture is not None:
        owned = select(media.c.owner).where(media.c.id == command.picture)
        if not possible(command.picture) or transaction.connection.execute(owned).scalar() != author.id:
            raise Refused("unknown-picture")


def support(transaction: Transaction, command: SupportIdea) -> int:
    """Count this person's support, once."""
    supporter = person(transaction, transaction.citizen)
    row = _open_idea(transaction, command.number, supporter)
    if _supports(transaction, row.id, supporter.id):
        return int(row.supports)
    weight = weight_of(
        at=transaction.now, joined_at=supporter.joined, earlier=recent_supports(transaction, row.id)
    )
    transaction.connection.execute(
        supports.insert(), {"idea": row.id, "person": supporter.id, "at": transaction.now, "weight": weight}
    )
    return _counted(transaction, row, 1, activity_of(row).with_support(transaction.now, weight))


def withdraw(transaction: Transaction, command: WithdrawSupport) -> int:
    """Count this person's support no longer."""
    supporter = person(transaction, transaction.citizen)
    row = _open_idea(transaction, command.number, supporter)
    mine = (supports.c.idea == row.id) & (supports.c.person == supporter.id)
    given = transaction.connection.execute(select(supports.c.at, supports.c.weight).where(mine)).first()
    if given is None:
        return int(row.supports)
    transaction.connection.execute(delete(supports).where(mine))
    return _counted(transaction, row, -1, activity_of(row).without_support(given.at, given.weight))


def hide(transaction: Transaction, command: HideIdea) -> None:
    """Take an idea out of sight, and out of what is looked through for ideas that are alike."""
    transaction.require_operator()
    if not command.reason.strip():
        raise Refused("no-reason")
    row = _row(transaction, _ONE_HELD, command.number)
    if row is None:
        raise Refused("no-such-idea")
    if row.hidden_at is not None:
        raise Refused("already-hidden")
    run = transaction.connection.execute
    out_of_sight = update(ideas).where(ideas.c.id == row.id)
    run(out_of_sight.values(hidden_at=transaction.now, hidden_reason=command.reason))
    words = idea_words.c.word.in_(index_words(row.title, row.description))
    run(delete(idea_words).where(words, idea_words.c.idea == row.id))
    if row.author is not None:
        transaction.emit(IdeaHidden(row.id, row.author, row.title, command.reason))


def _row(transaction: Transaction, query: Any, number: int) -> Any:
    """Return the idea's row, or None; a number that no idea can have is one that none has (H10)."""
    return transaction.connection.execute(query, {"which": number}).first() if possible(number) else None


def _open_idea(transaction: Transaction, number: int, supporter: Person) -> Any:
    """Return the idea, held, if this person may support it now."""
    row = _row(transaction, _ONE_HELD, number)
    if row is None:
        raise Refused("no-such-idea")
    open_now = current_window(transaction, CurrentWindow()).open
    may_support(supporter, author=row.author, hidden=row.hidden_at is not None, open_now=open_now)
    return row


def _counted(transaction: Transaction, row: Any, more: int, activity: Activity) -> int:
    """Bring the idea's count and trend in line with its supports, and return the count."""
    count: int = row.supports + more
    values = {"supports": count, **trend_of(activity, transaction.now)}
    transaction.connection.execute(update(ideas).where(ideas.c.id == row.id).values(values))
    return count


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
        select ideas.id, ideas.title, ideas.language, ideas.supports, ideas.description
        from (
            select idea, count(*) as shared from ({" union all ".join(newest)}) as each_word
            group by idea order by shared desc, idea desc limit {MOST_CANDIDATES}
        ) as found
        join ideas on ideas.id = found.idea
        where ideas.hidden_at is null
        order by found.shared desc, found.idea desc
        """
    )


def _line(row: Any) -> IdeaLine:
    return IdeaLine(row.id, row.title, row.language, row.supports)


def index_words(title: str, description: str) -> list[str]:
    """Return the beginnings of the telling words, each once, the title's first."""
    terms = (*search_terms(title), *search_terms(description))
    return list(dict.fromkeys(term[:WORD_CHARS] for term in terms))


HANDLERS: Handlers = {
    SimilarIdeas: similar,
    ListIdeas: listed,
    OneIdea: one,
    SubmitIdea: submit,
    SupportIdea: support,
    WithdrawSupport: withdraw,
    HideIdea: hide,
}
