"""The parts of an idea, each with its question: asked when it is shared, and when one of them is changed."""

from __future__ import annotations

from typing import NamedTuple

from bot.civic.ideas import MAX_DESCRIPTION, MAX_TITLE, WHOLE_CITY, PreparePhoto
from bot.civic.own import neighbourhoods_of, topics_of
from bot.civic.programmes import Programme
from bot.engine.questions import Option
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Verbatim, Words, _
from bot.text.spoken import spoken
from flows.saying.ideas import place_name
from flows.saying.topics import topic_name, topics_among
from flows.saying.where import ask_neighbourhood


class Parts(NamedTuple):
    """What a preview shows and a command files."""

    title: str
    description: str
    topic: str
    where: str
    picture: int | None


PARTS = (
    # Translators: this and the next four are buttons below a preview: what one wants to change.
    Option("title", _("Title")),
    Option("description", _("Text")),
    Option("topic", _("Topic")),
    Option("where", _("Municipality")),
    Option("photo", _("Photo")),
)
"""The parts, as choices."""

REDO = {
    "title": ("title",),
    "description": ("description",),
    "topic": ("topic",),
    "where": ("where", "where-list", "where-meant"),
    "photo": ("photo", "preparing", "prepared"),
}
"""The steps of each part: what is asked anew when it is changed."""


SHOWN = ("title", "description", "photo")
"""The steps whose answers others see as they were given; what the others choose is but a word of ours."""


async def ask_title(talk: Talk) -> str:
    """Ask for the title."""
    title = await talk.ask_text(
        "title",
        _("<b>What is your idea? Say it in one sentence.</b>\nFor example: a zebra crossing at the school."),
        max_chars=MAX_TITLE,
        min_chars=3,
        one_line=True,
    )
    return title or ""


async def ask_description(talk: Talk) -> str:
    """Ask for more words; there may be none."""
    about = _("<b>Can you say a little more?</b>\nWhat should change, and why?")
    return await talk.ask_text("description", about, max_chars=MAX_DESCRIPTION, skip=_("Skip")) or ""


async def ask_topic(talk: Talk, programme: Programme | None) -> str:
    """Ask for the topic: one of those of the programme."""
    options = topics_among(talk.city, topics_of(talk.city, programme))
    return await talk.choose("topic", _("<b>Which topic fits best?</b>"), options) or ""


async def ask_where(talk: Talk, home: str | None, programme: Programme | None) -> str:
    """Ask for the municipality, or the place, proposing one's own: one of those of the programme."""
    places = neighbourhoods_of(talk.city, programme)
    own = {each.id for each in talk.city.own}
    # Nobody knows by heart what a programme calls its stalls.
    named = [place for place in places if place == home or place in own]
    named.sort(key=lambda place: place != home)
    others = [Option(place, place_name(talk.city, place)) for place in named[:MOST_NAMED]]
    others.append(Option(WHOLE_CITY, _("The whole city"), also=spoken(_EVERYWHERE)))
    prompt = _SOMEWHERE if own.intersection(places) else _IN_WHICH
    chosen = await ask_neighbourhood(talk, "where", prompt, others, places)
    if chosen not in {*places, WHOLE_CITY}:
        named_ones = Joined(tuple(place_name(talk.city, place) for place in places), ", ")
        await talk.again(
            *REDO["where"], why=_("Just now, ideas are collected for: {places}.", places=named_ones)
        )
    return chosen


MOST_NAMED = 8
"""Places of a programme's own that are named at once; the others stand in the list."""

# Translators: what people of your language type for the whole city, with commas between words that mean the same.
_EVERYWHERE = _("whole city, entire city, all of the city, everywhere")
_IN_WHICH = _("<b>In which municipality?</b>\nType its name or postcode, or send a location.")
_SOMEWHERE = _("<b>Where is it?</b>\nChoose a place, or type a municipality or its postcode.")


async def ask_picture(talk: Talk) -> int | None:
    """Ask for a photo, and wait until it is ready; there may be none."""
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


def as_others_see(talk: Talk, prompt: Words, idea: Parts) -> Words:
    """Return an idea as others will see it, below the question about it."""
    parts: list[Words] = [prompt, _("<b>{title}</b>", title=idea.title)]
    if idea.description:
        parts.append(Verbatim(idea.description))
    parts.append(Joined((topic_name(talk.city, idea.topic), place_name(talk.city, idea.where)), " · "))
    return Joined(tuple(parts), "\n\n")


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
