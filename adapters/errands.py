"""Small works beside the others, for which nobody waits."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine


class Errands:
    """What was begun and has not ended."""

    def __init__(self) -> None:
        self._begun: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._begun)

    def begin(self, work: Coroutine[None, None, None]) -> None:
        """Let the work be done soon."""
        task = asyncio.create_task(work)
        self._begun.add(task)
        task.add_done_callback(self._begun.discard)

    async def close(self) -> None:
        """End what has not ended by itself."""
        for task in self._begun:
            task.cancel()
        await asyncio.gather(*self._begun, return_exceptions=True)
