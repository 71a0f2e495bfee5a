"""How a message looks on a platform, before it is sent: drawn by the code that sends it there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.civic.doors import Query
from bot.engine.outgoing import Outgoing
from bot.engine.questions import Attached
from bot.engine.speaking import Choice, Message, outgoing
from bot.text.lazy import Words


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as it stands on a screen: its markup, and whether a file goes with it.

    Beneath stand `rows` of buttons, or `signs` to tap, where the platform has such.
    """

    markup: str
    encloses: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    signs: tuple[str, ...] = ()


Draws = Callable[[Outgoing], Sequence[Shown]]
"""A platform's: from one message of ours to those that stand on a screen there."""


@dataclass(frozen=True, slots=True)
class HowItLooks(Query[tuple[Shown, ...]]):
    """A notice of these words and ways as it looks on a platform to who reads that language; nothing of a platform that is not drawn."""

    platform: str
    language: str
    words: Words
    ways: tuple[Words, ...] = ()
    attached: Attached | None = None


def looking(platforms: Mapping[str, Draws]) -> Callable[[Any, HowItLooks], tuple[Shown, ...]]:
    """Return the query's handler, for these platforms."""

    def looks(_transaction: Any, query: HowItLooks) -> tuple[Shown, ...]:
        draws = platforms.get(query.platform)
        choices = [Choice(name, "") for name in query.ways]
        message = outgoing(Message([query.words], choices, query.attached), query.language)
        return tuple(draws(message)) if draws else ()

    return looks
