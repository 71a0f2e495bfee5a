"""People at the desks of one database: they arrive, act, and are written to, with the clock in the test's hand."""

from __future__ import annotations

import functools
import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, func, select

import locales
from bot.civic.city import City, load_city
from bot.civic.doors import Actor, Citizen, Command, Operator, Query
from bot.civic.ideas import SubmitIdea
from bot.civic.people import OPINIONS, GiveConsent, SpeakLanguage
from bot.civic.programmes import CreateProgramme
from bot.civic.roles import EVERYWHERE, PutInRole, Role
from bot.civic.votes import CreateVote, VoteText
from bot.engine.desk import Address, Parcel, Posting
from bot.engine.incoming import Arrival, Sender
from bot.engine.outgoing import Lane, Outgoing
from bot.office import handlers
from storage import tables
from storage.database import Database
from storage.desk import Desk
from tests.worlds import FakeClock

T = TypeVar("T")

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PLATFORM = "phones"
HANDLERS = handlers()


@functools.cache
def brussels() -> City:
    """Return the city that ships."""
    return load_city(Path(locales.__file__).parent / "cities" / "brussels.toml")


@dataclass
class Town:
    """One database, and what its people do."""

    database: Database
    clock: FakeClock

    def __init__(self, database: Database, at: datetime = START) -> None:
        self.database = database
        self.clock = FakeClock(at)
        self._keys = itertools.count(1)

    # --- desks

    def open(self, connection: Connection) -> Desk:
        """Return a desk on an open connection, as of now."""
        return Desk(connection, HANDLERS, brussels(), self.clock.now())

    @contextmanager
    def desk(self, actor: Actor | None = None) -> Iterator[Desk]:
        """Open one transaction."""
        with self.database.writing() as connection:
            desk = self.open(connection)
            desk.act_as(actor or Operator())
            yield desk
            desk.flush()

    def do(self, command: Command[T], actor: Actor | None = None) -> T:
        """Carry a command out, by itself."""
        with self.desk(actor) as desk:
            return desk.carry_out(command)

    def ask(self, query: Query[T], actor: Actor | None = None) -> T:
        """Ask one thing."""
        with self.desk(actor) as desk:
            return desk.ask(query)

    # --- people

    def keep(self, *arrivals: Arrival, platform: str = PLATFORM) -> int:
        """Take updates in; return how many were new."""
        with self.desk() as desk:
            return desk.keep(platform, arrivals)

    def arrival(self, who: str, raw: str = "{}", *, key: str | None = None) -> Arrival:
        """Return an update of somebody's, with a key of its own."""
        return Arrival(key or f"key-{next(self._keys)}", raw, Sender(who, f"chat-{who}", who, "nl"))

    def meet(self, *names: str) -> list[Citizen]:
        """Let people arrive; what they said is done."""
        self.keep(*(self.arrival(name) for name in names))
        said = self.rows(tables.inbox, tables.inbox.c.state == "pending")
        with self.desk() as desk:
            desk.settle([row.id for row in said])
        return [self.who(name) for name in names]

    def citizens(self, count: int) -> list[Citizen]:
        """Let people arrive who agree that their opinions are kept."""
        every = self.meet(*(f"c{next(self._keys)}" for _ in range(count)))
        with self.desk() as desk:
            for each in every:
                desk.act_as(each)
                desk.carry_out(SpeakLanguage("nl"))
                desk.carry_out(GiveConsent(OPINIONS))
        return every

    def citizen(self) -> Citizen:
        """Let one such person arrive."""
        return self.citizens(1)[0]

    def who(self, name: str) -> Citizen:
        """Return who has that account."""
        theirs = select(tables.accounts.c.person, tables.accounts.c.id)
        with self.desk() as desk:
            row = desk.connection.execute(theirs.where(tables.accounts.c.external == name)).one()
        return Citizen(row[0], row[1])

    def appoint(self, who: Citizen, role: Role, programme: int = EVERYWHERE) -> None:
        """Give somebody's account a role."""
        with self.desk() as desk:
            named = select(tables.accounts).where(tables.accounts.c.id == who.account)
            row = desk.connection.execute(named).one()
            desk.carry_out(PutInRole(row.platform, row.external, role, programme))

    # --- the city

    def programme(
        self, code: str = "wall", *, opens: timedelta = -DAY, closes: timedelta | None = 100 * DAY
    ) -> int:
        """Make a programme whose window opens and closes so long from now."""
        now = self.clock.now()
        return self.do(
            CreateProgramme(code, {"nl": code}, now + opens, None if closes is None else now + closes)
        )

    def idea(self, author: Citizen, title: str = "A zebra crossing at the school", **more: Any) -> int:
        """Share an idea, and return its number."""
        idea = SubmitIdea(
            **{"title": title, "description": "", "topic": "urbanism", "neighbourhood": "city"} | more
        )
        return self.do(idea, author).number

    def vote(self, kind: str = "one", *, live: bool = False, most: int = 2) -> int:
        """Open a vote for ten days, on three squares where it has options, and return its number."""
        options = () if kind == "yes-no" else ("Vossenplein", "Flageyplein", "Kruidtuin")
        texts = {language: VoteText("Welk plein eerst?", "", options) for language in ("nl", "fr")}
        now = self.clock.now()
        return self.do(CreateVote(kind, texts, now, now + 10 * DAY, 1, most, live))

    # --- the outbox

    def address(self, who: Citizen) -> Address:
        """Return where somebody is written to."""
        with self.desk() as desk:
            address = desk.address_of_account(who.account)
        assert address is not None
        return address

    def post(
        self,
        who: Citizen,
        text: str,
        lane: Lane = Lane.SERVICE,
        *,
        owner: str | None = None,
        key: str | None = None,
        at: datetime | None = None,
    ) -> list[Parcel]:
        """Put one message to somebody into the outbox."""
        posting = Posting(self.address(who), lane, Outgoing(text), key, at)
        with self.desk() as desk:
            return desk.post([posting], owner)

    def owed(self, owner: str, *platforms: str, limit: int = 100) -> list[str]:
        """Take what is to leave, and return what it says."""
        with self.desk() as desk:
            return said(desk.owed(owner, platforms or [PLATFORM], limit))

    # --- what is there

    def rows(self, table: Table, *where: Any) -> list[Any]:
        """Return rows, in the order of their keys."""
        with self.desk() as desk:
            query = select(table).where(*where).order_by(*table.primary_key.columns)
            return list(desk.connection.execute(query))

    def count(self, table: Table, *where: Any) -> int:
        """Return how many rows there are."""
        with self.desk() as desk:
            counted = select(func.count()).select_from(table).where(*where)
            return desk.connection.execute(counted).scalar_one()


def said(parcels: Sequence[Parcel]) -> list[str]:
    """Return what parcels say."""
    return [parcel.message.text for parcel in parcels]


def at_once(work: Sequence[Callable[[], T]]) -> list[T]:
    """Do all of it at the same moment, each in a thread of its own; return the results in order."""
    gate = threading.Barrier(len(work))
    results: dict[int, T] = {}
    errors: list[BaseException] = []

    def run(number: int, each: Callable[[], T]) -> None:
        gate.wait()
        try:
            results[number] = each()
        except BaseException as error:  # noqa: BLE001 - raised again below, in the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return [results[number] for number in range(len(work))]
