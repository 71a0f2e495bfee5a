"""Events: made, changed, cancelled; listed, and shown as one person sees them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, select, update

from bot.civic.doors import Citizen, Refused
from bot.civic.events import (
    PAGE,
    AnyToCome,
    CancelEvent,
    ChangeEvent,
    Concerned,
    CreateEvent,
    Dates,
    EventCard,
    EventChanged,
    EventDraft,
    EventLine,
    EventPage,
    EventPlanned,
    Mine,
    OneEvent,
    Slot,
    Some,
    ToCome,
    Venue,
    may_change,
    may_create,
    still_as_seen,
)
from bot.civic.feedback import MayRate
from bot.civic.hosting import percent_reached
from bot.civic.news import PASSED_ON_AT_ONCE
from bot.civic.organisations import OneOrganisation
from bot.civic.roles import Right
from bot.civic.rsvps import CONCERNED, State, left_of
from storage import organisations
from storage.audit import note
from storage.feedback import may as may_rate
from storage.members import is_invited
from storage.programmes import required_languages
from storage.roles import require
from storage.seats import hosted_row, place_in_line, promote, taken
from storage.tables import events, possible, rsvps, sessions
from storage.transaction import Handlers, Transaction


def create(transaction: Transaction, command: CreateEvent) -> tuple[int, ...]:
    """Make an event, or a series of them."""
    require(transaction, Right.EVENTS, command.draft.programme)
    may_create(command.draft, transaction.now, _required(transaction, command.draft.programme))
    numbers: list[int] = []
    for slot in sorted(command.draft.slots, key=lambda each: each.starts):
        series = numbers[0] if numbers else None
        numbers.append(_insert(transaction, command.draft, slot, series))
        transaction.emit(EventPlanned(numbers[-1], 0, slot, command.draft.zone))
    for each in command.draft.sessions:
        transaction.insert(
            sessions,
            event=numbers[0],
            titles=_json(each.titles),
            starts_at=each.slot.starts,
            ends_at=each.slot.ends,
            seats=each.seats,
        )
    note(transaction, "event-made", f"event:{numbers[0]}", dates=len(numbers))
    return tuple(numbers)


def _required(transaction: Transaction, programme: int) -> Sequence[str]:
    """Return the languages that an event of a programme must be told of in; one of no programme may be in any."""
    return required_languages(transaction, programme) if programme else ()


def _insert(transaction: Transaction, draft: EventDraft, slot: Slot, series: int | None) -> int:
    number = transaction.insert(
        events,
        uid=str(uuid.uuid4()),
        series=series or 0,
        titles=_json(draft.titles),
        texts=_json(draft.texts),
        venue=_json(asdict(draft.venue)),
        zone=draft.zone,
        spoken=json.dumps(list(draft.spoken)),
        starts_at=slot.starts,
        ends_at=slot.ends,
        seats=draft.seats,
        most_guests=draft.most_guests,
        members_only=draft.members_only,
        questions=json.dumps([dict(each) for each in draft.questions], ensure_ascii=False),
        programme=draft.programme,
        made_at=transaction.now,
    )
    if series is None:
        _set(transaction, number, series=number)
    return number


def change(transaction: Transaction, command: ChangeEvent) -> int:
    """Change an event; who has a seat keeps it, whatever becomes of their number (H26)."""
    row = hosted_row(transaction, command.number)
    still_as_seen(command.seen, row.edits)
    may_change(
        command, transaction.now, cancelled=row.cancelled_at is not None, over=row.ends_at <= transaction.now
    )
    what = _news(row, command)
    seats = None if command.unlimited else command.seats or row.seats
    if not what and seats == row.seats:
        raise Refused("nothing-changes")
    slot = command.slot or Slot(row.starts_at, row.ends_at)
    if "when" in what:
        _move_sessions(transaction, row, slot)
    values = {
        "starts_at": slot.starts,
        "ends_at": slot.ends,
        "seats": seats,
        "version": row.version + bool(what),
        "edits": row.edits + 1,
        **({"venue": _json(asdict(command.venue))} if command.venue is not None else {}),
        **({"titles": _json(command.titles)} if command.titles is not None else {}),
        **({"texts": _json(command.texts)} if command.texts is not None else {}),
    }
    _set(transaction, row.id, **values)
    note(
        transaction,
        "event-changed",
        f"event:{row.id}",
        what=[*what, *(["seats"] if seats != row.seats else [])],
    )
    if what:
        transaction.emit(EventPlanned(row.id, row.version + 1, slot, row.zone))
        transaction.emit(EventChanged(row.id, row.version + 1, what, min(row.starts_at, slot.starts)))
    promote(transaction, row.id)
    has = taken(transaction, row.id)
    # Its organisers know how full it is with the seats that they have just chosen.
    _set(transaction, row.id, alerted=percent_reached(seats, has))
    return max(has - seats, 0) if seats is not None else 0


def _news(row: Any, command: ChangeEvent) -> tuple[str, ...]:
    """Return what those concerned are to hear of."""
    slot = Slot(row.starts_at, row.ends_at)
    found = {
        "when": command.slot is not None and command.slot != slot,
        "where": command.venue is not None and _json(asdict(command.venue)) != row.venue,
        "text": (command.titles is not None and _json(command.titles) != row.titles)
        or (command.texts is not None and _json(command.texts) != row.texts),
    }
    return tuple(name for name, new in found.items() if new)


def _move_sessions(transaction: Transaction, row: Any, slot: Slot) -> None:
    """Move the parts of an event with it; they stay within it."""
    by = slot.starts - row.starts_at
    run = transaction.connection.execute
    for each in run(select(sessions).where(sessions.c.event == row.id)).all():
        if each.ends_at + by > slot.ends:
            raise Refused("outside-the-event")
        moved = update(sessions).where(sessions.c.id == each.id)
        run(moved.values(starts_at=each.starts_at + by, ends_at=each.ends_at + by))


def cancel(transaction: Transaction, command: CancelEvent) -> None:
    """Cancel an event; answers stay, and mean nothing any more."""
    row = hosted_row(transaction, command.number)
    if not command.reason.strip():
        raise Refused("no-reason")
    if row.cancelled_at is not None:
        raise Refused("event-cancelled")
    still_as_seen(command.seen, row.edits)
    for each in _dates_of(transaction, row) if command.all_dates else (row,):
        version = each.version + 1
        values = {"cancelled_at": transaction.now, "cancelled_reason": command.reason, "version": version}
        _set(transaction, each.id, **values, edits=each.edits + 1)
        note(transaction, "event-cancelled", f"event:{each.id}")
        transaction.emit(EventChanged(each.id, version, ("cancelled",), each.starts_at))


def _dates_of(transaction: Transaction, row: Any) -> Sequence[Any]:
    """Return the dates to come of the series that an event belongs to, held until the end."""
    theirs = select(events).where(
        events.c.series == row.series, events.c.ends_at > transaction.now, events.c.cancelled_at.is_(None)
    )
    return transaction.connection.execute(theirs.order_by(events.c.id).with_for_update()).all()


def _set(transaction: Transaction, number: int, **values: Any) -> None:
    transaction.connection.execute(update(events).where(events.c.id == number).values(values))


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False, sort_keys=True)


# Looking at them


def to_come(transaction: Transaction, query: ToCome) -> EventPage:
    """Return a page of what is to come, the next first."""
    page = min(max(query.page, 1), 1000)
    # Who comes to each of several dates comes to each: my own are told one by one.
    asked = {"now": transaction.now, "who": _who(transaction), "some": PAGE + 1, "before": (page - 1) * PAGE}
    found = transaction.connection.execute(_MINE if query.mine else _TO_COME, asked).all()
    lines = tuple(_line(transaction, row) for row in found[:PAGE])
    return EventPage(lines, page, len(found) > PAGE)


def any_to_come(transaction: Transaction, _query: AnyToCome) -> bool:
    """Tell whether there is any."""
    return transaction.connection.execute(_ANY, {"now": transaction.now}).first() is not None


def dates(transaction: Transaction, query: Dates) -> tuple[EventLine, ...]:
    """Return the dates of a series, the next first."""
    if not possible(query.series):
        return ()
    asked = {"now": transaction.now, "who": _who(transaction), "which": query.series}
    return tuple(_line(transaction, row) for row in transaction.connection.execute(_DATES, asked).all())


def _line(transaction: Transaction, row: Any) -> EventLine:
    return EventLine(
        number=row.id,
        titles=json.loads(row.titles),
        starts=row.starts_at,
        ends=row.ends_at,
        zone=row.zone,
        left=left_of(row.seats, taken(transaction, row.id)) if row.seats is not None else None,
        dates=row.dates,
        state=row.state,
        cancelled=row.cancelled_at is not None,
    )


def one(transaction: Transaction, query: OneEvent) -> EventCard | None:
    """Return an event as who asks sees it."""
    who = _who(transaction)
    asked = {"which": query.number, "who": who, "now": transaction.now}
    row = transaction.connection.execute(_ONE, asked).first() if possible(query.number) else None
    if row is None:
        return None
    invited = is_invited(transaction, row, who)
    venue = Venue(**json.loads(row.venue))
    return EventCard(
        number=row.id,
        uid=row.uid,
        version=row.version,
        titles=json.loads(row.titles),
        texts=json.loads(row.texts),
        # Where one takes part from afar is for those who may come.
        venue=venue if invited or who is None else replace(venue, online=""),
        zone=row.zone,
        slot=Slot(row.starts_at, row.ends_at),
        spoken=tuple(json.loads(row.spoken)),
        seats=row.seats,
        left=left_of(row.seats, taken(transaction, row.id)),
        most_guests=row.most_guests,
        waiting=row.waiting,
        members_only=row.members_only,
        invited=invited,
        sessions=row.parts,
        series=row.series if row.dates > 1 else None,
        dates=row.dates,
        cancelled=row.cancelled_at is not None,
        reason=row.cancelled_reason or "",
        over=row.ends_at <= transaction.now,
        may_rate=who is not None
        and row.ends_at <= transaction.now
        and may_rate(transaction, MayRate(row.id)),
        mine=_mine(transaction, row),
        programme=row.programme,
        edits=row.edits,
        questions=tuple(json.loads(row.questions)),
        report=json.loads(row.report),
        organisation=organisations.one(transaction, OneOrganisation(row.organisation)),
    )


def _mine(transaction: Transaction, row: Any) -> Mine | None:
    if row.state is None:
        return None
    return Mine(
        state=row.state,
        guests=row.guests,
        place=place_in_line(transaction, row.id, row.turn) if row.state == State.WAITING else None,
        until=row.offered_until,
        reminders=row.reminders,
        checked_in=row.checked_in_at is not None,
    )


def _who(transaction: Transaction) -> int | None:
    return transaction.actor.person if isinstance(transaction.actor, Citizen) else None


def concerned(transaction: Transaction, query: Concerned) -> Some:
    """Return some of those who are to hear of a change."""
    transaction.require_operator()
    asked = {"which": query.number, "beyond": query.after}
    people = tuple(transaction.connection.execute(_CONCERNED, asked).scalars())
    return Some(people, people[-1] if len(people) == PASSED_ON_AT_ONCE else None)


_WHO: Any = bindparam("who")
_NOW: Any = bindparam("now", type_=events.c.ends_at.type)
_MY_RSVP = and_(rsvps.c.event == events.c.id, rsvps.c.person == _WHO)
_STILL = and_(events.c.ends_at > _NOW, events.c.cancelled_at.is_(None))

_other = events.alias("other")
_same = and_(_other.c.series == events.c.series, _other.c.ends_at > _NOW, _other.c.cancelled_at.is_(None))
_HOW_MANY = select(func.count()).where(_same).correlate(events).scalar_subquery()
_EARLIER = exists().where(
    _same,
    (_other.c.starts_at < events.c.starts_at)
    | ((_other.c.starts_at == events.c.starts_at) & (_other.c.id < events.c.id)),
)
_BASE = events.outerjoin(rsvps, _MY_RSVP)
_SOME: Any = bindparam("some")
_BEFORE: Any = bindparam("before")
_TO_COME = (
    select(events, rsvps.c.state, _HOW_MANY.label("dates"))
    .select_from(_BASE)
    .where(_STILL, ~_EARLIER)
    .order_by(events.c.starts_at, events.c.id)
    .limit(_SOME)
    .offset(_BEFORE)
)
_MINE = (
    select(events, rsvps.c.state, func.abs(1).label("dates"))
    .join(rsvps, _MY_RSVP)
    .where(events.c.ends_at > _NOW, rsvps.c.state.in_(CONCERNED))
    .order_by(events.c.starts_at, events.c.id)
    .limit(_SOME)
    .offset(_BEFORE)
)
_DATES = (
    select(events, rsvps.c.state, func.abs(1).label("dates"))
    .select_from(_BASE)
    .where(events.c.series == bindparam("which"), _STILL)
    .order_by(events.c.starts_at, events.c.id)
)
_ANY = select(events.c.id).where(_STILL).limit(1)
_COUNT_WAITING = (
    select(func.count())
    .select_from(rsvps)
    .where(rsvps.c.event == events.c.id, rsvps.c.state == State.WAITING)
    .correlate(events)
    .scalar_subquery()
)
_COUNT_PARTS = (
    select(func.count())
    .select_from(sessions)
    .where(sessions.c.event == events.c.id)
    .correlate(events)
    .scalar_subquery()
)
_ONE = (
    select(
        events,
        rsvps.c.state,
        rsvps.c.guests,
        rsvps.c.turn,
        rsvps.c.offered_until,
        rsvps.c.reminders,
        rsvps.c.checked_in_at,
        _HOW_MANY.label("dates"),
        _COUNT_WAITING.label("waiting"),
        _COUNT_PARTS.label("parts"),
    )
    .select_from(_BASE)
    .where(events.c.id == bindparam("which"))
)


_CONCERNED = (
    select(rsvps.c.person)
    .where(
        rsvps.c.event == bindparam("which"),
        rsvps.c.person > bindparam("beyond"),
        rsvps.c.state.in_(CONCERNED),
    )
    .order_by(rsvps.c.person)
    .limit(PASSED_ON_AT_ONCE)
)

HANDLERS: Handlers = {
    CreateEvent: create,
    ChangeEvent: change,
    CancelEvent: cancel,
    ToCome: to_come,
    AnyToCome: any_to_come,
    Dates: dates,
    OneEvent: one,
    Concerned: concerned,
}
