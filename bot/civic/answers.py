"""What people answer to a broadcast: by a button, one answer each, changed as often as they like; or in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.civic.doors import Command, Query


@dataclass(frozen=True, slots=True)
class AnswerBroadcast(Command[None]):
    """I answer a broadcast that was sent to me by one of its buttons (its place); an earlier answer counts no longer.

    Refused: no-such-broadcast, no-such-button.
    """

    number: int
    button: int


LATELY = timedelta(days=1)
"""How long after a broadcast has come, words that nobody asked for may be an answer to it."""


@dataclass(frozen=True, slots=True)
class WhichBroadcast(Query[int]):
    """The broadcast that this message of ours to the acting account was; without one, the latest that came there lately.

    0 where there is none.
    """

    message: str = ""


@dataclass(frozen=True, slots=True)
class WhoSent(Query[Mapping[str, str]]):
    """The names of the programme that sent me a broadcast, by language; empty where it is of none, or none of mine."""

    number: int


@dataclass(frozen=True, slots=True)
class AnswersTo(Query[tuple[int, ...]]):
    """How many answered a broadcast by each of its buttons, in their order; nothing to who may not send it."""

    number: int
