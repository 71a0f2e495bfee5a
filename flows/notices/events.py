"""What becomes of events, told to those concerned: seats, changes, reminders, and afterwards the question how it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.civic import feedback
from bot.civic.doors import Event
from bot.civic.event_changes import Concerned, EventChanged
from bot.civic.events import EventCard, EventPlanned, OneEvent, on_the_day_before
from bot.civic.feedback import ASK, SCORES, NoteAsked, ToBeAsked, ask_of
from bot.civic.hosting import ASKED_FOR_A_REPORT
from bot.civic.nudges import EVENTS, about
from bot.civic.rsvps import LapseOffers, NextLapse, PassOn, RemindedOf, SeatOffered
from bot.civic.sessions import Sessions
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.outgoing import Lane
from bot.engine.questions import link
from bot.engine.work import Notice
from bot.text.lazy import Joined, Moment, Named, Verbatim, Words, _, n_
from flows.notices.hosting import REPORT
from flows.saying.events import (
    calendar_file,
    languages_words,
    online_words,
    when_words,
    where_words,
    why_words,
)

DAY, HOUR, AFTERWARDS = "event-day", "event-hour", "event-over"
"""Kinds of due rows: a day before an event, an hour before, when it is over. Their subject is the event."""

SEATS = "event-seats"
"""The kind of due row that gives seats on which were offered and not taken; its subject is the event."""

TOLD = "event-told"
"""The kind of due row that tells those concerned of a change; its subject is the event, its version that of the change."""

WAIT = timedelta(seconds=1)
"""How often it is looked again whether what was said in time has had its turn."""

AN_HOUR = timedelta(hours=1)

DAY_BEFORE_LASTS = timedelta(hours=3)
"""So late the reminder of the day before may come: later, it would come at any hour of the night (H67)."""

ASKED_FOR = timedelta(days=3)
"""So long it is of use to ask how it was."""


def plan_event(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let what comes before and after an event fall due; of an earlier version nothing is left."""
    if isinstance(event, EventPlanned):
        subject, starts = str(event.number), event.slot.starts
        moments = {
            DAY: on_the_day_before(starts, event.zone),
            HOUR: starts - AN_HOUR,
            AFTERWARDS: event.slot.ends + feedback.AFTER_THE_END,
            REPORT: event.slot.ends + ASKED_FOR_A_REPORT[0],
        }
        for kind, at in moments.items():
            desk.plan(Due(kind, subject, at, event.version))
    return ()


def plan_telling(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let those concerned be told of a change, some at a time; of several changes only how it stands then."""
    if isinstance(event, EventChanged):
        args = {"what": list(event.what), "starts": event.starts.isoformat(), "why": dict(event.why)}
        desk.plan(Due(TOLD, str(event.number), desk.now, event.version, args))
    return ()


def tell_offered(event: Event, desk: Desk) -> Sequence[Notice]:
    """Tell whoever is next in line that seats are held for them, and until when."""
    found = desk.ask(OneEvent(event.event)) if isinstance(event, SeatOffered) else None
    if found is None or not isinstance(event, SeatOffered):
        return ()
    _plan_lapse(desk, event.event)
    words = n_(
        "<b>There is a seat for you: {title}</b>\n{when}\nIt is held for you until {until}. Then it goes to the next person. "
        "Do you take it?",
        "<b>There are {count} seats for you: {title}</b>\n{when}\nThey are held for you until {until}. Then they go to the next "
        "person. Do you take them?",
        event.seats,
        title=Named(found.titles),
        when=when_words(found.slot, found.zone, desk.city),
        until=Moment(event.until, desk.city.zone),
    )
    number = event.event
    ways = (
        (_("Yes, I take it"), link("come", number=number, guests=event.seats - 1)),
        (_("No, thank you"), link("notcoming", number=number)),
        (_("See the event"), link("event", number=number)),
    )
    key = f"offer:{number}:{event.person}:{int(event.until.timestamp())}"
    return (Notice(event.person, Lane.SERVICE, words, key, ways, latest=event.until),)


def _plan_lapse(desk: Desk, number: int) -> None:
    if at := desk.ask(NextLapse(number)):
        # One that is over, and still there, waits for the turn of what was said in time.
        desk.plan(Due(SEATS, str(number), max(at, desk.now + WAIT)))


def judge_seats(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Give seats on that were offered and not taken in time (H27)."""
    desk.carry_out(LapseOffers(int(due.subject)))
    _plan_lapse(desk, int(due.subject))
    return ()


def judge_seats_of(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Give seats on that were offered to somebody who cannot be told, or offer them to who can be again (H27)."""
    desk.carry_out(PassOn(int(due.subject)))
    return ()


def judge_told(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell those concerned how an event stands now, each once for this version of it."""
    found = _still(due, desk, cancelled=True)
    if found is None or not due.args:
        return ()
    some = desk.ask(Concerned(found.number, due.args.get("after", 0)))
    if some.after is not None:
        desk.plan(Due(TOLD, due.subject, desk.now, due.version, {**due.args, "after": some.after}))
    # What a release before 0.5 planned has no reason.
    words = _changed(desk, found, due.args["what"], due.args.get("why", {}))
    # Whoever would hear of it in the morning, when they are on their way, hears of it at night.
    latest = datetime.fromisoformat(due.args["starts"]) - AN_HOUR
    ways = ((_("See the event"), link("event", number=found.number)),)
    return [
        Notice(
            person,
            Lane.SERVICE,
            words,
            f"event:{found.number}:{found.version}:{person}",
            ways,
            attached=calendar_file(found, desk.ask(Sessions(found.number, picked=True, person=person))),
            latest=latest,
        )
        for person in some.people
    ]


def _changed(desk: Desk, found: EventCard, what: Sequence[str], why: Mapping[str, str]) -> Words:
    """Return what is new, and how the event stands now."""
    title = Named(found.titles)
    when = when_words(found.slot, found.zone, desk.city)
    if found.cancelled:
        return _(
            "<b>Cancelled: {title}</b>\n{when}\nThe reason: {reason}\nWith this file it goes from your calendar, too.",
            title=title,
            when=when,
            reason=Named(found.reasons),
        )
    lines: list[Words] = [_("<b>Changed: {title}</b>", title=title)]
    lines.append(_("New time: {when}", when=when) if "when" in what else _("When: {when}", when=when))
    if where := where_words(found.venue):
        lines.append(
            _("New place: {where}", where=where) if "where" in what else _("Where: {where}", where=where)
        )
    if online := online_words(found.venue):
        lines.append(online)
    if "text" in what:
        lines.append(_("The description is new."))
    if "spoken" in what:
        lines.append(_("Spoken there: {languages}", languages=languages_words(found.spoken)))
    lines += [why_words(why)] if why else []
    lines.append(_("With this file it is right in your calendar, too."))
    return Joined(tuple(lines))


def _still(due: Due, desk: Desk, *, cancelled: bool = False) -> EventCard | None:
    """Return the event that a due row is about, if it is still as it was when that was planned."""
    found = desk.ask(OneEvent(int(due.subject)))
    if found is None or found.version != due.version or (found.cancelled and not cancelled):
        return None
    return found


def judge_day_before(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Remind those who come and want it, a day before on the clock of its wall (H66)."""
    found = _still(due, desk)
    if found is None:
        return ()
    latest = on_the_day_before(found.slot.starts, found.zone) + DAY_BEFORE_LASTS
    return _reminders(due, desk, found, "day", latest)


def judge_hour_before(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Remind those who come and want it, an hour before."""
    found = _still(due, desk)
    return () if found is None else _reminders(due, desk, found, "hour", found.slot.starts)


def _reminders(due: Due, desk: Desk, found: EventCard, when: str, latest: datetime) -> Sequence[Notice]:
    """Return the reminders of some, and let those of the others fall due at once."""
    some = desk.ask(RemindedOf(found.number, when, due.args["after"] if due.args else 0))
    if some.after is not None:
        desk.plan(Due(due.kind, due.subject, desk.now, due.version, {"after": some.after}))
    lines: list[Words] = [
        _("<b>In an hour: {title}</b>", title=Named(found.titles))
        if when == "hour"
        else _("<b>Tomorrow: {title}</b>", title=Named(found.titles)),
        when_words(found.slot, found.zone, desk.city),
    ]
    lines += [place for place in (where_words(found.venue), online_words(found.venue)) if place]
    ways = (
        (_("My check-in code"), link("code", number=found.number)),
        (_("I am not coming after all"), link("notcoming", number=found.number)),
    )
    key = f"{due.kind}:{found.number}:{found.version}"
    return [
        Notice(
            person,
            Lane.REMINDER,
            Joined(tuple(lines)),
            f"{key}:{person}",
            ways,
            category=EVENTS,
            about=about("event", found.number),
            latest=latest,
        )
        for person in some.people
    ]


def judge_afterwards(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Let everybody who was there be asked how it was, each when they may be."""
    found = _still(due, desk)
    if found is None:
        return ()
    some = desk.ask(ToBeAsked(found.number, due.args["after"] if due.args else 0))
    for person in some.people:
        desk.plan_once(Due(ASK, ask_of(found.number, person), desk.now))
    if some.after is not None:
        desk.plan(Due(due.kind, due.subject, desk.now, due.version, {"after": some.after}))
    return ()


def judge_ask(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Ask somebody how it was, once."""
    number, person = map(int, due.subject.split("."))
    found = desk.ask(OneEvent(number))
    if found is None or desk.ask(ToBeAsked(number, person - 1)).people[:1] != (person,):
        return ()
    words = _(
        "<b>How was it? {title}</b>\nFrom 1 (not good) to 5 (very good). Your answer is stored without your name.",
        title=Named(found.titles),
    )
    ways = tuple((Verbatim(str(score)), link("feedback", number=number, score=score)) for score in SCORES)
    return (
        Notice(
            person,
            Lane.NEWS,
            words,
            f"{ASK}:{due.subject}",
            ways,
            category=EVENTS,
            about=about("event", number),
            latest=found.slot.ends + ASKED_FOR,
            noted=NoteAsked(number, person),
        ),
    )
