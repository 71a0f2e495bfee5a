"""Doing something that a rule may refuse: whoever is refused hears why, and nothing was changed."""

from __future__ import annotations

from typing import Any

from bot.civic.doors import Command, Refused
from bot.engine.talk import Talk
from flows.saying.refusals import refusal


async def carried_out(talk: Talk, step: str, command: Command[Any], *, toast: bool = False) -> bool:
    """Carry `command` out, once, and tell whether it was; if a rule says no, that is said, by the pressed button with `toast`."""
    try:
        await talk.do(step, command)
    except Refused as no:
        await (talk.toast if toast else talk.say)("refused", refusal(no))
        return False
    return True
