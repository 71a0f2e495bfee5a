"""What is mine, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.civic.doors import Query

NEW = timedelta(days=7)
"""For so long the result of a vote is new."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """How many ideas are mine, and how many of others' I follow; of which votes that I took part in the result is new."""

    ideas: int
    follows: int
    results: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MyHoldings(Query[Holdings]):
    """How much is mine."""
