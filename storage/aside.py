"""Updates put aside, and how much waits."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, func, select, update

from bot.civic.aside import Backlog, CountBacklog, RetryAside, UpdateAside, UpdatesAside
from bot.civic.doors import Refused
from storage.tables import ASIDE, ATTEMPTING, PENDING, UNCERTAIN, inbox, outbox, possible
from storage.transaction import Handlers, Transaction

_ASIDE = (
    select(inbox.c.id, inbox.c.platform, inbox.c.arrived_at, inbox.c.attempts, inbox.c.reason)
    .where(inbox.c.state == ASIDE)
    .order_by(inbox.c.id)
)


def updates_aside(transaction: Transaction, _query: UpdatesAside) -> tuple[UpdateAside, ...]:
    """Return the updates put aside, oldest first."""
    transaction.require_operator()
    rows = transaction.connection.execute(_ASIDE).all()
    return tuple(UpdateAside(r.id, r.platform, r.arrived_at, r.attempts, r.reason or "") for r in rows)


def count_backlog(transaction: Transaction, _query: CountBacklog) -> Backlog:
    """Count what waits."""
    transaction.require_operator()
    return Backlog(
        untaken=_count(transaction, inbox, PENDING),
        aside=_count(transaction, inbox, ASIDE),
        unsent=_count(transaction, outbox, PENDING) + _count(transaction, outbox, ATTEMPTING),
        uncertain=_count(transaction, outbox, UNCERTAIN),
    )


def _count(transaction: Transaction, table: Table, state: ColumnElement[str]) -> int:
    counted = select(func.count()).select_from(table).where(table.c.state == state)
    return transaction.connection.execute(counted).scalar() or 0


def retry(transaction: Transaction, command: RetryAside) -> int:
    """Let updates take their turn again. What could not even be read as somebody's has no turn to take."""
    transaction.require_operator()
    which = (inbox.c.state == ASIDE) & inbox.c.person.is_not(None)
    if command.update is not None and not possible(command.update):
        raise Refused("not-aside")
    if command.update is not None:
        which &= inbox.c.id == command.update
    again = update(inbox).where(which).values(state="pending", attempts=0, reason=None)
    tried = transaction.connection.execute(again).rowcount
    if command.update is not None and not tried:
        raise Refused("not-aside")
    return tried


HANDLERS: Handlers = {UpdatesAside: updates_aside, CountBacklog: count_backlog, RetryAside: retry}
