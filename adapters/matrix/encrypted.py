"""Rooms that are encrypted, where encryption is off: told once, in clear, that we cannot take part; nothing else ever is (H54, H55)."""

from __future__ import annotations

from adapters.errands import Errands
from adapters.exchange import NoAnswerError, NotSentError
from adapters.matrix.sending import Sending
from adapters.matrix.wire import Wire, path
from bot.engine.platform import Sent

TOLD = "be.parvis.told"
"""Our own note beside a room, which the homeserver keeps for us: it was told."""


class Encrypted:
    """Tells the encrypted rooms of one account. `notice` is the sentence, which says nothing about anybody."""

    def __init__(self, me: str, wire: Wire, sending: Sending, notice: str) -> None:
        self._me = me
        self._wire = wire
        self._sending = sending
        self._notice = notice
        self._told: set[str] = set()
        self._telling = Errands()

    def tell(self, room: str) -> None:
        """Say it there soon, if it was not said yet; if that fails, the next event there tries again."""
        if room not in self._told:
            self._told.add(room)
            self._telling.begin(self._tell(room))

    async def close(self) -> None:
        """Say no more."""
        await self._telling.close()

    async def _tell(self, room: str) -> None:
        note = path("user", self._me, "rooms", room, "account_data", TOLD)
        content = {"msgtype": "m.text", "body": self._notice, "m.mentions": {}}
        try:
            if (await self._wire.get(note)).status == 200:
                return
            if isinstance(await self._sending.say(room, content, TOLD), Sent):
                await self._wire.put(note, {"encrypted": True})
                return
        except (NotSentError, NoAnswerError):
            pass
        self._told.discard(room)
