"""What takes long to answer is found out beside the turns, by one who only reads, so that nobody who writes waits for it.

The turn that asked is undone, and its update waits; those of others go on. Once the answer is known the turn is taken
again, and finds it. Nothing of this is kept: after a crash it is asked anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from bot.civic.doors import Actor, LongQuery, World
from bot.engine.faults import of_the_database

MOST_KEPT = 100
"""Updates for which answers are kept: where another process has taken the turn meanwhile, nobody asks for them any more."""

Answers = Mapping[LongQuery[Any], Future[Any]]
Reading = Callable[[Actor], AbstractContextManager[World]]
"""Opens what somebody may see, as of one instant; it writes nothing."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the turn of an update waits for, and whose it is."""

    update: int
    person: int
    query: LongQuery[Any]
    actor: Actor


class Beside:
    """Finds out what turns wait for, for one process; `reading` is what it asks."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._found: dict[int, dict[LongQuery[Any], Future[Any]]] = {}
        self._waiting: set[int] = set()

    @property
    def waiting(self) -> frozenset[int]:
        """Return the people whose turn waits for what is being found out just now."""
        return frozenset(self._waiting)

    def found(self, update: int) -> Answers:
        """Return what is known for the turn of this update."""
        return self._found.get(update, {})

    def begin(self, wanted: Wanted) -> bool:
        """Let the turn wait while it is found out; False if somebody is at it, or it is known."""
        if wanted.person in self._waiting or wanted.query in self.found(wanted.update):
            return False
        self._waiting.add(wanted.person)
        return True

    def find_out(self, wanted: Wanted) -> None:
        """Find it out, and let the turn be taken. It is slow, and needs no desk."""
        try:
            known: Future[Any] = Future()
            try:
                with self._reading(wanted.actor) as world:
                    known.set_result(world.ask(wanted.query))
            except Exception as error:
                # With the database in trouble nothing is known: the turn asks again.
                if of_the_database(error):
                    return
                known.set_exception(error)
            self._found.setdefault(wanted.update, {})[wanted.query] = known
            if len(self._found) > MOST_KEPT:
                del self._found[next(iter(self._found))]
        finally:
            self._waiting.discard(wanted.person)
