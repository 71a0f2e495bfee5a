"""Very many who are to get a broadcast, and what is measured while it goes out to them."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event, Thread
from typing import TypeVar

import psycopg
from sqlalchemy import insert, update

from bot.civic.audiences import Audience
from bot.civic.broadcasts import UNDO, ConfirmBroadcast, Content, Draft, DraftBroadcast
from bot.civic.doors import Command, Query
from bot.civic.people import CONSENT_VERSIONS, REMINDERS
from bot.civic.sending import Fate, Report, ReportOf
from bot.office import open_office
from bot.settings import read_settings
from storage import tables
from storage.desk import Desk
from tests.program.cities import City
from tests.program.running import running_parvis
from tests.program.stages import Stage
from tests.telegram_server import Citizen, TelegramServer
from tests.telegram_server.limits import Limits
from tests.worlds import FakeClock

T = TypeVar("T")

FIRST = 1000
"""The person, and the account, of the first of them."""

SAID = Content({"nl": "Kom naar het plein", "fr": "Venez sur la place"})
ROWS_AT_ONCE = 20_000


def met(server: TelegramServer, count: int) -> list[Citizen]:
    """Return so many who can be written to."""
    people = [server.citizen(first_name="Noor", language_code="nl") for _ in range(count)]
    for one in people:
        one.private_chat.has_started = True
    return people


def known(city: City, people: Sequence[Citizen], *, also: int = 0) -> None:
    """Let them be known, and want to be written to; and so many others, whom Telegram has never heard of."""
    numbers = [one.id for one in people] + [-n for n in range(1, also + 1)]
    with _at_desk(city) as desk:
        for begin in range(0, len(numbers), ROWS_AT_ONCE):
            _insert(desk, list(enumerate(numbers[begin : begin + ROWS_AT_ONCE], FIRST + begin)))


def _insert(desk: Desk, numbered: list[tuple[int, int]]) -> None:
    run, now = desk.connection.execute, desk.now
    wants = {"welcomed_at": now, "joined_at": now, "language": "nl", "quiet": ""}
    run(insert(tables.people), [{"id": n, **wants} for n, _id in numbered])
    at = [
        {"id": n, "person": n, "platform": "telegram", "external": str(i), "chat": str(i)}
        for n, i in numbered
    ]
    run(insert(tables.accounts), at)
    agreed = {"kind": REMINDERS, "version": CONSENT_VERSIONS[REMINDERS], "given_at": now}
    run(insert(tables.consents), [{"id": n, "person": n, **agreed} for n, _id in numbered])
    run(insert(tables.chats), [{"account": n, "state": "{}", "touched_at": now} for n, _id in numbered])


def confirmed(city: City, count: int) -> int:
    """Confirm a broadcast to everyone, so long ago that it begins now; return its number."""
    with _at_desk(city, FakeClock(datetime.now(UTC) - UNDO)) as desk:
        number = desk.carry_out(DraftBroadcast(Draft(SAID, Audience())))
        # A second organiser has looked at it.
        desk.connection.execute(update(tables.broadcasts).values(checked_at=desk.now))
        desk.carry_out(ConfirmBroadcast(number, 1, count))
    return number


def does(city: City, command: Command[T]) -> T:
    """Carry a command out beside the program that runs, as the command line does."""
    with _at_desk(city) as desk:
        return desk.carry_out(command)


def asked(city: City, query: Query[T]) -> T:
    """Ask beside the program that runs."""
    with _at_desk(city) as desk:
        return desk.ask(query)


def reported(city: City, number: int) -> Report:
    """Return what became of the recipients."""
    report = asked(city, ReportOf(number))
    assert report is not None
    return report


def of(report: Report) -> dict[str, int]:
    """Return how many there are of each fate."""
    return {fate.value: report.of(fate) for fate in Fate if report.of(fate)}


@asynccontextmanager
async def among(
    city: City, noon: str, many: int, *, per_second: int, also: int = 0, limits: Limits | None = None
) -> AsyncIterator[tuple[Stage, list[Citizen]]]:
    """Serve a city, where it is noon, of so many who can be written to, at that pace."""
    env = {"PARVIS_CITY": noon, "PARVIS_TELEGRAM__MESSAGES_PER_SECOND": str(per_second)}
    async with TelegramServer(limits=limits) as server:
        people = met(server, many)
        known(city, people, also=also)
        async with running_parvis(server, data_dir=city.data_dir, database_url=city.url, env=env) as program:
            yield Stage(server, program, city), people


@contextmanager
def _at_desk(city: City, clock: FakeClock | None = None) -> Iterator[Desk]:
    settings = read_settings(database_url=city.url or f"sqlite:///{city.file}")
    office = open_office(settings, clock)
    try:
        with office.at_desk() as desk:
            yield desk
    finally:
        office.database.close()


def sent_at(server: TelegramServer) -> list[float]:
    """Return when messages were accepted, in order."""
    return sorted(call.at for call in server.calls if call.method == "sendMessage" and call.accepted)


def fewest_a_second(instants: Sequence[float], begins: float, ends: float, window: float = 60.0) -> float:
    """Return how many messages a second there were in the worst window, of those that begin every second."""
    worst = float("inf")
    start = begins
    while start + window <= ends:
        worst = min(worst, sum(1 for at in instants if start <= at < start + window) / window)
        start += 1.0
    return worst


@dataclass
class OtherWriter:
    """Somebody who writes to the same database again and again, and notes how long each time took.

    `alone` is how long it took where nobody else writes: the machine may be busy, and that is nobody's waiting.
    """

    city: City
    waits: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    _over: Event = field(default_factory=Event)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write for as long as this lasts."""
        thread = Thread(target=self._write)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    def _write(self) -> None:
        with closing(sqlite3.connect(self.city.folder / "alone.db", isolation_level=None)) as own:
            own.execute("create table facts (value)")
            for write in self._ways():
                self.waits.append(_timed(write))
                self.alone.append(_timed(lambda: own.execute("insert into facts values (1)")))
                if self._over.wait(0.02):
                    return

    def _ways(self) -> Iterator[Callable[[], object]]:
        """Return the same write again and again, on a connection that is open."""
        mark = "update facts set value = value where name = 'secret'"
        if self.city.url:
            with psycopg.connect(self.city.url, autocommit=True) as server:
                while True:
                    yield lambda: server.execute(mark)
        with closing(sqlite3.connect(self.city.file, timeout=0, isolation_level=None)) as file:
            while True:
                yield lambda: _insisting(file, mark)


def _timed(write: Callable[[], object]) -> float:
    began = time.monotonic()
    write()
    return time.monotonic() - began


def _insisting(file: sqlite3.Connection, statement: str) -> None:
    """Write as soon as the file is free: SQLite itself would sleep for ever longer between two looks."""
    while True:
        try:
            file.execute(statement)
        except sqlite3.OperationalError:
            time.sleep(0.001)
        else:
            return


async def until(what: Callable[[], bool], seconds: float) -> None:
    """Return once it is so."""
    async with asyncio.timeout(seconds):
        while not what():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.1)
