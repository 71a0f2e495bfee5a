"""The programmes that I run: a list, each with what can be done about it, and one part changed after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.civic.city import OwnKind
from bot.civic.programmes import (
    ChangeProgramme,
    OneProgramme,
    Programme,
    Programmes,
    RequiredLanguages,
    Stage,
)
from bot.civic.roles import EVERYWHERE, MyRoles, Right, may, reach
from bot.civic.stages import AddStage, moved
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, _
from flows.asking.stages import (
    ask_name,
    ask_needed_languages,
    ask_stage,
    ask_stage_name,
    ask_which_places,
    ask_which_topics,
    begins_on,
    ends_with,
)
from flows.asking.when import ask_day
from flows.saying.doing import carried_out
from flows.saying.programmes import own_words, page_of, programme_words, stage_words


@flow("run-programmes", kind=Kind.VIEW, starts_on=_("organise programmes"))
async def run_programmes(talk: Talk, page: int = 1) -> Ending:
    """Show one page of the programmes that I may change, the newest first."""
    mine = reach(await talk.look("roles", MyRoles()), Right.PROGRAMMES)
    if not mine:
        return Start(link("organise"))
    every = await talk.look("programmes", Programmes())
    anywhere = mine == (EVERYWHERE,)
    shown = [each for each in every if anywhere or each.id in mine]
    heading, options = page_of(shown, page, each="run-programme", whole="run-programmes")
    ways = [way("plan", _("New programme"), link("plan-programme"))] if anywhere else []
    ways.append(way("organise", _("Organise"), link("organise")))
    words = heading if shown else _("There is no programme yet.")
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
        own_words(talk.city, its.topics, its.neighbourhoods, its.languages, its.own),
        _("Ideas are taken just now.") if found.open else _("No ideas are taken just now."),
    )
    ways = [
        way("change", _("Change it"), link("change-programme", number=number)),
        way("topics", _("Topics of its own"), link("own", number=number, what=OwnKind.TOPIC)),
        way("places", _("Places of its own"), link("own", number=number, what=OwnKind.PLACE)),
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
    part = await talk.choose("part", _("<b>What should change?</b>"), _PARTS)
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


async def _changed(talk: Talk, part: str, its: Programme) -> ChangeProgramme | AddStage:
    match part:
        case "name":
            return ChangeProgramme(its.id, names=await ask_name(talk), seen=its.edits)
        case "topics":
            return ChangeProgramme(its.id, topics=await ask_which_topics(talk, its.id), seen=its.edits)
        case "places":
            return ChangeProgramme(
                its.id, neighbourhoods=await ask_which_places(talk, its.id), seen=its.edits
            )
        case "languages":
            return ChangeProgramme(its.id, languages=await ask_needed_languages(talk), seen=its.edits)
    return await _stage_changed(talk, its)


async def _stage_changed(talk: Talk, its: Programme) -> ChangeProgramme | AddStage:
    """Add a stage; or change one of them, or leave it out."""
    needed = await talk.see(RequiredLanguages(its.id))
    options = [
        Option(str(place), stage_words(stage, talk.city.zone), numbered=True)
        for place, stage in enumerate(its.stages)
    ]
    prompt = _("<b>Which stage?</b>") if options else _("It has no stages yet.")
    chosen = await talk.choose("stage", prompt, [*options, Option("add", _("Add a stage"))])
    if chosen == "add":
        return AddStage(its.id, await ask_stage(talk, needed), its.edits)
    place = int(chosen or 0)
    now = await _otherwise(talk, its.stages[place], needed)
    stages = (*its.stages[:place], *([now] if now else ()), *its.stages[place + 1 :])
    return ChangeProgramme(its.id, stages=stages, seen=its.edits)


async def _otherwise(talk: Talk, stage: Stage, needed: Sequence[str]) -> Stage | None:
    """Return how a stage is from now on; None where it is left out."""
    match await talk.choose("how", _("<b>What should change?</b>"), _STAGE_PARTS):
        case "begins":
            day = await ask_day(talk, "begins", _BEGINS)
            return replace(stage, opens=begins_on(day, talk.city))
        case "ends":
            day = await ask_day(talk, "ends", _("<b>What is its last day?</b>"))
            return replace(stage, closes=ends_with(day, talk.city))
        case "move":
            return moved(stage, await ask_day(talk, "begins", _BEGINS), talk.city.zone)
        case "name":
            return replace(stage, names=await ask_stage_name(talk, needed))
    return None


_BEGINS = _("<b>On which day does it begin?</b>")

_STAGE_PARTS = (
    Option("begins", _("When it begins")),
    Option("ends", _("When it ends")),
    Option("move", _("Both: it stays as long as it is")),
    Option("name", _("Name")),
    Option("out", _("Leave this stage out")),
)
