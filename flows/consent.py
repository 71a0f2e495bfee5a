"""Consent to store opinions: asked before the first idea or support, withdrawn whenever one likes."""

from __future__ import annotations

from bot.civic.people import OPINIONS, GiveConsent, Me
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import link, unspell
from bot.engine.talk import Talk
from bot.text.lazy import _
from flows.saying.consent import SHORT, opinions_question


@flow("consent", kind=Kind.ASIDE)
async def consent(talk: Talk, then: str) -> Ending:
    """Ask for consent, then go on to where it was needed."""
    me = await talk.look("me", Me())
    prompt = opinions_question(talk.city)
    if not me.opinions and not await talk.confirm(
        "agree", prompt, yes=_("Yes, I agree"), no=_("No"), short=SHORT
    ):
        await talk.say("no", _("No problem: I have stored nothing, and you can still read all the ideas."))
        return Start(link("menu"))
    await talk.do("consented", GiveConsent(OPINIONS))
    return Start(unspell(then))
