"""Planning a programme: from a template or from nothing, with its stages, topics, neighbourhoods and languages."""

from __future__ import annotations

from bot.civic.doors import Refused
from bot.civic.programmes import CreateProgramme, Outlines
from bot.civic.roles import MyRoles, Right, may
from bot.engine.flow import Ending, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Named, Words, _
from flows.asking.stages import (
    ask_name,
    ask_needed_languages,
    ask_which_places,
    ask_which_topics,
    begins_on,
    ends_with,
)
from flows.asking.texts import steps_in
from flows.asking.when import ask_day
from flows.saying.previews import in_each_language
from flows.saying.programmes import own_words, programme_words
from flows.saying.refusals import refusal

_PARTS = (
    Option("name", _("Name")),
    Option("begins", _("When it begins")),
    Option("topics", _("Topics")),
    Option("places", _("Municipalities")),
    Option("languages", _("Languages")),
)


@flow("plan-programme", starts_on=_("plan a programme, new programme"))
async def plan_programme(talk: Talk) -> Ending:
    """Collect one programme, show it as people will see it, and make it."""
    if not may(await talk.look("roles", MyRoles()), Right.PROGRAMMES):
        return Start(link("organise"))
    draft = await _collect(talk)
    prompt = _(
        "<b>Is the programme right like this?</b>\nIf not, choose what should change. Its stages, and topics and places of its own, can be changed later, too."
    )
    chosen = await talk.choose(
        "preview",
        Joined((_shown(talk, draft), prompt), "\n\n"),
        [Option("make", _("Yes, make it")), *_PARTS],
        short=prompt,
    )
    if chosen and chosen != "make":
        await talk.again("preview", changing=_steps(talk, chosen))
    try:
        number = await talk.do("make", draft)
    except Refused as no:
        if no.code == "missing-language":
            await talk.again(*_steps(talk, "name"), "preview", "make", why=refusal(no))
        await talk.say("refused", refusal(no))
        return Start(link("run-programmes"))
    await talk.say("made", _("<b>Done! The programme is there.</b>"))
    return Start(link("run-programme", number=number))


def _steps(talk: Talk, part: str) -> tuple[str, ...]:
    return steps_in(talk, "name") if part == "name" else (part,)


async def _collect(talk: Talk) -> CreateProgramme:
    outlines = await talk.look("outlines", Outlines())
    options = [Option(each.code, Named(each.names)) for each in outlines]
    prompt = _(
        "<b>What kind of programme is it?</b>\nYou get its stages with their days, and can change them."
    )
    code = await talk.choose("template", prompt, options, none=_("Something else"), of="outlines")
    outline = next((each for each in outlines if each.code == code), None)
    names = await ask_name(talk)
    first = begins_on(await ask_day(talk, "begins", _("<b>On which day does it begin?</b>")), talk.city)
    closes = None
    if outline is None and await talk.confirm("ending", _("<b>Does it end on a certain day?</b>")):
        closes = ends_with(await ask_day(talk, "closes", _("<b>What is its last day?</b>")), talk.city)
        while closes <= first:
            await talk.again("closes", why=_("That is before it begins. Please type a later day."))
    return CreateProgramme(
        "",
        names,
        first,
        closes,
        template=code or "",
        stages=tuple(stage.beginning(first) for stage in outline.stages) if outline else (),
        topics=await ask_which_topics(talk),
        neighbourhoods=await ask_which_places(talk),
        languages=await ask_needed_languages(talk) or (outline.languages if outline else ()),
    )


def _shown(talk: Talk, draft: CreateProgramme) -> Words:
    seen = in_each_language(talk, programme_words(draft.names, draft.stages, talk.city))
    return Joined((seen, own_words(talk.city, draft.topics, draft.neighbourhoods, draft.languages)), "\n\n")
