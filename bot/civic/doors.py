"""The two doors: everything asks through queries and changes through commands, plain values with one handler each.

A handler receives the open transaction, which knows who acts and what time it is. A command that may
not be carried out raises `Refused` before it has written anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar, get_args

from bot.civic.city import City

R_co = TypeVar("R_co", covariant=True)


class Query(Generic[R_co]):
    """A question to the city; `R_co` is what answers it. Subclasses are frozen dataclasses."""

    __slots__ = ()


class LongQuery(Query[R_co]):
    """One that counts among very many: no turn waits for the answer, which is found out beside (`NotYetKnown`)."""

    __slots__ = ()


class Command(Generic[R_co]):
    """Something to be done, in the imperative; `R_co` is what it returns. Subclasses are frozen dataclasses."""

    __slots__ = ()


class Event:
    """Something that was done, in the past tense. Subclasses are frozen dataclasses."""

    __slots__ = ()


class Refused(Exception):
    """A rule said no: `code` is a stable slug that the flows have a sentence for."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotYetKnown(Exception):
    """What a long query answers `actor` is found out beside: what asked is undone, and done again once that is known."""

    def __init__(self, query: LongQuery[Any], actor: Actor) -> None:
        super().__init__(type(query).__name__)
        self.query, self.actor = query, actor


@dataclass(frozen=True, slots=True)
class Citizen:
    """A person acting from their own account; what they may do is read when they act.

    `runs` is the group for which they may decide, as its platform has said just now. `arrived` is when what they sent
    came in (None: just now): what closes at an instant is decided by it, however late its turn is taken (H29).
    """

    person: int
    account: int
    runs: int | None = None
    arrived: datetime | None = None


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever holds the machine: the `parvis` program, a due row, a job."""


Actor = Citizen | Operator


class World(Protocol):
    """What a turn can reach: the city as of this transaction."""

    @property
    def now(self) -> datetime:
        """The instant of this turn, in UTC."""

    @property
    def city(self) -> City:
        """The city's file, with what programmes have of their own."""

    def ask(self, query: Query[R_co]) -> R_co:
        """Return the query's answer."""

    def carry_out(self, command: Command[R_co]) -> R_co:
        """Carry the command out for who acts, and return its result. Raises Refused."""


def result_type(message: type[Query[Any] | Command[Any]]) -> Any:
    """Return `R_co` of a query's or a command's class, e.g. `int` of `class Count(Query[int])`."""
    for base in getattr(message, "__orig_bases__", ()):
        if arguments := get_args(base):
            return arguments[0]
    problem = f"{message.__name__} must say what it returns: class {message.__name__}(Query[…])"
    raise TypeError(problem)
