"""How Parvis introduces itself where a platform shows that: its commands, what it is, in every language."""

from __future__ import annotations

from collections.abc import Mapping

import flows
from bot.civic.city import City
from bot.text.languages import LANGUAGES
from bot.text.lazy import Named, Words, _
from bot.text.render import plain, render
from flows.groups import all_behaviours

_ORDER = (
    "idea",
    "ideas",
    "votes",
    "events",
    "search",
    "mine",
    "menu",
    "settings",
    "link",
    "mydata",
    "language",
    "contact",
    "help",
    "stop",
    "forget",
)
"""What one comes for stands first; a new command stands last until it has its place here."""


def commands() -> Mapping[str, Mapping[str, str]]:
    """Return the commands without their slash, and what each does, by language."""
    offered = [(each.command, each.about) for each in flows.all_flows() if each.command and each.about]
    offered.sort(key=lambda each: _ORDER.index(each[0]) if each[0] in _ORDER else len(_ORDER))
    return {code: {name: _said(about, code) for name, about in offered} for code in LANGUAGES}


def group_commands() -> Mapping[str, Mapping[str, str]]:
    """Return the commands of groups without their slash, and what each does, by language."""
    offered = [(each.command, each.about) for each in all_behaviours() if each.command and each.about]
    return {code: {name: _said(about, code) for name, about in offered} for code in LANGUAGES}


def description(city: City) -> Mapping[str, str]:
    """Return what this is and who runs it, by language."""
    words = _(
        "Share an idea for your city here, and support the ideas of others that you like. Parvis is run by {operator}.",
        operator=Named(city.operator.names),
    )
    return {code: _said(words, code) for code in LANGUAGES}


def short(city: City) -> Mapping[str, str]:
    """Return what this is in one short sentence, by language."""
    words = _("Parvis is the chatbot where {city} shares its ideas.", city=Named(city.names))
    return {code: _said(words, code) for code in LANGUAGES}


def encrypted() -> Mapping[str, str]:
    """Return what is said in a room that we cannot read, by language: that, and what helps."""
    words = _(
        "This chat is encrypted, and I cannot read it. Please start a new chat with me, and leave encryption off for it."
    )
    return {code: _said(words, code) for code in LANGUAGES}


def unreadable() -> Mapping[str, str]:
    """Return what is said where a message cannot be decrypted, by language: that, and what helps."""
    words = _(
        "Sorry, I could not read your last message. Please send it again. If that does not help, start a new chat with me, "
        "and leave encryption off for it."
    )
    return {code: _said(words, code) for code in LANGUAGES}


def _said(words: Words, language: str) -> str:
    return plain(render(words, language))
