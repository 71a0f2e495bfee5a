"""What is on: events to come, those I answered, the dates of one that takes place several times."""

from __future__ import annotations

from bot.civic.events import Dates, EventPage, ToCome
from bot.engine.flow import Kind, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Named, Words, _
from flows.saying.events import date_options, event_options, ways_on
from flows.saying.pages import paged, turning


@flow(
    "events",
    kind=Kind.VIEW,
    command="events",
    starts_on=_("events, agenda, what is on"),
    about=_("Events, and who comes"),
    deep="events",
)
async def events(talk: Talk, page: int = 1) -> None:
    """Show what is to come, a series once."""
    found = await talk.look("page", ToCome(page))
    nothing = _("No event is planned at the moment.")
    ways = [*_turning("events", found), way("mine", _("My events"), link("my-events"))]
    await _listed(talk, found, _("<b>What is on</b>"), nothing, ways)


@flow("my-events", kind=Kind.VIEW, starts_on=_("my events"))
async def my_events(talk: Talk, page: int = 1) -> None:
    """Show the events that I answered, and that are still to come."""
    found = await talk.look("page", ToCome(page, mine=True))
    nothing = _("You have not answered to any event that is still to come.")
    ways = [*_turning("my-events", found), way("events", _("All events"), link("events"))]
    await _listed(talk, found, _("<b>My events</b>"), nothing, ways)


async def _listed(talk: Talk, found: EventPage, title: Words, nothing: Words, ways: list[Option]) -> None:
    """Show one page of a list, or that there is nothing in it."""
    ways = [*ways, way("menu", _("Menu"), link("menu"))]
    if not found.events:
        await talk.show("nothing", nothing, ways)
        return
    heading = paged(title, found.page, more=found.more)
    await talk.show("listed", heading, [*event_options(found.events), *ways])


def _turning(name: str, found: EventPage) -> list[Option]:
    """Return the ways to the pages before and after."""
    return turning(found.page, more=found.more, to=lambda page: link(name, page=page))


@flow("dates", kind=Kind.VIEW)
async def dates(talk: Talk, number: int) -> None:
    """Show the dates of an event that takes place several times, to choose one or more of them."""
    found = await talk.look("dates", Dates(number))
    if not found:
        await talk.show("none", _("No date is left of that event."), ways_on())
        return
    heading = _(
        "<b>{title}</b>\nThis takes place several times: choose a date.", title=Named(found[0].titles)
    )
    await talk.show("dates-shown", heading, [*date_options(found), *ways_on()])
