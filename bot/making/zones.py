"""The rules of a time zone around an event, as files for calendars carry them (RFC 5545, 3.6.5).

Every change of the clock stands by itself, at the time that clocks showed before it: no reader of such files that we know
of gets that wrong, where lists of changes, or rules for all years, are misread by some.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Timezone

AROUND = timedelta(days=366)
"""So far before and after the event the rules are written."""


def rules_of(zone: str, starts: datetime, ends: datetime) -> Timezone:
    """Return the rules of the zone from a year before to a year after."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    here = ZoneInfo(zone)
    made = Timezone()
    made.add("tzid", zone)
    first = (starts - AROUND).astimezone(UTC)
    for at in (first, *changes(here, first, ends + AROUND)):
        after = at.astimezone(here)
        before = (at - timedelta(seconds=1)).astimezone(here)
        part = TimezoneDaylight() if after.dst() else TimezoneStandard()
        part.add("dtstart", at.replace(tzinfo=None) + (before.utcoffset() or timedelta(0)))
        part.add("tzoffsetfrom", before.utcoffset())
        part.add("tzoffsetto", after.utcoffset())
        part.add("tzname", after.tzname())
        made.add_component(part)
    return made


def changes(here: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield the instants at which clocks there are changed, to the minute."""
    day = timedelta(days=1)
    at = first
    while at < last:
        if _offset(here, at) != _offset(here, at + day):
            yield _between(here, at, at + day)
        at += day


def _between(here: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the first minute with the offset of `after`."""
    start = _offset(here, before)
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) / 2
        before, after = (middle, after) if _offset(here, middle) == start else (before, middle)
    # A change falls on a whole minute: the last one that is not after what was found.
    return after.replace(second=0, microsecond=0)


def _offset(here: ZoneInfo, at: datetime) -> timedelta | None:
    return at.astimezone(here).utcoffset()
