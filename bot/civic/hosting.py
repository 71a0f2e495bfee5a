"""Events as those see them who run them: how many come, when seats run out, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.civic.doors import Command, Event, Query, Refused
from bot.civic.events import MAX_TEXT

PAGE = 6
"""Events on a page of the list."""

FULL = 100
ALERTS = (50, 80, FULL)
"""At so many percent of the seats its organisers hear of it."""

ASKED_FOR_A_REPORT = (timedelta(days=3), timedelta(days=7))
"""So long after the end it is asked what came of it, as long as nobody has said so."""

DOOR_OPENS = timedelta(hours=12)
"""So long before it begins, one can stand at the door of an event."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as its organisers see it: people, not answers, are counted. `held` are seats offered.

    `missed` are people who said that they come and were not let in, once it is over and somebody was at the door.
    """

    number: int
    titles: Mapping[str, str]
    starts: datetime
    ends: datetime
    zone: str
    seats: int | None
    coming: int
    held: int
    waiting: int
    maybe: int
    checked_in: int
    members_only: bool
    cancelled: bool
    over: bool
    programme: int
    edits: int
    missed: int | None = None
    report: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AllEvents(Query[tuple[EventRow, ...]]):
    """Every event, the latest first. Operators only."""


@dataclass(frozen=True, slots=True)
class HostedPage:
    """One page of a list: `more` says that another follows."""

    events: tuple[EventRow, ...]
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class HostedEvents(Query[HostedPage]):
    """A page of the events that I may run: those to come, the next first, or with `over` the others, the latest first."""

    page: int = 1
    over: bool = False


@dataclass(frozen=True, slots=True)
class HostedEvent(Query[EventRow | None]):
    """An event as its organisers see it; None where I may not run it, or there is none."""

    number: int


@dataclass(frozen=True, slots=True)
class OpenDoors(Query[tuple[EventRow, ...]]):
    """The events at whose door I may stand just now, the next first."""


@dataclass(frozen=True, slots=True)
class StandAtDoor(Command[None]):
    """I am at the door of this event, with this account. Needs Right.DOOR.

    Refused: no-such-event, event-cancelled, event-over, not-allowed.
    """

    event: int


@dataclass(frozen=True, slots=True)
class ReportOn(Command[None]):
    """What came of an event, in each language; it stands on its card from then on. Needs Right.EVENTS.

    Refused: no-such-event, event-cancelled, not-over, empty, too-long, missing-language, changed-meanwhile, not-allowed.
    """

    event: int
    texts: Mapping[str, str]
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class EventFills(Event):
    """So many percent of the seats of an event are taken now, for the first time."""

    number: int
    percent: int


@dataclass(frozen=True, slots=True)
class EventReported(Event):
    """It was said for the first time what came of an event."""

    number: int


def percent_reached(seats: int | None, taken: int) -> int:
    """Return the last of ALERTS that is reached; 0 for none, and without a limit."""
    if seats is None:
        return 0
    return max((each for each in ALERTS if taken * 100 >= each * seats), default=0)


def may_report(command: ReportOn, *, cancelled: bool, over: bool) -> None:
    """Refuse a report of what has not been, and one that says nothing or too much."""
    if cancelled:
        raise Refused("event-cancelled")
    if not over:
        raise Refused("not-over")
    if not any(text.strip() for text in command.texts.values()):
        raise Refused("empty")
    if any(len(text) > MAX_TEXT for text in command.texts.values()):
        raise Refused("too-long")
