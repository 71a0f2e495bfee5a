"""Asking what a broadcast says: its words in each language, what goes with it, and the buttons below it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.civic.broadcasts import MAX_LABEL, MAX_TEXT, MAX_WITH_PICTURE, MOST_BUTTONS
from bot.civic.doors import Command
from bot.civic.ideas import PreparePhoto
from bot.civic.papers import MOST_BYTES, PreparePaper
from bot.civic.photos import MAX_BYTES
from bot.civic.programmes import RequiredLanguages
from bot.engine.questions import Option, Raw
from bot.engine.talk import Talk
from bot.text.languages import LANGUAGES
from bot.text.lazy import Words, _
from bot.text.render import label
from flows.asking.texts import ask_texts

_DONE = (_("Done"), _("Not done yet"), _("I can help"))
"""What is asked most: whether something was done, and who can help."""


async def ask_words(talk: Talk, programme: int, *, picture: bool = False) -> Mapping[str, str]:
    """Ask for the words, language by language; beside a picture there is less room."""
    prompt = _("<b>What shall it say?</b>\nType it, or forward it to me.")
    needed = await talk.see(RequiredLanguages(programme))
    most = MAX_WITH_PICTURE if picture else MAX_TEXT
    return await ask_texts(talk, "text", prompt, max_chars=most, needed=needed)


async def ask_file(talk: Talk) -> int | None:
    """Ask for what goes with it, sent or forwarded, and wait until it is ready; there may be nothing."""
    prompt = _(
        "<b>Does something go with it?</b>\n"
        "Send me one photo, film, sound or voice message, a PDF or a plain text, or forward it to me."
    )
    given = await talk.ask_file("photo", prompt, skip=_("Nothing goes with it"))
    if given is None:
        return None
    if (given.get("size") or 0) > (MOST_BYTES if "document" in given else MAX_BYTES):
        await talk.again("photo", why=_REFUSED["too_large"])
    job = await talk.prepare("preparing", _preparing(given))
    result = await talk.result("prepared", job, _("I am looking at it…"))
    if "media" not in result:
        why = _REFUSED.get(result["refused"], _BROKEN)
        await talk.again("photo", "preparing", "prepared", why=why)
    return int(result["media"])


_BROKEN = _("I cannot read that file. Your message is still here: send another, or go on without.")
_REFUSED: Mapping[str, Words] = {
    "too_large": _(
        "That is too large: a photo may have 10 MB, anything else 20 MB. Your message is still here: send something smaller, or go on without."
    ),
    "too_many_pixels": _(
        "That photo has too many points for me. Your message is still here: send a smaller one, or go on without."
    ),
    "gone": _("I could not fetch that. Your message is still here: send it again, or go on without."),
    "acts": _(
        "That PDF does something by itself when it is opened, so I do not pass it on. Your message is still here: save it as a plain PDF, or go on without."
    ),
    "not_taken": _(
        "I do not pass that kind of file on. Your message is still here: send a photo (JPEG, PNG), a film (MP4), sound (MP3, M4A, a voice message), "
        "a PDF or a plain text, or go on without. A film that was sent as a file, send as a film: as a file it may tell where it was made."
    ),
}
"""Why something cannot go with it."""


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
