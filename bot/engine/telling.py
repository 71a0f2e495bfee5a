"""Whether and when somebody is told what they have not asked for just now: one rule for everything that is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.civic.nudges import Category, held_until
from bot.civic.people import Person
from bot.engine.outgoing import Lane

HELD = frozenset({Lane.SERVICE, Lane.NEWS, Lane.BULK})
"""Lanes that rest in quiet hours; a time that a person chose is kept, and an answer always comes (H68)."""

PERISHABLE = frozenset({Lane.REMINDER, Lane.NEWS, Lane.BULK})
"""Lanes of which nobody wants to hear any more when it is late; what becomes of my own affairs is told all the same."""

FEW_A_WEEK = frozenset({Lane.NEWS, Lane.BULK})
"""Lanes of which a person gets so many messages a week, together."""


class Unasked(Protocol):
    """What is to be told: the category by which a person can turn it off, and after when it would come too late."""

    @property
    def lane(self) -> Lane:
        """Why it is told."""

    @property
    def category(self) -> Category | None:
        """The kind that a person may turn off; None for what they are told whatever they have turned off."""

    @property
    def latest(self) -> datetime | None:
        """After this it is of no use."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom something is to be told, as of now: `told` is when they got messages that are few a week, in the last one.

    `muted` says that they do not want to hear of what it is about.
    """

    person: Person
    told: tuple[datetime, ...] = ()
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Now:
    """It is told at once."""


@dataclass(frozen=True, slots=True)
class Later:
    """It waits until then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Never:
    """It is not told; `why` is a slug."""

    why: str


Fate = Now | Later | Never

UNWANTED, STALE = Never("unwanted"), Never("stale")


def fate(notice: Unasked, reader: Reader, now: datetime, zone: str) -> Fate:
    """Return whether the reader is told, and when, by the clocks of the city in `zone`."""
    if notice.category and (reader.muted or not reader.person.wants(notice.category)):
        return UNWANTED
    perishable = notice.lane in PERISHABLE
    if perishable and notice.latest and now > notice.latest:
        return STALE
    if notice.lane not in HELD:
        return Now()
    until = held_until(now, zone, reader.person.quiet, reader.told if notice.lane in FEW_A_WEEK else ())
    if until is None:
        return Now()
    if notice.latest is None or until <= notice.latest:
        return Later(until)
    return STALE if perishable else Now()
