"""What was said officially about ideas, as it is read."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import bindparam, select

from bot.civic.statuses import AnswersOf, OfficialAnswer
from bot.civic.texts import Texts
from storage.ideas import idea_row, state_of
from storage.tables import official_answers
from storage.transaction import Handlers, Transaction

MOST_ANSWERS = 50
"""Answers to one idea that are read, the newest first."""

_OF_IDEA = (
    select(official_answers)
    .where(official_answers.c.idea == bindparam("which"))
    .order_by(official_answers.c.id.desc())
    .limit(MOST_ANSWERS)
)
_ONE = select(official_answers).where(official_answers.c.id == bindparam("which"))


def answers_of(transaction: Transaction, query: AnswersOf) -> tuple[OfficialAnswer, ...]:
    """Return what was said officially about an idea that can be seen, the newest first."""
    if state_of(idea_row(transaction, query.number)) != "shown":
        return ()
    rows = transaction.connection.execute(_OF_IDEA, {"which": query.number})
    return tuple(answer_in(row) for row in rows)


def answer(transaction: Transaction, number: int) -> OfficialAnswer:
    """Return the answer of that number."""
    return answer_in(transaction.connection.execute(_ONE, {"which": number}).one())


def answer_in(row: Any) -> OfficialAnswer:
    """Return the answer that a row holds."""
    return OfficialAnswer(row.id, row.status, json.loads(row.texts), json.loads(row.function), row.at)


def written(texts: Texts) -> str:
    """Return a text in its languages as a column holds it."""
    return json.dumps(dict(texts), ensure_ascii=False, sort_keys=True)


HANDLERS: Handlers = {AnswersOf: answers_of}
