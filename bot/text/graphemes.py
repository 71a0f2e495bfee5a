"""Where a text may be cut: between graphemes (what a reader takes for one character), never inside one.

After Unicode's UAX #29, from the categories that Python knows: combining marks, emoji sequences, flags,
Hangul syllables, and the conjuncts of Indic scripts.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_JOINS_BEFORE = re.compile("[\u200c\u200d\u0e33\u0eb3\uff9e\uff9f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
"""Characters that belong to the one before them though they are no marks."""
_PREPENDED = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd]")
_FLAG_LETTER = re.compile("[\U0001f1e6-\U0001f1ff]")
_HANGUL = re.compile(
    "[\u1100-\u115f\ua960-\ua97c][\u1100-\u11ff\ua960-\ua97c\uac00-\ud7a3]"
    "|[\u1100-\u11ff\ua960-\ua97c\uac00-\ud7fb][\u1160-\u11ff\ud7b0-\ud7fb]"
)
_ZWJ: Final = "\u200d"
_VIRAMA: Final = 9


def may_cut(text: str, index: int) -> bool:
    """Tell whether a grapheme ends, and another begins, before `text[index]`."""
    if not 0 < index < len(text):
        return True
    before, after = text[index - 1], text[index]
    if before.isascii() and after.isascii():
        return (before, after) != ("\r", "\n")
    if before in "\r\n" or after in "\r\n":
        return True
    return not (_belongs(before, after) or _inside_flag(text, index))


def _belongs(before: str, after: str) -> bool:
    if unicodedata.category(after)[0] == "M" or _JOINS_BEFORE.match(after):
        return True
    if before == _ZWJ or _PREPENDED.match(before) or _HANGUL.match(before + after):
        return True
    return unicodedata.combining(before) == _VIRAMA and unicodedata.category(after) == "Lo"


def _inside_flag(text: str, index: int) -> bool:
    """Tell whether the cut would part the two letters of a flag: those before it in the row are odd."""
    if not _FLAG_LETTER.match(text[index]):
        return False
    start = index
    while start and _FLAG_LETTER.match(text[start - 1]):
        start -= 1
    return (index - start) % 2 == 1


def last_cut(text: str, start: int, end: int) -> int:
    """Return the last place in (start, end] where the text may be cut; `end` itself if there is none."""
    return next((i for i in range(end, start, -1) if may_cut(text, i)), end)


def shorten(text: str, max_chars: int) -> str:
    """Return the text within `max_chars`, ending in "…" if something had to go."""
    if len(text) <= max_chars:
        return text
    cut = last_cut(text, 0, max_chars - 1)
    return text[:cut].rstrip() + "…"
