"""The stored side of what is trending: scores are counted anew when they are stale."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.civic.ideas import ListIdeas, SupportIdea
from bot.civic.trending import BURST, LIFETIME
from storage import tables, trending
from storage.database import Database
from storage.trending import activity_of
from tests.storage.town import DAY, Town


def _refresh(town: Town) -> int:
    with town.desk() as desk:
        return trending.refresh(desk)


def _true(town: Town) -> None:
    """Every stored score is that of now."""
    for row in town.rows(tables.ideas):
        assert row.trend == pytest.approx(activity_of(row).score(town.clock.now()))


def test_nothing_is_stale_at_once_and_what_is_stale_is_counted_once(town: Town) -> None:
    town.programme()
    noor = town.citizen()
    for _ in range(3):
        town.idea(noor)
    assert _refresh(town) == 0
    town.clock.at += timedelta(hours=12)
    assert _refresh(town) == 3
    _true(town)
    assert _refresh(town) == 0


def test_an_idea_stops_trending_after_a_month_and_is_then_left_alone(town: Town) -> None:
    town.programme(closes=None)
    noor, sam = town.citizens(2)
    old = town.idea(noor)
    town.do(SupportIdea(old), sam)
    town.clock.at += LIFETIME + timedelta(seconds=1)
    young = town.idea(noor)
    _refresh(town)
    _true(town)
    assert [line.number for line in town.ask(ListIdeas("trending", 1)).ideas] == [young, old]
    assert [row.trend_stale_at is None for row in town.rows(tables.ideas)] == [True, False]
    town.clock.at += 400 * DAY
    assert _refresh(town) == 1
    assert _refresh(town) == 0


def test_in_a_month_an_idea_is_counted_anew_some_fifty_times(town: Town) -> None:
    town.programme()
    town.idea(town.citizen())
    counted = 0
    for _hours in range(30 * 8 + 1):
        town.clock.at += timedelta(hours=3)
        counted += _refresh(town)
    assert 20 < counted < 80


def test_the_work_of_one_go_is_bounded_and_the_stalest_come_first(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trending, "REFRESHED_AT_ONCE", 2)
    town.programme()
    noor = town.citizen()
    for _ in range(5):
        town.idea(noor)
        town.clock.at += timedelta(minutes=1)
    town.clock.at += DAY
    assert [_refresh(town) for _ in range(4)] == [2, 2, 1, 0]


def test_a_burst_of_supports_weighs_less_and_only_while_it_lasts(town: Town) -> None:
    town.programme()
    number = town.idea(town.citizen())
    crowd = town.citizens(12)
    town.clock.at += 2 * DAY
    for who in crowd[:10]:
        town.do(SupportIdea(number), who)
    town.clock.at += BURST
    for who in crowd[10:]:
        town.do(SupportIdea(number), who)
    weights = sorted((row.weight for row in town.rows(tables.supports)), reverse=True)
    assert weights[:7] == [1] * 7
    assert weights[7:] == pytest.approx([5 / 6, 5 / 7, 5 / 8, 5 / 9, 5 / 10], abs=0.001)


def test_who_joined_today_weighs_a_fifth(town: Town) -> None:
    town.programme()
    number = town.idea(town.citizen())
    town.do(SupportIdea(number), town.citizen())
    assert [row.weight for row in town.rows(tables.supports)] == [pytest.approx(0.2, abs=0.001)]


def test_an_idea_that_is_being_supported_is_not_counted_over(postgres: Database) -> None:
    town = Town(postgres)
    town.programme()
    noor, sam = town.citizens(2)
    number = town.idea(noor)
    town.idea(noor)
    town.clock.at += DAY
    with town.desk(sam) as supporting:
        supporting.carry_out(SupportIdea(number))
        assert _refresh(town) == 1
    _true(town)


def test_two_processes_that_tidy_at_once_share_the_work(postgres: Database) -> None:
    town = Town(postgres)
    town.programme()
    noor = town.citizen()
    for _ in range(4):
        town.idea(noor)
    town.clock.at += DAY
    with town.desk() as one, town.desk() as other:
        assert trending.refresh(one) + trending.refresh(other) == 4
    _true(town)
