"""What organisers tell many at once: each gets it in their language, when they may be written to."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.nudges import BROADCASTS
from bot.civic.sending import GoOn, Handed, Recipient
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.outgoing import Lane
from bot.engine.work import Notice
from flows.saying.broadcasts import message, ways


def judge_broadcast(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Bring a broadcast on by a step, and tell those whose turn it is."""
    handed = desk.carry_out(GoOn(int(due.subject)))
    if handed is None:
        return ()
    if handed.again is not None:
        desk.plan(Due(due.kind, due.subject, handed.again, due.version))
    return [_notice(int(due.subject), handed, each) for each in handed.recipients]


def _notice(number: int, handed: Handed, to: Recipient) -> Notice:
    return Notice(
        person=to.person,
        lane=Lane.BULK,
        words=message(handed.content),
        key=to.key,
        ways=ways(number, handed.content),
        attached=handed.content.picture,
        category=BROADCASTS,
        latest=handed.latest,
        account=to.account,
    )
