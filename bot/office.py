"""The office: the database, migrated, with the handler of each query and command; the city; the clock."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

import locales
from adapters.matrix import parts as on_matrix
from adapters.telegram import parts as on_telegram
from bot.civic.city import BadCityFile, City, load_city
from bot.civic.doors import Actor, Command, NotYetKnown, Operator, Query
from bot.engine.beside import Beside, Wanted
from bot.engine.clock import Clock, SystemClock
from bot.engine.desk import NOBODY
from bot.engine.previews import HowItLooks, looking
from bot.settings import BadSettings, Settings
from storage import (
    answers,
    appointments,
    aside,
    audiences,
    audit,
    ballots,
    became,
    broadcasts,
    checkin,
    comments,
    commitments,
    digests,
    duplicates,
    event_changes,
    event_questions,
    events,
    exports,
    fates,
    feed,
    feedback,
    figures,
    groups,
    happenings,
    hosting,
    ideas,
    links,
    lists,
    measures,
    media,
    members,
    merging,
    mine,
    nudges,
    organisations,
    outcomes,
    own,
    people,
    polling,
    programmes,
    queue,
    recipients,
    reports,
    rights,
    roles,
    rsvps,
    screening,
    sending,
    session_changes,
    sessions,
    statuses,
    threads,
    votes,
    watching,
    when,
)
from storage.database import Database, reaching
from storage.desk import Desk
from storage.migration import migrate
from storage.transaction import Handlers

R = TypeVar("R")

_NOUNS = (
    appointments,
    aside,
    audiences,
    audit,
    ballots,
    broadcasts,
    became,
    checkin,
    comments,
    commitments,
    digests,
    duplicates,
    event_changes,
    event_questions,
    events,
    exports,
    fates,
    feed,
    feedback,
    figures,
    groups,
    happenings,
    hosting,
    ideas,
    lists,
    measures,
    media,
    mine,
    nudges,
    outcomes,
    members,
    organisations,
    own,
    people,
    polling,
    programmes,
    queue,
    recipients,
    reports,
    rights,
    roles,
    sending,
    votes,
    rsvps,
    screening,
    session_changes,
    sessions,
    threads,
    answers,
    watching,
    statuses,
    links,
    merging,
    when,
)


_DRAWN = {"telegram": on_telegram.shown, "matrix": on_matrix.shown}
"""What draws a message as it looks on a platform, also where that is not the one that is served."""


def handlers() -> Handlers:
    """Return the handler of each query and command: exactly one."""
    every: dict[type, Any] = {}
    for module in _NOUNS:
        for message, handler in module.HANDLERS.items():
            if message in every:
                raise TypeError(f"{message.__name__} has two handlers")
            every[message] = handler
    return every | {HowItLooks: looking(_DRAWN)}


def the_city(settings: Settings) -> City:
    """Return the city that the settings name; Brussels unless set. Raises BadSettings."""
    try:
        return load_city(settings.city or Path(locales.__file__).parent / "cities" / "brussels.toml")
    except BadCityFile as error:
        raise BadSettings(f"PARVIS_CITY cannot be used: {error}") from None


@dataclass(frozen=True, slots=True)
class Office:
    """What every way of starting has in common: the database, migrated; the city; the clock.

    `locks` are what the one process holds, as long as it lives, that serves a SQLite file or has a device's keys.
    """

    database: Database
    city: City
    clock: Clock
    settings: Settings
    locks: tuple[IO[str], ...] = ()

    @property
    def log_of_erasures(self) -> Path:
        """Return where it is written who was forgotten, by marks: beside the database, and not in it."""
        folder = self.database.file.parent if self.database.file else self.settings.data_dir.absolute()
        return folder / "erasures.log"

    def desk(self, connection: Any) -> Desk:
        """Return a desk on an open connection, as of now."""
        return Desk(connection, _HANDLERS, self.city, self.clock.now())

    @contextmanager
    def at_desk(self) -> Iterator[Desk]:
        """Open one transaction, for the command line. Raises BadDatabase where the database is not to be had."""
        with reaching(), self.database.writing() as connection:
            desk = self.desk(connection)
            yield desk
            desk.flush()

    def carry_out(self, command: Command[R]) -> R:
        """Carry a command of the operator's out, and return its result; what takes long is found out before. Raises Refused, BadDatabase."""
        beside = Beside(self.reading)
        while True:
            try:
                with self.at_desk() as desk:
                    desk.found = beside.found(NOBODY)
                    return desk.carry_out(command)
            except NotYetKnown as wanted:
                beside.find_out(Wanted(NOBODY, NOBODY, wanted.query, wanted.actor))

    @contextmanager
    def reading(self, actor: Actor) -> Iterator[Desk]:
        """Open what somebody may see, as of one instant: nobody who writes waits for it."""
        with self.database.reading() as connection:
            desk = self.desk(connection)
            desk.act_as(actor)
            yield desk

    @contextmanager
    def reads(self, query: Query[R]) -> Iterator[R]:
        """Give the answer to a query of the operator's, to be read as of one instant. Raises BadDatabase."""
        with reaching(), self.reading(Operator()) as desk:
            yield desk.ask(query)


_HANDLERS = handlers()


def open_office(settings: Settings, clock: Clock | None = None, *, serves: bool = False) -> Office:
    """Open the database and bring it up to date. Raises BadDatabase or BadSettings, each a sentence."""
    city = the_city(settings)
    with reaching():
        database = Database(settings.address_of_database())
        database.make_folder()
        locks = tuple(_locks(database, settings)) if serves else ()
        migrate(database)
    return Office(database, city, clock or SystemClock(), settings, locks)


def _locks(database: Database, settings: Settings) -> Iterator[IO[str]]:
    if database.file:
        yield only_process(
            database.file,
            "Another parvis is already running on this database: stop it first, or give this one another PARVIS_DATA_DIR "
            "(several at once need PARVIS_DATABASE_URL=postgresql://…).",
        )
    if settings.matrix.named and settings.matrix.encryption:
        keys = settings.folder_of_keys()
        keys.parent.mkdir(parents=True, exist_ok=True)
        # What two processes knew of one device's keys would soon differ, and neither could be read any more.
        yield only_process(
            keys,
            "Another parvis has the keys of the Matrix device: with PARVIS_MATRIX__ENCRYPTION=true only one can serve. Stop it "
            "first, or set PARVIS_MATRIX__ENCRYPTION=false for all of them.",
        )


def only_process(file: Path, otherwise: str) -> IO[str]:
    """Return the lock that only one process can hold, until it closes it or ends; `otherwise` is what to say."""
    lock = file.with_name(f"{file.name}.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise BadSettings(otherwise) from None
    return lock
