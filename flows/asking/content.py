"""Asking what a broadcast says: its words in each language, a photo or a PDF, and the buttons below it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.civic.broadcasts import MAX_LABEL, MAX_TEXT, MAX_WITH_PICTURE, MOST_BUTTONS
from bot.civic.doors import Command
from bot.civic.ideas import PreparePhoto
from bot.civic.papers import PreparePaper
from bot.civic.programmes import RequiredLanguages
from bot.engine.questions import Option, Raw
from bot.engine.talk import Talk
from bot.text.languages import LANGUAGES
from bot.text.lazy import _
from bot.text.render import label
from flows.asking.texts import ask_texts

_DONE = (_("Done"), _("Not done yet"), _("I can help"))
"""What is asked most: whether something was done, and who can help."""


_NOT_TAKEN = _(
    "I could not take that. Your message is still here: try another photo (JPEG or PNG) or a plain PDF, of at most 10 MB, or go on "
    "without."
)


async def ask_words(talk: Talk, programme: int, *, picture: bool = False) -> Mapping[str, str]:
    """Ask for the words, language by language; beside a picture there is less room."""
    prompt = _("<b>What shall it say?</b>\nType it, or forward it to me.")
    needed = await talk.see(RequiredLanguages(programme))
    most = MAX_WITH_PICTURE if picture else MAX_TEXT
    return await ask_texts(talk, "text", prompt, max_chars=most, needed=needed)


async def ask_file(talk: Talk) -> int | None:
    """Ask for a photo or a PDF, sent or forwarded, and wait until it is ready; there may be none."""
    prompt = _("<b>Does a photo or a PDF go with it?</b>\nSend one, or forward it to me.")
    given = await talk.ask_file("photo", prompt, skip=_("Nothing goes with it"))
    if given is None:
        return None
    job = await talk.prepare("preparing", _preparing(given))
    result = await talk.result("prepared", job, _("I am looking at it…"))
    if "media" not in result:
        await talk.again("photo", "preparing", "prepared", why=_NOT_TAKEN)
    return int(result["media"])


def _preparing(given: Raw) -> Command[int]:
    if "document" in given:
        return PreparePaper(given["document"], given["name"])
    return PreparePhoto(given["photo"])


async def ask_buttons(talk: Talk, programme: int) -> tuple[Mapping[str, str], ...]:
    """Ask which buttons stand below it: none, those that are asked for most, or one's own."""
    prompt = _(
        "<b>Shall people be able to answer with a button?</b>\n"
        "You see how many pressed which, and not who. For opinions, make a vote instead."
    )
    options = [
        Option("none", _("No buttons")),
        Option("done", _("Done, not done yet, I can help")),
        Option("own", _("My own buttons")),
    ]
    chosen = await talk.choose("buttons", prompt, options)
    if chosen == "done":
        return tuple({code: label(words, code) for code in LANGUAGES} for words in _DONE)
    return await _ask_own(talk, programme) if chosen == "own" else ()


async def _ask_own(talk: Talk, programme: int) -> tuple[Mapping[str, str], ...]:
    buttons: list[Mapping[str, str]] = []
    needed = await talk.see(RequiredLanguages(programme))
    while True:
        place = len(buttons) + 1
        prompt = _("<b>What does button {number} say?</b>", number=place)
        buttons.append(
            await ask_texts(
                talk, f"button-{place}", prompt, max_chars=MAX_LABEL, one_line=True, needed=needed
            )
        )
        if place == MOST_BUTTONS:
            return tuple(buttons)
        if not await talk.confirm(f"another-{place}", _("<b>Another button?</b>")):
            return tuple(buttons)
