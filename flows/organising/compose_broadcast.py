"""Writing a message to many: to whom, what it says, when; and changing a part of it. Nothing is sent here."""

from __future__ import annotations

from dataclasses import replace

from bot.civic.audiences import CountAudience
from bot.civic.broadcasts import (
    WRITTEN,
    BroadcastCard,
    ChangeBroadcast,
    Content,
    DraftBroadcast,
    OneBroadcast,
)
from bot.civic.broadcasts import Draft as Message
from bot.civic.doors import Refused
from bot.civic.roles import Right
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import link
from bot.engine.talk import Talk, way
from bot.text.lazy import _
from flows.asking.audience import ask_audience
from flows.asking.content import ask_buttons, ask_file, ask_words
from flows.asking.moment import ask_moment
from flows.asking.programmes import ask_programme
from flows.saying.refusals import refusal

PARTS = ("audience", "text", "photo", "buttons", "when")


@flow("compose", starts_on=_("message to many, broadcast"))
async def compose(talk: Talk) -> Ending:
    """Collect a message to many, and keep it; its card shows it, and leads on."""
    programme = await ask_programme(talk, Right.BROADCAST)
    if programme is None:
        return Start(link("organise"))
    try:
        written = await _written(talk, programme)
        # Its card shows it: what is found out beside is asked before anything is done, so that no number is taken in vain.
        await talk.see(CountAudience(written.audience, programme))
        number = await talk.do("draft", DraftBroadcast(written))
    except Refused as no:
        await talk.say("refused", refusal(no))
        return Start(link("broadcasts"))
    return Start(link("broadcast", number=number))


async def _written(talk: Talk, programme: int) -> Message:
    """Ask for all of it, part by part."""
    audience = await ask_audience(talk, programme)
    picture = await ask_file(talk)
    texts = await ask_words(talk, programme, picture=picture is not None)
    buttons = await ask_buttons(talk, programme)
    when = await ask_moment(talk)
    return Message(Content(texts, buttons, picture), audience, when, programme)


@flow("change-broadcast", kind=Kind.VIEW)
async def change_broadcast(talk: Talk, number: int) -> Ending:
    """Show which part of it can be changed."""
    card = await talk.look("card", OneBroadcast(number))
    if card is None or card.state not in WRITTEN:
        return Start(link("broadcast", number=number))
    names = (_("To whom"), _("Words"), _("What goes with it"), _("Buttons"), _("When"))
    ways = [
        way(part, name, link("rewrite", number=number, part=part))
        for part, name in zip(PARTS, names, strict=True)
    ]
    back = way("back", _("Back to the message"), link("broadcast", number=number))
    await talk.show("change-broadcast", _("<b>What would you like to change?</b>"), [*ways, back])
    return None


@flow("rewrite", kind=Kind.ASIDE)
async def rewrite(talk: Talk, number: int, part: str) -> Ending:
    """Ask one part anew, and keep it in the place of what was there."""
    card = await talk.look("card", OneBroadcast(number))
    if card is None or part not in PARTS:
        return Start(link("broadcast", number=number))
    try:
        draft = await _asked_anew(talk, card, part)
        await talk.do("change", ChangeBroadcast(number, card.version, draft))
        await talk.toast("changed", _("Changed."))
    except Refused as no:
        await talk.say("refused", refusal(no))
    return Start(link("broadcast", number=number))


async def _asked_anew(talk: Talk, card: BroadcastCard, part: str) -> Message:
    draft, content = card.draft, card.draft.content
    if part == "audience":
        return replace(draft, audience=await ask_audience(talk, draft.programme))
    if part == "when":
        return replace(draft, when=await ask_moment(talk))
    if part == "text":
        texts = await ask_words(talk, draft.programme, picture=content.picture is not None)
        return replace(draft, content=replace(content, texts=texts))
    if part == "photo":
        return replace(draft, content=replace(content, picture=await ask_file(talk)))
    return replace(draft, content=replace(content, buttons=await ask_buttons(talk, draft.programme)))
