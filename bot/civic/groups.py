"""A group that we are a guest of: its languages, its weekly list, the cards of ideas and votes that stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from bot.civic.doors import Command, Query
from bot.civic.ideas import IdeaLine
from bot.civic.weeks import next_moment

EDIT_SPACING = timedelta(seconds=5)
"""Between two changes of cards in one group, so that fifty supports at once are a few changes and not fifty."""

MOST_A_MINUTE = 10
"""Messages a minute with which we answer one group; then it is told so, and the surplus is dropped and counted (H53)."""

MONDAY, WEEKLY_AT = 0, time(9)
"""On Monday, by the city's clock."""

LATE = timedelta(hours=12)
"""A weekly list that could not be sent for so long waits for the next week (H67)."""

MOST_IN_LIST = 5

STALE = -2
"""What a card shows whose idea was changed since: anything is newer."""

About = Literal["idea", "vote"]
"""What a card in a group may be about."""

IDEA: About = "idea"
VOTE: About = "vote"

CARD, VOTE_CARD, WEEKLY = "card", "vote-card", "weekly"
"""The kinds of due row that are about a group; the subject of the last is its number, of the others see `subject_of`."""

CARDS: Mapping[About, str] = {IDEA: CARD, VOTE: VOTE_CARD}
"""The kind of due row that sees to a card."""

TAKEN_OUT = -1
"""What a card shows, instead of a count, once its idea was taken out of the list."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group: `chat` is its address on the platform, `closed` says that we may not write there for now."""

    id: int
    platform: str
    chat: str
    languages: tuple[str, ...]
    weekly: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What a card says: what it is about, and `shown`, by which one state of that is told from another (an idea's count)."""

    about: About
    number: int
    shown: int


@dataclass(frozen=True, slots=True)
class Card:
    """A card in a group: `message` is the platform's id of it, None until it was sent; `shown` is what it says.

    `waits` says that its latest state is still on its way, `lost` that it is not in the group, or no longer.
    """

    message: str | None
    shown: int
    waits: bool
    lost: bool


@dataclass(frozen=True, slots=True)
class TheGroup(Query[Group | None]):
    """The group of that number, if we are in it."""

    group: int


@dataclass(frozen=True, slots=True)
class CardOf(Query[Card | None]):
    """The card of an idea or a vote in a group, if there is one."""

    group: int
    about: About
    number: int


@dataclass(frozen=True, slots=True)
class ShownIn(Query[tuple[int, ...]]):
    """The groups in which this has a card. Operators only."""

    about: About
    number: int


@dataclass(frozen=True, slots=True)
class NewIdeasSince(Query[tuple[IdeaLine, ...]]):
    """A few ideas that were shared since then and are in the list, those with most support first."""

    since: datetime


@dataclass(frozen=True, slots=True)
class SpeakInGroup(Command[None]):
    """Speak these languages in the group. Refused: admins-only, unknown-language."""

    group: int
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SendWeekly(Command[None]):
    """Send the group the new ideas of each week, or no longer. Refused: admins-only."""

    group: int
    on: bool


def subject_of(group: int, number: int) -> str:
    """Return what a due row about a card names it."""
    return f"{group}:{number}"


def next_weekly(after: datetime, zone: str) -> datetime:
    """Return when the next weekly list is due: Monday, nine o'clock in the zone."""
    return next_moment(after, zone, weekday=MONDAY, at=WEEKLY_AT)
