"""The door of an event: who is there, whose codes are looked at, who has come."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.civic.doors import Command, Query

_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Digits and capitals of which none looks like another: no 0 and O, no 1 and I."""

CODE_CHARS = 8
"""Forty bits."""

KEY_CHARS = 12
"""Sixty bits: a key lets somebody in for the whole evening."""

MOST_TRIES, TRIES_FOR = 10, timedelta(hours=1)
"""So many wrong codes of one person are looked at in that time (H22)."""

KEY_LASTS = timedelta(days=400)
"""A key, or an invitation, that nobody has used for so long opens nothing any more."""

AFTER_THE_END = timedelta(hours=12)
"""So long after the end of an event there is still somebody at its door."""


@dataclass(frozen=True, slots=True)
class Door:
    """The door at which somebody is: how many people are in, of how many who said they come."""

    event: int
    titles: Mapping[str, str]
    inside: int
    expected: int


@dataclass(frozen=True, slots=True)
class Let:
    """What came of a code at a door.

    `how` is in, again (they came in before, `at`), other-event, not-coming, unknown, not-here (whoever asks is at no
    door), too-many (tries), welcome (a key: whoever typed it is at the door now), over. `party` is how many people the code stands for.
    """

    how: str
    party: int = 0
    at: datetime | None = None
    door: Door | None = None
    zone: str = ""


@dataclass(frozen=True, slots=True)
class MyDoor(Query[Door | None]):
    """The door at which I am, with this account: that of the event which is on, or comes next."""


@dataclass(frozen=True, slots=True)
class ShowCode(Command[Let]):
    """Somebody shows me this code at my door; or it is a key to a door, and I am there from now on.

    Each code lets its party in once. It is never told to who is at no door whether there is such a code.
    """

    code: str


@dataclass(frozen=True, slots=True)
class MyCode(Query[str | None]):
    """The code with which I, and my guests, are let in; None if I do not come."""

    event: int


@dataclass(frozen=True, slots=True)
class MakeDoorKey(Command[str]):
    """Make a key that puts whoever types it first at the door of an event. Needs Right.EVENTS.

    Refused: no-such-event, event-cancelled, event-over.
    """

    event: int


@dataclass(frozen=True, slots=True)
class PutAtDoor(Command[None]):
    """Put an account, by its platform and id there, at the door of an event. Operators only.

    Refused: no-such-event, no-such-account.
    """

    event: int
    platform: str
    external: str


@dataclass(frozen=True, slots=True)
class Attendee:
    """One answer, without a name: how many people it stands for, when they were let in, which sessions they chose.

    `replies` are what they answered to the questions of the event, in their order.
    """

    state: str
    party: int
    checked_in: datetime | None
    sessions: tuple[Mapping[str, str], ...]
    replies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attendance(Query[tuple[Attendee, ...]]):
    """Every answer to an event: who comes first, then who is offered a seat, who waits, who may come.

    Needs Right.EVENTS. Refused: no-such-event, not-allowed.
    """

    event: int


def new_code(length: int = CODE_CHARS) -> str:
    """Return a code that nobody can guess."""
    return "".join(secrets.choice(_SIGNS) for _ in range(length))


def read_code(typed: str) -> str:
    """Return a code as we write it, however it was typed: in small letters, in groups, with an O for a zero."""
    return re.sub(r"[^0-9A-Z]", "", typed.upper())[:KEY_CHARS]


def shown_code(code: str) -> str:
    """Return a code in groups of four, as it is read aloud."""
    return " ".join(code[n : n + 4] for n in range(0, len(code), 4))


def digest(key: str) -> str:
    """Return what is kept of a key: it cannot be had back from it."""
    return hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
