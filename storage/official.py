"""What was said officially and promised about ideas, as it is read."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from bot.civic.commitments import Commitment, StepTaken, day_ended
from bot.civic.statuses import OfficialAnswer
from bot.civic.texts import Texts
from storage.tables import commitment_steps, commitments, official_answers, organisations, possible
from storage.transaction import Transaction

MOST_ANSWERS = 50
"""Answers to one idea that are read, the newest first."""

MOST_COMMITMENTS = 50
"""Commitments about one idea that are read, the newest first."""

SAID = select(official_answers, organisations.c.names).outerjoin(
    organisations, organisations.c.id == official_answers.c.organisation
)
"""Official answers, as `answer_in` reads them."""

_OF_IDEA = (
    SAID.where(official_answers.c.idea == bindparam("which"))
    .order_by(official_answers.c.id.desc())
    .limit(MOST_ANSWERS)
)
_ONE = SAID.where(official_answers.c.id == bindparam("which"))
_COMMITMENT = select(commitments).where(commitments.c.id == bindparam("which"))
_COMMITMENTS_OF = (
    select(commitments)
    .where(commitments.c.idea == bindparam("which"))
    .order_by(commitments.c.id.desc())
    .limit(MOST_COMMITMENTS)
)
_STEP = select(commitment_steps).where(commitment_steps.c.id == bindparam("which"))


def answers_to(transaction: Transaction, number: int) -> tuple[OfficialAnswer, ...]:
    """Return what was said officially about an idea, the newest first."""
    rows = transaction.connection.execute(_OF_IDEA, {"which": number})
    return tuple(answer_in(row) for row in rows)


def answer(transaction: Transaction, number: int) -> OfficialAnswer:
    """Return the answer of that number."""
    return answer_in(transaction.connection.execute(_ONE, {"which": number}).one())


def answer_in(row: Any) -> OfficialAnswer:
    """Return the answer that a row holds."""
    theirs = json.loads(row.names or "{}")
    return OfficialAnswer(row.id, row.status, json.loads(row.texts), json.loads(row.function), row.at, theirs)


def commitment_row(transaction: Transaction, number: int, *, hold: bool = False) -> Any:
    """Return the commitment's row, held until the end if asked for; None where there is none."""
    query = _COMMITMENT.with_for_update() if hold else _COMMITMENT
    return transaction.connection.execute(query, {"which": number}).first() if possible(number) else None


def commitments_of(transaction: Transaction, number: int) -> tuple[Commitment, ...]:
    """Return what was ever promised about an idea, the newest first."""
    rows = transaction.connection.execute(_COMMITMENTS_OF, {"which": number})
    return tuple(commitment_in(row, transaction.now, transaction.city.zone) for row in rows)


def commitment_in(row: Any, now: datetime, zone: str) -> Commitment:
    """Return the commitment that a row holds, as of now."""
    return Commitment(
        number=row.id,
        idea=row.idea,
        texts=json.loads(row.texts),
        function=json.loads(row.function),
        day=day_ended(row.due_at, zone),
        state=row.state,
        late=row.state == "open" and row.due_at <= now,
        version=row.version,
    )


def step_taken(transaction: Transaction, number: int) -> StepTaken:
    """Return what happened to a commitment in the step of that number."""
    row = transaction.connection.execute(_STEP, {"which": number}).one()
    promised = commitment_row(transaction, row.commitment)
    return StepTaken(row.kind, commitment_in(promised, transaction.now, transaction.city.zone))


def written(texts: Texts) -> str:
    """Return a text in its languages as a column holds it."""
    return json.dumps(dict(texts), ensure_ascii=False, sort_keys=True)
