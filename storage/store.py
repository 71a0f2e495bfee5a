"""Where transactions run: one writer thread on SQLite, several connections on PostgreSQL. The loop's thread never waits.

`run` does one piece of work at a desk and returns its result once it is committed. Between, turns of
pending updates are taken; what they leave to do is handed to the loop after the commit.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.engine.work import Taken
from storage.database import Database, collided, transient
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


TELL_SECONDS = 10.0
"""While the trouble lasts, one line in the log each so many seconds."""

COLLISION_SECONDS = 0.02
"""How long, at most, to wait after two transactions were in each other's way."""


@dataclass(slots=True)
class _Asked:
    work: Work
    future: asyncio.Future[Any] | None
    wakes: bool = False
    result: Any = None
    error: Exception | None = None


@dataclass(slots=True)
class SqliteStore:
    """One writer thread: everything asked for meanwhile, and the turns of different people, share a commit."""

    shared = False

    database: Database
    open: Open
    _asked: queue.SimpleQueue[_Asked | None] = field(default_factory=queue.SimpleQueue)
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
        self._ask(_Asked(work, future, wakes))
        return await future

    def submit(self, work: Work) -> None:
        """Do this work soon."""
        self._ask(_Asked(work, None))

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

    def _ask(self, asked: _Asked) -> None:
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

    def _cycle(self, batch: list[_Asked], take: TakeTurns | None) -> bool:
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
                    _tell_failed(error)
                elif not transient(error) or self._stopping:
                    _tell_failed(error)
                    for asked in batch:
                        asked.error = error
                    break
                else:
                    _trouble.tell()
                    time.sleep(RETRY_SECONDS)
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._finish, batch, taken)
        return more

    def _commit(
        self, batch: list[_Asked], take: TakeTurns | None, *, together: bool
    ) -> tuple[list[Taken], bool]:
        """Do the batch and the turns in one transaction, on the connection that this thread keeps."""
        if self._connection is None:
            self._connection = self.database.engine.connect()
        with self._connection.begin():
            desk = self.open(self._connection)
            desk.together = together
            for asked in batch:
                _do(desk, asked)
            taken: list[Taken] = []
            waiting = desk.pending(TURNS_A_COMMIT + 1) if take else 0
            if take and waiting:
                taken = take(desk, TURNS_A_COMMIT)
            desk.flush()
        return taken, waiting > len(taken)

    def _let_go(self) -> None:
        """Leave the connection, whatever state it is in; the next transaction opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(SQLAlchemyError):
                connection.invalidate()
            connection.close()

    def _finish(self, batch: list[_Asked], taken: list[Taken]) -> None:
        # The answers leave before anything else is gone on with.
        if taken and self._after:
            self._after(taken)
        _settle(batch)


_NUMBER = text("select pg_current_xact_id_if_assigned()::text")
_STATUS = text("select pg_xact_status(cast(:number as xid8))")


@dataclass(slots=True)
class _Turn:
    """One turn on its way from its transaction to the loop."""

    taken: list[Taken] = field(default_factory=list)
    person: int = 0
    before: _Turn | None = None
    told: threading.Event = field(default_factory=threading.Event)


@dataclass(slots=True)
class PostgresStore:
    """Several connections: each transaction one piece of work or one person's turn; the server groups commits."""

    shared = True

    database: Database
    open: Open
    workers: int = 4
    _take_turns: TakeTurns | None = None
    _after: After | None = None
    _loop: asyncio.AbstractEventLoop | None = None
    _threads: list[threading.Thread] = field(default_factory=list)
    _pool: ThreadPoolExecutor | None = None
    _bell: threading.Condition = field(default_factory=threading.Condition)
    _rung: int = 0
    _resting: threading.Event = field(default_factory=threading.Event)
    _lines: dict[int, _Turn] = field(default_factory=dict)
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
            self._ring()
        result: T = asked.result
        return result

    def submit(self, work: Work) -> None:
        """Do this work soon."""
        self._executor().submit(self._do_unheard, work)

    async def rest(self) -> None:
        """Take no more turns; what the last ones leave to do has been heard when this returns."""
        self._resting.set()
        self._ring()
        for thread in self._threads:
            await asyncio.to_thread(thread.join)

    async def stop(self) -> None:
        """Finish what was asked for, and end."""
        self._stopping.set()
        await self.rest()
        if self._pool:
            await asyncio.to_thread(self._pool.shutdown)

    def _executor(self) -> ThreadPoolExecutor:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.workers, thread_name_prefix="desk")
        return self._pool

    def _do(self, asked: _Asked) -> None:
        while True:
            try:
                asked.result, asked.error = self._transact(asked.work), None
            except Exception as error:
                asked.error = error
                if transient(error) and not self._stopping.is_set():
                    self._wait_out(error)
                    continue
            return

    def _do_unheard(self, work: Work) -> None:
        asked = _Asked(work, None)
        self._do(asked)
        if asked.error:
            _tell_failed(asked.error)

    def _transact(self, work: Callable[[Desk], T]) -> T:
        """Do this in one transaction; a row that cannot be written is the fault of its own savepoint."""
        with self.database.engine.connect() as connection:
            transaction = connection.begin()
            try:
                desk = self.open(connection)
                desk.together = False
                result = work(desk)
                desk.flush()
                number = connection.execute(_NUMBER).scalar()
            except BaseException:
                transaction.rollback()
                raise
            try:
                transaction.commit()
            except DBAPIError:
                if number is None or not self._committed(number):
                    raise
        return result

    def _committed(self, number: str) -> bool:
        """Tell whether a transaction was committed, though the server could not say so before the connection was gone."""
        while True:
            try:
                with self.database.writing() as connection:
                    status = connection.execute(_STATUS, {"number": number}).scalar()
            except Exception as error:
                if not transient(error) or self._stopping.is_set():
                    raise
                self._wait_out(error)
                continue
            if status != "in progress":
                return bool(status == "committed")
            self._stopping.wait(COLLISION_SECONDS)

    def _turns(self) -> None:
        """A worker thread: one person's turn after another, then wait for the bell."""
        while not self._resting.is_set():
            rung = self._rung
            if not self._one_turn():
                with self._bell:
                    if self._rung == rung:
                        self._bell.wait(IDLE_SECONDS)

    def _one_turn(self) -> bool:
        """Take a turn and let it be heard of; return whether there was one."""
        turn, failed = _Turn(), None
        try:
            turn.taken = self._transact(lambda desk: self._take(desk, turn))
        except Exception as error:
            failed = error
        self._tell(turn)
        if failed:
            if not transient(failed):
                _tell_failed(failed)
            self._wait_out(failed)
        return bool(turn.taken)

    def _take(self, desk: Desk, turn: _Turn) -> list[Taken]:
        """Take a turn, and a place in the line of its person, who is locked: so it is behind their turn before."""
        taken = self._take_turns(desk, 1) if self._take_turns else []
        if desk.held is not None:
            with self._bell:
                turn.person, turn.before = desk.held, self._lines.get(desk.held)
                self._lines[desk.held] = turn
        return taken

    def _tell(self, turn: _Turn) -> None:
        """Let the loop hear of a turn, after the one before: what one person is answered leaves in order."""
        if turn.before:
            turn.before.told.wait()
            turn.before = None
        if turn.taken and self._after and self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._after, turn.taken)
        turn.told.set()
        with self._bell:
            if self._lines.get(turn.person) is turn:
                del self._lines[turn.person]

    def _ring(self) -> None:
        """Updates have come, or the end: nobody sleeps."""
        with self._bell:
            self._rung += 1
            self._bell.notify_all()

    def _wait_out(self, error: Exception) -> None:
        if collided(error):
            self._stopping.wait(random.uniform(0, COLLISION_SECONDS))  # noqa: S311 - no secret
            return
        _trouble.tell()
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
        if asked.future is None and asked.error:
            _tell_failed(asked.error)
        elif asked.future is None or asked.future.done():
            continue
        elif asked.error:
            asked.future.set_exception(asked.error)
        else:
            asked.future.set_result(asked.result)


def _tell_failed(error: Exception) -> None:
    log.critical("A transaction failed.", slug="transaction-failed", error=type(error).__name__)


@dataclass(slots=True)
class _Trouble:
    """Trouble with the database, told when it comes and now and then while it lasts: every thread meets it at once."""

    told_at: float = float("-inf")

    def tell(self) -> None:
        now = time.monotonic()
        if now >= self.told_at + TELL_SECONDS:
            self.told_at = now
            log.warning(
                "The database is in trouble; nothing is lost, it is tried again.", slug="database-trouble"
            )


_trouble = _Trouble()
