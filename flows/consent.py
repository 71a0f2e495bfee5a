"""Consent to store opinions: asked before the first idea or support, withdrawn whenever one likes."""

from __future__ import annotations

from bot.civic.people import Me
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import link, unspell
from bot.engine.talk import Talk
from flows.saying.consent import agrees


@flow("consent", kind=Kind.ASIDE)
async def consent(talk: Talk, then: str) -> Ending:
    """Ask for consent, then go on to where it was needed."""
    me = await talk.look("me", Me())
    if me.opinions or await agrees(talk):
        return Start(unspell(then))
    return Start(link("menu"))
