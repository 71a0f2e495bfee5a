"""One person with several accounts: which they are, and the codes by which two are to become one (storage/merging.py)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, delete, func, or_, select, update

from bot.civic.doors import Citizen, Refused
from bot.civic.links import (
    CODE_LENGTH,
    CODE_SIGNS,
    LASTS,
    MOST_TRIES,
    MOST_TRIES_OF_ALL,
    TRIES_KEPT,
    Account,
    Link,
    MakeCode,
    MyAccounts,
    PreferAccount,
    RefuseLink,
    TheLink,
    Tried,
    TryCode,
    code_in,
    may_try,
)
from bot.civic.rights import Fate
from storage.personal import Personal, accounts_of, kept, take_over
from storage.tables import accounts, link_tries, links, possible
from storage.transaction import Handlers, Transaction

_ACCOUNT = select(accounts).where(accounts.c.id == bindparam("which"))
_MINE = select(accounts).where(accounts.c.person == bindparam("who")).order_by(accounts.c.id)
_TRIES = select(func.count()).select_from(
    select(link_tries.c.id).where(link_tries.c.at > bindparam("since")).limit(MOST_TRIES_OF_ALL).subquery()
)
_MY_TRIES = select(func.count()).where(
    link_tries.c.person == bindparam("who"), link_tries.c.at > bindparam("since")
)
_SHOWN = select(links).where(links.c.code == bindparam("code")).with_for_update()
_LINK = select(links).where(links.c.id == bindparam("which"))


def my_accounts(transaction: Transaction, _query: MyAccounts) -> tuple[Account, ...]:
    """Return the accounts of whoever asks; notices go to the one preferred last, else to the first."""
    rows = transaction.connection.execute(_MINE, {"who": transaction.citizen}).all()
    chosen = max((row for row in rows if row.preferred_at), key=lambda row: row.preferred_at, default=rows[0])
    return tuple(replace(seen(transaction, row), preferred=row is chosen) for row in rows)


def seen(transaction: Transaction, row: Any) -> Account:
    """Return the account of that row of `accounts`, as whoever acts sees it."""
    actor = transaction.actor
    here = isinstance(actor, Citizen) and row.id == actor.account
    return Account(row.id, row.platform, row.external, here=here)


def account_seen(transaction: Transaction, account: int) -> Account:
    """Return the account of that id, as whoever acts sees it."""
    return seen(transaction, transaction.connection.execute(_ACCOUNT, {"which": account}).one())


def acting(transaction: Transaction) -> Citizen:
    """Return who acts, with their account. Raises Refused for an operator."""
    if isinstance(transaction.actor, Citizen):
        return transaction.actor
    raise Refused("not-a-person")


def show_code(transaction: Transaction, _command: MakeCode) -> str:
    """Make a new code for the account that asks, in the place of the one before."""
    here = acting(transaction).account
    transaction.connection.execute(delete(links).where(links.c.showed == here))
    code = new_code()
    transaction.insert(links, code=code, showed=here, until=transaction.now + LASTS)
    return code


def new_code() -> str:
    """Return a code that nobody can guess."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


def tries_left(transaction: Transaction) -> int:
    """Return how many wrong codes whoever acts may still type, of whatever kind. Refused: too-many-tries."""
    run = transaction.connection.execute
    since = {"since": transaction.now - TRIES_KEPT}
    own = run(_MY_TRIES, since | {"who": transaction.citizen}).scalar_one()
    may_try(own=own, all_together=run(_TRIES, since).scalar_one())
    return MOST_TRIES - own


def count_wrong(transaction: Transaction) -> None:
    """Count one more wrong code."""
    transaction.insert(link_tries, person=transaction.citizen, at=transaction.now)


def try_code(transaction: Transaction, command: TryCode) -> Tried:
    """Look for the code, which is used up by being found; a wrong one is counted."""
    here = acting(transaction)
    run = transaction.connection.execute
    left = tries_left(transaction)
    found = run(_SHOWN, {"code": code_in(command.code)}).first()
    if found is None or found.until <= transaction.now:
        count_wrong(transaction)
        return Tried(None, left - 1)
    if found.showed in run(accounts_of(here.person)).scalars().all():
        raise Refused("own-code")
    used = {"code": None, "typed": here.account, "until": transaction.now + LASTS}
    run(update(links).where(links.c.id == found.id).values(used))
    return Tried(found.id, left)


def the_link(transaction: Transaction, query: TheLink) -> Link | None:
    """Return the link, to whoever is to confirm it now."""
    row = link_row(transaction, query.number)
    return link_of(transaction, row) if row is not None else None


def link_row(transaction: Transaction, number: int, *, hold: bool = False) -> Any:
    """Return the link's row if whoever acts may confirm it now: first who typed the code, then who showed it."""
    query = _LINK.with_for_update() if hold else _LINK
    here = acting(transaction).account
    row = transaction.connection.execute(query, {"which": number}).first() if possible(number) else None
    if row is None or row.typed is None or row.until <= transaction.now:
        return None
    return row if here == (row.typed if row.agreed_at is None else row.showed) else None


def link_of(transaction: Transaction, row: Any) -> Link:
    """Return the link of that row."""
    return Link(row.id, account_seen(transaction, row.showed), account_seen(transaction, row.typed))


def refuse(transaction: Transaction, command: RefuseLink) -> None:
    """Let nothing come of it, if it is still theirs to say so."""
    row = link_row(transaction, command.number, hold=True)
    if row is not None:
        transaction.connection.execute(delete(links).where(links.c.id == row.id))


def prefer(transaction: Transaction, command: PreferAccount) -> None:
    """Let notices go to this account."""
    mine = (accounts.c.id == command.account) & (accounts.c.person == transaction.citizen)
    preferred = update(accounts).where(mine).values(preferred_at=transaction.now)
    if not possible(command.account) or not transaction.connection.execute(preferred).rowcount:
        raise Refused("no-such-account")


def forget_links(transaction: Transaction) -> None:
    """Forget codes that nobody can use any more, and tries that no longer count."""
    run = transaction.connection.execute
    run(delete(links).where(links.c.until < transaction.now))
    run(delete(link_tries).where(link_tries.c.at < transaction.now - TRIES_KEPT))


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    """Tries count for both together; what was to link the two of them is over."""
    take_over(transaction, link_tries.c.person, gone, stays)
    showed, typed = (select(accounts.c.id).where(accounts.c.person.in_((gone, stays))) for _ in range(2))
    within = links.c.showed.in_(showed) & links.c.typed.in_(typed)
    transaction.connection.execute(delete(links).where(within))


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    run = transaction.connection.execute
    own = accounts_of(who)
    run(delete(links).where(or_(links.c.showed.in_(own), links.c.typed.in_(own))))
    run(delete(link_tries).where(link_tries.c.person == who))


def _show_kept(transaction: Transaction, who: int) -> Mapping[str, Any]:
    own = accounts_of(who)
    codes = select(links.c.code, links.c.until).where(links.c.showed.in_(own))
    tries = select(link_tries.c.at).where(link_tries.c.person == who)
    return {"links": kept(transaction, codes), "link_tries": kept(transaction, tries)}


PERSONAL = Personal((links, link_tries), _merge, _erase, _show_kept)

HANDLERS: Handlers = {
    MyAccounts: my_accounts,
    MakeCode: show_code,
    TryCode: try_code,
    TheLink: the_link,
    RefuseLink: refuse,
    PreferAccount: prefer,
}
