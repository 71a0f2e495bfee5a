"""How broadcasts go out, step by step: they begin, are handed out, are paused and go on, and come to their end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from bot.civic.broadcasts import (
    BROADCAST,
    BroadcastStopped,
    CancelBroadcast,
    PauseBroadcast,
    ResendBroadcast,
    ResumeBroadcast,
    State,
    may_become,
)
from bot.civic.doors import Refused
from bot.civic.sending import (
    AGAIN_AT_ONCE,
    FIRST_AHEAD,
    HANDED_AT_ONCE,
    KEEPS,
    LATELY,
    LOOK_AGAIN,
    Fate,
    GoOn,
    Handed,
    Recipient,
    ahead,
    fail_too_often,
    marked,
)
from bot.engine.desk import Due
from storage.audit import note
from storage.beginning import begin
from storage.broadcasts import broadcast_row, content_in, put, sendable
from storage.due import forget_due, plan
from storage.posted import CameOut, hold, let_go, take_back, what_came_of
from storage.recipients import key_of, marks_in
from storage.tables import recipients
from storage.transaction import Handlers, Transaction
from storage.weighing import weigh


def pause(transaction: Transaction, command: PauseBroadcast) -> None:
    """Let nothing more leave for now; what is being sent just now is."""
    row = sendable(transaction, command.number)
    if row.state == State.PAUSED:
        return
    may_become(State(row.state), State.PAUSED, "not-sending")
    if row.state == State.FREEZING:
        raise Refused("not-sending")
    hold(transaction, row.id)
    put(transaction, row.id, state=State.PAUSED, why=None)
    note(transaction, "broadcast-paused", f"broadcast:{row.id}")


def resume(transaction: Transaction, command: ResumeBroadcast) -> None:
    """Let it go on where it was."""
    row = sendable(transaction, command.number)
    if row.state == State.SENDING:
        return
    if row.state != State.PAUSED:
        raise Refused("not-sending")
    let_go(transaction, row.id)
    observed = replace(_observed(row), lately=(0, 0), marks=())
    put(transaction, row.id, state=State.SENDING, why=None, observed=_kept(observed))
    plan(transaction, Due(BROADCAST, str(row.id), transaction.now))
    note(transaction, "broadcast-resumed", f"broadcast:{row.id}")


def cancel(transaction: Transaction, command: CancelBroadcast) -> None:
    """Let nothing more of it leave, ever; what is being sent just now is, and is counted."""
    row = sendable(transaction, command.number)
    if row.state == State.CANCELLED:
        return
    may_become(State(row.state), State.CANCELLED, "broadcast-over")
    forget_due(transaction, BROADCAST, str(row.id))
    begun = row.state in {State.SENDING, State.PAUSED}
    put(transaction, row.id, state=State.CANCELLED, ended_at=None if begun else transaction.now)
    if begun:
        take_back(transaction, row.id)
        plan(transaction, Due(BROADCAST, str(row.id), transaction.now))
    note(transaction, "broadcast-cancelled", f"broadcast:{row.id}")


def resend(transaction: Transaction, command: ResendBroadcast) -> int:
    """Let it go once more to those with whom it failed; whoever is forgotten by now is not among them."""
    row = sendable(transaction, command.number)
    if row.state != State.DONE:
        raise Refused("not-done")
    fates = [Fate.FAILED, *([Fate.UNCERTAIN] if command.uncertain else ())]
    asked = {"which": row.id, "fates": fates}
    count: int = transaction.connection.execute(_FAILED, asked).scalar_one()
    if not count:
        raise Refused("nobody")
    observed = replace(_observed(row), lately=(0, 0), marks=())
    put(
        transaction,
        row.id,
        state=State.SENDING,
        began_at=transaction.now,
        ended_at=None,
        round=row.round + 1,
        retries=json.dumps(fates),
        observed=_kept(observed),
    )
    plan(transaction, Due(BROADCAST, str(row.id), transaction.now))
    note(transaction, "broadcast-resent", f"broadcast:{row.id}", count=count)
    return count


def go_on(transaction: Transaction, command: GoOn) -> Handed | None:
    """Bring a broadcast on by a step."""
    transaction.require_operator()
    row = broadcast_row(transaction, command.number, hold=True)
    step = _STEPS.get(State(row.state)) if row is not None else None
    return step(transaction, row) if step else None


# --- it is sent


@dataclass(frozen=True, slots=True)
class Observed:
    """What sending has observed: the platforms of its recipients, how many of each are to be in the outbox, and how it goes.

    `lately` are failures, of so many; `settled` how many came to their end; `marks` when there were how many of those.
    """

    ahead: Mapping[str, int] = field(default_factory=dict)
    lately: tuple[int, int] = (0, 0)
    settled: int = 0
    marks: tuple[tuple[datetime, int], ...] = ()


def _observed(row: Any) -> Observed:
    kept = json.loads(row.observed)
    failed, of = kept.get("lately", (0, 0))
    return Observed(kept.get("ahead", {}), (failed, of), kept.get("settled", 0), marks_in(kept))


def _kept(observed: Observed) -> str:
    marks = [(at.isoformat(), settled) for at, settled in observed.marks]
    lately, ahead_of = list(observed.lately), dict(observed.ahead)
    return json.dumps({"ahead": ahead_of, "lately": lately, "settled": observed.settled, "marks": marks})


def start(
    transaction: Transaction, number: int, platforms: Iterable[str], *, paused: str | None = None
) -> None:
    """The list of its recipients is whole, on these platforms: let it be sent; or be paused, for that reason."""
    observed = _kept(Observed(dict.fromkeys(platforms, FIRST_AHEAD)))
    put(transaction, number, state=State.PAUSED if paused else State.SENDING, why=paused, observed=observed)
    if paused:
        transaction.emit(BroadcastStopped(number, State.PAUSED, paused))
    else:
        plan(transaction, Due(BROADCAST, str(number), transaction.now))


def _send(transaction: Transaction, row: Any) -> Handed | None:
    """Note what came of those who were handed out, and hand out some more, until there are none."""
    came = what_came_of(transaction, row)
    observed = _with(_observed(row), came, transaction.now)
    if fail_too_often(*observed.lately):
        return _pause_by_itself(transaction, row, observed)
    once_more = _take_up_again(transaction, row)
    handed, observed = _hand_out(transaction, row, observed, came)
    put(transaction, row.id, observed=_kept(observed))
    soon = transaction.now + LOOK_AGAIN
    if once_more or len(handed) == HANDED_AT_ONCE:
        at: datetime | None = transaction.now
    elif handed or came.out:
        at = soon
    else:
        waits = transaction.connection.execute(_NEXT_AT, {"which": row.id}).scalar()
        at = max(min(filter(None, (waits, came.held))), soon) if waits or came.held else None
    if at is None:
        _end(transaction, row, State.DONE)
        return None
    latest = row.began_at + KEEPS
    return Handed(content_in(row), row.programme, handed, latest, again=at)


def _pause_by_itself(transaction: Transaction, row: Any, observed: Observed) -> Handed:
    hold(transaction, row.id)
    put(transaction, row.id, state=State.PAUSED, why="failures", observed=_kept(observed))
    transaction.emit(BroadcastStopped(row.id, State.PAUSED, "failures"))
    return _look_again(row, transaction.now)


def _end(transaction: Transaction, row: Any, state: State) -> None:
    put(transaction, row.id, state=state, ended_at=transaction.now)
    transaction.emit(BroadcastStopped(row.id, state))


def _with(observed: Observed, came: CameOut, now: datetime) -> Observed:
    """Return what is observed once this has come out: of the last ones, failures fade as others follow."""
    failed, of = (
        figure + more for figure, more in zip(observed.lately, (came.failed, came.tried), strict=True)
    )
    if of > LATELY:
        failed, of = failed * LATELY // of, LATELY
    settled = observed.settled + came.settled
    return Observed(observed.ahead, (failed, of), settled, marked(observed.marks, now, settled))


def _look_again(row: Any, now: datetime) -> Handed:
    return Handed(content_in(row), row.programme, again=now + LOOK_AGAIN)


def _take_up_again(transaction: Transaction, row: Any) -> bool:
    """Let some of those with whom it failed before wait for it once more; return whether there may be others."""
    if row.retries is None:
        return False
    asked = {"which": row.id, "fates": json.loads(row.retries), "now_round": row.round}
    places = transaction.connection.execute(_TO_TAKE_UP, asked).scalars().all()
    if not places:
        put(transaction, row.id, retries=None)
        return False
    wait = {"state": Fate.WAITING, "reason": None, "round": row.round, "not_before": transaction.now}
    these = (recipients.c.broadcast == row.id) & recipients.c.place.in_(places)
    transaction.connection.execute(update(recipients).where(these).values(wait))
    return True


def _hand_out(
    transaction: Transaction, row: Any, observed: Observed, came: CameOut
) -> tuple[tuple[Recipient, ...], Observed]:
    """Return who is to get it now: of each platform as many as it has room for, and not too many at once."""
    windows = dict(observed.ahead)
    handed: list[Recipient] = []
    skipped = 0
    for platform, window in observed.ahead.items():
        out = came.out.get(platform, 0)
        free = min(window - out, HANDED_AT_ONCE - len(handed))
        asked = {"which": row.id, "on": platform, "now": transaction.now, "most": free}
        rows = transaction.connection.execute(_NEXT, asked).all() if free > 0 else []
        if rows:
            windows[platform] = ahead(window, out)
        ready, passed = _weighed(transaction, row, rows)
        handed += ready
        skipped += passed
    observed = replace(observed, ahead=windows, settled=observed.settled + skipped)
    return tuple(handed), observed


def _weighed(transaction: Transaction, row: Any, rows: Sequence[Any]) -> tuple[list[Recipient], int]:
    """Return those of these recipients who get it now, and how many never will; others wait for as long as they must."""
    ready, skipped = [], 0
    weighed = weigh(transaction, [each.person for each in rows], row.began_at + KEEPS)
    changes = []
    for each in rows:
        verdict = weighed[each.person]
        change = {"at_place": each.place, "fate": Fate.QUEUED, "why": None, "until": each.not_before}
        if verdict.account is not None:
            ready.append(Recipient(each.person, verdict.account, key_of(row.id, each.place, each.round)))
        elif verdict.until is not None:
            change |= {"fate": Fate.WAITING, "until": verdict.until}
        else:
            change |= {"fate": Fate.SKIPPED, "why": verdict.why}
            skipped += 1
        changes.append({"of": row.id, **change})
    if changes:
        transaction.connection.execute(_CHANGE, changes)
    return ready, skipped


def _come_to_rest(transaction: Transaction, row: Any) -> Handed | None:
    """Note what came of what was on its way when it was paused or cancelled."""
    if row.state == State.CANCELLED:
        take_back(transaction, row.id)
    came = what_came_of(transaction, row)
    put(transaction, row.id, observed=_kept(_with(_observed(row), came, transaction.now)))
    if came.moving:
        return _look_again(row, transaction.now)
    if row.state == State.CANCELLED and row.ended_at is None:
        _end(transaction, row, State.CANCELLED)
    return None


_STEPS: Mapping[State, Callable[[Transaction, Any], Handed | None]] = {
    State.SCHEDULED: begin,
    State.SENDING: _send,
    State.PAUSED: _come_to_rest,
    State.CANCELLED: _come_to_rest,
}


_WHICH: Any = bindparam("which")
_FATES: Any = bindparam("fates", expanding=True)
_THEIRS = (
    recipients.c.broadcast == _WHICH,
    recipients.c.state.in_(_FATES),
    recipients.c.person.is_not(None),
)
_FAILED = select(func.count()).select_from(recipients).where(*_THEIRS)
_TO_TAKE_UP = (
    select(recipients.c.place)
    .where(*_THEIRS, recipients.c.round < bindparam("now_round"))
    .limit(AGAIN_AT_ONCE)
)
_NEXT = (
    select(recipients)
    .where(
        recipients.c.broadcast == _WHICH,
        recipients.c.state == Fate.WAITING,
        recipients.c.platform == bindparam("on"),
        recipients.c.not_before <= bindparam("now"),
    )
    .order_by(recipients.c.not_before, recipients.c.place)
    .limit(bindparam("most"))
)
_NEXT_AT = select(func.min(recipients.c.not_before)).where(
    recipients.c.broadcast == _WHICH, recipients.c.state == Fate.WAITING
)
_CHANGE = (
    update(recipients)
    .where(recipients.c.broadcast == bindparam("of"), recipients.c.place == bindparam("at_place"))
    .values(state=bindparam("fate"), reason=bindparam("why"), not_before=bindparam("until"))
)
HANDLERS: Handlers = {
    PauseBroadcast: pause,
    ResumeBroadcast: resume,
    CancelBroadcast: cancel,
    ResendBroadcast: resend,
    GoOn: go_on,
}
