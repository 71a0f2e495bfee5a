"""Taking in: what arrives while the store is busy is kept together, and confirmed only once it is kept."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.engine.incoming import Arrival
from bot.engine.store import Store


@dataclass(slots=True)
class _Batch:
    """What waits for the same transaction, and that transaction."""

    arrivals: list[Arrival] = field(default_factory=list)
    mark: str | None = None
    keeping: asyncio.Task[int] | None = None


class Intake:
    """One platform's way into the inbox. A hundred webhook calls at once cost one transaction, not a hundred."""

    def __init__(self, store: Store, platform: str) -> None:
        self._store, self._platform = store, platform
        # The batch is closed where the transaction runs: in a thread of the store.
        self._lock = threading.Lock()
        self._open: _Batch | None = None

    async def keep(self, arrivals: Sequence[Arrival], mark: str | None = None) -> int:
        """Return once these are in the inbox; of those kept together, one call hears how many were new.

        `mark` is how far the platform was heard, which is kept with them.
        """
        with self._lock:
            batch = self._open = self._open or _Batch()
            batch.arrivals += arrivals
            batch.mark = mark or batch.mark
        first = batch.keeping is None
        if batch.keeping is None:
            batch.keeping = asyncio.create_task(self._run(batch))
        try:
            # Whoever called may hang up; the others still wait.
            new = await asyncio.shield(batch.keeping)
        except Exception:
            if len(batch.arrivals) == len(arrivals):
                raise
            # Another of these may have been at fault.
            return await self._store.run(lambda desk: desk.keep(self._platform, arrivals, mark), wakes=True)
        return new if first else 0

    async def _run(self, batch: _Batch) -> int:
        try:
            return await self._store.run(lambda desk: self._keep(desk, batch), wakes=True)
        finally:
            self._close(batch)

    def _keep(self, desk: Any, batch: _Batch) -> int:
        self._close(batch)
        new: int = desk.keep(self._platform, batch.arrivals, batch.mark)
        return new

    def _close(self, batch: _Batch) -> None:
        """Nothing more comes into this batch."""
        with self._lock:
            if self._open is batch:
                self._open = None
