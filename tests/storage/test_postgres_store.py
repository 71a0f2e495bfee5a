"""PostgreSQL: people's turns side by side, on many connections and in many processes, whatever becomes of either."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Self

import pytest
from sqlalchemy import Connection, event, select, text
from sqlalchemy.exc import OperationalError

from bot.engine.desk import Posting, Update
from bot.engine.outgoing import Lane, Outgoing
from storage import database as database_module
from storage import postgres_store as store_module
from storage import processes, tables
from storage.database import Database
from storage.desk import Desk
from storage.migration import migrate
from storage.postgres_store import PostgresStore
from tests.postgres import PostgresServer, running_postgres
from tests.storage.running import QUICK_SECONDS, Turns, keep, running, said, until
from tests.storage.town import PLATFORM, Town


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that an operator does not notice are shorter still."""
    monkeypatch.setattr(store_module, "RETRY_SECONDS", 0.05)


def _store(database: Database) -> PostgresStore:
    return PostgresStore(database, Town(database).open)


# --- side by side


async def test_p3_turns_of_different_people_are_taken_side_by_side(postgres: Database) -> None:
    together = threading.Barrier(3)
    turns = Turns(lambda _desk, _update: together.wait(QUICK_SECONDS))
    async with running(_store(postgres), turns) as store:
        await keep(store, *(said(f"p{n}", n) for n in range(3)))
        await turns.until(3)


async def test_p3_nobody_has_two_turns_at_once(postgres: Database) -> None:
    under_way: set[int] = set()

    def during(_desk: Desk, update: Update) -> None:
        assert update.person not in under_way
        under_way.add(update.person)
        time.sleep(random.uniform(0, 0.01))
        under_way.remove(update.person)

    turns = Turns(during)
    async with running(_store(postgres), turns) as store:
        await keep(store, *(said(f"p{n % 3}", n) for n in range(60)))
        await turns.until(60)
    assert turns.done == {f"p{who}": [str(n) for n in range(60) if n % 3 == who] for who in range(3)}


async def test_p4_a_long_turn_keeps_only_its_own_person_waiting(postgres: Database) -> None:
    go_on = threading.Event()
    turns = Turns(lambda _desk, update: go_on.wait(QUICK_SECONDS) if update.chat_id == "slow" else None)
    async with running(_store(postgres), turns) as store:
        await keep(store, said("slow", 1), said("slow", 2))
        await keep(store, *(said(f"p{n}", n) for n in range(20)))
        await turns.until(20)
        assert "slow" not in turns.done
        go_on.set()
        await turns.until(22)


async def test_two_that_wait_for_one_another_are_both_done_in_the_end(postgres: Database) -> None:
    town = Town(postgres)
    noor, sam = town.meet("noor", "sam")
    both_hold_one = threading.Barrier(2)
    tries: list[str] = []

    def lock(name: str, *order: int) -> Callable[[Desk], None]:
        def work(desk: Desk) -> None:
            tries.append(name)
            for person in order:
                row = select(tables.people).where(tables.people.c.id == person).with_for_update()
                desk.connection.execute(row)
                if person == order[0] and tries.count(name) == 1:
                    both_hold_one.wait(QUICK_SECONDS)

        return work

    async with running(_store(postgres)) as store:
        one, other = lock("one", noor.person, sam.person), lock("other", sam.person, noor.person)
        await asyncio.gather(store.run(one), store.run(other))
    assert len(tries) == 3


# --- what is lost on the way


async def test_p6_a_worker_that_dies_in_the_middle_of_a_turn_has_done_nothing(postgres: Database) -> None:
    deaths: list[int] = []

    def during(desk: Desk, update: Update) -> None:
        desk.save_chat(update.account, update.raw)
        desk.flush()
        if len(deaths) < 3:
            deaths.append(update.id)
            desk.connection.execute(text("select pg_terminate_backend(pg_backend_pid())"))

    turns = Turns(during)
    async with running(_store(postgres), turns) as store:
        await keep(store, *(said(f"p{n % 4}", n) for n in range(20)))
        await turns.until(20)
    assert len(deaths) == 3
    assert turns.done == {f"p{who}": [str(n) for n in range(20) if n % 4 == who] for who in range(4)}


@dataclass
class Deaf:
    """A server whose next commits are done, but not heard of: the connection is gone before."""

    database: Database
    left: int = 0

    def __enter__(self) -> Self:
        event.listen(self.database.engine, "commit", self._commit)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.database.engine, "commit", self._commit)

    def _commit(self, connection: Connection) -> None:
        if self.left:
            self.left -= 1
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.commit()
            connection.invalidate()
            raise OperationalError("commit", None, Exception("gone"), connection_invalidated=True)


async def test_p1_what_was_committed_unheard_is_heard_of_once(postgres: Database) -> None:
    turns = Turns()
    with Deaf(postgres) as deaf:
        async with running(_store(postgres), turns) as store:
            deaf.left = 5
            assert await asyncio.gather(*(keep(store, said(f"p{n}", n)) for n in range(20))) == [1] * 20
            deaf.left = 5
            await turns.until(20)
            await until(lambda: not deaf.left)
    assert turns.done == {f"p{n}": [str(n)] for n in range(20)}


async def test_p1_messages_taken_in_a_commit_unheard_are_in_hand(postgres: Database) -> None:
    town = Town(postgres)
    (noor,) = town.meet("noor")
    town.post(noor, "hello")
    with Deaf(postgres, 1) as deaf:
        async with running(_store(postgres)) as store:
            parcels = await store.run(lambda desk: desk.owed("me", [PLATFORM], 10))
    assert [parcel.message.text for parcel in parcels] == ["hello"]
    assert deaf.left == 0


async def test_h61_a_process_frozen_in_the_middle_of_a_turn_gives_the_person_back(
    migrated_postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "FROZEN_SECONDS", 1)
    database = Database(migrated_postgres.engine.url.render_as_string(hide_password=False))
    town = Town(database)
    town.keep(said("noor", 1))
    connection = database.engine.connect()
    frozen = town.open(connection)
    assert len(frozen.updates(1)) == 1
    turns = Turns()
    async with running(_store(database), turns):
        await turns.until(1, QUICK_SECONDS)
    with pytest.raises(Exception, match=r"terminat|closed"):
        frozen.settle([1])
    connection.invalidate()
    connection.close()
    database.close()


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgresServer]:
    with running_postgres() as server:
        yield server


@pytest.mark.parametrize("seconds_away", [0.0, 1.0])
async def test_h65_the_server_restarts_in_the_middle_of_load(
    own_server: PostgresServer, seconds_away: float
) -> None:
    database = Database(own_server.create_database(f"restarted_{int(seconds_away)}"))
    migrate(database)
    turns, acknowledged = Turns(), set[str]()
    store = _store(database)

    async def talks(who: str) -> None:
        for number in range(60):
            await keep(store, said(who, number))
            acknowledged.add(f"{who}-{number}")

    async with running(store, turns):
        talking = [asyncio.create_task(talks(f"p{n}")) for n in range(6)]
        await until(lambda: len(acknowledged) > 60)
        await asyncio.to_thread(own_server.stop)
        before = set(acknowledged)
        await asyncio.sleep(seconds_away)
        assert len(acknowledged) < 360
        await asyncio.to_thread(own_server.start)
        await asyncio.gather(*talking)
        await turns.until(360)
    kept = {row.key for row in Town(database).rows(tables.inbox)}
    assert before <= acknowledged == kept
    assert turns.done == {f"p{n}": [str(number) for number in range(60)] for n in range(6)}
    database.close()


# --- many processes


@pytest.fixture
def another(postgres: Database) -> Iterator[Database]:
    """Give the same database as another process has it."""
    database = Database(postgres.engine.url.render_as_string(hide_password=False))
    yield database
    database.close()


async def test_two_processes_handle_every_update_once_and_each_persons_in_order(
    postgres: Database, another: Database
) -> None:
    together = Turns()
    here: list[int] = []
    there: list[int] = []
    one, other = Turns(lambda _d, u: here.append(u.id)), Turns(lambda _d, u: there.append(u.id))
    one.done = other.done = together.done
    stores = [_store(postgres), _store(another)]
    async with AsyncExitStack() as stack:
        for store, turns in zip(stores, (one, other), strict=True):
            await stack.enter_async_context(running(store, turns))

        async def talks(who: str) -> None:
            for number in range(30):
                # A webhook may arrive anywhere, and twice.
                where = random.sample(stores, 2 if number % 3 == 0 else 1)
                await asyncio.gather(*(keep(store, said(who, number)) for store in where))

        await asyncio.gather(*(talks(f"p{n}") for n in range(8)))
        await together.until(240)
    assert {who: sorted(map(int, each)) for who, each in together.done.items()} == {
        f"p{n}": list(range(30)) for n in range(8)
    }
    assert sorted(here + there) == sorted(row.id for row in Town(postgres).rows(tables.inbox))
    assert here
    assert there


async def test_p6_what_a_dead_process_had_on_its_way_is_taken_over_once_it_is_silent(
    postgres: Database, another: Database
) -> None:
    town = Town(postgres)

    def reply(owner: str) -> Callable[[Desk, Update], None]:
        def during(desk: Desk, update: Update) -> None:
            address = desk.address_of_account(update.account)
            assert address is not None
            desk.post([Posting(address, Lane.ANSWER, Outgoing(update.raw))], owner)

        return during

    async with running(_store(postgres), Turns(reply("dying"))) as store:
        await store.run(lambda desk: processes.beat(desk.connection, "dying"))
        await keep(store, *(said(f"p{n}", n) for n in range(4)))
        await until(lambda: town.count(tables.outbox) == 4)
    async with running(_store(another)) as heir:
        await heir.run(lambda desk: processes.beat(desk.connection, "heir"))

        async def taken() -> list[str]:
            parcels = await heir.run(lambda desk: desk.owed("heir", [PLATFORM], 10))
            return sorted(parcel.message.text for parcel in parcels)

        assert await taken() == []
        with town.desk() as desk:
            long_ago = text(
                "update processes set seen_at = seen_at - interval '21 seconds' where id = 'dying'"
            )
            desk.connection.execute(long_ago)
        assert await taken() == ["0", "1", "2", "3"]
        assert await taken() == []
