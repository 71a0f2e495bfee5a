"""Asking when something is to go out: at once, at an hour, every week, or so many days before or after an event."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from bot.civic.broadcasts import MOST_DAYS, Around, Weekly, When
from bot.civic.events import OneEvent
from bot.engine.questions import Option
from bot.engine.talk import Talk
from bot.text.lazy import _
from flows.asking.audience import ask_number
from flows.asking.when import ask_day, ask_when

_HOWS = (
    Option("now", _("As soon as it is confirmed")),
    Option("at", _("On a day, at an hour")),
    Option("weekly", _("Every week")),
    Option("around", _("Before or after an event")),
)


async def ask_moment(talk: Talk) -> When | None:
    """Return when it goes out; None for as soon as it is confirmed."""
    how = await talk.choose("when", _("<b>When does it go out?</b>"), _HOWS)
    if how == "at":
        return await ask_when(talk, "at", _("<b>On which day, and at what time?</b>"))
    if how == "weekly":
        return await _ask_weekly(talk)
    return await _ask_around(talk) if how == "around" else None


async def _ask_weekly(talk: Talk) -> Weekly:
    """Ask for the next time, which says the day of the week and the hour, and for the last day."""
    prompt = _("<b>On which day of the week, and at what time?</b>\nType the next time that it is to go out.")
    zone = ZoneInfo(talk.city.zone)
    local = (await ask_when(talk, "next", prompt)).astimezone(zone)
    ends = _("<b>Until when?</b>")
    options = [Option("open", _("Until somebody stops it")), Option("until", _("Until a day"))]
    until = None
    if await talk.choose("ends", ends, options) == "until":
        last = await ask_day(talk, "last", _("<b>What is the last day?</b>"))
        until = datetime.combine(last, time.max, zone).astimezone(UTC)
    return Weekly(local.weekday(), local.time(), until)


async def _ask_around(talk: Talk) -> Around:
    event = await ask_number(
        talk, "event", _("<b>Which event? Type its number.</b>\nFor example: 12."), OneEvent
    )
    sides = [Option("before", _("Before it")), Option("after", _("After it"))]
    side = await talk.choose("side", _("<b>Before or after the event?</b>"), sides)
    days = await ask_number(talk, "days", _("<b>How many days? Type a number.</b>\nFor example: 2."))
    if days > MOST_DAYS:
        await talk.again("days", why=_("At most {count} days, please.", count=MOST_DAYS))
    return Around(event, -days if side == "before" else days)
