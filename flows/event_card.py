"""An event: what it is, when and where, who it is for, how many seats are left, and how I stand to it."""

from __future__ import annotations

from bot.civic.checkin import MyCode, shown_code
from bot.civic.events import EventCard, OneEvent
from bot.civic.people import Me
from bot.civic.rsvps import State
from bot.civic.sessions import Sessions
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Made, Option, Pin, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Named, Verbatim, Words, _
from flows.saying.events import (
    calendar_file,
    cancelled_words,
    languages_words,
    online_words,
    seats_words,
    standing,
    ways_on,
    when_words,
    where_words,
    whom_words,
)


@flow("event", kind=Kind.VIEW, starts_on=_("event"), deep="event")
async def event(talk: Talk, number: int) -> None:
    """Show one event, with what I may do about it."""
    found = await talk.look("event", OneEvent(number))
    if found is None:
        words = _("I find no event {number}. Perhaps the number is wrong.", number=str(number))
        await talk.show("none", words, ways_on())
        return
    me = await talk.look("me", Me())
    shown, short = _words(talk, found, reminded=me.reminders), _("<b>{title}</b>", title=Named(found.titles))
    await talk.show("card", shown, [*_ways(found), *ways_on()], short=short)


@flow("calendar", kind=Kind.VIEW, lasting=True)
async def calendar(talk: Talk, number: int) -> Ending:
    """Give me the event as a file for my calendar, with the sessions that I chose."""
    found = await talk.see(OneEvent(number))
    if found is None:
        return Start(link("event", number=number))
    chosen = await talk.see(Sessions(number, picked=True))
    words = _("Open this file to put the event into your calendar.")
    await talk.show("file", words, _back(number), attached=calendar_file(found, chosen))
    return None


@flow("place", kind=Kind.VIEW, lasting=True)
async def place(talk: Talk, number: int) -> Ending:
    """Show me on the map where it is."""
    found = await talk.see(OneEvent(number))
    if found is None or found.venue.latitude is None or found.venue.longitude is None:
        return Start(link("event", number=number))
    venue = found.venue
    named = Named(venue.names) if venue.names else Named(found.titles)
    pin = Pin(found.venue.latitude, found.venue.longitude, named, Verbatim(venue.address))
    await talk.show("pin", where_words(venue) or Named(found.titles), _back(number), attached=pin)
    return None


@flow("code", kind=Kind.VIEW, lasting=True)
async def code(talk: Talk, number: int) -> Ending:
    """Show me the code with which I, and who comes with me, are let in."""
    mine = await talk.see(MyCode(number))
    if mine is None:
        return Start(link("event", number=number))
    words = _(
        "<b>Your check-in code: <code>{code}</code></b>\nShow it at the door, as a picture or in words. It counts once.",
        code=shown_code(mine),
    )
    payload = talk.address(f"door_{mine}") or f"door {mine}"
    # Translators: what the picture of a check-in code shows, for who cannot see it.
    alt = _("Check-in code {code}", code=shown_code(mine))
    made = Made("check-in", {"payload": payload, "alt": alt})
    await talk.show("shown", words, _back(number), attached=made)
    return None


def _back(number: int) -> list[Option]:
    return [
        way("event", _("Back to the event"), link("event", number=number)),
        way("menu", _("Menu"), link("menu")),
    ]


def _words(talk: Talk, found: EventCard, *, reminded: bool) -> Words:
    head = _("<b>{title}</b>\nEvent {number}", title=Named(found.titles), number=str(found.number))
    parts: list[Words] = [head]
    if found.cancelled:
        parts.append(cancelled_words(found))
    if any(found.texts.values()):
        parts.append(Named(found.texts))
    parts.append(Joined(tuple(_facts(talk, found)), "\n"))
    if found.report:
        parts.append(Joined((_("<b>What came of it</b>"), Named(found.report)), "\n"))
    if not found.cancelled and not found.over:
        mine = [*standing(talk, found), *_reminders(found, reminded=reminded)]
        parts += [Joined(tuple(mine), "\n")] if mine else []
    return Joined(tuple(parts), "\n\n")


def _facts(talk: Talk, found: EventCard) -> list[Words]:
    facts: list[Words] = [
        _("When: {when}", when=when_words(found.slot, found.zone, talk.city)),
    ]
    if where := where_words(found.venue):
        facts.append(_("Where: {where}", where=where))
    if online := online_words(found.venue):
        facts.append(online)
    if found.spoken:
        facts.append(_("Spoken there: {languages}", languages=languages_words(found.spoken)))
    facts.append(_whom(found))
    if found.organisation:
        facts.append(_("By: {organisation}", organisation=Named(found.organisation.profile.names)))
    if found.over:
        facts.append(_("This is over."))
    elif not found.cancelled:
        facts.append(seats_words(found.left, found.seats, found.waiting))
        facts.append(_shown_to_others(talk, found.number))
    return facts


def _whom(found: EventCard) -> Words:
    """Return who may come."""
    if found.members_only and found.invited:
        return _("For members only. You are one of them.")
    return whom_words(members_only=found.members_only)


def _shown_to_others(talk: Talk, number: int) -> Words:
    if address := talk.address(f"event_{number}"):
        return _("Show it to others: {address}", address=address)
    return _("Others find it by typing: event {number}", number=str(number))


def _reminders(found: EventCard, *, reminded: bool) -> list[Words]:
    """Return when I will be reminded, if I come."""
    if found.mine is None or found.mine.state != State.YES or found.over:
        return []
    chosen = found.mine.reminders or ("both" if reminded else "none")
    return [_REMINDED[chosen]]


_REMINDED: dict[str, Words] = {
    "both": _("I will remind you a day before and an hour before."),
    "day": _("I will remind you a day before."),
    "hour": _("I will remind you an hour before."),
    "none": _("I will not remind you."),
}


def _ways(found: EventCard) -> list[Option]:
    """Return what I may do about an event."""
    number, ways = found.number, []
    if not found.cancelled and not found.over:
        ways += _answers(found)
        ways.append(way("calendar", _("For my calendar"), link("calendar", number=number)))
        if found.venue.latitude is not None:
            ways.append(way("place", _("On the map"), link("place", number=number)))
    if found.may_rate:
        ways.append(way("feedback", _("Say how it was"), link("feedback", number=number)))
    if found.series is not None:
        ways.append(way("dates", _("Other dates"), link("dates", number=found.series)))
    if found.organisation is not None:
        theirs = found.organisation
        ways.append(
            way("organisation", Named(theirs.profile.names), link("organisation", number=theirs.number))
        )
    return ways


def _answers(found: EventCard) -> list[Option]:
    """Return the answers that I may give, and what goes with the one I gave."""
    number = found.number
    state = found.mine.state if found.mine else None
    if not found.invited:
        return [way("invitation", _("I have an invitation"), link("invitation"))]
    if state == State.YES:
        return _when_coming(found)
    if state == State.OFFERED:
        return [
            way("take", _("Yes, I take it"), link("come", number=number, guests=_guests(found))),
            way("notcoming", _("No, thank you"), link("notcoming", number=number)),
        ]
    if state == State.WAITING:
        return [
            way("guests", _("How many we are"), link("guests", number=number)),
            way("notcoming", _("Leave the waiting list"), link("notcoming", number=number)),
        ]
    ways = [way("come", _("I am coming"), link("come", number=number))]
    if found.most_guests:
        ways.append(way("guests", _("I am coming with others"), link("guests", number=number)))
    if state != State.MAYBE:
        ways.append(way("maybe", _("Maybe"), link("maybe", number=number)))
    if state != State.NO:
        ways.append(way("notcoming", _("I am not coming"), link("notcoming", number=number)))
    return ways


def _when_coming(found: EventCard) -> list[Option]:
    number = found.number
    ways = [way("code", _("My check-in code"), link("code", number=number))]
    if found.sessions:
        ways.append(way("sessions", _("Choose sessions"), link("sessions", number=number)))
    if found.may_bring:
        ways.append(way("guests", _("How many we are"), link("guests", number=number)))
    if found.asks:
        ways.append(way("replies", _("My answers"), link("replies", number=number)))
    ways.append(way("reminders", _("Reminders"), link("reminders", number=number)))
    ways.append(way("maybe", _("Maybe"), link("maybe", number=number)))
    ways.append(way("notcoming", _("I am not coming after all"), link("notcoming", number=number)))
    return ways


def _guests(found: EventCard) -> int:
    return found.mine.guests if found.mine else 0
