"""Whether those of a broadcast are written to just now, many at once: what they want, when they want quiet, how much they got this week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from bot.civic.nudges import BROADCASTS, Category
from bot.civic.people import Person
from bot.civic.weeks import WEEK
from bot.engine.outgoing import Lane
from bot.engine.telling import Later, Never, Reader, fate
from storage.people import COLUMNS, person_in
from storage.tables import accounts, nudges, people
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Verdict:
    """At which account somebody gets it now; or until when they wait; or why they do not get it at all, as a slug."""

    account: int | None = None
    until: datetime | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class _OfABroadcast:
    """What is weighed: a message of use until then."""

    latest: datetime | None
    lane: Lane = Lane.BULK
    category: Category | None = BROADCASTS


def weigh(transaction: Transaction, who: Sequence[int], latest: datetime) -> Mapping[int, Verdict]:
    """Return for each of these people what becomes of a message that is of use until then."""
    if not who:
        return {}
    run, asked = transaction.connection.execute, {"who": list(who)}
    found = {each.id: each for each in map(person_in, run(_PEOPLE, asked))}
    told: dict[int, list[datetime]] = {}
    for row in run(_TOLD, asked | {"since": transaction.now - WEEK}):
        told.setdefault(row.person, []).append(row.at)
    at: dict[int, int] = {}
    for row in run(_ACCOUNTS, asked):
        at.setdefault(row.person, row.id)
    readers = {each: Reader(found[each], tuple(told.get(each, ()))) for each in who}
    return {each: _verdict(transaction, readers[each], at.get(each), latest) for each in who}


def _verdict(transaction: Transaction, reader: Reader, account: int | None, latest: datetime) -> Verdict:
    if why := _why_not(reader.person, account):
        return Verdict(why=why)
    match fate(_OfABroadcast(latest), reader, transaction.now, transaction.city.zone):
        case Later(until):
            return Verdict(until=until)
        case Never():
            return Verdict(why="no-room")
    return Verdict(account)


def _why_not(person: Person, account: int | None) -> str | None:
    """Return the reason of theirs for which somebody is not written to."""
    if person.stopped:
        return "stopped"
    if not person.reminders:
        return "no-consent"
    if not person.wants(BROADCASTS):
        return "unwanted"
    return "unreachable" if account is None else None


_WHO: Any = bindparam("who", expanding=True)
_PEOPLE = select(*COLUMNS).where(people.c.id.in_(_WHO))
_TOLD = select(nudges.c.person, nudges.c.at).where(
    nudges.c.person.in_(_WHO), nudges.c.at > bindparam("since")
)
_ACCOUNTS = (
    select(accounts.c.person, accounts.c.id)
    .where(accounts.c.person.in_(_WHO), accounts.c.unreachable.is_(False))
    .order_by(accounts.c.preferred_at.desc().nulls_last(), accounts.c.id)
)
