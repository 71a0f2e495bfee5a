"""Planting a template's events, and who comes to them: through the same doors as everybody's."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from bot.civic.events import CreateEvent
from bot.civic.hosting import EventFills
from bot.civic.rsvps import Come
from bot.civic.templates import ExampleEvent, Template
from storage.seeding import supporter
from storage.tables import events, rsvps
from storage.transaction import Transaction


def plant_events(transaction: Transaction, template: Template) -> int:
    """Make the template's events that are not there yet; return how many are new."""
    fresh = [each for each in template.events if _like(transaction, each) is None]
    for each in fresh:
        transaction.carry_out(CreateEvent(each.draft(transaction.now, transaction.city.zone)))
    return len(fresh)


def plant_parties(transaction: Transaction, template: Template) -> None:
    """Let the crowd of the examples come to the template's events, or wait for seats, where nobody does yet."""
    for each in template.events:
        row = _like(transaction, each)
        if row is None or row.ends_at <= transaction.now or _has_answers(transaction, row.id):
            continue
        for n, party in enumerate(each.parties):
            # They answer at the desk's own moment: what falls due of it is planned there.
            operator, transaction.actor = transaction.actor, supporter(transaction, template, n)
            transaction.carry_out(Come(row.id, party - 1))
            transaction.actor = operator
    # That the examples fill the seats is news to nobody.
    told = [each for each in transaction.happened if not isinstance(each, EventFills)]
    transaction.happened[:] = told


def _like(transaction: Transaction, example: ExampleEvent) -> Any:
    """Return the row of the event that is called the same; None if there is none."""
    titles = {code: each["title"] for code, each in example.written.items() if _is_text(each)}
    every = transaction.connection.execute(select(events.c.id, events.c.titles, events.c.ends_at)).all()
    return next((row for row in every if json.loads(row.titles) == titles), None)


def _is_text(each: object) -> bool:
    return isinstance(each, dict) and "title" in each


def _has_answers(transaction: Transaction, number: int) -> bool:
    answered = select(rsvps.c.person).where(rsvps.c.event == number).limit(1)
    return transaction.connection.execute(answered).first() is not None
