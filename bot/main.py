"""The only place that wires: settings become a program."""

from __future__ import annotations

import asyncio
import fcntl
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

import flows
import locales
from bot.civic.city import City, load_city
from bot.engine.clock import Clock, SystemClock
from bot.engine.flow import Flows
from bot.engine.platform import Platform
from bot.engine.service import Service
from bot.engine.tokens import Mint
from bot.engine.turn import Turns
from bot.engine.work import Worker
from bot.ops import Metrics
from bot.settings import BadSettings, Settings
from storage import ideas, media, people, programmes
from storage.database import Database
from storage.desk import Desk
from storage.migration import migrate
from storage.store import PostgresStore, SqliteStore
from storage.transaction import Handlers
from storage.upkeep import Upkeep

from flows.notices import JUDGES, TELLS


def handlers() -> Handlers:
    """Return the handler of each query and command: exactly one."""
    every: dict[type, Any] = {}
    for module in (ideas, media, people, programmes):
        for message, handler in module.HANDLERS.items():
            if message in every:
                raise TypeError(f"{message.__name__} has two handlers")
            every[message] = handler
    return every


def the_city(settings: Settings) -> City:
    """Return the city that the settings name; Brussels unless set."""
    return load_city(settings.city or Path(locales.__file__).parent / "cities" / "brussels.toml")


@dataclass(frozen=True, slots=True)
class Office:
    """What every way of starting has in common: the database, migrated; the city; the clock."""

    database: Database
    city: City
    clock: Clock
    settings: Settings

    def desk(self, connection: Connection) -> Desk:
        """Return a desk on an open connection, as of now."""
        return Desk(connection, _HANDLERS, self.city, self.clock.now())

    @contextmanager
    def at_desk(self) -> Iterator[Desk]:
        """Open one transaction, for the command line."""
        with self.database.writing() as connection:
            yield self.desk(connection)


_HANDLERS = handlers()


def open_office(settings: Settings, clock: Clock | None = None) -> Office:
    """Open the database and bring it up to date. Raises BadDatabase or BadCityFile, each a sentence."""
    city = the_city(settings)
    database = Database(settings.address_of_database())
    migrate(database)
    return Office(database, city, clock or SystemClock(), settings)


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Hold the lock that only one serving process can hold, where the database is a file."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "parvis.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BadSettings(
                "Another parvis is already serving from PARVIS_DATA_DIR: stop it first, or give this one another folder "
                "(several at once need PARVIS_DATABASE_URL=postgresql://…)."
            ) from None
        yield


def wire(
    office: Office, platforms: Mapping[str, Platform], rates: Mapping[str, float], metrics: Metrics
) -> Service:
    """Return the program, ready to run."""
    owner = f"{os.getpid()}-{secrets.token_hex(4)}"
    turns = Turns(Flows(flows.all_flows()), Mint(office.database.secret()), office.city)
    worker = Worker(
        turns,
        read={name: platform.read for name, platform in platforms.items()},
        tells=TELLS,
        judges=JUDGES,
        addresses={name: platform.address for name, platform in platforms.items()},
        owner=owner,
    )
    store = (SqliteStore if office.database.sqlite else PostgresStore)(office.database, office.desk)
    return Service(
        store=store,
        worker=worker,
        platforms=platforms,
        rates=rates,
        upkeep=Upkeep(owner),
        count=metrics.count,
    )


async def serve(office: Office, stop: asyncio.Event) -> None:
    """Run everything that is configured, until `stop`."""
    from adapters.telegram.account import TelegramAccount
    from bot.ops import listening, ops_routes
    from bot.settings import listener

    telegram = office.settings.telegram
    platforms: dict[str, Platform] = {}
    rates: dict[str, float] = {}
    public = []
    if telegram.token is not None:
        account = TelegramAccount(
            telegram.token.get_secret_value(),
            api_url=telegram.api_url,
            mode=telegram.mode,
            webhook_url=telegram.webhook_url,
            webhook_secret=telegram.webhook_secret.get_secret_value(),
        )
        platforms[account.name], rates[account.name] = account, telegram.messages_per_second
        public += account.routes()
    metrics = Metrics()
    service = wire(office, platforms, rates, metrics)
    ops = listener("PARVIS_OPS__LISTEN", office.settings.ops.listen)
    async with listening(*ops, ops_routes(service, metrics)):
        if public:
            async with listening(*listener("PARVIS_PUBLIC__LISTEN", office.settings.public.listen), public):
                await service.run(stop)
        else:
            await service.run(stop)
