"""Whether ideas are taken now, in words."""

from __future__ import annotations

from bot.civic.city import City
from bot.civic.programmes import Window
from bot.text.lazy import Moment, Named, Text, _


def window_words(window: Window, city: City) -> Text:
    """Return the sentence that says whether, since when or from when ideas are taken."""
    programme = window.programme
    if programme is None:
        return _("There is no call for ideas at the moment. You can look at the ideas that are here.")
    zone = city.zone
    name = Named(programme.names)
    if window.open and programme.closes:
        return _("“{name}” is open for ideas until {date}.", name=name, date=Moment(programme.closes, zone))
    if window.open:
        return _("“{name}” is open for ideas.", name=name)
    if window.to_come or programme.closes is None:
        return _("“{name}” opens for ideas on {date}.", name=name, date=Moment(programme.opens, zone))
    return _(
        "“{name}” closed on {date}. You can still look at the ideas.",
        name=name,
        date=Moment(programme.closes, zone),
    )
