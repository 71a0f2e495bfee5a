"""The queue of updates: what waits for the bot, for how long, and what the bot has confirmed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from tests.telegram_server.clock import Clock
from tests.telegram_server.refusals import OTHER_POLLER, RefusalError, conflict
from tests.telegram_server.wire import Json, dumps

# Nobody asked for these: they come only when they are named in allowed_updates.
_ONLY_WHEN_ASKED = {"chat_member", "message_reaction", "message_reaction_count"}
DAY_SECONDS = 24 * 60 * 60
PRESS_SECONDS = 150
# An offset further ahead of the queue than this is of another time, and confirms nothing.
_MAX_AHEAD = 10


@dataclass(frozen=True)
class Entry:
    """One update that waits. `lane` is the queue it is delivered in by a webhook."""

    serial: int
    update_id: int
    kind: str
    body: str
    expires_at: float
    lane: tuple[str, int]
    once_more: bool = False


@dataclass
class UpdateQueue:
    """Keeps updates until they are confirmed or expire.

    `history` holds every update ever queued, by id and as JSON; `expired` the ids of those that waited too long.
    """

    clock: Clock
    next_id: int = 700_000_001
    allowed: frozenset[str] = frozenset()
    history: dict[int, str] = field(default_factory=dict)
    expired: list[int] = field(default_factory=list)
    listener: Callable[[Entry], None] | None = None
    _waiting: dict[int, Entry] = field(default_factory=dict)
    _serials: count[int] = field(default_factory=count)
    _poller: asyncio.Future[None] | None = None
    _last_offset: int = 0
    _offset_before_jump: int = 0

    def __len__(self) -> int:
        return len(self.waiting())

    @property
    def is_polled(self) -> bool:
        """Whether somebody waits for updates at this moment."""
        return self._poller is not None and not self._poller.done()

    def waiting(self) -> list[Entry]:
        """Everything not confirmed, oldest first, without what has expired."""
        now = self.clock()
        for entry in [entry for entry in self._waiting.values() if entry.expires_at < now]:
            self.expired.append(entry.update_id)
            del self._waiting[entry.serial]
        return list(self._waiting.values())

    def put(
        self, kind: str, content: Json, lane: tuple[str, int], seconds: float = DAY_SECONDS
    ) -> int | None:
        """Queue an update and answer its id; None where the bot did not ask for this kind."""
        if not self._is_allowed(kind):
            return None
        return self.put_raw(f"{dumps(kind)}:{dumps(content)}", kind=kind, lane=lane, seconds=seconds)

    def put_raw(
        self,
        body: str,
        *,
        kind: str = "raw",
        lane: tuple[str, int] = ("raw", 0),
        seconds: float = DAY_SECONDS,
    ) -> int:
        """Queue whatever comes after the update id in the JSON object, unchecked: `"message":{"oops":NaN}`."""
        update_id, self.next_id = self.next_id, self.next_id + 1
        self.history[update_id] = f'{{"update_id":{update_id}{"," if body else ""}{body}}}'
        self._add(update_id, kind, self.clock() + seconds, lane)
        return update_id

    def repeat(self, update_id: int, times: int = 1) -> None:
        """Queue an update again under its own id; polling gives each repetition once, whatever the offset."""
        for _ in range(times):
            lane = ("repeated", next(self._serials))
            self._add(update_id, "repeated", self.clock() + DAY_SECONDS, lane, once_more=True)

    def jump_to(self, next_id: int) -> None:
        """Continue numbering elsewhere, as Telegram does after a quiet week."""
        if self.waiting():
            raise RuntimeError(
                "Ids change only while nothing waits: let the bot confirm what is queued first."
            )
        if next_id == self._last_offset - 1:
            raise ValueError("This id was just confirmed: use repeat() to deliver an update twice.")
        self.next_id, self._offset_before_jump = next_id, self._last_offset

    def _is_allowed(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in _ONLY_WHEN_ASKED

    def _add(
        self, update_id: int, kind: str, expires_at: float, lane: tuple[str, int], *, once_more: bool = False
    ) -> None:
        entry = Entry(
            next(self._serials), update_id, kind, self.history[update_id], expires_at, lane, once_more
        )
        self._waiting[entry.serial] = entry
        if self.listener:
            self.listener(entry)
        if self._poller and self.is_polled:
            self._poller.set_result(None)

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Entry]:
        """Answer up to `limit` updates, at once or as soon as one comes; ends whoever waited before."""
        entries = self.take(offset, limit)
        if entries or not seconds:
            return entries
        self.end_poll(conflict(OTHER_POLLER))
        poller = self._poller = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(poller, seconds)
        except TimeoutError:
            return []
        finally:
            if self._poller is poller:
                self._poller = None
        return self.take(offset, limit)

    def end_poll(self, refusal: RefusalError) -> None:
        """Refuse whoever waits for updates."""
        if self._poller and self.is_polled:
            self._poller.set_exception(refusal)

    def take(self, offset: int, limit: int = 100) -> list[Entry]:
        """Forget what `offset` confirms, and answer what comes next."""
        waiting = self.waiting()
        if offset < 0:
            self.forget(waiting[:offset])
        elif offset > 0 and self._confirms(offset):
            self.forget([entry for entry in waiting if entry.update_id < offset and not entry.once_more])
        answer = self.waiting()[:limit]
        self.forget([entry for entry in answer if entry.once_more])
        return answer

    def _confirms(self, offset: int) -> bool:
        if offset > self.next_id + _MAX_AHEAD or offset == self._offset_before_jump:
            return False
        self._last_offset, self._offset_before_jump = offset, 0
        return True

    def forget(self, entries: list[Entry]) -> None:
        for entry in entries:
            self._waiting.pop(entry.serial, None)

    def holds(self, entry: Entry) -> bool:
        """Say whether an update still waits."""
        self.waiting()
        return entry.serial in self._waiting

    def expire(self, entry: Entry) -> None:
        """Give an update up as undeliverable."""
        if self._waiting.pop(entry.serial, None):
            self.expired.append(entry.update_id)
