"""Muting one thing: an idea, a vote, an event; and hearing of it again."""

from __future__ import annotations

from bot.civic.nudges import Mute, Muted, MyMutes, Unmute
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Named, Words, _
from flows.saying.doing import carried_out
from flows.saying.nudges import thing_name


@flow("mute", kind=Kind.VIEW)
async def mute(talk: Talk, thing: str) -> Ending:
    """Hear no more of one thing."""
    if not await carried_out(talk, "mute", Mute(thing), toast=True):
        return Start(link("muted"))
    await talk.show(
        "muted-one",
        _("{thing}: I will not remind you of it any more.", thing=thing_name(thing)),
        [
            way("unmute", _("Hear of it again"), link("unmute", thing=thing)),
            way("messages", _("Other messages"), link("messages")),
            way("mine", _("Mine"), link("mine")),
        ],
    )
    return None


@flow("unmute", kind=Kind.VIEW)
async def unmute(talk: Talk, thing: str) -> Ending:
    """Hear of one thing again."""
    await talk.do("unmute", Unmute(thing))
    await talk.toast("noted", _("Noted."))
    return Start(link("muted"))


@flow("muted", kind=Kind.VIEW, starts_on=_("muted"))
async def muted(talk: Talk) -> None:
    """Show what I have muted; choosing one unmutes it."""
    things = await talk.look("things", MyMutes())
    lines = [
        Option(each.thing, _name(each), link("unmute", thing=each.thing), numbered=True) for each in things
    ]
    words = (
        _("<b>What you have muted</b>\nPress or type a number to hear of it again.")
        if lines
        else _("You have muted nothing.")
    )
    ways = [way("messages", _("Other messages"), link("messages")), way("mine", _("Mine"), link("mine"))]
    await talk.show("muted", words, [*lines, *ways])


def _name(muted: Muted) -> Words:
    name = thing_name(muted.thing)
    return Joined((name, Named(muted.titles)), ": ") if muted.titles else name
