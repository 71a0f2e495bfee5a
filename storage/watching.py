"""Who watches a broadcast: it is a due row, and nothing else."""

from __future__ import annotations

from bot.civic.doors import Citizen, Refused
from bot.civic.watching import BroadcastWatched, WatchBroadcast
from storage.broadcasts import sendable
from storage.transaction import Handlers, Transaction


def watch(transaction: Transaction, command: WatchBroadcast) -> None:
    """Let whoever acts see how far it is."""
    row = sendable(transaction, command.number)
    if not isinstance(transaction.actor, Citizen):
        raise Refused("not-a-person")
    transaction.emit(BroadcastWatched(row.id, transaction.actor.account))


HANDLERS: Handlers = {WatchBroadcast: watch}
