"""Accounts and their chats: who is written to where, in which language, and what is under way there."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, select, update

from bot.engine.desk import Address
from storage.reach import door_changed
from storage.tables import accounts, chats, people
from storage.transaction import INSERTS, Transaction

_LANGUAGE = select(people.c.language).where(people.c.id == bindparam("who"))
_ADDRESS = (
    select(
        people.c.id,
        accounts.c.id,
        accounts.c.platform,
        accounts.c.chat,
        func.coalesce(people.c.language, accounts.c.hint),
    )
    .join(accounts, accounts.c.person == people.c.id)
    .where(accounts.c.unreachable.is_(False))
)
_FIRST = accounts.c.preferred_at.desc().nulls_last()
_LOCK_OWNER = (
    select(people.c.id)
    .where(
        people.c.id
        == select(accounts.c.person).where(accounts.c.id == bindparam("account")).scalar_subquery()
    )
    .with_for_update(nowait=True)
)
_STATE = select(chats.c.state).where(chats.c.account == bindparam("account"))


class Accounts(Transaction):
    """People's accounts and chats as a desk has them."""

    def language_of(self, person: int) -> str | None:
        """Return the person's language as of now."""
        language: str | None = self.connection.execute(_LANGUAGE, {"who": person}).scalar()
        return language

    def reachable(self, account: int, *, yes: bool) -> None:
        """The account's door is open, or closed."""
        self.connection.execute(update(accounts).where(accounts.c.id == account).values(unreachable=not yes))
        door_changed(self, account)

    def address_of(self, person: int) -> Address | None:
        """Return where the person is written to unasked, if they can be reached and did not stop it.

        It is the account they preferred last, or joined with first.
        """
        theirs = _ADDRESS.where(people.c.id == person, people.c.stopped_at.is_(None))
        row = self.connection.execute(theirs.order_by(_FIRST, accounts.c.id).limit(1)).first()
        return Address(*row) if row else None

    def accounts_of(self, person: int) -> Sequence[int]:
        """Return the accounts of a person."""
        theirs = select(accounts.c.id).where(accounts.c.person == person).order_by(accounts.c.id)
        return self.connection.execute(theirs).scalars().all()

    def address_of_account(self, account: int) -> Address | None:
        """Return the address of one account, if it can be reached."""
        row = self.connection.execute(_ADDRESS.where(accounts.c.id == account)).first()
        return Address(*row) if row else None

    def chat_of(self, account: int) -> str | None:
        """Return the state of a chat, the person locked until the end.

        Where their turn is being taken just now, nobody waits: all of this transaction is done again. Turns
        lock the person first and due rows after; whoever comes from a due row would else be waited for in turn.
        """
        self.flush()
        if not self.sqlite:
            self.connection.execute(_LOCK_OWNER, {"account": account})
        state: str | None = self.connection.execute(_STATE, {"account": account}).scalar()
        return state

    def save_chat(self, account: int, state: str, *, answered: bool = True) -> None:
        """Keep the state of a chat. If what a notice offered was answered, or passed over, it is offered no longer."""
        row = {"account": account, "state": state, "touched_at": self.now}
        self.put_off(_save_chat if answered else _save_state, row)


@functools.cache
def _save_chat(dialect: str) -> Any:
    put = INSERTS[dialect](chats)
    return put.on_conflict_do_update(
        index_elements=["account"],
        set_={"state": put.excluded.state, "offered": None, "touched_at": put.excluded.touched_at},
    )


@functools.cache
def _save_state(dialect: str) -> Any:
    put = INSERTS[dialect](chats)
    return put.on_conflict_do_update(index_elements=["account"], set_={"state": put.excluded.state})
