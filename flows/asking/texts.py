"""Asking for the same text in each language that it is needed in, and in those that it may have besides."""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine.talk import Talk
from bot.text.languages import LANGUAGES, OWN_NAMES
from bot.text.lazy import Joined, Verbatim, Words, _


async def ask_texts(
    talk: Talk, step: str, prompt: Words, *, max_chars: int, one_line: bool = False, skip: Words | None = None
) -> Mapping[str, str]:
    """Ask for a text, language by language: in those that the city speaks to everybody in, and, if one likes, in the others.

    The steps are called `step`-nl, `step`-fr, … With `skip` no language is needed at all. What was left out is not in the result.
    """
    texts: dict[str, str] = {}
    for language in languages(talk):
        needed = language in talk.city.public and skip is None
        leave = None if needed else skip or _("Leave this language out")
        words = Joined((prompt, in_language(language)), "\n")
        typed = await talk.ask_text(
            f"{step}-{language}", words, max_chars=max_chars, one_line=one_line, skip=leave
        )
        if typed is not None:
            texts[language] = typed
    return texts


def languages(talk: Talk) -> list[str]:
    """Return every language, first those in which the city speaks to everybody."""
    public = list(talk.city.public)
    return [*public, *(each for each in LANGUAGES if each not in public)]


def missing(talk: Talk, texts: Mapping[str, str]) -> list[str]:
    """Return the languages that a text needs and has not (H69)."""
    return [each for each in talk.city.public if not texts.get(each, "").strip()]


def in_language(language: str) -> Words:
    """Return the line that says in which language a text is asked for."""
    return _("In this language: {language}", language=Verbatim(OWN_NAMES[language]))
