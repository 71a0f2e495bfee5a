"""What was left half-written: go on with it, begin anew, or throw it away. And a message that was edited."""

from __future__ import annotations

from bot.engine.flow import Amend, Discard, Ending, Kind, Resume, Start, flow
from bot.engine.questions import Link, link
from bot.engine.talk import Talk
from bot.text.lazy import _


@flow("resume", kind=Kind.ASIDE)
async def resume(talk: Talk, flow: str) -> Ending:
    """Ask whether to go on with the draft or to begin anew."""
    prompt = _("You began something here that is not finished. Shall we go on with it?")
    if await talk.confirm("go-on", prompt, yes=_("Yes, go on"), no=_("No, start again")):
        return Resume(flow)
    return Start(Link(flow), anew=True)


@flow("resume-draft", kind=Kind.ASIDE)
async def resume_draft(talk: Talk, flow: str) -> Ending:
    """Go on with the draft, without asking."""
    return Resume(flow)


@flow("discard", kind=Kind.ASIDE)
async def discard(_talk: Talk, flow: str, number: int) -> Ending:
    """Throw away what was half-written, and not what was begun since."""
    return Discard(flow, number, _("Thrown away."), link("menu"))


@flow("amend", kind=Kind.ASIDE, anytime=True)
async def amend(talk: Talk, step: str, text: str) -> Ending:
    """Offer the new words of an edited message as a correction."""
    prompt = _("You changed an answer. Shall I use the new text?\n\n{text}", text=text)
    if await talk.confirm("take", prompt):
        return Amend(step, text)
    return None
