"""Quiet hours as people type them."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.civic.hours import quiet_in, spelt
from bot.civic.nudges import Quiet


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("22-7", "22:00–07:00"),
        ("22:00–07:30", "22:00–07:30"),
        ("22.00 - 7.30", "22:00–07:30"),
        ("van 22u tot 7u30", "22:00–07:30"),
        ("tussen 22 en 7 uur", "22:00–07:00"),
        ("de 22 h à 7 h 30", "22:00–07:30"),
        ("entre 22h et 7h", "22:00–07:00"),
        ("from 10 pm to 7 am", "22:00–07:00"),
        ("between 12am and 12pm", "00:00–12:00"),
        ("21 – 24", "21:00–00:00"),
        ("9:00-17:00", "09:00–17:00"),
        ("22 7", "22:00–07:00"),
    ],
)
def test_hours_are_understood_as_people_type_them(typed: str, hours: str) -> None:
    quiet = quiet_in(typed)
    assert quiet is not None
    assert spelt(quiet) == hours


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "22",
        "22-7-8",
        "25-7",
        "22:60-7",
        "25:61",
        "２２-７",
        "1e9-7",
        "22-7 bananas",
        "8-8",
        "13pm-7",
        "22:5-7",
        "²²-7",
    ],
)
def test_h40_what_is_not_two_hours_is_none(typed: str) -> None:
    assert quiet_in(typed) is None


@given(st.times(), st.times())
def test_what_is_shown_is_understood(begins: time, ends: time) -> None:
    quiet = Quiet(begins.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0))
    assert quiet_in(spelt(quiet)) == (quiet if quiet.begins != quiet.ends else None)
