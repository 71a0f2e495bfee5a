"""How it goes, in figures: for whoever organises, and never of so few people that one could guess who they are (H77)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.civic.doors import LongQuery
from bot.civic.exports import FEWEST
from bot.civic.roles import EVERYWHERE

WEEKS = 8
"""So many weeks are told, with the one that goes on."""

DISCUSSED = 3
"""So many of the ideas that people care about most are named."""

LAST_VOTES = 3


@dataclass(frozen=True, slots=True)
class Week:
    """What a week brought, from its Monday on."""

    starts: date
    people: int
    ideas: int
    supports: int


@dataclass(frozen=True, slots=True)
class Discussed:
    """An idea that many care about."""

    number: int
    title: str
    supports: int
    comments: int


@dataclass(frozen=True, slots=True)
class TurnedOut:
    """A vote, and how many people took part in it."""

    number: int
    titles: Mapping[str, str]
    people: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Promised:
    """What was promised about ideas: kept in time, kept or not kept yet when its day was over, and to come."""

    in_time: int = 0
    late: int = 0
    to_come: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """How it goes, on that day, in one programme, whose `names` those are, or in all of them.

    `people` are all who are here; of one programme, those who took part in it. `new_people` and `new_ideas` came in the last
    seven days, and `answered` are ideas with an official answer. `topics` and `places` count ideas, `homes` and `languages` people, by what they chose: None, and what is
    not in it, are fewer than can be told. `events` are to come, and `coming` are the people who come to them. `offered_topics` are
    those that there are to choose from, `offered_places` the neighbourhoods of the city among them.
    """

    on: date
    programme: int
    names: Mapping[str, str]
    people: int
    new_people: int
    ideas: int
    new_ideas: int
    supports: int
    comments: int
    answered: int
    promised: Promised
    weeks: tuple[Week, ...]
    topics: Mapping[str, int]
    places: Mapping[str, int]
    homes: Mapping[str, int | None]
    languages: Mapping[str, int | None]
    discussed: tuple[Discussed, ...]
    votes: tuple[TurnedOut, ...]
    events: int
    coming: int
    offered_topics: tuple[str, ...] = ()
    offered_places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FiguresOf(LongQuery[Figures | None]):
    """How it goes in a programme, or in all of them; None for who may not know."""

    programme: int = EVERYWHERE


def guarded(counts: Mapping[str, int], whole: int) -> dict[str, int | None]:
    """Return what may be told of how many people are where, of so many in all: None for fewer than FEWEST.

    Where what is kept back could be found by taking all others from the whole, the least of those is kept back, too.
    """
    told = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    shown = [name for name, count in told.items() if count >= FEWEST]
    while shown and 0 < whole - sum(told[name] for name in shown) < FEWEST:
        shown.pop()
    return {name: count if name in shown else None for name, count in told.items()}


def mondays(now: datetime, zone: str, weeks: int = WEEKS) -> list[datetime]:
    """Return the instants at which the last weeks began by the clock of that zone, the one that goes on last."""
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    monday = today - timedelta(days=today.weekday())
    days = (monday - timedelta(weeks=n) for n in reversed(range(weeks)))
    return [datetime.combine(day, time(), here).astimezone(UTC) for day in days]
