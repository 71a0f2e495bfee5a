"""Guesses at codes, counted for each person: after too many nothing is looked at for a while (H22)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select, update

from bot.civic.checkin import MOST_TRIES, TRIES_FOR
from bot.civic.rights import Fate
from storage.personal import Personal, kept
from storage.tables import code_tries
from storage.transaction import Transaction


def too_many(transaction: Transaction, who: int) -> bool:
    """Tell whether somebody has guessed too often."""
    row = _row(transaction, who)
    return row is not None and row.count >= MOST_TRIES and row.since + TRIES_FOR > transaction.now


def counted(transaction: Transaction, who: int) -> None:
    """Count one more wrong code."""
    row, now = _row(transaction, who), transaction.now
    if row is None:
        transaction.insert(code_tries, person=who, since=now, count=1)
        return
    lately = row.since + TRIES_FOR > now
    values = {"count": row.count + 1 if lately else 1, "since": row.since if lately else now}
    transaction.connection.execute(update(code_tries).where(code_tries.c.person == who).values(values))


def _row(transaction: Transaction, who: int) -> Any:
    return transaction.connection.execute(select(code_tries).where(code_tries.c.person == who)).first()


def forget_guesses(transaction: Transaction) -> None:
    """Forget what was guessed long enough ago."""
    old = code_tries.c.since < transaction.now - TRIES_FOR
    transaction.connection.execute(delete(code_tries).where(old))


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    """Let the guesses of both be one person's: nobody gets more of them by having two accounts."""
    theirs = _row(transaction, gone)
    _erase(transaction, gone, Fate.DELETED)
    for _each in range(theirs.count if theirs else 0):
        counted(transaction, stays)


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    transaction.connection.execute(delete(code_tries).where(code_tries.c.person == who))


def _show_kept(transaction: Transaction, who: int) -> Mapping[str, Any]:
    mine = select(code_tries.c.count, code_tries.c.since).where(code_tries.c.person == who)
    return {"wrong_codes": kept(transaction, mine)}


PERSONAL = Personal((code_tries,), _merge, _erase, _show_kept)
