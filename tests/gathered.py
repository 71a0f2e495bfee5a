"""Events that are there before a transcript begins, and what others do about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select, update

from bot.civic.checkin import digest
from bot.civic.event_changes import CancelEvent, ChangeEvent
from bot.civic.events import CreateEvent, EventDraft, SessionDraft, Slot, Venue
from bot.civic.people import FinishWelcome, SpeakLanguage
from bot.civic.rsvps import AnswerEvent, Come, State
from bot.civic.sessions import PickSession
from storage import tables

if TYPE_CHECKING:
    from tests.chat import Chat

CODE, DOOR_KEY, INVITATION = "CODE2222", "DOORKEY22222", "MEMBERCODE22"
"""What somebody else's check-in code is in a transcript, and the keys that organisers have given away."""

AHEAD = timedelta(days=21, hours=-1)
"""So far ahead an event is, at nine in the morning in the city."""

SOMEBODY = "joris"


def an_event(chat: Chat, title: str, **what: Any) -> None:
    """An event that lasts three hours, with a place on the map."""
    starts = chat.world.clock.at + AHEAD
    venue = Venue({"nl": "Gemeentehuis", "fr": "Maison communale"}, "Kerkplein 1", 50.88, 4.32)
    draft = EventDraft(
        **{
            "titles": dict.fromkeys(("nl", "fr", "en"), title),
            "slots": (Slot(starts, starts + timedelta(hours=3)),),
            "zone": chat.world.city.zone,
            "venue": venue,
            "texts": {"nl": "Breng iets mee.", "fr": "Apportez quelque chose.", "en": "Bring something."},
            "spoken": ("nl", "fr"),
        }
        | what
    )
    chat.world.operate(CreateEvent(draft))


def on_dates(chat: Chat, title: str, count: int) -> None:
    """The same event, a week apart."""
    starts = chat.world.clock.at + AHEAD
    weeks = (starts + timedelta(weeks=n) for n in range(count))
    an_event(chat, title, slots=tuple(Slot(at, at + timedelta(hours=3)) for at in weeks))


def with_sessions(chat: Chat, title: str) -> None:
    """An event with three sessions: two at the same time, and one in which there is no seat left."""
    starts, hour = chat.world.clock.at + AHEAD, timedelta(hours=1)
    sessions = (
        SessionDraft(
            {"nl": "Onderwijs", "fr": "Onderwijs", "en": "Onderwijs"}, Slot(starts, starts + hour), 5
        ),
        SessionDraft({"nl": "Gezondheid"}, Slot(starts, starts + hour)),
        SessionDraft({"nl": "Cultuur"}, Slot(starts + hour, starts + 2 * hour), 1),
    )
    an_event(chat, title, sessions=sessions)
    number = chat.world.count(tables.events)
    somebody(chat, Come(number), PickSession(3))


def for_members(chat: Chat, title: str) -> None:
    """An event for members only, and an invitation to it."""
    an_event(chat, title, members_only=True)
    _key(chat, INVITATION, "members")


def somebody(chat: Chat, *commands: Any) -> None:
    """Let somebody else do this."""
    chat.world.meet(SOMEBODY, "nl")
    chat.world.does(SOMEBODY, SpeakLanguage("nl"), FinishWelcome(), *commands)


def comes(chat: Chat, number: int) -> None:
    """Let somebody else come; their code, and a key to the door, are known."""
    somebody(chat, Come(number))
    theirs = chat.world.who(SOMEBODY).person
    with chat.world.desk() as desk:
        mine = (tables.rsvps.c.event == number) & (tables.rsvps.c.person == theirs)
        desk.connection.execute(update(tables.rsvps).where(mine).values(code=CODE))
    _key(chat, DOOR_KEY, "door")


def _key(chat: Chat, key: str, opens: str) -> None:
    with chat.world.desk() as desk:
        latest = desk.connection.execute(
            select(tables.events.c.id).order_by(tables.events.c.id.desc())
        ).scalar()
        row = {"hash": digest(key), "event": latest, "opens": opens, "made_at": desk.now}
        desk.connection.execute(insert(tables.event_keys).values(row))


def moved(chat: Chat, number: int, days: int) -> None:
    """Let an organiser move an event."""
    with chat.world.desk() as desk:
        row = desk.connection.execute(tables.events.select().where(tables.events.c.id == number)).one()
    by = timedelta(days=days)
    chat.world.operate(ChangeEvent(number, slot=Slot(row.starts_at + by, row.ends_at + by)))


GATHERED: Final[dict[str, Callable[..., None]]] = {
    r"an event “(.*)” with (\d+) seats": lambda chat, title, seats: an_event(chat, title, seats=int(seats)),
    r"an event “(.*)” on (\d+) dates": lambda chat, title, count: on_dates(chat, title, int(count)),
    r"an event “(.*)” with sessions": with_sessions,
    r"an event “(.*)” for members": for_members,
    r"an event “(.*)” with a question": lambda chat, title: an_event(
        chat, title, questions=({"nl": "Wat eet je?", "fr": "Que mangez-vous ?"},)
    ),
    r"somebody comes to event (\d+)": lambda chat, number: comes(chat, int(number)),
    r"somebody does not come to event (\d+)": lambda chat, number: somebody(
        chat, AnswerEvent(int(number), State.NO)
    ),
    r"event (\d+) is moved by (\d+) day": lambda chat, number, days: moved(chat, int(number), int(days)),
    r"event (\d+) is cancelled": lambda chat, number: chat.world.operate(
        CancelEvent(int(number), {"nl": "Storm"})
    ),
}
