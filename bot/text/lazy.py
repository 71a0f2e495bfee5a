"""Words that are not yet in a language: flows make them, `bot.text.render` says them to somebody.

A plain `str` among the values is a person's text: escaped, literal, pinging nobody. Emphasis comes from
translations alone. Markup is written in the msgid, as the tags that Telegram and Matrix share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence of ours: the English source, and what stands at its `{placeholders}`."""

    msgid: str
    values: Mapping[str, Value] = field(default_factory=dict)
    plural: str | None = None
    count: int | None = None

    def __hash__(self) -> int:
        return hash((self.msgid, self.plural, self.count, frozenset(self.values.items())))


@dataclass(frozen=True, slots=True)
class Named:
    """A name that is known per language (a topic, a municipality); where one is missing, the next stands in."""

    names: Mapping[str, str]

    def __hash__(self) -> int:
        return hash(frozenset(self.names.items()))


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A person's own words as a whole part of a message: escaped, never translated."""

    text: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts one after the other; a `str` among them is a person's text, as everywhere. `between` is ours."""

    parts: tuple[Value, ...]
    between: str = "\n"


@dataclass(frozen=True, slots=True)
class InLanguage:
    """Words as whoever speaks that language reads them, shown to somebody who may speak another: a preview."""

    words: Words
    language: str


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, said as day and time in `zone` (IANA): "zaterdag 21 november 2026 om 14:00"."""

    at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day, said with its weekday: "samedi 21 novembre 2026"."""

    date: date


@dataclass(frozen=True, slots=True)
class Hour:
    """What clocks in `zone` (IANA) show at an instant: "14:00"."""

    at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Said:
    """What was said before, in whichever language that was: markup of ours, never a person's text (`render` made it)."""

    markup: str


Words: TypeAlias = Text | Named | Verbatim | Joined | InLanguage | Said
"""What a message, or a part of one, is made of."""

Value: TypeAlias = Words | Moment | Day | Hour | str | int | float
"""What may stand at a placeholder: numbers and dates are written as the reader's language does.

A number that is a name (an idea's reference, a postcode) is given as `str`: 1234, not 1.234.
"""


def _(msgid: str, /, **values: Value) -> Text:
    """Return the sentence, to be said in the reader's language with these values at its `{placeholders}`."""
    return Text(msgid, values)


def n_(singular: str, plural: str, count: int, /, **values: Value) -> Text:
    """Return the sentence in the grammatical number of `count`, which is available as `{count}`."""
    return Text(singular, {**values, "count": count}, plural, count)
