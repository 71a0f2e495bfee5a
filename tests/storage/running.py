"""A store at work: turns are taken by the program's own worker, and what they leave to do is noted."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from bot import main
from bot.engine.desk import Update
from bot.engine.incoming import Arrival, Sender
from bot.engine.work import Taken, Worker
from bot.office import Office
from bot.settings import read_settings
from storage.database import Database
from storage.desk import Desk
from storage.postgres_store import PostgresStore
from storage.sqlite_store import SqliteStore
from tests.phones import Phones
from tests.storage.town import PLATFORM, Town, brussels

Store = SqliteStore | PostgresStore
TakeTurns = Callable[[Desk, int], list[Taken]]

ENOUGH_SECONDS = 30.0
QUICK_SECONDS = 10.0


@dataclass
class Turns:
    """The simplest turns there are: each update is noted once its transaction is committed, by who sent it.

    `during` is done in the middle of each turn; it may fail.
    """

    during: Callable[[Desk, Update], object] = lambda _desk, _update: None
    done: dict[str, list[str]] = field(default_factory=dict)

    def take(self, desk: Desk, limit: int) -> list[Taken]:
        """Take turns, as the engine does: each in a savepoint, a failure counted."""
        taken = []
        for update in desk.updates(limit):
            with desk.savepoint():
                self.during(desk, update)
                desk.settle([update.id])
            taken.append(Taken(PLATFORM, notes=(update.chat_id, update.raw)))
        return taken

    def after(self, taken: list[Taken]) -> None:
        """Note the turns that are committed."""
        for each in taken:
            who, said = each.notes
            self.done.setdefault(who, []).append(said)

    @property
    def count(self) -> int:
        """Return how many turns are done."""
        return sum(len(each) for each in self.done.values())

    async def until(self, count: int, seconds: float = ENOUGH_SECONDS) -> None:
        """Return once so many turns are done."""
        await until(lambda: self.count >= count, seconds)


def a_store(database: Database, town: Town | None = None) -> Store:
    """Return the store for this kind of database."""
    opened: Callable[[Connection], Desk] = (town or Town(database)).open
    return SqliteStore(database, opened) if database.sqlite else PostgresStore(database, opened)


@asynccontextmanager
async def running(store: Store, turns: Turns | None = None) -> AsyncIterator[Store]:
    """Run the store, and stop it whatever happens."""
    if turns:
        store.start(turns.take, turns.after)
    try:
        yield store
    finally:
        await asyncio.wait_for(store.stop(), ENOUGH_SECONDS)


def a_worker(town: Town, phones: Phones, owner: str = "me") -> Worker:
    """Return what takes turns in the program itself, with every conversation."""
    office = Office(town.database, brussels(), town.clock, read_settings())
    return main.the_worker(office, {PLATFORM: phones}, owner)


def said(who: str, number: int, text: str | None = None) -> Arrival:
    """Return a message of somebody's: what they said is its number, or a text that the phones can read."""
    raw = str(number) if text is None else json.dumps({"kind": "typed", "text": text})
    return Arrival(f"{who}-{number}", raw, Sender(who, who, who, "en"))


async def keep(store: Store, *arrivals: Arrival) -> int:
    """Take updates in, as a platform does."""
    return await store.run(lambda desk: desk.keep(PLATFORM, arrivals), wakes=True)


async def until(true: Callable[[], Any], seconds: float = ENOUGH_SECONDS) -> None:
    """Return once it is true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "It has not become true."
        await asyncio.sleep(0.005)
