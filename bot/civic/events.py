"""An event: what it says, when it is, how it is made."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from bot.civic.doors import Command, Event, Query, Refused
from bot.civic.organisations import Organisation

MAX_TITLE = 120
MAX_TEXT = 2000
MAX_PLACE = 200
MOST_GUESTS = 5
"""Guests that one person may bring, unless the event says otherwise."""

PAGE = 6
"""Events on a page of the list."""

LONGEST = timedelta(days=31)
MOST_DATES = 60
MOST_SESSIONS = 60
MOST_QUESTIONS = 5
MAX_QUESTION = 200


@dataclass(frozen=True, slots=True)
class Slot:
    """From when until when, as instants in UTC."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Venue:
    """Where it is: what the place is called in each language, its address, and where that is in degrees, if known.

    `online` is the https:// address at which one takes part from afar.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    online: str = ""


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """A part of an event to choose from: `seats` None is without limit."""

    titles: Mapping[str, str]
    slot: Slot
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event to be: titles and texts in each language; several `slots` are a series, each with seats of its own.

    `zone` is the IANA name of the clock on its wall, `spoken` are the languages spoken there. `seats` None is without
    limit, `most_guests` is for each person. With `members_only` only those may come who are on a list or were invited.
    `questions` are asked of who comes, each in every language; `programme` is what it belongs to (0: to none).
    """

    titles: Mapping[str, str]
    slots: tuple[Slot, ...]
    zone: str
    venue: Venue = field(default_factory=Venue)
    texts: Mapping[str, str] = field(default_factory=dict)
    spoken: tuple[str, ...] = ()
    seats: int | None = None
    most_guests: int = MOST_GUESTS
    members_only: bool = False
    sessions: tuple[SessionDraft, ...] = ()
    questions: tuple[Mapping[str, str], ...] = ()
    programme: int = 0


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event in the list; of a series the next date, and how many dates are to come. `state` is my answer."""

    number: int
    titles: Mapping[str, str]
    starts: datetime
    ends: datetime
    zone: str
    left: int | None
    dates: int = 1
    state: str | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class EventPage:
    """One page of the list: `more` says that another follows."""

    events: tuple[EventLine, ...]
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to who comes; one that is `left_out` by now keeps its place, and what was answered to it."""

    words: Mapping[str, str]
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Mine:
    """How I stand to an event: my answer, my guests; `place` on the waiting list, until when a seat is held for me.

    `reminders` is what I chose, None if nothing; the first `asked` questions were put to me.
    """

    state: str
    guests: int
    place: int | None = None
    until: datetime | None = None
    reminders: str | None = None
    checked_in: bool = False
    asked: int = 0


@dataclass(frozen=True, slots=True)
class EventCard:
    """An event as one person sees it. `left` are the free seats, None without limit; `waiting` are those on the list.

    `invited` tells that I may come, `may_rate` that I was there and have not said how it was. `series` is the number of its first date, where there are several to come: `dates`.
    `reasons` say why it is cancelled, `edits` counts its changes, `report` is what its organisers say came of it;
    `organisation` is whose it is.
    """

    number: int
    uid: str
    version: int
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    venue: Venue
    zone: str
    slot: Slot
    spoken: tuple[str, ...]
    seats: int | None
    left: int | None
    most_guests: int
    waiting: int
    members_only: bool
    invited: bool
    sessions: int
    series: int | None
    dates: int
    cancelled: bool
    reasons: Mapping[str, str]
    over: bool
    may_rate: bool
    mine: Mine | None = None
    programme: int = 0
    edits: int = 0
    questions: tuple[Asked, ...] = ()
    report: Mapping[str, str] = field(default_factory=dict)
    organisation: Organisation | None = None

    @property
    def asks(self) -> bool:
        """Whether anything is asked of who comes."""
        return any(not each.left_out for each in self.questions)

    @property
    def may_bring(self) -> int:
        """How many guests I may bring: as many as I have announced, where fewer are allowed by now."""
        return max(self.most_guests, self.mine.guests if self.mine else 0)


@dataclass(frozen=True, slots=True)
class ToCome(Query[EventPage]):
    """A page of the events to come, a series once; with `mine` those that I answered, date by date."""

    page: int = 1
    mine: bool = False


@dataclass(frozen=True, slots=True)
class AnyToCome(Query[bool]):
    """Whether there is any event to come."""


@dataclass(frozen=True, slots=True)
class Dates(Query[tuple[EventLine, ...]]):
    """The dates to come of the series that an event belongs to."""

    number: int


@dataclass(frozen=True, slots=True)
class OneEvent(Query[EventCard | None]):
    """The event of that number; None where there is none."""

    number: int


@dataclass(frozen=True, slots=True)
class CreateEvent(Command[tuple[int, ...]]):
    """Make an event; returns its number, of a series one for each date. Needs Right.EVENTS.

    Refused: no-title, no-date, too-long, ends-first, in-the-past, too-long-an-event, unknown-zone, bad-seats, too-many, bad-place,
    outside-the-event, sessions-of-a-series, missing-language, not-allowed.
    """

    draft: EventDraft


@dataclass(frozen=True, slots=True)
class Some:
    """Some people of many, by their id; the others are asked for from beyond `after`: None if these were the last."""

    people: tuple[int, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class EventPlanned(Event):
    """An event is to come at this version's time: what falls due before and after it can be planned."""

    number: int
    version: int
    slot: Slot
    zone: str


def may_create(draft: EventDraft, now: datetime, required: Sequence[str] = ()) -> None:
    """Refuse an event that could not take place, or is not told of in each language that its programme requires (H69)."""
    check_texts(draft.titles, draft.texts)
    check_languages(required, draft.titles, draft.texts)
    check_venue(draft.venue)
    if not draft.slots:
        raise Refused("no-date")
    if len(draft.slots) > MOST_DATES or len(draft.sessions) > MOST_SESSIONS:
        raise Refused("too-many")
    for slot in draft.slots:
        check_slot(slot)
    if any(slot.ends <= now for slot in draft.slots):
        raise Refused("in-the-past")
    check_zone(draft.zone)
    check_seats(draft.seats)
    check_guests(draft.most_guests)
    if draft.sessions and len(draft.slots) > 1:
        raise Refused("sessions-of-a-series")
    for session in draft.sessions:
        check_session(session, draft.slots[0])
    if len(draft.questions) > MOST_QUESTIONS:
        raise Refused("too-many")
    for question in draft.questions:
        check_question(question)


def check_texts(titles: Mapping[str, str], texts: Mapping[str, str]) -> None:
    """Refuse what has no title, or says too much."""
    if not any(title.strip() for title in titles.values()):
        raise Refused("no-title")
    if any(len(t) > MAX_TITLE for t in titles.values()) or any(len(t) > MAX_TEXT for t in texts.values()):
        raise Refused("too-long")


def check_languages(required: Sequence[str], *said: Mapping[str, str]) -> None:
    """Refuse what is said, but not in every required language (H69)."""
    if any(each and not each.get(language, "").strip() for each in said for language in required):
        raise Refused("missing-language")


def check_venue(venue: Venue) -> None:
    """Refuse a place that is nowhere on the map, or whose name is too long."""
    if any(len(each) > MAX_PLACE for each in (*venue.names.values(), venue.address, venue.online)):
        raise Refused("too-long")
    if venue.online and not is_address(venue.online):
        raise Refused("bad-place")
    latitude, longitude = venue.latitude, venue.longitude
    if (latitude is None) != (longitude is None):
        raise Refused("bad-place")
    if (
        latitude is not None
        and longitude is not None
        and not (-90 <= latitude <= 90 and -180 <= longitude <= 180)
    ):
        raise Refused("bad-place")


def is_address(typed: str) -> bool:
    """Tell whether it is a whole https:// address, and nothing else."""
    return re.fullmatch(r"https://[^\s/]+\.\S+", typed) is not None


def check_question(question: Mapping[str, str]) -> None:
    """Refuse a question that asks nothing, or too much."""
    if not any(asked.strip() for asked in question.values()):
        raise Refused("no-title")
    if any(len(asked) > MAX_QUESTION for asked in question.values()):
        raise Refused("too-long")


def check_slot(slot: Slot) -> None:
    """Refuse what ends before it begins, or never seems to."""
    if slot.ends <= slot.starts:
        raise Refused("ends-first")
    if slot.ends - slot.starts > LONGEST:
        raise Refused("too-long-an-event")


def check_zone(zone: str) -> None:
    """Refuse a clock that nobody knows."""
    if zone not in available_timezones():
        raise Refused("unknown-zone")


def check_seats(seats: int | None) -> None:
    """Refuse a number of seats that no room has."""
    if seats is not None and not 0 < seats <= 1_000_000:
        raise Refused("bad-seats")


def check_guests(most: int) -> None:
    """Refuse a number of guests that nobody brings."""
    if not 0 <= most <= 50:
        raise Refused("bad-seats")


def check_session(session: SessionDraft, whole: Slot) -> None:
    """Refuse a session that is not a part of the event."""
    check_texts(session.titles, {})
    check_slot(session.slot)
    check_seats(session.seats)
    if session.slot.starts < whole.starts or session.slot.ends > whole.ends:
        raise Refused("outside-the-event")


def still_to_come(*, cancelled: bool, over: bool) -> None:
    """Refuse what comes too late for an event (H12)."""
    if cancelled:
        raise Refused("event-cancelled")
    if over:
        raise Refused("event-over")


def still_as_seen(seen: int | None, edits: int) -> None:
    """Refuse who has not seen the latest change (H30)."""
    if seen is not None and seen != edits:
        raise Refused("changed-meanwhile")


def on_the_day_before(starts: datetime, zone: str) -> datetime:
    """Return the instant at which clocks there show the same as at the start, a day earlier (H66)."""
    local = starts.astimezone(ZoneInfo(zone))
    return (local - timedelta(days=1)).astimezone(starts.tzinfo)
