"""My own idea: correct a part of it, with a preview, or take all of it back."""

from __future__ import annotations

from bot.civic.doors import Refused
from bot.civic.ideas import ChangeIdea, IdeaCard, OneIdea, WithdrawIdea
from bot.civic.people import Me
from bot.civic.programmes import OneProgramme, Programme
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link, spell
from bot.engine.talk import Talk, way
from bot.text.lazy import _
from flows.saying.consent import agrees
from flows.saying.doing import carried_out
from flows.saying.parts import (
    PARTS,
    REDO,
    SHOWN,
    Parts,
    as_others_see,
    ask_description,
    ask_picture,
    ask_title,
    ask_topic,
    ask_where,
)
from flows.saying.refusals import refusal
from flows.taking_back import IDEA, if_redacted


@flow("change", kind=Kind.VIEW)
async def change(talk: Talk, number: int) -> Ending:
    """Show which parts of my idea can be changed."""
    idea = await talk.look("idea", OneIdea(number))
    if idea is None or not idea.mine:
        return Start(link("card", number=number))
    ways = [way(part.id, part.label, link("correct", number=number, what=part.id)) for part in PARTS]
    back = way("back", _("Back to my idea"), link("card", number=number))
    prompt = _(
        "<b>What would you like to change in “{title}”?</b>\nWho supports it goes on supporting it.",
        title=idea.title,
    )
    await talk.show("parts", prompt, [*ways, back])
    return None


@flow("correct", kind=Kind.ASIDE)
async def correct(talk: Talk, number: int, what: str) -> Ending:
    """Ask for one part anew, show the idea with it, and change it once."""
    idea = await talk.look("idea", OneIdea(number))
    if idea is None or not idea.mine or what not in REDO:
        return Start(link("card", number=number))
    me = await talk.look("me", Me())
    if not me.opinions:
        return Start(link("consent", then=spell(link("correct", number=number, what=what))))
    changed = await _corrected(talk, idea, what, me.neighbourhood)
    prompt = _("<b>Others will see your idea like this from now on. Is it right?</b>")
    options = [Option("change", _("Yes, change it")), Option("again", _("Try again"))]
    chosen = await talk.choose(
        "preview",
        as_others_see(talk, prompt, changed),
        options,
        none=_("No, leave it as it was"),
        attached=changed.picture,
    )
    if chosen == "again":
        await talk.again("preview", changing=REDO[what])
    if chosen == "change":
        try:
            await talk.do("change", ChangeIdea(number, *changed))
            if what in SHOWN:
                await talk.if_redacted("given", if_redacted(IDEA, number), what)
            await talk.toast("changed", _("Your idea is changed."))
        except Refused as no:
            if no.code != "no-consent":
                await talk.say("refused", refusal(no))
            elif await agrees(talk):
                await talk.again("change")
    return Start(link("card", number=number))


async def _corrected(talk: Talk, idea: IdeaCard, what: str, home: str | None) -> Parts:
    parts = Parts(idea.title, idea.description, idea.topic, idea.neighbourhood, idea.picture)
    match what:
        case "title":
            return parts._replace(title=await ask_title(talk))
        case "description":
            return parts._replace(description=await ask_description(talk))
        case "topic":
            return parts._replace(topic=await ask_topic(talk, await _programme(talk, idea)))
        case "where":
            return parts._replace(where=await ask_where(talk, home, await _programme(talk, idea)))
    return parts._replace(picture=await ask_picture(talk))


async def _programme(talk: Talk, idea: IdeaCard) -> Programme | None:
    found = await talk.see(OneProgramme(idea.programme))
    return found.programme if found else None


@flow("take-back", kind=Kind.ASIDE)
async def take_back(talk: Talk, number: int) -> Ending:
    """Take my idea back, for good, once I have said that I am sure."""
    idea = await talk.look("idea", OneIdea(number))
    if idea is None or not idea.mine:
        return Start(link("card", number=number))
    prompt = _(
        "<b>Do you take back your idea “{title}”?</b>\n"
        "It is then gone for good, with its comments. Who supports or follows it is told that you took it back.",
        title=idea.title,
    )
    if not await talk.confirm("sure", prompt, yes=_("Yes, take it back"), no=_("No, keep it")):
        return Start(link("card", number=number))
    if await carried_out(talk, "withdraw", WithdrawIdea(number)):
        await talk.say("gone", _("Your idea {number} is gone for good.", number=str(number)))
    return Start(link("ideas", order="mine", page=1))
