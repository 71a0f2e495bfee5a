"""The list of a broadcast's recipients: read as of one instant, written a few at a time, and used only once it is whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from bot.civic.audiences import FEWEST
from bot.civic.broadcasts import STRAYS, BroadcastStopped, State
from bot.civic.sending import Fate
from storage.audiences import who_belongs
from storage.broadcasts import broadcast_row, draft_in, put
from storage.database import Database
from storage.desk import Desk
from storage.processes import alive
from storage.sending import start
from storage.tables import broadcasts, recipients
from storage.transaction import Transaction

READ_AT_ONCE = 100
"""Recipients that are written in one transaction: whoever wants to write waits for it."""

CLEARED_AT_ONCE = 2000

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lists:
    """Writes lists of recipients, for one process; `open` gives the desk of a connection."""

    database: Database
    open: Callable[[Connection], Desk]
    owner: str
    reach: Counter[str] = field(default_factory=Counter)
    """How many will be written to on each platform, of the list that is being written."""

    def take(self, desk: Desk) -> int | None:
        """Take a broadcast in hand whose list is to be written, and is in the hands of nobody who lives; None without one."""
        for row in desk.connection.execute(_TO_FREEZE):
            if row.freezer in {None, self.owner} or self._is_gone(desk, row.freezer):
                put(desk, row.id, freezer=self.owner)
                return int(row.id)
        return None

    def _is_gone(self, desk: Desk, owner: str) -> bool:
        # On SQLite no other process serves.
        return desk.sqlite or owner not in alive(desk.connection)

    def clear(self, desk: Desk, number: int) -> bool:
        """Throw some of a list away that was not finished, and so is of another instant; return whether more of it is left."""
        first = select(func.min(recipients.c.place)).where(recipients.c.broadcast == number)
        upto = first.scalar_subquery() + CLEARED_AT_ONCE
        some = delete(recipients).where(recipients.c.broadcast == number, recipients.c.place < upto)
        return self._mine(desk, number) is not None and desk.connection.execute(some).rowcount > 0

    def read(self, number: int) -> Generator[Sequence[Row], None, None]:
        """Return the whole list, some at a time, all as of one instant; nobody waits meanwhile."""
        with self.database.reading() as connection:
            desk = self.open(connection)
            row = broadcast_row(desk, number)
            if row is None:
                return
            self.reach.clear()
            its, places = draft_in(row), count(1)
            a_few = connection.execution_options(yield_per=READ_AT_ONCE)
            with closing(a_few.execute(who_belongs(desk, its.audience, its.programme))) as found:
                for some in found.partitions():
                    self.reach.update(each.platform for each in some if each.why is None)
                    yield [_recipient(desk, number, next(places), each) for each in some]

    def write(self, desk: Desk, number: int, rows: Sequence[Row]) -> bool:
        """Write some of a list; False if it is not to be written any more, or by somebody else."""
        if self._mine(desk, number) is None:
            return False
        desk.connection.execute(insert(recipients), list(rows))
        return True

    def finish(self, desk: Desk, number: int) -> None:
        """The list is whole: from now on it is sent, if it may be."""
        row = self._mine(desk, number)
        if row is None:
            return
        _let_out(desk, row, self.reach)

    def _mine(self, desk: Desk, number: int) -> Any:
        row = broadcast_row(desk, number, hold=True)
        mine = row is not None and row.state == State.FREEZING and row.freezer == self.owner
        return row if mine else None


def _recipient(desk: Desk, number: int, place: int, found: Any) -> Row:
    return {
        "broadcast": number,
        "place": place,
        "person": found.person,
        "platform": found.platform,
        "state": Fate.SKIPPED if found.why else Fate.WAITING,
        "reason": found.why,
        "not_before": desk.now,
    }


def _let_out(transaction: Transaction, row: Any, reach: Counter[str]) -> None:
    """Let a broadcast be sent, unless there is nobody, or there are too few or too many by now."""
    total = reach.total()
    put(transaction, row.id, freezer=None)
    if not total:
        _rest(transaction, row, State.DONE, "nobody")
    elif draft_in(row).audience.sensitive and total < FEWEST:
        _rest(transaction, row, State.CANCELLED, "too-few")
    elif _has_grown(transaction, row, total):
        start(transaction, row.id, reach, paused="grown")
    else:
        start(transaction, row.id, reach)


def _has_grown(transaction: Transaction, row: Any, total: int) -> bool:
    """Tell whether there are so many more by now than it was confirmed for that a second organiser is needed, and was not asked."""
    more = total > (row.confirmed or 0) * (1 + STRAYS)
    return row.checked_at is None and more and total > transaction.city.second_look


def _rest(transaction: Transaction, row: Any, state: State, why: str) -> None:
    put(transaction, row.id, state=state, ended_at=transaction.now, why=why)
    transaction.emit(BroadcastStopped(row.id, state, why))


_TO_FREEZE = (
    select(broadcasts.c.id, broadcasts.c.freezer)
    .where(broadcasts.c.state == State.FREEZING, broadcasts.c.ended_at.is_(None))
    .order_by(broadcasts.c.id)
    .with_for_update(skip_locked=True)
)
