"""Whether ideas are taken now, in words."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.civic.city import City
from bot.civic.programmes import Window
from bot.text.lazy import Day, Moment, Named, Text, _


def window_words(window: Window, city: City) -> Text:
    """Return the sentence that says whether, since when or from when ideas are taken."""
    programme = window.programme
    if programme is None:
        return _("No ideas are collected at the moment. You can read those that are here.")
    zone = city.zone
    name = Named(programme.names)
    if window.open and programme.closes:
        end = last_moment(programme.closes, zone)
        if isinstance(end, Day):
            # Translators: the day itself is the last one on which one can.
            return _("You can share ideas in “{name}” until the end of {day}.", name=name, day=end)
        return _("You can share ideas in “{name}” until {date}.", name=name, date=end)
    if window.open:
        return _("You can share ideas in “{name}”.", name=name)
    if window.to_come or programme.closes is None:
        opens = _whole_day(programme.opens, zone) or Moment(programme.opens, zone)
        return _("You can share ideas in “{name}” from {date}.", name=name, date=opens)
    return _(
        "“{name}” closed on {date}. You can still read the ideas.",
        name=name,
        date=last_moment(programme.closes, zone),
    )


def last_moment(closes: datetime, zone: str) -> Moment | Day:
    """Return when it is over, as people say it: what ends at midnight ends with the day before."""
    begins = _whole_day(closes, zone)
    return Day(begins.date - timedelta(days=1)) if begins else Moment(closes, zone)


def _whole_day(at: datetime, zone: str) -> Day | None:
    """Return the day that begins at that very moment in the city, if one does."""
    local = at.astimezone(ZoneInfo(zone))
    return Day(local.date()) if local.time() == time.min else None
