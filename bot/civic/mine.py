"""What is mine, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.civic.doors import Query

NEW = timedelta(days=7)
"""For so long the result of a vote is new."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """How many ideas are mine, how many of others' I follow, to how many events that are to come I may go.

    `results` are the votes that I took part in of which the result is new.
    """

    ideas: int = 0
    follows: int = 0
    events: int = 0
    results: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MyHoldings(Query[Holdings]):
    """How much is mine."""
