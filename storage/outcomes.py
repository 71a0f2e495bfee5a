"""Whether people say that it happened."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, literal, or_, select

from bot.civic.doors import Refused
from bot.civic.ideas import WHOLE_CITY
from bot.civic.outcomes import (
    ASKED_AT_ONCE,
    OUTCOME_ASKED,
    AskedWhether,
    IsAsked,
    Said,
    SayWhether,
    Share,
    begins,
    concerned,
    may_say,
    share_of,
)
from bot.civic.rights import Fate
from storage.due import forget_due, move_due
from storage.ideas import idea_row, state_of
from storage.people import person
from storage.personal import Personal, kept, take_over
from storage.tables import due, official_answers, outcomes, people, supports
from storage.transaction import INSERTS, Handlers, Transaction

_DECIDED = (
    select(official_answers.c.id, official_answers.c.status, official_answers.c.at)
    .where(official_answers.c.idea == bindparam("which"), official_answers.c.status.is_not(None))
    .order_by(official_answers.c.id.desc())
    .limit(1)
)
_CONCERNED = (
    select(supports.c.person)
    .join(people, people.c.id == supports.c.person)
    .where(
        supports.c.idea == bindparam("which"),
        supports.c.person > bindparam("after"),
        or_(
            bindparam("where", type_=people.c.neighbourhood.type) == WHOLE_CITY,
            people.c.neighbourhood == bindparam("where"),
        ),
    )
    .order_by(supports.c.person)
    .limit(ASKED_AT_ONCE)
)
_SUPPORTS = select(literal(1)).where(
    supports.c.idea == bindparam("which"), supports.c.person == bindparam("who")
)
_COUNTS = (
    select(outcomes.c.said, func.count().label("number"))
    .where(outcomes.c.answer == bindparam("answer"))
    .group_by(outcomes.c.said)
)
_MINE = select(outcomes.c.said).where(
    outcomes.c.answer == bindparam("answer"), outcomes.c.person == bindparam("who")
)


def carried_out(transaction: Transaction, number: int) -> Any:
    """Return the answer by which an idea is carried out (its id, its instant), if that is its status; else None."""
    row = transaction.connection.execute(_DECIDED, {"which": number}).first()
    return row if row is not None and row.status == "implemented" else None


def say(transaction: Transaction, command: SayWhether) -> None:
    """Keep what this person says, in the place of what they said before."""
    who = person(transaction, transaction.citizen)
    idea = idea_row(transaction, command.number)
    if state_of(idea) != "shown":
        raise Refused("no-such-idea")
    done = carried_out(transaction, idea.id)
    may_say(command, who, asked=is_concerned(transaction, idea, done, who.id))
    row = {"answer": done.id, "person": who.id, "said": command.said, "at": transaction.now}
    transaction.write(_say, [row])


@functools.cache
def _say(dialect: str) -> Any:
    put = INSERTS[dialect](outcomes)
    kept = {name: getattr(put.excluded, name) for name in ("said", "at")}
    return put.on_conflict_do_update(index_elements=["answer", "person"], set_=kept)


def is_concerned(transaction: Transaction, idea: Any, done: Any, who: int) -> bool:
    """Tell whether a person may say by now whether what is `done` happened."""
    if done is None or transaction.now < _begins(done):
        return False
    supports_it = (
        transaction.connection.execute(_SUPPORTS, {"which": idea.id, "who": who}).first() is not None
    )
    return concerned(person(transaction, who), neighbourhood=idea.neighbourhood, supports=supports_it)


def _begins(done: Any) -> datetime:
    return begins(done.at)


def asked_whether(transaction: Transaction, query: AskedWhether) -> tuple[int, ...]:
    """Return some of those who are to be asked."""
    transaction.require_operator()
    idea = idea_row(transaction, query.number)
    done = carried_out(transaction, query.number) if state_of(idea) == "shown" else None
    if done is None or done.id != query.answer:
        return ()
    asked = {"which": idea.id, "after": query.after, "where": idea.neighbourhood}
    return tuple(transaction.connection.execute(_CONCERNED, asked).scalars())


def is_asked(transaction: Transaction, query: IsAsked) -> str | None:
    """Return the title of the idea, if that person is still to be asked."""
    transaction.require_operator()
    idea = idea_row(transaction, query.number)
    done = carried_out(transaction, query.number) if state_of(idea) == "shown" else None
    if done is None or done.id != query.answer or said_by(transaction, done, query.person):
        return None
    return str(idea.title) if is_concerned(transaction, idea, done, query.person) else None


def said_by(transaction: Transaction, done: Any, who: int) -> Said | None:
    """Return what a person said of what is `done`."""
    found: Said | None = transaction.connection.execute(_MINE, {"answer": done.id, "who": who}).scalar()
    return found


def share(transaction: Transaction, done: Any) -> Share | None:
    """Return how many say that what is `done` happened."""
    rows = transaction.connection.execute(_COUNTS, {"answer": done.id})
    return share_of({row.said: row.number for row in rows})


HANDLERS: Handlers = {SayWhether: say, AskedWhether: asked_whether, IsAsked: is_asked}


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    take_over(transaction, outcomes.c.person, gone, stays, same=outcomes.c.answer)
    for subject in _to_be_asked(transaction, gone):
        number, _colon, _who = subject.partition(":")
        move_due(transaction, OUTCOME_ASKED, subject, f"{number}:{stays}")


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    transaction.connection.execute(delete(outcomes).where(outcomes.c.person == who))
    for subject in _to_be_asked(transaction, who):
        forget_due(transaction, OUTCOME_ASKED, subject)


def _to_be_asked(transaction: Transaction, who: int) -> list[str]:
    """Return the subjects of the due rows that ask this person."""
    transaction.flush()
    theirs = select(due.c.subject).where(due.c.kind == OUTCOME_ASKED, due.c.subject.endswith(f":{who}"))
    return list(transaction.connection.execute(theirs).scalars())


def _show_kept(transaction: Transaction, who: int) -> Mapping[str, Any]:
    mine = (
        select(official_answers.c.idea, outcomes.c.said, outcomes.c.at)
        .join(official_answers, official_answers.c.id == outcomes.c.answer)
        .where(outcomes.c.person == who)
    )
    return {"outcomes": kept(transaction, mine)}


PERSONAL = Personal((outcomes,), _merge, _erase, _show_kept)
