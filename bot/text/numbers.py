"""Numbers as people type them when they answer a list."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping

from bot.text.catalogues import wording
from bot.text.folding import fold
from bot.text.languages import LANGUAGES
from bot.text.lazy import _

_DIGITS = re.compile(r"\(?([0-9]{1,9})[.)]?")
# One sign that stands for a number of a list: ① to ⑳, ⑴, ⒈, ❶, ➀, ➊, 🔟; no superscripts, no fractions.
_LIST_SIGN = re.compile("[\u2460-\u249b\u24f5-\u24fe\u2776-\u2793\U0001f51f]")
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")

# Translators: the numbers from one to twenty in order, as people may type them to choose from a list;
# with / between the forms of one number (een/één, un/une)
_NUMBER_WORDS = _(
    "one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, "
    "fifteen, sixteen, seventeen, eighteen, nineteen, twenty"
)


def number(text: str) -> int | None:
    """Return the whole number that the text is, in full: "2", "2.", "(2)", "②", "2️⃣", "２", "twee"; else None.

    Words are known up to twenty, in every language. "1e9", "-1", "0x2", "²" and "１２" are None: a digit
    that is not 0–9 counts alone, as a sign in a list does.
    """
    typed = _KEYCAP.sub(r"\1", text.strip())
    if digits := _DIGITS.fullmatch(typed):
        return int(digits[1])
    if len(typed) == 1:
        return _sign(typed)
    return number_words().get(fold(typed))


def _sign(sign: str) -> int | None:
    if sign == "\U0001f51f":
        return 10
    if _LIST_SIGN.match(sign):
        return int(unicodedata.numeric(sign))
    return unicodedata.decimal(sign, None)


@functools.cache
def number_words() -> Mapping[str, int]:
    """Return the words for one to twenty, in every language."""
    return {word: n for language in LANGUAGES for n, words in _counted(language) for word in words}


def _counted(language: str) -> Iterator[tuple[int, list[str]]]:
    numbers = wording(language, _NUMBER_WORDS.msgid).split(",")
    return ((n, [fold(word) for word in words.split("/")]) for n, words in enumerate(numbers, 1))
