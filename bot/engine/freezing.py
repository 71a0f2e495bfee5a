"""Long lists are written beside everything else: read in a thread of their own, written a few rows at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from functools import partial
from typing import Any, Protocol

import structlog

from bot.engine.faults import place_of
from bot.engine.store import Store

log = structlog.get_logger()

REST_SECONDS = 0.01
"""Between two parts of a list, so that whoever else wants to write finds the database free."""

LOOK_SECONDS = 1.0
"""How often it is looked whether there is a list to be written."""


class Lists(Protocol):
    """The lists that are to be written, as the storage has them."""

    def take(self, desk: Any) -> int | None:
        """Take in hand what a list is to be written for; None without any."""

    def clear(self, desk: Any, number: int) -> bool:
        """Throw some of an unfinished list away; return whether more of it is left."""

    def read(self, number: int) -> Generator[Sequence[Any], None, None]:
        """Return all that is to be in the list, some at a time, as of one instant. It is slow, and needs no desk."""

    def write(self, desk: Any, number: int, rows: Sequence[Any]) -> bool:
        """Write some of it; False if that is not to be gone on with."""

    def finish(self, desk: Any, number: int) -> None:
        """The list is whole."""


class Freezing:
    """Writes one list after another until it is stopped; `done` hears after each what is to be told."""

    def __init__(self, store: Store, lists: Lists, tell: Callable[[Any], None]) -> None:
        self.store, self.lists, self.tell = store, lists, tell
        self._stopped = asyncio.Event()

    def stop(self) -> None:
        """Write no more: what is not whole is begun anew after the next start."""
        self._stopped.set()

    async def run(self) -> None:
        """Look for lists to be written, until stopped; what goes wrong is tried again."""
        while not self._stopped.is_set():
            try:
                await self._one()
            except Exception as error:
                log.error(
                    "A list of recipients could not be written; it is begun anew.",
                    slug="list-failed",
                    error=type(error).__name__,
                    where=place_of(error.__traceback__),
                )
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), LOOK_SECONDS)

    async def _one(self) -> None:
        number = await self.store.run(self.lists.take)
        if number is not None:
            loop = asyncio.get_running_loop()
            await asyncio.to_thread(self.write, number, lambda work: self._wait_for(work, loop))

    def _wait_for(self, work: Callable[[Any], Any], loop: asyncio.AbstractEventLoop) -> Any:
        return asyncio.run_coroutine_threadsafe(self.store.run(work), loop).result()

    def write(self, number: int, at_desk: Callable[[Callable[[Any], Any]], Any]) -> None:
        """Write one list that is in hand, in as many transactions as that takes; `at_desk` does some work in one, and waits for it."""
        while at_desk(lambda desk: self.lists.clear(desk, number)):
            if self._stopped.is_set():
                return
        with closing(self.lists.read(number)) as chunks:
            for rows in chunks:
                if self._stopped.is_set() or not at_desk(partial(self._some, number, rows)):
                    return
                time.sleep(REST_SECONDS)
        at_desk(lambda desk: self._finish(desk, number))

    def _some(self, number: int, rows: Sequence[Any], desk: Any) -> bool:
        return self.lists.write(desk, number, rows)

    def _finish(self, desk: Any, number: int) -> None:
        self.lists.finish(desk, number)
        self.tell(desk)
