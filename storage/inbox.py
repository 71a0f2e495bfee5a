"""The inbox: what platforms gave us, each update once, until its turn has been taken."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Subquery,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    true,
    update,
)

from bot.civic.rights import Fate
from bot.engine.desk import INTERNAL, NOBODY, Update
from bot.engine.incoming import Arrival, Sender
from bot.text.languages import match
from storage.blocks import take_up
from storage.people import COLUMNS
from storage.personal import Personal, kept, take_over
from storage.processes import AT_DOORS, alone
from storage.tables import ASIDE, PENDING, accounts, chats, facts, inbox, people
from storage.transaction import INSERTS, Transaction

LOOKED_AT = 1000
"""Pending updates, the oldest, among which the next turns are looked for: what bounds the work after a long pause."""

CROWD = 10
"""Updates that somebody may have waiting and still be served in order; who has more lets others go first (H53)."""

LOST_RACES = 5
"""Times that somebody else may have been quicker before we wait for the next call."""

_MARK = "mark:"

_PARTY = (
    select(
        inbox.c.id,
        inbox.c.platform,
        inbox.c.raw,
        inbox.c.attempts,
        inbox.c.arrived_at,
        func.coalesce(accounts.c.id, NOBODY),
        func.coalesce(accounts.c.platform, inbox.c.platform),
        func.coalesce(accounts.c.chat, ""),
        func.coalesce(people.c.id, NOBODY),
        func.coalesce(people.c.language, accounts.c.hint),
        people.c.welcomed_at.is_not(None),
        chats.c.state,
        chats.c.offered,
        func.coalesce(accounts.c.unreachable, true()).is_(False),
        *COLUMNS,
    )
    .select_from(inbox)
    .outerjoin(accounts, accounts.c.id == inbox.c.account)
    .outerjoin(people, people.c.id == inbox.c.person)
    .outerjoin(chats, chats.c.account == accounts.c.id)
    .order_by(inbox.c.id)
)


def _first_of_each(*which: ColumnElement[bool]) -> Subquery:
    """Return of each person among the oldest pending updates the first, and how many they have among these."""
    oldest = (
        select(inbox.c.id, inbox.c.person)
        .where(inbox.c.state == PENDING, *which)
        .order_by(inbox.c.id)
        .limit(literal_column(str(LOOKED_AT)))
        .subquery("oldest")
    )
    found = select(oldest.c.person, func.min(oldest.c.id).label("first"), func.count().label("waiting"))
    return found.group_by(oldest.c.person).subquery("first_of_each")


def _next(of: Subquery) -> Any:
    """Return the query for the first update of each person; after it, whose it is, and how many of theirs were looked at."""
    those = select(of).order_by(of.c.first).limit(bindparam("most")).subquery("those")
    return _PARTY.join(those, those.c.first == inbox.c.id).add_columns(those.c.person, those.c.waiting)


def _lock_one(of: Subquery) -> Any:
    """Return the query that locks a person whose turn it is, and how many of theirs were looked at."""
    return (
        select(people.c.id, of.c.waiting)
        .join(of, of.c.person == people.c.id)
        .order_by(of.c.waiting > CROWD, of.c.first)
        .limit(1)
        .with_for_update(of=people, skip_locked=True)
    )


_EVERYBODY = _first_of_each()
# Where a few people's updates are all that was looked at, others may stand behind them.
_NOT_PASSED = func.coalesce(inbox.c.person, NOBODY).not_in(bindparam("passed", expanding=True))
_OTHERS = _first_of_each(_NOT_PASSED)
_NEXT, _NEXT_OTHERS = _next(_EVERYBODY), _next(_OTHERS)
_LOCK_ONE, _LOCK_ANOTHER = _lock_one(_EVERYBODY), _lock_one(_OTHERS)
_CROWDING = select(_EVERYBODY.c.person).where(_EVERYBODY.c.waiting > CROWD)
_NEXT_OF = _PARTY.where(inbox.c.state == PENDING, inbox.c.person == bindparam("who")).limit(1)
# What happened at groups' doors is nobody's: it is one line, in its order.
_NEXT_OF_NOBODY = _PARTY.where(inbox.c.state == PENDING, inbox.c.person.is_(None)).limit(1)
_PENDING = select(inbox.c.id).where(inbox.c.state == PENDING).limit(1)
_OTHERS_PENDING = _PENDING.where(_NOT_PASSED)
# Whoever is just being forgotten, or becomes one with somebody else, is waited for: they are not who they were any more.
_KNOWN = (
    select(accounts.c.external, accounts.c.id, accounts.c.person, accounts.c.unreachable, accounts.c.chat)
    .join(people, people.c.id == accounts.c.person)
    .where(
        accounts.c.platform == bindparam("platform"),
        accounts.c.external.in_(bindparam("senders", expanding=True)),
    )
    .with_for_update(read=True, key_share=True, of=people)
)
_SETTLE = (
    update(inbox).where(inbox.c.id.in_(bindparam("settled", expanding=True))).values(state="done", raw=None)
)


class Inbox(Transaction):
    """The inbox as a desk has it. `held` is the person whose turn it is, on PostgreSQL; `passed` are those whose turn it is not."""

    held: int | None = None
    passed: AbstractSet[int] = frozenset()

    def keep(self, platform: str, arrivals: Sequence[Arrival], mark: str | None = None) -> int:
        """Put updates into the inbox, each key once, and note how far the platform was heard; return how many were new."""
        if mark is not None:
            self.write(_note, [{"name": f"{_MARK}{platform}", "value": mark}])
        known = self._senders(platform, _senders(arrivals), _strangers(arrivals))
        rows = [self._kept(platform, a, *known[a.sender.id if a.sender else None]) for a in arrivals]
        return self.write(_keep, rows) if rows else 0

    def mark(self, platform: str) -> str | None:
        """Return how far the platform was heard, where it has such a mark."""
        noted = select(facts.c.value).where(facts.c.name == f"{_MARK}{platform}")
        mark: str | None = self.connection.execute(noted).scalar()
        return mark

    def keep_own(self, account: int, key: str, raw: str) -> None:
        """Put an event of our own into the inbox of the person whose account this is."""
        person = self.connection.execute(select(accounts.c.person).where(accounts.c.id == account)).scalar()
        self.write(_keep, [self._kept(INTERNAL, Arrival(key, raw, Sender("", "")), account, person)])

    def _kept(
        self, platform: str, arrival: Arrival, account: int | None, person: int | None
    ) -> dict[str, Any]:
        state = "pending" if person is not None or arrival.door else "ignored"
        if arrival.unreadable:
            state = "aside"
        return {
            "platform": platform,
            "key": arrival.key,
            "person": person,
            "account": account,
            "raw": None if state == "ignored" else arrival.raw,
            "state": state,
            "reason": "unreadable" if arrival.unreadable else None,
            "arrived_at": self.now,
        }

    def _senders(
        self, platform: str, senders: dict[str, Sender], strangers: frozenset[str]
    ) -> dict[str | None, tuple[int | None, int | None]]:
        """Return account and person of each sender; who is new gets both, who had closed the door has opened it.

        Those who are to stay strangers get neither unless they are known already.

        All are gone through in the order of their ids: two processes never wait for each other.
        """
        known: dict[str | None, tuple[int | None, int | None]] = {None: (None, None)}
        if not senders:
            return known
        found = self.connection.execute(_KNOWN, {"platform": platform, "senders": list(senders)})
        rows = {row.external: row for row in found}
        for external, sender in sorted(senders.items()):
            row = rows.get(external)
            if row is None:
                stays = external in strangers
                known[external] = (None, None) if stays else self._meet(platform, sender)
                continue
            known[external] = (row.id, row.person)
            if sender.group is None and (row.unreachable or row.chat != sender.chat):
                seen = update(accounts).where(accounts.c.id == row.id)
                self.connection.execute(seen.values(unreachable=False, chat=sender.chat))
        return known

    def _meet(self, platform: str, sender: Sender) -> tuple[int, int]:
        person = self.insert(people, joined_at=self.now)
        row = {
            "person": person,
            "platform": platform,
            "external": sender.id,
            "chat": sender.chat,
            "hint": match(sender.language_hint),
            "unreachable": sender.group is not None,
        }
        account = self.connection.execute(_meet(self.connection.dialect.name), row).scalar()
        if account is not None:
            take_up(self, person, platform, sender.id)
            return account, person
        # Another process met them a moment ago.
        self.connection.execute(delete(people).where(people.c.id == person))
        theirs = select(accounts.c.id, accounts.c.person).where(
            accounts.c.platform == platform, accounts.c.external == sender.id
        )
        found = self.connection.execute(theirs).one()
        return found[0], found[1]

    def updates(self, limit: int) -> list[Update]:
        """Return pending updates, the oldest of each of at most `limit` persons, who are locked until the end.

        On PostgreSQL that is one person: others are for others to take, at the same time.
        """
        if self.sqlite:
            return [self._update(row[:-2]) for row in self._next_rows(limit)]
        for _race in range(LOST_RACES):
            who = self._locked()
            if who is None:
                break
            # Asked only now that nobody else can take them: the oldest as it is, not as it was before.
            row = self.connection.execute(_NEXT_OF, {"who": who}).first()
            if row is not None:
                self.held = who
                return [self._update(row)]
        return self._nobodys()

    def _next_rows(self, limit: int) -> Sequence[Any]:
        """Return the first update of each of at most so many persons; who stands behind those with very many, too."""
        rows = self._rows(limit, self.passed)
        if len(rows) == limit or sum(row.waiting for row in rows) < LOOKED_AT:
            return rows
        return [*rows, *self._rows(limit - len(rows), self.passed | {row.person or NOBODY for row in rows})]

    def _rows(self, most: int, passed: AbstractSet[int]) -> Sequence[Any]:
        if not passed:
            return self.connection.execute(_NEXT, {"most": most}).all()
        return self.connection.execute(_NEXT_OTHERS, {"most": most, "passed": list(passed)}).all()

    def _locked(self) -> int | None:
        """Return a person whose turn it is, locked until the end; somebody with very many only where nobody else waits."""
        found = self._lock(self.passed)
        if found is None or found.waiting <= CROWD:
            return found.id if found else None
        other = self._lock(self.passed | set(self.connection.execute(_CROWDING).scalars()))
        return int(other.id if other else found.id)

    def _lock(self, passed: AbstractSet[int]) -> Any:
        if not passed:
            return self.connection.execute(_LOCK_ONE).first()
        return self.connection.execute(_LOCK_ANOTHER, {"passed": list(passed)}).first()

    def _nobodys(self) -> list[Update]:
        """Return the oldest update that is nobody's, if nobody else is at them."""
        if not alone(self.connection, AT_DOORS):
            return []
        return [self._update(row) for row in self.connection.execute(_NEXT_OF_NOBODY)]

    def _update(self, row: Sequence[Any]) -> Update:
        """Return an update; the person whom its turn will ask for comes with it, as the columns they are read from."""
        update, person = row[: -len(COLUMNS)], row[-len(COLUMNS) :]
        self.known[person[0]] = person
        return Update(*update)

    def pending(self) -> bool:
        """Tell whether updates wait for their turn, but for those of who is passed."""
        if not self.passed:
            return self.connection.execute(_PENDING).first() is not None
        return self.connection.execute(_OTHERS_PENDING, {"passed": list(self.passed)}).first() is not None

    def settle(self, updates: Sequence[int]) -> None:
        """These updates are done; what they said is forgotten."""
        if updates:
            self.connection.execute(_SETTLE, {"settled": list(updates)})

    def put_aside(self, update_id: int, reason: str) -> None:
        """This update cannot be handled; an operator may have it tried again."""
        which = update(inbox).where(inbox.c.id == update_id)
        self.connection.execute(which.values(state=ASIDE, reason=reason))

    def failed(self, update_id: int) -> None:
        """One more attempt at this update has failed."""
        which = update(inbox).where(inbox.c.id == update_id)
        self.connection.execute(which.values(attempts=inbox.c.attempts + 1))


def _strangers(arrivals: Sequence[Arrival]) -> frozenset[str]:
    """Return who did nothing by which one is met."""
    met = {each.sender.id for each in arrivals if each.sender and not each.only_known}
    return frozenset(each.sender.id for each in arrivals if each.sender) - met


def _senders(arrivals: Sequence[Arrival]) -> dict[str, Sender]:
    """Return each sender once, as heard in private if they were."""
    heard: dict[str, Sender] = {}
    for each in arrivals:
        if each.sender and (each.sender.group is None or each.sender.id not in heard):
            heard[each.sender.id] = each.sender
    return heard


@functools.cache
def _keep(dialect: str) -> Any:
    return INSERTS[dialect](inbox).on_conflict_do_nothing(index_elements=["platform", "key"])


@functools.cache
def _note(dialect: str) -> Any:
    put = INSERTS[dialect](facts)
    return put.on_conflict_do_update(index_elements=["name"], set_={"value": put.excluded.value})


@functools.cache
def _meet(dialect: str) -> Any:
    return (
        INSERTS[dialect](accounts)
        .on_conflict_do_nothing(index_elements=["platform", "external"])
        .returning(accounts.c.id)
    )


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    take_over(transaction, inbox.c.person, gone, stays)


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    """What they said is over and forgotten; that it came stays for a while, so that a repetition is known for one."""
    over = {"person": None, "account": None, "raw": None, "reason": None}
    theirs = update(inbox).where(inbox.c.person == who)
    transaction.connection.execute(theirs.where(inbox.c.state.in_(_UNDONE)).values(state="done"))
    transaction.connection.execute(theirs.values(over))


_UNDONE = (PENDING, ASIDE)


def _show_kept(transaction: Transaction, who: int) -> dict[str, Any]:
    columns = (inbox.c.platform, inbox.c.key, inbox.c.raw, inbox.c.state, inbox.c.reason, inbox.c.arrived_at)
    mine = select(*columns).where(inbox.c.person == who).order_by(inbox.c.id)
    return {"received": kept(transaction, mine)}


PERSONAL = Personal((inbox,), _merge, _erase, _show_kept)
