"""What a programme has of its own: topics and places that the city does not have, added, called otherwise, taken out."""

from __future__ import annotations

from collections.abc import Mapping

from bot.civic.city import MAX_NAME_CHARS, Own, OwnKind
from bot.civic.doors import Command, Refused
from bot.civic.own import AddOwn, RemoveOwn, RenameOwn
from bot.civic.programmes import OneProgramme, Programme, RequiredLanguages
from bot.civic.roles import MyRoles, Right, may
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Link, Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Named, Words, _
from flows.asking.texts import ask_texts, languages
from flows.saying.doing import carried_out
from flows.saying.refusals import refusal

_HEADINGS: Mapping[OwnKind, Words] = {
    OwnKind.TOPIC: _("<b>Topics of its own</b>\nIdeas there can be about them, beside the city’s topics."),
    OwnKind.PLACE: _(
        "<b>Places of its own</b>\nIdeas there can be in them, beside the municipalities: a stall, a part of a neighbourhood."
    ),
}

_NAMES: Mapping[OwnKind, Words] = {
    OwnKind.TOPIC: _("<b>What is the topic called?</b>"),
    OwnKind.PLACE: _("<b>What is the place called?</b>"),
}


@flow("own", kind=Kind.VIEW)
async def own(talk: Talk, number: int, what: str) -> Ending:
    """Show what a programme has of its own, each with what can be done about it."""
    programme = await _programme(talk, number)
    if programme is None or what not in set(OwnKind):
        return Start(link("run-programmes"))
    kind = OwnKind(what)
    shown = [
        Option(each.id, Named(each.names), link("change-own", number=number, which=each.id), numbered=True)
        for each in programme.own
        if each.kind is kind and not each.gone
    ]
    ways = [
        way("add", _("Add one"), link("add-own", number=number, what=kind)),
        way("programme", _("To the programme"), link("run-programme", number=number)),
    ]
    words = _HEADINGS[kind] if shown else Joined((_HEADINGS[kind], _("There are none yet.")), "\n")
    await talk.show("listed", words, [*shown, *ways])
    return None


@flow("add-own", kind=Kind.ASIDE)
async def add_own(talk: Talk, number: int, what: str) -> Ending:
    """Ask what one more is called, and add it."""
    programme = await _programme(talk, number)
    if programme is None or what not in set(OwnKind):
        return Start(link("run-programmes"))
    kind = OwnKind(what)
    names = await _ask_names(talk, programme, kind)
    await _named(talk, AddOwn(number, kind, names), _("It is added."))
    return Start(_back(number, kind))


@flow("change-own", kind=Kind.ASIDE)
async def change_own(talk: Talk, number: int, which: str) -> Ending:
    """Call one otherwise, or take it out."""
    programme = await _programme(talk, number)
    found = _one_of(programme, which) if programme else None
    if programme is None or found is None:
        return Start(link("run-programmes"))
    prompt = _("<b>{name}</b>\nWhat should change?", name=Named(found.names))
    options = [Option("name", _("Name")), Option("out", _("Take it out"))]
    how = await talk.choose("how", prompt, options, none=_("Nothing"))
    if how == "name":
        names = await _ask_names(talk, programme, found.kind)
        await _named(talk, RenameOwn(number, which, names), _("It is changed."))
    elif how == "out":
        await _taken_out(talk, number, found)
    return Start(_back(number, found.kind))


async def _taken_out(talk: Talk, number: int, found: Own) -> None:
    prompt = _(
        "<b>Take out “{name}”?</b>\nNobody can choose it any more. The ideas that have it keep it.",
        name=Named(found.names),
    )
    if not await talk.confirm("sure", prompt, yes=_("Yes, take it out"), no=_("No, keep it")):
        return
    if await carried_out(talk, "change", RemoveOwn(number, found.id)):
        await talk.toast("changed", _("It is taken out."))


async def _programme(talk: Talk, number: int) -> Programme | None:
    """Return the programme, for who runs it."""
    found = await talk.look("programme", OneProgramme(number))
    allowed = may(await talk.look("roles", MyRoles()), Right.PROGRAMMES, number)
    return found.programme if found and allowed else None


def _one_of(programme: Programme, which: str) -> Own | None:
    return next((each for each in programme.own if each.id == which), None)


async def _ask_names(talk: Talk, programme: Programme, kind: OwnKind) -> Mapping[str, str]:
    needed = await talk.see(RequiredLanguages(programme.id))
    return await ask_texts(talk, "name", _NAMES[kind], max_chars=MAX_NAME_CHARS, one_line=True, needed=needed)


async def _named(talk: Talk, command: Command[object], done: Words) -> None:
    """Carry it out; who takes a name that something else has is asked for another."""
    try:
        await talk.do("change", command)
    except Refused as no:
        if no.code == "name-taken":
            steps = [f"name-{each}" for each in languages(talk)]
            await talk.again(*steps, "change", why=refusal(no))
        await talk.say("refused", refusal(no))
    else:
        await talk.toast("changed", done)


def _back(number: int, kind: OwnKind) -> Link:
    return link("own", number=number, what=kind)
