"""Rooms that are encrypted, where encryption is on: what is said there is heard if it was said under encryption (H54, H55)."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence

from adapters.errands import Errands
from adapters.latest import remember
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
        self._told: OrderedDict[str, bool] = OrderedDict()
        self._telling = Errands()

    async def heard(self, room: str, found: Room, events: Sequence[Event]) -> list[Event]:
        """Return what was said, opened, in its order; what was said in clear is no answer to anything.

        Raises NotDoneError.
        """
        sealed = [e for e in events if e["type"] == ENCRYPTED and e["sender"] != self._me]
        opened = await self._encryption.open(room, sealed) if sealed else []
        readable = {each["event_id"]: each for each in opened if each is not None}
        lost = [e for e in events if e["event_id"] not in readable and self._is_lost(e)]
        # Among several nobody knows whether it was meant for us.
        if len(found.others) == 1 and (readable or lost):
            await self._weigh(room, events, readable, lost)
        return [readable.get(e["event_id"], e) for e in events if e not in lost]

    async def close(self) -> None:
        """Say no more."""
        await self._telling.close()

    def _is_lost(self, event: Event) -> bool:
        """Tell whether somebody else says something that we cannot open, or that nobody sealed."""
        return event["sender"] != self._me and "state_key" not in event and event["type"] not in _IN_CLEAR

    async def _weigh(
        self, room: str, events: Sequence[Event], readable: Mapping[str, Event], lost: Sequence[Event]
    ) -> None:
        """Have it said once that something is lost, and not again until something could be opened."""
        before = told = await self._was_told(room)
        hinted_at = None
        for event in events:
            if event["event_id"] in readable:
                told = False
            elif event in lost and not told and not _is_notice(event):
                hinted_at, told = event["event_id"], True
        remember(self._told, room, told)
        if hinted_at is not None:
            self._telling.begin(self._say(room, hinted_at))
        elif told != before:
            await self._encryption.note(room, told=told)

    async def _was_told(self, room: str) -> bool:
        known = self._told.get(room)
        return await self._encryption.told(room) if known is None else known

    async def _say(self, room: str, event: str) -> None:
        content = {"msgtype": "m.text", "body": self._hint, "m.mentions": {}}
        # After a crash the same event is lost again, and this the same message: the homeserver shows it once.
        if not isinstance(await self._sending.say(room, content, f"lost.{event}"), Sent):
            self._told[room] = False
        with contextlib.suppress(NotDoneError):
            await self._encryption.note(room, told=self._told.get(room, True))


def _is_notice(event: Event) -> bool:
    """Tell whether a program says it, which no program may answer."""
    content = event.get("content")
    return isinstance(content, dict) and content.get("msgtype") == "m.notice"
