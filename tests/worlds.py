"""A city of its own for each test: the real program over a real database, with the clock in the test's hand."""

from __future__ import annotations

import contextlib
import functools
import itertools
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, event, func, select

from bot import main
from bot.civic.doors import Citizen, Command, NotYetKnown, Operator
from bot.civic.programmes import CreateProgramme
from bot.civic.roles import EVERYWHERE, PutInRole, Role
from bot.engine.chat import Chat, load_chat
from bot.engine.desk import Parcel
from bot.engine.flow import Flow
from bot.engine.incoming import (
    Arrival,
    Sender,
)
from bot.engine.jobs import found_out
from bot.engine.work import Taken
from bot.office import Office
from bot.office import open_office as open_an_office
from bot.ops import Metrics
from bot.settings import read_settings
from flows import all_flows
from storage import tables
from storage.database import Database
from storage.desk import Desk
from tests.phones import PLATFORM, Phones
from tests.postgres import EMPTY, PostgresServer

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
NAMES = {"nl": "Open muur", "fr": "Mur ouvert", "en": "Open wall"}


# Nobody reads them here, and to make them anew took a quarter of each start, of which every line has one.
_METRICS = Metrics()


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return where it stands."""
        return self.at


class World:
    """One city: its database, its clock, the phones of its citizens, and a program that can be restarted.

    `played` are the conversations that have run so far, by name. A turn that fails is raised here, so that
    no test passes by an apology; one that wants to see the apology sets `failing`. Jobs wait while not `working`.
    """

    def __init__(self, office: Office, *, at: datetime = START) -> None:
        self.clock = FakeClock(at)
        self.office = replace(office, clock=self.clock)
        self.phones = Phones()
        self.played: set[str] = set()
        self.failing = False
        self.working = True
        self.receipts = itertools.count(1)
        self._failures: list[Exception] = []
        self.restart()

    @property
    def city(self) -> Any:
        """The city's file."""
        return self.office.city

    # --- the program

    def restart(self) -> None:
        """A new process: nothing is left of the one before but the database."""
        self.service = main.wire(self.office, {PLATFORM: self.phones}, {PLATFORM: 1000.0}, _METRICS)
        self.worker = self.service.worker
        self.worker.turns.house.flows._by_name.update(self._noted)
        setattr(self.worker, "take", self._raising(self.worker.take))  # noqa: B010 - a plain assignment is no method to mypy

    @functools.cached_property
    def _noted(self) -> dict[str, Flow]:
        """The conversations, which note that they ran."""
        return {each.name: replace(each, run=self._noting(each.name, each.run)) for each in all_flows()}

    def _noting(self, name: str, run: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*args: Any, **kwargs: Any) -> Any:
            self.played.add(name)
            return run(*args, **kwargs)

        return noted

    def _raising(self, take: Callable[..., Taken]) -> Callable[..., Taken]:
        def taken(*args: Any) -> Taken:
            try:
                return take(*args)
            except NotYetKnown:
                raise
            except Exception as error:
                self._failures.append(error)
                raise

        return taken

    @contextlib.contextmanager
    def desk(self) -> Iterator[Desk]:
        """Open a desk: one transaction, for the operator unless it acts as somebody else."""
        with self.office.at_desk() as desk:
            yield desk

    def keep(self, *arrivals: Arrival) -> int:
        """Take updates in, as a platform does; return how many were new."""
        with self.desk() as desk:
            return desk.keep(PLATFORM, arrivals)

    def settle(self) -> list[Taken]:
        """Take turns, do jobs and deliver, until nothing is left to do; return what the turns came to."""
        every: list[Taken] = []
        more = True
        while more:
            with self.desk() as desk:
                taken = self.worker.take_turns(desk, 64)
            for each in taken:
                if each.wanted:
                    self.worker.beside.find_out(each.wanted)
            if self._failures and not self.failing:
                raise self._failures[0]
            every += taken
            more = self._deliver(taken)
        return every

    def _deliver(self, taken: Sequence[Taken]) -> bool:
        """Show what leaves, and do the jobs that wait; return whether more turns wait."""
        for each in taken:
            if each.receipt:
                self.phones.toasts[each.receipt] = (
                    f"{each.toast} → {each.start}" if each.start else each.toast
                )
        parcels = [p for each in taken for p in each.parcels]
        with self.desk() as desk:
            parcels += desk.owed(self.worker.owner, [PLATFORM], 500)
            desk.sent([(p.id, "sent", self._shown(p), None) for p in parcels])
            for job in desk.waiting_jobs(20) if self.working else ():
                if job.group is not None:
                    found_out(desk, job, runs=job.person in self.phones.admins.get(job.group, ()))
                    continue
                data = self.phones.files.get(job.file)
                ready = self.service.upkeep.make_ready(data, job.name) if data is not None else "gone"
                self.service.jobs.ended(desk, job, ready)
            return bool(desk.connection.execute(_PENDING).scalar())

    def _shown(self, parcel: Parcel) -> str:
        return self.phones.show(parcel.chat, parcel.message, parcel.lane).id

    # --- the time

    def forward(self, by: timedelta) -> None:
        """Let that time go by, and whatever falls due in it happen when it does."""
        until = self.clock.at + by
        while True:
            with self.desk() as desk:
                following = desk.next_due()
            if following is None or following > until:
                break
            self.clock.at = max(self.clock.at, following)
            self.fire()
        self.clock.at = until
        with self.desk() as desk:
            self.service.upkeep.tidy(desk)
        self.settle()

    def fire(self) -> int:
        """Judge what has fallen due, and deliver what it tells."""
        with self.desk() as desk:
            fired = self.service.firing.fire(desk, 100)
        self.settle()
        self.write_lists()
        return fired.rows

    def write_lists(self) -> None:
        """Write the lists of recipients that are to be written."""
        freezing = self.service.freezing
        while (number := self._at_desk(freezing.lists.take)) is not None:
            freezing.write(number, self._at_desk)

    def _at_desk(self, work: Callable[[Desk], Any]) -> Any:
        with self.desk() as desk:
            return work(desk)

    # --- who is there, and what is

    def programme(self, *, opens: float = -1, closes: float | None = 100) -> None:
        """Make a programme whose window opens and closes that many days from now."""
        days, code = timedelta(days=1), f"open-{self.count(tables.programmes)}"
        ends = None if closes is None else self.clock.at + closes * days
        with self.desk() as desk:
            desk.carry_out(CreateProgramme(code, NAMES, self.clock.at + opens * days, ends))

    def meet(self, name: str, hint: str | None = None) -> Citizen:
        """Let somebody open the door without a word, and return who they are."""
        arrival = Arrival(f"meet-{name}", '{"kind": "unblocked"}', Sender(name, name, name, hint))
        self.keep(arrival)
        self.settle()
        return self.who(name)

    def who(self, name: str) -> Citizen:
        """Return who has that phone."""
        with self.desk() as desk:
            row = desk.connection.execute(_WHO, {"name": name}).one()
        return Citizen(row[0], row[1])

    def glimpse(self, name: str) -> tuple[Chat, str | None]:
        """Return the state of somebody's chat and the language they chose, as the database has them."""
        with self.desk() as desk:
            row = desk.connection.execute(_GLIMPSE, {"name": name}).first()
        return (load_chat(row[0]), row[1]) if row else (Chat(), None)

    def appoint(self, name: str, role: Role, programme: int = EVERYWHERE) -> None:
        """Give somebody a role."""
        self.operate(PutInRole(PLATFORM, name, role, programme))

    def does(self, name: str, *commands: Command[Any]) -> list[Any]:
        """Let somebody carry out commands, past every conversation; return their results."""
        actor = self.who(name)
        with self.desk() as desk:
            desk.act_as(actor)
            results = [desk.carry_out(command) for command in commands]
            self.worker.tell(desk)
        return results

    def operate(self, *commands: Command[Any]) -> list[Any]:
        """Carry out commands as whoever holds the machine, and deliver what they tell."""
        with self.desk() as desk:
            desk.act_as(Operator())
            results = [desk.carry_out(command) for command in commands]
            self.worker.tell(desk)
        self.settle()
        return results

    def count(self, table: Any, *where: Any) -> int:
        """Return how many rows there are."""
        with self.desk() as desk:
            return (
                desk.connection.execute(select(func.count()).select_from(table).where(*where)).scalar() or 0
            )


# These are asked before and after every line of every transcript: to build them anew took longer than the answer.
_PENDING = select(func.count()).where(tables.inbox.c.state == "pending")
_NAMED = tables.accounts.c.external == bindparam("name")
_WHO = select(tables.accounts.c.person, tables.accounts.c.id).where(_NAMED)
_GLIMPSE = (
    select(tables.chats.c.state, tables.people.c.language)
    .select_from(tables.accounts.join(tables.people).outerjoin(tables.chats))
    .where(_NAMED)
)


def open_office(url: str, city: Path | None = None, **settings: Path) -> Office:
    """Open a database for tests: what a transaction promises stays true, but nothing has to reach the disk."""
    office = open_an_office(read_settings(database_url=url, city=city, **settings))
    if office.database.sqlite:
        event.listen(office.database.engine, "connect", _no_waiting_for_the_disk)
        office.database.close()
    return office


def _no_waiting_for_the_disk(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session")
def sqlite_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Give an open SQLite database of this worker's, which worlds use one after the other."""
    folder = tmp_path_factory.mktemp("world")
    office = open_office(f"sqlite:///{folder}/parvis.db")
    office.database.close()
    shutil.copyfile(folder / "parvis.db", folder / "empty.db")
    yield office
    office.database.close()


def put_in_place(file: Path, database: Database) -> None:
    """Let an open SQLite database hold what is in a file: what is compiled and connected is kept."""
    with (
        contextlib.closing(sqlite3.connect(file)) as wanted,
        contextlib.closing(sqlite3.connect(database.file or "")) as used,
    ):
        _no_waiting_for_the_disk(used, None)
        wanted.backup(used)


@pytest.fixture
def new_world(sqlite_office: Office) -> Callable[[], World]:
    """Give what makes a world on SQLite, in the place of the one before: quick enough for one an example."""
    database = sqlite_office.database
    assert database.file

    empty = database.file.with_name("empty.db")

    def make() -> World:
        put_in_place(empty, database)
        return World(sqlite_office)

    return make


@pytest.fixture
def world(new_world: Callable[[], World]) -> World:
    """Give a world on SQLite."""
    return new_world()


@pytest.fixture(scope="session")
def postgres_office(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """Give an open PostgreSQL database of this worker's, which worlds use one after the other."""
    office = open_office(
        postgres_server.create_database("worlds"), data_dir=tmp_path_factory.mktemp("postgres")
    )
    yield office
    office.database.close()


@pytest.fixture
def postgres_world(postgres_office: Office) -> World:
    """Give a world on PostgreSQL, in the place of the one before."""
    with postgres_office.at_desk() as desk:
        desk.connection.exec_driver_sql(EMPTY)
    return World(postgres_office)


@pytest.fixture(params=["sqlite", "postgres"])
def either_world(request: pytest.FixtureRequest) -> World:
    """Give a world, on each of the two databases."""
    made: World = request.getfixturevalue("world" if request.param == "sqlite" else "postgres_world")
    return made
