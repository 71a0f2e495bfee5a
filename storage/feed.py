"""The next idea for a person: chosen among a bounded number of candidates, and noted as shown."""

from __future__ import annotations

import functools
from datetime import timedelta
from typing import Any

from sqlalchemy import TextualSelect, bindparam, delete, select, text

from bot.civic.feed import REST, Fresh, NextIdea, choose
from bot.civic.people import Person
from bot.civic.rights import Fate
from storage.people import person
from storage.personal import Personal, kept, take_over
from storage.tables import ideas, shown
from storage.transaction import INSERTS, Handlers, Transaction

OF_EACH = 200
"""Candidates of each kind: the newest of all, those that most care about, the newest of mine."""

KEPT = timedelta(days=60)
"""How long it is remembered what somebody was shown."""

_LAST = (
    select(ideas.c.topic)
    .join_from(shown, ideas, ideas.c.id == shown.c.idea)
    .where(shown.c.person == bindparam("who"))
    .order_by(shown.c.at.desc())
    .limit(REST)
)


def next_idea(transaction: Transaction, _command: NextIdea) -> int | None:
    """Choose the next idea for this person, and note that they were shown it."""
    reader = person(transaction, transaction.citizen)
    last = transaction.connection.execute(_LAST, {"who": reader.id}).scalars().all()
    chosen = choose(
        _candidates(transaction, reader),
        transaction.now,
        topics=reader.topics,
        neighbourhood=reader.neighbourhood,
        last=last,
    )
    if chosen is None:
        return None
    transaction.write(_show, [{"person": reader.id, "idea": chosen.number, "at": transaction.now}])
    return chosen.number


def _candidates(transaction: Transaction, reader: Person) -> list[Fresh]:
    """Return ideas of others that this person does not support yet."""
    given: dict[str, Any] = {f"topic_{n}": topic for n, topic in enumerate(reader.topics)}
    if reader.neighbourhood:
        given["near"] = reader.neighbourhood
    query = _query(len(reader.topics), near=bool(reader.neighbourhood))
    rows = transaction.connection.execute(query, {**given, "who": reader.id}).all()
    return [
        Fresh(r.id, r.topic, r.neighbourhood, r.published_at, r.comments, r.supports, r.seen) for r in rows
    ]


@functools.lru_cache(maxsize=64)
def _query(topics: int, *, near: bool) -> TextualSelect:
    """Return the query for candidates; written out, as what is alike and what is sought (storage/lists.py)."""
    kinds = ["order by id desc", "order by interest desc, id desc"]
    parts = [f"select id from ideas where hidden_at is null {order} limit {OF_EACH}" for order in kinds]
    mine = [f"topic = :topic_{n}" for n in range(topics)] + (["neighbourhood = :near"] if near else [])
    most = OF_EACH // max(len(mine), 1)
    parts += [
        f"select id from ideas where {condition} and hidden_at is null order by id desc limit {most}"
        for condition in mine
    ]
    newest = " union ".join(f"select id from ({part}) as newest_{n}" for n, part in enumerate(parts))
    written = text(
        f"""
        select ideas.id, ideas.topic, ideas.neighbourhood, ideas.published_at, ideas.comments, ideas.supports,
            shown.at as seen
        from ({newest}) as found
        join ideas on ideas.id = found.id
        left join shown on shown.person = :who and shown.idea = found.id
        where (ideas.author is null or ideas.author <> :who) and not exists (
            select 1 from supports where supports.idea = found.id and supports.person = :who
        )
        """
    )
    return written.columns(published_at=ideas.c.published_at.type, seen=shown.c.at.type)


@functools.cache
def _show(dialect: str) -> Any:
    put = INSERTS[dialect](shown)
    return put.on_conflict_do_update(index_elements=["person", "idea"], set_={"at": put.excluded.at})


def forget_shown(transaction: Transaction) -> None:
    """Forget what was shown long ago."""
    transaction.connection.execute(delete(shown).where(shown.c.at < transaction.now - KEPT))


HANDLERS: Handlers = {NextIdea: next_idea}


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    take_over(transaction, shown.c.person, gone, stays, same=shown.c.idea)


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    transaction.connection.execute(delete(shown).where(shown.c.person == who))


def _show_kept(transaction: Transaction, who: int) -> dict[str, Any]:
    return {"shown": kept(transaction, select(shown.c.idea, shown.c.at).where(shown.c.person == who))}


PERSONAL = Personal((shown,), _merge, _erase, _show_kept)
