"""Taking in: what arrives while the store is busy is kept together, and confirmed only once it is kept."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.engine.desk import Desk
from bot.engine.incoming import Arrival
from bot.engine.store import Store


@dataclass(slots=True)
class _Batch:
    """The calls that wait for the same transaction, and what each of them came to."""

    calls: list[tuple[Sequence[Arrival], str | None]] = field(default_factory=list)
    keeping: asyncio.Task[list[int | Exception]] | None = None


class Intake:
    """One platform's way into the inbox. A hundred webhook calls at once cost one transaction, not a hundred."""

    def __init__(self, store: Store, platform: str) -> None:
        self._store, self._platform = store, platform
        # The batch is closed where the transaction runs: in a thread of the store.
        self._lock = threading.Lock()
        self._open: _Batch | None = None

    async def keep(self, arrivals: Sequence[Arrival], mark: str | None = None) -> int:
        """Return once these are in the inbox; of those kept together, the first call hears how many were new.

        `mark` is how far the platform was heard, which is kept with them.
        """
        with self._lock:
            batch = self._open = self._open or _Batch()
            place = len(batch.calls)
            batch.calls.append((arrivals, mark))
        if batch.keeping is None:
            batch.keeping = asyncio.create_task(self._run(batch))
        # Whoever called may hang up; the others still wait.
        came_to = (await asyncio.shield(batch.keeping))[place]
        if isinstance(came_to, Exception):
            raise came_to
        return came_to

    async def _run(self, batch: _Batch) -> list[int | Exception]:
        try:
            new = await self._store.run(lambda desk: self._keep_all(desk, batch), wakes=True)
        except Exception as error:  # noqa: BLE001 - raised again where the call was made
            self._close(batch)
            # One of them is at fault, and takes nobody along; the others keep their order.
            return [error] if len(batch.calls) == 1 else [await self._alone(*call) for call in batch.calls]
        return [new, *[0] * (len(batch.calls) - 1)]

    def _keep_all(self, desk: Desk, batch: _Batch) -> int:
        self._close(batch)
        marks = [mark for _, mark in batch.calls if mark]
        together = [arrival for arrivals, _ in batch.calls for arrival in arrivals]
        return desk.keep(self._platform, together, marks[-1] if marks else None)

    async def _alone(self, arrivals: Sequence[Arrival], mark: str | None) -> int | Exception:
        try:
            return await self._store.run(lambda desk: desk.keep(self._platform, arrivals, mark), wakes=True)
        except Exception as error:  # noqa: BLE001 - raised again where the call was made
            return error

    def _close(self, batch: _Batch) -> None:
        """Nothing more comes into this batch."""
        with self._lock:
            if self._open is batch:
                self._open = None
