"""What people press on a broadcast: one answer each, changed as often as they like, and counted by button."""

from __future__ import annotations

from dataclasses import dataclass

from bot.civic.doors import Command, Query


@dataclass(frozen=True, slots=True)
class AnswerBroadcast(Command[None]):
    """I answer a broadcast that was sent to me by one of its buttons (its place); an earlier answer counts no longer.

    Refused: no-such-broadcast, no-such-button.
    """

    number: int
    button: int


@dataclass(frozen=True, slots=True)
class AnswersTo(Query[tuple[int, ...]]):
    """How many answered a broadcast by each of its buttons, in their order; nothing to who may not send it."""

    number: int
