"""The desk at which turns are taken: the engine's side of a transaction (bot/engine/desk.py says what it promises)."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.civic.city import City
from bot.civic.doors import Actor, Event
from bot.engine.desk import INTERNAL, Address, Due, Job, Parcel, Posting, Update
from bot.engine.incoming import Arrival, Sender
from bot.engine.outgoing import Lane, dump, load
from bot.text.languages import match
from storage.processes import gone
from storage.tables import accounts, chats, due, inbox, jobs, outbox, people
from storage.transaction import Handlers, Transaction

_DIALECTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}

_PARTY = (
    select(
        inbox.c.id,
        inbox.c.platform,
        inbox.c.raw,
        inbox.c.attempts,
        inbox.c.arrived_at,
        accounts.c.id,
        accounts.c.platform,
        accounts.c.chat,
        people.c.id,
        func.coalesce(people.c.language, accounts.c.hint),
        people.c.welcomed_at.is_not(None),
        chats.c.state,
    )
    .select_from(inbox)
    .join(accounts, accounts.c.id == inbox.c.account)
    .join(people, people.c.id == inbox.c.person)
    .outerjoin(chats, chats.c.account == accounts.c.id)
    .order_by(inbox.c.id)
)
_OLDEST = _PARTY.where(
    inbox.c.id.in_(
        select(func.min(inbox.c.id))
        .where(inbox.c.state == "pending")
        .group_by(inbox.c.person)
        .order_by(func.min(inbox.c.id))
        .limit(bindparam("most"))
    )
)
_LOCK_ONE = (
    select(people.c.id)
    .where(
        people.c.id.in_(
            select(inbox.c.person).where(inbox.c.state == "pending").order_by(inbox.c.id).limit(50)
        )
    )
    .limit(1)
    .with_for_update(skip_locked=True)
)
_OLDEST_OF = _PARTY.where(inbox.c.state == "pending", inbox.c.person == bindparam("who")).limit(1)
_KNOWN = select(
    accounts.c.external, accounts.c.id, accounts.c.person, accounts.c.unreachable, accounts.c.chat
).where(
    accounts.c.platform == bindparam("platform"),
    accounts.c.external.in_(bindparam("senders", expanding=True)),
)
_PENDING = select(func.count()).select_from(
    select(inbox.c.id).where(inbox.c.state == "pending").limit(bindparam("most")).subquery()
)
_LANGUAGE = select(people.c.language).where(people.c.id == bindparam("who"))
_SETTLE = (
    update(inbox).where(inbox.c.id.in_(bindparam("settled", expanding=True))).values(state="done", raw=None)
)
_LAST_NUMBER = select(func.max(outbox.c.id))
_NUMBER = select(func.nextval("outbox_id_seq"))
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


class Desk(Transaction):
    """A transaction at which the engine works. What is only written, not read again, is written at `flush`."""

    def __init__(self, connection: Connection, handlers: Handlers, city: City, now: datetime) -> None:
        super().__init__(connection, handlers, city, now)
        self._late: list[tuple[Callable[[str], Any], dict[str, Any]]] = []
        self._number: int | None = None

    # --- the inbox

    def keep(self, platform: str, arrivals: Sequence[Arrival]) -> int:
        """Put updates into the inbox, each key once; return how many were new."""
        senders = {a.sender.id: a.sender for a in arrivals if a.sender}
        known = self._accounts(platform, senders)
        rows = []
        for each in arrivals:
            account, person = known[each.sender.id] if each.sender else (None, None)
            state, raw = ("pending", each.raw) if each.sender else ("ignored", None)
            if each.unreadable:
                state, raw = "aside", each.raw
            rows.append(
                {
                    "platform": platform,
                    "key": each.key,
                    "person": person,
                    "account": account,
                    "raw": raw,
                    "state": state,
                    "reason": "unreadable" if each.unreadable else None,
                    "arrived_at": self.now,
                }
            )
        if not rows:
            return 0
        # Rows that go together are not counted on PostgreSQL unless one asks.
        counted = {"preserve_rowcount": True}
        return self.connection.execute(
            _keep(self.connection.dialect.name), rows, execution_options=counted
        ).rowcount

    def keep_own(self, account: int, key: str, raw: str) -> None:
        """Put an event of our own into the inbox of the person whose account this is."""
        person = self.connection.execute(select(accounts.c.person).where(accounts.c.id == account)).scalar()
        row = {
            "platform": INTERNAL,
            "key": key,
            "person": person,
            "account": account,
            "raw": raw,
            "state": "pending",
            "reason": None,
            "arrived_at": self.now,
        }
        self.connection.execute(_keep(self.connection.dialect.name), [row])

    def _accounts(self, platform: str, senders: dict[str, Sender]) -> dict[str, tuple[int, int]]:
        """Return account and person of each sender; who is new gets both, who had closed the door has opened it."""
        if not senders:
            return {}
        found = self.connection.execute(_KNOWN, {"platform": platform, "senders": list(senders)}).all()
        known = {}
        for external, account, person, unreachable, chat in found:
            known[external] = (account, person)
            if unreachable or chat != senders[external].chat:
                self.connection.execute(
                    update(accounts)
                    .where(accounts.c.id == account)
                    .values(unreachable=False, chat=senders[external].chat)
                )
        for external, sender in senders.items():
            if external not in known:
                known[external] = self._meet(platform, sender)
        return known

    def _meet(self, platform: str, sender: Sender) -> tuple[int, int]:
        person = self.insert(people, joined_at=self.now)
        row = {
            "person": person,
            "platform": platform,
            "external": sender.id,
            "chat": sender.chat,
            "hint": match(sender.language_hint),
        }
        account = self.connection.execute(_meet(self.connection.dialect.name), row).scalar()
        if account is not None:
            return account, person
        # Another process met them a moment ago.
        self.connection.execute(delete(people).where(people.c.id == person))
        theirs = select(accounts.c.id, accounts.c.person).where(
            accounts.c.platform == platform, accounts.c.external == sender.id
        )
        found = self.connection.execute(theirs).one()
        return found[0], found[1]

    def updates(self, limit: int) -> list[Update]:
        """Return pending updates, the oldest of each of at most `limit` persons, who are locked until the end."""
        if self.sqlite:
            rows = self.connection.execute(_OLDEST, {"most": limit}).all()
        else:
            who = self.connection.execute(_LOCK_ONE).scalar()
            rows = self.connection.execute(_OLDEST_OF, {"who": who}).all() if who is not None else []
        return [Update(*tuple(row)) for row in rows]

    def pending(self, most: int) -> int:
        """Return how many updates wait for their turn, counting to `most`."""
        return self.connection.execute(_PENDING, {"most": most}).scalar() or 0

    def settle(self, updates: Sequence[int]) -> None:
        """These updates are done; what they said is forgotten."""
        if updates:
            self.connection.execute(_SETTLE, {"settled": list(updates)})

    def put_aside(self, update_id: int, reason: str) -> None:
        """This update cannot be handled; an operator may have it tried again."""
        self.connection.execute(
            update(inbox).where(inbox.c.id == update_id).values(state="aside", reason=reason)
        )

    def failed(self, update_id: int) -> None:
        """One more attempt at this update has failed."""
        self.connection.execute(
            update(inbox).where(inbox.c.id == update_id).values(attempts=inbox.c.attempts + 1)
        )

    # --- who and where

    def act_as(self, actor: Actor) -> None:
        """From here on, commands are carried out for this actor."""
        self.actor = actor
        self.changed = False

    def events(self) -> list[Event]:
        """Return the events since last asked."""
        happened, self.happened = self.happened, []
        return happened

    def language_of(self, person: int) -> str | None:
        """Return the person's language as of now."""
        language: str | None = self.connection.execute(_LANGUAGE, {"who": person}).scalar()
        return language

    def reachable(self, account: int, *, yes: bool) -> None:
        """The account's door is open, or closed."""
        self.connection.execute(update(accounts).where(accounts.c.id == account).values(unreachable=not yes))

    def address_of(self, person: int) -> Address | None:
        """Return where the person is written to unasked, if they can be reached and did not stop it.

        It is the account they joined with first.
        """
        theirs = _ADDRESS.where(people.c.id == person, people.c.stopped_at.is_(None))
        row = self.connection.execute(theirs.order_by(accounts.c.id).limit(1)).first()
        return Address(*row) if row else None

    def address_of_account(self, account: int) -> Address | None:
        """Return the address of one account, if it can be reached."""
        row = self.connection.execute(_ADDRESS.where(accounts.c.id == account)).first()
        return Address(*row) if row else None

    # --- conversations

    def chat_of(self, account: int) -> str | None:
        """Return the state of a chat, the person locked until the end."""
        if not self.sqlite:
            owner = select(accounts.c.person).where(accounts.c.id == account).scalar_subquery()
            self.connection.execute(select(people.c.id).where(people.c.id == owner).with_for_update())
        self.flush()
        state: str | None = self.connection.execute(
            select(chats.c.state).where(chats.c.account == account)
        ).scalar()
        return state

    def save_chat(self, account: int, state: str) -> None:
        """Keep the state of a chat."""
        self._late.append((_save_chat, {"account": account, "state": state, "touched_at": self.now}))

    def flush(self) -> None:
        """Write what was put off: rows of the same kind, of all the turns of this transaction, go together."""
        late, self._late = self._late, []
        for make in dict.fromkeys(make for make, _row in late):
            rows = [row for each, row in late if each is make]
            self.connection.execute(make(self.connection.dialect.name), rows)

    # --- the outbox

    def post(self, postings: Sequence[Posting], owner: str | None) -> list[Parcel]:
        """Put messages into the outbox; those of an `owner` are on their way at once and are returned."""
        sent = []
        for each in postings:
            to = each.address
            number = self._next_number()
            row = {
                "id": number,
                "account": to.account,
                "platform": to.platform,
                "chat": to.chat,
                "lane": each.lane,
                "payload": dump(each.message),
                "state": "attempting" if owner else "pending",
                "owner": owner,
                "key": each.key,
                "not_before": each.at,
                "created_at": self.now,
            }
            self._late.append((_post, row))
            if owner:
                sent.append(Parcel(number, to.platform, to.chat, each.lane, each.message, to.account))
        return sent

    def _next_number(self) -> int:
        """Return the next outbox id. On SQLite nobody else writes meanwhile, so counting from the last is safe."""
        if not self.sqlite:
            return int(self.connection.execute(_NUMBER).scalar() or 0)
        if self._number is None:
            self._number = self.connection.execute(_LAST_NUMBER).scalar() or 0
        self._number += 1
        return self._number

    def owed(self, owner: str, platforms: Sequence[str], limit: int) -> list[Parcel]:
        """Take messages that are to leave now: those pending, and those of processes that are no more.

        A message waits until every earlier one of its chat has left; what was on its way when its
        process died is sent again, which may be a second time (P5).
        """
        self.flush()
        rows = self.connection.execute(
            _owed(sqlite_kind=self.sqlite),
            {
                "now": self.now,
                "most": limit,
                "platforms": list(platforms),
                "gone": gone(self.connection, owner),
            },
        ).all()
        if rows:
            taken = (
                update(outbox)
                .where(outbox.c.id.in_([r.id for r in rows]))
                .values(state="attempting", owner=owner)
            )
            self.connection.execute(taken)
        return [
            Parcel(r.id, r.platform, r.chat, Lane(r.lane), load(r.payload), r.account)
            for r in rows
            if r.payload
        ]

    def hand_back(self, owner: str) -> None:
        """What this process had on its way may be taken by the next."""
        mine = update(outbox).where(outbox.c.owner == owner, outbox.c.state == "attempting")
        self.connection.execute(mine.values(state="pending", owner=None))

    def sent(self, receipts: Sequence[tuple[int, str, str | None, str | None]]) -> None:
        """Note what came of sendings: outbox id, state, the platform's message id, the reason. The text is forgotten."""
        rows = [{"which": i, "state": s, "message": m, "reason": r} for i, s, m, r in receipts]
        if rows:
            self.connection.execute(_SENT, rows)

    def readdress(self, account: int, chat: str) -> None:
        """The chat has a new id: what waits for it goes there."""
        self.connection.execute(update(accounts).where(accounts.c.id == account).values(chat=chat))
        waiting = outbox.c.state.in_(("pending", "attempting"))
        self.connection.execute(update(outbox).where(outbox.c.account == account, waiting).values(chat=chat))

    # --- what falls due, and jobs

    def plan(self, each: Due) -> None:
        """Let this fall due; a row of the same kind and subject is moved."""
        row = {
            "kind": each.kind,
            "subject": each.subject,
            "at": each.at,
            "version": each.version,
            "args": json.dumps(each.args) if each.args else None,
        }
        self._late.append((_plan, row))

    def fallen_due(self, limit: int) -> list[Due]:
        """Return what has fallen due, oldest first, and take it out of the table."""
        self.flush()
        query = select(due).where(due.c.at <= self.now).order_by(due.c.at).limit(limit)
        rows = self.connection.execute(
            query if self.sqlite else query.with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            self.connection.execute(delete(due).where(due.c.kind == row.kind, due.c.subject == row.subject))
        return [Due(r.kind, r.subject, r.at, r.version, json.loads(r.args) if r.args else None) for r in rows]

    def next_due(self) -> Any:
        """Return the instant at which the next thing falls due, or None."""
        return self.connection.execute(select(func.min(due.c.at))).scalar()

    def waiting_jobs(self, limit: int) -> list[Job]:
        """Return jobs that wait to be done, oldest first."""
        query = (
            select(jobs.c.id, jobs.c.account, accounts.c.platform, jobs.c.file, jobs.c.attempts)
            .join(accounts, accounts.c.id == jobs.c.account)
            .where(jobs.c.state == "pending")
            .order_by(jobs.c.id)
            .limit(limit)
        )
        return [Job(*row) for row in self.connection.execute(query)]

    def end_job(self, job: int) -> bool:
        """The job is over; False if it was before. The reference to the file is forgotten."""
        ended = (
            update(jobs).where(jobs.c.id == job, jobs.c.state == "pending").values(state="done", file=None)
        )
        return self.connection.execute(ended).rowcount == 1

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what is done inside, if it raises."""
        # Straight to the driver: it is done for every turn, and there is nothing to compile.
        run = cast("Any", self.connection.connection.driver_connection).execute
        happened, late = len(self.happened), len(self._late)
        run("SAVEPOINT turn")
        try:
            yield
        except BaseException:
            del self.happened[happened:], self._late[late:]
            run("ROLLBACK TO SAVEPOINT turn")
            run("RELEASE SAVEPOINT turn")
            raise
        run("RELEASE SAVEPOINT turn")


_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("which"))
    .values(
        state=bindparam("state"),
        message=bindparam("message"),
        reason=bindparam("reason"),
        payload=None,
        owner=None,
    )
)


@functools.cache
def _keep(dialect: str) -> Any:
    return _DIALECTS[dialect](inbox).on_conflict_do_nothing(index_elements=["platform", "key"])


@functools.cache
def _meet(dialect: str) -> Any:
    return (
        _DIALECTS[dialect](accounts)
        .on_conflict_do_nothing(index_elements=["platform", "external"])
        .returning(accounts.c.id)
    )


@functools.cache
def _save_chat(dialect: str) -> Any:
    put = _DIALECTS[dialect](chats)
    return put.on_conflict_do_update(
        index_elements=["account"], set_={"state": put.excluded.state, "touched_at": put.excluded.touched_at}
    )


@functools.cache
def _post(dialect: str) -> Any:
    """Return the insert that puts a message in once for its key; those without a key always."""
    return _DIALECTS[dialect](outbox).on_conflict_do_nothing(index_elements=["key"])


@functools.cache
def _plan(dialect: str) -> Any:
    put = _DIALECTS[dialect](due)
    kept = {name: getattr(put.excluded, name) for name in ("at", "version", "args")}
    return put.on_conflict_do_update(index_elements=["kind", "subject"], set_=kept)


@functools.cache
def _owed(*, sqlite_kind: bool) -> Any:
    earlier = outbox.alias()
    orphaned = (outbox.c.state == "attempting") & outbox.c.owner.in_(bindparam("gone", expanding=True))
    ready = (outbox.c.state == "pending") & (
        outbox.c.not_before.is_(None) | (outbox.c.not_before <= bindparam("now"))
    )
    blocked = (
        select(earlier.c.id)
        .where(
            earlier.c.platform == outbox.c.platform,
            earlier.c.chat == outbox.c.chat,
            earlier.c.id < outbox.c.id,
            earlier.c.state == "attempting",
            earlier.c.owner.not_in(bindparam("gone", expanding=True)),
        )
        .exists()
    )
    query = (
        select(outbox)
        .where(
            outbox.c.state.in_(("pending", "attempting")),
            outbox.c.platform.in_(bindparam("platforms", expanding=True)),
            ready | orphaned,
            ~blocked,
        )
        .order_by(outbox.c.id)
        .limit(bindparam("most"))
    )
    return query if sqlite_kind else query.with_for_update(skip_locked=True)
