"""Sharing an idea: collect it, show what is alike, confirm it, file it once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.civic.doors import Refused
from bot.civic.ideas import (
    MAX_DESCRIPTION,
    MAX_TITLE,
    WHOLE_CITY,
    IdeaLine,
    PreparePhoto,
    SimilarIdeas,
    SubmitIdea,
)
from bot.civic.people import Me
from bot.civic.programmes import CurrentWindow
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Verbatim, Words, _
from flows.saying.ideas import idea_options, place_name, supports
from flows.saying.refusals import refusal
from flows.saying.topics import topic_name, topic_options
from flows.saying.where import ask_neighbourhood


class _Draft(NamedTuple):
    """What the preview shows and the command files."""

    title: str
    description: str
    topic: str
    where: str
    picture: int | None


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
    draft = await _collect(talk, me.neighbourhood)
    alike = await talk.look("alike", SimilarIdeas(draft.title, draft.description))
    if alike:
        prompt, options = _alike(alike)
        known = await talk.choose("known", prompt, options, none=_("No, my idea is new"), of="alike")
        if known:
            return Start(link("support", number=int(known)))
    await _preview(talk, draft)
    return await _file(talk, draft)


async def _collect(talk: Talk, home: str | None) -> _Draft:
    title = await talk.ask_text(
        "title",
        _("<b>What is your idea? Say it in one sentence.</b>\nFor example: a zebra crossing at the school."),
        max_chars=MAX_TITLE,
        min_chars=3,
        one_line=True,
    )
    about = _("<b>Can you say a little more?</b>\nWhat should change, and why?")
    description = await talk.ask_text("description", about, max_chars=MAX_DESCRIPTION, skip=_("Skip"))
    topic = await talk.choose("topic", _("<b>Which topic fits best?</b>"), topic_options(talk.city))
    where = await _where(talk, home)
    picture = await _photo(talk)
    return _Draft(title or "", description or "", topic or "", where, picture)


async def _where(talk: Talk, home: str | None) -> str:
    prompt = _("<b>In which municipality?</b>\nType its name or postcode, or send a location.")
    others = [Option(WHOLE_CITY, _("The whole city"))]
    if home:
        others.insert(0, Option(home, place_name(talk.city, home)))
    return await ask_neighbourhood(talk, "where", prompt, others)


async def _photo(talk: Talk) -> int | None:
    file = await talk.ask_photo("photo", _PHOTO, skip=_("No photo"))
    if file is None:
        return None
    job = await talk.prepare("preparing", PreparePhoto(file))
    result = await talk.result("prepared", job, _("I am looking at your photo…"))
    if "media" not in result:
        await talk.again(
            "photo", "preparing", "prepared", why=_PHOTO_REFUSED.get(result["refused"], _PHOTO_BROKEN)
        )
    return int(result["media"])


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
        supports=supports(only.supports),
    )
    return one, [Option(str(only.number), _("Yes, I support that one"))]


async def _preview(talk: Talk, draft: _Draft) -> None:
    """Show it as others will see it; any part may be changed until it is right."""
    parts: list[Words] = [
        _("<b>Others will see your idea like this. Is it right?</b>\nIf not, choose what should change."),
        _("<b>{title}</b>", title=draft.title),
    ]
    if draft.description:
        parts.append(Verbatim(draft.description))
    parts.append(Joined((topic_name(talk.city, draft.topic), place_name(talk.city, draft.where)), " · "))
    options = [
        Option("share", _("Yes, share it with the city")),
        # Translators: this and the next four are buttons below a preview: what one wants to change.
        Option("title", _("Title")),
        Option("description", _("Text")),
        Option("topic", _("Topic")),
        Option("where", _("Municipality")),
        Option("photo", _("Photo")),
    ]
    chosen = await talk.choose("preview", Joined(tuple(parts), "\n\n"), options, picture=draft.picture)
    if chosen and chosen != "share":
        await talk.again("preview", changing=_REDO[chosen])


async def _file(talk: Talk, draft: _Draft) -> Ending:
    try:
        done = await talk.do(
            "file",
            SubmitIdea(draft.title, draft.description, draft.topic, draft.where, draft.picture),
        )
    except Refused as no:
        if no.code != "no-consent":
            await talk.again(*_REDO.get(_MEND.get(no.code, ""), ()), "preview", "file", why=refusal(no))
        await talk.say("refused", refusal(no))
        return Start(link("menu"))
    return Start(link("filed", number=done.number))


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


_REDO = {
    "title": ("title",),
    "description": ("description",),
    "topic": ("topic",),
    "where": ("where", "where-list", "where-meant"),
    "photo": ("photo", "preparing", "prepared"),
}
_MEND = {"unknown-topic": "topic", "unknown-neighbourhood": "where", "unknown-picture": "photo"}

_PHOTO = _(
    "<b>Do you have a photo that goes with it?</b>\n"
    "Everyone will see it: best without faces or number plates."
)
_PHOTO_BROKEN = _(
    "I cannot read that photo. Your idea is still here: try another photo, or go on without one."
)
_PHOTO_REFUSED = {
    "not_a_picture": _(
        "That file is not a photo that I can read. Your idea is still here: try a JPEG or PNG photo, or go on without one."
    ),
    "too_large": _(
        "That photo is larger than 10 MB. Your idea is still here: try a smaller photo, or go on without one."
    ),
    "too_many_pixels": _(
        "That photo is too wide or too high for me. Your idea is still here: try a smaller photo, or go on without one."
    ),
    "gone": _(
        "I could not get that photo; perhaps it is larger than 10 MB. Your idea is still here: send the photo again, or go on without one."
    ),
}
