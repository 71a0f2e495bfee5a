"""Answers to events: who comes, who waits, who gives a seat back, and what becomes of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, select, update

from bot.civic.checkin import new_code
from bot.civic.doors import Refused
from bot.civic.events import Some, still_to_come
from bot.civic.feedback import ASK, ask_of
from bot.civic.news import PASSED_ON_AT_ONCE
from bot.civic.rights import Fate
from bot.civic.rsvps import (
    CONCERNED,
    MAX_REPLY,
    REMINDERS,
    SEATED,
    AnswerEvent,
    Come,
    LapseOffers,
    NextLapse,
    PassOn,
    RemindedOf,
    RemindMe,
    ReplyToQuestions,
    Standing,
    State,
    better,
    fits,
    left_of,
    may_come,
    replied,
)
from storage.due import forget_due
from storage.members import is_invited
from storage.passing_on import some_of
from storage.personal import Personal, as_json
from storage.seats import (
    REACHABLE,
    alert,
    event_row,
    last_turn,
    place_in_line,
    promote,
    set_rsvp,
    taken,
)
from storage.sessions import drop_all, refuse_too_full
from storage.tables import PENDING, events, inbox, picks, rsvps, sessions
from storage.transaction import Handlers, Transaction

_WHICH: Any = bindparam("which")
_THEIRS = select(rsvps).where(rsvps.c.event == _WHICH, rsvps.c.person == bindparam("who"))


def come(transaction: Transaction, command: Come) -> Standing:
    """Take seats for a party if there are enough; else a place in the line."""
    who = transaction.citizen
    row = _open_event(transaction, command.event)
    mine = rsvp_row(transaction, row.id, who)
    # Who has announced more guests than may be brought by now may bring them.
    most = max(row.most_guests, mine.guests if mine else 0)
    may_come(command.guests, most, invited=is_invited(transaction, row, who))
    has = mine.guests + 1 if mine and mine.state in SEATED else 0
    left = left_of(row.seats, taken(transaction, row.id) - has)
    party = command.guests + 1
    # Seats that are mine already, or held for me, stay mine, however few there are now (H26).
    if (party <= has or fits(party, left)) and _in_time(transaction, mine):
        refuse_too_full(transaction, row.id, who, mine.guests if mine else 0, command.guests)
        _seat(transaction, row.id, mine, command.guests)
        stands = Standing(State.YES, command.guests, left=None if left is None else max(left - party, 0))
    elif has and _in_time(transaction, mine):
        raise Refused("not-enough-seats")
    else:
        turn = _line_up(transaction, row.id, mine, command.guests)
        place = place_in_line(transaction, row.id, turn)
        stands, party = Standing(State.WAITING, command.guests, place, left), 0
    if has <= party:
        alert(transaction, row.id)
        return stands
    promote(transaction, row.id)
    return _standing(transaction, row)


def _in_time(transaction: Transaction, mine: Any) -> bool:
    """Tell whether a seat that was offered is still mine to take: that is decided by when I answered (H29)."""
    return mine is None or mine.state != State.OFFERED or transaction.arrived < mine.offered_until


def _seat(transaction: Transaction, event: int, mine: Any, guests: int) -> None:
    code = (mine.code if mine else None) or new_code()
    _answer(transaction, event, mine, state=State.YES, guests=guests, code=code)


def _line_up(transaction: Transaction, event: int, mine: Any, guests: int) -> int:
    """Give a place in the line: the last, but for who has one and asks for no more seats. Return which turn it is."""
    keeps = mine and mine.state == State.WAITING and guests <= mine.guests
    turn = mine.turn if keeps else last_turn(transaction, event) + 1
    _answer(transaction, event, mine, state=State.WAITING, guests=guests, turn=turn)
    return int(turn)


def _answer(transaction: Transaction, event: int, mine: Any, **values: Any) -> None:
    """Keep an answer, and let go of what was offered before."""
    values |= {"offered_until": None, "at": transaction.now}
    if mine is None:
        transaction.insert(rsvps, event=event, person=transaction.citizen, **values)
        return
    set_rsvp(transaction, event, mine.person, **values)


def answer(transaction: Transaction, command: AnswerEvent) -> Standing:
    """Note that somebody comes perhaps, or not; what they had goes to the next."""
    if command.answer not in {State.MAYBE, State.NO}:
        raise Refused("unknown-answer")
    who = transaction.citizen
    row = _open_event(transaction, command.event)
    mine = rsvp_row(transaction, row.id, who)
    if mine and mine.checked_in_at is not None:
        raise Refused("checked-in")
    drop_all(transaction, row.id, who)
    _answer(transaction, row.id, mine, state=command.answer, guests=0, code=None)
    promote(transaction, row.id)
    return _standing(transaction, row)


def _open_event(transaction: Transaction, number: int) -> Any:
    """Return the row of an event that still takes answers, held until the end."""
    row = event_row(transaction, number, hold=True)
    still_to_come(cancelled=row.cancelled_at is not None, over=row.ends_at <= transaction.arrived)
    return row


def _standing(transaction: Transaction, row: Any) -> Standing:
    mine = rsvp_row(transaction, row.id, transaction.citizen)
    place = place_in_line(transaction, row.id, mine.turn) if mine.state == State.WAITING else None
    left = left_of(row.seats, taken(transaction, row.id))
    return Standing(State(mine.state), mine.guests, place, left)


def rsvp_row(transaction: Transaction, event: int, who: int) -> Any:
    """Return somebody's answer; None if there is none."""
    return transaction.connection.execute(_THEIRS, {"which": event, "who": who}).first()


def remind_me(transaction: Transaction, command: RemindMe) -> None:
    """Note when somebody wants to be reminded."""
    if command.when not in REMINDERS:
        raise Refused("unknown-answer")
    who = transaction.citizen
    row = _open_event(transaction, command.event)
    mine = rsvp_row(transaction, row.id, who)
    if mine is None or mine.state != State.YES:
        raise Refused("not-coming")
    set_rsvp(transaction, row.id, mine.person, reminders=command.when)


def reply(transaction: Transaction, command: ReplyToQuestions) -> None:
    """Keep what somebody who comes, or waits, answered to the questions of an event."""
    who = transaction.citizen
    row = _open_event(transaction, command.event)
    mine = rsvp_row(transaction, row.id, who)
    if mine is None or mine.state not in CONCERNED:
        raise Refused("not-coming")
    replies = replied(json.loads(mine.replies), command.replies)
    if len(replies) > len(json.loads(row.questions)) or any(len(each) > MAX_REPLY for each in replies):
        raise Refused("too-long")
    set_rsvp(transaction, row.id, mine.person, replies=json.dumps(replies, ensure_ascii=False))


def lapse(transaction: Transaction, command: LapseOffers) -> None:
    """Give what was offered, and not taken in time, to the next."""
    transaction.require_operator()
    event_row(transaction, command.event, hold=True)
    late = update(rsvps).where(
        rsvps.c.event == command.event,
        rsvps.c.state == State.OFFERED,
        rsvps.c.offered_until <= transaction.now,
        ~_SAID_IN_TIME,
    )
    transaction.connection.execute(late.values(state=State.MISSED, offered_until=None))
    promote(transaction, command.event)


_SAID_IN_TIME = exists().where(
    inbox.c.state == PENDING, inbox.c.person == rsvps.c.person, inbox.c.arrived_at < rsvps.c.offered_until
)
"""Whether something that somebody said before their offer ended waits for its turn: it may be a yes (H29)."""


def pass_on(transaction: Transaction, command: PassOn) -> None:
    """Look again at the events for which somebody waits whose door was closed or opened (H27)."""
    transaction.require_operator()
    asked = {"who": command.person, "now": transaction.now}
    for row in transaction.connection.execute(_THEIR_OFFERS, asked).all():
        event_row(transaction, row.event, hold=True)
        if row.state == State.OFFERED and not row.reachable:
            values = {"state": State.WAITING, "offered_until": None}
            set_rsvp(transaction, row.event, row.person, **values)
        promote(transaction, row.event)


def next_lapse(transaction: Transaction, query: NextLapse) -> datetime | None:
    """Return when the next offer is over."""
    offered = select(func.min(rsvps.c.offered_until)).where(
        rsvps.c.event == query.event, rsvps.c.state == State.OFFERED
    )
    at: datetime | None = transaction.connection.execute(offered).scalar()
    return at


def reminded_of(transaction: Transaction, query: RemindedOf) -> Some:
    """Return who is to be reminded: who chose it, or has chosen nothing."""
    return some_of(transaction, _REMINDED, {"which": query.event, "beyond": query.after, "when": query.when})


_REMINDED = (
    select(rsvps.c.person)
    .where(
        rsvps.c.event == _WHICH,
        rsvps.c.person > bindparam("beyond"),
        rsvps.c.state == State.YES,
        rsvps.c.checked_in_at.is_(None),
        rsvps.c.reminders.is_(None)
        | (rsvps.c.reminders == "both")
        | (rsvps.c.reminders == bindparam("when")),
    )
    .order_by(rsvps.c.person)
    .limit(PASSED_ON_AT_ONCE)
)
_THEIR_OFFERS = (
    select(rsvps.c.event, rsvps.c.person, rsvps.c.state, REACHABLE.label("reachable"))
    .join(events, events.c.id == rsvps.c.event)
    .where(
        rsvps.c.person == bindparam("who"),
        rsvps.c.state.in_((State.WAITING, State.OFFERED)),
        events.c.starts_at > bindparam("now", type_=events.c.starts_at.type),
    )
    .order_by(rsvps.c.event)
)


# What is kept of people


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    """Let the better answer stay, the earlier place in a line; seats that two had become one's, and the others are passed on."""
    touched = []
    for theirs in transaction.connection.execute(_ANSWERS, {"who": gone}).all():
        event_row(transaction, theirs.event, hold=True)
        _merge_one(transaction, theirs, rsvp_row(transaction, theirs.event, stays), stays)
        touched.append(theirs.event)
    for event in touched:
        promote(transaction, event)


def _merge_one(transaction: Transaction, theirs: Any, mine: Any, stays: int) -> None:
    if mine is None:
        _hand_over(transaction, theirs, stays)
        return
    kept, dropped = (theirs, mine) if _beats(theirs, mine) else (mine, theirs)
    _forget_one(transaction, dropped.event, dropped.person)
    once = {
        name: getattr(kept, name) or getattr(dropped, name) for name in ("asked_at", "said_at", "reminders")
    }
    if kept.state == dropped.state == State.YES:
        once["checked_in_at"] = kept.checked_in_at or dropped.checked_in_at
    set_rsvp(transaction, kept.event, kept.person, **once)
    if kept is theirs:
        _hand_over(transaction, theirs, stays)


def _beats(one: Any, other: Any) -> bool:
    """Tell which of two answers of one person's stays: the better; of the same, whose party is larger, or has waited longer."""
    if one.state != other.state:
        return better(State(one.state), State(other.state)) is State(one.state)
    if one.state == State.WAITING:
        return bool(one.turn < other.turn)
    return bool(one.guests > other.guests)


def _hand_over(transaction: Transaction, theirs: Any, stays: int) -> None:
    """Let an answer, and the sessions that go with it, be another's."""
    run = transaction.connection.execute
    run(update(picks).where(_picks_of(theirs.event, theirs.person)).values(person=stays))
    set_rsvp(transaction, theirs.event, theirs.person, person=stays)


def _forget_one(transaction: Transaction, event: int, who: int) -> None:
    run = transaction.connection.execute
    run(delete(picks).where(_picks_of(event, who)))
    run(delete(rsvps).where(rsvps.c.event == event, rsvps.c.person == who))


def _picks_of(event: int, who: int) -> Any:
    of_it = select(sessions.c.id).where(sessions.c.event == event)
    return (picks.c.person == who) & picks.c.session.in_(of_it)


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    """Leave nothing of who answered; the seats go to the next in line."""
    for theirs in transaction.connection.execute(_ANSWERS, {"who": who}).all():
        event_row(transaction, theirs.event, hold=True)
        _forget_one(transaction, theirs.event, who)
        forget_due(transaction, ASK, ask_of(theirs.event, who))
        promote(transaction, theirs.event)


def _show_kept(transaction: Transaction, who: int) -> Mapping[str, Any]:
    """Return somebody's answers, and what they chose with them."""
    run = transaction.connection.execute
    chosen = run(_PICKED, {"who": who}).all()
    return {"events": [_shown(each, chosen) for each in run(_ANSWERS, {"who": who}).all()]}


def _shown(row: Any, chosen: Iterable[Any]) -> Mapping[str, Any]:
    instants = ("at", "offered_until", "checked_in_at", "asked_at", "said_at")
    return {
        "event": row.event,
        "answer": row.state,
        "guests": row.guests,
        "reminders": row.reminders,
        "code": row.code,
        "replies": json.loads(row.replies),
        "sessions": [each.id for each in chosen if each.event == row.event],
        **{name: as_json(getattr(row, name)) for name in instants},
    }


_ANSWERS = select(rsvps).where(rsvps.c.person == bindparam("who")).order_by(rsvps.c.event)
_PICKED = (
    select(sessions.c.id, sessions.c.event)
    .join(picks, picks.c.session == sessions.c.id)
    .where(picks.c.person == bindparam("who"))
    .order_by(sessions.c.starts_at)
)

PERSONAL = Personal((rsvps, picks), _merge, _erase, _show_kept)

HANDLERS: Handlers = {
    Come: come,
    AnswerEvent: answer,
    RemindMe: remind_me,
    ReplyToQuestions: reply,
    LapseOffers: lapse,
    PassOn: pass_on,
    NextLapse: next_lapse,
    RemindedOf: reminded_of,
}
