"""The sessions of an event as its organisers see them; they are added, moved, called otherwise, left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.civic.doors import Refused
from bot.civic.events import MAX_TITLE, EventCard, OneEvent, SessionDraft, Slot
from bot.civic.hosting import HostedEvent
from bot.civic.programmes import RequiredLanguages
from bot.civic.session_changes import AddSession, ChangeSession, LeaveOutSession, OneSession
from bot.civic.sessions import Session, Sessions
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Named, Words, _, n_
from flows.asking.events import ask_seats
from flows.asking.texts import ask_texts
from flows.asking.when import ask_span
from flows.saying.doing import carried_out
from flows.saying.events import seats_words, session_when, when_words
from flows.saying.hosting import NOBODY_LOSES, done_words
from flows.saying.previews import in_each_language
from flows.saying.refusals import refusal

_TITLE = _("<b>What is the session called?</b>")


@flow("parts", kind=Kind.VIEW)
async def parts(talk: Talk, number: int) -> Ending:
    """Show the sessions of an event, and how many people are in each; never who."""
    found = await talk.look("event", HostedEvent(number))
    every = await talk.look("sessions", Sessions(number))
    if found is None:
        return Start(link("organise"))
    still = not found.cancelled and not found.over
    options = [_option(found.zone, each, still=still) for each in every]
    ways = [way("add", _("New session"), link("add-session", number=number))] if still else []
    ways.append(way("host", _("Back to the event"), link("host", number=number)))
    words = _("<b>{title}</b>\nThe sessions that people can choose.", title=Named(found.titles))
    if not every:
        words = _("<b>{title}</b>\nThere are no sessions to choose from.", title=Named(found.titles))
    await talk.show("listed", words, [*options, *ways])
    return None


def _option(zone: str, session: Session, *, still: bool) -> Option:
    to = (
        link("mend-session", number=session.event, session=session.number)
        if still
        else link("parts", number=session.event)
    )
    return Option(str(session.number), Named(session.titles), to, _detail(zone, session), numbered=True)


def _detail(zone: str, session: Session) -> Words:
    """Return when a session is, and how many people are in it."""
    count = (
        n_("{count} person", "{count} people", session.taken)
        if session.seats is None
        else n_("{count} of {seats} seat", "{count} of {seats} seats", session.taken, seats=session.seats)
    )
    return Joined((session_when(session, zone), count), " · ")


@flow("add-session")
async def add_session(talk: Talk, number: int) -> Ending:
    """Give an event one more session to choose."""
    found = await talk.look("event", HostedEvent(number))
    card = await talk.look("card", OneEvent(number))
    if found is None or card is None:
        return Start(link("organise"))
    needed = await talk.see(RequiredLanguages(found.programme))
    titles = await ask_texts(talk, "title", _TITLE, max_chars=MAX_TITLE, one_line=True, needed=needed)
    slot = await _ask_hours(talk, _("<b>When is the session?</b>"), card)
    seats = await ask_seats(talk)
    facts = (
        in_each_language(talk, Named(titles)),
        when_words(slot, card.zone, talk.city),
        seats_words(seats, seats, 0),
    )
    sure = Joined((*facts, _("<b>Shall I add this session?</b> Nobody is told of it.")), "\n\n")
    if await talk.confirm("sure", sure):
        command = AddSession(number, SessionDraft(titles, slot, seats), found.edits)
        if await carried_out(talk, "add", command):
            await talk.say("added", _("The session is there to be chosen."))
    return Start(link("parts", number=number))


async def _ask_hours(talk: Talk, prompt: Words, card: EventCard) -> Slot:
    """Return from when until when a session is, within the hours of its event."""
    within = _("The event is: {when}.", when=when_words(card.slot, card.zone, talk.city))
    slot = await ask_span(talk, "when", Joined((prompt, within)), zone=card.zone)
    if slot.starts < card.slot.starts or slot.ends > card.slot.ends:
        await talk.again("when", why=_("That is outside of the hours of the event."))
    return slot


_WHAT = (
    Option("when", _("Hours")),
    Option("title", _("Title")),
    Option("seats", _("Seats")),
    Option("out", _("Leave it out")),
)


@flow("mend-session")
async def mend_session(talk: Talk, number: int, session: int) -> Ending:
    """Move a session, call it otherwise, give it other seats, or leave it out; who chose it hears it once."""
    found = await talk.look("event", HostedEvent(number))
    card = await talk.look("card", OneEvent(number))
    its = await talk.look("session", OneSession(session))
    if found is None or card is None or its is None or its.event != number:
        return Start(link("organise"))
    prompt = _(
        "<b>{title}</b>\n{when}\nWhat should change?",
        title=Named(its.titles),
        when=session_when(its, card.zone),
    )
    what = await talk.choose("what", prompt, _WHAT)
    if what == "out":
        return await _leave_out(talk, its, found.edits)
    needed = await talk.see(RequiredLanguages(found.programme))
    command, words = await _changed(talk, what or "", its, card, needed)
    if await talk.confirm("sure", Joined((words, _who_hears(its, what or "")), "\n\n")):
        try:
            too_few = await talk.do("change", replace(command, seen=found.edits))
            await talk.say("changed", done_words(too_few))
        except Refused as no:
            await talk.say("refused", refusal(no))
    return Start(link("parts", number=number))


async def _changed(
    talk: Talk, what: str, its: Session, card: EventCard, needed: Sequence[str]
) -> tuple[ChangeSession, Words]:
    """Return the change, and how it will look."""
    if what == "when":
        slot = await _ask_hours(talk, _("<b>When is the session from now on?</b>"), card)
        shown = _("New time: {when}", when=when_words(slot, card.zone, talk.city))
        return ChangeSession(its.number, slot=slot), shown
    if what == "title":
        titles = await ask_texts(talk, "title", _TITLE, max_chars=MAX_TITLE, one_line=True, needed=needed)
        return ChangeSession(its.number, titles=titles), in_each_language(talk, Named(titles))
    seats = await ask_seats(talk)
    return ChangeSession(its.number, seats=seats, unlimited=seats is None), seats_words(seats, seats, 0)


def _who_hears(its: Session, what: str) -> Words:
    if what == "seats":
        return NOBODY_LOSES
    return n_(
        "<b>Shall I change it?</b> {count} person is in this session: whoever chose it hears of it.",
        "<b>Shall I change it?</b> {count} people are in this session: whoever chose it hears of it.",
        its.taken,
    )


async def _leave_out(talk: Talk, its: Session, seen: int) -> Ending:
    sure = n_(
        "<b>Shall I leave this session out?</b> {count} person is in it: whoever chose it hears of it. This cannot be undone.",
        "<b>Shall I leave this session out?</b> {count} people are in it: whoever chose it hears of it. This cannot be undone.",
        its.taken,
    )
    yes, no = _("Yes, leave it out"), _("No, it stays")
    if not await talk.confirm("gone", sure, yes=yes, no=no):
        return Start(link("parts", number=its.event))
    if await carried_out(talk, "out", LeaveOutSession(its.number, seen)):
        await talk.say("left", _("The session is left out."))
    return Start(link("parts", number=its.event))
