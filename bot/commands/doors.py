"""The two doors, for the command line: one query answered, or one command carried out and told, in a transaction of its own."""

from __future__ import annotations

from typing import TypeVar

from bot.civic.doors import Command, Query
from bot.main import open_office, the_worker
from bot.settings import Settings

R = TypeVar("R")


def asked(settings: Settings, query: Query[R]) -> R:
    """Return the query's answer."""
    office = open_office(settings)
    try:
        with office.reads(query) as answer:
            return answer
    finally:
        office.database.close()


def done(settings: Settings, command: Command[R]) -> R:
    """Carry the command out, let everybody concerned be told by the program that serves, and return its result. Raises Refused."""
    office = open_office(settings)
    worker = the_worker(office, {})
    with office.at_desk() as desk:
        result = desk.carry_out(command)
        worker.tell(desk)
    office.database.close()
    return result
