"""Where transactions run on SQLite: one writer thread. The loop's thread never waits.

`run` does one piece of work at a desk and returns its result once it is committed. Between, turns of
pending updates are taken; what they leave to do is handed to the loop after the commit.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.engine.work import Taken
from storage.asked import (
    IDLE_SECONDS,
    RETRY_SECONDS,
    After,
    Asked,
    Open,
    T,
    TakeTurns,
    Work,
    do,
    tell_failed,
    trouble,
)
from storage.database import Database, transient
from storage.desk import Desk

TURNS_A_COMMIT = 16
"""Turns of different people that share a commit on SQLite: fewer cost more in all, more keep the first waiting."""


@dataclass(slots=True)
class SqliteStore:
    """One writer thread: everything asked for meanwhile, and the turns of different people, share a commit."""

    shared = False

    database: Database
    open: Open
    _asked: queue.SimpleQueue[Asked | None] = field(default_factory=queue.SimpleQueue)
    _take_turns: TakeTurns | None = None
    _after: After | None = None
    _loop: asyncio.AbstractEventLoop | None = None
    _thread: threading.Thread | None = None
    _connection: Connection | None = None
    _stopping: bool = False

    def start(self, take_turns: TakeTurns, after: After) -> None:
        """Begin to take turns."""
        self._take_turns, self._after = take_turns, after
        self._begin()

    async def run(self, work: Callable[[Desk], T], *, wakes: bool = False) -> T:
        """Do this work in a transaction and return its result."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._ask(Asked(work, future, wakes))
        return await future

    def submit(self, work: Work) -> asyncio.Future[Any]:
        """Do this work soon; the future is done when it is."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._ask(Asked(work, future, unheard=True))
        return future

    async def rest(self) -> None:
        """Take no more turns; what the last ones leave to do has been heard when this returns."""
        self._take_turns = None
        await self.run(lambda _desk: None)

    async def stop(self) -> None:
        """Finish what was asked for, and end."""
        self._take_turns = None
        self._stopping = True
        if self._thread:
            self._asked.put(None)
            await asyncio.to_thread(self._thread.join)

    def _ask(self, asked: Asked) -> None:
        if self._stopping:
            raise RuntimeError("The store has stopped: ask before that.")
        self._begin()
        self._asked.put(asked)

    def _begin(self) -> None:
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._write, name="writer", daemon=True)
            self._thread.start()

    def _write(self) -> None:
        """The writer thread: cycle after cycle, each one commit."""
        more, looked = True, 0.0
        while not (self._stopping and self._asked.empty()):
            batch = self._gather(wait=not more)
            # However busy we are, what somebody else put into the inbox is seen soon.
            look = more or any(asked.wakes for asked in batch) or time.monotonic() >= looked + IDLE_SECONDS
            looked = time.monotonic() if look else looked
            more = self._cycle(batch, self._take_turns if look else None)
        self._let_go()

    def _gather(self, *, wait: bool) -> list[Asked]:
        """Return everything asked for by now; wait a moment if there is nothing."""
        batch: list[Asked] = []
        try:
            first = self._asked.get(timeout=IDLE_SECONDS) if wait else self._asked.get_nowait()
            while True:
                if first is not None:
                    batch.append(first)
                first = self._asked.get_nowait()
        except queue.Empty:
            return batch

    def _cycle(self, batch: list[Asked], take: TakeTurns | None) -> bool:
        """Do the batch, then turns if they may be waiting, for as long as it takes; return whether more turns wait.

        Where a commit fails for other reasons than the database's, its parts are written apart, so that only the
        one at fault fails; should taking turns itself be at fault, the rest goes on without.
        """
        taken: list[Taken] = []
        more, together = False, True
        while batch or take:
            try:
                taken, more = self._commit(batch, take, together=together)
                break
            except Exception as error:
                self._let_go()
                if not transient(error) and together:
                    together = False
                elif not transient(error) and take:
                    take = None
                    tell_failed(error)
                elif not transient(error) or self._stopping:
                    tell_failed(error)
                    for asked in batch:
                        asked.error = error
                    break
                else:
                    trouble.tell()
                    time.sleep(RETRY_SECONDS)
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._finish, batch, taken)
        return more

    def _commit(
        self, batch: list[Asked], take: TakeTurns | None, *, together: bool
    ) -> tuple[list[Taken], bool]:
        """Do the batch and the turns in one transaction, on the connection that this thread keeps."""
        if self._connection is None:
            self._connection = self.database.engine.connect()
        with self._connection.begin():
            desk = self.open(self._connection)
            desk.together = together
            for asked in batch:
                do(desk, asked)
            taken = take(desk, TURNS_A_COMMIT) if take else []
            desk.flush()
            more = take is not None and desk.pending()
        return taken, more

    def _let_go(self) -> None:
        """Leave the connection, whatever state it is in; the next transaction opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(SQLAlchemyError):
                connection.invalidate()
            connection.close()

    def _finish(self, batch: list[Asked], taken: list[Taken]) -> None:
        # The answers leave before anything else is gone on with.
        if taken and self._after:
            self._after(taken)
        _settle(batch)


def _settle(batch: list[Asked]) -> None:
    for asked in batch:
        if asked.unheard and asked.error:
            tell_failed(asked.error)
        if asked.future is None or asked.future.done():
            continue
        if asked.error and not asked.unheard:
            asked.future.set_exception(asked.error)
        else:
            asked.future.set_result(asked.result)
