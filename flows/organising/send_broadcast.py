"""Sending a message to many: confirmed with its count, taken back while it waits, paused, gone on with, stopped, sent again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.civic.audiences import CountAudience
from bot.civic.broadcasts import (
    WRITTEN,
    AskForCheck,
    CancelBroadcast,
    CheckBroadcast,
    ConfirmBroadcast,
    OneBroadcast,
    PauseBroadcast,
    ResendBroadcast,
    ResumeBroadcast,
    TestBroadcast,
    UndoBroadcast,
)
from bot.civic.doors import Command, Refused
from bot.civic.watching import WatchBroadcast
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import link
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Moment, Named, Words, _, n_
from flows.saying.audiences import audience_words
from flows.saying.broadcasts import when_words
from flows.saying.doing import carried_out
from flows.saying.refusals import refusal


@flow("send-broadcast", kind=Kind.ASIDE)
async def send_broadcast(talk: Talk, number: int) -> Ending:
    """Ask once more, with the count, and send it."""
    card = await talk.look("card", OneBroadcast(number))
    if card is None or card.state not in WRITTEN:
        return Start(link("broadcast", number=number))
    try:
        count = await talk.look("count", CountAudience(card.draft.audience, card.draft.programme))
        parts: tuple[Words, ...] = (
            n_("<b>Send it to {count} person?</b>", "<b>Send it to {count} people?</b>", count.reach),
            _("To: {audience}", audience=audience_words(card.draft.audience, talk.city)),
            _("When: {when}", when=when_words(card.draft.when, talk.city.zone)),
            Named(card.draft.content.texts),
        )
        if await talk.confirm("sure", Joined(parts, "\n"), yes=_("Yes, send it"), no=_("No, not yet")):
            begins = await talk.do("confirm", ConfirmBroadcast(number, card.version, count.reach))
            await talk.do("watch", WatchBroadcast(number))
            said = _(
                "It begins on {date}. Until then you can take it back.", date=Moment(begins, talk.city.zone)
            )
            await talk.say("confirmed", said)
    except Refused as no:
        await talk.say("refused", refusal(no))
    return Start(link("broadcast", number=number))


@flow("cancel-broadcast", kind=Kind.ASIDE)
async def cancel_broadcast(talk: Talk, number: int) -> Ending:
    """Ask once more, and let no more of it leave."""
    card = await talk.look("card", OneBroadcast(number))
    if card is None:
        return Start(link("broadcast", number=number))
    prompt = _("<b>Shall no more of it be sent, for good?</b>\nWhat has left cannot be taken back.")
    if await talk.confirm("sure", prompt, yes=_("Yes, stop it for good")) and await carried_out(
        talk, "cancel", CancelBroadcast(number)
    ):
        await talk.toast("cancelled", _("Nothing more of it is sent."))
    return Start(link("broadcast", number=number))


@flow("steer-broadcast", kind=Kind.VIEW)
async def steer_broadcast(talk: Talk, number: int, what: str, version: int = 0) -> Ending:
    """Do one thing about it, at once."""
    if what not in _DEEDS:
        return Start(link("broadcast", number=number))
    command, done = _DEEDS[what]
    if await carried_out(talk, "do", command(number, version), toast=True):
        await talk.toast("done", done)
    return Start(link("broadcast", number=number))


_DEEDS: Mapping[str, tuple[Callable[[int, int], Command[Any]], Words]] = {
    "test": (lambda number, _version: TestBroadcast(number), _("It comes to you, and to nobody else.")),
    "ask": (AskForCheck, _("The other organisers hear of it.")),
    "agree": (CheckBroadcast, _("Noted: a second organiser agrees.")),
    "undo": (lambda number, _version: UndoBroadcast(number), _("Taken back: nothing of it was sent.")),
    "pause": (lambda number, _version: PauseBroadcast(number), _("Paused.")),
    "go-on": (lambda number, _version: ResumeBroadcast(number), _("It goes on.")),
    "again": (lambda number, _version: ResendBroadcast(number), _("It is sent again to those.")),
    "uncertain": (
        lambda number, _version: ResendBroadcast(number, uncertain=True),
        _("It is sent again to those."),
    ),
    "watch": (lambda number, _version: WatchBroadcast(number), _("I show you how far it is.")),
}
