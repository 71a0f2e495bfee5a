"""A city for the program to serve: a database with an open programme and a few ideas, ready before it starts."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.civic.doors import Citizen
from bot.civic.ideas import SubmitIdea
from bot.civic.people import OPINIONS, FinishWelcome, GiveConsent, SpeakLanguage
from bot.civic.programmes import CreateProgramme
from bot.civic.votes import CreateVote, VoteText
from bot.engine.incoming import Arrival, Sender
from bot.office import open_office
from bot.settings import read_settings
from tests.postgres import PostgresServer

NAMES = {"nl": "Open muur", "fr": "Mur ouvert", "en": "Open wall"}
IDEAS = (
    ("Een zebrapad aan de school in de Hoogstraat", "urbanism", "sint-gillis"),
    ("Un compost de quartier sur la place Bockstael", "consumption", "brussel"),
    ("A repair café in every library", "consumption", "city"),
)
"""What is in the list before anybody comes: titles, topics and places."""


@dataclass(frozen=True)
class City:
    """The database of one test, and where the program of that test may run. `url` is None for a file in the data folder."""

    folder: Path
    url: str | None = None

    @property
    def data_dir(self) -> Path:
        """The program's data folder."""
        return self.folder / "data"

    @property
    def file(self) -> Path:
        """The database, where it is a file."""
        return self.data_dir / "parvis.db"

    def found(self) -> None:
        """Make the tables, an open programme, and somebody whose ideas are in the list."""
        _found(self.url or f"sqlite:///{self.file}")

    def knows(self, platform: str, people: Iterable[str]) -> None:
        """Let people be known who have consented, so that a test need not walk each through the welcome."""
        office = open_office(read_settings(database_url=self.url or f"sqlite:///{self.file}"))
        met = [Arrival(f"met-{each}", "{}", Sender(each, each, "", "nl")) for each in people]
        with office.at_desk() as desk:
            desk.keep(platform, met)
            while waiting := desk.updates(1):
                (update,) = waiting
                desk.settle([update.id])
                desk.act_as(Citizen(update.person, update.account))
                for command in (SpeakLanguage("nl"), GiveConsent(OPINIONS), FinishWelcome()):
                    desk.carry_out(command)
        office.database.close()

    def votes(self) -> None:
        """Open a vote on yes or no."""
        office = open_office(read_settings(database_url=self.url or f"sqlite:///{self.file}"))
        texts = {"nl": VoteText("Een autovrije zondag?"), "fr": VoteText("Un dimanche sans voitures ?")}
        with office.at_desk() as desk:
            desk.carry_out(CreateVote("yes-no", texts, desk.now, desk.now + timedelta(days=3)))
        office.database.close()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what the database answers to a query, read from beside the program."""
        if self.url:
            with psycopg.connect(self.url) as connection:
                # The query is a test's own; psycopg's types want it written where it is passed.
                return connection.execute(query.encode()).fetchall()
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=10)) as file:
            return file.execute(query).fetchall()

    def value(self, query: str) -> Any:
        """Return the one value that the query answers."""
        return self.rows(query)[0][0]

    def titles(self) -> list[str]:
        """Return the titles of the ideas that people filed, oldest first, without those that were there before."""
        every = [title for (title,) in self.rows("select title from ideas order by id")]
        return every[len(IDEAS) :]

    def backlog(self) -> dict[str, int]:
        """Return what is not done: updates by state, messages by state. Nothing is left where all went well."""
        updates = "select state, count(*) from inbox where state not in ('done', 'ignored') group by state"
        messages = "select state, count(*) from outbox where state <> 'sent' group by state"
        return {f"updates {state}": count for state, count in self.rows(updates)} | {
            f"messages {state}": count for state, count in self.rows(messages)
        }


@pytest.fixture(scope="session")
def sqlite_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a database file with a city in it, to be copied."""
    path = tmp_path_factory.mktemp("city") / "parvis.db"
    _found(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """Give the name of a PostgreSQL database with a city in it, to be copied."""
    _found(postgres_server.create_database("city"))
    return "city"


@pytest.fixture
def city(sqlite_city: Path, tmp_path: Path) -> City:
    """Give a city of one's own, in a file."""
    made = City(tmp_path)
    made.data_dir.mkdir()
    shutil.copyfile(sqlite_city, made.file)
    return made


_numbers = itertools.count(1)


@pytest.fixture
def postgres_city(postgres_server: PostgresServer, postgres_template: str, tmp_path: Path) -> Iterator[City]:
    """Give a city of one's own, in PostgreSQL."""
    name = f"city_{next(_numbers)}"
    yield City(tmp_path, postgres_server.create_database(name, template=postgres_template))
    postgres_server.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def either_city(request: pytest.FixtureRequest) -> City:
    """Give a city of one's own, on each of the two databases."""
    made: City = request.getfixturevalue("city" if request.param == "sqlite" else "postgres_city")
    return made


def _found(url: str) -> None:
    office = open_office(read_settings(database_url=url))
    now = datetime.now(UTC)
    with office.at_desk() as desk:
        desk.carry_out(CreateProgramme("open-wall", NAMES, now - timedelta(days=1), now + timedelta(days=90)))
        desk.keep("telegram", [Arrival("founder", "{}", Sender("1", "1", "", "nl"))])
        desk.settle([update.id for update in desk.updates(1)])
    with office.at_desk() as desk:
        account = desk.address_of_account(1)
        assert account is not None
        desk.act_as(Citizen(account.person, account.account))
        for command in (SpeakLanguage("nl"), GiveConsent(OPINIONS), FinishWelcome()):
            desk.carry_out(command)
        for title, topic, place in IDEAS:
            desk.carry_out(SubmitIdea(title, "", topic, place))
    office.database.close()
