"""What is new about the ideas one follows: gathered, held by quiet hours and a weekly cap, dropped when it is stale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.civic.doors import Command, Event, Query
from bot.civic.people import Person

NEWS = "news"
"""The kind of due row that tells a person what is new; its subject is the person."""

GATHERED = timedelta(hours=3)
"""How long news is gathered from the first on, so that it comes in one message."""

SPREAD = timedelta(minutes=1)
"""After so long, what happened to an idea is passed on to those who follow it."""

PASSED_ON_AT_ONCE = 200
"""Followers of an idea that it is passed on to in one transaction."""

STALE = timedelta(days=14)
"""What is older is no news any more."""

WEEK = timedelta(days=7)
MOST_A_WEEK = 3
"""Messages with news that a person gets in a week."""

QUIET_FROM, QUIET_UNTIL = time(21), time(8)
"""The quiet hours, on the city's clock. Neither end of them is ever skipped or doubled by daylight saving."""

MOST_IDEAS = 8
"""Ideas in one message; of more, it says how many."""

Kind = Literal["comment", "changed", "withdrawn"]


@dataclass(frozen=True, slots=True)
class IdeaNews:
    """What is new about one idea: its comments, how many more support it (to its author only), whether it was changed."""

    number: int
    title: str
    mine: bool
    comments: int = 0
    supports: int = 0
    changed: bool = False
    withdrawn: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What is new for a person: by idea, the newest first; `told` is when they were told in the last week.

    `upto` is the last happening it covers.
    """

    person: Person
    ideas: tuple[IdeaNews, ...]
    told: tuple[datetime, ...]
    upto: int


@dataclass(frozen=True, slots=True)
class NewsFor(Query[News]):
    """What is new for a person since they were last told. Operators only."""

    person: int


@dataclass(frozen=True, slots=True)
class Followers(Query[tuple[int, ...]]):
    """Some of those who are to hear of an idea: who follows it, and its author; once it is withdrawn, who supported it.

    They come by their id, from beyond `after`. Operators only.
    """

    number: int
    after: int


@dataclass(frozen=True, slots=True)
class NoteTold(Command[None]):
    """This person was told the news up to this happening. Operators only."""

    person: int
    upto: int


@dataclass(frozen=True, slots=True)
class Happened(Event):
    """Something happened to an idea that those who follow it will hear of."""

    idea: int


@dataclass(frozen=True, slots=True)
class Supported(Event):
    """Somebody began to support an idea: its author will hear how many."""

    idea: int
    author: int


def held_until(now: datetime, zone: str, told: Sequence[datetime]) -> datetime | None:
    """Return until when news waits: the morning, or the day on which the week has room again; None for not at all."""
    if len(told) >= MOST_A_WEEK:
        return max(sorted(told, reverse=True)[MOST_A_WEEK - 1] + WEEK, now + SPREAD)
    local = now.astimezone(ZoneInfo(zone))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return None
    morning = local.date() + timedelta(days=1) if local.time() >= QUIET_FROM else local.date()
    return datetime.combine(morning, QUIET_UNTIL, ZoneInfo(zone)).astimezone(now.tzinfo)
