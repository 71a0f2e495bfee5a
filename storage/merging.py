"""Two people become one, since both accounts are one person's; and one account goes on as somebody by themselves again."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import delete, func, select, update

from bot.civic.doors import Citizen, Refused
from bot.civic.links import AgreeToLink, LinkAsked, Linked, Unlink
from storage.blocks import go_along
from storage.links import acting, link_of, link_row
from storage.rights import EVERY, hold_people
from storage.tables import accounts, inbox, links, people, possible
from storage.transaction import Handlers, Transaction


def agree(transaction: Transaction, command: AgreeToLink) -> bool:
    """Note that who typed the code agrees; or make both one, once who showed it agrees, too."""
    here = acting(transaction)
    row = link_row(transaction, command.number, hold=True)
    if row is None:
        raise Refused("no-such-link")
    link = link_of(transaction, row)
    if row.agreed_at is None:
        agreed = update(links).where(links.c.id == row.id).values(agreed_at=transaction.now)
        transaction.connection.execute(agreed)
        transaction.emit(LinkAsked(_person_of(transaction, row.showed), link))
        return False
    transaction.connection.execute(delete(links).where(links.c.id == row.id))
    other = _person_of(transaction, row.typed)
    # Before all that comes of it: people hear first that they are one, then which ballot counts.
    stays = here.person if other == here.person else _in_order(transaction, here.person, other)[0]
    transaction.emit(Linked(stays, link.number, link.typed))
    if other != here.person:
        merge(transaction, here.person, other)
    return True


def merge(transaction: Transaction, one: int, other: int) -> int:
    """Let two be one: who joined first stays, and has all that was the other's. Return who stays."""
    stays, gone = _in_order(transaction, one, other)
    for each in EVERY:
        each.merge(transaction, gone, stays)
    transaction.connection.execute(delete(people).where(people.c.id == gone))
    for who in (gone, stays):
        transaction.known.pop(who, None)
    transaction.gone.add(gone)
    if isinstance(transaction.actor, Citizen):
        transaction.actor = replace(transaction.actor, person=stays)
    return stays


def _in_order(transaction: Transaction, one: int, other: int) -> tuple[int, int]:
    """Return who of the two joined first, and who did later; both are held until the end."""
    transaction.flush()
    hold_people(transaction, one, other)
    first = {each: _first_account(transaction, each) for each in (one, other)}
    stays, gone = sorted(first, key=lambda each: first[each])
    return stays, gone


def _first_account(transaction: Transaction, who: int) -> int:
    first = select(func.min(accounts.c.id)).where(accounts.c.person == who)
    found: int = transaction.connection.execute(first).scalar_one()
    return found


def _person_of(transaction: Transaction, account: int) -> int:
    whose = select(accounts.c.person).where(accounts.c.id == account)
    found: int = transaction.connection.execute(whose).scalar_one()
    return found


def unlink(transaction: Transaction, command: Unlink) -> None:
    """Let the account go on as somebody new; all but the settings stays with the others."""
    here = acting(transaction)
    theirs = select(accounts.c.id).where(accounts.c.person == here.person)
    every = transaction.connection.execute(theirs).scalars().all()
    if not possible(command.account) or command.account not in every or len(every) == 1:
        raise Refused("no-such-account")
    apart = part(transaction, command.account)
    if command.account == here.account:
        transaction.actor = replace(here, person=apart)


def part(transaction: Transaction, account: int) -> int:
    """Let the account be somebody new's, who has nothing but the settings; return who that is."""
    transaction.flush()
    was = _person_of(transaction, account)
    hold_people(transaction, was)
    row = transaction.connection.execute(select(people).where(people.c.id == was)).mappings().one()
    settings = {name: value for name, value in row.items() if name != "id"}
    apart = transaction.insert(people, **settings | {"separated_at": transaction.now})
    run = transaction.connection.execute
    run(update(accounts).where(accounts.c.id == account).values(person=apart, preferred_at=None))
    run(update(inbox).where(inbox.c.account == account).values(person=apart))
    go_along(transaction, was, apart)
    return apart


HANDLERS: Handlers = {AgreeToLink: agree, Unlink: unlink}
