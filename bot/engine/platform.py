"""What the engine asks of a platform, and what came of a sending, in our own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.engine.incoming import Arrival, Incoming
from bot.engine.outgoing import File, Outgoing


@dataclass(frozen=True, slots=True)
class Sent:
    """It was taken; `message` is the platform's id of it."""

    message: str


@dataclass(frozen=True, slots=True)
class Later:
    """It was not taken for sure; try again after `seconds` (None: the platform gave no figure).

    `everyone` says that the whole account must wait, not this chat alone.
    """

    seconds: float | None = None
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Unreachable:
    """It was not taken, and nothing will be until the person writes again: blocked, deactivated, kicked.

    `muted` says that we are still in the group, but may not write there for now.
    """

    reason: str
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not taken and never will be: the message itself is at fault."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The message that was to change, or else nothing, is no longer there: nothing was sent."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has a new id; send it there."""

    chat: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can know whether it was taken: a time-out, a reset, a broken answer. Only this may ever duplicate."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unauthorised:
    """Our own key is refused: sending stops, everything stays, the operator is told (H8)."""


Outcome = Sent | Later | Unreachable | Refused | Gone | Moved | Unknown | Unauthorised


class Keep(Protocol):
    """Keeps updates: when it returns they are stored and may be confirmed to the platform."""

    async def __call__(self, arrivals: Sequence[Arrival], mark: str | None = None) -> None:
        """Store them all at once, and with them how far the platform was heard, where it has such a mark."""


class FileGone(Exception):
    """The platform no longer has the file (`gone`), or it is larger than is fetched (`too_large`)."""

    def __init__(self, reason: str = "gone") -> None:
        super().__init__(reason)
        self.reason = reason


class Platform(Protocol):
    """An adapter: one account of Parvis on one platform. It decides nothing and writes no sentences."""

    name: str
    exclusive: bool
    """Whether only one process at a time may `receive`: one polls, but webhooks may arrive anywhere."""
    whispers: bool
    """Whether who presses in a group is answered alone, there, and led on by a link; else they are written to in private.

    Who has no private chat yet is invited to one then: their address, as a group knows it, leads there.
    """
    redacts: bool
    """Whether people can take a message back here so that we hear of it."""

    def read(self, raw: str) -> Incoming | None:
        """Return what a kept update means; None when it concerns nobody. Raises ValueError if it cannot be read."""

    async def receive(self, keep: Keep, mark: str | None) -> None:
        """Take updates in until cancelled, confirming each only once `keep` has returned.

        `mark` is the last that was kept: a platform that remembers nothing for us is heard from there.
        """

    async def send(self, chat: str, message: Outgoing, file: File | None, key: int) -> Outcome:
        """Make one attempt. `key` is the outbox id, for platforms that know idempotent sends.

        `file` is the message's photo, or what was made for it; None where there is none, or none any more.
        """

    async def acknowledge(self, receipt: str, toast: str, start: str = "") -> None:
        """Answer a press, with a private sentence or "" (too late is no error).

        With `start`, whoever pressed in a group is led to their private chat, as `address(start)` leads there, where
        the platform can do that.
        """

    async def fetch(self, file: str, limit: int) -> bytes:
        """Return a file's bytes, at most `limit`. Raises FileGone."""

    async def runs(self, group: str, person: str) -> bool:
        """Return whether the account of that id may decide for the group. Raises OSError where nobody can tell now."""

    def address(self, token: str) -> str | None:
        """Return the link that opens a chat here with `token` as its start, if the platform has links."""

    def call(self, words: str) -> str:
        """Return what is typed in a group to say these words to us: a command, or our name before them."""

    async def check(self) -> str:
        """Return who we are on the platform. Raises an OSError or a PermissionError that says what is wrong."""

    async def close(self) -> None:
        """Let go of the network."""
