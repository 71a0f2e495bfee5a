"""Files for calendars, read by another reader than the one that wrote them (H42, H66)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from vobject.icalendar import registerTzid

from bot.civic.events import EventCard, Slot, Venue
from bot.civic.sessions import Session
from bot.engine.speaking import told
from bot.making.calendar import calendar
from bot.text.clean import clean
from flows.saying.events import calendar_file

AMSTERDAM = "Europe/Amsterdam"
WORKSHOP = EventCard(
    number=3,
    uid="d9428888-122b-11e1-b85c-61cd3cbb3210",
    version=0,
    titles={"nl": "Langetermijnstrategie voor campagnevoerders"},
    texts={"nl": "Deel je beste ervaringen."},
    venue=Venue({"nl": "Zaal 2"}, "Kade 1, Amsterdam", 52.37, 4.9),
    zone=AMSTERDAM,
    # Announced as “14:00–17:00 CET”, which in June means what clocks in Amsterdam show: summer time.
    slot=Slot(datetime(2023, 6, 5, 12, tzinfo=UTC), datetime(2023, 6, 5, 15, tzinfo=UTC)),
    spoken=("nl",),
    seats=40,
    left=40,
    most_guests=0,
    waiting=0,
    members_only=True,
    invited=True,
    sessions=0,
    series=None,
    dates=1,
    cancelled=False,
    reasons={},
    over=False,
    may_rate=False,
)


def written(card: EventCard, *sessions: Session, language: str = "nl") -> str:
    """Return the file as its reader gets it."""
    file = calendar(told(calendar_file(card, sessions).data, language))
    assert (file.name, file.kind) == ("event-3.ics", "text/calendar")
    return file.data.decode()


def read(text: str) -> Any:
    """Return what another library reads; it would else remember the rules of a zone from another file."""
    registerTzid("Europe/Amsterdam", None)
    return vobject.readOne(text)


def test_the_workshop_of_june_is_at_two_by_summer_time() -> None:
    text = written(WORKSHOP)
    assert "DTSTART;TZID=Europe/Amsterdam:20230605T140000" in text
    event = read(text).vevent
    assert event.dtstart.value.astimezone(UTC) == WORKSHOP.slot.starts
    assert event.dtstart.value.utcoffset() == timedelta(hours=2)
    assert event.dtend.value.astimezone(UTC) == WORKSHOP.slot.ends


@pytest.mark.parametrize("day", [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)])
def test_h66_both_nights_of_daylight_saving_are_what_they_are(day: datetime) -> None:
    for hours in range(-3, 4):
        starts = day + timedelta(hours=hours)
        event = read(written(replace(WORKSHOP, slot=Slot(starts, starts + timedelta(hours=5))))).vevent
        assert event.dtend.value.astimezone(UTC) == starts + timedelta(hours=5)
        if (day.month, hours) != (10, 0):
            # The hour that comes twice: a wall time with a zone means the first of them (RFC 5545, 3.3.5).
            assert event.dtstart.value.astimezone(UTC) == starts


def test_it_is_the_same_event_however_often_it_changes_and_gone_when_it_is_cancelled() -> None:
    moved = replace(WORKSHOP, version=4)
    cancelled = replace(WORKSHOP, version=5, cancelled=True)
    files = [read(written(each)) for each in (WORKSHOP, moved, cancelled)]
    assert {each.vevent.uid.value for each in files} == {WORKSHOP.uid}
    assert [each.vevent.sequence.value for each in files] == ["0", "4", "5"]
    assert [each.method.value for each in files] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert [each.vevent.status.value for each in files] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_it_is_in_the_readers_language_or_the_next() -> None:
    both = replace(WORKSHOP, titles={"nl": "Workshop", "fr": "Atelier"})
    assert [read(written(both, language=code)).vevent.summary.value for code in ("nl", "fr", "en")] == [
        "Workshop",
        "Atelier",
        "Workshop",
    ]


def test_the_sessions_that_i_chose_stand_beside_it() -> None:
    slot = Slot(WORKSHOP.slot.starts, WORKSHOP.slot.starts + timedelta(hours=1))
    chosen = Session(
        7,
        {"nl": "Onderwijs"},
        slot,
        None,
        picked=True,
        event=3,
        seats=None,
        taken=1,
        version=2,
        left_out=False,
    )
    whole, part = read(written(WORKSHOP, chosen)).vevent_list
    assert (whole.transp.value, part.summary.value) == ("TRANSPARENT", "Onderwijs")
    assert part.uid.value == f"{WORKSHOP.uid}-7"
    assert (part.sequence.value, part.status.value) == ("2", "CONFIRMED")
    # Left out by now: the file that takes it away keeps the event, whose hours are taken again.
    whole, part = read(written(WORKSHOP, replace(chosen, version=3, left_out=True))).vevent_list
    assert (whole.status.value, part.sequence.value, part.status.value) == ("CONFIRMED", "3", "CANCELLED")
    assert not hasattr(whole, "transp")


ANYTHING = st.text(min_size=1, max_size=200).map(clean).filter(bool)
NASTY = (
    st.sampled_from(
        [
            "END:VEVENT\r\nBEGIN:VEVENT",
            "a;b,c\\n\\;d",
            "x\r\n y",
            "\r",
            'DTSTART:"20230605"',
            "é" * 90,
            "𝔘:😀;" * 30,
        ]
    )
    .map(clean)
    .filter(bool)
)


@given(title=ANYTHING | NASTY, text=ANYTHING | NASTY, place=ANYTHING | NASTY)
def test_h42_whatever_organisers_write_it_is_one_event_that_reads_back_equal(
    title: str, text: str, place: str
) -> None:
    card = replace(WORKSHOP, titles={"nl": title}, texts={"nl": text}, venue=Venue({"nl": place}))
    raw = written(card)
    assert all(len(line.encode()) <= 75 for line in raw.split("\r\n"))
    (event,) = read(raw).vevent_list
    assert (event.summary.value, event.description.value, event.location.value) == (title, text, place)
