"""What organisers are about to show to everybody, as each reader will read it: once in every language."""

from __future__ import annotations

from bot.engine.talk import Talk
from bot.text.languages import OWN_NAMES
from bot.text.lazy import InLanguage, Joined, Verbatim, Words, _
from flows.asking.texts import languages


def in_each_language(talk: Talk, words: Words) -> Words:
    """Return the words as they are read in each language, one below the other, with the name of the language above."""
    return Joined(tuple(_headed(words, language) for language in languages(talk)), "\n\n")


def _headed(words: Words, language: str) -> Words:
    # Translators: stands above what readers of that language see: “[Nederlands]”.
    heading = _("<i>[{language}]</i>", language=Verbatim(OWN_NAMES[language]))
    return Joined((heading, InLanguage(words, language)), "\n")
