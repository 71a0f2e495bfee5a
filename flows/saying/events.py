"""An event in words: when and where it is, how many seats are left, how I stand to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.civic.city import City
from bot.civic.events import EventCard, EventLine, Slot, Venue
from bot.civic.rsvps import State
from bot.civic.sessions import Session
from bot.engine.questions import Made, Option, link
from bot.engine.talk import Talk, way
from bot.text.languages import LANGUAGES, OWN_NAMES
from bot.text.lazy import Day, Hour, Joined, Moment, Named, Text, Value, Verbatim, Words, _, n_


def when_words(slot: Slot, zone: str, city: City) -> Words:
    """Return when something is, on the clock of its own wall; of another zone than the city's, it says which."""
    here = ZoneInfo(zone)
    first, last = slot.starts.astimezone(here).date(), slot.ends.astimezone(here).date()
    if first == last:
        words = _(
            "{day}, from {start} to {end}",
            day=Day(first),
            start=Hour(slot.starts, zone),
            end=Hour(slot.ends, zone),
        )
    else:
        words = _("from {start} to {end}", start=Moment(slot.starts, zone), end=Moment(slot.ends, zone))
    return words if zone == city.zone else Joined((words, clock_of(zone)), " ")


def clock_of(zone: str) -> Text:
    """Return by whose clock a time is meant."""
    # Translators: stands behind a time, as in “14:00 (clock of Amsterdam)”.
    return _("(clock of {place})", place=zone.rpartition("/")[2].replace("_", " "))


def session_when(session: Session, zone: str) -> Words:
    """Return when a session is, in short."""
    starts, ends = Moment(session.slot.starts, zone), Hour(session.slot.ends, zone)
    return _("{start} to {end}", start=starts, end=ends)


def why_words(reasons: Mapping[str, str]) -> Words:
    """Return the reason that its organisers give for something."""
    return _("The reason: {reason}", reason=Named(reasons))


def cancelled_words(event: EventCard) -> Words:
    """Return that an event is cancelled, and why."""
    return _("<b>This event is cancelled.</b> The reason: {reason}", reason=Named(event.reasons))


def where_words(venue: Venue) -> Words | None:
    """Return where it is; None if nobody has said so."""
    parts: list[Words] = [Named(venue.names)] if venue.names else []
    parts += [Verbatim(venue.address)] if venue.address else []
    return Joined(tuple(parts), ", ") if parts else None


def online_words(venue: Venue) -> Words | None:
    """Return where one takes part from afar; None if that cannot be done."""
    return _("Online: {address}", address=venue.online) if venue.online else None


def seats_words(left: int | None, seats: int | None, waiting: int) -> Words:
    """Return how many seats are free, or how many people wait for one."""
    if left is None or seats is None:
        return _("There is room for everybody.")
    if left:
        return n_(
            "{count} of {seats} seats is free.", "{count} of {seats} seats are free.", left, seats=seats
        )
    if waiting:
        return n_(
            "All seats are taken, and {count} person is on the waiting list.",
            "All seats are taken, and {count} people are on the waiting list.",
            waiting,
        )
    return _("All seats are taken.")


def line_detail(each: EventLine) -> Words:
    """Return what stands below an event in a list: when, and what there is to know at a glance."""
    parts: list[Value] = [Moment(each.starts, each.zone)]
    if each.dates > 1:
        parts.append(n_("{count} date", "{count} dates", each.dates))
    return Joined((*parts, *_at_a_glance(each)), " · ")


def _at_a_glance(each: EventLine) -> list[Words]:
    if each.cancelled:
        return [_("cancelled")]
    if each.state and each.state in _IN_A_LIST:
        return [_IN_A_LIST[each.state]]
    return [_("full")] if each.left == 0 and each.dates == 1 else []


_IN_A_LIST: Mapping[str, Words] = {
    # Translators: this and the next three stand in a list behind an event: how I stand to it.
    State.YES: _("you are coming"),
    State.OFFERED: _("a seat is held for you"),
    State.WAITING: _("you are on the waiting list"),
    State.MAYBE: _("you may come"),
}


def event_options(events: Sequence[EventLine]) -> list[Option]:
    """Return events as a numbered list, each with the way to it; a series leads to its dates."""
    return [
        Option(
            str(each.number),
            Named(each.titles),
            link("dates" if each.dates > 1 else "event", number=each.number),
            line_detail(each),
            numbered=True,
        )
        for each in events
    ]


def date_options(dates: Sequence[EventLine]) -> list[Option]:
    """Return the dates of a series as a numbered list, each called by when it is: the title stands above, but for one of its own."""
    options = []
    for each in dates:
        own = [Named(each.titles)] if each.titles != dates[0].titles else []
        beside = Joined((*own, *_at_a_glance(each)), " · ")
        when = Joined((Moment(each.starts, each.zone),))
        to = link("event", number=each.number)
        options.append(Option(str(each.number), when, to, beside if beside.parts else None, numbered=True))
    return options


def standing(talk: Talk, event: EventCard) -> list[Words]:
    """Return how I stand to an event, if I have answered."""
    mine = event.mine
    if mine is None:
        return []
    said: list[Words] = []
    match mine.state:
        case State.YES:
            said = [_coming(mine.guests)]
        case State.OFFERED if mine.until:
            until = Moment(mine.until, talk.city.zone)
            said = [
                n_(
                    "<b>{count} seat is free, and held for you until {moment}.</b> Do you take it?",
                    "<b>{count} seats are free, and held for you until {moment}.</b> Do you take them?",
                    mine.guests + 1,
                    moment=until,
                )
            ]
        case State.WAITING:
            said = [
                _("<b>You are number {place} on the waiting list.</b>", place=mine.place or 1),
                _party(mine.guests + 1),
            ]
        case State.MAYBE:
            said = [_("<b>You may come.</b>")]
        case State.MISSED:
            said = [_("The seat that was held for you has gone to the next person.")]
        case _:
            said = [_("You are not coming.")]
    return said


def _coming(guests: int) -> Words:
    if not guests:
        return _("<b>You are coming.</b>")
    return n_(
        "<b>You are coming, and {count} person with you.</b>",
        "<b>You are coming, and {count} people with you.</b>",
        guests,
    )


def _party(seats: int) -> Words:
    return n_("You need {count} seat.", "You need {count} seats.", seats)


def ways_on() -> list[Option]:
    """Return the ways on from everything about events."""
    return [way("events", _("All events"), link("events")), way("menu", _("Menu"), link("menu"))]


def calendar_file(event: EventCard, sessions: Sequence[Session] = ()) -> Made:
    """Return the event as a file for calendars: the same there however often it changes (RFC 5545, UID and SEQUENCE)."""
    data = {
        "uid": event.uid,
        "version": event.version,
        "cancelled": event.cancelled,
        "number": event.number,
        # The reader's own language, as its code: a file is written in one.
        "language": Named({code: code for code in LANGUAGES}),
        "titles": dict(event.titles),
        "texts": dict(event.texts),
        "places": dict(event.venue.names),
        "address": event.venue.address,
        "latitude": event.venue.latitude,
        "longitude": event.venue.longitude,
        "starts": event.slot.starts.isoformat(),
        "ends": event.slot.ends.isoformat(),
        "zone": event.zone,
        "sessions": [
            {
                "number": each.number,
                "version": event.version + each.version,
                "cancelled": event.cancelled or each.left_out,
                "titles": dict(each.titles),
                "starts": each.slot.starts.isoformat(),
                "ends": each.slot.ends.isoformat(),
            }
            for each in sessions
        ],
    }
    return Made("calendar", data)


def languages_words(spoken: Sequence[str]) -> Words:
    """Return which languages are spoken there, each by its own name; that nobody has said so, if that is none."""
    if not spoken:
        return _("not said")
    return Joined(tuple(Verbatim(OWN_NAMES.get(code, code)) for code in spoken), ", ")


def whom_words(*, members_only: bool) -> Words:
    """Return who may come."""
    if members_only:
        return _("For members only, or for who has an invitation.")
    return _("Everybody is welcome.")


def guests_words(most: int) -> Words:
    """Return how many people each may bring along."""
    if not most:
        return _("Nobody may bring anybody along.")
    return n_("Each may bring {count} person along.", "Each may bring {count} people along.", most)
