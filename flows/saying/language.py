"""Asking for a language, in all of them at once."""

from __future__ import annotations

from bot.engine.questions import Option
from bot.engine.talk import Talk
from bot.text.languages import LANGUAGES, OWN_NAMES
from bot.text.lazy import Verbatim, _


async def ask_language(talk: Talk) -> str:
    """Return the language a person chooses."""
    # Translators: this question is asked before we know the language: keep all three lines in every translation.
    prompt = _("Welke taal spreek je?\nQuelle langue parlez-vous ?\nWhich language do you speak?")
    # Translators: as above: keep all three.
    misfit = _("Dat begrijp ik niet. · Je ne comprends pas. · I do not understand.")
    options = [Option(code, Verbatim(OWN_NAMES[code])) for code in LANGUAGES]
    chosen = await talk.choose("language", prompt, options, misfit=misfit)
    return chosen or LANGUAGES[0]
