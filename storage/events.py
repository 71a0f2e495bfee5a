"""Events: made, listed, and shown as one person sees them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, select

from bot.civic.doors import Citizen
from bot.civic.events import (
    PAGE,
    AnyToCome,
    Asked,
    CreateEvent,
    Dates,
    EventCard,
    EventDraft,
    EventLine,
    EventPage,
    EventPlanned,
    Mine,
    OneEvent,
    Slot,
    ToCome,
    Venue,
    may_create,
)
from bot.civic.feedback import MayRate
from bot.civic.organisations import OneOrganisation
from bot.civic.roles import Right
from bot.civic.rsvps import CONCERNED, State, left_of
from storage import organisations
from storage.audit import note
from storage.feedback import may as may_rate
from storage.members import is_invited
from storage.programmes import required_languages
from storage.roles import require
from storage.seats import place_in_line, set_event, taken
from storage.tables import events, possible, rsvps, sessions
from storage.transaction import Handlers, Transaction


def create(transaction: Transaction, command: CreateEvent) -> tuple[int, ...]:
    """Make an event, or a series of them."""
    require(transaction, Right.EVENTS, command.draft.programme)
    may_create(command.draft, transaction.now, required(transaction, command.draft.programme))
    numbers: list[int] = []
    for slot in sorted(command.draft.slots, key=lambda each: each.starts):
        series = numbers[0] if numbers else None
        numbers.append(_insert(transaction, command.draft, slot, series))
        transaction.emit(EventPlanned(numbers[-1], 0, slot, command.draft.zone))
    for each in command.draft.sessions:
        transaction.insert(
            sessions,
            event=numbers[0],
            titles=texts_json(each.titles),
            starts_at=each.slot.starts,
            ends_at=each.slot.ends,
            seats=each.seats,
        )
    note(transaction, "event-made", f"event:{numbers[0]}", dates=len(numbers))
    return tuple(numbers)


def required(transaction: Transaction, programme: int) -> Sequence[str]:
    """Return the languages that an event of a programme must be told of in; one of no programme may be in any."""
    return required_languages(transaction, programme) if programme else ()


def texts_json(texts: Mapping[str, Any]) -> str:
    """Return texts by language as they are kept; the same texts are the same there."""
    return json.dumps(dict(texts), ensure_ascii=False, sort_keys=True)


def _insert(transaction: Transaction, draft: EventDraft, slot: Slot, series: int | None) -> int:
    number = transaction.insert(
        events,
        uid=str(uuid.uuid4()),
        series=series or 0,
        titles=texts_json(draft.titles),
        texts=texts_json(draft.texts),
        venue=texts_json(asdict(draft.venue)),
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
        set_event(transaction, number, series=number)
    return number


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
    if not possible(query.number):
        return ()
    asked = {"now": transaction.now, "who": _who(transaction), "which": query.number}
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
        reasons=_reasons(row),
        over=row.ends_at <= transaction.now,
        may_rate=who is not None
        and row.ends_at <= transaction.now
        and may_rate(transaction, MayRate(row.id)),
        mine=_mine(transaction, row),
        programme=row.programme,
        edits=row.edits,
        questions=asked_of(row),
        report=json.loads(row.report),
        organisation=organisations.one(transaction, OneOrganisation(row.organisation)),
    )


def _reasons(row: Any) -> Mapping[str, str]:
    """Return why an event is cancelled; before 0.5, it was said once for all languages."""
    reasons: Mapping[str, str] = json.loads(row.cancelled_reasons)
    return reasons or ({"": row.cancelled_reason} if row.cancelled_reason else {})


def asked_of(row: Any) -> tuple[Asked, ...]:
    """Return what is, and was, asked of who comes to an event, each in its place."""
    left_out = set(json.loads(row.left_out))
    return tuple(Asked(words, place in left_out) for place, words in enumerate(json.loads(row.questions)))


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
        asked=len(json.loads(row.replies)),
    )


def _who(transaction: Transaction) -> int | None:
    return transaction.actor.person if isinstance(transaction.actor, Citizen) else None


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
    .where(
        # Any of its dates stands for a series: the first may be over.
        events.c.series == select(_other.c.series).where(_other.c.id == bindparam("which")).scalar_subquery(),
        _STILL,
    )
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
    .where(sessions.c.event == events.c.id, sessions.c.left_out_at.is_(None))
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
        rsvps.c.replies,
        _HOW_MANY.label("dates"),
        _COUNT_WAITING.label("waiting"),
        _COUNT_PARTS.label("parts"),
    )
    .select_from(_BASE)
    .where(events.c.id == bindparam("which"))
)


HANDLERS: Handlers = {
    CreateEvent: create,
    ToCome: to_come,
    AnyToCome: any_to_come,
    Dates: dates,
    OneEvent: one,
}
