"""Answering to an event: I come, with whom, perhaps, or not; and when I want to be reminded of it."""

from __future__ import annotations

from typing import Any

from bot.civic.doors import Command, Refused
from bot.civic.events import EventCard, OneEvent
from bot.civic.people import REMINDERS, GiveConsent, Me, ResumeMessages
from bot.civic.rsvps import CONCERNED, AnswerEvent, Come, RemindMe, Standing, State
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Verbatim, Words, _, n_
from flows.saying.doing import carried_out
from flows.saying.refusals import refusal


@flow("come", kind=Kind.VIEW)
async def come(talk: Talk, number: int, guests: int = 0) -> Ending:
    """Come, or wait for a seat; take the one that is held for me. Twice is once."""
    before = await talk.look("before", OneEvent(number))
    ending = await _answer(talk, number, before, Come(number, guests))
    new = before and (before.mine is None or before.mine.state not in CONCERNED)
    return Start(link("replies", number=number)) if before and new and before.asks else ending


@flow("maybe", kind=Kind.VIEW)
async def maybe(talk: Talk, number: int) -> Ending:
    """Come perhaps: that takes no seat."""
    before = await talk.look("before", OneEvent(number))
    return await _answer(talk, number, before, AnswerEvent(number, State.MAYBE))


@flow("notcoming", kind=Kind.VIEW)
async def notcoming(talk: Talk, number: int) -> Ending:
    """Not come; what I had goes to the next in line."""
    before = await talk.look("before", OneEvent(number))
    return await _answer(talk, number, before, AnswerEvent(number, State.NO))


async def _answer(talk: Talk, number: int, before: EventCard | None, command: Command[Standing]) -> Ending:
    """Give an answer, and show the event again."""
    try:
        stands = await talk.do("answer", command)
        await talk.toast("done", _came_to(stands, before))
    except Refused as no:
        await talk.toast("refused", refusal(no))
    return Start(link("event", number=number))


def _came_to(stands: Standing, before: EventCard | None) -> Words:
    """Return what came of an answer."""
    had = before.mine.state if before and before.mine else None
    if stands.state == State.YES:
        return _("Good, see you there!")
    if stands.state == State.WAITING and stands.left:
        return _(
            "There are not enough seats for you together. You are number {place} on the waiting list: I write as soon as they are free.",
            place=stands.place or 1,
        )
    if stands.state == State.WAITING:
        return _(
            "All seats are taken. You are number {place} on the waiting list: I write as soon as a seat is free.",
            place=stands.place or 1,
        )
    if stands.state == State.MAYBE:
        return _("All right: you may come. That takes no seat yet.")
    if had in {State.YES, State.OFFERED} and before and before.waiting:
        return _("All right: you are not coming. Your seat goes to the first person on the waiting list.")
    return _("All right: you are not coming.")


@flow("guests", kind=Kind.ASIDE)
async def guests(talk: Talk, number: int) -> Ending:
    """Ask who comes with me, and say kindly how many seats are left where that is too many."""
    found = await talk.look("event", OneEvent(number))
    if found is None:
        return Start(link("event", number=number))
    most = min(found.may_bring, 20)
    # Typed or pressed, a number is that number: the choice that is none stands last.
    options = [Option(str(n), Verbatim(str(n))) for n in range(1, most + 1)]
    chosen = await talk.choose("guests", _how_many(found), options, none=_("Nobody, only me"), of="event")
    with_me = int(chosen) if chosen else 0
    if _too_few(found, with_me):
        if found.mine and found.mine.state in {State.YES, State.OFFERED}:
            await talk.say("few", _left(found))
            return Start(link("event", number=number))
        if not await talk.confirm("wait", _wait_together(found, with_me)):
            return Start(link("event", number=number))
    return Start(link("come", number=number, guests=with_me))


def _how_many(found: EventCard) -> Words:
    prompt = _("<b>How many people come with you?</b>")
    return prompt if found.left is None else Joined((prompt, _left(found)))


def _mine(found: EventCard) -> int:
    """Return how many seats I have already."""
    seated = found.mine and found.mine.state in {State.YES, State.OFFERED}
    return found.mine.guests + 1 if found.mine and seated else 0


def _too_few(found: EventCard, with_me: int) -> bool:
    return found.left is not None and with_me + 1 > found.left + _mine(found)


def _left(found: EventCard) -> Words:
    left = (found.left or 0) + _mine(found)
    if not left:
        return _("All seats are taken: you can wait for seats together.")
    return n_(
        "There is {count} seat for you and who comes with you.",
        "There are {count} seats for you and who comes with you.",
        left,
    )


def _wait_together(found: EventCard, with_me: int) -> Words:
    asked = n_(
        "<b>Shall I put you on the waiting list, for {count} seat?</b>",
        "<b>Shall I put you on the waiting list, for {count} seats together?</b>",
        with_me + 1,
    )
    return Joined((_left(found), asked)) if found.left else asked


@flow("reminders", kind=Kind.ASIDE)
async def reminders(talk: Talk, number: int) -> Ending:
    """Choose when to be reminded of an event; whoever gets no messages is asked whether they want them."""
    me = await talk.look("me", Me())
    when = await talk.choose("when", _("<b>When shall I remind you?</b>"), _WHEN, none=_("Not at all"))
    wanted = when or "none"
    if when and (not me.reminders or me.stopped):
        prompt = _(
            "<b>Then I write to you without your asking just then. May I?</b>\n"
            "You choose in “My settings” what else I may write about, and can stop it at any time."
        )
        if not await talk.confirm("allowed", prompt, yes=_("Yes, please"), no=_("No, thank you")):
            return Start(link("event", number=number))
        await talk.do("reminded", GiveConsent(REMINDERS))
        if me.stopped:
            await talk.do("resumed", ResumeMessages())
    await _do(talk, RemindMe(number, wanted), _("Noted."))
    return Start(link("event", number=number))


async def _do(talk: Talk, command: Command[Any], done: Words) -> None:
    if await carried_out(talk, "set", command):
        await talk.say("done", done)


_WHEN = (
    Option("both", _("A day and an hour before")),
    Option("day", _("A day before")),
    Option("hour", _("An hour before")),
)
