"""What the queries of an idea's way cost among 1,000 ideas and among 200,000, on both databases.

    python -m benchmarks.sizes              # prints a table; some two minutes a database
    python -m benchmarks.sizes --explain    # with the plans that the databases make

Every figure is the median of many, in microseconds, inside an open transaction; those with a commit wait for it.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import typer
from sqlalchemy import event, text

from bot.civic.comments import AddComment, ListComments
from bot.civic.doors import Citizen
from bot.civic.feed import NextIdea
from bot.civic.follows import FollowIdea
from bot.civic.ideas import ListIdeas, OneIdea, SimilarIdeas, SubmitIdea, SupportIdea, WithdrawSupport
from bot.civic.people import OPINIONS, GiveConsent
from bot.civic.roles import PutInRole, Role
from bot.civic.search import KeepSearch, number_in
from bot.civic.templates import load_template
from bot.engine.incoming import Arrival, Sender
from bot.office import Office, open_office
from bot.settings import read_settings
from storage import seeding
from storage.database import Database
from storage.desk import Desk
from tests.postgres import running_postgres

SIZES = (1_000, 200_000)
TIMES = 300
AT_ONCE = 2_000
MOST_RATIO = 1.5

TITLES = (
    "A zebra crossing at the school in the Kerkstraat",
    "Meer bomen en banken op het plein",
    "Des bacs de compost dans chaque quartier",
    "Fietsenstalling aan het station",
    "Un terrain de jeux couvert pour les enfants",
    "Quieter nights around the canal",
)

Work = Callable[[Desk, random.Random, int], object]


def _idea(chance: random.Random) -> SubmitIdea:
    title = " ".join(chance.sample(chance.choice(TITLES).split(), 4))
    return SubmitIdea(title, chance.choice(TITLES), "urbanism", "city")


def _listed(order: Any, page: int) -> Work:
    return lambda desk, _chance, _size: desk.ask(ListIdeas(order, page))


SOUGHT = (
    "zebra crossing",
    "zebra crosing school",
    "bomen plein",
    "compst quartier",
    "fietsenstaling",
    "terrain jeux enfants",
    "bomen jette",
    "culture",
    "canal",
    "parc",
    "school elsene",
    "quantum",
)


MOST_SEARCH_MILLISECONDS = 50.0
"""What a search may take at the median among the most ideas."""


def _searched(*words: str) -> Work:
    def search(desk: Desk, chance: random.Random, _size: int) -> object:
        desk.carry_out(KeepSearch(chance.choice(words)))
        return desk.ask(ListIdeas("search", 1))

    return search


def _numbered(desk: Desk, chance: random.Random, size: int) -> object:
    number = number_in(desk.city, str(chance.randint(1, size)))
    return desk.ask(OneIdea(number or 0))


SEARCHING: dict[str, Work] = {
    "search": _searched(*SOUGHT),
    "search, three words": _searched("bomen school kinderen"),
    "search, in Dutch": _searched("bomen plein", "fietsenstalling station", "kinderen school"),
    "search, in French": _searched("terrain enfants", "compost quartier", "jeux couverts"),
    "search, in English": _searched("zebra crossing", "quieter nights", "canal"),
    "search, with accents": _searched("école", "bibliothèque", "piétons"),
    "search, without accents": _searched("ecole", "bibliotheque", "pietons"),
    "search, misspelt": _searched("zebra crosing", "compst quartier", "fietsenstaling", "bomn plien"),
    "search, by topic": _searched("culture", "stedenbouw", "santé"),
    "search, by municipality": _searched("jette", "ixelles", "molenbeck", "1080"),
    "search, by number": _numbered,
}


READING: dict[str, Work] = {
    **SEARCHING,
    "on a topic, page 2": _listed("on.urbanism", 2),
    "in a municipality, page 20": _listed("in.jette", 20),
    "I follow": _listed("following", 1),
    "comments": lambda desk, chance, size: desk.ask(ListComments(chance.randint(1, size), 1)),
    "what is alike": lambda desk, chance, _size: desk.ask(
        SimilarIdeas(chance.choice(TITLES), chance.choice(TITLES))
    ),
    "trending, page 1": _listed("trending", 1),
    "trending, page 2": _listed("trending", 2),
    "trending, page 20": _listed("trending", 20),
    "new, page 1": _listed("new", 1),
    "new, page 2": _listed("new", 2),
    "new, page 20": _listed("new", 20),
    "my own": _listed("mine", 1),
    "a card": lambda desk, chance, size: desk.ask(OneIdea(chance.randint(1, size))),
}
WRITING: dict[str, Work] = {
    "share": lambda desk, chance, _size: desk.carry_out(_idea(chance)),
    "support": lambda desk, chance, size: desk.carry_out(SupportIdea(chance.randint(1, size))),
    "withdraw": lambda desk, chance, size: desk.carry_out(WithdrawSupport(chance.randint(1, size))),
    "comment": lambda desk, chance, size: desk.carry_out(AddComment(chance.randint(1, size), "Goed plan")),
    "follow": lambda desk, chance, size: desk.carry_out(FollowIdea(chance.randint(1, size))),
    "the next idea for me": lambda desk, _chance, _size: desk.carry_out(NextIdea()),
}


def fill(office: Office, count: int) -> Citizen:
    """Plant so many ideas, and let one citizen arrive who may share and support."""
    template = load_template("open-wall")
    with office.at_desk() as desk:
        seeding.plant_programme(desk, template)
        desk.keep("phones", [Arrival("1", "{}", Sender("noor", "noor", "Noor", "nl"))])
    for first in range(0, count, AT_ONCE):
        with office.at_desk() as desk:
            seeding.plant_more(desk, template, range(first, min(first + AT_ONCE, count)), count)
    with office.at_desk() as desk:
        row = desk.connection.execute(text("select person, id from accounts where platform = 'phones'")).one()
        noor = Citizen(row.person, row.id)
        # Only who has a role may share so much in a day.
        desk.carry_out(PutInRole("phones", "noor", Role.ORGANISER))
        desk.act_as(noor)
        desk.carry_out(GiveConsent(OPINIONS))
        if not desk.sqlite:
            desk.flush()
            desk.connection.execute(text("analyze"))
    return noor


def measure(office: Office, noor: Citizen, size: int) -> dict[str, float]:
    """Return the median cost of each piece of work, in microseconds."""
    chance, found = random.Random(size), dict[str, float]()  # noqa: S311 - the same each time
    with office.at_desk() as desk:
        desk.act_as(noor)
        for name, work in {**READING, **WRITING}.items():
            found[name] = _median(partial(work, desk, chance, size))
    for name, work in WRITING.items():
        found[f"{name}, commit included"] = _median(partial(_alone, office, noor, work, chance, size))
    return found


def _alone(office: Office, noor: Citizen, work: Work, chance: random.Random, size: int) -> None:
    with office.at_desk() as desk:
        desk.act_as(noor)
        work(desk, chance, size)


def _median(work: Callable[[], object]) -> float:
    took = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        work()
        took.append((time.perf_counter() - begun) * 1e6)
    return statistics.median(took)


@contextmanager
def _plans(database: Database, size: int) -> Iterator[None]:
    """Print the plan of each statement once."""
    seen: set[str] = set()

    def explain(connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement in seen or not statement.lstrip().lower().startswith(("select", "update", "delete")):
            return
        seen.add(statement)
        words = "EXPLAIN QUERY PLAN " if database.sqlite else "EXPLAIN "
        rows = connection.connection.driver_connection.execute(words + statement, parameters).fetchall()
        typer.echo(f"\n[{size}] {' '.join(statement.split())}")
        typer.echo("\n".join(f"    {row[-1]}" for row in rows))

    event.listen(database.engine, "before_cursor_execute", explain)
    yield
    event.remove(database.engine, "before_cursor_execute", explain)


def run(url_of: Callable[[int], str], *, explain: bool) -> dict[int, dict[str, float]]:
    """Fill a database of each size, and measure."""
    found = {}
    for size in SIZES:
        office = open_office(read_settings(database_url=url_of(size)))
        begun = time.perf_counter()
        noor = fill(office, size)
        typer.echo(
            f"{office.database.engine.dialect.name}: {size} ideas in {time.perf_counter() - begun:.0f} s"
        )
        with ExitStack() as stack:
            if explain:
                stack.enter_context(_plans(office.database, size))
            found[size] = measure(office, noor, size)
        office.database.close()
    return found


def report(name: str, found: dict[int, dict[str, float]]) -> None:
    """Print a table of medians, and how much more the large city costs."""
    small, large = (found[size] for size in SIZES)
    typer.echo(f"\n{name:28} {SIZES[0]:>10,} {SIZES[1]:>10,}   ratio")
    for what in small:
        ratio = large[what] / small[what]
        typer.echo(
            f"{what:28} {small[what]:10.0f} {large[what]:10.0f} {ratio:7.2f}{' *' * (ratio > MOST_RATIO)}"
        )


def keeps_the_promise(name: str, found: dict[int, dict[str, float]]) -> bool:
    """Say how long the slowest kind of search takes among the most ideas; False if that is too long."""
    took, slowest = max((found[SIZES[-1]][kind] / 1000, kind) for kind in SEARCHING)
    typer.echo(
        f"{name}: the slowest search, “{slowest}”, takes {took:.1f} ms at the median among {SIZES[-1]:,} ideas; it may take "
        f"{MOST_SEARCH_MILLISECONDS:.0f}."
    )
    return took <= MOST_SEARCH_MILLISECONDS


def main() -> int:
    """Measure on SQLite and on PostgreSQL; 1 if a search takes too long."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--explain", action="store_true", help="print the plans")
    arguments.add_argument("--only", choices=["sqlite", "postgres"])
    given = arguments.parse_args()
    found = {}
    if given.only != "postgres":
        with tempfile.TemporaryDirectory() as folder:
            found["SQLite"] = run(
                lambda size: f"sqlite:///{Path(folder) / str(size)}.db", explain=given.explain
            )
    if given.only != "sqlite":
        with running_postgres() as server:
            found["PostgreSQL"] = run(
                lambda size: server.create_database(f"of_{size}"), explain=given.explain
            )
    for name, figures in found.items():
        report(name, figures)
    kept = [keeps_the_promise(name, figures) for name, figures in found.items()]
    return not all(kept)


if __name__ == "__main__":
    sys.exit(main())
