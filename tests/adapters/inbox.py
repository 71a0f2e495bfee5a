"""An inbox as small as can be: keeps each update once, and can be out of order for a while."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence

from bot.engine.incoming import Arrival, Incoming
from bot.engine.platform import Platform


class Inbox:
    """`calls` counts the batches offered, `kept` holds what was kept, by key."""

    def __init__(self) -> None:
        self.kept: dict[str, Arrival] = {}
        self.mark: str | None = None
        self.calls = 0
        self.failures = 0
        self.may_keep = asyncio.Event()
        self.may_keep.set()
        self._changed = asyncio.Event()

    async def keep(self, arrivals: Sequence[Arrival], mark: str | None = None) -> None:
        self.calls += 1
        self._changed.set()
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        await self.may_keep.wait()
        for arrival in arrivals:
            self.kept.setdefault(arrival.key, arrival)
        self.mark = mark or self.mark
        self._changed.set()

    def read(self, platform: Platform) -> list[Incoming | None]:
        """Read everything kept that can be read."""
        read: list[Incoming | None] = []
        for arrival in self.kept.values():
            with contextlib.suppress(ValueError):
                read.append(platform.read(arrival.raw))
        return read

    async def until(self, holds: Callable[[], bool], seconds: float = 5.0) -> None:
        """Return when it holds; it is looked at whenever something was offered or kept."""
        async with asyncio.timeout(seconds):
            while not holds():
                self._changed.clear()
                await self._changed.wait()

    async def holds(self, count: int) -> None:
        """Return when as many updates are kept."""
        await self.until(lambda: len(self.kept) >= count)


@contextlib.asynccontextmanager
async def receiving(platform: Platform, inbox: Inbox) -> AsyncIterator[asyncio.Task[None]]:
    """Let the platform receive into the inbox, until the end of the block."""
    task = asyncio.create_task(platform.receive(inbox.keep, inbox.mark))
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, PermissionError):
            await task


async def soon(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    """Return when it holds."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - what it looks at tells nobody that it changed
            await asyncio.sleep(0.005)
