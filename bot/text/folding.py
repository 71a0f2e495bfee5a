"""Text made comparable: what people type beside what we know."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NO_ASCII_WORD = re.compile(r"[^0-9a-z]+")
_LETTERS_APART: Final = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def fold(text: str) -> str:
    """Return the text for comparing: no case, accents, punctuation, or spaces but one between words.

    "Sint-Jans Molenbeek" and "sint jans molenbeek" are one, œ is oe, ß is ss. A text without any letter
    or number ("?", "👍") stays itself.
    """
    if text.isascii():
        return _NO_ASCII_WORD.sub(" ", text.lower()).strip() or text.strip()
    apart = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_LETTERS_APART)
    return " ".join("".join([_folded(c) for c in apart]).split()) or unicodedata.normalize(
        "NFC", text.strip()
    )


def _folded(character: str) -> str:
    category = unicodedata.category(character)
    # What chooses how an emoji looks (🏗️) is no letter, though it counts as a mark.
    if category == "Cf" or unicodedata.combining(character) or character in "\ufe0e\ufe0f":
        return ""
    # Marks that are vowels of their own (in Indic scripts) have no combining class: they stay.
    return character if category[0] in "LNM" else " "
