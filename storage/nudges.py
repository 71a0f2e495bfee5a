"""What people were told unasked in the last week, and of what they want to hear no more."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, bindparam, delete, exists, select

from bot.civic.digests import DIGEST
from bot.civic.doors import Refused
from bot.civic.nudges import Category, Mute, Muted, MyMutes, Unmute, about, thing_of
from bot.civic.rights import Fate
from bot.civic.weeks import WEEK
from bot.engine.telling import Reader
from storage.accounts import Accounts
from storage.due import forget_due, move_due
from storage.people import person as person_of
from storage.personal import Personal, kept, take_over
from storage.tables import events, ideas, mutes, nudges, votes
from storage.transaction import INSERTS, Handlers, Transaction

MOST_LISTED = 20
"""Muted things that are listed."""

KEPT = timedelta(days=30)
"""How long it is kept when a person was told something unasked; a week of it counts."""

_LATELY = (
    select(nudges.c.at)
    .where(nudges.c.person == bindparam("who"), nudges.c.at > bindparam("since"))
    .order_by(nudges.c.at)
)
_MUTED = select(exists().where(mutes.c.person == bindparam("who"), mutes.c.thing == bindparam("what")))


class Readers(Accounts):
    """Whom things are told, as a desk has them."""

    def reader(self, person: int, about: str | None) -> Reader:
        """Return whom something is to be told, and whether they have muted what it is about."""
        self.flush()
        run = self.connection.execute
        told = tuple(run(_LATELY, {"who": person, "since": self.now - WEEK}).scalars())
        muted = bool(about and run(_MUTED, {"who": person, "what": about}).scalar())
        return Reader(person_of(self, person), told, muted)

    def note_nudge(self, person: int, category: Category) -> None:
        """One more message of this person's week is in the news lane."""
        self.put_off(_note, {"person": person, "category": category, "at": self.now})


@functools.cache
def _note(dialect: str) -> Any:
    return INSERTS[dialect](nudges)


def mute(transaction: Transaction, command: Mute) -> None:
    """Let this person hear no more of a thing."""
    if thing_of(command.thing) is None:
        raise Refused("unknown-thing")
    row = {"person": transaction.citizen, "thing": command.thing, "at": transaction.now}
    transaction.write(_mute, [row])


@functools.cache
def _mute(dialect: str) -> Any:
    return INSERTS[dialect](mutes).on_conflict_do_nothing(index_elements=["person", "thing"])


def unmute(transaction: Transaction, command: Unmute) -> None:
    """Let this person hear of a thing again."""
    mine = (mutes.c.person == transaction.citizen) & (mutes.c.thing == command.thing)
    transaction.connection.execute(delete(mutes).where(mine))


def my_mutes(transaction: Transaction, _query: MyMutes) -> tuple[Muted, ...]:
    """Return what this person has muted, the latest first."""
    mine = select(mutes.c.thing).where(mutes.c.person == transaction.citizen)
    latest = mine.order_by(mutes.c.at.desc(), mutes.c.thing).limit(MOST_LISTED)
    things = transaction.connection.execute(latest).scalars().all()
    titles = _titles(transaction, things)
    return tuple(Muted(thing, titles.get(thing, {})) for thing in things)


def _titles(transaction: Transaction, things: Sequence[str]) -> dict[str, Mapping[str, str]]:
    """Return the titles, by language, of those of these things that can be seen."""
    found: dict[str, Mapping[str, str]] = {}
    named = [thing for spelt in things if (thing := thing_of(spelt))]
    for noun, query in _TITLED.items():
        numbers = [number for each, number in named if each == noun]
        rows = transaction.connection.execute(query, {"which": numbers}) if numbers else ()
        found |= {about(noun, row.id): _read(noun, row) for row in rows}
    return found


def _read(noun: str, row: Any) -> Mapping[str, str]:
    if noun == "idea":
        return {row.language: row.title}
    if noun == "vote":
        return {language: text["title"] for language, text in json.loads(row.texts).items()}
    titles: dict[str, str] = json.loads(row.titles)
    return titles


def _some_of(table: Table, *columns: str) -> Any:
    chosen = (table.c[name] for name in ("id", *columns))
    return select(*chosen).where(table.c.id.in_(bindparam("which", expanding=True)))


_TITLED = {
    "idea": _some_of(ideas, "title", "language").where(ideas.c.hidden_at.is_(None)),
    "vote": _some_of(votes, "texts"),
    "event": _some_of(events, "titles"),
}


def forget_nudges(transaction: Transaction) -> None:
    """Forget what people were told long ago."""
    old = nudges.c.at < transaction.now - KEPT
    transaction.connection.execute(delete(nudges).where(old))


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    """What was told to either counts, what either has muted is muted, and the week is told once."""
    take_over(transaction, nudges.c.person, gone, stays)
    move_due(transaction, DIGEST, str(gone), str(stays))
    take_over(transaction, mutes.c.person, gone, stays, mutes.c.thing)


def _erase(transaction: Transaction, person: int, _fate: Fate) -> None:
    forget_due(transaction, DIGEST, str(person))
    for table in (nudges, mutes):
        transaction.connection.execute(delete(table).where(table.c.person == person))


def _show_kept(transaction: Transaction, person: int) -> Mapping[str, Any]:
    told = select(nudges.c.category, nudges.c.at).where(nudges.c.person == person).order_by(nudges.c.id)
    muted = select(mutes.c.thing, mutes.c.at).where(mutes.c.person == person).order_by(mutes.c.thing)
    return {"nudges": kept(transaction, told), "mutes": kept(transaction, muted)}


HANDLERS: Handlers = {Mute: mute, Unmute: unmute, MyMutes: my_mutes}

PERSONAL = Personal((nudges, mutes), _merge, _erase, _show_kept)
