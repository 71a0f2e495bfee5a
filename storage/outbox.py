"""The outbox: what is to leave, what is on its way, and what came of it."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Integer, bindparam, func, literal_column, or_, select, tuple_, union_all, update

from bot.civic.groups import Group
from bot.civic.nudges import quiet_until
from bot.civic.rights import Fate
from bot.engine.desk import Address, Parcel, Posting
from bot.engine.outgoing import Lane, dump, load
from bot.engine.telling import HELD, PERISHABLE
from storage.groups import Groups
from storage.interrupted import GONE, mark_begun, never_leaves, reason
from storage.people import quiet_hours
from storage.personal import Personal, accounts_of, kept, nothing_to_merge
from storage.processes import SWEEPING, alone, gone
from storage.tables import ATTEMPTING, NEVER, PENDING, UNCERTAIN, accounts, chats, outbox, people
from storage.transaction import INSERTS, Transaction

log = structlog.get_logger()

STALE = timedelta(days=1)
"""What perishes and could not leave for so long, because we were away or its platform was, is dropped."""

CANCELLED = "cancelled"
"""The reason for which what was to leave does not, and is never to."""

MOST_LOOKS = 4
"""Times that one look into the outbox goes on behind what it finds to be held: the rest is for the next."""

_LAST_NUMBER = select(func.max(outbox.c.id))
_NUMBERS = select(func.nextval("outbox_id_seq")).select_from(
    func.generate_series(1, bindparam("count", type_=Integer)).alias()
)


class Outbox(Groups):
    """The outbox as a desk has it."""

    _number: int | None = None

    def post(self, postings: Sequence[Posting], owner: str | None) -> list[Parcel]:
        """Put messages into the outbox; those of an `owner` are on their way at once and are returned.

        What has a key, or a time of its own, is never on its way at once: it may be there already, or too early.
        Nor is what comes after an answer that another process still has in hand: it would overtake it.
        """
        sent = []
        behind = any(self._overtakes(address, owner) for address in {each.address for each in postings})
        for number, each in zip(self._numbers(len(postings)), postings, strict=True):
            parcel = _parcel(number, each)
            free = each.key is None and each.at is None and not behind
            at_once = owner if free else None
            to = each.address
            row = {
                "id": number,
                "account": parcel.account,
                "group": parcel.group,
                "platform": parcel.platform,
                "chat": parcel.chat,
                "lane": each.lane,
                "payload": dump(each.message),
                "state": "attempting" if at_once else "pending",
                "owner": at_once,
                "key": each.key,
                "attempts": 1 if at_once else 0,
                "not_before": each.at or self.now,
                "latest": each.latest,
                "created_at": self.now,
            }
            self.put_off(_post, row)
            if each.card and isinstance(to, Group):
                self.show_card(to.id, each.card, number, each.message.edits)
            if at_once:
                sent.append(parcel)
        return sent

    def message_of(self, key: str) -> str | None:
        """Return what its platform calls the message with that key; None while it has not left, or is long forgotten."""
        known_as: str | None = self.connection.execute(_KNOWN_AS, {"named": key}).scalar()
        return known_as

    def _overtakes(self, to: Address | Group, owner: str | None) -> bool:
        """Tell whether answers to this chat wait that are not in this process's hands; on SQLite there is no other."""
        if self.sqlite or owner is None:
            return False
        chat = {"platform": to.platform, "chat": to.chat, "me": owner}
        return self.connection.execute(_WAITED_FOR, chat).first() is not None

    def _numbers(self, count: int) -> Sequence[int]:
        """Return the next outbox ids. On SQLite nobody else writes meanwhile, so counting from the last is safe."""
        if not count:
            return ()
        if not self.sqlite:
            return self.connection.execute(_NUMBERS, {"count": count}).scalars().all()
        if self._number is None:
            self._number = self.connection.execute(_LAST_NUMBER).scalar() or 0
        first, self._number = self._number + 1, self._number + count
        return range(first, self._number + 1)

    def owed(self, owner: str, platforms: Sequence[str], limit: int) -> list[Parcel]:
        """Take messages that are to leave now: those of processes that are no more, then those that wait, by lane.

        Messages of a lane leave a chat in their order, and none is taken while one of the same chat is on its way. What
        rests in its reader's quiet hours is put off to their end (H68); what nobody is to hear any more is dropped.
        What was on its way when its process died is sent again, which may be a second time (P5).
        """
        self.flush()
        # One process at a time: two could each take a part of what one chat waits for, and send it out of order.
        if not alone(self.connection, SWEEPING):
            return []
        self._drop_stale()
        lost = gone(self.connection, owner)
        if lost:
            mark_begun(self.connection, lost)
        found = {
            "platforms": list(platforms),
            "gone": lost,
            "now": self.now,
            "most": limit,
        }
        for _look in range(MOST_LOOKS):
            numbers: list[int] = []
            if found["gone"]:
                numbers += self.connection.execute(_ORPHANED, found).scalars()
            numbers += self.connection.execute(_READY, found).scalars()
            free = self._not_held(numbers[:limit])
            if free or not numbers:
                return self._taken(free, owner) if free else []
        return []

    def _drop_stale(self) -> None:
        """Drop what perishes and comes too late: nobody wants to hear it now (H67)."""
        by_now = {"before": self.now - STALE, "now": self.now}
        dropped = self.connection.execute(_STALE, by_now).rowcount
        if dropped:
            log.warning("What could not leave in time was dropped.", slug="news-stale", count=dropped)

    def _not_held(self, numbers: Sequence[int]) -> list[int]:
        """Return which of these may leave; the others wait for the end of their readers' quiet hours, or never leave."""
        if not numbers:
            return []
        kept_back: set[int] = set()
        waits: list[dict[str, Any]] = []
        for row in self.connection.execute(_READERS, {"numbers": list(numbers)}):
            until = (
                quiet_until(self.now, self.city.zone, quiet_hours(row.quiet)) if row.lane in HELD else None
            )
            if row.stopped_at is not None:
                kept_back.add(row.id)
                self.connection.execute(_STOPPED, {"which": row.id})
            elif until and (row.latest is None or until <= row.latest or row.lane in PERISHABLE):
                kept_back.add(row.id)
                waits.append({"which": row.id, "until": until})
        if waits:
            self.connection.execute(_PUT_OFF, waits)
        return [number for number in numbers if number not in kept_back]

    def _taken(self, numbers: Sequence[int], owner: str) -> list[Parcel]:
        rows = {r.id: r for r in self.connection.execute(_TAKE, {"numbers": numbers, "taker": owner})}
        taken = [
            Parcel(r.id, r.platform, r.chat, Lane(r.lane), load(r.payload), r.account, r.group)
            for r in (rows[number] for number in numbers if number in rows)
        ]
        # What a turn answers has no key.
        self._offer([p for p in taken if p.lane is not Lane.ANSWER or rows[p.id].key is not None])
        # Answers have no time of their own but that of their turn's beginning, which may be before that of an earlier turn.
        answers = sorted((p for p in taken if p.lane is Lane.ANSWER), key=lambda parcel: parcel.id)
        return [*answers, *(p for p in taken if p.lane is not Lane.ANSWER)]

    def _offer(self, notices: Sequence[Parcel]) -> None:
        """Keep what notices offer in their chats as they leave, until the next turn there; one that but changes offers nothing new."""
        offers = {
            parcel.account: json.dumps([(b.label, b.token) for b in parcel.message.buttons])
            for parcel in notices
            if parcel.account is not None and parcel.message.buttons and not parcel.message.edits
        }
        if offers:
            rows = [{"whose": account, "kept": offers[account]} for account in sorted(offers)]
            self.connection.execute(_OFFER, rows)

    def holds(self, owner: str, number: int) -> bool:
        """Tell whether this message is still on its way in the hands of this process."""
        self.flush()
        held = select(outbox.c.id).where(
            outbox.c.id == number, outbox.c.owner == owner, outbox.c.state == ATTEMPTING
        )
        return self.connection.execute(held.with_for_update()).first() is not None

    def withdrawn(self, owner: str) -> list[int]:
        """Return which of the messages that this process has in hand are not to leave any more, or not for now."""
        held = select(outbox.c.id).where(
            outbox.c.state == ATTEMPTING, outbox.c.owner == owner, outbox.c.not_before == NEVER
        )
        return list(self.connection.execute(held).scalars())

    def put_off_until(self, number: int, at: datetime) -> None:
        """Let a message not leave before then; what is held until somebody says otherwise, is."""
        waits = update(outbox).where(outbox.c.id == number, outbox.c.not_before < NEVER)
        self.connection.execute(waits.values(not_before=at))

    def hand_back(self, owner: str) -> None:
        """What this process had on its way may be taken by the next."""
        mine = update(outbox).where(outbox.c.owner == owner, outbox.c.state == ATTEMPTING)
        self.connection.execute(mine.values(state=PENDING, owner=None))

    def sent(self, receipts: Sequence[tuple[int, str, str | None, str | None]]) -> None:
        """Note what came of sendings: outbox id, state, the platform's message id, the reason.

        The text is forgotten; what is pending again keeps it. What was sent or has failed stays so, whatever a
        process says that was thought dead.
        """
        final = [r for r in receipts if r[1] != "pending"]
        if final:
            rows = [{"which": i, "came_to": s, "known_as": m, "why": w} for i, s, m, w in final]
            self.connection.execute(_SETTLED, rows)
        if len(final) < len(receipts):
            again = [{"which": i, "why": w} for i, s, _m, w in receipts if s == "pending"]
            self.connection.execute(_NOT_SENT, again)

    def readdress(self, account: int, chat: str) -> None:
        """The chat has a new id: what waits for it goes there."""
        self.flush()
        self.connection.execute(update(accounts).where(accounts.c.id == account).values(chat=chat))
        self.connection.execute(update(outbox).where(outbox.c.account == account, _OPEN).values(chat=chat))


def _parcel(number: int, posting: Posting) -> Parcel:
    """Return what goes to an account, or to a group."""
    to, message = posting.address, posting.message
    if isinstance(to, Group):
        return Parcel(number, to.platform, to.chat, posting.lane, message, None, to.id)
    return Parcel(number, to.platform, to.chat, posting.lane, message, to.account)


_WAITED_FOR = (
    select(outbox.c.id)
    .where(
        outbox.c.platform == bindparam("platform"),
        outbox.c.chat == bindparam("chat"),
        outbox.c.lane == Lane.ANSWER,
        (outbox.c.state == PENDING) | ((outbox.c.state == ATTEMPTING) & (outbox.c.owner != bindparam("me"))),
    )
    .limit(1)
)
_KNOWN_AS = select(outbox.c.message).where(outbox.c.key == bindparam("named"))
_OPEN = outbox.c.state.in_((PENDING, ATTEMPTING))
_OURS = outbox.c.platform.in_(bindparam("platforms", expanding=True))
_SETTLED = (
    update(outbox)
    .where(outbox.c.id == bindparam("which"), outbox.c.state.in_((PENDING, ATTEMPTING, UNCERTAIN)))
    .values(
        state=bindparam("came_to"),
        message=bindparam("known_as"),
        reason=bindparam("why"),
        payload=None,
        owner=None,
    )
)
_NOT_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("which"), _OPEN)
    .values(
        state=PENDING,
        owner=None,
        reason=reason(bindparam("why")),
    )
)


def _is(lane: Lane) -> Any:
    """Return that a row is of this lane, written out, so that an index of lanes serves."""
    return outbox.c.lane == literal_column(f"'{lane}'")


_STALE = (
    update(outbox)
    .where(
        outbox.c.state == PENDING,
        or_(*map(_is, sorted(PERISHABLE))),
        outbox.c.group.is_(None),
        outbox.c.not_before < bindparam("now"),
        (outbox.c.latest < bindparam("now"))
        | ((outbox.c.created_at < bindparam("before")) & (outbox.c.not_before < bindparam("before"))),
    )
    .values(never_leaves("stale"))
)
_ORPHANED = (
    select(outbox.c.id)
    .where(outbox.c.state == ATTEMPTING, _OURS, GONE, outbox.c.not_before < NEVER)
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
)
# What changes in a group's card makes no sound: only what goes to a person is held.
_READERS = (
    select(outbox.c.id, outbox.c.lane, outbox.c.latest, people.c.quiet, people.c.stopped_at)
    .join(accounts, accounts.c.id == outbox.c.account)
    .join(people, people.c.id == accounts.c.person)
    .where(outbox.c.id.in_(bindparam("numbers", expanding=True)), outbox.c.lane != Lane.ANSWER)
)
_PUT_OFF = (
    update(outbox)
    .where(outbox.c.id == bindparam("which"), _OPEN)
    .values(state=PENDING, owner=None, not_before=bindparam("until"))
)
_STOPPED = update(outbox).where(outbox.c.id == bindparam("which"), _OPEN).values(never_leaves("stopped"))
_OFFER = update(chats).where(chats.c.account == bindparam("whose")).values(offered=bindparam("kept"))


def _ready() -> Any:
    """Return the query for what may leave, each lane by itself in its order: so an index serves, however much waits."""
    on_its_way = outbox.alias("on_its_way")
    busy = select(on_its_way.c.platform, on_its_way.c.chat).where(
        on_its_way.c.state == ATTEMPTING, on_its_way.c.owner.not_in(bindparam("gone", expanding=True))
    )
    lanes = [
        select(outbox.c.id)
        .where(
            outbox.c.state == PENDING,
            _is(lane),
            outbox.c.not_before <= bindparam("now"),
            _OURS,
            tuple_(outbox.c.platform, outbox.c.chat).not_in(busy),
        )
        .order_by(outbox.c.not_before, outbox.c.id)
        .limit(bindparam("most"))
        .subquery()
        for lane in Lane
    ]
    return union_all(*(select(each.c.id) for each in lanes))


_READY = _ready()
_TAKE = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("numbers", expanding=True)), _OPEN)
    .values(state=ATTEMPTING, owner=bindparam("taker"), attempts=outbox.c.attempts + 1)
    .returning(outbox)
)


@functools.cache
def _post(dialect: str) -> Any:
    """Return the insert that puts a message in once for its key; those without a key always."""
    return INSERTS[dialect](outbox).on_conflict_do_nothing(index_elements=["key"])


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    """What waits for them is not sent. Messages keep their numbers for as long as others do: platforms know them by these."""
    transaction.flush()
    theirs = update(outbox).where(outbox.c.account.in_(accounts_of(who)))
    run = transaction.connection.execute
    run(theirs.where(_UNSETTLED).values(state="failed", owner=None, reason="forgotten", payload=None))
    run(theirs.values(account=None, chat="", key=None, message=None))


_UNSETTLED = outbox.c.state.in_((PENDING, ATTEMPTING, UNCERTAIN))


def _show_kept(transaction: Transaction, who: int) -> dict[str, Any]:
    transaction.flush()
    columns = (outbox.c.platform, outbox.c.chat, outbox.c.lane, outbox.c.payload, outbox.c.state)
    when = (outbox.c.not_before, outbox.c.created_at, outbox.c.message, outbox.c.reason)
    mine = select(*columns, *when).where(outbox.c.account.in_(accounts_of(who))).order_by(outbox.c.id)
    return {"sent": kept(transaction, mine)}


PERSONAL = Personal((outbox,), nothing_to_merge, _erase, _show_kept)
