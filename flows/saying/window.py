"""Whether ideas are taken now, in words."""

from __future__ import annotations

from bot.civic.city import City
from bot.civic.programmes import Window
from bot.text.lazy import Moment, Named, Text, _


def window_words(window: Window, city: City) -> Text:
    """Return the sentence that says whether, since when or from when ideas are taken."""
    programme = window.programme
    if programme is None:
        return _("No ideas are collected at the moment. You can read those that are here.")
    zone = city.zone
    name = Named(programme.names)
    if window.open and programme.closes:
        return _(
            "You can share ideas in “{name}” until {date}.", name=name, date=Moment(programme.closes, zone)
        )
    if window.open:
        return _("You can share ideas in “{name}”.", name=name)
    if window.to_come or programme.closes is None:
        return _(
            "You can share ideas in “{name}” from {date}.", name=name, date=Moment(programme.opens, zone)
        )
    return _(
        "“{name}” closed on {date}. You can still read the ideas.",
        name=name,
        date=Moment(programme.closes, zone),
    )
