"""Words said to one reader: lazy words in, markup or plain text out.

Nothing a person wrote can act here. Every `str` among the values, every `Verbatim` and every `Named` is
escaped, and its mentions are parted (`bot.text.clean.for_display`); emphasis comes from translations.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from bot.text import formats
from bot.text.catalogues import wording
from bot.text.clean import for_display
from bot.text.inline import (
    Element,
    Markup,
    MarkupError,
    Node,
    escape,
    escape_attribute,
    for_matrix,
    plain,
    to_markup,
    tree,
    visible,
    visible_length,
)
from bot.text.languages import LANGUAGES, Language
from bot.text.lazy import Day, Hour, InLanguage, Joined, Moment, Named, Said, Text, Value, Verbatim, Words, _
from bot.text.splitting import split
from bot.text.templates import template

__all__ = [
    "Element",
    "Markup",
    "MarkupError",
    "MissingValueError",
    "Node",
    "for_matrix",
    "label",
    "plain",
    "render",
    "split",
    "to_markup",
    "tree",
    "visible",
    "visible_length",
]

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ISOLATED: Final = "\u2068{}\u2069"
_LINE_BREAK = re.compile(r"\s*\n\s*")
_ADDRESS = re.compile(r"https?://\S+\Z")


class MissingValueError(LookupError):
    """A sentence has a placeholder that nothing was given for: name it where the sentence is made."""


def render(words: Words | Moment | Day, language: Language) -> Markup:
    """Return the words in that language, as markup that both platforms share."""
    return Markup(_value(words, language))


def label(words: Words | Moment | Day, language: Language) -> str:
    """Return the words as one line of plain text: for buttons and lists of choices."""
    seen = visible(render(words, language))
    return _LINE_BREAK.sub(" ", seen).strip() if "\n" in seen else seen


def _text(text: Text, language: Language) -> str:
    ready = template(wording(language, text.msgid, text.plural, text.count))
    if not ready.slots:
        return ready.pattern
    return ready.pattern % tuple([_slot(text, name, language, link=link) for name, link in ready.slots])


def _slot(text: Text, name: str, language: Language, *, link: bool) -> str:
    if name not in text.values:
        given = ", ".join(text.values) or "nothing"
        raise MissingValueError(f"No value for {name!r} of {text.msgid!r} in {language!r}; given: {given}.")
    value = text.values[name]
    return _address(value) if link else _value(value, language)


def _value(value: Value, language: Language) -> str:
    said = _SAID.get(type(value))
    if said is not None:
        return said(value, language)
    if isinstance(value, str):  # a StrEnum, or a str that calls itself safe: a person's text all the same
        return _person(str(value), language)
    raise TypeError(
        f"{type(value).__name__} is no value for a sentence; convert it to one of bot.text.lazy.Value."
    )


def _address(value: Value) -> str:
    if isinstance(value, str) and _ADDRESS.match(value):
        return escape_attribute(value)
    raise ValueError("A link leads to a whole https:// address. Check an organiser's when it is typed.")


def _person(text: str, _language: Language) -> str:
    """Return a person's text in a sentence of ours: if written from right to left, the rest keeps its place."""
    shown = escape(for_display(text))
    return shown if shown.isascii() or not _RIGHT_TO_LEFT.search(shown) else _ISOLATED.format(shown)


def _verbatim(words: Verbatim, _language: Language) -> str:
    return escape(for_display(words.text))


def _said(said: Said, _language: Language) -> str:
    return said.markup


def _named(named: Named, language: Language) -> str:
    names = named.names
    known = next((names[code] for code in (language, *LANGUAGES) if code in names), None)
    return _person(known if known is not None else next(iter(names.values())), language)


def _joined(joined: Joined, language: Language) -> str:
    return escape(joined.between).join([_value(part, language) for part in joined.parts])


def _in_language(said: InLanguage, _language: Language) -> str:
    return _value(said.words, said.language)


def _moment(moment: Moment, language: Language) -> str:
    local = formats.local(moment.at, moment.zone)
    # Translators: a day ("Saturday 21 November 2026") and an hour ("14:00")
    whole = _("{day} at {time}", day=Day(local.date()), time=formats.clock_time(local.time(), language))
    return _text(whole, language)


def _day(day: Day, language: Language) -> str:
    return formats.day(day.date, language)


def _hour(hour: Hour, language: Language) -> str:
    return formats.clock_time(formats.local(hour.at, hour.zone).time(), language)


_SAID: Final[dict[type, Callable[[Any, Language], str]]] = {
    str: _person,
    int: formats.number,
    float: formats.number,
    Text: _text,
    Named: _named,
    Verbatim: _verbatim,
    Joined: _joined,
    InLanguage: _in_language,
    Said: _said,
    Moment: _moment,
    Day: _day,
    Hour: _hour,
}
