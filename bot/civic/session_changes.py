"""The sessions of an event, changed by its organisers: added, moved, called otherwise, left out.

Those who chose one hear once what becomes of it; whoever has a seat in it keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.civic.doors import Command, Event, Query, Refused
from bot.civic.events import MOST_SESSIONS, SessionDraft, Slot, Some, check_session
from bot.civic.sessions import Session


@dataclass(frozen=True, slots=True)
class AddSession(Command[int]):
    """Give an event one more part to choose; returns its number. Needs Right.EVENTS.

    `seen` is how many changes of the event there were when who adds it looked (H30). Refused: no-such-event, event-cancelled,
    event-over, no-title, too-long, ends-first, in-the-past, outside-the-event, bad-seats, too-many-sessions,
    missing-language, changed-meanwhile, not-allowed.
    """

    event: int
    draft: SessionDraft
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeSession(Command[int]):
    """Change what is named of a session, and return by how many its seats are too few now. Needs Right.EVENTS.

    Those who chose it are told once of a new time or title. With other `seats` nobody who has one loses it; `unlimited` takes
    the limit away. Refused: as AddSession, no-such-session, nothing-changes.
    """

    session: int
    titles: Mapping[str, str] | None = None
    slot: Slot | None = None
    seats: int | None = None
    unlimited: bool = False
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class LeaveOutSession(Command[None]):
    """Take a session out of an event; those who chose it are told once. Needs Right.EVENTS.

    Refused: no-such-event, no-such-session, event-cancelled, event-over, changed-meanwhile, not-allowed.
    """

    session: int
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class OneSession(Query[Session | None]):
    """A session as it is now, also one that was left out; None where there is none."""

    number: int


@dataclass(frozen=True, slots=True)
class Choosers(Query[Some]):
    """Some of those who come and chose a session, by their id, from beyond `after`. Operators only."""

    session: int
    after: int


@dataclass(frozen=True, slots=True)
class SessionChanged(Event):
    """A session has another title or time, or is left out, which those who chose it are to hear.

    `starts` is when it starts, or would have started: whoever hears of it later hears of it in vain.
    """

    session: int
    version: int
    what: tuple[str, ...]
    starts: datetime


def check_part(draft: SessionDraft, whole: Slot, now: datetime) -> None:
    """Refuse a session that is no part of the event, or was over before anybody heard of it."""
    check_session(draft, whole)
    if draft.slot.ends <= now:
        raise Refused("in-the-past")


def check_another(count: int) -> None:
    """Refuse one session more than anybody would read through."""
    if count >= MOST_SESSIONS:
        raise Refused("too-many-sessions")
