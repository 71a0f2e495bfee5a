"""What citizens and organisers write to one another, told to the other side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.civic.doors import Event
from bot.civic.roles import Right
from bot.civic.threads import LETTERS, LetterCame, LettersSince, ThreadAnswered
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.outgoing import Lane
from bot.engine.questions import link
from bot.engine.work import Notice
from bot.text.lazy import _, n_
from flows.notices.organisers import gathered, plan_gathered, to_holders

NEXT = timedelta(hours=1)
"""How long organisers hear of no other letter once they were told."""


def plan_letters(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let organisers hear soon that citizens wrote; not of each by itself."""
    if isinstance(event, LetterCame):
        plan_gathered(desk, LETTERS, event.programme)
    return ()


def judge_letters(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell organisers how many wait: those that came since they were told in the last hour, else all; where none did, nothing."""
    programme, count = int(due.subject), gathered(due, desk, LettersSince, following=NEXT)
    if not count:
        return ()
    words = n_(
        "A citizen has written to the organisers, and waits for an answer.",
        "{count} citizens have written to the organisers, and wait for an answer.",
        count,
    )
    key = f"letters:{programme}:{int(desk.now.timestamp())}"
    read = (_("Read"), link("letters", waiting=1, page=1))
    return to_holders(desk, Right.ANSWER, programme, words, key, read)


def tell_answered(event: Event, _desk: Desk) -> Sequence[Notice]:
    """Give a citizen the organisers' answer, where they wrote, at once: it is an answer."""
    if not isinstance(event, ThreadAnswered):
        return ()
    words = _("<b>The organisers answer you</b>\n\n{text}", text=event.text)
    ways = (
        (_("Write back"), link("write-back", number=event.thread)),
        (_("See all of it"), link("thread", number=event.thread)),
    )
    key = f"thread:{event.thread}:{event.number}"
    return (Notice(event.person, Lane.ANSWER, words, key, ways, account=event.account),)
