"""What one can do here."""

from __future__ import annotations

from bot.civic.events import AnyToCome
from bot.civic.programmes import CurrentWindow
from bot.civic.roles import MyRoles
from bot.civic.votes import OpenVotes
from bot.engine.flow import Kind, flow
from bot.engine.questions import link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Named, _
from flows.saying.window import window_words


@flow("menu", kind=Kind.VIEW, command="menu", deep="menu", about=_("What you can do here"))
async def menu(talk: Talk) -> None:
    """Show the ways on, and what the programme is doing now."""
    window = await talk.look("window", CurrentWindow())
    events = await talk.look("events", AnyToCome())
    greeting = _("<b>What would you like to do for {city}?</b>", city=Named(talk.city.names))
    words = Joined((greeting, window_words(window, talk.city)), "\n")
    ways = [way("idea", _("Share an idea"), link("idea"))] if window.open else []
    if await talk.look("votes", OpenVotes()):
        ways.append(way("votes", _("Vote"), link("vote-list", over=0, page=1)))
    ways += [
        way("read", _("Read ideas"), link("read")),
        way("next", _("Next idea for me"), link("next")),
        way("search", _("Search"), link("search")),
        way("mine", _("Mine"), link("mine")),
        *([way("events", _("Events"), link("events"))] if events else ()),
        way("settings", _("My settings"), link("settings")),
        *([way("organise", _("Organise"), link("organise"))] if await talk.look("roles", MyRoles()) else ()),
    ]
    await talk.show("menu", words, ways)
