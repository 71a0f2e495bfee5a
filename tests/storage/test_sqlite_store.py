"""SQLite's one writer: a commit for many, and patience while the file cannot be written (H65)."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from storage import database as database_module
from storage import sqlite_store as store_module
from storage import tables
from storage.database import Database
from storage.sqlite_store import SqliteStore
from tests.storage.running import QUICK_SECONDS, Turns, keep, running, said, until
from tests.storage.town import Town

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that an operator does not notice are shorter still."""
    monkeypatch.setattr(store_module, "RETRY_SECONDS", 0.02)
    monkeypatch.setattr(database_module, "LOCK_WAIT_SECONDS", 0.1)


@pytest.fixture
def impatient(sqlite: Database) -> Iterator[Database]:
    """Give a database that says soon that it is locked."""
    database = Database(sqlite.engine.url.render_as_string())
    yield database
    database.close()


@contextmanager
def _held(database: Database) -> Iterator[None]:
    """Let another program hold the file, so that nobody else can write."""
    command = [sys.executable, "-c", HOLD, str(database.file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield
        other.kill()


def _commits(database: Database) -> list[float]:
    seen: list[float] = []
    event.listen(database.engine, "commit", lambda _connection: seen.append(time.monotonic()))
    return seen


async def test_what_is_asked_meanwhile_shares_a_commit(sqlite: Database) -> None:
    commits, store = _commits(sqlite), SqliteStore(sqlite, Town(sqlite).open)
    async with running(store):
        slow = asyncio.create_task(store.run(lambda _desk: time.sleep(0.2)))
        await asyncio.sleep(0.05)
        await asyncio.gather(slow, *(keep(store, said(f"p{n}", n)) for n in range(40)))
        assert len(commits) == 2


async def test_turns_of_different_people_share_a_commit(sqlite: Database) -> None:
    town, turns = Town(sqlite), Turns()
    town.keep(*(said(f"p{n}", n) for n in range(2 * store_module.TURNS_A_COMMIT)))
    commits = _commits(sqlite)
    async with running(SqliteStore(sqlite, town.open), turns):
        await turns.until(2 * store_module.TURNS_A_COMMIT)
    assert len(commits) <= 4


async def test_h65_while_another_program_holds_the_file_intake_waits_and_then_goes_on(
    impatient: Database,
) -> None:
    turns, store = Turns(), SqliteStore(impatient, Town(impatient).open)
    async with running(store, turns):
        await keep(store, said("before", 1))
        with _held(impatient):
            waiting = [asyncio.create_task(keep(store, said(f"p{n}", n))) for n in range(5)]
            await asyncio.sleep(1.0)
            assert not any(each.done() for each in waiting)
        assert await asyncio.wait_for(asyncio.gather(*waiting), QUICK_SECONDS) == [1] * 5
        await turns.until(6)
    assert all(said_by == 1 for said_by in map(len, turns.done.values()))


@pytest.mark.prove
async def test_h65_locked_for_thirty_seconds_with_the_waits_of_every_day(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    turns, store = Turns(), SqliteStore(sqlite, Town(sqlite).open)
    async with running(store, turns):
        await keep(store, said("before", 1))
        with _held(sqlite):
            waiting = asyncio.create_task(keep(store, said("noor", 2)))
            await asyncio.sleep(30.0)
            assert not waiting.done()
        assert await asyncio.wait_for(waiting, 15.0) == 1
        await turns.until(2)


class Disk:
    """A disk on which a database has only so many pages."""

    def __init__(self, database: Database) -> None:
        self.pages = 2**30
        event.listen(database.engine, "connect", self._limit)
        database.close()

    def _limit(self, connection: object, _record: object) -> None:
        getattr(connection, "execute")(f"PRAGMA max_page_count = {self.pages}")  # noqa: B009 - a driver's, untyped


async def test_h65_while_the_disk_is_full_intake_waits_and_nothing_acknowledged_is_lost(
    sqlite: Database,
) -> None:
    disk, town, turns = Disk(sqlite), Town(sqlite), Turns()
    with town.desk() as desk:
        disk.pages = 10 + desk.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    sqlite.close()
    store, acknowledged = SqliteStore(sqlite, town.open), set[str]()

    async def talks(who: str) -> None:
        for number in range(30):
            await keep(store, said(who, number, "x" * 1000))
            acknowledged.add(f"{who}-{number}")

    async with running(store, turns):
        talking = [asyncio.create_task(talks(f"p{n}")) for n in range(6)]
        await asyncio.sleep(1.0)
        assert 0 < len(acknowledged) < 180
        assert acknowledged <= _keys(town)
        disk.pages = 2**30
        await asyncio.wait_for(asyncio.gather(*talking), QUICK_SECONDS)
        await turns.until(180)
    assert {who: len(each) for who, each in turns.done.items()} == {f"p{n}": 30 for n in range(6)}


def _keys(town: Town) -> set[str]:
    with town.database.engine.connect() as connection:
        return set(connection.execute(tables.inbox.select().with_only_columns(tables.inbox.c.key)).scalars())


async def test_p6_a_stop_does_not_wait_for_a_file_that_cannot_be_written(impatient: Database) -> None:
    store = SqliteStore(impatient, Town(impatient).open)
    await keep(store, said("before", 1))
    with _held(impatient):
        waiting = asyncio.create_task(keep(store, said("noor", 2)))
        await asyncio.sleep(0.3)
        await asyncio.wait_for(store.stop(), QUICK_SECONDS)
        with pytest.raises(OperationalError, match="locked"):
            await waiting


async def test_the_connection_is_kept_until_something_is_wrong_with_it(sqlite: Database) -> None:
    opened: list[object] = []
    event.listen(sqlite.engine, "connect", lambda connection, _record: opened.append(connection))
    sqlite.close()
    store = SqliteStore(sqlite, Town(sqlite).open)
    async with running(store):
        for number in range(5):
            await keep(store, said("noor", number))
        assert len(opened) == 1
    assert sqlite.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from storage.database import Database
from storage.sqlite_store import SqliteStore
from tests.storage.running import Turns, keep, said
from tests.storage.town import Town

async def main():
    town = Town(Database(sys.argv[1]))
    store = SqliteStore(town.database, town.open)

    class Dying(Turns):
        def after(self, taken):
            os.kill(os.getpid(), signal.SIGKILL)

    def reply(desk, update):
        from bot.engine.desk import Posting
        from bot.engine.outgoing import Lane, Outgoing
        address = desk.address_of_account(update.account)
        desk.post([Posting(address, Lane.ANSWER, Outgoing("reply to " + update.raw))], "dead")

    turns = Dying(reply)
    store.start(turns.take, turns.after)
    await keep(store, *(said(f"p{n}", n) for n in range(5)))
    await asyncio.sleep(30)

asyncio.run(main())
"""


async def test_p1_killed_between_the_commit_and_its_hearing_the_next_start_sends_what_was_answered(
    sqlite: Database,
) -> None:
    url = sqlite.engine.url.render_as_string()
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, url], cwd=Path(__file__).parents[2], check=False, timeout=60
    )
    assert ended.returncode == -9
    town = Town(sqlite)
    assert {row.state for row in town.rows(tables.inbox)} == {"done"}
    assert sorted(town.owed("next")) == [f"reply to {n}" for n in range(5)]


async def test_an_asker_that_has_gone_is_not_waited_for(sqlite: Database) -> None:
    store = SqliteStore(sqlite, Town(sqlite).open)
    async with running(store):
        asked = asyncio.create_task(keep(store, said("noor", 1)))
        await asyncio.sleep(0)
        asked.cancel()
        await until(lambda: Town(sqlite).count(tables.inbox) == 1, QUICK_SECONDS)
