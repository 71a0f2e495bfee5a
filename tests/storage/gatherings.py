"""Events for tests: made quickly, and looked at from outside."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.civic.doors import Citizen
from bot.civic.events import CreateEvent, EventDraft, Slot
from bot.civic.rights import Fate
from storage import tables
from storage.rsvps import PERSONAL
from tests.storage.town import START, Town

BRUSSELS = "Europe/Brussels"
IN_MONTHS = START + timedelta(days=300)


def a_draft(
    *, seats: int | None = None, starts: datetime = IN_MONTHS, hours: float = 3, **more: Any
) -> EventDraft:
    """Return an event to be."""
    slot = Slot(starts, starts + timedelta(hours=hours))
    titles = {"nl": "Buurtdag", "fr": "Journée de quartier", "en": "Neighbourhood day"}
    return EventDraft(**({"titles": titles, "slots": (slot,), "zone": BRUSSELS, "seats": seats} | more))


def an_event(town: Town, **what: Any) -> int:
    """Make an event, and return its number."""
    return town.do(CreateEvent(a_draft(**what)))[0]


def answers(town: Town, event: int) -> dict[int, tuple[str, int]]:
    """Return everybody's answer and guests, by person."""
    rows = town.rows(tables.rsvps, tables.rsvps.c.event == event)
    return {row.person: (row.state, row.guests) for row in rows}


def line(town: Town, event: int) -> list[int]:
    """Return who waits, the next first."""
    rows = town.rows(tables.rsvps, tables.rsvps.c.event == event, tables.rsvps.c.state == "waiting")
    return [row.person for row in sorted(rows, key=lambda row: row.turn)]


def seats_taken(town: Town, event: int) -> int:
    """Return how many seats are taken or held, counted here."""
    with town.desk() as desk:
        counted = select(func.coalesce(func.sum(tables.rsvps.c.guests + 1), 0)).where(
            tables.rsvps.c.event == event, tables.rsvps.c.state.in_(["yes", "offered"])
        )
        return int(desk.connection.execute(counted).scalar_one())


def forget(town: Town, who: Citizen) -> None:
    """Let somebody be forgotten, as far as events go."""
    with town.desk() as desk:
        PERSONAL.erase(desk, who.person, Fate.DELETED)


def link(town: Town, gone: Citizen, stays: Citizen) -> None:
    """Let two be one person, as far as events go."""
    with town.desk() as desk:
        PERSONAL.merge(desk, gone.person, stays.person)
