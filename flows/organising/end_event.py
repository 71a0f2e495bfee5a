"""Cancelling an event, and saying what came of it."""

from __future__ import annotations

from typing import Any

from bot.civic.doors import Command
from bot.civic.event_changes import CancelEvent
from bot.civic.events import MAX_TEXT, OneEvent
from bot.civic.hosting import HostedEvent, ReportOn
from bot.civic.programmes import RequiredLanguages
from bot.engine.flow import Ending, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Named, Words, _, n_
from flows.asking.events import ask_why
from flows.asking.texts import ask_texts
from flows.saying.doing import carried_out
from flows.saying.previews import in_each_language


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
    needed = await talk.see(RequiredLanguages(found.programme))
    reasons = await ask_why(talk, "reason", _("<b>Why is it cancelled?</b>"), needed)
    people = found.coming + found.held + found.waiting + found.maybe
    sure: Words = _(
        "<b>Shall I cancel every date to come?</b> Whoever comes to one hears of it. This cannot be undone."
    )
    if not every:
        sure = _cancels(people)
    yes, no = _("Yes, cancel the event"), _("No, it takes place")
    if not await talk.confirm("sure", sure, yes=yes, no=no):
        return Start(link("host", number=number))
    command = CancelEvent(number, reasons, found.edits, every)
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
    needed = await talk.see(RequiredLanguages(found.programme))
    texts = await ask_texts(talk, "report", prompt, max_chars=MAX_TEXT, needed=needed)
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
