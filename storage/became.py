"""What became of an idea, as citizens read it."""

from __future__ import annotations

import json

from sqlalchemy import bindparam, select

from bot.civic.became import HISTORY_PAGE, Became, Entry, HistoryOf, HistoryPage, WhatBecame
from bot.civic.commitments import StepTaken, day_ended
from bot.civic.doors import Citizen
from storage.ideas import idea_row, state_of
from storage.official import answers_to, commitments_of
from storage.outcomes import carried_out, is_concerned, said_by, share
from storage.tables import commitment_steps, commitments
from storage.transaction import Handlers, Transaction

MOST_STEPS = 100
"""Steps of an idea's commitments that are read, the newest first."""

_STEPS = (
    select(commitment_steps)
    .join(commitments, commitments.c.id == commitment_steps.c.commitment)
    .where(commitments.c.idea == bindparam("which"))
    .order_by(commitment_steps.c.id.desc())
    .limit(MOST_STEPS)
)


def became(transaction: Transaction, query: WhatBecame) -> Became:
    """Return what became of an idea so far."""
    idea = idea_row(transaction, query.number)
    if state_of(idea) != "shown":
        return Became()
    who = transaction.actor.person if isinstance(transaction.actor, Citizen) else None
    done = carried_out(transaction, idea.id)
    still = tuple(each for each in commitments_of(transaction, idea.id) if each.state == "open")
    return Became(
        answer=next(iter(answers_to(transaction, idea.id)), None),
        commitments=still,
        share=share(transaction, done) if done else None,
        asked=who is not None and is_concerned(transaction, idea, done, who),
        said=said_by(transaction, done, who) if done and who is not None else None,
    )


def history(transaction: Transaction, query: HistoryOf) -> HistoryPage | None:
    """Return a page of what happened to an idea, the newest first."""
    idea = idea_row(transaction, query.number)
    if state_of(idea) != "shown":
        return None
    entries = [*_steps(transaction, idea.id), *_answers(transaction, idea.id), Entry(idea.published_at)]
    entries.sort(key=lambda each: each.at, reverse=True)
    last = max(1, -(-len(entries) // HISTORY_PAGE))
    page = min(max(query.page, 1), last)
    shown = entries[(page - 1) * HISTORY_PAGE : page * HISTORY_PAGE]
    return HistoryPage(idea.title, tuple(shown), page, page < last)


def _answers(transaction: Transaction, number: int) -> list[Entry]:
    return [Entry(each.at, each) for each in answers_to(transaction, number)]


def _steps(transaction: Transaction, number: int) -> list[Entry]:
    every = {each.number: each for each in commitments_of(transaction, number)}
    rows = transaction.connection.execute(_STEPS, {"which": number})
    zone = transaction.city.zone
    return [
        Entry(
            row.at,
            step=StepTaken(row.kind, every[row.commitment]),
            texts=json.loads(row.texts) if row.texts else None,
            day=day_ended(row.due_at, zone) if row.due_at else None,
        )
        for row in rows
        if row.commitment in every
    ]


HANDLERS: Handlers = {WhatBecame: became, HistoryOf: history}
