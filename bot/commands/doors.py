"""The office, opened for one command; and its two doors: a query answered, a command carried out and told, in a transaction of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from bot.civic.doors import Command, Query
from bot.engine.desk import Desk
from bot.office import Office, open_office
from bot.settings import Settings

R = TypeVar("R")


class Page(Protocol):
    """One page of a list, and whether there are more."""

    @property
    def more(self) -> bool:
        """Tell whether another follows."""


P = TypeVar("P", bound=Page)


@contextmanager
def opened(settings: Settings) -> Iterator[Office]:
    """Open the office, and let go of its database afterwards, however that went."""
    office = open_office(settings)
    try:
        yield office
    finally:
        office.database.close()


def asked(settings: Settings, query: Query[R]) -> R:
    """Return the query's answer."""
    with opened(settings) as office, office.reads(query) as answer:
        return answer


def done(settings: Settings, command: Command[R]) -> R:
    """Carry the command out, let everybody concerned be told by the program that serves, and return its result. Raises Refused."""
    from bot.main import the_worker

    with opened(settings) as office:
        worker = the_worker(office, {})
        with office.at_desk() as desk:
            result = desk.carry_out(command)
            worker.tell(desk)
        return result


def pages(desk: Desk, of: Callable[[int], Query[P]]) -> Iterator[P]:
    """Yield every page of a list, from the first; `of` asks for one, by its number."""
    for number in itertools.count(1):
        found = desk.ask(of(number))
        yield found
        if not found.more:
            return
