"""Adding an organisation, changing what it says, letting somebody speak for it, closing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.civic.doors import Refused
from bot.civic.organisations import (
    MAX_ABOUT,
    MAX_NAME,
    ChangeOrganisation,
    CloseOrganisation,
    CreateOrganisation,
    OneOrganisation,
    Organisation,
    Profile,
    Sort,
)
from bot.civic.roles import Mandate, MyRoles, Right, Role, may
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Named, Words, _
from flows.asking.texts import ask_texts
from flows.organising.appoint import offer
from flows.saying.doing import carried_out
from flows.saying.organisations import SORTS, profile_words
from flows.saying.previews import in_each_language
from flows.saying.refusals import refusal


@flow("add-organisation", kind=Kind.ASIDE)
async def add_organisation(talk: Talk) -> Ending:
    """Collect a profile, show it in every language, and add it once."""
    if not may(await talk.look("roles", MyRoles()), Right.ORGANISATIONS):
        return Start(link("organise"))
    profile = Profile(await _sort(talk), await _names(talk), await _about(talk))
    if not await _sure(talk, profile):
        return Start(link("organisations"))
    try:
        number = await talk.do("add", CreateOrganisation(profile))
        await talk.toast("added", _("It is added. Now let somebody speak for it."))
    except Refused as no:
        await talk.say("refused", refusal(no))
        return Start(link("organisations"))
    return Start(link("organisation", number=number))


async def _sort(talk: Talk) -> Sort:
    options = [Option(sort.value, name) for sort, name in SORTS.items()]
    return Sort(await talk.choose("sort", _("<b>What is it?</b>"), options) or Sort.GROUP)


async def _names(talk: Talk) -> Mapping[str, str]:
    return await ask_texts(talk, "name", _("<b>What is it called?</b>"), max_chars=MAX_NAME, one_line=True)


async def _about(talk: Talk) -> Mapping[str, str]:
    """Ask for what it says about itself: in all languages that are needed, or in none."""
    prompt = _("<b>Should it say something about itself?</b>\nEverybody reads it.")
    if not await talk.confirm("says", prompt):
        return {}
    return await ask_texts(talk, "about", _("<b>What does it say about itself?</b>"), max_chars=MAX_ABOUT)


async def _sure(talk: Talk, profile: Profile) -> bool:
    words = (
        _("<b>This is what everybody will read. Is it right?</b>"),
        in_each_language(talk, profile_words(profile)),
    )
    return await talk.confirm("sure", Joined(words, "\n\n"))


@flow("change-organisation", kind=Kind.ASIDE)
async def change_organisation(talk: Talk, number: int) -> Ending:
    """Change one part of a profile, unless somebody else has changed it meanwhile."""
    found = await talk.look("found", OneOrganisation(number))
    parts = [
        Option("name", _("Name")),
        Option("sort", _("What it is")),
        Option("about", _("What it says about itself")),
    ]
    prompt = _("<b>What would you like to change?</b>")
    part = await talk.choose("part", prompt, parts, none=_("Nothing, leave it")) if found else None
    if found is None or part is None:
        return Start(link("organisation", number=number))
    profile = await _changed(talk, found.profile, part)
    if await _sure(talk, profile) and await carried_out(
        talk, "change", ChangeOrganisation(number, profile, found.version)
    ):
        await talk.toast("changed", _("It is changed."))
    return Start(link("organisation", number=number))


async def _changed(talk: Talk, profile: Profile, part: str) -> Profile:
    if part == "name":
        return replace(profile, names=await _names(talk))
    if part == "sort":
        return replace(profile, sort=await _sort(talk))
    return replace(profile, about=await _about(talk))


@flow("invite-speaker", kind=Kind.ASIDE)
async def invite_speaker(talk: Talk, number: int) -> Ending:
    """Show a code by which somebody may ask to speak for it."""
    found = await talk.look("found", OneOrganisation(number))
    if found is None:
        return Start(link("organisation", number=number))
    if await talk.confirm("invite", _invitation(found)):
        await offer(talk, Mandate(Role.SPEAKER, organisation=number))
    return Start(link("organisation", number=number))


def _invitation(found: Organisation) -> Words:
    return _(
        "<b>Shall I make a code for somebody who speaks for {organisation}?</b>\n"
        "An event or an official answer can then be the organisation's. "
        "If you speak for it yourself, type the code in this chat.",
        organisation=Named(found.profile.names),
    )


@flow("close-organisation", kind=Kind.ASIDE)
async def close_organisation(talk: Talk, number: int) -> Ending:
    """Ask whether it is to end, and close it."""
    found = await talk.look("found", OneOrganisation(number))
    if found is None:
        return Start(link("organisation", number=number))
    sure = _(
        "<b>Shall I close {organisation}?</b>\nWhat is theirs stays theirs. Nothing new can be, and nobody speaks for it any more.",
        organisation=Named(found.profile.names),
    )
    if await talk.confirm("sure", sure, yes=_("Yes, close it"), no=_("No")) and await carried_out(
        talk, "close", CloseOrganisation(number)
    ):
        await talk.toast("closed", _("It is closed."))
    return Start(link("organisation", number=number))
