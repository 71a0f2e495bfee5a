"""Commitments: made, kept, moved, dropped, taken on, marked late; whom they are asked of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select, update

from bot.civic.commitments import (
    COMMITMENT_DUE,
    COMMITMENT_LATE,
    MAX_WHY,
    Commitment,
    DropPromise,
    KeepPromise,
    MarkLate,
    MovePromise,
    OneCommitment,
    Promise,
    Reminded,
    Step,
    TakePromise,
    asked_at,
    end_of,
    may_promise,
    see_day,
)
from bot.civic.doors import Citizen, Refused
from bot.civic.rights import Fate
from bot.civic.roles import EVERYWHERE, Holder, Holders, Right
from bot.civic.texts import Texts, see_texts
from bot.engine.desk import Due
from storage.audit import note
from storage.due import plan
from storage.happened import happened
from storage.ideas import idea_row, state_of
from storage.official import commitment_in, commitment_row, written
from storage.personal import Personal, accounts_of, kept, nothing_to_merge
from storage.programmes import required_languages
from storage.roles import allowed, holders, require
from storage.tables import commitment_steps, commitments, ideas
from storage.transaction import Handlers, Transaction

_OPEN = select(func.count()).where(commitments.c.idea == bindparam("which"), commitments.c.state == "open")


def promise(transaction: Transaction, command: Promise) -> int:
    """Keep what is promised, and let fall due what its day brings."""
    idea = idea_row(transaction, command.idea, hold=True)
    require(transaction, Right.ANSWER, idea.programme if idea is not None else None)
    if state_of(idea) != "shown":
        raise Refused("no-such-idea")
    city = transaction.city
    already = transaction.connection.execute(_OPEN, {"which": idea.id}).scalar_one()
    required = required_languages(transaction, idea.programme)
    may_promise(command, required, now=transaction.now, zone=city.zone, already=already)
    number = transaction.insert(
        commitments,
        idea=idea.id,
        texts=written(command.texts),
        function=written(command.function),
        owner=_account(transaction),
        due_at=end_of(command.day, city.zone),
    )
    answered = update(ideas).where(ideas.c.id == idea.id).values(answered_at=transaction.now)
    transaction.connection.execute(answered)
    _step(transaction, number, "promised", idea=idea.id, day=command.day)
    _plan(transaction, number, 1, command.day)
    note(transaction, "commitment-made", f"commitment:{number}", idea=idea.id, day=command.day.isoformat())
    return number


def _account(transaction: Transaction) -> int | None:
    return transaction.actor.account if isinstance(transaction.actor, Citizen) else None


def _plan(transaction: Transaction, number: int, version: int, day: date) -> None:
    """Let whoever made it be asked on its day, and let it be late once that is over."""
    zone = transaction.city.zone
    plan(transaction, Due(COMMITMENT_DUE, str(number), max(asked_at(day, zone), transaction.now), version))
    plan(transaction, Due(COMMITMENT_LATE, str(number), end_of(day, zone), version))


def keep(transaction: Transaction, command: KeepPromise) -> None:
    """Let what was promised be done."""
    row = _held_open(transaction, command.number, command.version)
    _end(transaction, row, "kept")


def move(transaction: Transaction, command: MovePromise) -> None:
    """Let it be promised for another day."""
    row = _held_open(transaction, command.number, command.version)
    zone = transaction.city.zone
    _see_why(transaction, row.idea, command.why)
    see_day(command.day, now=transaction.now, zone=zone)
    _set(transaction, row.id, due_at=end_of(command.day, zone), version=row.version + 1)
    _step(transaction, row.id, "moved", idea=row.idea, texts=command.why, day=command.day)
    _plan(transaction, row.id, row.version + 1, command.day)
    note(transaction, "commitment-moved", f"commitment:{row.id}", day=command.day.isoformat())


def drop(transaction: Transaction, command: DropPromise) -> None:
    """Let it be promised no longer."""
    row = _held_open(transaction, command.number, command.version)
    _see_why(transaction, row.idea, command.why)
    _end(transaction, row, "dropped", command.why)


def take(transaction: Transaction, command: TakePromise) -> None:
    """Let whoever acts be asked about it from now on."""
    row = _allowed_row(transaction, command.number)
    if row.state != "open":
        raise Refused("no-such-commitment")
    _set(transaction, row.id, owner=_account(transaction))
    note(transaction, "commitment-taken", f"commitment:{row.id}")


def mark_late(transaction: Transaction, command: MarkLate) -> None:
    """Let it be told that its day is over."""
    transaction.require_operator()
    row = commitment_row(transaction, command.number, hold=True)
    if row is not None and row.state == "open" and row.version == command.version:
        _step(transaction, row.id, "late", idea=row.idea)


def one(transaction: Transaction, query: OneCommitment) -> Commitment | None:
    """Return a commitment to whoever may answer its idea."""
    row = commitment_row(transaction, query.number)
    idea = idea_row(transaction, row.idea) if row is not None else None
    if idea is None or state_of(idea) != "shown" or not allowed(transaction, Right.ANSWER, idea.programme):
        return None
    return commitment_in(row, transaction.now, transaction.city.zone)


def reminded(transaction: Transaction, query: Reminded) -> tuple[Holder, ...]:
    """Return whom to ask about a commitment: its owner; where nobody is that any more, everybody who may answer."""
    transaction.require_operator()
    row = commitment_row(transaction, query.number)
    idea = idea_row(transaction, row.idea) if row is not None else None
    if idea is None:
        return ()
    every = holders(transaction, Holders(Right.ANSWER, idea.programme))
    return tuple(each for each in every if each.account == row.owner) or every


def _allowed_row(transaction: Transaction, number: int) -> Any:
    """Return the commitment's row, held until the end, for whoever may answer its idea."""
    row = commitment_row(transaction, number)
    idea = idea_row(transaction, row.idea, hold=True) if row is not None else None
    require(transaction, Right.ANSWER, idea.programme if idea is not None else EVERYWHERE)
    if row is None or state_of(idea) != "shown":
        raise Refused("no-such-commitment")
    return commitment_row(transaction, number, hold=True)


def _held_open(transaction: Transaction, number: int, version: int) -> Any:
    row = _allowed_row(transaction, number)
    if row.state != "open" or row.version != version:
        raise Refused("commitment-changed")
    return row


def _see_why(transaction: Transaction, number: int, why: Texts) -> None:
    idea = idea_row(transaction, number)
    required = required_languages(transaction, idea.programme if idea is not None else EVERYWHERE)
    see_texts(why, required, max_chars=MAX_WHY)


def _end(transaction: Transaction, row: Any, state: Step, why: Texts | None = None) -> None:
    _set(transaction, row.id, state=state, version=row.version + 1)
    _step(transaction, row.id, state, idea=row.idea, texts=why)
    note(transaction, f"commitment-{state}", f"commitment:{row.id}")


def _step(
    transaction: Transaction,
    number: int,
    kind: Step,
    *,
    idea: int,
    texts: Texts | None = None,
    day: date | None = None,
) -> None:
    """Keep what happened to a commitment, for everybody to read, and let those hear it who are to."""
    step = transaction.insert(
        commitment_steps,
        commitment=number,
        kind=kind,
        texts=written(texts) if texts else None,
        due_at=end_of(day, transaction.city.zone) if day else None,
        at=transaction.now,
    )
    happened(transaction, idea, "promise", step)


def _set(transaction: Transaction, number: int, **values: Any) -> None:
    transaction.connection.execute(update(commitments).where(commitments.c.id == number).values(values))


HANDLERS: Handlers = {
    Promise: promise,
    KeepPromise: keep,
    MovePromise: move,
    DropPromise: drop,
    TakePromise: take,
    MarkLate: mark_late,
    OneCommitment: one,
    Reminded: reminded,
}


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    """What was promised stays, and somebody else is asked about it."""
    theirs = update(commitments).where(commitments.c.owner.in_(accounts_of(who)))
    transaction.connection.execute(theirs.values(owner=None))


def _show_kept(transaction: Transaction, who: int) -> Mapping[str, Any]:
    mine = select(commitments.c.id, commitments.c.idea).where(commitments.c.owner.in_(accounts_of(who)))
    return {"commitments": kept(transaction, mine)}


PERSONAL = Personal((commitments,), nothing_to_merge, _erase, _show_kept)
