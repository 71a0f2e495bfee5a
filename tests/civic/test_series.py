"""The dates of a series."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.civic.doors import Refused
from bot.civic.events import Slot
from bot.civic.series import Rhythm, series_of, zone_named

ZONE = "Europe/Brussels"


def first(written: str) -> Slot:
    """Return three hours that begin then, in UTC."""
    starts = datetime.fromisoformat(written).replace(tzinfo=UTC)
    return Slot(starts, starts + timedelta(hours=3))


def starts(slots: tuple[Slot, ...]) -> list[str]:
    return [f"{slot.starts:%Y-%m-%d %H:%M}" for slot in slots]


def test_h66_every_friday_until_the_end_of_march_is_at_the_same_hour_on_the_wall() -> None:
    slots = series_of(first("2027-03-12 17:00"), ZONE, Rhythm.WEEKLY, date(2027, 4, 2))
    assert starts(slots) == ["2027-03-12 17:00", "2027-03-19 17:00", "2027-03-26 17:00", "2027-04-02 16:00"]
    assert {slot.ends - slot.starts for slot in slots} == {timedelta(hours=3)}


def test_in_chosen_months_it_is_the_same_weekday_of_the_month() -> None:
    slots = series_of(first("2027-05-12 12:00"), ZONE, Rhythm.MONTHLY, date(2027, 12, 31), (5, 9, 12))
    assert starts(slots) == ["2027-05-12 12:00", "2027-09-08 12:00", "2027-12-08 13:00"]


def test_the_fifth_weekday_of_a_month_is_its_last() -> None:
    slots = series_of(first("2027-01-29 12:00"), ZONE, Rhythm.MONTHLY, date(2027, 4, 30))
    assert [each[:10] for each in starts(slots)] == ["2027-01-29", "2027-02-26", "2027-03-26", "2027-04-30"]


def test_every_two_weeks() -> None:
    slots = series_of(first("2027-01-29 12:00"), ZONE, Rhythm.FORTNIGHTLY, date(2027, 2, 26))
    assert [each[:10] for each in starts(slots)] == ["2027-01-29", "2027-02-12", "2027-02-26"]


@pytest.mark.parametrize(
    ("until", "code"),
    [(date(2027, 1, 31), "no-date"), (date(2026, 1, 1), "no-date"), (date(2090, 1, 1), "too-many")],
)
def test_a_series_without_an_end_or_with_one_date_is_refused(until: date, code: str) -> None:
    with pytest.raises(Refused, match=code):
        series_of(first("2027-01-29 12:00"), ZONE, Rhythm.WEEKLY, until)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Amsterdam", "Europe/Amsterdam"),
        ("amsterdam", "Europe/Amsterdam"),
        ("new york", "America/New_York"),
        ("Mars", None),
        ("", None),
    ],
)
def test_a_clock_is_found_by_its_place(typed: str, zone: str | None) -> None:
    assert zone_named(typed) == zone
