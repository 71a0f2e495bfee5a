"""Commitments: a next step that is promised about an idea, by a function, for a day. Who made it is asked on that day; late is late in public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.civic.doors import Command, Query, Refused
from bot.civic.roles import Holder
from bot.civic.statuses import MAX_FUNCTION
from bot.civic.texts import Texts, see_texts

MAX_COMMITMENT = 500
MAX_WHY = 500
MOST_OPEN = 5
"""Commitments about one idea that are open at once."""

ASKED_AT = time(9)
"""When on its day whoever made a commitment is asked."""

COMMITMENT_DUE, COMMITMENT_LATE = "commitment-due", "commitment-late"
"""The kinds of due row that are about a commitment, with its version; the subject is its number."""

State = Literal["open", "kept", "dropped"]

Step = Literal["promised", "moved", "late", "kept", "dropped"]
"""What happened to a commitment."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What is promised about an idea, and by which function, by language. `late` tells that its day is over, and it is not kept."""

    number: int
    idea: int
    texts: Texts
    function: Texts
    day: date
    state: State
    late: bool
    version: int


@dataclass(frozen=True, slots=True)
class StepTaken:
    """What happened to a commitment, and how that stands now."""

    kind: Step
    commitment: Commitment


@dataclass(frozen=True, slots=True)
class Promise(Command[int]):
    """Promise a next step about an idea until the end of that day; returns its number. Who promises is asked on that day.

    Refused: not-allowed, no-such-idea, unknown-language, missing-language, too-long, day-over, too-many-commitments.
    """

    idea: int
    texts: Texts
    function: Texts
    day: date


@dataclass(frozen=True, slots=True)
class KeepPromise(Command[None]):
    """What was promised is done. Refused: not-allowed, no-such-commitment, commitment-changed."""

    number: int
    version: int


@dataclass(frozen=True, slots=True)
class MovePromise(Command[None]):
    """It will be another day, and why; that it was to be earlier stays to be read.

    Refused: as KeepPromise, and unknown-language, missing-language, too-long, day-over.
    """

    number: int
    version: int
    day: date
    why: Texts


@dataclass(frozen=True, slots=True)
class DropPromise(Command[None]):
    """It will not be done, and why. Refused: as KeepPromise, and unknown-language, missing-language, too-long."""

    number: int
    version: int
    why: Texts


@dataclass(frozen=True, slots=True)
class TakePromise(Command[None]):
    """From now on I am asked about it. Refused: not-allowed, no-such-commitment."""

    number: int


@dataclass(frozen=True, slots=True)
class MarkLate(Command[None]):
    """Its day is over: from now on it says that it is late. Operators only; of what is not open, or of another version, nothing."""

    number: int
    version: int


@dataclass(frozen=True, slots=True)
class OneCommitment(Query[Commitment | None]):
    """A commitment, for whoever may answer its idea; None where there is none, or the idea is not in the list."""

    number: int


@dataclass(frozen=True, slots=True)
class Reminded(Query[tuple[Holder, ...]]):
    """Whom to ask about a commitment: who made it or took it on, if they still may; else everybody who may. Operators only."""

    number: int


def may_promise(command: Promise, required: Sequence[str], *, now: datetime, zone: str, already: int) -> None:
    """Refuse a promise that not everybody can read, for a day that is over, or beside too many that are open."""
    see_texts(command.texts, required, max_chars=MAX_COMMITMENT)
    see_texts(command.function, required, max_chars=MAX_FUNCTION)
    see_day(command.day, now=now, zone=zone)
    if already >= MOST_OPEN:
        raise Refused("too-many-commitments")


def see_day(day: date, *, now: datetime, zone: str) -> None:
    """Refuse a day that is over: day-over."""
    if end_of(day, zone) <= now:
        raise Refused("day-over")


def end_of(day: date, zone: str) -> datetime:
    """Return when that day is over, by the clock of the zone."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)


def asked_at(day: date, zone: str) -> datetime:
    """Return when on that day whoever made a commitment is asked."""
    return datetime.combine(day, ASKED_AT, ZoneInfo(zone)).astimezone(UTC)


def day_ended(end: datetime, zone: str) -> date:
    """Return the day that is over at that instant."""
    return (end - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
