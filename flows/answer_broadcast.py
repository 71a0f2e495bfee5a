"""Answering what organisers sent to many: by one of its buttons, or in one's own words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.civic.answers import AnswerBroadcast, WhoSent
from bot.civic.broadcasts import Content, WhatIsSaid
from bot.civic.doors import Refused
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.clean import fold
from bot.text.clean import number as number_of
from bot.text.lazy import Joined, Named, Words, _
from flows.contact import ask_letter, pass_on
from flows.saying.broadcasts import opening
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
async def reply(talk: Talk, number: int, how: str = "", photo: int = 0) -> Ending:
    """Write to the organisers about what they sent; what was said unasked goes to them once that is sure."""
    said = await talk.look("said", WhatIsSaid(number))
    if said is None:
        return Start(link("contact"))
    prompt = _(
        "<b>What would you like to say to the organisers about their message?</b>\n"
        "Only they read it, and they do not see who you are. They answer you here."
    )
    text = await ask_letter(talk, prompt)
    if text is None:
        return None
    if how:
        button = _pressed(said, text, numbered=how == "reply")
        if button is not None:
            return Start(link("answer-broadcast", number=number, button=button))
        if not await _sure(talk, number, said, text, perhaps=how == "perhaps", photo=bool(photo)):
            return None
    await pass_on(talk, text, broadcast=number)
    return None


def _pressed(said: Content, text: str, *, numbered: bool) -> int | None:
    """Return the button that was typed, as it reads in any language, or by its number; None for other words."""
    which, words = number_of(text) if numbered else None, fold(text)
    for place, names in enumerate(said.buttons):
        if which == place + 1 or words in {fold(name) for name in names.values()}:
            return place
    return None


async def _sure(talk: Talk, number: int, said: Content, text: str, *, perhaps: bool, photo: bool) -> bool:
    """Ask whether these words, which nobody asked for, are to go to the organisers."""
    programme = await talk.see(WhoSent(number))
    asked = _perhaps(programme, said) if perhaps else _to_whom(programme)
    parts: list[Words] = [
        Joined((asked, _("Only they read it, and they do not see who you are. They answer you here.")), "\n"),
        _("<blockquote>{text}</blockquote>", text=text),
    ]
    if photo:
        parts.append(_("I pass on words only: what you sent with them stays here."))
    options = [Option("send", _("Yes, send it")), Option("change", _("Change the text"))]
    chosen = await talk.choose(
        "sure", Joined(tuple(parts), "\n\n"), options, none=_("No, it is not for them")
    )
    if chosen == "change":
        await talk.again("sure", changing=("text",))
    if chosen is None:
        await talk.say("kept", _("Nothing was sent. What you wrote is still here."))
    return chosen == "send"


def _to_whom(programme: Mapping[str, str]) -> Words:
    if not programme:
        return _("<b>Your answer goes to the organisers. Shall I send it?</b>")
    return _(
        "<b>Your answer goes to the organisers of {programme}. Shall I send it?</b>",
        programme=Named(programme),
    )


def _perhaps(programme: Mapping[str, str], said: Content) -> Words:
    begins = opening(said.texts)
    if not programme:
        return _("<b>Is this an answer to the message of the organisers, “{message}”?</b>", message=begins)
    return _(
        "<b>Is this an answer to the message of the organisers of {programme}, “{message}”?</b>",
        programme=Named(programme),
        message=begins,
    )
