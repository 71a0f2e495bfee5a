"""The recipients of a broadcast: what became of each, counted exactly, whoever is merged or forgotten meanwhile."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, literal, select, update

from bot.civic.broadcasts import State
from bot.civic.rights import Fate as OfWords
from bot.civic.sending import (
    TO_COME,
    Fate,
    Mark,
    Progress,
    ProgressOf,
    Report,
    ReportOf,
    rate,
    time_left,
)
from storage.broadcasts import seen
from storage.interrupted import INTERRUPTED
from storage.personal import Personal, kept
from storage.tables import broadcasts, outbox, recipients
from storage.transaction import Handlers, Transaction

KEPT = timedelta(days=90)
"""How long after a broadcast it is kept to whom it went; its report is kept for good."""

FORGOTTEN_AT_ONCE = 5000


def key_of(broadcast: int, place: int, sending: int) -> str:
    """Return what the outbox knows the message to a recipient by: each time that a broadcast is sent, another."""
    return f"broadcast:{broadcast}:{place}:{sending}"


def progress(transaction: Transaction, query: ProgressOf) -> Progress | None:
    """Return how far a broadcast is, for who may see it."""
    row = seen(transaction, query.number)
    if row is None:
        return None
    fates = {fate: sum(reasons.values()) for fate, reasons in _fates(transaction, row, _STATES).items()}
    total = sum(fates.values())
    to_come = sum(fates.get(fate, 0) for fate in TO_COME)
    held = _held(transaction, row)
    observed = rate(marks_in(json.loads(row.observed))) if row.state == State.SENDING else None
    left = time_left(observed, to_come - held)
    return Progress(row.id, State(row.state), total, fates, held, observed, left)


def report(transaction: Transaction, query: ReportOf) -> Report | None:
    """Return what became of the recipients of a broadcast, for who may see it."""
    row = seen(transaction, query.number)
    if row is None:
        return None
    fates = _fates(transaction, row, _REASONS)
    return Report(row.id, sum(sum(reasons.values()) for reasons in fates.values()), fates)


def marks_in(observed: Mapping[str, Any]) -> tuple[Mark, ...]:
    """Return what sending has observed of its rate."""
    return tuple((datetime.fromisoformat(at), settled) for at, settled in observed.get("marks", ()))


def counted_fates(transaction: Transaction, number: int) -> dict[str, dict[str, int]]:
    """Return how many recipients there are of each fate and reason, as JSON has it."""
    found: dict[str, dict[str, int]] = {}
    for row in transaction.connection.execute(_REASONS, {"which": number}):
        found.setdefault(row.state, {})[row.reason] = row.number
    return found


def _fates(transaction: Transaction, row: Any, counting: Any) -> dict[Fate, dict[str, int]]:
    """Return how many there are of each fate, by reason; of what was cancelled nobody waits any more."""
    fates: dict[Fate, dict[str, int]] = {}
    if row.report is not None:
        found = [(s, r, n) for s, reasons in json.loads(row.report).items() for r, n in reasons.items()]
    else:
        found = [
            (r.state, r.reason, r.number) for r in transaction.connection.execute(counting, {"which": row.id})
        ]
    for state, reason, number in found:
        waits = row.state == State.CANCELLED and state == Fate.WAITING
        of = fates.setdefault(Fate.CANCELLED if waits else Fate(state), {})
        of[reason] = of.get(reason, 0) + number
    return fates


def _held(transaction: Transaction, row: Any) -> int:
    if row.state not in {State.SENDING, State.PAUSED}:
        return 0
    asked = {"which": row.id, "now": transaction.now}
    return transaction.connection.execute(_LATER, asked).scalar() or 0


def forget_recipients(transaction: Transaction) -> None:
    """Forget some of those to whom something was sent long ago; how many there were of each fate stays."""
    run = transaction.connection.execute
    row = run(_LONG_OVER, {"before": transaction.now - KEPT}).first()
    if row is None:
        return
    if row.report is None:
        counted = json.dumps(counted_fates(transaction, row.id))
        run(update(broadcasts).where(broadcasts.c.id == row.id).values(report=counted))
    run(delete(recipients).where(recipients.c.broadcast == row.id, recipients.c.place <= row.upto))


_WHICH: Any = bindparam("which")
_REASON = func.coalesce(recipients.c.reason, "").label("reason")
_OF = select(recipients.c.state, func.count().label("number")).where(recipients.c.broadcast == _WHICH)
_STATES = _OF.add_columns(literal("").label("reason")).group_by(recipients.c.state)
_REASONS = _OF.add_columns(_REASON).group_by(recipients.c.state, _REASON)
_LATER = (
    select(func.count())
    .select_from(recipients)
    .where(
        recipients.c.broadcast == _WHICH,
        recipients.c.state == Fate.WAITING,
        recipients.c.not_before > bindparam("now"),
    )
)
_UPTO = (
    select(func.min(recipients.c.place) + FORGOTTEN_AT_ONCE - 1)
    .where(recipients.c.broadcast == broadcasts.c.id)
    .correlate(broadcasts)
    .scalar_subquery()
)
_LONG_OVER = (
    select(broadcasts.c.id, broadcasts.c.report, _UPTO.label("upto"))
    .where(
        broadcasts.c.ended_at < bindparam("before"),
        exists().where(recipients.c.broadcast == broadcasts.c.id),
    )
    .order_by(broadcasts.c.ended_at)
    .limit(1)
)

HANDLERS: Handlers = {ProgressOf: progress, ReportOf: report}


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    """Both are one: of a broadcast that both were to get, one still comes, if none has."""
    run = transaction.connection.execute
    theirs = select(recipients).where(recipients.c.person.in_((gone, stays)))
    rows = {(row.broadcast, row.person): row for row in run(theirs)}
    for broadcast in {b for b, person in rows if person == gone}:
        its, other = rows[broadcast, gone], rows.get((broadcast, stays))
        if other is None:
            _put(transaction, its, person=stays)
            continue
        waits = {"state": Fate.SKIPPED, "reason": "same-person"}
        if its.state == Fate.WAITING:
            _put(transaction, its, person=None, **waits)
            continue
        _put(transaction, its, person=None)
        if other.state == Fate.WAITING:
            _put(transaction, other, **waits)


def _erase(transaction: Transaction, who: int, _fate: OfWords) -> None:
    """They are counted, and nobody any more; what waits for them is not sent (H32)."""
    transaction.flush()
    rows = transaction.connection.execute(select(recipients).where(recipients.c.person == who)).all()
    keys = [key_of(row.broadcast, row.place, row.round) for row in rows if row.state == Fate.QUEUED]
    left = _left(transaction, keys)
    for row in rows:
        never = {"state": Fate.SKIPPED, "reason": "forgotten"}
        fate = left.get(key_of(row.broadcast, row.place, row.round), never)
        _put(transaction, row, person=None, **(fate if row.state in TO_COME else {}))


def _left(transaction: Transaction, keys: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """Return, by key, what became of those that have left, or may have."""
    posted = select(outbox.c.key, outbox.c.state, outbox.c.reason).where(outbox.c.key.in_(keys))
    rows = transaction.connection.execute(posted).all()
    begun = {"state": Fate.UNCERTAIN, "reason": INTERRUPTED}
    return {row.key: begun for row in rows if row.reason == INTERRUPTED} | {
        row.key: {"state": Fate.SENT} for row in rows if row.state == "sent"
    }


def _put(transaction: Transaction, row: Any, **values: Any) -> None:
    one = (recipients.c.broadcast == row.broadcast) & (recipients.c.place == row.place)
    transaction.connection.execute(update(recipients).where(one).values(values))


def _show_kept(transaction: Transaction, who: int) -> Mapping[str, Any]:
    columns = (recipients.c.broadcast, recipients.c.platform, recipients.c.state, recipients.c.reason)
    return {"addressed": kept(transaction, select(*columns).where(recipients.c.person == who))}


PERSONAL = Personal((recipients,), _merge, _erase, _show_kept)
