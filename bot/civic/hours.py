"""Hours as people type them, and quiet hours: "22-7", "22:00–07:30", "van 22u tot 7u30", "10 pm to 7 am"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time

from bot.civic.nudges import Quiet
from bot.text.folding import fold
from bot.text.lazy import _
from bot.text.spoken import spoken

# 22, 22:30, 22.30, 22u, 22h30, 10 pm. A digit that is none of 0 to 9 is no part of an hour (H40).
_TIME = re.compile(
    r"(?<![0-9])([0-9]{1,2})\s*(?:[:.hu]\s*([0-9]{2})?)?\s*(am|pm)?(?![0-9a-z:.])", re.IGNORECASE
)

# Translators: what people of your language may type around two hours ("from 22 to 7", "between 22 and 7 o'clock"),
# word by word, with commas between.
AROUND = _("from, to, till, until, between, and, at, hours, o, clock, h")

NOON = 12
DAY = 24 * 60
"""Minutes of a day."""


def quiet_in(typed: str) -> Quiet | None:
    """Return the hours that were typed, from the first to the second; None for what is not two hours of a day."""
    times, words = clocks_in(typed)
    if len(times) != 2 or not words <= spoken(AROUND):
        return None
    begins, ends = (None if each is None else time(each // 60 % 24, each % 60) for each in times)
    return Quiet(begins, ends) if begins is not None and ends is not None and begins != ends else None


def clocks_in(typed: str) -> tuple[Sequence[int | None], frozenset[str]]:
    """Return the hours that were typed, in minutes since midnight, and the other words; None is an hour that no clock shows.

    Midnight is where the day ends, too: 24:00 is 1440.
    """
    times = [_minutes(*each.groups()) for each in _TIME.finditer(typed)]
    rest = fold(re.sub(r"[-–—/,.]", " ", _TIME.sub(" ", typed)))
    return times, frozenset(rest.split())


def _minutes(hours: str, minutes: str | None, half: str | None) -> int | None:
    hour, minute = int(hours), int(minutes or 0)
    if half:
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if half.lower() == "pm" else 0)
    at = hour * 60 + minute
    return at if at <= DAY and minute < 60 else None


def spelt(quiet: Quiet) -> str:
    """Return the hours as every language here writes them."""
    return f"{quiet.begins:%H:%M}–{quiet.ends:%H:%M}"
