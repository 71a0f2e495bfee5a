"""What falls due: one row a kind and subject."""

from __future__ import annotations

import functools
import json
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, union_all

from bot.engine.desk import Due
from storage.tables import NEVER, PENDING, due, outbox
from storage.transaction import INSERTS, Transaction

_FALLEN = (
    select(due)
    .where(due.c.at <= bindparam("now"))
    .order_by(due.c.at, due.c.kind, due.c.subject)
    .limit(bindparam("most"))
    # Two processes that look at the same moment share what has fallen due.
    .with_for_update(skip_locked=True)
)
_TAKEN = delete(due).where(due.c.kind == bindparam("of_kind"), due.c.subject == bindparam("about"))
_EXPECTED = select(due.c.at).where(due.c.kind == bindparam("of_kind"), due.c.subject == bindparam("about"))
_OF = select(due).where(due.c.kind == bindparam("of_kind"), due.c.subject == bindparam("about"))
_NEXT = union_all(
    select(func.min(due.c.at)),
    select(func.min(outbox.c.not_before)).where(
        outbox.c.state == PENDING, outbox.c.not_before > bindparam("now"), outbox.c.not_before < NEVER
    ),
)


def plan_once(transaction: Transaction, each: Due) -> None:
    """Let this fall due, unless a row of the same kind and subject is there: its moment stays."""
    transaction.put_off(_plan_once, _row(each))


def plan(transaction: Transaction, each: Due) -> None:
    """Let this fall due; a row of the same kind and subject is moved."""
    transaction.put_off(_plan, _row(each))


def _row(each: Due) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "subject": each.subject,
        "at": each.at,
        "version": each.version,
        "args": json.dumps(each.args) if each.args else None,
    }


def move_due(transaction: Transaction, kind: str, subject: str, to: str) -> None:
    """What was to fall due about the one falls due about the other, unless something of the kind is to already."""
    transaction.flush()
    row = transaction.connection.execute(_OF, {"of_kind": kind, "about": subject}).first()
    forget_due(transaction, kind, subject)
    if row is None:
        return
    args = json.loads(row.args) if row.args else None
    plan_once(transaction, Due(kind, to, row.at, row.version, args))


def join_due(transaction: Transaction, kind: str, subject: str, to: str) -> None:
    """What was to fall due about either falls due about the other, as the first of both would have."""
    transaction.flush()
    row, other = (
        transaction.connection.execute(_OF, {"of_kind": kind, "about": each}).first()
        for each in (subject, to)
    )
    if row is not None and other is not None and row.at < other.at:
        forget_due(transaction, kind, to)
    move_due(transaction, kind, subject, to)


def forget_due(transaction: Transaction, kind: str, subject: str) -> None:
    """Let this fall due no longer."""
    transaction.flush()
    transaction.connection.execute(_TAKEN, {"of_kind": kind, "about": subject})


def has_fallen_due(transaction: Transaction, kind: str, subject: str) -> bool:
    """Tell whether something of this kind and subject has fallen due, and is to be judged."""
    transaction.flush()
    at = transaction.connection.execute(_EXPECTED, {"of_kind": kind, "about": subject}).scalar()
    return at is not None and at <= transaction.now


class DueRows(Transaction):
    """What falls due, as a desk has it."""

    def plan(self, each: Due) -> None:
        """Let this fall due; a row of the same kind and subject is moved."""
        plan(self, each)

    def plan_once(self, each: Due) -> None:
        """Let this fall due, unless a row of the same kind and subject is there already."""
        plan_once(self, each)

    def fallen_due(self, limit: int) -> list[Due]:
        """Return what has fallen due, oldest first, and take it out of the table."""
        self.flush()
        rows = self.connection.execute(_FALLEN, {"now": self.now, "most": limit}).all()
        if rows:
            self.connection.execute(_TAKEN, [{"of_kind": r.kind, "about": r.subject} for r in rows])
        return [Due(r.kind, r.subject, r.at, r.version, json.loads(r.args) if r.args else None) for r in rows]

    def expects(self, kind: str, subject: str) -> bool:
        """Tell whether something of this kind and subject is still to fall due."""
        self.flush()
        return self.connection.execute(_EXPECTED, {"of_kind": kind, "about": subject}).first() is not None

    def next_due(self) -> datetime | None:
        """Return the instant at which the next thing falls due or is to leave, or None."""
        self.flush()
        instants = self.connection.execute(_NEXT, {"now": self.now}).scalars()
        return min((at for at in instants if at is not None), default=None)


@functools.cache
def _plan_once(dialect: str) -> Any:
    return INSERTS[dialect](due).on_conflict_do_nothing(index_elements=["kind", "subject"])


@functools.cache
def _plan(dialect: str) -> Any:
    put = INSERTS[dialect](due)
    kept = {name: getattr(put.excluded, name) for name in ("at", "version", "args")}
    return put.on_conflict_do_update(index_elements=["kind", "subject"], set_=kept)
