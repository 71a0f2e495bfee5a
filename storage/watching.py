"""Who watches a broadcast: it is a due row, and nothing else."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from bot.civic.doors import Citizen, Refused
from bot.civic.watching import BroadcastWatched, LatestSend, WatchBroadcast
from storage.broadcasts import seen, sendable
from storage.tables import broadcasts
from storage.transaction import Handlers, Transaction


def watch(transaction: Transaction, command: WatchBroadcast) -> None:
    """Let whoever acts see how far it is."""
    row = sendable(transaction, command.number)
    if not isinstance(transaction.actor, Citizen):
        raise Refused("not-a-person")
    transaction.emit(BroadcastWatched(row.id, transaction.actor.account))


def latest_send(transaction: Transaction, query: LatestSend) -> int:
    """Return the latest that was begun by what comes every week."""
    if seen(transaction, query.number) is None:
        return 0
    found: int = transaction.connection.execute(_LATEST, {"which": query.number}).scalar() or 0
    return found


_LATEST = select(func.max(broadcasts.c.id)).where(broadcasts.c.origin == bindparam("which"))

HANDLERS: Handlers = {WatchBroadcast: watch, LatestSend: latest_send}
