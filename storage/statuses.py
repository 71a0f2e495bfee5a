"""What becomes of ideas officially: answered, told, read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, func, select, union, update

from bot.civic.doors import Refused
from bot.civic.outcomes import OUTCOME, begins
from bot.civic.roles import EVERYWHERE, Right
from bot.civic.statuses import (
    CLOSED,
    MOST_AT_ONCE,
    MOST_FUNCTIONS,
    Answerable,
    AnswerIdeas,
    AnswersFor,
    IdeaAnswered,
    IdeasToAnswer,
    LanguagesOfAnswer,
    Signature,
    Signatures,
    ToAnswer,
    ToldAuthor,
    may_answer,
    status_after,
)
from bot.engine.desk import Due
from storage import groups
from storage.audit import note
from storage.due import plan
from storage.happened import happened
from storage.ideas import idea_row, state_of
from storage.official import SAID, answer_in, written
from storage.organisations import require_speaker
from storage.programmes import required_languages
from storage.roles import allowed, require, somewhere
from storage.tables import commitment_steps, commitments, follows, ideas, official_answers, supports
from storage.transaction import Handlers, Transaction
from storage.trending import activity_of, trend_of

MOST_LOOKED_AT = 200
"""Answers, and promises, that are looked through for the functions that signed them."""

_SEVERAL: Any = bindparam("several", expanding=True)
_LATEST = select(func.max(official_answers.c.id)).where(official_answers.c.idea.in_(_SEVERAL))
_CONCERNED = union(
    select(supports.c.person).where(supports.c.idea.in_(_SEVERAL)),
    select(follows.c.person).where(follows.c.idea.in_(_SEVERAL)),
    select(ideas.c.author).where(ideas.c.id.in_(_SEVERAL), ideas.c.author.is_not(None)),
).subquery("concerned")
_PEOPLE = select(func.count()).select_from(_CONCERNED)


def _lately(table: Table) -> ColumnElement[bool]:
    """Return whether a row is one of the last of its table."""
    last = select(func.max(table.c.id) - MOST_LOOKED_AT)
    return table.c.id > last.scalar_subquery()


_ANSWERED = select(
    official_answers.c.id.label("number"), official_answers.c.function, official_answers.c.at
).where(_lately(official_answers))
_PROMISED = (
    select((-commitments.c.id).label("number"), commitments.c.function, commitment_steps.c.at)
    .join(commitment_steps, commitment_steps.c.commitment == commitments.c.id)
    .where(commitment_steps.c.kind == "promised", _lately(commitments))
)
_FOR = (
    SAID.add_columns(ideas.c.title)
    .join(ideas, ideas.c.id == official_answers.c.idea)
    .where(
        ideas.c.author == bindparam("who"),
        official_answers.c.id >= bindparam("first"),
        ideas.c.hidden_at.is_(None),
    )
    .order_by(official_answers.c.id)
)


def answer(transaction: Transaction, command: AnswerIdeas) -> tuple[int, ...]:
    """Keep what is said officially, and let everybody concerned hear it."""
    rows = _to_answer(transaction, command.numbers)
    may_answer(command, _required(transaction, rows))
    require_speaker(transaction, command.organisation)
    if _latest(transaction, [row.id for row in rows]) > command.latest:
        raise Refused("answered-meanwhile")
    return tuple(_answer(transaction, command, row) for row in rows)


def languages_of(transaction: Transaction, query: LanguagesOfAnswer) -> Sequence[str]:
    """Return the languages that what is said officially about these ideas must be in."""
    rows = [idea_row(transaction, number) for number in sorted(set(query.numbers))[:MOST_AT_ONCE]]
    return _required(transaction, [row for row in rows if row is not None])


def _required(transaction: Transaction, rows: Sequence[Any]) -> tuple[str, ...]:
    """Return the languages that the programmes of all these ideas require; the city's where there is none."""
    programmes = {row.programme for row in rows} or {EVERYWHERE}
    every = (language for each in programmes for language in required_languages(transaction, each))
    return tuple(dict.fromkeys(every))


def _to_answer(transaction: Transaction, numbers: Sequence[int]) -> list[Any]:
    """Return the rows of these ideas, held until the end, in one order for everybody."""
    rows = [idea_row(transaction, number, hold=True) for number in sorted(set(numbers))]
    if not rows:
        require(transaction, Right.ANSWER)
    for row in rows:
        require(transaction, Right.ANSWER, row.programme if row is not None else None)
    if not all(state_of(row) == "shown" for row in rows):
        raise Refused("no-such-idea")
    return rows


def _answer(transaction: Transaction, command: AnswerIdeas, row: Any) -> int:
    status = status_after(command, row.status)
    number = transaction.insert(
        official_answers,
        idea=row.id,
        status=status if status != row.status else None,
        texts=written(command.texts),
        function=written(command.function),
        organisation=command.organisation,
        at=transaction.now,
    )
    set_status(transaction, row, status, answered_at=transaction.now)
    happened(transaction, row.id, "answered", number)
    if row.author is not None:
        transaction.emit(IdeaAnswered(row.id, row.author, number))
    if status == "implemented" != row.status:
        # With it begins a new time in which people may see whether it is so.
        plan(transaction, Due(OUTCOME, str(row.id), begins(transaction.now), number))
    note(transaction, "idea-answered", f"idea:{row.id}", status=status, answer=number)
    return number


def set_status(transaction: Transaction, row: Any, status: str, **more: Any) -> None:
    """Bring an idea's row to this status; what nothing comes of does not trend."""
    activity = replace(activity_of(row), closed=status in CLOSED)
    its = update(ideas).where(ideas.c.id == row.id)
    transaction.connection.execute(its.values(status=status, **trend_of(activity, transaction.now), **more))
    groups.renew(transaction, row.id)


def to_answer(transaction: Transaction, query: IdeasToAnswer) -> ToAnswer | None:
    """Return ideas as whoever may answer them sees them."""
    numbers = sorted(set(query.numbers))[: MOST_AT_ONCE + 1]
    rows = [idea_row(transaction, number) for number in numbers]
    mine = (state_of(row) == "shown" and allowed(transaction, Right.ANSWER, row.programme) for row in rows)
    if not rows or not all(mine):
        return None
    found = tuple(Answerable(row.id, row.title, row.status, row.supports) for row in rows)
    people = transaction.connection.execute(_PEOPLE, {"several": numbers}).scalar_one()
    return ToAnswer(found, people, _latest(transaction, numbers))


def _latest(transaction: Transaction, numbers: Sequence[int]) -> int:
    return transaction.connection.execute(_LATEST, {"several": numbers}).scalar() or 0


def signatures(transaction: Transaction, _query: Signatures) -> tuple[Signature, ...]:
    """Return the functions that signed lately, each once."""
    if not somewhere(transaction, Right.ANSWER):
        return ()
    rows = [row for each in (_ANSWERED, _PROMISED) for row in transaction.connection.execute(each)]
    latest: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: row.at, reverse=True):
        latest.setdefault(row.function, row.number)
    return tuple(Signature(number, json.loads(function)) for function, number in latest.items())[
        :MOST_FUNCTIONS
    ]


def answers_for(transaction: Transaction, query: AnswersFor) -> tuple[ToldAuthor, ...]:
    """Return what an author is told of their ideas."""
    transaction.require_operator()
    rows = transaction.connection.execute(_FOR, {"who": query.person, "first": query.first}).all()
    return tuple(ToldAuthor(row.idea, row.title, answer_in(row)) for row in rows)


HANDLERS: Handlers = {
    AnswerIdeas: answer,
    IdeasToAnswer: to_answer,
    LanguagesOfAnswer: languages_of,
    Signatures: signatures,
    AnswersFor: answers_for,
}
