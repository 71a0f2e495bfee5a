"""Where transactions run: one writer thread on SQLite, several connections on PostgreSQL. The loop's thread never waits.

`run` does one piece of work at a desk and returns its result once it is committed. Between, turns of
pending updates are taken; what they leave to do is handed to the loop after the commit.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection

from bot.engine.work import Taken
from storage.database import Database, transient
from storage.desk import Desk

T = TypeVar("T")
Work = Callable[[Desk], Any]
Open = Callable[[Connection], Desk]
TakeTurns = Callable[[Desk, int], list[Taken]]
After = Callable[[list[Taken]], None]

log = structlog.get_logger()

TURNS_A_COMMIT = 16
"""Turns of different people that share a commit on SQLite: fewer cost more in all, more keep the first waiting."""

IDLE_SECONDS = 1.0
"""How often the inbox is looked at unasked: another process, or the command line, may have put something there."""

RETRY_SECONDS = 0.5
"""How long to wait after trouble with the database before everything is tried again."""


@dataclass(slots=True)
class _Asked:
    work: Work
    future: asyncio.Future[Any] | None
    result: Any = None
    error: Exception | None = None


@dataclass(slots=True)
class SqliteStore:
    """One writer thread: everything asked for meanwhile, and the turns of different people, share a commit."""

    database: Database
    open: Open
    _asked: queue.SimpleQueue[_Asked | None] = field(default_factory=queue.SimpleQueue)
    _take_turns: TakeTurns | None = None
    _after: After | None = None
    _loop: asyncio.AbstractEventLoop | None = None
    _thread: threading.Thread | None = None
    _connection: Connection | None = None
    _look: bool = True
    _stopping: bool = False

    def start(self, take_turns: TakeTurns, after: After) -> None:
        """Begin to take turns."""
        self._take_turns, self._after = take_turns, after

    async def run(self, work: Callable[[Desk], T], *, wakes: bool = False) -> T:
        """Do this work in a transaction and return its result."""
        self._begin()
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._look = self._look or wakes
        self._asked.put(_Asked(work, future))
        return await future

    def submit(self, work: Work) -> None:
        """Do this work soon."""
        self._begin()
        self._asked.put(_Asked(work, None))

    async def stop(self) -> None:
        """Finish what was asked for, and end."""
        self._take_turns = None
        self._stopping = True
        if self._thread:
            self._asked.put(None)
            await asyncio.to_thread(self._thread.join)

    def _begin(self) -> None:
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._write, name="writer", daemon=True)
            self._thread.start()

    def _write(self) -> None:
        """The writer thread: cycle after cycle, each one commit."""
        more = False
        while not (self._stopping and self._asked.empty()):
            batch = self._gather(wait=not more)
            look = more or self._look or not batch
            self._look = False
            more = self._cycle(batch, look=look)
        if self._connection is not None:
            self._connection.close()

    def _gather(self, *, wait: bool) -> list[_Asked]:
        """Return everything asked for by now; wait a moment if there is nothing."""
        batch: list[_Asked] = []
        try:
            first = self._asked.get(timeout=IDLE_SECONDS) if wait else self._asked.get_nowait()
            while True:
                if first is not None:
                    batch.append(first)
                first = self._asked.get_nowait()
        except queue.Empty:
            return batch

    def _cycle(self, batch: list[_Asked], *, look: bool) -> bool:
        """Do the batch, then turns if they may be waiting; return whether more turns wait."""
        take = self._take_turns if look else None
        if not batch and take is None:
            return False
        taken: list[Taken] = []
        more = False
        while True:
            try:
                taken, more = self._commit(batch, take)
                break
            except Exception as error:
                self._connection = None
                if not transient(error):
                    log.critical(
                        "A transaction failed.", slug="transaction-failed", error=type(error).__name__
                    )
                    for asked in batch:
                        asked.error = error
                    break
                log.warning(
                    "The database is in trouble; nothing is lost, it is tried again.", slug="database-trouble"
                )
                time.sleep(RETRY_SECONDS)
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._finish, batch, taken)
        return more

    def _commit(self, batch: list[_Asked], take: TakeTurns | None) -> tuple[list[Taken], bool]:
        """Do the batch and the turns in one transaction, on the connection that this thread keeps."""
        if self._connection is None:
            self._connection = self.database.engine.connect()
        with self._connection.begin():
            desk = self.open(self._connection)
            for asked in batch:
                _do(desk, asked)
            taken: list[Taken] = []
            waiting = desk.pending(TURNS_A_COMMIT + 1) if take else 0
            if take and waiting:
                taken = take(desk, TURNS_A_COMMIT)
            desk.flush()
        return taken, waiting > len(taken)

    def _finish(self, batch: list[_Asked], taken: list[Taken]) -> None:
        # The answers leave before anything else is gone on with.
        if taken and self._after:
            self._after(taken)
        _settle(batch)


@dataclass(slots=True)
class PostgresStore:
    """Several connections: each transaction one piece of work or one person's turn; the server groups commits."""

    database: Database
    open: Open
    workers: int = 4
    _take_turns: TakeTurns | None = None
    _after: After | None = None
    _loop: asyncio.AbstractEventLoop | None = None
    _threads: list[threading.Thread] = field(default_factory=list)
    _pool: ThreadPoolExecutor | None = None
    _wake: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _stopping: threading.Event = field(default_factory=threading.Event)

    def start(self, take_turns: TakeTurns, after: After) -> None:
        """Begin to take turns."""
        self._take_turns, self._after, self._loop = take_turns, after, asyncio.get_running_loop()
        self._threads = [
            threading.Thread(target=self._turns, name=f"turns-{n}", daemon=True) for n in range(self.workers)
        ]
        for thread in self._threads:
            thread.start()

    async def run(self, work: Callable[[Desk], T], *, wakes: bool = False) -> T:
        """Do this work in a transaction and return its result."""
        asked = _Asked(work, None)
        await asyncio.get_running_loop().run_in_executor(self._executor(), self._do, asked)
        if asked.error:
            raise asked.error
        if wakes:
            self._wake.release(self.workers)
        result: T = asked.result
        return result

    def submit(self, work: Work) -> None:
        """Do this work soon."""
        self._executor().submit(self._do, _Asked(work, None))

    async def stop(self) -> None:
        """Finish what was asked for, and end."""
        self._stopping.set()
        self._wake.release(self.workers)
        for thread in self._threads:
            await asyncio.to_thread(thread.join)
        if self._pool:
            await asyncio.to_thread(self._pool.shutdown)

    def _executor(self) -> ThreadPoolExecutor:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.workers, thread_name_prefix="desk")
        return self._pool

    def _do(self, asked: _Asked) -> None:
        while True:
            try:
                with self.database.writing() as connection:
                    desk = self.open(connection)
                    asked.result = asked.work(desk)
                    desk.flush()
                    asked.error = None
                return
            except Exception as error:
                asked.error = error
                if not transient(error) or (self._stopping.is_set()):
                    return
                self._trouble()

    def _turns(self) -> None:
        """A worker thread: one person's turn after another, then wait."""
        while not self._stopping.is_set():
            taken = self._one_turn()
            if not taken:
                self._wake.acquire(timeout=IDLE_SECONDS)
            elif self._after and self._loop and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._after, taken)

    def _one_turn(self) -> list[Taken]:
        try:
            with self.database.writing() as connection:
                desk = self.open(connection)
                taken = self._take_turns(desk, 1) if self._take_turns else []
                desk.flush()
                return taken
        except Exception as error:
            if not transient(error):
                log.critical("A transaction failed.", slug="transaction-failed", error=type(error).__name__)
            self._trouble()
            return []

    def _trouble(self) -> None:
        log.warning(
            "The database is in trouble; nothing is lost, it is tried again.", slug="database-trouble"
        )
        self.database.engine.dispose()
        self._stopping.wait(RETRY_SECONDS)


def _do(desk: Desk, asked: _Asked) -> None:
    """Do one piece of work by itself: if it fails, the others of its commit do not."""
    try:
        with desk.savepoint():
            asked.result = asked.work(desk)
            asked.error = None
    except Exception as error:
        if transient(error):
            raise
        asked.error = error


def _settle(batch: list[_Asked]) -> None:
    for asked in batch:
        if asked.future is None or asked.future.done():
            continue
        if asked.error:
            asked.future.set_exception(asked.error)
        else:
            asked.future.set_result(asked.result)
