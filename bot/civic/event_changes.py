"""An event that is changed, moved or cancelled: whom that concerns, and what they hear of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.civic.doors import Command, Event, Query, Refused
from bot.civic.events import (
    Slot,
    Some,
    Venue,
    check_guests,
    check_languages,
    check_seats,
    check_slot,
    check_texts,
    check_venue,
    still_to_come,
)

MAX_REASON = 300


@dataclass(frozen=True, slots=True)
class ChangeEvent(Command[int]):
    """Change what is named of an event, and return by how many its seats are too few now. Needs Right.EVENTS.

    Everybody concerned is told once of a new time, place, text or language spoken, and `why`, in each language. With other
    `seats` nobody who has one loses it; `unlimited` takes the limit away. With fewer guests, whoever announced more may bring
    them; if it is for members only from now on, whoever has said that they come, or may, still may. `seen` is how many changes
    there were when who changes it looked; after another since, it is refused (H30).
    Refused: no-such-event, event-cancelled, event-over, nothing-changes, changed-meanwhile, and as CreateEvent.
    """

    number: int
    slot: Slot | None = None
    venue: Venue | None = None
    titles: Mapping[str, str] | None = None
    texts: Mapping[str, str] | None = None
    spoken: tuple[str, ...] | None = None
    seats: int | None = None
    unlimited: bool = False
    most_guests: int | None = None
    members_only: bool | None = None
    why: Mapping[str, str] | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class CancelEvent(Command[None]):
    """Cancel an event, or with `all_dates` every date to come of its series, and tell everybody concerned why.

    Needs Right.EVENTS. The reasons are one, in each language.
    Refused: no-such-event, event-cancelled, event-over, no-reason, too-long, missing-language, changed-meanwhile, not-allowed.
    """

    number: int
    reasons: Mapping[str, str]
    seen: int | None = None
    all_dates: bool = False


@dataclass(frozen=True, slots=True)
class Concerned(Query[Some]):
    """Some of those who are to hear of a change: who comes, may come, or waits; by their id, from beyond `after`.

    Operators only.
    """

    number: int
    after: int


@dataclass(frozen=True, slots=True)
class EventChanged(Event):
    """Something of an event has changed that those concerned are to hear: `what` of when, where, text, spoken, cancelled.

    `starts` is when it starts, or would have started: whoever hears of it later hears of it in vain. `why` says the reason in
    each language, if one was given.
    """

    number: int
    version: int
    what: tuple[str, ...]
    starts: datetime
    why: Mapping[str, str]


def may_change(
    command: ChangeEvent, now: datetime, required: Sequence[str], *, cancelled: bool, over: bool
) -> None:
    """Refuse a change that comes too late, or is not told in each language that its programme requires (H69)."""
    still_to_come(cancelled=cancelled, over=over)
    if command.slot is not None:
        check_slot(command.slot)
        if command.slot.ends <= now:
            raise Refused("in-the-past")
    if command.venue is not None:
        check_venue(command.venue)
    if command.titles is not None or command.texts is not None:
        check_texts(command.titles if command.titles is not None else {"": "-"}, command.texts or {})
    check_languages(required, command.titles or {}, command.texts or {}, command.why or {})
    check_reasons(command.why or {})
    check_seats(command.seats)
    if command.most_guests is not None:
        check_guests(command.most_guests)


def may_cancel(command: CancelEvent, required: Sequence[str], *, cancelled: bool, over: bool) -> None:
    """Refuse to cancel without a reason, or too late."""
    if not any(reason.strip() for reason in command.reasons.values()):
        raise Refused("no-reason")
    check_reasons(command.reasons)
    still_to_come(cancelled=cancelled, over=over)
    check_languages(required, command.reasons)


def check_reasons(reasons: Mapping[str, str]) -> None:
    """Refuse a reason that is none any more."""
    if any(len(reason) > MAX_REASON for reason in reasons.values()):
        raise Refused("too-long")
