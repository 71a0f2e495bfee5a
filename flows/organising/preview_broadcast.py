"""Seeing a message to many as it arrives: in one language on one platform, drawn by the code that sends it there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.audiences import PlatformsInUse
from bot.civic.broadcasts import Content, OneBroadcast
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.previews import HowItLooks, Shown
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.languages import LANGUAGES, OWN_NAMES
from bot.text.lazy import Joined, Said, Verbatim, Words, _
from flows.asking.texts import languages
from flows.saying.accounts import PLATFORMS
from flows.saying.broadcasts import message, ways

DRAWN = ("telegram", "matrix")


@flow("preview-broadcast", kind=Kind.VIEW)
async def preview_broadcast(talk: Talk, number: int, language: str = "", platform: str = "") -> Ending:
    """Show it as it is read in a language on a platform, and the ways to the other languages and platforms."""
    card = await talk.look("card", OneBroadcast(number))
    if card is None:
        return Start(link("broadcast", number=number))
    content, every = card.draft.content, languages(talk)
    in_use = await talk.see(PlatformsInUse())
    drawn = [each for each in DRAWN if each in in_use] or DRAWN
    language = language if language in every else every[0]
    platform = platform if platform in drawn else drawn[0]
    names = tuple(name for name, _to in ways(number, content))
    looks = await talk.see(HowItLooks(platform, language, message(content), names, content.picture))
    parts: list[Words] = [_heading(content, language, platform), *_drawn(looks)]
    turns = [
        *(_turn(number, each, platform, Verbatim(OWN_NAMES[each])) for each in every if each != language),
        *(_turn(number, language, each, PLATFORMS[each]) for each in drawn if each != platform),
    ]
    test = way(
        "test", _("Send it to me only"), link("steer-broadcast", number=number, what="test", version=0)
    )
    back = way("back", _("Back to the message"), link("broadcast", number=number))
    words = Joined(tuple(parts), "\n\n")
    await talk.show("preview", words, [*turns, test, back], attached=content.picture)
    return None


def _turn(number: int, language: str, platform: str, name: Words) -> Option:
    to = link("preview-broadcast", number=number, language=language, platform=platform)
    return way(f"{language}-{platform}", name, to)


def _heading(content: Content, language: str, platform: str) -> Words:
    told = _(
        "<i>So it arrives on {platform}, in this language: {language}. Nothing is sent, and nothing in it can be pressed.</i>",
        platform=PLATFORMS[platform],
        language=Verbatim(OWN_NAMES[language]),
    )
    if language in content.texts:
        return told
    instead = next((each for each in LANGUAGES if each in content.texts), language)
    other = _(
        "<i>It has no words in that language: who reads it gets those in {language}.</i>",
        language=Verbatim(OWN_NAMES[instead]),
    )
    return Joined((told, other), "\n")


def _drawn(looks: Sequence[Shown]) -> list[Words]:
    """Return the messages as they stand there, one below the other."""
    return [Joined(tuple(_one(each)), "\n\n") for each in looks]


def _one(shown: Shown) -> list[Words]:
    # Translators: stands in a preview where the photo or the file of a message is.
    parts: list[Words] = [_("<i>[what goes with it]</i>")] if shown.encloses else []
    if shown.markup:
        parts.append(_("<blockquote>{text}</blockquote>", text=Said(shown.markup)))
    if shown.rows:
        rows = ("   ".join(f"[ {label} ]" for label in row) for row in shown.rows)
        typed = _("People press a button, or type its number or its words.")
        parts.append(Joined((*map(Verbatim, rows), typed), "\n"))
    if shown.signs:
        signs = Verbatim(" ".join(shown.signs))
        parts.append(_("People tap {signs}, or type the number or the words.", signs=signs))
    return parts
