"""Asking for the same text in each language that it is needed in, and in those that it may have besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.engine.talk import Talk
from bot.text.languages import LANGUAGES, OWN_NAMES
from bot.text.lazy import Joined, Verbatim, Words, _


async def ask_texts(
    talk: Talk,
    step: str,
    prompt: Words,
    *,
    max_chars: int,
    one_line: bool = False,
    skip: Words | None = None,
    needed: Sequence[str] = (),
) -> Mapping[str, str]:
    """Ask for a text, language by language: in those that are `needed`, and, if one likes, in the others.

    Unless others are named, needed are those in which the city speaks to everybody; with `skip`, none at all. The steps are
    called `step`-nl, `step`-fr, … What was left out is not in the result.
    """
    texts: dict[str, str] = {}
    asked = needed or talk.city.public
    for language in languages(talk, needed):
        leave = None if language in asked and skip is None else skip or _("Leave this language out")
        words = Joined((prompt, in_language(language)), "\n")
        typed = await talk.ask_text(
            f"{step}-{language}", words, max_chars=max_chars, one_line=one_line, skip=leave
        )
        if typed is not None:
            texts[language] = typed
    return texts


def languages(talk: Talk, needed: Sequence[str] = ()) -> list[str]:
    """Return every language, first those that are needed, or else in which the city speaks to everybody."""
    first = list(needed or talk.city.public)
    return [*first, *(each for each in LANGUAGES if each not in first)]


def steps_in(talk: Talk, step: str, needed: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the steps in which a text is asked for, in their order."""
    return tuple(f"{step}-{language}" for language in languages(talk, needed))


def in_language(language: str) -> Words:
    """Return the line that says in which language a text is asked for."""
    return _("In this language: {language}", language=Verbatim(OWN_NAMES[language]))
