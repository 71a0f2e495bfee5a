"""Days and hours to come, as people type them: "vrijdag 5 juni 14u", "5 juin 14h-17h", "tomorrow 9:30", "2027-06-05 14:00".

Months and days of the week are named as Babel knows them, in every language that has a catalogue. Where all is numbers the day
stands before the month, unless the year comes first.
"""

from __future__ import annotations

import functools
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.civic.doors import Query
from bot.civic.events import Slot
from bot.civic.hours import AROUND, clocks_in
from bot.text.folding import fold
from bot.text.languages import LANGUAGES, LOCALES
from bot.text.lazy import Text, _
from bot.text.spoken import spoken

MAX_TYPED = 80

# Translators: what people of your language may type around a day ("on the 5th of June"), word by word, with commas between.
_AROUND_DAYS = _("on, the, of")

# Translators: how people of your language type the day on which they are.
_TODAY = _("today, tonight")
_TOMORROW = _("tomorrow")
# Translators: the day after tomorrow, as people of your language type it.
_IN_TWO_DAYS = _("day after tomorrow")
# Translators: what stands before a month whose last day is meant, as in "end of March"; without its article.
_LAST_OF = _("end of")
_RELATIVE: tuple[tuple[Text, int], ...] = ((_IN_TWO_DAYS, 2), (_TOMORROW, 1), (_TODAY, 0))

_CENTURY = 2000
_LAST_YEAR = 2199


class Why(StrEnum):
    """Why what was typed is no time to come."""

    UNCLEAR = "unclear"
    NO_DAY = "no-day"
    NO_HOUR = "no-hour"
    NO_END = "no-end"
    NO_SUCH_DAY = "no-such-day"
    NO_SUCH_HOUR = "no-such-hour"
    OTHER_WEEKDAY = "other-weekday"
    SKIPPED = "skipped"
    PAST = "past"
    ENDS_FIRST = "ends-first"


@dataclass(frozen=True, slots=True)
class Unclear:
    """What was typed cannot be taken; `day` is the day that was meant, where that is known."""

    why: Why
    day: date | None = None


@dataclass(frozen=True, slots=True)
class WhenTyped(Query[datetime | Unclear]):
    """The instant that is meant by who types this now, by the clock of that zone ("": the city's)."""

    typed: str
    zone: str = ""


@dataclass(frozen=True, slots=True)
class SpanTyped(Query[Slot | Unclear]):
    """From when until when is meant by who types this now."""

    typed: str
    zone: str = ""


@dataclass(frozen=True, slots=True)
class DayTyped(Query[date | Unclear]):
    """The day that is meant by who types this now."""

    typed: str
    zone: str = ""


def read_when(typed: str, now: datetime, zone: str) -> datetime | Unclear:
    """Return the instant to come, in UTC: a day and an hour."""
    try:
        return _when(typed, now, zone)
    except _No as no:
        return no.unclear


def read_span(typed: str, now: datetime, zone: str) -> Slot | Unclear:
    """Return from when until when, in UTC: a day with two hours, or two days with an hour each. 22-2 ends on the day after."""
    try:
        return _span(typed, now, zone)
    except _No as no:
        return no.unclear


def read_day(typed: str, now: datetime, zone: str) -> date | Unclear:
    """Return the day, today or to come."""
    try:
        return _only_day(typed, now, zone)
    except _No as no:
        return no.unclear


def as_typed(written: object) -> str | None:
    """Return what stands in a file for a time as one types it: TOML knows days and hours, too. None for what is neither."""
    if isinstance(written, date | time):
        return written.isoformat()
    return written if isinstance(written, str) else None


# Reading


class _No(Exception):
    """What was typed cannot be taken."""

    def __init__(self, why: Why, day: date | None = None) -> None:
        super().__init__(why)
        self.unclear = Unclear(why, day)


@dataclass(frozen=True, slots=True)
class _Typed:
    """A day that was typed; `weekly` where only the day of the week was said."""

    on: date
    weekly: bool = False


def _when(typed: str, now: datetime, zone: str) -> datetime:
    days, hours = _read(typed, _today(now, zone))
    if len(days) > 1 or len(hours) > 1:
        raise _No(Why.UNCLEAR)
    if not days:
        raise _No(Why.NO_DAY)
    if not hours:
        raise _No(Why.NO_HOUR)
    return _to_come(_at(_earliest(days[0], hours[0], now, zone), hours[0], zone), now)


def _span(typed: str, now: datetime, zone: str) -> Slot:
    days, hours = _read(typed, _today(now, zone))
    if not days:
        raise _No(Why.NO_DAY)
    if len(hours) != 2 or len(days) > 2:
        raise _No(_SO_MANY_HOURS.get(len(hours), Why.UNCLEAR))
    first = _earliest(days[0], hours[0], now, zone)
    starts = _to_come(_at(first, hours[0], zone), now)
    last = days[1].on if len(days) > 1 else first + timedelta(days=hours[1] < hours[0])
    ends = _at(last, hours[1], zone)
    if ends <= starts:
        raise _No(Why.ENDS_FIRST)
    return Slot(starts, ends)


_SO_MANY_HOURS = {0: Why.NO_HOUR, 1: Why.NO_END}


def _only_day(typed: str, now: datetime, zone: str) -> date:
    days, hours = _read(typed, _today(now, zone))
    if hours or len(days) > 1:
        raise _No(Why.UNCLEAR)
    if not days:
        raise _No(Why.NO_DAY)
    if days[0].on < _today(now, zone):
        raise _No(Why.PAST)
    return days[0].on


def _read(typed: str, today: date) -> tuple[list[_Typed], list[int]]:
    """Return the days and the hours (in minutes since midnight) that were typed, when nothing else was."""
    if len(typed) > MAX_TYPED or any(sign.isnumeric() and not sign.isascii() for sign in typed):
        raise _No(Why.UNCLEAR)
    dates, rest = _dates(_plain(typed), today)
    hours, words = clocks_in(rest)
    weekdays = [_weekdays()[word] for word in words if word in _weekdays()]
    if not words - _weekdays().keys() <= spoken(AROUND) | spoken(_AROUND_DAYS) or len(weekdays) > max(
        len(dates), 1
    ):
        raise _No(Why.UNCLEAR)
    clocks = [each for each in hours if each is not None]
    if len(clocks) < len(hours):
        raise _No(Why.NO_SUCH_HOUR)
    if weekdays and not dates:
        return [_Typed(today + timedelta(days=(weekdays[0] - today.weekday()) % 7), weekly=True)], clocks
    if set(weekdays) - {each.weekday() for each in dates}:
        raise _No(Why.OTHER_WEEKDAY, dates[0])
    return [_Typed(each) for each in dates], clocks


def _plain(typed: str) -> str:
    """Return what was typed without case and accents, and with its punctuation, which parts hours from days."""
    return "".join(fold(sign) if sign.isalpha() else sign for sign in typed.lower())


def _dates(typed: str, today: date) -> tuple[list[date], str]:
    """Return the days that are dates, in the order in which they stand, and the rest."""
    for words, ahead in _RELATIVE:
        for word in sorted(spoken(words), key=len, reverse=True):
            said = re.compile(r"\b" + _BETWEEN.join(map(re.escape, word.split())) + r"\b")
            if said.search(typed):
                return [today + timedelta(days=ahead)], said.sub(" ", typed)
    for pattern in _patterns():
        found = list(pattern.finditer(typed))
        if found:
            return list(_days(found, today)), pattern.sub(" ", typed)
    return [], typed


def _days(found: list[re.Match[str]], today: date) -> Iterator[date]:
    earliest = today
    for each in found:
        part = each.groupdict()
        month = int(part.get("month") or _months()[part["name"]])
        if part.get("day"):
            earliest = _day(part.get("year"), month, int(part["day"]), earliest)
        else:
            earliest = _last_of(part.get("year"), month, earliest)
        yield earliest


def _day(year: str | None, month: int, day: int, earliest: date) -> date:
    """Return the day; without a year, the next such day from `earliest` on."""
    try:
        if year:
            full = int(year) + (_CENTURY if len(year) == 2 else 0)
            if not _CENTURY <= full <= _LAST_YEAR:
                raise _No(Why.NO_SUCH_DAY)
            return date(full, month, day)
        # The 29th of February may be years ahead.
        date(_CENTURY, month, day)
    except ValueError:
        raise _No(Why.NO_SUCH_DAY) from None
    try:
        this_year = date(earliest.year, month, day)
        return this_year if this_year >= earliest else date(earliest.year + 1, month, day)
    except ValueError:
        raise _No(Why.NO_SUCH_DAY) from None


def _last_of(year: str | None, month: int, earliest: date) -> date:
    """Return the last day of a month; without a year, of the next such month that is not over."""
    full = int(year) if year else earliest.year + (month < earliest.month)
    return date(full, month, monthrange(full, month)[1])


_BETWEEN = r"[\s'’-]+"
"""What may stand between the parts of a word: in "aujourd'hui", "après-demain"."""

_YEAR = r"(?P<year>2[01][0-9]{2})(?![0-9:.hu])"


@functools.cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return how a date may be written, what is least mistaken for another first."""
    name = rf"(?P<name>{'|'.join(sorted(map(re.escape, _months()), key=len, reverse=True))})\b\.?"
    day = r"(?<![0-9:.])(?P<day>[0-9]{1,2})"
    last_of = "|".join(re.escape(word) for word in sorted(spoken(_LAST_OF), key=len, reverse=True))
    return (
        re.compile(
            r"(?<![0-9])(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?:t(?=[0-9])|(?![0-9]))"
        ),
        re.compile(
            rf"{day}(?P<sign>[/.-])(?P<month>[0-9]{{1,2}})(?P=sign)(?P<year>[0-9]{{4}}|[0-9]{{2}})(?![0-9:])"
        ),
        re.compile(rf"{day}/(?P<month>[0-9]{{1,2}})(?![0-9:/])"),
        # end of March, eind maart 2027
        re.compile(rf"\b(?:{last_of})\s+{name}(?:,?\s+{_YEAR})?"),
        # 5 juni, 5 de junio, 1er mars, 5th of June 2027
        re.compile(rf"{day}(?:[.º]|[a-z]{{1,3}})?\s+(?:[a-z]{{1,2}}\s+)?{name}(?:,?\s+{_YEAR})?"),
        # June 5th, 2027
        re.compile(
            rf"\b{name}\s+(?P<day>[0-9]{{1,2}})(?![0-9]|\s*[:hu](?![a-z])|\.[0-9]|\s*[ap]m)[a-z]{{0,2}}(?:,?\s+{_YEAR})?"
        ),
    )


@functools.cache
def _months() -> Mapping[str, int]:
    """Return the names of months in every language, long and short, folded."""
    from babel import Locale

    known = [Locale.parse(LOCALES[language]).months for language in LANGUAGES]
    return _numbered(
        names[form][width] for names in known for form in names for width in ("abbreviated", "wide")
    )


@functools.cache
def _weekdays() -> Mapping[str, int]:
    """Return the names of days in every language, long and short, folded; 0 is Monday.

    The shortest are left out: "di" is a Tuesday in Dutch and a Sunday in French.
    """
    from babel import Locale

    known = [Locale.parse(LOCALES[language]).days for language in LANGUAGES]
    return _numbered(
        names[form][width] for names in known for form in names for width in ("abbreviated", "wide")
    )


def _numbered(named: Iterator[Mapping[int, str]]) -> Mapping[str, int]:
    """Return the number of each name; one that means two is none."""
    meanings: dict[str, set[int]] = {}
    for names in named:
        for which, name in names.items():
            meanings.setdefault(fold(name), set()).add(which)
    return {name: min(which) for name, which in meanings.items() if len(which) == 1}


# By the clock


def _today(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def _earliest(day: _Typed, minutes: int, now: datetime, zone: str) -> date:
    """Return the day; of a day of the week whose hour is over today, the one a week later."""
    over = day.weekly and _at(day.on, minutes, zone) <= now
    return day.on + timedelta(days=7 if over else 0)


def _at(day: date, minutes: int, zone: str) -> datetime:
    """Return the instant at which clocks there show that; the first of two, in the night that has them twice."""
    # 24:00 is the day's end, which the next day's beginning is.
    on = day + timedelta(days=minutes // (24 * 60))
    wall = datetime(on.year, on.month, on.day, minutes // 60 % 24, minutes % 60, tzinfo=ZoneInfo(zone))
    there = wall.astimezone(UTC)
    if there.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise _No(Why.SKIPPED)
    return there


def _to_come(at: datetime, now: datetime) -> datetime:
    if at <= now:
        raise _No(Why.PAST)
    return at
