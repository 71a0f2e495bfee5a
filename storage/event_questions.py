"""What is asked of who comes to an event, changed afterwards; and who is to be asked what is new."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from bot.civic.doors import Refused
from bot.civic.event_questions import (
    AddQuestion,
    LeaveOutQuestion,
    QuestionAdded,
    RewordQuestion,
    ToBeAskedMore,
    check_room,
    check_words,
    still_asked,
)
from bot.civic.events import Asked, Some, still_as_seen, still_to_come
from bot.civic.news import PASSED_ON_AT_ONCE
from bot.civic.rsvps import CONCERNED
from storage.audit import note
from storage.events import asked_of, required
from storage.seats import event_row, hosted_row, set_event
from storage.tables import rsvps
from storage.transaction import Handlers, Transaction


def add(transaction: Transaction, command: AddQuestion) -> None:
    """Ask one thing more."""
    row, asked = _to_change(transaction, command)
    check_words(command.words, required(transaction, row.programme))
    check_room(asked)
    _keep(transaction, row, [*asked, Asked(command.words)])
    note(transaction, "question-added", f"event:{row.id}")
    transaction.emit(QuestionAdded(row.id))


def reword(transaction: Transaction, command: RewordQuestion) -> None:
    """Put a question in other words."""
    row, asked = _to_change(transaction, command)
    check_words(command.words, required(transaction, row.programme))
    if dict(still_asked(asked, command.place).words) == dict(command.words):
        raise Refused("nothing-changes")
    _keep(transaction, row, _with(asked, command.place, Asked(command.words)))
    note(transaction, "question-reworded", f"event:{row.id}", place=command.place)


def leave_out(transaction: Transaction, command: LeaveOutQuestion) -> None:
    """Ask something no longer."""
    row, asked = _to_change(transaction, command)
    words = still_asked(asked, command.place).words
    _keep(transaction, row, _with(asked, command.place, Asked(words, left_out=True)))
    note(transaction, "question-left-out", f"event:{row.id}", place=command.place)


def _to_change(
    transaction: Transaction, command: AddQuestion | RewordQuestion | LeaveOutQuestion
) -> tuple[Any, Sequence[Asked]]:
    """Return the row of an event whose questions may be changed, held until the end, and what is asked now."""
    row = hosted_row(transaction, command.event)
    still_to_come(cancelled=row.cancelled_at is not None, over=row.ends_at <= transaction.now)
    still_as_seen(command.seen, row.edits)
    return row, asked_of(row)


def _with(asked: Sequence[Asked], place: int, new: Asked) -> list[Asked]:
    return [*asked[:place], new, *asked[place + 1 :]]


def _keep(transaction: Transaction, row: Any, asked: Sequence[Asked]) -> None:
    words = json.dumps([dict(each.words) for each in asked], ensure_ascii=False)
    left_out = json.dumps([place for place, each in enumerate(asked) if each.left_out])
    set_event(transaction, row.id, questions=words, left_out=left_out, edits=row.edits + 1)


def to_be_asked(transaction: Transaction, query: ToBeAskedMore) -> Some:
    """Return some of those who were not asked everything that is asked now."""
    transaction.require_operator()
    asked = asked_of(event_row(transaction, query.event))
    last = max((place for place, each in enumerate(asked, 1) if not each.left_out), default=0)
    found = _ANSWERED if query.person is None else _ANSWERED.where(rsvps.c.person == query.person)
    values = {"which": query.event, "beyond": query.after, "since": query.since}
    rows = transaction.connection.execute(found, values).all()
    people = tuple(row.person for row in rows if len(json.loads(row.replies)) < last)
    return Some(people, rows[-1].person if len(rows) == PASSED_ON_AT_ONCE else None)


_ANSWERED = (
    select(rsvps.c.person, rsvps.c.replies)
    .where(
        rsvps.c.event == bindparam("which"),
        rsvps.c.person > bindparam("beyond"),
        rsvps.c.state.in_(CONCERNED),
        rsvps.c.at <= bindparam("since", type_=rsvps.c.at.type),
    )
    .order_by(rsvps.c.person)
    .limit(PASSED_ON_AT_ONCE)
)

HANDLERS: Handlers = {
    AddQuestion: add,
    RewordQuestion: reword,
    LeaveOutQuestion: leave_out,
    ToBeAskedMore: to_be_asked,
}
