"""The audit: who did what to what for the city. Entries are added, and never changed; who it was can be forgotten (H80)."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, select

from bot.civic.doors import Citizen
from bot.civic.rights import Fate
from storage.personal import Personal, accounts_of, kept, nothing_to_merge
from storage.roles import held
from storage.tables import accounts, audit, audit_salts
from storage.transaction import Handlers, Transaction

OPERATOR = "operator"
"""The mark, and the function, of whoever holds the machine."""

_ACCOUNT = (
    select(accounts.c.platform, accounts.c.external, audit_salts.c.salt)
    .outerjoin(audit_salts, audit_salts.c.account == accounts.c.id)
    .where(accounts.c.id == bindparam("account"))
)


def note(transaction: Transaction, deed: str, subject: str, **details: Any) -> None:
    """Add to the audit that who acts has done this, to what: `note(t, "vote-closed", "vote:3")`.

    `details` are numbers, slugs and instants (ISO 8601) as JSON has them; never a name, an account, or what a citizen wrote.
    """
    mark, function = _who(transaction)
    transaction.insert(
        audit,
        at=transaction.now,
        mark=mark,
        function=function,
        deed=deed,
        subject=subject,
        details=json.dumps(details, sort_keys=True),
    )


def _who(transaction: Transaction) -> tuple[str, str]:
    """Return the mark of who acts, and as what they act: the greatest of their roles."""
    if not isinstance(transaction.actor, Citizen):
        return OPERATOR, OPERATOR
    roles = held(transaction)
    return mark_of(transaction, transaction.actor.account), roles[0].role if roles else "citizen"


def mark_of(transaction: Transaction, account: int) -> str:
    """Return what the audit calls an account: a salted hash of it (BLAKE2b, RFC 7693), the salt of which can be forgotten."""
    row = transaction.connection.execute(_ACCOUNT, {"account": account}).one()
    salt = row.salt
    if salt is None:
        salt = secrets.token_hex(16)
        transaction.insert(audit_salts, account=account, salt=salt)
    named = f"{row.platform}:{row.external}".encode()
    return hashlib.blake2b(named, key=bytes.fromhex(salt), digest_size=12).hexdigest()


HANDLERS: Handlers = {}


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    """Forget which marks were theirs: what was done stays, and by whom nobody can tell any more."""
    transaction.connection.execute(delete(audit_salts).where(audit_salts.c.account.in_(accounts_of(who))))


def _show_kept(transaction: Transaction, who: int) -> Mapping[str, Any]:
    run = transaction.connection.execute
    own = (
        run(select(audit_salts.c.account).where(audit_salts.c.account.in_(accounts_of(who)))).scalars().all()
    )
    marks = [mark_of(transaction, account) for account in own]
    theirs = select(audit.c.at, audit.c.function, audit.c.deed, audit.c.subject).where(
        audit.c.mark.in_(marks)
    )
    return {"audit": kept(transaction, theirs) if marks else []}


PERSONAL = Personal((audit_salts,), nothing_to_merge, _erase, _show_kept)
