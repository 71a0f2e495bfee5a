"""The next idea for me: unseen first, by the score that is published, by turns of topic."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest

from bot.civic.feed import Fresh, choose, score

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def idea(number: int, topic: str = "work", *, days: float = 0, where: str = "city", **counts: int) -> Fresh:
    """Return a candidate."""
    return Fresh(number, topic, where, NOW - days * DAY, counts.get("comments", 0), counts.get("supports", 0))


def chosen(
    *ideas: Fresh, topics: tuple[str, ...] = (), home: str | None = None, last: tuple[str, ...] = ()
) -> int:
    """Return the number of the one that is chosen."""
    found = choose(ideas, NOW, topics=topics, neighbourhood=home, last=last)
    assert found is not None
    return found.number


def test_the_score_is_the_one_that_is_published() -> None:
    found = score(idea(1, days=30, comments=3, supports=4), NOW, mine=True)
    assert found == pytest.approx(0.65 * math.exp(-1) + 0.25 * math.log(1 + 3 + 0.5 * 4) + 0.10)


def test_fresh_before_old_and_supported_before_not() -> None:
    assert chosen(idea(1, days=20), idea(2, days=1)) == 2
    assert chosen(idea(1, days=20, supports=20), idea(2, days=1)) == 1


def test_what_is_mine_comes_a_little_sooner() -> None:
    assert chosen(idea(1, "culture", days=2), idea(2, days=1), topics=("culture",)) == 1
    assert chosen(idea(1, days=2, where="jette"), idea(2, days=1), home="jette") == 1


def test_topics_take_turns_while_there_are_others() -> None:
    one, two = idea(1, "work"), idea(2, "culture", days=20)
    assert chosen(one, two, last=("work",)) == 2
    assert chosen(one, last=("work",)) == 1


def test_what_was_seen_comes_after_all_else_the_longest_ago_first() -> None:
    seen = [Fresh(n, "work", "city", NOW, 9, 99, NOW - n * DAY) for n in (1, 2, 3)]
    assert chosen(*seen, idea(4, days=29)) == 4
    assert chosen(*seen) == 3


def test_where_there_is_none_there_is_none() -> None:
    assert choose([], NOW, topics=(), neighbourhood=None, last=()) is None
