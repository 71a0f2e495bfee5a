"""What people are told without having asked just now: which kinds of it they want, when they want quiet, how much a week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.civic.doors import Command, Event, Query
from bot.civic.weeks import WEEK

Category = Literal["events", "follows", "votes", "broadcasts", "drafts", "digests"]
"""A kind of message that each person may turn on or off."""

EVENTS: Category = "events"
"""Reminders of events that I come to."""

FOLLOWS: Category = "follows"
"""What is new about my ideas and those I follow."""

VOTES: Category = "votes"
"""Votes that close soon, and what came of those I took part in."""

BROADCASTS: Category = "broadcasts"
"""What organisers tell many at once."""

DRAFTS: Category = "drafts"
"""That something is still half-written."""

DIGESTS: Category = "digests"
"""The week in one message."""

CATEGORIES: tuple[Category, ...] = (EVENTS, VOTES, FOLLOWS, BROADCASTS, DRAFTS, DIGESTS)
"""All of them, in the order in which settings show them."""

FROM_THE_START: Mapping[Category, bool] = {category: category != DIGESTS for category in CATEGORIES}
"""Whether each is on as long as a person has not said otherwise: the digest is for those who ask for it."""

ON = frozenset(category for category, on in FROM_THE_START.items() if on)
"""What is on for who has not said otherwise."""

MOST_A_WEEK = 3
"""Messages of the lanes of news and of broadcasts that a person gets in a week, whatever they are about."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours of a day in which a person is not written to unasked, on the city's clock; they may span midnight."""

    begins: time
    ends: time


QUIET = Quiet(time(21), time(8))
"""The quiet hours of who has not said otherwise. Neither end of them is ever skipped or doubled by daylight saving."""


@dataclass(frozen=True, slots=True)
class SetQuiet(Command[None]):
    """These are my quiet hours; None for none. Refused: too-quiet."""

    quiet: Quiet | None


@dataclass(frozen=True, slots=True)
class SetNudges(Command[None]):
    """I want messages of this category, or no longer. Refused: unknown-category."""

    category: str
    on: bool


@dataclass(frozen=True, slots=True)
class NudgesSet(Event):
    """A person has turned a category on or off."""

    person: int
    category: str
    on: bool


@dataclass(frozen=True, slots=True)
class Mute(Command[None]):
    """I no longer want to hear of this: an idea, a vote, an event, as `about` spells it. Refused: unknown-thing."""

    thing: str


@dataclass(frozen=True, slots=True)
class Unmute(Command[None]):
    """I want to hear of this again."""

    thing: str


@dataclass(frozen=True, slots=True)
class Muted:
    """Something that a person has muted, and its title by language; empty where nobody can see it any more."""

    thing: str
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MyMutes(Query[tuple[Muted, ...]]):
    """What I have muted, the latest first."""


THINGS = ("idea", "vote", "event")
"""What can be muted, one by one."""


def about(noun: str, number: int) -> str:
    """Return how something that can be muted is spelt: "idea.12"."""
    return f"{noun}.{number}"


def thing_of(spelt: str) -> tuple[str, int] | None:
    """Return the noun and the number that `about` spelt; None for what can be no such thing."""
    noun, _dot, number = spelt.partition(".")
    possible = noun in THINGS and number.isascii() and number.isdigit() and 0 < int(number[:19]) < 2**63
    return (noun, int(number)) if possible and about(noun, int(number)) == spelt else None


LONGEST_QUIET = timedelta(hours=20)
"""There is room in every day for what is to be told."""


def hours_of(quiet: Quiet) -> timedelta:
    """Return how long the quiet hours are, on a day without daylight saving; from and until the same is none."""
    midnight = timedelta(0)
    length = _of_the_day(quiet.ends) - _of_the_day(quiet.begins)
    return length if length >= midnight else length + timedelta(days=1)


def _of_the_day(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)


def quiet_until(now: datetime, zone: str, quiet: Quiet | None) -> datetime | None:
    """Return when the quiet hours end in which `now` is, in its own zone; None outside of them."""
    if quiet is None:
        return None
    here = ZoneInfo(zone)
    local = now.astimezone(here)
    at, today = local.time(), local.date()
    if quiet.begins <= quiet.ends:
        day = today if quiet.begins <= at < quiet.ends else None
    elif at >= quiet.begins:
        day = today + timedelta(days=1)
    else:
        day = today if at < quiet.ends else None
    if day is None:
        return None
    # Where the clock shows that time twice, it is the second; where it skips it, as long after as it would have been.
    ends = (datetime.combine(day, quiet.ends.replace(fold=fold), here) for fold in (0, 1))
    return max(end.astimezone(now.tzinfo) for end in ends)


def held_until(
    now: datetime, zone: str, quiet: Quiet | None, told: Sequence[datetime] = ()
) -> datetime | None:
    """Return until when the news lane waits: the end of the quiet hours, once the week has room again; None for not at all."""
    lately = sorted((at for at in told if at > now - WEEK), reverse=True)
    room = lately[MOST_A_WEEK - 1] + WEEK if len(lately) >= MOST_A_WEEK else None
    if room is None:
        return quiet_until(now, zone, quiet)
    return quiet_until(room, zone, quiet) or room
