"""How events were: who is asked, and what came of it, the one apart from the other."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import bindparam, func, select

from bot.civic.doors import Refused
from bot.civic.events import Some
from bot.civic.feedback import (
    SCORES,
    Feedback,
    FeedbackOn,
    MayRate,
    NoteAsked,
    RateEvent,
    ToBeAsked,
    WereThere,
    may_rate,
)
from bot.civic.news import PASSED_ON_AT_ONCE
from bot.civic.rsvps import State
from storage.passing_on import some_of
from storage.presence import WAS_THERE
from storage.rsvps import rsvp_row
from storage.seats import event_row, hosted_row, set_rsvp
from storage.tables import event_feedback, possible, rsvps
from storage.transaction import Handlers, Transaction

_WHICH: Any = bindparam("which")


def may(transaction: Transaction, query: MayRate) -> bool:
    """Tell whether somebody was there and has not said yet how it was."""
    if not possible(query.event):
        return False
    try:
        _refuse(transaction, RateEvent(query.event, SCORES[0]))
    except Refused:
        return False
    return True


def rate(transaction: Transaction, command: RateEvent) -> None:
    """Keep how it was, and apart from it that somebody has said so."""
    mine = _refuse(transaction, command)
    number = secrets.randbelow(2**53) + 1
    transaction.connection.execute(
        event_feedback.insert(),
        {"id": number, "event": command.event, "score": command.score, "words": command.words},
    )
    set_rsvp(transaction, command.event, mine.person, said_at=transaction.now)


def _refuse(transaction: Transaction, command: RateEvent) -> Any:
    """Return the answer of somebody who may say how it was."""
    who = transaction.citizen
    row = event_row(transaction, command.event)
    mine = rsvp_row(transaction, command.event, who)
    there = row.cancelled_at is None and mine is not None and _was_there(transaction, mine)
    said = mine is not None and mine.said_at is not None
    may_rate(command, ended=row.ends_at, was_there=there, said=said, now=transaction.now)
    return mine


def _was_there(transaction: Transaction, mine: Any) -> bool:
    theirs = select(rsvps.c.person).where(
        rsvps.c.event == _WHICH, rsvps.c.person == mine.person, rsvps.c.state == State.YES, WAS_THERE
    )
    return transaction.connection.execute(theirs, {"which": mine.event}).first() is not None


def to_be_asked(transaction: Transaction, query: ToBeAsked) -> Some:
    """Return some of those who were there and were not asked."""
    return some_of(transaction, _TO_BE_ASKED, {"which": query.event, "beyond": query.after})


def were_there(transaction: Transaction, query: WereThere) -> Some:
    """Return some of those who were there."""
    return some_of(transaction, _PRESENT, {"which": query.event, "beyond": query.after})


def note_asked(transaction: Transaction, command: NoteAsked) -> None:
    """Note that somebody is asked."""
    transaction.require_operator()
    set_rsvp(transaction, command.event, command.person, asked_at=transaction.now)


def results(transaction: Transaction, query: FeedbackOn) -> Feedback:
    """Return what came of it."""
    hosted_row(transaction, query.event, hold=False)
    asked, run = {"which": query.event}, transaction.connection.execute
    given = {row.score: row.people for row in run(_SCORES, asked).all()}
    return Feedback(tuple(given.get(each, 0) for each in SCORES), tuple(run(_WORDS, asked).scalars()))


_PRESENT = (
    select(rsvps.c.person)
    .where(
        rsvps.c.event == _WHICH,
        rsvps.c.person > bindparam("beyond"),
        rsvps.c.state == State.YES,
        WAS_THERE,
    )
    .order_by(rsvps.c.person)
    .limit(PASSED_ON_AT_ONCE)
)
_TO_BE_ASKED = _PRESENT.where(rsvps.c.asked_at.is_(None), rsvps.c.said_at.is_(None))
_SCORES = (
    select(event_feedback.c.score, func.count().label("people"))
    .where(event_feedback.c.event == _WHICH)
    .group_by(event_feedback.c.score)
)
# The ids are drawn by lot, so that the order in which they stand tells nothing.
_WORDS = (
    select(event_feedback.c.words)
    .where(event_feedback.c.event == _WHICH, event_feedback.c.words != "")
    .order_by(event_feedback.c.id)
)

HANDLERS: Handlers = {
    MayRate: may,
    RateEvent: rate,
    ToBeAsked: to_be_asked,
    WereThere: were_there,
    NoteAsked: note_asked,
    FeedbackOn: results,
}
