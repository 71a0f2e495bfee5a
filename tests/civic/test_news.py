"""When news may leave: never at night by the city's clock, whatever daylight saving does, and three times a week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.civic.news import MOST_A_WEEK, QUIET_FROM, QUIET_UNTIL, WEEK, held_until

ZONE = "Europe/Brussels"


def at(local: str) -> datetime:
    """Return an instant by the city's clock."""
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-21T12:00", None),
        ("2026-11-21T08:00", None),
        ("2026-11-21T20:59:59", None),
        ("2026-11-21T21:00", "2026-11-22T08:00"),
        ("2026-11-21T23:59:59", "2026-11-22T08:00"),
        ("2026-11-21T00:00", "2026-11-21T08:00"),
        ("2026-11-21T07:59:59", "2026-11-21T08:00"),
        ("2026-12-31T22:00", "2027-01-01T08:00"),
    ],
)
def test_h68_quiet_hours_hold_news_until_the_morning(now: str, until: str | None) -> None:
    assert held_until(at(now), ZONE, ()) == (at(until) if until else None)


@pytest.mark.parametrize(
    ("evening", "hours"),
    [("2026-03-28T21:00", 10), ("2026-10-24T21:00", 12)],
    ids=["an hour is skipped", "an hour comes twice"],
)
def test_h66_the_morning_is_eight_by_the_clock_on_the_wall_in_both_daylight_saving_nights(
    evening: str, hours: int
) -> None:
    assert held_until(at(evening), ZONE, ()) == at(evening) + timedelta(hours=hours)


def test_a_full_week_holds_news_until_there_is_room_again() -> None:
    now = at("2026-11-21T12:00")
    told = [now - timedelta(days=days) for days in (1, 3, 5)]
    assert held_until(now, ZONE, told[:2]) is None
    assert held_until(now, ZONE, told) == told[2] + WEEK


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - the bounds are naive
    days=st.lists(st.floats(0, 7), max_size=5),
)
def test_what_is_held_is_held_for_a_later_time_and_not_for_ever(now: datetime, days: list[float]) -> None:
    told = [now - timedelta(days=each) for each in days]
    until = held_until(now, ZONE, told)
    local = now.astimezone(ZoneInfo(ZONE)).time()
    assert (until is None) == (QUIET_UNTIL <= local < QUIET_FROM and len(told) < MOST_A_WEEK)
    assert until is None or now < until <= now + WEEK + timedelta(minutes=1)
