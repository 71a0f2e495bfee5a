"""The audit: who did what to what for the city. Entries are added, and never changed; who it was can be forgotten (H80)."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from bot.civic.audit import OPERATOR, PAGE, Deed, Deeds, Known, ReadAudit
from bot.civic.doors import Citizen
from bot.civic.rights import Fate
from bot.civic.roles import Right
from storage.links import seen
from storage.personal import Personal, accounts_of, kept, nothing_to_merge
from storage.roles import allowed, held
from storage.tables import accounts, audit, audit_salts, roles
from storage.transaction import Handlers, Transaction

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
    return _mark(row.platform, row.external, salt)


def _mark(platform: str, external: str, salt: str) -> str:
    named = f"{platform}:{external}".encode()
    return hashlib.blake2b(named, key=bytes.fromhex(salt), digest_size=12).hexdigest()


def done_by(transaction: Transaction, who: int, since: datetime) -> frozenset[tuple[datetime, str]]:
    """Return when since then somebody did something that is kept here, and to what, from whichever of their accounts."""
    marks = _marks_of(transaction, who)
    if not marks:
        return frozenset()
    theirs = select(audit.c.at, audit.c.subject).where(audit.c.mark.in_(marks), audit.c.at >= since)
    return frozenset((row.at, row.subject) for row in transaction.connection.execute(theirs))


def _marks_of(transaction: Transaction, who: int) -> Sequence[str]:
    """Return what the audit calls those accounts of somebody that ever did something."""
    own = select(audit_salts.c.account).where(audit_salts.c.account.in_(accounts_of(who)))
    acted = transaction.connection.execute(own).scalars().all()
    return [mark_of(transaction, account) for account in acted]


def read(transaction: Transaction, query: ReadAudit) -> Deeds:
    """Return a page of what was done, to those who may read it."""
    if not allowed(transaction, Right.AUDIT):
        return Deeds((), more=False)
    known = _known(transaction)
    page = _NEWEST.offset(min((max(query.page, 1) - 1) * PAGE, 2**31))
    if query.account:
        theirs = [mark for mark, each in known.items() if each.account.id == query.account]
        page = page.where(audit.c.mark.in_(theirs))
    rows = transaction.connection.execute(page).all()
    return Deeds(tuple(_deed(row, known) for row in rows[:PAGE]), more=len(rows) > PAGE)


def _deed(row: Any, known: Mapping[str, Known]) -> Deed:
    about = known.get(row.subject.removeprefix("account:"))
    by, details = known.get(row.mark), json.loads(row.details)
    return Deed(row.id, row.at, row.function, by, row.deed, row.subject, about, details)


def _known(transaction: Transaction) -> Mapping[str, Known]:
    """Return whose each mark is, of all whose salt is not forgotten: as many as ever had a role."""
    labels = {row.account: row.label for row in transaction.connection.execute(_LABELS)}
    return {
        _mark(row.platform, row.external, row.salt): Known(seen(transaction, row), labels.get(row.id, ""))
        for row in transaction.connection.execute(_MARKED)
    }


_NEWEST = select(audit).order_by(audit.c.id.desc()).limit(PAGE + 1)
_MARKED = select(accounts.c.id, accounts.c.platform, accounts.c.external, audit_salts.c.salt).join(
    audit_salts, audit_salts.c.account == accounts.c.id
)
_LABELS = select(roles.c.account, roles.c.label).where(roles.c.label != "")

HANDLERS: Handlers = {ReadAudit: read}


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    """Forget which marks were theirs: what was done stays, and by whom nobody can tell any more."""
    transaction.connection.execute(delete(audit_salts).where(audit_salts.c.account.in_(accounts_of(who))))


def _show_kept(transaction: Transaction, who: int) -> Mapping[str, Any]:
    marks = _marks_of(transaction, who)
    theirs = select(audit.c.at, audit.c.function, audit.c.deed, audit.c.subject).where(
        audit.c.mark.in_(marks)
    )
    return {"audit": kept(transaction, theirs) if marks else []}


PERSONAL = Personal((audit_salts,), nothing_to_merge, _erase, _show_kept)
