"""The words that always work: understood before any conversation sees them, when they are the whole message."""

from __future__ import annotations

import enum
import functools
from collections.abc import Mapping

from bot.text.clean import fold
from bot.text.lazy import _
from bot.text.spoken import spoken


class Word(enum.StrEnum):
    """A word that works everywhere, in every language, with or without a slash."""

    START = "start"
    MENU = "menu"
    HELP = "help"
    LANGUAGE = "language"
    BACK = "back"
    CANCEL = "cancel"
    STOP = "stop"


# Translators: what people of your language type as their whole message, with commas between words that mean the
# same, and first the one that the help names. Those of the other languages are understood, too.
SPOKEN = {
    Word.START: _("start, begin"),
    Word.MENU: _("menu"),
    Word.HELP: _("help"),
    Word.LANGUAGE: _("language"),
    Word.BACK: _("back"),
    Word.CANCEL: _("cancel"),
    Word.STOP: _("stop, unsubscribe"),
}


@functools.cache
def every_word() -> Mapping[str, Word]:
    """Return the words of every language, folded, with what they mean."""
    return {each: word for word, words in SPOKEN.items() for each in spoken(words)}


def word_in(text: str) -> Word | None:
    """Return the word that this whole message is, if it is one: any case, accents or not, a slash or not."""
    if len(text) > 40:
        return None
    if text.strip() in {"?", "？"}:
        return Word.HELP
    return every_word().get(fold(text))


def command_in(text: str) -> tuple[str, str] | None:
    """Return the name (folded) and the rest of "/name rest"; None when it is not a command."""
    if not text.startswith("/") or len(text) < 2:
        return None
    name, _, rest = text[1:].partition(" ")
    return fold(name.partition("@")[0]), rest.strip()
