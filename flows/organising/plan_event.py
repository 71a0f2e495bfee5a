"""Planning an event: asked part by part, shown as people of each language will see it, made once."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.doors import Refused
from bot.civic.events import CreateEvent, EventDraft
from bot.civic.programmes import RequiredLanguages
from bot.civic.roles import Right
from bot.engine.flow import Ending, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk
from bot.text.lazy import Joined, _, n_
from flows.asking.events import PARTS, collect, mends, steps_of
from flows.asking.programmes import ask_programme
from flows.saying.event_drafts import draft_words
from flows.saying.previews import in_each_language
from flows.saying.refusals import refusal


@flow("plan-event", starts_on=_("plan an event, new event"))
async def plan_event(talk: Talk) -> Ending:
    """Collect one event, or a series, and make it."""
    programme = await ask_programme(talk, Right.EVENTS)
    if programme is None:
        return Start(link("organise"))
    needed = await talk.see(RequiredLanguages(programme))
    draft = await collect(talk, programme, needed)
    await _preview(talk, draft, needed)
    return await _make(talk, draft, needed)


async def _preview(talk: Talk, draft: EventDraft, needed: Sequence[str]) -> None:
    """Show it as people of each language will see it; any part may be changed until it is right."""
    prompt = _(
        "<b>People will see your event like this. Is it right?</b>\nIf not, choose what should change."
    )
    words = Joined((in_each_language(talk, draft_words(draft, talk.city)), prompt), "\n\n")
    options = [Option("make", _("Yes, show it to everybody")), *PARTS]
    chosen = await talk.choose("preview", words, options, short=prompt)
    if chosen and chosen != "make":
        await talk.again("preview", changing=steps_of(talk, chosen, needed))


async def _make(talk: Talk, draft: EventDraft, needed: Sequence[str]) -> Ending:
    try:
        numbers = await talk.do("make", CreateEvent(draft))
    except Refused as no:
        if parts := mends(no.code):
            steps = [step for part in parts for step in steps_of(talk, part, needed)]
            await talk.again(*steps, "preview", "make", why=refusal(no))
        await talk.say("refused", refusal(no))
        return Start(link("organise"))
    words = n_(
        "<b>Done! {count} date is in the list, with number {number}.</b>",
        "<b>Done! {count} dates are in the list, from number {number} on.</b>",
        len(numbers),
        number=str(numbers[0]),
    )
    await talk.say("made", words)
    return Start(link("host", number=numbers[0]))
