"""What citizens and organisers write to one another, told to the other side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.civic.doors import Event
from bot.civic.roles import Right
from bot.civic.threads import LETTERS, LetterCame, LettersSince, ThreadAnswered
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.outgoing import Lane
from bot.engine.questions import link
from bot.engine.work import Notice
from bot.text.lazy import _, n_
from flows.notices.organisers import to_holders

FIRST = timedelta(minutes=1)
"""So long after a citizen wrote organisers hear of it: what comes meanwhile is told with it."""

NEXT = timedelta(hours=1)
"""So long they then hear of no other: thousands may answer a broadcast."""


def plan_letters(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let organisers hear soon that citizens wrote; not of each by itself."""
    if isinstance(event, LetterCame):
        desk.plan_once(Due(LETTERS, str(event.programme), desk.now + FIRST))
    return ()


def judge_letters(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell organisers how many wait: those that came since they were told in the last hour, else all; where none did, nothing."""
    since = datetime.fromtimestamp(due.args["since"], UTC) if due.args else None
    programme = int(due.subject)
    count = desk.ask(LettersSince(programme, since))
    if not count:
        return ()
    desk.plan(Due(LETTERS, due.subject, desk.now + NEXT, args={"since": desk.now.timestamp()}))
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
