"""Kept photos, and the jobs that make them ready."""

from __future__ import annotations

from sqlalchemy import select

from bot.civic.doors import Citizen, Refused
from bot.civic.ideas import PreparePhoto
from storage.tables import accounts, jobs, media
from storage.transaction import Handlers, Transaction


def prepare(transaction: Transaction, command: PreparePhoto) -> int:
    """Note the job; it is done after this transaction."""
    if not isinstance(transaction.actor, Citizen):
        raise Refused("not-a-person")
    account = transaction.actor.account
    return transaction.insert(
        jobs, account=account, file=command.file, state="pending", created_at=transaction.now
    )


def keep(transaction: Transaction, account: int, jpeg: bytes, width: int, height: int) -> int:
    """Keep a photo that was made ready for the person of this account; return its id."""
    owner = transaction.connection.execute(select(accounts.c.person).where(accounts.c.id == account)).scalar()
    return transaction.insert(
        media, owner=owner, jpeg=jpeg, width=width, height=height, created_at=transaction.now
    )


def picture(transaction: Transaction, media_id: int) -> bytes | None:
    """Return the bytes of a kept photo."""
    kept: bytes | None = transaction.connection.execute(
        select(media.c.jpeg).where(media.c.id == media_id)
    ).scalar()
    return kept


HANDLERS: Handlers = {PreparePhoto: prepare}
