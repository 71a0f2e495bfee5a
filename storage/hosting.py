"""Events as those see them who run them, and what they say came of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select

from bot.civic.checkin import AFTER_THE_END
from bot.civic.events import check_languages, still_as_seen
from bot.civic.hosting import (
    DOOR_OPENS,
    PAGE,
    AllEvents,
    EventReported,
    EventRow,
    HostedEvent,
    HostedEvents,
    HostedPage,
    OpenDoors,
    ReportOn,
    may_report,
)
from bot.civic.roles import WHO_MAY, Right
from bot.civic.rsvps import State
from storage.audit import note
from storage.events import required, texts_json
from storage.roles import allowed, held
from storage.seats import hosted_row, set_event
from storage.tables import events, possible, rsvps
from storage.transaction import Handlers, Transaction

_PARTY = rsvps.c.guests + 1


def every(transaction: Transaction, _query: AllEvents) -> tuple[EventRow, ...]:
    """Return every event, with how many people come."""
    transaction.require_operator()
    return _rows(transaction, _EVERY.order_by(events.c.starts_at.desc(), events.c.id.desc()), {})


def hosted(transaction: Transaction, query: HostedEvents) -> HostedPage:
    """Return a page of the events that who asks may run."""
    page = min(max(query.page, 1), 1000)
    asked = {"now": transaction.now, "some": PAGE + 1, "before": (page - 1) * PAGE}
    found = _rows(transaction, _mine(transaction, _OVER if query.over else _TO_COME, Right.EVENTS), asked)
    return HostedPage(found[:PAGE], page, len(found) > PAGE)


def hosted_one(transaction: Transaction, query: HostedEvent) -> EventRow | None:
    """Return one event to who may run it."""
    if not possible(query.number):
        return None
    found = _rows(transaction, _mine(transaction, _ONE, Right.EVENTS), {"which": query.number})
    return found[0] if found else None


def open_doors(transaction: Transaction, _query: OpenDoors) -> tuple[EventRow, ...]:
    """Return the events at whose door who asks may stand."""
    asked = {
        "since": transaction.now - AFTER_THE_END,
        "until": transaction.now + DOOR_OPENS,
        "some": PAGE,
        "before": 0,
    }
    return _rows(transaction, _mine(transaction, _AT_HAND, Right.DOOR), asked)


def report(transaction: Transaction, command: ReportOn) -> None:
    """Keep what came of an event."""
    row = hosted_row(transaction, command.event)
    may_report(command, cancelled=row.cancelled_at is not None, over=row.ends_at <= transaction.now)
    still_as_seen(command.seen, row.edits)
    check_languages(required(transaction, row.programme), command.texts)
    texts = {code: text for code, text in command.texts.items() if text.strip()}
    set_event(transaction, row.id, report=texts_json(texts), edits=row.edits + 1)
    note(transaction, "event-reported", f"event:{row.id}")
    if not json.loads(row.report):
        transaction.emit(EventReported(row.id))


def _mine(transaction: Transaction, query: Select[Any], right: Right) -> Select[Any]:
    """Return the query for those events only in whose programme who asks has this right."""
    if allowed(transaction, right):
        return query
    where = {each.programme for each in held(transaction) if each.role in WHO_MAY[right]}
    return query.where(events.c.programme.in_(sorted(where)))


def _rows(transaction: Transaction, query: Select[Any], asked: dict[str, Any]) -> tuple[EventRow, ...]:
    found: Sequence[Any] = transaction.connection.execute(query, asked).all()
    return tuple(_row(transaction, row) for row in found)


def _row(transaction: Transaction, row: Any) -> EventRow:
    over = row.ends_at <= transaction.now
    return EventRow(
        number=row.id,
        titles=json.loads(row.titles),
        starts=row.starts_at,
        ends=row.ends_at,
        zone=row.zone,
        seats=row.seats,
        coming=row.coming,
        held=row.held,
        waiting=row.waiting,
        maybe=row.maybe,
        checked_in=row.checked_in,
        members_only=row.members_only,
        cancelled=row.cancelled_at is not None,
        over=over,
        programme=row.programme,
        edits=row.edits,
        missed=row.coming - row.checked_in if over and row.checked_in else None,
        report=json.loads(row.report),
    )


def _people(*states: str) -> Any:
    """Return how many people have one of these answers, guests and all."""
    return func.coalesce(func.sum(case((rsvps.c.state.in_(states), _PARTY), else_=0)), 0)


_EVERY = (
    select(
        events,
        _people(State.YES).label("coming"),
        _people(State.OFFERED).label("held"),
        _people(State.WAITING).label("waiting"),
        _people(State.MAYBE).label("maybe"),
        func.coalesce(func.sum(case((rsvps.c.checked_in_at.is_not(None), _PARTY), else_=0)), 0).label(
            "checked_in"
        ),
    )
    .select_from(events.outerjoin(rsvps, rsvps.c.event == events.c.id))
    .group_by(events.c.id)
)
_NOW: Any = bindparam("now", type_=events.c.ends_at.type)
_SOME: Any = bindparam("some")
_BEFORE: Any = bindparam("before")
_PAGE = _EVERY.limit(_SOME).offset(_BEFORE)
_TO_COME = _PAGE.where(events.c.ends_at > _NOW).order_by(events.c.starts_at, events.c.id)
_OVER = _PAGE.where(events.c.ends_at <= _NOW).order_by(events.c.starts_at.desc(), events.c.id.desc())
_ONE = _EVERY.where(events.c.id == bindparam("which"))
_AT_HAND = _PAGE.where(
    events.c.cancelled_at.is_(None),
    events.c.ends_at > bindparam("since", type_=events.c.ends_at.type),
    events.c.starts_at < bindparam("until", type_=events.c.starts_at.type),
).order_by(events.c.starts_at, events.c.id)

HANDLERS: Handlers = {
    AllEvents: every,
    HostedEvents: hosted,
    HostedEvent: hosted_one,
    OpenDoors: open_doors,
    ReportOn: report,
}
