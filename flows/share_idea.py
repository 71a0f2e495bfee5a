"""Sharing an idea: collect it, show what is alike, confirm it, file it once."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.doors import Refused
from bot.civic.ideas import IdeaLine, SimilarIdeas, SubmitIdea
from bot.civic.measures import MyBlock
from bot.civic.people import Me
from bot.civic.programmes import CurrentWindow, Programme
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Words, _
from flows.saying.consent import agrees
from flows.saying.ideas import idea_options, standing
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


@flow(
    "idea",
    starts_on=_("idea, share an idea"),
    command="idea",
    about=_("Share an idea"),
    deep="new",
)
async def share_idea(talk: Talk) -> Ending:
    """Collect one idea and file it."""
    window = await talk.look("window", CurrentWindow())
    if not window.open:
        await talk.say("closed", _("You cannot share an idea just now."))
        return Start(link("menu"))
    me = await talk.look("me", Me())
    if not me.opinions:
        return Start(link("consent", then="idea"))
    if await talk.look("blocked", MyBlock()):
        return Start(link("blocked"))
    draft = await _collect(talk, me.neighbourhood, window.programme)
    alike = await talk.look("alike", SimilarIdeas(draft.title, draft.description))
    if alike:
        prompt, options = _alike(alike)
        known = await talk.choose("known", prompt, options, none=_("No, my idea is new"), of="alike")
        if known:
            return Start(link("support", number=int(known)))
    await _preview(talk, draft)
    return await _file(talk, draft)


async def _collect(talk: Talk, home: str | None, programme: Programme | None) -> Parts:
    title = await ask_title(talk)
    description = await ask_description(talk)
    topic = await ask_topic(talk, programme)
    where = await ask_where(talk, home, programme)
    picture = await ask_picture(talk)
    return Parts(title, description, topic, where, picture)


def _alike(ideas: Sequence[IdeaLine]) -> tuple[Words, list[Option]]:
    """Return the question whether it is one of these, and its choices."""
    if len(ideas) > 1:
        several = _(
            "<b>Others had an idea like yours. Is it one of these?</b>\nIf so, your support helps more than a second idea."
        )
        return several, idea_options(ideas)
    (only,) = ideas
    one = _(
        "<b>Somebody had an idea like yours. Is it the same?</b>\nIf so, your support helps more than a second idea.\n\n"
        "{title}\n<i>{supports}</i>",
        title=only.title,
        supports=standing(only.supports, only.status),
    )
    return one, [Option(str(only.number), _("Yes, I support that one"))]


async def _preview(talk: Talk, draft: Parts) -> None:
    """Show it as others will see it; any part may be changed until it is right."""
    prompt = _("<b>Others will see your idea like this. Is it right?</b>\nIf not, choose what should change.")
    options = [Option("share", _("Yes, share it with the city")), *PARTS]
    chosen = await talk.choose("preview", as_others_see(talk, prompt, draft), options, attached=draft.picture)
    if chosen and chosen != "share":
        await talk.again("preview", changing=REDO[chosen])


async def _file(talk: Talk, draft: Parts) -> Ending:
    try:
        done = await talk.do(
            "file",
            SubmitIdea(draft.title, draft.description, draft.topic, draft.where, draft.picture),
        )
    except Refused as no:
        if no.code != "no-consent":
            await talk.again(*REDO.get(_MEND.get(no.code, ""), ()), "preview", "file", why=refusal(no))
        if await agrees(talk):
            await talk.again("file")
        return Start(link("menu"))
    await talk.if_redacted("given", if_redacted(IDEA, done.number), *SHOWN)
    return Start(link("waits" if done.screened else "filed", number=done.number))


@flow("filed", kind=Kind.VIEW, lasting=True)
async def filed(talk: Talk, number: int) -> None:
    """Thank the author, and say how others find the idea."""
    address = talk.address(f"idea_{number}")
    thanks = _("<b>Thank you! Your idea is in the list, with number {number}.</b>", number=str(number))
    share = (
        _("With this link you show it to others: {address}", address=address)
        if address
        else _("Others find it by typing: idea {number}", number=str(number))
    )
    ways = [way("see", _("See my idea"), link("card", number=number)), way("menu", _("Menu"), link("menu"))]
    await talk.show("filed", Joined((thanks, share), "\n"), ways)


@flow("waits", kind=Kind.VIEW, lasting=True)
async def waits(talk: Talk, number: int) -> None:
    """Thank the author, and say that somebody looks at the idea first."""
    words = _(
        "<b>Thank you! Your idea has number {number}.</b>\n"
        "An organiser looks at it before it is in the list. I tell you what they decide.",
        number=str(number),
    )
    ways = [way("see", _("See my idea"), link("card", number=number)), way("menu", _("Menu"), link("menu"))]
    await talk.show("waits", words, ways)


_MEND = {"unknown-topic": "topic", "unknown-neighbourhood": "where", "unknown-picture": "photo"}
