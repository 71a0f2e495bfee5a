"""Changing, moving and cancelling an event, and saying what came of it: everybody concerned hears it once."""

from __future__ import annotations

from typing import Any

from bot.civic.doors import Command, Refused
from bot.civic.events import MAX_TEXT, MAX_TITLE, CancelEvent, ChangeEvent, EventCard, OneEvent
from bot.civic.hosting import EventRow, HostedEvent, ReportOn
from bot.engine.flow import Ending, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Named, Words, _, n_
from flows.asking.events import ask_seats, ask_venue
from flows.asking.texts import ask_texts
from flows.asking.when import ask_span
from flows.saying.doing import carried_out
from flows.saying.events import online_words, seats_words, when_words, where_words
from flows.saying.previews import in_each_language
from flows.saying.refusals import refusal

MAX_REASON = 300

_PARTS = (
    Option("when", _("Day and hours")),
    Option("where", _("Place")),
    Option("title", _("Title")),
    Option("text", _("Description")),
    Option("seats", _("Seats")),
)


@flow("change-event")
async def change_event(talk: Talk, number: int) -> Ending:
    """Change one part of an event, after showing what it will be and who hears of it."""
    found = await talk.look("event", HostedEvent(number))
    card = await talk.look("card", OneEvent(number))
    if found is None or card is None:
        return Start(link("organise"))
    part = await talk.choose("part", _("<b>What should change?</b>"), _PARTS)
    command, words = await _changed(talk, part or "", card, found.edits)
    if not await talk.confirm("sure", Joined((words, _who_hears(found, part or "")), "\n\n")):
        return Start(link("host", number=number))
    try:
        too_few = await talk.do("change", command)
    except Refused as no:
        await talk.say("refused", refusal(no))
        return Start(link("host", number=number))
    await talk.say("changed", _done(too_few))
    return Start(link("host", number=number))


async def _changed(talk: Talk, part: str, card: EventCard, seen: int) -> tuple[ChangeEvent, Words]:
    """Return the change, and how it will look."""
    number = card.number
    match part:
        case "when":
            slot = await ask_span(talk, "when", _("<b>When is it from now on?</b>"), zone=card.zone)
            shown = _("New time: {when}", when=when_words(slot, card.zone, talk.city))
            return ChangeEvent(number, slot=slot, seen=seen), shown
        case "where":
            venue = await ask_venue(talk)
            where = where_words(venue) or online_words(venue) or _("not said")
            return ChangeEvent(number, venue=venue, seen=seen), _("New place: {where}", where=where)
        case "title":
            asked = _("<b>What is the event called?</b>")
            titles = await ask_texts(talk, "title", asked, max_chars=MAX_TITLE, one_line=True)
            return ChangeEvent(number, titles=titles, seen=seen), in_each_language(talk, Named(titles))
        case "text":
            asked = _("<b>What should people know about it?</b>")
            texts = await ask_texts(talk, "text", asked, max_chars=MAX_TEXT)
            return ChangeEvent(number, texts=texts, seen=seen), in_each_language(talk, Named(texts))
    seats = await ask_seats(talk)
    words = seats_words(seats, seats, 0)
    return ChangeEvent(number, seats=seats, unlimited=seats is None, seen=seen), words


def _who_hears(found: EventRow, part: str) -> Words:
    if part == "seats":
        return _("<b>Shall I change it?</b> Whoever has a seat keeps it, and nobody is told.")
    people = found.coming + found.held + found.waiting + found.maybe
    return n_(
        "<b>Shall I change it?</b> {count} person who comes, waits or may come hears of it.",
        "<b>Shall I change it?</b> {count} people who come, wait or may come hear of it.",
        people,
    )


def _done(too_few: int) -> Words:
    if not too_few:
        return _("It is changed.")
    return n_(
        "It is changed. {count} more seat is taken than there are: nobody loses theirs, and nobody gets one.",
        "It is changed. {count} more seats are taken than there are: nobody loses theirs, and nobody gets one.",
        too_few,
    )


@flow("cancel-event")
async def cancel_event(talk: Talk, number: int) -> Ending:
    """Cancel an event, with the reason that everybody concerned is told."""
    found = await talk.look("event", HostedEvent(number))
    card = await talk.look("card", OneEvent(number))
    if found is None or card is None:
        return Start(link("organise"))
    every = False
    if card.series is not None:
        asked = _("<b>Which dates should be cancelled?</b>")
        every = await talk.choose("dates", asked, _DATES) == "every"
    prompt = _(
        "<b>Why is it cancelled?</b>\nEverybody who comes, waits or may come reads it as you write it: best in each language of the city."
    )
    reason = await talk.ask_text("reason", prompt, max_chars=MAX_REASON)
    people = found.coming + found.held + found.waiting + found.maybe
    sure: Words = _(
        "<b>Shall I cancel every date to come?</b> Whoever comes to one hears of it. This cannot be undone."
    )
    if not every:
        sure = _cancels(people)
    yes, no = _("Yes, cancel the event"), _("No, it takes place")
    if not await talk.confirm("sure", sure, yes=yes, no=no):
        return Start(link("host", number=number))
    command = CancelEvent(number, reason or "", found.edits, every)
    return await _carry_out(talk, number, command, _("The event is cancelled."))


_DATES = (Option("this", _("Only this date")), Option("every", _("Every date to come")))


def _cancels(people: int) -> Words:
    return n_(
        "<b>Shall I cancel the event?</b> {count} person hears of it. This cannot be undone.",
        "<b>Shall I cancel the event?</b> {count} people hear of it. This cannot be undone.",
        people,
    )


@flow("report-event")
async def report_event(talk: Talk, number: int) -> Ending:
    """Say what came of an event: it stands on its card from then on."""
    found = await talk.look("event", HostedEvent(number))
    if found is None:
        return Start(link("organise"))
    prompt = _(
        "<b>What came of the event?</b>\nFor example: how many came, what was decided, what happens next."
    )
    texts = await ask_texts(talk, "report", prompt, max_chars=MAX_TEXT)
    shown = Joined(
        (in_each_language(talk, Named(texts)), _("<b>Shall I show this to everybody?</b>")), "\n\n"
    )
    if not await talk.confirm("sure", shown):
        return Start(link("host", number=number))
    done = _("Thank you! It stands with the event now.")
    return await _carry_out(talk, number, ReportOn(number, texts, found.edits), done)


async def _carry_out(talk: Talk, number: int, command: Command[Any], done: Words) -> Ending:
    if await carried_out(talk, "done", command):
        await talk.say("said", done)
    return Start(link("host", number=number))
