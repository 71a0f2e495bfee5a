"""Roles: which account has which, and whether it may do what it is about to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, select

from bot.civic.doors import Citizen, Refused
from bot.civic.rights import Fate
from bot.civic.roles import (
    EVERYWHERE,
    WHO_MAY,
    Held,
    Holder,
    Holders,
    Mandate,
    MyRoles,
    PutInRole,
    Right,
    Role,
    may,
)
from storage.personal import Personal, accounts_of, kept, nothing_to_merge
from storage.tables import accounts, roles
from storage.transaction import INSERTS, Handlers, Transaction

_ORDER = {role: place for place, role in enumerate(Role)}
_HELD = select(roles).where(roles.c.account == bindparam("account"))
_HOLDERS = (
    select(accounts.c.person, roles.c.account.label("id"))
    .join(accounts, accounts.c.id == roles.c.account)
    .where(
        roles.c.role.in_(bindparam("which", expanding=True)),
        roles.c.programme.in_(bindparam("where", expanding=True)),
    )
    .distinct()
    .order_by(roles.c.account)
)


def held(transaction: Transaction) -> tuple[Held, ...]:
    """Return the roles of the account that acts, the greatest first; none of an operator's, who needs none."""
    if not isinstance(transaction.actor, Citizen):
        return ()
    found = transaction.connection.execute(_HELD, {"account": transaction.actor.account})
    every = [held_in(row) for row in found]
    return tuple(sorted(every, key=lambda each: (_ORDER[each.role], each.programme)))


def held_in(row: Any) -> Held:
    """Return what a row of `roles` says is held."""
    return Held(Role(row.role), row.programme, row.granted_at, row.organisation)


def allowed(transaction: Transaction, right: Right, programme: int | None = None) -> bool:
    """Tell whether who acts has this right, for what belongs to that programme (None or 0: to none)."""
    if not isinstance(transaction.actor, Citizen):
        return True
    return may(held(transaction), right, programme or EVERYWHERE)


def programmes_with(transaction: Transaction, right: Right) -> frozenset[int] | None:
    """Return the programmes for which who acts has this right; None for all there are, and for what belongs to none."""
    every = held(transaction)
    if not isinstance(transaction.actor, Citizen) or may(every, right):
        return None
    return frozenset(each.programme for each in every if each.role in WHO_MAY[right])


def somewhere(transaction: Transaction, right: Right) -> bool:
    """Tell whether who acts has this right, in whatever programme."""
    return programmes_with(transaction, right) != frozenset()


def require(transaction: Transaction, right: Right, programme: int | None = None) -> None:
    """Refuse whoever has not this right, for what belongs to that programme: not-allowed."""
    if not allowed(transaction, right, programme):
        raise Refused("not-allowed")


def my_roles(transaction: Transaction, _query: MyRoles) -> tuple[Held, ...]:
    """Return the roles of the account that asks."""
    return held(transaction)


def holders(transaction: Transaction, query: Holders) -> tuple[Holder, ...]:
    """Return the accounts that have a right."""
    transaction.require_operator()
    asked = {"which": [role.value for role in WHO_MAY[query.right]], "where": [EVERYWHERE, query.programme]}
    return tuple(Holder(row.person, row.id) for row in transaction.connection.execute(_HOLDERS, asked))


def put_in_role(transaction: Transaction, command: PutInRole) -> None:
    """Give an account a role that it may have already."""
    transaction.require_operator()
    named = (accounts.c.platform == command.platform) & (accounts.c.external == command.external)
    account = transaction.connection.execute(select(accounts.c.id).where(named)).scalar()
    if account is None:
        raise Refused("no-such-account")
    grant(transaction, account, Mandate(command.role, command.programme))


def grant(transaction: Transaction, account: int, mandate: Mandate, label: str = "") -> None:
    """Let the account have this role, if it has not yet."""
    where = {"programme": mandate.programme, "organisation": mandate.organisation}
    row = {"account": account, "role": mandate.role.value, "label": label, "granted_at": transaction.now}
    transaction.write(_grant, [row | where])


def _grant(dialect: str) -> Any:
    return INSERTS[dialect](roles).on_conflict_do_nothing(
        index_elements=["account", "role", "programme", "organisation"]
    )


HANDLERS: Handlers = {MyRoles: my_roles, Holders: holders, PutInRole: put_in_role}


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    transaction.connection.execute(delete(roles).where(roles.c.account.in_(accounts_of(who))))


def _show_kept(transaction: Transaction, who: int) -> Mapping[str, Any]:
    columns = (roles.c.role, roles.c.programme, roles.c.organisation, roles.c.granted_at, roles.c.label)
    return {"roles": kept(transaction, select(*columns).where(roles.c.account.in_(accounts_of(who))))}


PERSONAL = Personal((roles,), nothing_to_merge, _erase, _show_kept)
