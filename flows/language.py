"""Changing language, also in the middle of something else."""

from __future__ import annotations

from bot.civic.people import SpeakLanguage
from bot.engine.flow import Kind, flow
from bot.engine.talk import Talk
from bot.text.lazy import _
from flows.saying.doing import carried_out
from flows.saying.language import ALL_NAMES, ask_language


@flow("language", kind=Kind.ASIDE, command="language", about=ALL_NAMES, anytime=True)
async def language(talk: Talk) -> None:
    """Choose a language; what was under way goes on in it."""
    await talk.do("speak", SpeakLanguage(await ask_language(talk)))
    await talk.say("spoken", _("From now on I speak English with you."))


@flow("speak", kind=Kind.ASIDE, anytime=True)
async def speak(talk: Talk, language: str) -> None:
    """Speak the language of the button that was pressed."""
    await carried_out(talk, "speak", SpeakLanguage(language), toast=True)
