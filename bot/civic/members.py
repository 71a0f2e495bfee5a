"""Events for members only: who may come, by a list of accounts or by an invitation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.civic.doors import Command

MOST_INVITATIONS = 1000


@dataclass(frozen=True, slots=True)
class UseInvitation(Command[int]):
    """I was given this code, which counts once; returns the number of the event to which it invites.

    Refused: too-many-codes. Returns 0 for a code that there is not, or not any more.
    """

    code: str


@dataclass(frozen=True, slots=True)
class MakeInvitations(Command[tuple[str, ...]]):
    """Make codes that each invite one person to an event, and to all dates of its series. Needs Right.EVENTS.

    Refused: no-such-event, too-many, not-allowed.
    """

    event: int
    count: int


@dataclass(frozen=True, slots=True)
class ListMembers(Command[int]):
    """Let these accounts, each a platform and an id there, come to an event for members only; returns how many are new.

    They need not have written before. Needs Right.EVENTS. Refused: no-such-event, not-allowed.
    """

    event: int
    accounts: Sequence[tuple[str, str]]
