"""Blocks: who publishes nothing for a time. How one begins and ends stands in `storage.measures`.

Nobody gets rid of one by being forgotten: until it would have ended anyhow, a mark of each of their accounts is kept, a keyed
hash, with the reason for which it was, and nothing of what they wrote. Whoever comes back is blocked as before, and may object.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, select

from bot.civic.doors import Refused
from bot.civic.measures import FORGOTTEN, kept_reason
from storage.erasures import mark_of, secret_of
from storage.tables import accounts, block_marks, measures
from storage.transaction import Transaction

_PURPOSE = b"parvis blocked"

_RUNNING = (
    select(measures)
    .where(
        measures.c.person == bindparam("who"),
        measures.c.kind == "block",
        measures.c.until > bindparam("now"),
    )
    .order_by(measures.c.until.desc())
    .limit(1)
)


def running(transaction: Transaction, who: int) -> Any:
    """Return the block under which somebody is just now, or None."""
    return transaction.connection.execute(_RUNNING, {"who": who, "now": transaction.now}).first()


def require_unblocked(transaction: Transaction) -> None:
    """Refuse whoever may publish nothing just now: blocked."""
    if running(transaction, transaction.citizen) is not None:
        raise Refused("blocked")


def go_along(transaction: Transaction, was: int, apart: int) -> None:
    """A block goes along with an account that is unlinked: nobody gets rid of it so."""
    asked = {"who": was, "now": transaction.now}
    row = transaction.connection.execute(_RUNNING, asked).mappings().first()
    if row is not None:
        its = {name: value for name, value in row.items() if name != "id"}
        transaction.connection.execute(insert(measures).values(its | {"person": apart}))


def outlast(transaction: Transaction, who: int) -> None:
    """The block of somebody who is about to be forgotten goes on, by a mark of each of their accounts."""
    row = running(transaction, who)
    if row is None:
        return
    secret = secret_of(transaction.connection)
    its = {
        "programme": row.programme,
        "reason": kept_reason(row.reason),
        "decided_by": row.decided_by,
        "at": row.at,
        "until": row.until,
        "answered": row.answered_at is not None,
    }
    theirs = select(accounts.c.platform, accounts.c.external).where(accounts.c.person == who)
    for platform, external in transaction.connection.execute(theirs).all():
        transaction.insert(block_marks, mark=mark_of(secret, platform, external, _PURPOSE), **its)


def take_up(transaction: Transaction, who: int, platform: str, external: str) -> None:
    """Whoever has this account from now on is blocked, if whoever had it before was when they were forgotten."""
    run = transaction.connection.execute
    still = block_marks.c.until > transaction.now
    # Asked first, since it is asked for every stranger: there is hardly ever one.
    if not run(select(exists().where(still))).scalar():
        return
    same = block_marks.c.mark == mark_of(secret_of(transaction.connection), platform, external, _PURPOSE)
    row = run(select(block_marks).where(same, still).order_by(block_marks.c.until.desc())).first()
    if row is None:
        return
    run(delete(block_marks).where(same))
    answered = row.at if row.answered else None
    transaction.insert(
        measures,
        person=who,
        programme=row.programme,
        kind="block",
        about=FORGOTTEN,
        number=0,
        reason=row.reason,
        decided_by=row.decided_by,
        at=row.at,
        until=row.until,
        appealed_at=answered,
        answered_at=answered,
    )


def forget_marks(transaction: Transaction) -> None:
    """Forget the marks of blocks that are over."""
    transaction.connection.execute(delete(block_marks).where(block_marks.c.until <= transaction.now))
