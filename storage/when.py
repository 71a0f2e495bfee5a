"""What somebody means who types a day or an hour: it depends on when that is, and on whose clock."""

from __future__ import annotations

from datetime import date, datetime

from bot.civic.events import Slot
from bot.civic.when import DayTyped, SpanTyped, Unclear, WhenTyped, read_day, read_span, read_when
from storage.transaction import Handlers, Transaction


def when_typed(transaction: Transaction, query: WhenTyped) -> datetime | Unclear:
    """Return the instant that is meant."""
    return read_when(query.typed, transaction.now, query.zone or transaction.city.zone)


def span_typed(transaction: Transaction, query: SpanTyped) -> Slot | Unclear:
    """Return from when until when is meant."""
    return read_span(query.typed, transaction.now, query.zone or transaction.city.zone)


def day_typed(transaction: Transaction, query: DayTyped) -> date | Unclear:
    """Return the day that is meant."""
    return read_day(query.typed, transaction.now, query.zone or transaction.city.zone)


HANDLERS: Handlers = {WhenTyped: when_typed, SpanTyped: span_typed, DayTyped: day_typed}
