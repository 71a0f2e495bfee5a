"""When people are told what they have not asked for: never in their quiet hours, whatever daylight saving does, and so much a week."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.civic.nudges import (
    MOST_A_WEEK,
    QUIET,
    Quiet,
    about,
    held_until,
    hours_of,
    quiet_until,
    thing_of,
)
from bot.civic.weeks import WEEK

ZONE = "Europe/Brussels"
NIGHT_SHIFT = Quiet(time(9), time(17))


def at(local: str) -> datetime:
    """Return an instant by the city's clock."""
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


@pytest.mark.parametrize(
    ("quiet", "now", "until"),
    [
        (QUIET, "2026-11-21T12:00", None),
        (QUIET, "2026-11-21T08:00", None),
        (QUIET, "2026-11-21T20:59:59", None),
        (QUIET, "2026-11-21T21:00", "2026-11-22T08:00"),
        (QUIET, "2026-11-21T23:59:59", "2026-11-22T08:00"),
        (QUIET, "2026-11-21T00:00", "2026-11-21T08:00"),
        (QUIET, "2026-11-21T07:59:59", "2026-11-21T08:00"),
        (QUIET, "2026-12-31T22:00", "2027-01-01T08:00"),
        (NIGHT_SHIFT, "2026-11-21T08:59:59", None),
        (NIGHT_SHIFT, "2026-11-21T09:00", "2026-11-21T17:00"),
        (NIGHT_SHIFT, "2026-11-21T17:00", None),
        (None, "2026-11-21T03:00", None),
        (Quiet(time(0), time(0)), "2026-11-21T00:00", None),
    ],
)
def test_h68_quiet_hours_hold_until_they_end(quiet: Quiet | None, now: str, until: str | None) -> None:
    assert quiet_until(at(now), ZONE, quiet) == (at(until) if until else None)


@pytest.mark.parametrize(
    ("evening", "hours"),
    [("2026-03-28T21:00", 10), ("2026-10-24T21:00", 12)],
    ids=["an hour is skipped", "an hour comes twice"],
)
def test_h66_the_morning_is_eight_by_the_clock_on_the_wall_in_both_daylight_saving_nights(
    evening: str, hours: int
) -> None:
    assert quiet_until(at(evening), ZONE, QUIET) == at(evening) + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        # Half past two is skipped: as long after two as it would have been, which the clock calls half past three.
        ("2026-03-29T00:30+00:00", "2026-03-29T01:30+00:00"),
        # It comes twice: the second one counts, and between the two it is quiet.
        ("2026-10-25T00:10+00:00", "2026-10-25T01:30+00:00"),
        ("2026-10-25T01:10+00:00", "2026-10-25T01:30+00:00"),
    ],
)
def test_h66_quiet_hours_that_end_where_the_clock_is_moved_end_once(now: str, until: str) -> None:
    quiet = Quiet(time(22), time(2, 30))
    assert quiet_until(datetime.fromisoformat(now), ZONE, quiet) == datetime.fromisoformat(until)


def test_a_full_week_holds_news_until_there_is_room_again() -> None:
    now = at("2026-11-21T12:00")
    told = [now - timedelta(days=days) for days in (1, 3, 5)]
    assert held_until(now, ZONE, QUIET, told[:2]) is None
    assert held_until(now, ZONE, QUIET, told) == told[2] + WEEK


def test_h68_where_the_room_comes_at_night_it_is_the_morning_after() -> None:
    told = [at(f"2026-11-{day}T22:30") for day in (16, 17, 18)]
    assert held_until(at("2026-11-20T12:00"), ZONE, QUIET, told) == at("2026-11-24T08:00")


def times() -> st.SearchStrategy[time]:
    """Return any minute of the day."""
    return st.times().map(lambda each: each.replace(second=0, microsecond=0))


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - the bounds are naive
    quiet=st.none() | st.builds(Quiet, times(), times()),
    days=st.lists(st.floats(0, 7), max_size=5),
)
def test_what_is_held_is_held_for_a_later_time_that_is_not_quiet_and_not_for_ever(
    now: datetime, quiet: Quiet | None, days: list[float]
) -> None:
    told = [now - timedelta(days=each) for each in days]
    until = held_until(now, ZONE, quiet, told)
    lately = [each for each in told if each > now - WEEK]
    if until is None:
        assert len(lately) < MOST_A_WEEK
        assert quiet_until(now, ZONE, quiet) is None
    else:
        assert now < until <= now + WEEK + timedelta(days=1, hours=1)
        # But for the night in which an hour comes twice, which may begin quiet hours anew.
        again = quiet_until(until, ZONE, quiet)
        assert again is None or again - until <= timedelta(days=1, hours=1)


@given(quiet=st.builds(Quiet, times(), times()))
def test_quiet_hours_last_less_than_a_day(quiet: Quiet) -> None:
    assert timedelta(0) <= hours_of(quiet) < timedelta(days=1)


@pytest.mark.parametrize(
    "spelt",
    ["", "idea", "idea.", "idea.0", "idea.-1", "idea.012", "idea.1.2", "person.1", f"idea.{2**63}", "idea.①"],
)
def test_h10_what_can_be_no_such_thing_is_none(spelt: str) -> None:
    assert thing_of(spelt) is None


def test_a_thing_is_read_as_it_was_spelt() -> None:
    assert thing_of(about("vote", 12)) == ("vote", 12)
