"""Asking for a language, in all of them at once."""

from __future__ import annotations

import functools

from bot.engine.questions import Link, Option
from bot.engine.talk import Talk
from bot.text.folding import fold
from bot.text.formats import name_of
from bot.text.languages import LANGUAGES, OWN_NAMES, Language
from bot.text.lazy import Joined, Text, Verbatim, _
from bot.text.render import label

ALL_NAMES = Joined(tuple(Verbatim(OWN_NAMES[code]) for code in LANGUAGES), ", ")


async def ask_language(talk: Talk) -> str:
    """Return the language a person chooses."""
    prompt = _in_all(_("Which language do you speak?"), "\n")
    misfit = _in_all(_("I do not understand."), " · ")
    chosen = await talk.choose(
        "language", prompt, [language_option(code) for code in LANGUAGES], misfit=misfit
    )
    return chosen or LANGUAGES[0]


def language_option(code: Language, to: Link | None = None) -> Option:
    """Return the choice of a language, by its own name; it is understood in the words of the others, too."""
    return Option(code, Verbatim(OWN_NAMES[code]), to, also=_names(code))


@functools.cache
def _names(code: Language) -> frozenset[str]:
    """Return what people call the language, whichever they speak, and its code."""
    return frozenset({code, *(fold(name_of(code, language)) for language in LANGUAGES)})


def _in_all(sentence: Text, between: str) -> Joined:
    """Return the sentence in every language at once: it is asked before we know the language."""
    return Joined(tuple(Verbatim(label(sentence, code)) for code in LANGUAGES), between)
