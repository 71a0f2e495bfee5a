"""Days and hours to come as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.civic.events import Slot
from bot.civic.when import Unclear, Why, read_day, read_span, read_when

ZONE = "Europe/Brussels"
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)  # a Wednesday, ten o'clock in Brussels


def utc(written: str) -> datetime:
    """Return what is written as YYYY-MM-DD HH:MM, in UTC."""
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("zaterdag 5 juni 2027 14u", "2027-06-05 12:00"),
        ("Zaterdag 5 juni om 14u30", "2027-06-05 12:30"),
        ("za 5 jun 14:00", "2027-06-05 12:00"),
        ("5 juin 14h", "2027-06-05 12:00"),
        ("le samedi 5 juin à 14 h 30", "2027-06-05 12:30"),
        ("le 1er mars à 9h", "2027-03-01 08:00"),
        ("mar. 1 déc. 18h", "2026-12-01 17:00"),
        ("mer. 2 décembre 2026 à 18h30", "2026-12-02 17:30"),
        ("5 août 2027, 10 h", "2027-08-05 08:00"),
        ("tomorrow 9:30", "2026-11-26 08:30"),
        ("morgen om 9.30", "2026-11-26 08:30"),
        ("demain à 9h30", "2026-11-26 08:30"),
        ("overmorgen 9u", "2026-11-27 08:00"),
        ("après-demain 9h", "2026-11-27 08:00"),
        ("vandaag 20u", "2026-11-25 19:00"),
        ("aujourd'hui à 20h", "2026-11-25 19:00"),
        ("aujourd’hui 20h", "2026-11-25 19:00"),
        ("June 5th, 2027 at 2 pm", "2027-06-05 12:00"),
        ("June 5 2pm", "2027-06-05 12:00"),
        ("on the 5th of June 2027 at 14:00", "2027-06-05 12:00"),
        ("5/6 14u", "2027-06-05 12:00"),
        ("05/06/2027 14:00", "2027-06-05 12:00"),
        ("5-6-2027 14:00", "2027-06-05 12:00"),
        ("5.6.27 14h", "2027-06-05 12:00"),
        ("2027-06-05 14:00", "2027-06-05 12:00"),
        ("2027-06-05T14:00", "2027-06-05 12:00"),
        ("vrijdag 18u", "2026-11-27 17:00"),
        ("wednesday 18:00", "2026-11-25 17:00"),
        ("wednesday 9:00", "2026-12-02 08:00"),
        ("mar. 14h", "2026-12-01 13:00"),
        ("5 juni 24:00", "2027-06-05 22:00"),
        ("25 oktober 2027 2u30", "2027-10-25 00:30"),
        ("31 oktober 2027 2:30", "2027-10-31 00:30"),
        ("29 februari 2028 10u", "2028-02-29 09:00"),
    ],
)
def test_a_day_and_an_hour_are_read_as_people_type_them(typed: str, at: str) -> None:
    assert read_when(typed, NOW, ZONE) == utc(at)


@pytest.mark.parametrize(
    ("typed", "starts", "ends"),
    [
        ("5 juin 14h-17h", "2027-06-05 12:00", "2027-06-05 15:00"),
        ("zaterdag 5 juni van 14 tot 17 uur", "2027-06-05 12:00", "2027-06-05 15:00"),
        ("samedi 5 juin de 14h à 17h", "2027-06-05 12:00", "2027-06-05 15:00"),
        ("tomorrow from 2 pm to 5 pm", "2026-11-26 13:00", "2026-11-26 16:00"),
        ("5/6/2027 14:00–17:00", "2027-06-05 12:00", "2027-06-05 15:00"),
        ("vrijdag 22u-2u", "2026-11-27 21:00", "2026-11-28 01:00"),
        ("vrijdag 20u-24u", "2026-11-27 19:00", "2026-11-27 23:00"),
        ("du 5 juin 9h au 7 juin 17h", "2027-06-05 07:00", "2027-06-07 15:00"),
        ("30 december 9u tot 2 januari 17u", "2026-12-30 08:00", "2027-01-02 16:00"),
    ],
)
def test_a_time_with_its_end_is_read_as_people_type_it(typed: str, starts: str, ends: str) -> None:
    assert read_span(typed, NOW, ZONE) == Slot(utc(starts), utc(ends))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("5 juni", date(2027, 6, 5)),
        ("vendredi", date(2026, 11, 27)),
        ("wednesday", date(2026, 11, 25)),
        ("today", date(2026, 11, 25)),
        ("31/03/2027", date(2027, 3, 31)),
        ("on the 5th of June", date(2027, 6, 5)),
        ("until the end of March", date(2027, 3, 31)),
        ("eind maart", date(2027, 3, 31)),
        ("einde van februari 2028", date(2028, 2, 29)),
        ("fin novembre", date(2026, 11, 30)),
        ("jusqu'à fin février 2027", date(2027, 2, 28)),
    ],
)
def test_a_day_is_read_as_people_type_it(typed: str, day: date) -> None:
    assert read_day(typed, NOW, ZONE) == day


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", Why.NO_DAY),
        ("31/02 14u", Why.NO_SUCH_DAY),
        ("31 februari 14u", Why.NO_SUCH_DAY),
        ("29/2/2027 14u", Why.NO_SUCH_DAY),
        ("5 juni 25:61", Why.NO_SUCH_HOUR),
        ("5 juni 13pm", Why.NO_SUCH_HOUR),
        ("５ juni 14u", Why.UNCLEAR),
        ("5 juni １４u", Why.UNCLEAR),
        ("5 juni 1e9", Why.UNCLEAR),
        ("5 juni ²u", Why.UNCLEAR),
        ("5 juni 14u bananas", Why.UNCLEAR),
        ("5 juni 14u 17u", Why.UNCLEAR),
        ("5 juni", Why.NO_HOUR),
        ("14u", Why.NO_DAY),
        ("vrijdag 5 juni 2027 14u", Why.OTHER_WEEKDAY),
        ("5 juni 2024 14u", Why.PAST),
        ("today 9:00", Why.PAST),
        ("28 maart 2027 2:30", Why.SKIPPED),
        ("5/6/0001 14u", Why.NO_SUCH_DAY),
        ("9" * 90, Why.UNCLEAR),
    ],
)
def test_h40_what_is_no_day_and_hour_is_told_why(typed: str, why: Why) -> None:
    found = read_when(typed, NOW, ZONE)
    assert isinstance(found, Unclear)
    assert found.why is why


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("5 juin 14h", Why.NO_END),
        ("5 juin", Why.NO_HOUR),
        ("14h-17h", Why.NO_DAY),
        ("5 juin 14h-14h", Why.ENDS_FIRST),
        ("5 juin 14h 6 juin 14h 15h", Why.UNCLEAR),
        ("5 juin 2027 14h - 4 juin 2027 17h", Why.ENDS_FIRST),
    ],
)
def test_h40_what_is_no_time_with_an_end_is_told_why(typed: str, why: Why) -> None:
    found = read_span(typed, NOW, ZONE)
    assert isinstance(found, Unclear)
    assert found.why is why


@given(st.text(max_size=90))
def test_h40_no_text_breaks_the_reading(typed: str) -> None:
    for read in (read_when, read_span, read_day):
        read(typed, NOW, ZONE)
