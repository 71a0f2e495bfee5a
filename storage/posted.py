"""What of a broadcast is in the outbox: what came of it, how it is held there, and how it is taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from bot.civic.sending import OF_THEIR_OWN, UNREACHABLE, Fate
from storage.interrupted import never_leaves
from storage.outbox import CANCELLED
from storage.recipients import key_of
from storage.tables import ATTEMPTING, NEVER, PENDING, outbox, recipients
from storage.transaction import Transaction

AT_ONCE = 500
"""Keys that are looked for at a time."""


@dataclass(frozen=True, slots=True)
class CameOut:
    """What came out at one look: how many are known now, and of how many of them it was tried, and failed.

    `out` are those that are still to leave now, by platform; `held` is when the first of the others may. `moving` tells that some
    are in hand just now.
    """

    settled: int
    tried: int
    failed: int
    out: Mapping[str, int]
    moving: bool
    held: datetime | None


def what_came_of(transaction: Transaction, row: Any) -> CameOut:
    """Note what has come of the recipients who were handed out."""
    transaction.flush()
    queued = {key_of(row.id, r.place, r.round): r for r in _queued(transaction, row.id)}
    posted = {each.key: each for each in _posted(transaction, list(queued))}
    out: dict[str, int] = {}
    moving, held = False, NEVER
    changes = []
    for key, recipient in queued.items():
        each = posted.get(key)
        fate, why = _fate(each)
        if each is None or fate is not None:
            changes.append({"of": row.id, "at_place": recipient.place, "fate": fate, "reason_is": why})
            continue
        moving = moving or each.state == "attempting"
        if each.not_before <= transaction.now:
            out[recipient.platform] = out.get(recipient.platform, 0) + 1
        else:
            held = min(held, each.not_before)
    if changes:
        transaction.connection.execute(_CAME, changes)
    tried = [c for c in changes if c["fate"] in {Fate.SENT, Fate.FAILED, Fate.UNCERTAIN}]
    failed = [c for c in tried if c["fate"] != Fate.SENT and c["reason_is"] not in UNREACHABLE]
    return CameOut(len(changes), len(tried), len(failed), out, moving, held if held < NEVER else None)


def _fate(posted: Any) -> tuple[Fate | None, str | None]:
    """Return what became of a recipient as the outbox has it, and why; nothing while it may still leave."""
    if posted is None:
        return Fate.UNCERTAIN, "unknown"
    match posted.state:
        case "sent":
            return Fate.SENT, None
        case "failed" if posted.reason == CANCELLED:
            return Fate.CANCELLED, None
        case "failed":
            return Fate.SKIPPED if posted.reason in OF_THEIR_OWN else Fate.FAILED, posted.reason
        case "uncertain":
            return Fate.UNCERTAIN, posted.reason
    return None, None


def hold(transaction: Transaction, number: int) -> None:
    """Let nothing that is in the outbox of it leave, until somebody says otherwise."""
    _move(transaction, number, not_before=NEVER)


def let_go(transaction: Transaction, number: int) -> None:
    """Let leave what was held."""
    _move(transaction, number, not_before=transaction.now)


def take_back(transaction: Transaction, number: int) -> None:
    """Let nothing of it leave any more: what waits is gone; what is in hand is let go of if it was not begun, and then is gone next time."""
    hold(transaction, number)
    for keys in _keys(transaction, number):
        waits = update(outbox).where(outbox.c.key.in_(keys), outbox.c.state == PENDING)
        transaction.connection.execute(waits.values(never_leaves(CANCELLED)))


def _move(transaction: Transaction, number: int, **values: Any) -> None:
    for keys in _keys(transaction, number):
        open_ones = update(outbox).where(outbox.c.key.in_(keys), outbox.c.state.in_((PENDING, ATTEMPTING)))
        transaction.connection.execute(open_ones.values(values))


def _keys(transaction: Transaction, number: int) -> Iterator[Sequence[str]]:
    transaction.flush()
    yield from _some([key_of(number, r.place, r.round) for r in _queued(transaction, number)])


def _some(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for begin in range(0, len(keys), AT_ONCE):
        yield keys[begin : begin + AT_ONCE]


def _queued(transaction: Transaction, number: int) -> Sequence[Any]:
    return transaction.connection.execute(_QUEUED, {"which": number}).all()


def _posted(transaction: Transaction, keys: Sequence[str]) -> Iterator[Any]:
    for some in _some(keys):
        yield from transaction.connection.execute(_POSTED, {"keys": some})


_QUEUED = select(recipients.c.place, recipients.c.round, recipients.c.platform).where(
    recipients.c.broadcast == bindparam("which"), recipients.c.state == Fate.QUEUED
)
_POSTED = select(outbox.c.key, outbox.c.state, outbox.c.reason, outbox.c.not_before).where(
    outbox.c.key.in_(bindparam("keys", expanding=True))
)
_CAME = (
    update(recipients)
    .where(recipients.c.broadcast == bindparam("of"), recipients.c.place == bindparam("at_place"))
    .values(state=bindparam("fate"), reason=bindparam("reason_is"))
)
