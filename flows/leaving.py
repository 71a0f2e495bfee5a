"""Leaving: something half-way, or all messages."""

from __future__ import annotations

from bot.civic.people import Me, ResumeMessages, StopMessages
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import link
from bot.engine.talk import Talk, way
from bot.text.lazy import _


@flow("left", kind=Kind.VIEW)
async def left(talk: Talk, why: str, flow: str, number: int) -> None:
    """Say that something was left and what was kept; after "stop", offer its other meaning."""
    ways = [way("menu", _("Menu"), link("menu"))]
    if flow:
        ways.insert(0, way("go-on", _("Go on with it"), link("resume-draft", flow=flow)))
        ways.append(way("throw-away", _("Throw it away"), link("discard", flow=flow, number=number)))
    if why == "stop":
        ways.append(way("stop", _("Stop all messages"), link("stop-all")))
    words = (
        _("All right, we leave it there. What you wrote is kept.")
        if flow
        else _("All right, we leave it there.")
    )
    await talk.show("left", words, ways)


@flow("stop", kind=Kind.VIEW, command="stop", about=_("Stop all messages"), anytime=True)
async def stop(talk: Talk) -> Ending:
    """End everything that is not an answer, at once."""
    return Start(link("stop-all"))


@flow("stop-all", kind=Kind.VIEW, anytime=True)
async def stop_all(talk: Talk) -> None:
    """End everything that is not an answer, and say what will now be missed."""
    await talk.do("stop", StopMessages())
    words = _(
        "<b>From now on, I only write when you write to me.</b>\n"
        "So I will not remind you of events or votes, nor tell you what is new about the ideas you follow, that one of your ideas was "
        "taken out of the list, or that an event you come to is cancelled. "
        "Your ideas and your support stay."
    )
    await talk.show(
        "stopped",
        words,
        [
            way("undo", _("Get messages again"), link("resume-messages")),
            way("menu", _("Menu"), link("menu")),
        ],
    )


@flow("resume-messages", kind=Kind.VIEW, anytime=True)
async def resume_messages(talk: Talk) -> Ending:
    """Take STOP back, because the person asks for it."""
    me = await talk.look("me", Me())
    if me.stopped:
        await talk.do("resume", ResumeMessages())
    await talk.say("resumed", _("Good: I may write to you again."))
    return Start(link("menu"))
