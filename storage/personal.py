"""What is kept of people, noun by noun: how it becomes another's, how it is forgotten, how it is shown to whom it is about.

Each module of storage that keeps something of people says so in its `PERSONAL`, next to its `HANDLERS`. Every table with a
column that refers to people or accounts stands in exactly one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Personal:
    """What one module keeps of people.

    `merge(transaction, gone, stays)`: two accounts turned out to be one person: what was `gone`'s is `stays`' from now on,
    and where both had the same (a support, a ballot, a seat) it counts once. Counts are right afterwards, in any order of the
    modules; who should hear of it is told by an event.

    `erase(transaction, person, words)`: nothing is left of the person. With `words`, what they published stays, and is
    nobody's; else it is deleted, too. Whoever waits for what they leave (a seat) gets it.

    `show(transaction, person)`: all that is kept of them, as JSON has it (instants as ISO 8601 in UTC), by a name for
    each kind; never anything of others.
    """

    tables: tuple[Table, ...]
    merge: Callable[[Transaction, int, int], None]
    erase: Callable[[Transaction, int, bool], None]
    show: Callable[[Transaction, int], Mapping[str, Any]]
