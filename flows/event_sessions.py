"""The sessions of an event of several parts: which are mine, where there is room."""

from __future__ import annotations

from typing import Any

from bot.civic.doors import Command
from bot.civic.events import EventCard, OneEvent
from bot.civic.sessions import DropSession, PickSession, Session, Sessions
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.outgoing import TICK
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Named, Verbatim, Words, _, n_
from flows.saying.doing import carried_out
from flows.saying.events import session_when, ways_on


@flow("sessions", kind=Kind.VIEW)
async def sessions(talk: Talk, number: int) -> Ending:
    """Show the sessions of an event; each is chosen, or let go of, by its number."""
    found = await talk.look("event", OneEvent(number))
    every = await talk.look("sessions", Sessions(number))
    if found is None or not every:
        return Start(link("event", number=number))
    words = _(
        "<b>{title}</b>\nWhich sessions do you take part in? Choose as many as you like; choose one again to let it go.",
        title=Named(found.titles),
    )
    options = [_option(found, each) for each in every]
    back = way("event", _("Back to the event"), link("event", number=number))
    await talk.show("listed", words, [*options, back, *ways_on()])
    return None


def _option(found: EventCard, session: Session) -> Option:
    """Return a session as a line of the list: the tick says that it is mine."""
    name = Named(session.titles)
    to = link("drop" if session.picked else "pick", number=found.number, session=session.number)
    label = Joined((Verbatim(TICK.strip()), name), " ") if session.picked else name
    return Option(str(session.number), label, to, _detail(found, session), numbered=True)


def _detail(found: EventCard, session: Session) -> Words:
    when = session_when(session, found.zone)
    if session.left is None:
        return when
    if not session.left:
        return Joined((when, _("full")), " · ")
    return Joined((when, n_("{count} seat is left", "{count} seats are left", session.left)), " · ")


@flow("pick", kind=Kind.VIEW)
async def pick(talk: Talk, number: int, session: int) -> Ending:
    """Take part in a session."""
    return await _set(talk, number, PickSession(session), _("You take part in this session."))


@flow("drop", kind=Kind.VIEW)
async def drop(talk: Talk, number: int, session: int) -> Ending:
    """Take no part in a session."""
    return await _set(talk, number, DropSession(session), _("You take no part in this session."))


async def _set(talk: Talk, number: int, command: Command[Any], done: Words) -> Ending:
    if await carried_out(talk, "set", command, toast=True):
        await talk.toast("done", done)
    return Start(link("sessions", number=number))
