"""Letting an event be an organisation's, by somebody who runs it and speaks for them."""

from __future__ import annotations

from bot.civic.hosting import EventRow, HostedEvents
from bot.civic.organisations import MakeTheirs, OneOrganisation
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Moment, Named, Words, _
from flows.saying.doing import carried_out


@flow("event-theirs", kind=Kind.ASIDE)
async def event_theirs(talk: Talk, number: int) -> Ending:
    """Choose one of the events to come that I run, and say whose it is."""
    theirs = await talk.look("theirs", OneOrganisation(number))
    events = (await talk.look("events", HostedEvents())).events
    if theirs is None or not events:
        await talk.toast("none", _("You run no event that is to come."))
        return Start(link("organisation", number=number))
    options = [
        Option(str(each.number), Named(each.titles), detail=_at(each), numbered=True) for each in events
    ]
    prompt = _("<b>Which event is it?</b>")
    chosen = await talk.choose("event", prompt, options, none=_("None of these"), of="events")
    if chosen is None:
        return Start(link("organisation", number=number))
    name = Named(theirs.profile.names)
    whose = [
        Option("theirs", _("Of {organisation}", organisation=name)),
        Option("nobodys", _("Of no organisation")),
    ]
    said = await talk.choose("whose", _("<b>Whose is it?</b>\nEverybody reads it with the event."), whose)
    if await carried_out(talk, "make", MakeTheirs(int(chosen), number if said == "theirs" else 0)):
        await talk.toast("made", _("It is changed."))
    return Start(link("organisation", number=number))


def _at(event: EventRow) -> Words:
    return Joined((Moment(event.starts, event.zone),))
