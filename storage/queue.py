"""The organisers' queue of ideas."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, literal, not_, select

from bot.civic.commitments import day_ended
from bot.civic.queue import (
    LAST_QUEUE_PAGE,
    MOST_COUNTED,
    QUEUE_PAGE,
    ListQueue,
    MyQueue,
    QueueLine,
    QueuePage,
    Wait,
    Waiting,
)
from bot.civic.reports import OpenReports
from bot.civic.roles import Right
from storage.programmes import where_it_expires
from storage.reports import open_reports
from storage.roles import programmes_with, somewhere
from storage.tables import OPEN, WAITING, commitments, ideas
from storage.transaction import Handlers, Transaction

_RIGHTS: dict[Wait, Right] = {"screen": Right.SCREEN, "answer": Right.ANSWER, "late": Right.ANSWER}


_QUERIES: dict[str, Select[Any]] = {
    "screen": select(ideas).where(ideas.c.hidden_as == WAITING).order_by(ideas.c.id),
    "answer": select(ideas)
    .where(ideas.c.hidden_at.is_(None), ideas.c.answered_at.is_(None))
    .order_by(ideas.c.interest.desc(), ideas.c.id.desc()),
}
_LATE = (
    select(ideas, commitments.c.id.label("commitment"), commitments.c.due_at)
    .join(commitments, commitments.c.idea == ideas.c.id)
    .where(commitments.c.state == OPEN, ideas.c.hidden_at.is_(None))
    .order_by(commitments.c.due_at, commitments.c.id)
)


def _waiting(transaction: Transaction, wait: Wait) -> Select[Any]:
    """Return the query for what waits for whoever asks, in its order."""
    within = programmes_with(transaction, _RIGHTS[wait])
    query = _LATE.where(commitments.c.due_at <= transaction.now) if wait == "late" else _QUERIES[wait]
    if wait == "answer":
        # What too few supported in time is owed no answer.
        over = ideas.c.programme.in_(where_it_expires(transaction))
        query = query.where(not_(over & (ideas.c.status == "proposed")))
    return query if within is None else query.where(ideas.c.programme.in_(within))


def mine(transaction: Transaction, _query: MyQueue) -> Waiting:
    """Return how much waits for whoever asks."""
    counts = {
        wait: _count(transaction, wait) if somewhere(transaction, right) else None
        for wait, right in _RIGHTS.items()
    }
    moderates = somewhere(transaction, Right.MODERATE)
    reported = len(open_reports(transaction, OpenReports())) if moderates else None
    return Waiting(counts["screen"], reported, counts["answer"], counts["late"])


def _count(transaction: Transaction, wait: Wait) -> int:
    found = _waiting(transaction, wait).with_only_columns(literal(1)).order_by(None).limit(MOST_COUNTED)
    return transaction.connection.execute(select(func.count()).select_from(found.subquery())).scalar_one()


def listed(transaction: Transaction, query: ListQueue) -> QueuePage:
    """Return a page of what waits for whoever asks; nothing of what is not theirs to do."""
    page = min(max(query.page, 1), LAST_QUEUE_PAGE)
    wait = next((each for each in _RIGHTS if each == query.wait), None)
    if wait is None or not somewhere(transaction, _RIGHTS[wait]):
        return QueuePage((), page, more=False)
    skip = (page - 1) * QUEUE_PAGE
    rows = transaction.connection.execute(
        _waiting(transaction, wait).limit(QUEUE_PAGE + 1).offset(skip)
    ).all()
    zone = transaction.city.zone
    lines = tuple(_line(row, zone, late=wait == "late") for row in rows[:QUEUE_PAGE])
    return QueuePage(lines, page, len(rows) > QUEUE_PAGE and page < LAST_QUEUE_PAGE)


def _line(row: Any, zone: str, *, late: bool) -> QueueLine:
    promise = (row.commitment, day_ended(row.due_at, zone)) if late else (None, None)
    return QueueLine(row.id, row.title, row.supports, row.status, *promise)


HANDLERS: Handlers = {MyQueue: mine, ListQueue: listed}
