"""Words that people type to be understood, in every language at once: in the catalogues like any sentence.

They are one sentence with commas, the one that we name ourselves first: "idea, share an idea".
"""

from __future__ import annotations

import functools

from bot.text.catalogues import wording
from bot.text.folding import fold
from bot.text.languages import LANGUAGES, Language
from bot.text.lazy import Text


def spoken_in(language: Language, words: Text) -> tuple[str, ...]:
    """Return the words as that language types them."""
    return tuple(word.strip() for word in wording(language, words.msgid).split(","))


@functools.cache
def spoken(words: Text) -> frozenset[str]:
    """Return the words of every language, folded."""
    return frozenset(fold(word) for language in LANGUAGES for word in spoken_in(language, words))
