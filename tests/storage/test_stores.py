"""Where transactions run, on both databases: what was asked is done, and what fails takes nobody along."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from bot.civic.aside import UpdatesAside
from bot.civic.doors import Refused
from bot.engine.desk import Update
from bot.engine.incoming import Arrival, Sender
from bot.engine.work import MOST_ATTEMPTS, Taken
from storage import postgres_store, sqlite_store, tables
from storage.database import Database
from storage.desk import Desk
from tests.phones import Phones
from tests.storage.running import QUICK_SECONDS, Store, Turns, a_store, a_worker, keep, running, said, until
from tests.storage.town import PLATFORM, Town

NOBODYS = 99


def _note(name: str) -> Callable[[Desk], str]:
    def note(desk: Desk) -> str:
        desk.connection.execute(insert(tables.facts), {"name": name, "value": name})
        return name

    return note


def _noted(town: Town) -> list[str]:
    return [row.name for row in town.rows(tables.facts)]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that an operator does not notice are shorter still."""
    for module in (postgres_store, sqlite_store):
        monkeypatch.setattr(module, "RETRY_SECONDS", 0.02)
        monkeypatch.setattr(module, "IDLE_SECONDS", 0.2)


# --- what was asked


async def test_what_was_asked_is_committed_when_its_result_comes(database: Database) -> None:
    town = Town(database)
    async with running(a_store(database)) as store:
        assert await store.run(_note("one")) == "one"
        assert _noted(town) == ["one"]


async def test_a_hundred_things_asked_at_once_are_all_done(database: Database) -> None:
    names = [f"n{n:03}" for n in range(100)]
    async with running(a_store(database)) as store:
        assert await asyncio.gather(*(store.run(_note(name)) for name in names)) == names
    assert _noted(Town(database)) == names


async def test_one_failing_piece_of_work_does_not_take_its_neighbours_along(database: Database) -> None:
    def fails(desk: Desk) -> None:
        _note("undone")(desk)
        raise Refused("no")

    def mistaken(desk: Desk) -> None:
        desk.connection.execute(text("select nothing from nowhere"))

    def writes_late(desk: Desk) -> None:
        _note("undone too")(desk)
        desk.save_chat(NOBODYS, "{}")

    async with running(a_store(database)) as store:
        results = await asyncio.gather(
            *(store.run(work) for work in (_note("a"), fails, mistaken, writes_late, _note("b"))),
            return_exceptions=True,
        )
    assert _noted(Town(database)) == ["a", "b"]
    assert [results[0], results[4]] == ["a", "b"]
    assert isinstance(results[1], Refused)
    assert isinstance(results[2], DBAPIError)
    assert isinstance(results[3], DBAPIError)


async def test_work_that_nobody_waits_for_is_done_too_and_its_failing_harms_nobody(
    database: Database,
) -> None:
    def fails(_desk: Desk) -> None:
        raise ZeroDivisionError

    async with running(a_store(database)) as store:
        for work in (_note("a"), fails, _note("b")):
            store.submit(work)
    assert _noted(Town(database)) == ["a", "b"]


async def test_p6_a_stop_finishes_what_was_asked_and_takes_nothing_more(database: Database) -> None:
    def slow(number: int) -> Callable[[Desk], str]:
        def work(desk: Desk) -> str:
            time.sleep(0.01)
            return _note(f"n{number:02}")(desk)

        return work

    store = a_store(database)
    waiting = [asyncio.create_task(store.run(slow(n))) for n in range(15)]
    await asyncio.sleep(0)
    for n in range(15, 30):
        store.submit(slow(n))
    await store.stop()
    assert len(_noted(Town(database))) == 30
    assert await asyncio.gather(*waiting) == [f"n{n:02}" for n in range(15)]
    with pytest.raises(RuntimeError):
        await store.run(_note("late"))


async def test_a_store_that_was_never_asked_stops_at_once(database: Database) -> None:
    await a_store(database).stop()


async def test_who_does_not_wait_for_the_result_holds_nobody_up(database: Database) -> None:
    async with running(a_store(database)) as store:
        impatient = asyncio.create_task(store.run(_note("a")))
        await asyncio.sleep(0)
        impatient.cancel()
        assert await store.run(_note("b")) == "b"
    assert _noted(Town(database)) in (["a", "b"], ["b"])


# --- turns


async def test_p3_everybodys_turns_are_taken_once_and_in_order(database: Database) -> None:
    turns = Turns()
    people = [f"p{n}" for n in range(12)]
    async with running(a_store(database), turns) as store:
        await asyncio.gather(*(_talks(store, who, 10) for who in people))
        await turns.until(120)
    assert turns.done == {who: [str(n) for n in range(10)] for who in people}
    assert Town(database).count(tables.inbox, tables.inbox.c.state != "done") == 0


async def _talks(store: Store, who: str, updates: int) -> None:
    for number in range(updates):
        await keep(store, said(who, number))


async def test_a_turn_is_taken_as_soon_as_its_update_is_kept(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (postgres_store, sqlite_store):
        monkeypatch.setattr(module, "IDLE_SECONDS", 60.0)
    turns = Turns()
    store = a_store(database)
    store.start(turns.take, turns.after)
    for number in range(20):
        await keep(store, said("noor", number))
        await turns.until(number + 1, QUICK_SECONDS)
    stopping = asyncio.create_task(store.stop())
    await asyncio.wait_for(stopping, QUICK_SECONDS)


async def test_what_another_program_keeps_is_noticed_too(database: Database) -> None:
    turns = Turns()
    async with running(a_store(database), turns):
        await asyncio.sleep(0.05)
        Town(database).keep(said("noor", 1))
        await turns.until(1, QUICK_SECONDS)


async def test_what_waits_from_before_is_taken_when_it_begins(database: Database) -> None:
    town = Town(database)
    town.keep(*(said(f"p{n % 7}", n) for n in range(50)))
    turns = Turns()
    async with running(a_store(database), turns):
        await turns.until(50)


async def test_what_is_heard_of_a_turn_is_heard_on_the_loops_thread_and_after_the_commit(
    database: Database,
) -> None:
    town, heard = Town(database), []

    class Hearing(Turns):
        def after(self, taken: list[Taken]) -> None:
            heard.append(
                (threading.current_thread(), town.count(tables.inbox, tables.inbox.c.state == "done"))
            )
            super().after(taken)

    turns = Hearing()
    async with running(a_store(database), turns) as store:
        await keep(store, said("noor", 1))
        await turns.until(1)
    assert heard == [(threading.main_thread(), 1)]


# --- turns that fail


async def test_p4_a_turn_that_fails_is_tried_three_times_put_aside_and_apologised_for(
    database: Database,
) -> None:
    town = Town(database)
    town.programme()
    taken: list[Taken] = []
    worker = a_worker(town, Phones())
    people = [f"p{n}" for n in range(6)]
    store = a_store(database, town)
    store.start(worker.take_turns, taken.extend)
    poison = Arrival("poison", '{"kind": "pressed"}', Sender("victim", "victim", "", "en"))
    await keep(store, *(said(who, 1, "help") for who in people), poison)
    await until(lambda: len(town.ask(UpdatesAside())) == 1)
    await keep(store, said("victim", 2, "help"), *(said(who, 2, "help") for who in people))
    await until(lambda: town.count(tables.inbox, tables.inbox.c.state == "done") == 13)
    await store.stop()
    answered = {parcel.chat for each in taken for parcel in each.parcels}
    assert answered == {*people, "victim"}


async def test_p4_a_turn_whose_rows_cannot_be_written_fails_alone(database: Database) -> None:
    """What is put off is written with the rows of others: even then the one at fault is found."""
    town = Town(database)

    def during(desk: Desk, update: Update) -> None:
        if update.raw == "poison":
            desk.save_chat(NOBODYS, "{}")

    class Counting(Turns):
        def take(self, desk: Desk, limit: int) -> list[Taken]:
            taken = []
            for update in desk.updates(limit):
                try:
                    with desk.savepoint():
                        self.during(desk, update)
                        desk.settle([update.id])
                    taken.append(Taken(PLATFORM, notes=(update.chat_id, update.raw)))
                except DBAPIError as error:
                    desk.failed(update.id)
                    if update.attempts + 1 == MOST_ATTEMPTS:
                        desk.put_aside(update.id, type(error).__name__)
            return taken

    turns = Counting(during)
    async with running(a_store(database), turns) as store:
        await keep(store, *(said(f"p{n}", n) for n in range(9)))
        await keep(store, Arrival("x", "poison", Sender("x", "x")), *(said(f"q{n}", n) for n in range(9)))
        await until(lambda: town.ask(UpdatesAside()) and turns.count == 18)
    assert {each.reason for each in town.ask(UpdatesAside())} == {"IntegrityError"}


async def test_when_taking_turns_itself_is_broken_intake_goes_on(database: Database) -> None:
    class Broken(Turns):
        def take(self, desk: Desk, limit: int) -> list[Taken]:
            raise ZeroDivisionError(desk, limit)

    async with running(a_store(database), Broken()) as store:
        assert [await keep(store, said("noor", n)) for n in range(3)] == [1, 1, 1]
        assert await store.run(_note("a")) == "a"
    assert Town(database).count(tables.inbox) == 3
