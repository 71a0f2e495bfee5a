"""What organisers take out of here, row by row as it is read: many rows are never all in memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, or_, select

from bot.civic.counting import places, total
from bot.civic.doors import Refused
from bot.civic.exports import FEWEST, OPEN_COLUMNS, Row, Rows, TakeOut, What, of_enough, right_to
from bot.civic.feedback import FeedbackOn
from bot.civic.hosting import AllEvents
from bot.civic.programmes import Programmes
from bot.civic.roles import EVERYWHERE
from bot.civic.votes import OneVote, VoteCard
from storage.audit import note
from storage.roles import require
from storage.tables import audit, events, ideas, official_answers, votes
from storage.transaction import Handlers, Transaction

AT_ONCE = 1000
"""Rows that are fetched together."""


def take_out(transaction: Transaction, command: TakeOut) -> datetime:
    """Note that it is taken out, and by whom."""
    whole = command.what not in OPEN_COLUMNS
    require(transaction, right_to(command.what), EVERYWHERE if whole else command.programme)
    if whole and command.open:
        raise Refused("not-allowed")
    details = {"form": command.form.value, "programme": command.programme, "open": command.open}
    note(transaction, "taken-out", command.what.value, **details)
    return transaction.now


def rows(transaction: Transaction, query: Rows) -> Iterator[Row]:
    """Return the rows, which are read as one goes through them."""
    transaction.require_operator()
    return _READ[query.what](transaction, query)


def _ideas(transaction: Transaction, query: Rows) -> Iterator[Row]:
    codes = _codes(transaction)
    chosen = _of(
        query, ideas.c.programme, _IDEAS.where(ideas.c.hidden_at.is_(None)) if query.open else _IDEAS
    )
    for row in _read(transaction, chosen):
        yield {
            "number": row.id,
            "programme": codes.get(row.programme),
            "title": row.title,
            "description": row.description,
            "language": row.language,
            "topic": row.topic,
            "neighbourhood": row.neighbourhood,
            "published": _local(row.published_at, transaction.city.zone),
            "supports": row.supports,
            "comments": row.comments,
            "status": row.status,
            "answered": _local(row.said_at, transaction.city.zone) if row.said_at else None,
            "answer": json.loads(row.answer) if row.answer else None,
            "signed": json.loads(row.signed) if row.signed else None,
            "state": "shown" if row.hidden_at is None else row.hidden_as or "hidden",
            "reason": row.hidden_reason,
        }


def _votes(transaction: Transaction, query: Rows) -> Iterator[Row]:
    codes = _codes(transaction)
    for row in _read(transaction, _of(query, votes.c.programme, _VOTES)):
        vote = transaction.ask(OneVote(row.id))
        if vote is not None and not (query.open and vote.state == "to-come"):
            yield from _options(vote, codes.get(row.programme), transaction.city.zone)


def _options(vote: VoteCard, programme: str | None, zone: str) -> Iterator[Row]:
    """Return a row for each option: in the order of the result, or as published where that is not shown."""
    shown = [(each.option, each.votes) for each in places(vote)] if vote.ballots is not None else None
    for rank, (option, count) in enumerate(shown or [(n, None) for n in range(vote.size)], 1):
        yield {
            "number": vote.number,
            "programme": programme,
            "title": vote.titles,
            "kind": vote.kind,
            "state": vote.state,
            "opens": _local(vote.opens, zone),
            "closes": _local(vote.closes, zone),
            "turnout": vote.turnout,
            "rank": rank if shown else None,
            "option": ("yes", "no", "abstain")[option] if vote.kind == "yes-no" else vote.options[option],
            "votes": count,
            "percent": None if count is None else round(100 * count / total(vote.ballots or {}), 1),
        }


def _events(transaction: Transaction, query: Rows) -> Iterator[Row]:
    codes = _codes(transaction)
    counted = {each.number: each for each in transaction.ask(AllEvents())}
    for row in _read(transaction, _of(query, events.c.programme, _EVENTS)):
        if query.open and row.members_only:
            continue
        counts, venue = counted[row.id], json.loads(row.venue)
        over = row.ends_at <= transaction.now
        yield {
            "number": row.id,
            "programme": codes.get(row.programme),
            "title": counts.titles,
            "starts": _local(row.starts_at, row.zone),
            "ends": _local(row.ends_at, row.zone),
            "place": venue.get("names", {}),
            "address": venue.get("address", ""),
            "seats": row.seats,
            "state": "cancelled" if counts.cancelled else "over" if over else "to-come",
            "coming": of_enough(counts.coming, open_data=query.open),
            "let-in": of_enough(counts.checked_in, open_data=query.open),
            "held": counts.held,
            "waiting": counts.waiting,
            "maybe": counts.maybe,
            "missed": counts.coming - counts.checked_in if over and counts.checked_in else None,
            **_feedback(transaction, row.id),
        }


def _audit(transaction: Transaction, _query: Rows) -> Iterator[Row]:
    for row in _read(transaction, _AUDIT):
        at = _local(row.at, transaction.city.zone)
        said = {name: getattr(row, name) for name in ("mark", "function", "deed", "subject", "details")}
        yield {"at": at, **said}


def _feedback(transaction: Transaction, event: int) -> Row:
    """Return how many said how it was and, if they are enough, what they gave it on average."""
    scores = transaction.ask(FeedbackOn(event)).scores
    answers = sum(scores)
    mean = sum(score * people for score, people in enumerate(scores, 1)) / max(answers, 1)
    return {"answers": answers, "score": round(mean, 2) if answers >= FEWEST else None}


def _codes(transaction: Transaction) -> Mapping[int, str]:
    return {each.id: each.code for each in transaction.ask(Programmes())}


def _of(query: Rows, programme: Any, chosen: Any) -> Any:
    return chosen if query.programme == EVERYWHERE else chosen.where(programme == query.programme)


def _read(transaction: Transaction, chosen: Any) -> Iterator[Any]:
    """Return what is chosen, by its number, some rows at a time."""
    number = chosen.selected_columns.id
    some = chosen.where(number > bindparam("after")).order_by(number).limit(AT_ONCE)
    after = 0
    while found := transaction.connection.execute(some, {"after": after}).all():
        yield from found
        after = found[-1].id


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))


_answers = official_answers.alias("answers")
_LAST = (
    select(func.max(_answers.c.id)).where(_answers.c.idea == ideas.c.id).correlate(ideas).scalar_subquery()
)
# What its author has taken back is nobody's business any more.
_IDEAS = (
    select(
        ideas,
        official_answers.c.at.label("said_at"),
        official_answers.c.texts.label("answer"),
        official_answers.c.function.label("signed"),
    )
    .select_from(ideas.outerjoin(official_answers, official_answers.c.id == _LAST))
    .where(or_(ideas.c.hidden_as.is_(None), ideas.c.hidden_as != "withdrawn"))
)
_VOTES = select(votes.c.id, votes.c.programme)
_EVENTS = select(events)
_AUDIT = select(audit)

_READ: Mapping[What, Callable[[Transaction, Rows], Iterator[Row]]] = {
    What.IDEAS: _ideas,
    What.VOTES: _votes,
    What.EVENTS: _events,
    What.AUDIT: _audit,
}

HANDLERS: Handlers = {TakeOut: take_out, Rows: rows}
