"""The dates of an event that takes place several times: every week, every month, or in months that are chosen.

All are at the same time by the clock on its wall, whatever becomes of summer time (H66).
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import islice, takewhile
from zoneinfo import ZoneInfo, available_timezones

from bot.civic.doors import Refused
from bot.civic.events import MOST_DATES, Slot
from bot.text.folding import fold

WEEK = timedelta(weeks=1)
MONTHS = 12
FIFTH = 4


class Rhythm(StrEnum):
    """How often an event takes place."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


def series_of(
    first: Slot, zone: str, rhythm: Rhythm, until: date, months: Collection[int] = ()
) -> tuple[Slot, ...]:
    """Return the dates from the first until that day, the day itself too; `months` (1 to 12) are those it is held in, all unless given.

    Every month is the same weekday of the month: the second Friday, and what would be the fifth is the last. The first date
    is one whatever its month. Refused: no-date (only the first one is left), too-many.
    """
    here = ZoneInfo(zone)
    starts = first.starts.astimezone(here)
    days = _weekly(starts.date(), rhythm) if rhythm is not Rhythm.MONTHLY else _monthly(starts.date(), months)
    taken = list(islice(takewhile(lambda day: day <= until, days), MOST_DATES))
    if not taken:
        raise Refused("no-date")
    if len(taken) >= MOST_DATES:
        raise Refused("too-many")
    lasts = first.ends - first.starts
    others = (datetime.combine(day, starts.time(), here).astimezone(UTC) for day in taken)
    return (first, *(Slot(at, at + lasts) for at in others))


def _weekly(first: date, rhythm: Rhythm) -> Iterator[date]:
    step = WEEK if rhythm is Rhythm.WEEKLY else 2 * WEEK
    day = first
    while day <= date.max - step:
        day += step
        yield day


def _monthly(first: date, months: Collection[int]) -> Iterator[date]:
    """Yield the same weekday of each later month that is chosen."""
    which = (first.day - 1) // 7
    year, month = first.year, first.month
    while year < date.max.year:
        year, month = (year + 1, 1) if month == MONTHS else (year, month + 1)
        if not months or month in months:
            yield _nth(year, month, first.weekday(), which)


def _nth(year: int, month: int, weekday: int, which: int) -> date:
    """Return that weekday of the month, counted from 0; the fifth is the last."""
    begins = date(year, month, 1)
    day = begins + timedelta(days=(weekday - begins.weekday()) % 7, weeks=which)
    return day - WEEK if which == FIFTH and day.month != month else day


def zone_named(typed: str) -> str | None:
    """Return the clock that is meant by "Europe/Amsterdam" or "Amsterdam"; None for what is none, or may be several."""
    wanted = fold(typed)
    found = _zones()[0].get(wanted) or _zones()[1].get(wanted, [])
    return found[0] if len(found) == 1 else None


@functools.cache
def _zones() -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """Return every clock by its whole name and by its place, folded; they are files on the disk, and do not change."""
    whole: dict[str, list[str]] = {}
    places: dict[str, list[str]] = {}
    for zone in sorted(available_timezones()):
        whole.setdefault(fold(zone), []).append(zone)
        places.setdefault(fold(zone.rpartition("/")[2]), []).append(zone)
    return whole, places
