"""What is left to do after somebody was forgotten: once they were told, their account is let go of, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.civic.rights import CloseDoor
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.work import Notice

AGAIN = timedelta(seconds=10)
"""How long to wait before it is looked again whether the last words have left."""


def judge_forgotten(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Let go of the account, unless somebody new came in by it; who cannot be told for too long is not told."""
    until = datetime.fromtimestamp(due.args["until"], UTC) if due.args else desk.now
    if not desk.carry_out(CloseDoor(int(due.subject), anyhow=desk.now >= until)):
        desk.plan(replace(due, at=desk.now + AGAIN))
    return ()
