"""The parts of an event that one may choose from, each with seats of its own, for who takes part in the whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.civic.doors import Command, Query, Refused
from bot.civic.events import Slot


@dataclass(frozen=True, slots=True)
class Session:
    """A part of an event as one person sees it: `left` are the free seats, None without limit; `picked` if they chose it.

    `taken` are the people in it, guests and all; `version` counts what those who chose it were told.
    """

    number: int
    titles: Mapping[str, str]
    slot: Slot
    left: int | None
    picked: bool
    event: int
    seats: int | None
    taken: int
    version: int
    left_out: bool


@dataclass(frozen=True, slots=True)
class Sessions(Query[tuple[Session, ...]]):
    """The parts of an event, the earliest first; with `picked` those that I chose, also where they are left out by now.

    An operator may ask as a `person`.
    """

    event: int
    picked: bool = False
    person: int | None = None


@dataclass(frozen=True, slots=True)
class PickSession(Command[None]):
    """I take part in this session, and my guests do.

    Refused: no-such-event, event-cancelled, event-over, not-coming, session-full, session-overlaps.
    """

    session: int


@dataclass(frozen=True, slots=True)
class DropSession(Command[None]):
    """I take no part in this session. Refused: no-such-event, event-cancelled, event-over."""

    session: int


def may_pick(slot: Slot, others: Iterable[Slot], *, party: int, left: int | None) -> None:
    """Refuse a session without seats enough, and being in two places at once."""
    if any(slot.starts < other.ends and other.starts < slot.ends for other in others):
        raise Refused("session-overlaps")
    if left is not None and party > left:
        raise Refused("session-full")
