"""An invitation to an event for members: a code that counts once."""

from __future__ import annotations

from bot.civic.doors import Refused
from bot.civic.members import UseInvitation
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import link
from bot.engine.talk import Talk
from bot.text.lazy import _
from flows.saying.refusals import refusal

MAX_CODE = 40


@flow("invitation", kind=Kind.ASIDE, starts_on=_("invitation"))
async def invitation(talk: Talk, code: str = "") -> Ending:
    """Ask for the code of an invitation, unless it was typed already."""
    if code:
        return Start(link("invited", code=code))
    prompt = _("<b>Which code stands in your invitation?</b>")
    typed = await talk.ask_text(
        "code", prompt, max_chars=MAX_CODE, one_line=True, skip=_("I have no invitation")
    )
    return Start(link("invited", code=typed) if typed else link("events"))


@flow("invited", kind=Kind.VIEW, deep="invitation")
async def invited(talk: Talk, code: str) -> Ending:
    """Use the code of an invitation, and show the event to which it leads."""
    try:
        number = await talk.do("used", UseInvitation(code))
    except Refused as no:
        await talk.say("refused", refusal(no))
        return Start(link("events"))
    if number:
        await talk.say("welcome", _("Your invitation is good: you may come to this event."))
        return Start(link("event", number=number))
    await talk.say(
        "unknown",
        _("That code is not one of ours, or it has been used. Ask whoever invited you for another."),
    )
    return Start(link("events"))
