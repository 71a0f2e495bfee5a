"""A text of an organiser's, in the languages that it has: some of them are needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.civic.doors import Refused
from bot.text.languages import LANGUAGES

Texts = Mapping[str, str]
"""What is said, by language."""


def see_texts(texts: Texts, required: Sequence[str], *, max_chars: int) -> None:
    """Refuse a text in a language that nobody here speaks, without one that is `required` (H69), empty or too long.

    Refused: unknown-language, missing-language, too-long.
    """
    if not set(texts) <= set(LANGUAGES):
        raise Refused("unknown-language")
    if not texts or not set(required) <= set(texts) or not all(text.strip() for text in texts.values()):
        raise Refused("missing-language")
    if any(len(text) > max_chars for text in texts.values()):
        raise Refused("too-long")
