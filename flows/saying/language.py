"""Asking for a language, in all of them at once."""

from __future__ import annotations

from bot.engine.questions import Option
from bot.engine.talk import Talk
from bot.text.languages import LANGUAGES, OWN_NAMES
from bot.text.lazy import Joined, Text, Verbatim, _
from bot.text.render import label

ALL_NAMES = Joined(tuple(Verbatim(OWN_NAMES[code]) for code in LANGUAGES), ", ")


async def ask_language(talk: Talk) -> str:
    """Return the language a person chooses."""
    prompt = _in_all(_("Which language do you speak?"), "\n")
    misfit = _in_all(_("I do not understand."), " · ")
    options = [Option(code, Verbatim(OWN_NAMES[code])) for code in LANGUAGES]
    chosen = await talk.choose("language", prompt, options, misfit=misfit)
    return chosen or LANGUAGES[0]


def _in_all(sentence: Text, between: str) -> Joined:
    """Return the sentence in every language at once: it is asked before we know the language."""
    return Joined(tuple(Verbatim(label(sentence, code)) for code in LANGUAGES), between)
