"""The next idea for me: what I have not seen, what is fresh, what many care about, what is mine; by turns of topic.

The source is Go Vocal's feed (formerly CitizenLab, AGPL: the formula, not its code):

    score = 0.65 · exp(-age / 30 days) + 0.25 · ln(1 + comments + 0.5 · supports) + 0.10 · mine

where mine is 1 for one of my topics or my neighbourhood. The best come from a bounded number of candidates: the
newest of all, of my topics and of my neighbourhood, and those that most care about.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.civic.doors import Command

AGE = timedelta(days=30)
REST = 3
"""Topics that were shown last and wait while others are there."""


@dataclass(frozen=True, slots=True)
class NextIdea(Command[int | None]):
    """Choose the next idea for me and note that I was shown it; returns its number, or None where there is none."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """A candidate: `seen` is when it was shown to this person before."""

    number: int
    topic: str
    neighbourhood: str
    published: datetime
    comments: int
    supports: int
    seen: datetime | None = None


def interest(supports: int, comments: int) -> int:
    """Return twice what the formula takes the logarithm of, less one: a whole number to order by."""
    return supports + 2 * comments


def score(idea: Fresh, now: datetime, *, mine: bool) -> float:
    """Return how much the idea is one for this person."""
    age = max((now - idea.published) / AGE, 0.0)
    heard = math.log(1 + interest(idea.supports, idea.comments) / 2)
    return 0.65 * math.exp(-age) + 0.25 * heard + 0.10 * mine


def choose(
    candidates: Sequence[Fresh],
    now: datetime,
    *,
    topics: Collection[str],
    neighbourhood: str | None,
    last: Sequence[str],
) -> Fresh | None:
    """Return the candidate whose turn it is: unseen before seen, the best of a topic that is not among the `last`."""
    if not candidates:
        return None
    unseen = [each for each in candidates if each.seen is None]
    if not unseen:
        return min(candidates, key=lambda each: (each.seen or now, -each.number))
    rested = [each for each in unseen if each.topic not in last[:REST]] or unseen

    def worth(idea: Fresh) -> tuple[float, int]:
        mine = idea.topic in topics or idea.neighbourhood == neighbourhood
        return score(idea, now, mine=mine), idea.number

    return max(rested, key=worth)
