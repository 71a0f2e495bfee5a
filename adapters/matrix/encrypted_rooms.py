"""Rooms that are encrypted, where encryption is on: what is said there is heard if it was said under encryption (H54, H55)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence

from adapters.matrix.encryption import Encryption
from adapters.matrix.outcomes import NotDoneError
from adapters.matrix.reading import ENCRYPTED, REACTION, REDACTION
from adapters.matrix.rooms import Room
from adapters.matrix.sending import Sending
from adapters.matrix.visits import Event
from bot.engine.platform import Sent

_IN_CLEAR = frozenset({REACTION, REDACTION})
"""What every client sends in clear, since the homeserver has to count and to carry it out."""


class EncryptedRooms:
    """Hears the encrypted rooms of one account. `hint` is the sentence for what cannot be opened."""

    def __init__(self, me: str, encryption: Encryption, sending: Sending, hint: str) -> None:
        self._me = me
        self._encryption = encryption
        self._sending = sending
        self._hint = hint
        self._telling: dict[str, asyncio.Task[None]] = {}

    async def heard(self, room: str, found: Room, events: Sequence[Event]) -> list[Event]:
        """Return what was said, opened, in its order; what was said in clear is no answer to anything.

        Raises NotDoneError.
        """
        sealed = [e for e in events if e["type"] == ENCRYPTED and e["sender"] != self._me]
        opened = await self._encryption.open(room, sealed) if sealed else []
        readable = {each["event_id"]: each for each in opened if each is not None}
        lost = [e for e in events if e["event_id"] not in readable and self._is_lost(e)]
        # Among several nobody knows whether it was meant for us.
        if lost and len(found.others) == 1 and (readable or not await self._encryption.told(room)):
            self._tell(room, lost[-1], readable)
        return [readable.get(e["event_id"], e) for e in events if e not in lost]

    async def close(self) -> None:
        """Say no more."""
        telling = tuple(self._telling.values())
        for task in telling:
            task.cancel()
        await asyncio.gather(*telling, return_exceptions=True)

    def _is_lost(self, event: Event) -> bool:
        """Tell whether somebody else says something that we cannot open, or that nobody sealed."""
        return event["sender"] != self._me and "state_key" not in event and event["type"] not in _IN_CLEAR

    def _tell(self, room: str, last: Event, readable: Mapping[str, Event]) -> None:
        """Say soon that something is lost. It is noted, so as not to be said again, until something can be opened."""
        if room in self._telling or _is_notice(last):
            return
        task = asyncio.create_task(self._say(room, last["event_id"], noted=not readable))
        self._telling[room] = task
        task.add_done_callback(lambda _: self._telling.pop(room, None))

    async def _say(self, room: str, event: str, *, noted: bool) -> None:
        content = {"msgtype": "m.text", "body": self._hint, "m.mentions": {}}
        # After a crash the same event is lost again, and this the same message: the homeserver shows it once.
        outcome = await self._sending.say(room, content, f"lost.{event}")
        with contextlib.suppress(NotDoneError):
            if noted and isinstance(outcome, Sent):
                await self._encryption.note(room)


def _is_notice(event: Event) -> bool:
    """Tell whether a program says it, which no program may answer."""
    content = event.get("content")
    return isinstance(content, dict) and content.get("msgtype") == "m.notice"
