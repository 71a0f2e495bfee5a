"""The words that always work: understood before any conversation sees them, when they are the whole message."""

from __future__ import annotations

import enum

from bot.text.clean import fold


class Word(enum.StrEnum):
    """A word that works everywhere, in every language, with or without a slash."""

    START = "start"
    MENU = "menu"
    HELP = "help"
    LANGUAGE = "language"
    BACK = "back"
    CANCEL = "cancel"
    STOP = "stop"


_SPOKEN = {
    Word.START: ("start", "begin", "beginnen", "commencer"),
    Word.MENU: ("menu",),
    Word.HELP: ("help", "hulp", "aide"),
    Word.LANGUAGE: ("language", "taal", "langue"),
    Word.BACK: ("back", "terug", "retour"),
    Word.CANCEL: ("cancel", "annuleer", "annuleren", "annuler"),
    Word.STOP: ("stop", "uitschrijven", "arrêter", "arreter", "désabonner", "unsubscribe"),
}

WORDS = {fold(spoken): word for word, every in _SPOKEN.items() for spoken in every}


def word_in(text: str) -> Word | None:
    """Return the word that this whole message is, if it is one: any case, accents or not, a slash or not."""
    if len(text) > 40:
        return None
    if text.strip() in {"?", "？"}:
        return Word.HELP
    return WORDS.get(fold(text))


def command_in(text: str) -> tuple[str, str] | None:
    """Return the name (folded) and the rest of "/name rest"; None when it is not a command."""
    if not text.startswith("/") or len(text) < 2:
        return None
    name, _, rest = text[1:].partition(" ")
    return fold(name.partition("@")[0]), rest.strip()
