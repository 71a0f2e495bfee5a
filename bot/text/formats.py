"""Numbers, days and times as each language writes them, through Babel. Formatting is remembered."""

from __future__ import annotations

import functools
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.text.languages import LOCALES, Language


def number(value: float, language: Language) -> str:
    """Return the number: "1.234,5" in Dutch, "1 234,5" in French with narrow no-break spaces."""
    # Whole numbers under 1,000 are written alike everywhere (Babel's default digits are Latin).
    return str(value) if isinstance(value, int) and -1 < value < 1000 else _grouped(value, language)


@functools.lru_cache(maxsize=4096)
def _grouped(value: float, language: Language) -> str:
    from babel.numbers import format_decimal

    return format_decimal(value, locale=LOCALES[language])


@functools.lru_cache(maxsize=4096)
def day(on: date, language: Language) -> str:
    """Return the day with its weekday: "zaterdag 21 november 2026"."""
    from babel.dates import format_date

    said = format_date(on, "full", locale=LOCALES[language])
    # French counts the first of a month as an ordinal; the pattern that Babel has (CLDR's) does not.
    return said.replace(" 1 ", " 1er ", 1) if language == "fr" else said


@functools.lru_cache(maxsize=4096)
def clock_time(at: time, language: Language) -> str:
    """Return the hour and minute: "14:00"."""
    from babel.dates import format_time

    return format_time(at, "short", locale=LOCALES[language])


def name_of(other: Language, language: Language) -> str:
    """Return what a language calls another one: "néerlandais"."""
    from babel import Locale

    return Locale.parse(other).get_language_name(LOCALES[language]) or other


def local(at: datetime, zone: str) -> datetime:
    """Return what clocks in `zone` show at that instant."""
    if at.tzinfo is None:
        raise ValueError("A moment needs its time zone (UTC): a naive datetime is no instant.")
    return at.astimezone(ZoneInfo(zone))
