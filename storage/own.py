"""What programmes have of their own: topics and places beside those of the city, kept with each programme."""

from __future__ import annotations

from bot.civic.own import AddOwn, RemoveOwn, RenameOwn, added, removed, renamed
from storage.programmes import held, required_languages, save
from storage.transaction import Handlers, Transaction


def add(transaction: Transaction, command: AddOwn) -> str:
    """Give a programme one more topic or place of its own."""
    was = held(transaction, command.programme)
    now = added(was, command, transaction.city, required_languages(transaction, was.id))
    save(transaction, was, now)
    return now.own[-1].id


def rename(transaction: Transaction, command: RenameOwn) -> None:
    """Call a topic or a place of a programme otherwise."""
    was = held(transaction, command.programme)
    save(transaction, was, renamed(was, command, transaction.city, required_languages(transaction, was.id)))


def remove(transaction: Transaction, command: RemoveOwn) -> None:
    """Offer a topic or a place of a programme no longer."""
    was = held(transaction, command.programme)
    save(transaction, was, removed(was, command))


HANDLERS: Handlers = {AddOwn: add, RenameOwn: rename, RemoveOwn: remove}
