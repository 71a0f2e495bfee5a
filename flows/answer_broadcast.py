"""Answering what organisers sent to many: by one of its buttons, or in one's own words."""

from __future__ import annotations

from bot.civic.answers import AnswerBroadcast
from bot.civic.broadcasts import WhatIsSaid
from bot.civic.doors import Refused
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import link
from bot.engine.talk import Talk, way
from bot.text.lazy import Named, Words, _
from flows.contact import write_to_organisers
from flows.saying.refusals import refusal


@flow("answer-broadcast", kind=Kind.VIEW)
async def answer_broadcast(talk: Talk, number: int, button: int) -> None:
    """Keep what was pressed; pressed again, it is the same, and another button takes its place."""
    menu = way("menu", _("Menu"), link("menu"))
    try:
        said = await talk.look("said", WhatIsSaid(number))
        await talk.do("answer", AnswerBroadcast(number, button))
    except Refused as no:
        await talk.say("refused", refusal(no))
        await talk.show("not-answered", _("Is there something else?"), [menu])
        return
    label: Words = Named(said.buttons[button]) if said else _("Yes")
    # Said first, so that what was sent stays where it is, with its buttons.
    await talk.say(
        "noted", _("Noted: “{answer}”. The organisers see how many say so, and not who.", answer=label)
    )
    more = way("more", _("Write to the organisers"), link("reply", number=number))
    await talk.show("answered", _("Would you like to tell them more?"), [more, menu])


@flow("reply", kind=Kind.ASIDE)
async def reply(talk: Talk, number: int) -> Ending:
    """Write to the organisers about what they sent."""
    if await talk.look("said", WhatIsSaid(number)) is None:
        return Start(link("contact"))
    prompt = _(
        "<b>What would you like to say to the organisers about their message?</b>\n"
        "Only they read it, and they do not see who you are. They answer you here."
    )
    await write_to_organisers(talk, prompt, broadcast=number)
    return None
