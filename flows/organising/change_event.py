"""Changing and moving an event: everybody concerned hears it once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.civic.doors import Refused
from bot.civic.event_changes import ChangeEvent
from bot.civic.events import MAX_TEXT, MAX_TITLE, EventCard, OneEvent
from bot.civic.hosting import EventRow, HostedEvent
from bot.civic.programmes import RequiredLanguages
from bot.engine.flow import Ending, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Named, Words, _, n_
from flows.asking.events import ask_guests, ask_seats, ask_spoken, ask_venue, ask_whom, ask_why
from flows.asking.texts import ask_texts
from flows.asking.when import ask_span
from flows.saying.events import (
    guests_words,
    languages_words,
    online_words,
    seats_words,
    when_words,
    where_words,
    whom_words,
)
from flows.saying.hosting import NOBODY_LOSES, done_words
from flows.saying.previews import in_each_language
from flows.saying.refusals import refusal

_TOLD = {"when", "where", "title", "text", "spoken"}
"""What those concerned hear of."""

_PARTS = (
    Option("when", _("Day and hours")),
    Option("where", _("Place")),
    Option("title", _("Title")),
    Option("text", _("Description")),
    Option("seats", _("Seats")),
    Option("guests", _("Guests")),
    Option("spoken", _("Languages spoken")),
    Option("whom", _("Who may come")),
    Option("asked", _("Questions")),
    Option("parts", _("Sessions")),
)
_ELSEWHERE = {"asked", "parts"}
"""Parts with conversations of their own, which are called so."""


@flow("change-event")
async def change_event(talk: Talk, number: int) -> Ending:
    """Change one part of an event, after showing what it will be and who hears of it."""
    found = await talk.look("event", HostedEvent(number))
    card = await talk.look("card", OneEvent(number))
    if found is None or card is None:
        return Start(link("organise"))
    part = await talk.choose("part", _("<b>What should change?</b>"), _PARTS)
    if part in _ELSEWHERE:
        return Start(link(part, number=number))
    needed = await talk.see(RequiredLanguages(found.programme))
    command, words = await _changed(talk, part or "", card, needed)
    sure = await talk.choose(
        "sure", Joined((words, _who_hears(found, part or "")), "\n\n"), _sure(part or "")
    )
    if sure == "no":
        return Start(link("host", number=number))
    if sure == "why":
        command = replace(command, why=await ask_why(talk, "why", _("<b>Why does it change?</b>"), needed))
    try:
        too_few = await talk.do("change", replace(command, seen=found.edits))
    except Refused as no:
        await talk.say("refused", refusal(no))
        return Start(link("host", number=number))
    await talk.say("changed", done_words(too_few))
    return Start(link("host", number=number))


async def _changed(
    talk: Talk, part: str, card: EventCard, needed: Sequence[str]
) -> tuple[ChangeEvent, Words]:
    """Return the change, and how it will look."""
    number = card.number
    match part:
        case "when":
            slot = await ask_span(talk, "when", _("<b>When is it from now on?</b>"), zone=card.zone)
            shown = _("New time: {when}", when=when_words(slot, card.zone, talk.city))
            return ChangeEvent(number, slot=slot), shown
        case "where":
            venue = await ask_venue(talk, needed)
            where = where_words(venue) or online_words(venue) or _("not said")
            return ChangeEvent(number, venue=venue), _("New place: {where}", where=where)
        case "title":
            asked = _("<b>What is the event called?</b>")
            titles = await ask_texts(talk, "title", asked, max_chars=MAX_TITLE, one_line=True, needed=needed)
            return ChangeEvent(number, titles=titles), in_each_language(talk, Named(titles))
        case "text":
            asked = _("<b>What should people know about it?</b>")
            texts = await ask_texts(talk, "text", asked, max_chars=MAX_TEXT, needed=needed)
            return ChangeEvent(number, texts=texts), in_each_language(talk, Named(texts))
        case "spoken":
            spoken = await ask_spoken(talk)
            words = _("Spoken there: {languages}", languages=languages_words(spoken))
            return ChangeEvent(number, spoken=spoken), words
        case "guests":
            most = await ask_guests(talk)
            return ChangeEvent(number, most_guests=most), guests_words(most)
        case "whom":
            members_only = await ask_whom(talk)
            return ChangeEvent(number, members_only=members_only), whom_words(members_only=members_only)
    seats = await ask_seats(talk)
    return ChangeEvent(number, seats=seats, unlimited=seats is None), seats_words(seats, seats, 0)


def _sure(part: str) -> list[Option]:
    ways = [Option("yes", _("Yes"))]
    ways += [Option("why", _("Yes, and say why"))] if part in _TOLD else []
    return [*ways, Option("no", _("No"))]


def _who_hears(found: EventRow, part: str) -> Words:
    if part in _TOLD:
        return n_(
            "<b>Shall I change it?</b> {count} person who comes, waits or may come hears of it.",
            "<b>Shall I change it?</b> {count} people who come, wait or may come hear of it.",
            found.coming + found.held + found.waiting + found.maybe,
        )
    return _NOBODY_HEARS[part]


_NOBODY_HEARS: dict[str, Words] = {
    "seats": NOBODY_LOSES,
    "guests": _(
        "<b>Shall I change it?</b> Whoever has announced more may bring them all, and nobody is told."
    ),
    "whom": _(
        "<b>Shall I change it?</b> Whoever has said that they come, or may, still may come, and nobody is told."
    ),
}
