"""Whether and when somebody is told something: every lane, by night and by day, wanted or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.civic.nudges import DIGESTS, FOLLOWS, Category
from bot.civic.people import Person
from bot.civic.weeks import WEEK
from bot.engine.outgoing import Lane
from bot.engine.telling import STALE, UNWANTED, Fate, Later, Now, Reader, fate
from bot.engine.work import Notice
from bot.text.lazy import _

ZONE = "Europe/Brussels"
DAY = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

PERSON = Person(
    1,
    "nl",
    True,
    True,
    True,
    False,
    None,
    (),
    DAY,
)


def notice(lane: Lane, category: Category | None = FOLLOWS, latest: datetime | None = None) -> Notice:
    """Return a notice of that lane."""
    return Notice(1, lane, _("menu"), "key", category=category, latest=latest)


@pytest.mark.parametrize(
    ("told", "now", "comes_to"),
    [
        (notice(Lane.SERVICE, None), DAY, Now()),
        (notice(Lane.SERVICE, None), NIGHT, Later(MORNING)),
        (notice(Lane.SERVICE, None, NIGHT + HOUR), NIGHT, Now()),
        (notice(Lane.SERVICE, None, MORNING), NIGHT, Later(MORNING)),
        (notice(Lane.SERVICE, None, DAY), NIGHT, Now()),
        (notice(Lane.REMINDER), NIGHT, Now()),
        (notice(Lane.REMINDER, latest=DAY), NIGHT, STALE),
        (notice(Lane.NEWS), DAY, Now()),
        (notice(Lane.NEWS), NIGHT, Later(MORNING)),
        (notice(Lane.NEWS, latest=NIGHT + HOUR), NIGHT, STALE),
        (notice(Lane.NEWS, latest=DAY), NIGHT, STALE),
        (notice(Lane.NEWS, DIGESTS), DAY, UNWANTED),
    ],
)
def test_h67_h68_what_is_told_when(told: Notice, now: datetime, comes_to: Fate) -> None:
    assert fate(told, Reader(PERSON), now, ZONE) == comes_to


@pytest.mark.parametrize(
    "reader",
    [
        Reader(PERSON, muted=True),
        Reader(replace(PERSON, reminders=False)),
        Reader(replace(PERSON, stopped=True)),
        Reader(replace(PERSON, nudges=frozenset())),
    ],
    ids=["muted", "no consent", "stopped", "turned off"],
)
@pytest.mark.parametrize("lane", [Lane.REMINDER, Lane.NEWS])
def test_h76_nobody_is_told_what_they_do_not_want(reader: Reader, lane: Lane) -> None:
    assert fate(notice(lane), reader, DAY, ZONE) == UNWANTED
    assert fate(notice(Lane.SERVICE, None), reader, DAY, ZONE) == Now()


def test_three_messages_a_week_and_reminders_beside_them() -> None:
    told = tuple(DAY - n * 24 * HOUR for n in range(1, 4))
    reader = Reader(PERSON, told)
    assert fate(notice(Lane.NEWS), reader, DAY, ZONE) == Later(told[-1] + WEEK)
    assert fate(notice(Lane.REMINDER), reader, DAY, ZONE) == Now()
    assert fate(notice(Lane.SERVICE, None), reader, DAY, ZONE) == Now()


@pytest.mark.parametrize("lane", [Lane.REMINDER, Lane.NEWS])
def test_what_nobody_could_turn_off_is_no_notice(lane: Lane) -> None:
    with pytest.raises(ValueError, match="category"):
        notice(lane, None)
