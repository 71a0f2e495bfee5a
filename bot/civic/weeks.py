"""Moments that come every week, by the clock on the wall."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)


def next_moment(after: datetime, zone: str, *, weekday: int, at: time) -> datetime:
    """Return the first moment after this one at that hour of that day (0 is Monday) in the zone, whatever its clocks do (H66)."""
    local = after.astimezone(ZoneInfo(zone))
    day = local.date() + timedelta(days=weekday - local.weekday())
    while (moment := datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)) <= after:
        day += WEEK
    return moment
