"""The outbox: what is to leave, what is on its way, and what came of it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Boolean, Integer, bindparam, func, literal_column, select, tuple_, union_all, update

from bot.civic.groups import Group
from bot.civic.news import held_until
from bot.civic.rights import Fate
from bot.engine.desk import Address, Parcel, Posting
from bot.engine.outgoing import Lane, dump, load
from storage.groups import Groups
from storage.personal import Personal, accounts_of, kept, nothing_to_merge
from storage.processes import SWEEPING, alone, gone
from storage.tables import ATTEMPTING, PENDING, UNCERTAIN, accounts, outbox
from storage.transaction import INSERTS, Transaction

log = structlog.get_logger()

STALE = timedelta(days=1)
"""News that could not leave for so long, because we were away or its platform was, is dropped."""

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
                "created_at": self.now,
            }
            self.put_off(_post, row)
            if each.card and isinstance(to, Group):
                self.show_card(to.id, each.card, number, each.message.edits)
            if at_once:
                sent.append(parcel)
        return sent

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

        Messages of a lane leave a chat in their order, and none is taken while one of the same chat is on its way. News
        and bulk are not taken at night (H68).
        What was on its way when its process died is sent again, which may be a second time (P5).
        """
        self.flush()
        # One process at a time: two could each take a part of what one chat waits for, and send it out of order.
        if not alone(self.connection, SWEEPING):
            return []
        dead = gone(self.connection, owner)
        self._drop_stale()
        by_day = held_until(self.now, self.city.zone, ()) is None
        found = {
            "platforms": list(platforms),
            "gone": dead,
            "now": self.now,
            "most": limit,
            "by_day": by_day,
        }
        numbers: list[int] = []
        if dead:
            numbers += self.connection.execute(_ORPHANED, found).scalars()
        numbers += self.connection.execute(_READY, found).scalars()
        return self._taken(numbers[:limit], owner) if numbers else []

    def _drop_stale(self) -> None:
        """Drop news that could not leave for too long: nobody wants to hear it now (H67)."""
        dropped = self.connection.execute(_STALE, {"before": self.now - STALE}).rowcount
        if dropped:
            log.warning("News that could not leave in time was dropped.", slug="news-stale", count=dropped)

    def _taken(self, numbers: Sequence[int], owner: str) -> list[Parcel]:
        rows = {r.id: r for r in self.connection.execute(_TAKE, {"numbers": numbers, "taker": owner})}
        taken = [
            Parcel(r.id, r.platform, r.chat, Lane(r.lane), load(r.payload), r.account, r.group)
            for r in (rows[number] for number in numbers if number in rows)
        ]
        # Answers have no time of their own but that of their turn's beginning, which may be before that of an earlier turn.
        answers = sorted((p for p in taken if p.lane is Lane.ANSWER), key=lambda parcel: parcel.id)
        return [*answers, *(p for p in taken if p.lane is not Lane.ANSWER)]

    def holds(self, owner: str, number: int) -> bool:
        """Tell whether this message is still on its way in the hands of this process."""
        self.flush()
        held = select(outbox.c.id).where(
            outbox.c.id == number, outbox.c.owner == owner, outbox.c.state == ATTEMPTING
        )
        return self.connection.execute(held.with_for_update()).first() is not None

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
_OPEN = outbox.c.state.in_((PENDING, ATTEMPTING))
_GONE = outbox.c.owner.in_(bindparam("gone", expanding=True))
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
    .values(state=PENDING, owner=None, reason=bindparam("why"))
)
_HELD_AT_NIGHT = (Lane.NEWS, Lane.BULK)
# What changes in a group's card makes no sound.
_NOT_HELD = bindparam("by_day", type_=Boolean) | outbox.c.group.is_not(None)
_STALE = (
    update(outbox)
    .where(
        outbox.c.state == PENDING,
        outbox.c.lane == literal_column(f"'{Lane.NEWS}'"),
        outbox.c.group.is_(None),
        outbox.c.created_at < bindparam("before"),
        outbox.c.not_before < bindparam("before"),
    )
    .values(state="failed", reason="stale", payload=None)
)
_ORPHANED = (
    select(outbox.c.id)
    .where(outbox.c.state == ATTEMPTING, _OURS, _GONE, outbox.c.lane.not_in(_HELD_AT_NIGHT) | _NOT_HELD)
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
)


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
            outbox.c.lane == literal_column(f"'{lane}'"),
            outbox.c.not_before <= bindparam("now"),
            _OURS,
            tuple_(outbox.c.platform, outbox.c.chat).not_in(busy),
            *((_NOT_HELD,) if lane in _HELD_AT_NIGHT else ()),
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
