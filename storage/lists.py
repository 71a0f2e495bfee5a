"""Lists of ideas, page by page, and what a search finds: each page an index scan, whatever the number of ideas."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import TextClause, bindparam, delete, select, text

from bot.civic.ideas import LAST_PAGE, PAGE, IdeaLine, IdeaPage, ListIdeas, state_as
from bot.civic.programmes import Programmes
from bot.civic.rights import Fate
from bot.civic.search import (
    MAX_SEARCH,
    WORD_CHARS,
    Candidate,
    KeepSearch,
    LastSearch,
    Sought,
    beginning,
    meant,
    ranked,
    sought,
    typed_forms,
    word_forms,
)
from bot.civic.statuses import as_of
from storage.personal import Personal, kept
from storage.programmes import programme_of, where_it_expires
from storage.tables import follows, ideas, searches
from storage.tables import word_forms as forms
from storage.transaction import INSERTS, Handlers, Transaction

MOST_FORMS = 200
"""Words that are looked at for each word that was typed, before a few of them are taken."""

NEWEST_OF_A_TERM = 1000
"""Ideas looked at for each thing that is sought, the newest first: what bounds the work."""

MOST_FOUND = 60
"""Ideas whose text is compared, and so that a search can find."""

SEARCH_KEPT = timedelta(days=3)
"""How long it is remembered what somebody searched for."""

LINE = ("id", "title", "language", "supports", "status", "programme", "hidden_at", "hidden_as")
"""The columns of an idea that `line_of` reads."""

_LINE = tuple(ideas.c[name] for name in LINE)
LINE_SQL = ", ".join(f"ideas.{name}" for name in LINE)
"""The same, in a query that is written out."""

_SHOWN = select(*_LINE).where(ideas.c.hidden_at.is_(None))
_LISTS = {
    "trending": _SHOWN.order_by(ideas.c.trend.desc(), ideas.c.id.desc()),
    "new": _SHOWN.order_by(ideas.c.id.desc()),
    "on": _SHOWN.where(ideas.c.topic == bindparam("which")).order_by(ideas.c.id.desc()),
    "in": _SHOWN.where(ideas.c.neighbourhood == bindparam("which")).order_by(ideas.c.id.desc()),
    "as": _SHOWN.where(
        ideas.c.status == bindparam("status"), ideas.c.programme.in_(bindparam("of", expanding=True))
    ).order_by(ideas.c.id.desc()),
    "mine": select(*_LINE)
    .where(
        ideas.c.author == bindparam("who"),
        ideas.c.hidden_as.is_(None) | (ideas.c.hidden_as != "withdrawn"),
    )
    .order_by(ideas.c.id.desc()),
    "following": select(*_LINE)
    .join(follows, follows.c.idea == ideas.c.id)
    .where(follows.c.person == bindparam("who"), ideas.c.hidden_at.is_(None))
    .order_by(follows.c.idea.desc()),
}
_PAGES = {order: query.limit(PAGE + 1).offset(bindparam("skip")) for order, query in _LISTS.items()}
_OF_ME = {"mine", "following"}


def listed(transaction: Transaction, query: ListIdeas) -> IdeaPage:
    """Return a page of ideas; one before the first or after the last is the nearest there is."""
    page = min(max(query.page, 1), LAST_PAGE)
    skip = (page - 1) * PAGE
    kind, _dot, which = query.order.partition(".")
    if kind == "search":
        rows = _found(transaction, last_search(transaction, LastSearch()))[skip : skip + PAGE + 1]
    elif kind in _PAGES:
        parameters: dict[str, Any] = {"skip": skip}
        if kind in _OF_ME:
            parameters["who"] = transaction.citizen
        if kind == "as":
            parameters |= _as(transaction, which)
        elif which:
            parameters["which"] = which
        rows = transaction.connection.execute(_PAGES[kind], parameters).all()
    else:
        rows = []
    return IdeaPage(
        tuple(line_of(transaction, r) for r in rows[:PAGE]), page, len(rows) > PAGE and page < LAST_PAGE
    )


def _as(transaction: Transaction, status: str) -> dict[str, Any]:
    """Return what is looked for where ideas of a status are: what expired is kept as proposed."""
    over = where_it_expires(transaction)
    if status == "expired":
        return {"status": "proposed", "of": over}
    every = [each.id for each in transaction.ask(Programmes())]
    return {"status": status, "of": [i for i in every if i not in over] if status == "proposed" else every}


def line_of(transaction: Transaction, row: Any) -> IdeaLine:
    """Return an idea's row as a line in a list."""
    status = as_of(row.status, programme_of(transaction, row.programme), transaction.now)
    state = state_as(row.hidden_at, row.hidden_as)
    return IdeaLine(row.id, row.title, row.language, row.supports, status, state)


# Searching


def keep_search(transaction: Transaction, command: KeepSearch) -> None:
    """Remember what this person searches for, in the place of what they searched before."""
    row = {"person": transaction.citizen, "words": command.words[:MAX_SEARCH], "at": transaction.now}
    transaction.write(_keep_search, [row])


@functools.cache
def _keep_search(dialect: str) -> Any:
    put = INSERTS[dialect](searches)
    kept = {name: getattr(put.excluded, name) for name in ("words", "at")}
    return put.on_conflict_do_update(index_elements=["person"], set_=kept)


def last_search(transaction: Transaction, _query: LastSearch) -> str:
    """Return what this person searched for last."""
    mine = select(searches.c.words).where(searches.c.person == transaction.citizen)
    return transaction.connection.execute(mine).scalar() or ""


def forget_searches(transaction: Transaction) -> None:
    """Forget what was searched for long ago."""
    old = searches.c.at < transaction.now - SEARCH_KEPT
    transaction.connection.execute(delete(searches).where(old))


def _found(transaction: Transaction, typed: str) -> Sequence[Any]:
    """Return the rows of what is found, best first."""
    wanted = sought(transaction.city, typed)
    words = _words(transaction, wanted.terms)
    shape = tuple(len(each) for each in words if each)
    named = (len(wanted.topics), len(wanted.neighbourhoods))
    if not any(shape) and not any(named):
        return ()
    parameters = _parameters(wanted, [each for each in words if each])
    rows = transaction.connection.execute(_query(shape, *named), parameters).all()
    by_number = {r.id: r for r in rows}
    candidates = [Candidate(r.id, f"{r.title}\n{r.description}", r.topic, r.neighbourhood) for r in rows]
    return [by_number[number] for number in ranked(wanted, candidates)]


def _words(transaction: Transaction, terms: Sequence[str]) -> list[tuple[str, ...]]:
    """Return for each term the words that it may stand for, among those that ideas have."""
    run = transaction.connection.execute
    starts = {beginning(term) for term in terms}
    known = set(run(_KNOWN, {"words": sorted(starts)}).scalars()) if starts else set()
    found = []
    for term in terms:
        words = {beginning(term)} & known
        if not words or len(term) < WORD_CHARS:
            words |= set(run(_WORDS_OF, {"forms": sorted(typed_forms(term))}).scalars())
        found.append(meant(term, sorted(words)))
    return found


_WORDS_OF = select(forms.c.word).where(forms.c.form.in_(bindparam("forms", expanding=True))).limit(MOST_FORMS)


def _parameters(wanted: Sought, words: Sequence[Sequence[str]]) -> dict[str, str]:
    given = {f"word_{t}_{w}": word for t, each in enumerate(words) for w, word in enumerate(each)}
    given |= {f"topic_{n}": topic for n, topic in enumerate(wanted.topics)}
    return given | {f"near_{n}": place for n, place in enumerate(wanted.neighbourhoods)}


@functools.lru_cache(maxsize=256)
def _query(shape: tuple[int, ...], topics: int, neighbourhoods: int) -> TextClause:
    """Return the query for ideas that have most of what is sought, among the newest of each part of it.

    It is written out, since SQLAlchemy would take longer to look at it than the database to answer.
    """
    parts = [_of_term(t, count) for t, count in enumerate(shape)]
    parts += [_of_column("topic", "topic", topics)] if topics else []
    parts += [_of_column("neighbourhood", "near", neighbourhoods)] if neighbourhoods else []
    return text(
        f"""
        select {LINE_SQL}, ideas.description, ideas.topic, ideas.neighbourhood
        from (
            select idea, count(*) as shared from ({" union all ".join(parts)}) as each_word
            group by idea order by shared desc, idea desc limit {MOST_FOUND}
        ) as found
        join ideas on ideas.id = found.idea
        where ideas.hidden_at is null
        order by found.shared desc, found.idea desc
        """
    )


def _of_term(term: int, count: int) -> str:
    """Return the query for the newest ideas with one of so many words, each idea once."""
    most = NEWEST_OF_A_TERM // count
    newest = (
        f"select idea from (select idea from idea_words where word = :word_{term}_{n} order by idea desc "
        f"limit {most}) as newest_{n}"
        for n in range(count)
    )
    return f"select distinct idea from ({' union all '.join(newest)}) as oldest"


def _of_column(column: str, parameter: str, count: int) -> str:
    newest = (
        f"select idea from (select id as idea from ideas where {column} = :{parameter}_{n} and hidden_at is null "
        f"order by id desc limit {NEWEST_OF_A_TERM // count}) as newest_{n}"
        for n in range(count)
    )
    return f"select idea from ({' union all '.join(newest)}) as oldest"


def learn_words(transaction: Transaction, words: Sequence[str]) -> None:
    """Let words that no idea had before be found by their forms."""
    known = transaction.connection.execute(_KNOWN, {"words": list(words)}).scalars().all()
    rows = [
        {"form": form, "word": word}
        for word in words
        if word not in known
        for form in word_forms(beginning(word))
    ]
    # In one order, so that two who teach the same words never wait for each other.
    rows.sort(key=lambda row: (row["form"], row["word"]))
    if rows:
        transaction.write(_learn, rows)


_KNOWN = select(forms.c.word).where(
    forms.c.form == forms.c.word, forms.c.form.in_(bindparam("words", expanding=True))
)


@functools.cache
def _learn(dialect: str) -> Any:
    return INSERTS[dialect](forms).on_conflict_do_nothing(index_elements=["form", "word"])


def _merge(transaction: Transaction, gone: int, _stays: int) -> None:
    """What was searched for last is looked for anew: two lists are not one."""
    _erase(transaction, gone, Fate.DELETED)


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    transaction.connection.execute(delete(searches).where(searches.c.person == who))


def _show_kept(transaction: Transaction, who: int) -> dict[str, Any]:
    mine = select(searches.c.words, searches.c.at).where(searches.c.person == who)
    return {"searches": kept(transaction, mine)}


PERSONAL = Personal((searches,), _merge, _erase, _show_kept)
HANDLERS: Handlers = {ListIdeas: listed, KeepSearch: keep_search, LastSearch: last_search}
