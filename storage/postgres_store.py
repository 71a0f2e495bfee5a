"""Where transactions run on PostgreSQL: several connections. The loop's thread never waits.

`run` does one piece of work at a desk and returns its result once it is committed. Beside it, turns of pending updates are
taken, one person's in a transaction; what they leave to do is handed to the loop after the commit.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

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
    tell_failed,
    trouble,
)
from storage.database import Database, collided, transient
from storage.desk import Desk

COLLISION_SECONDS = 0.02
"""How long, at most, to wait after two transactions were in each other's way."""

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
        asked = Asked(work, None)
        await asyncio.get_running_loop().run_in_executor(self._executor(), self._do, asked)
        if asked.error:
            raise asked.error
        if wakes:
            self._ring()
        result: T = asked.result
        return result

    def submit(self, work: Work) -> asyncio.Future[Any]:
        """Do this work soon; the future is done when it is."""
        return asyncio.get_running_loop().run_in_executor(self._executor(), self._do_unheard, work)

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

    def _do(self, asked: Asked) -> None:
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
        asked = Asked(work, None)
        self._do(asked)
        if asked.error:
            tell_failed(asked.error)

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
                tell_failed(failed)
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
        trouble.tell()
        self._stopping.wait(RETRY_SECONDS)
