"""Text that people typed: cleaned at intake, folded for comparing, kept from pinging when it is shown.

Intake calls `clean` once on everything a person typed, and on display names; everything after may rely
on it. Rendering calls `for_display` on every text of a person. Limits count `length`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from bot.text.folding import fold
from bot.text.numbers import number

__all__ = ["clean", "fold", "for_display", "length", "number"]

_MOST_ACCENTS: Final = 3
"""Accents of no script of their own (Latin, Greek, phonetics) that may stand on one letter."""
_MOST_MARKS: Final = 6
"""Combining marks of any kind on one letter: Tibetan and pointed Hebrew need that many."""
_MOST_BEFORE_COMPOSING: Final = 16
"""Putting marks in order takes the square of their number: far more than any letter has are cut before."""

# What Unicode calls Extended_Pictographic, in ranges as wide as serve here.
_EMOJI: Final = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf\u2934\u2935"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff"
)
_SKIN_TONE: Final = "\U0001f3fb-\U0001f3ff"
# Scripts in which a joiner, or its opposite, between two letters changes what is read: Arabic (Persian),
# Syriac, N'Ko, the Indic scripts, Myanmar, Khmer, Mongolian.
_JOINING: Final = (
    "\u0620-\u06ff\u0700-\u074f\u0750-\u07ff\u08a0-\u0dff\u1000-\u109f\u1780-\u17d3\u1807-\u18aa"
)
_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003fffd"
_PLANE_ENDS: Final = "".join(
    chr(plane + end) for plane in range(0, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF)
)

_INVISIBLE: Final = (
    "\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # right to left and back
    "\u00ad\u034f\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff"  # of no width
    "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # variation selectors
    "\ufff9-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # annotations, tags
    f"\ufdd0-\ufdef{_PLANE_ENDS}"  # no characters
)
# England, Scotland and Wales, as the tags that make their flags: eng, sct, wls.
_NATIONS: Final = (
    "\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|\U000e0077\U000e006c\U000e0073"
)
_KEPT: Final = "|".join(
    [
        f"(?:(?<=[{_EMOJI}{_SKIN_TONE}])|(?<=[{_EMOJI}]\ufe0f))\u200d(?=[{_EMOJI}])",
        f"(?<=[{_EMOJI}])[\ufe0e\ufe0f]",
        "(?<=[0-9#*])\ufe0f(?=\u20e3)",
        f"(?<=[{_JOINING}])[\u200c\u200d](?=[{_JOINING}])",
        "(?<=[\u1820-\u18aa])[\u180b-\u180d\u180f]",  # the forms of Mongolian letters
        f"(?<=[{_HAN}])[\U000e0100-\U000e01ef]",  # the forms of ideographs, in names
        f"(?<=\U0001f3f4)\U000e0067\U000e0062(?:{_NATIONS})\U000e007f",
    ]
)
# That it is invisible is asked first: one look in a table, for every character of a text.
_KEPT_OR_INVISIBLE = re.compile(f"(?=[{_INVISIBLE}])(?:({_KEPT})|.)", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK = re.compile("[\t\u115f\u1160\u2800\u3164\uffa0]")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n){3,}")
_ACCENT = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_PERHAPS_MARK = re.compile(
    "[\u0300-\u0489\u0591-\u1dff\u20d0-\u20ff\u2cef-\u2dff\u302a-\u309a\ua66f-\ua6f1\ua802-\uabed\ufb1e\ufe20-\ufe2f\U00010100-\U0001efff]"
)

_MENTION = re.compile(r"(?<![\w/])@(?=\w)|@(?=(?:room|everyone)\b)", re.IGNORECASE)
_PARTED: Final = "@\u2060"


def clean(text: str) -> str:
    """Return the text as it is kept: composed (NFC), only what can be seen, at most two blank lines in a row.

    Gone: controls, lone surrogates, what turns the direction of writing, what has no width (but not
    inside an emoji, nor between letters that need it), marks heaped on a letter, white space around.
    Every kind of line break becomes a newline, a tab a space. Cleaning again changes nothing.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    cleaned = _cleaned(text)
    # Composing may move a mark away from the joiner that was kept beside it: until nothing changes any more.
    return cleaned if cleaned == text else clean(cleaned)


def _cleaned(text: str) -> str:
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = _BLANK.sub(" ", _LINE_BREAK.sub("\n", text))
    text = _KEPT_OR_INVISIBLE.sub(r"\1", text)
    if _PERHAPS_MARK.search(text):
        text = _thinned(text, _MOST_BEFORE_COMPOSING, _MOST_BEFORE_COMPOSING)
        text = _thinned(unicodedata.normalize("NFC", text), _MOST_MARKS, _MOST_ACCENTS)
    text = unicodedata.normalize("NFC", text)
    return _BLANK_LINES.sub("\n\n\n", text).strip()


def _thinned(text: str, most_marks: int, most_accents: int) -> str:
    """Return the text with at most that many marks, and accents among them, on one letter."""
    kept: list[str] = []
    marks = accents = 0
    for character in text:
        if unicodedata.category(character) in {"Mn", "Me"}:
            marks += 1
            accents += _ACCENT.match(character) is not None
            if marks > most_marks or accents > most_accents:
                continue
        elif character not in "\u200c\u200d":
            marks = accents = 0
        kept.append(character)
    return "".join(kept)


def length(text: str) -> int:
    """Return the length that limits and sentences about them count: code points, of cleaned text.

    A family emoji counts as its seven parts; both databases, Python and the sentence agree on the figure.
    Whoever cuts a text asks `bot.text.graphemes`, which never cuts inside such a family.
    """
    return len(text)


def for_display(text: str) -> str:
    """Return the text such that `@room`, `@everyone` or `@name` in it calls nobody: still read as it was.

    A word joiner follows the @. Addresses of mail and of pages stay whole. Rendering does this, and not
    intake: what is kept stays what was typed, and `clean` takes the joiner out of what is copied back.
    """
    return _MENTION.sub(_PARTED, text) if "@" in text else text
