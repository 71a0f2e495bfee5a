"""Asking for days and hours to come, as people type them; who types what is none hears why, with an example."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from bot.civic.doors import Query
from bot.civic.events import Slot
from bot.civic.when import MAX_TYPED, DayTyped, SpanTyped, Unclear, WhenTyped, Why
from bot.engine.talk import Talk
from bot.text.lazy import Day, Joined, Words, _

T = TypeVar("T", datetime, Slot, date)

_WHEN = _("For example: “5 June 14:00”, “Friday 14:00”, or “tomorrow 9:30”.")
_SPAN = _("For example: “5 June 14:00-17:00”, “Friday 14:00-17:00”, or “tomorrow 9:30 to 12:00”.")
_DAY = _("For example: “5 June”, “5/6/2027”, “Friday”, or “tomorrow”.")


async def ask_when(talk: Talk, step: str, prompt: Words, *, zone: str = "") -> datetime:
    """Return the instant to come that is typed, in UTC; `zone` is whose clock it is by, the city's unless given."""
    return await _asked(talk, step, Joined((prompt, _WHEN)), _WHEN, lambda typed: WhenTyped(typed, zone))


async def ask_span(talk: Talk, step: str, prompt: Words, *, zone: str = "") -> Slot:
    """Return from when until when, in UTC, as it is typed by the clock of `zone`, the city's unless given."""
    return await _asked(talk, step, Joined((prompt, _SPAN)), _SPAN, lambda typed: SpanTyped(typed, zone))


async def ask_span_or(talk: Talk, step: str, prompt: Words, *, otherwise: Words) -> Slot | None:
    """Return from when until when, by the city's clock; None where `otherwise` was chosen."""
    typed = await talk.ask_text(
        step, Joined((prompt, _SPAN)), max_chars=MAX_TYPED, one_line=True, skip=otherwise
    )
    return None if typed is None else await _meant(talk, step, typed, _SPAN, SpanTyped)


async def ask_day(talk: Talk, step: str, prompt: Words, *, zone: str = "") -> date:
    """Return the day that is typed, today in `zone` (the city unless given) or to come."""
    return await _asked(talk, step, Joined((prompt, _DAY)), _DAY, lambda typed: DayTyped(typed, zone))


async def _asked(
    talk: Talk, step: str, prompt: Words, example: Words, query: Callable[[str], Query[T | Unclear]]
) -> T:
    typed = await talk.ask_text(step, prompt, max_chars=MAX_TYPED, one_line=True)
    return await _meant(talk, step, typed or "", example, query)


async def _meant(
    talk: Talk, step: str, typed: str, example: Words, query: Callable[[str], Query[T | Unclear]]
) -> T:
    # What “tomorrow” means is looked up once, when it is typed.
    found = await talk.look(f"{step}-meant", query(typed))
    while isinstance(found, Unclear):
        await talk.again(step, why=Joined((_why(found), example), " "))
    return found


def _why(unclear: Unclear) -> Words:
    """Return what is wrong with what was typed."""
    if unclear.why is Why.OTHER_WEEKDAY and unclear.day is not None:
        return _("That day is another one: it is {day}.", day=Day(unclear.day))
    return _REASONS[unclear.why]


_REASONS: dict[Why, Words] = {
    Why.UNCLEAR: _("I do not understand that day or hour."),
    Why.NO_DAY: _("Which day is that? Please type it, too."),
    Why.NO_HOUR: _("At what time is that? Please type the hour, too."),
    Why.NO_END: _("Until what time is that? Please type both hours."),
    Why.NO_SUCH_DAY: _("That day is not in the calendar."),
    Why.NO_SUCH_HOUR: _("No clock shows that hour."),
    Why.SKIPPED: _("That hour is left out that night, when the clock is put forward."),
    Why.PAST: _("That is over already."),
    Why.ENDS_FIRST: _("That ends before it begins."),
}
