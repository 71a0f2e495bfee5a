"""The programmes that I run: a list, each with what can be done about it, and one part changed after the other."""

from __future__ import annotations

from dataclasses import replace

from bot.civic.programmes import ChangeProgramme, OneProgramme, Programme, Programmes
from bot.civic.roles import EVERYWHERE, MyRoles, Right, may, reach
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Named, _
from flows.asking.stages import (
    ask_name,
    ask_own_languages,
    ask_own_places,
    ask_own_topics,
    begins_on,
    ends_with,
)
from flows.asking.when import ask_day
from flows.saying.doing import carried_out
from flows.saying.programmes import own_words, programme_words, stage_words

MOST_SHOWN = 10


@flow("run-programmes", kind=Kind.VIEW, starts_on=_("organise programmes"))
async def run_programmes(talk: Talk) -> Ending:
    """Show the programmes that I may change, the newest first."""
    mine = reach(await talk.look("roles", MyRoles()), Right.PROGRAMMES)
    if not mine:
        return Start(link("organise"))
    every = await talk.look("programmes", Programmes())
    anywhere = mine == (EVERYWHERE,)
    shown = [each for each in every if anywhere or each.id in mine][:MOST_SHOWN]
    options = [
        Option(str(each.id), Named(each.names), link("run-programme", number=each.id), numbered=True)
        for each in shown
    ]
    ways = [way("plan", _("New programme"), link("plan-programme"))] if anywhere else []
    ways.append(way("organise", _("Organise"), link("organise")))
    words = _("<b>Programmes</b>") if shown else _("There is no programme yet.")
    await talk.show("listed", words, [*options, *ways])
    return None


@flow("run-programme", kind=Kind.VIEW)
async def run_programme(talk: Talk, number: int) -> Ending:
    """Show one programme to who runs it."""
    found = await talk.look("programme", OneProgramme(number))
    if found is None or not may(await talk.look("roles", MyRoles()), Right.PROGRAMMES, number):
        return Start(link("run-programmes"))
    its = found.programme
    parts = (
        programme_words(its.names, its.stages, talk.city, on=found.on),
        own_words(talk.city, its.topics, its.neighbourhoods, its.languages),
        _("Ideas are taken just now.") if found.open else _("No ideas are taken just now."),
    )
    ways = [
        way("change", _("Change it"), link("change-programme", number=number)),
        way("rules", _("Rules for ideas"), link("idea-rules", number=number)),
        way("seen", _("As citizens see it"), link("programme", number=number)),
        way("programmes", _("Programmes"), link("run-programmes")),
    ]
    await talk.show("shown", Joined(parts, "\n\n"), ways)
    return None


@flow("change-programme")
async def change_programme(talk: Talk, number: int) -> Ending:
    """Change one part of a programme."""
    found = await talk.look("programme", OneProgramme(number))
    if found is None or not may(await talk.look("roles", MyRoles()), Right.PROGRAMMES, number):
        return Start(link("run-programmes"))
    its = found.programme
    parts = _PARTS if its.stages else tuple(part for part in _PARTS if part.id != "stages")
    part = await talk.choose("part", _("<b>What should change?</b>"), parts)
    command = await _changed(talk, part or "", its)
    if await carried_out(talk, "change", command):
        await talk.say("changed", _("It is changed."))
    return Start(link("run-programme", number=number))


_PARTS = (
    Option("name", _("Name")),
    Option("stages", _("Stages and dates")),
    Option("topics", _("Topics")),
    Option("places", _("Municipalities")),
    Option("languages", _("Languages")),
)


async def _changed(talk: Talk, part: str, its: Programme) -> ChangeProgramme:
    match part:
        case "name":
            return ChangeProgramme(its.id, names=await ask_name(talk), seen=its.edits)
        case "topics":
            return ChangeProgramme(its.id, topics=await ask_own_topics(talk), seen=its.edits)
        case "places":
            return ChangeProgramme(its.id, neighbourhoods=await ask_own_places(talk), seen=its.edits)
        case "languages":
            return ChangeProgramme(its.id, languages=await ask_own_languages(talk), seen=its.edits)
    return await _stage_changed(talk, its)


async def _stage_changed(talk: Talk, its: Programme) -> ChangeProgramme:
    """Let one stage begin, or end, on another day; or leave it out."""
    options = [
        Option(str(place), stage_words(stage, talk.city.zone), numbered=True)
        for place, stage in enumerate(its.stages)
    ]
    place = int(await talk.choose("stage", _("<b>Which stage?</b>"), options) or 0)
    how = await talk.choose("how", _("<b>What should change?</b>"), _STAGE_PARTS)
    stages = list(its.stages)
    if how == "out":
        del stages[place]
    elif how == "begins":
        day = await ask_day(talk, "begins", _("<b>On which day does it begin?</b>"))
        stages[place] = replace(stages[place], opens=begins_on(day, talk.city))
    else:
        day = await ask_day(talk, "ends", _("<b>What is its last day?</b>"))
        stages[place] = replace(stages[place], closes=ends_with(day, talk.city))
    return ChangeProgramme(its.id, stages=tuple(stages), seen=its.edits)


_STAGE_PARTS = (
    Option("begins", _("When it begins")),
    Option("ends", _("When it ends")),
    Option("out", _("Leave this stage out")),
)
