"""The week in one message, for whoever wants it: what they were not told yet, by subject, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.civic.doors import Query
from bot.civic.ideas import IdeaLine
from bot.civic.news import News
from bot.civic.weeks import next_moment

DIGEST = "digest"
"""The kind of due row that tells a person their week; its subject is the person."""

FRIDAY, FIVE = 4, time(17)
"""At the end of the working week, with a free day to come: when people look at what they might do, and answer."""

LATE = timedelta(days=2)
"""After so long, last week is no news."""

MOST_OF_A_TOPIC = 3
MOST_TOPICS = 4
MOST_OF_A_KIND = 3
"""Votes, and events, in one message."""


@dataclass(frozen=True, slots=True)
class NewVote:
    """A vote that has opened lately, and is still open."""

    number: int
    titles: Mapping[str, str]
    closes: datetime


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event that was announced lately, and is to come; on the clock of its zone."""

    number: int
    titles: Mapping[str, str]
    starts: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Digest:
    """A person's week: `news` of what is theirs and what they follow, and what is new that they may care about.

    `ideas` are by topic: those topics first in which something is newest.
    """

    news: News
    votes: tuple[NewVote, ...]
    events: tuple[NewEvent, ...]
    ideas: Mapping[str, tuple[IdeaLine, ...]]

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing in it."""
        return not (self.news.ideas or self.votes or self.events or self.ideas)


@dataclass(frozen=True, slots=True)
class DigestFor(Query[Digest | None]):
    """The week of a person, as of now; None if they no longer want it. Operators only."""

    person: int


def next_digest(after: datetime, zone: str) -> datetime:
    """Return when the next one is due."""
    return next_moment(after, zone, weekday=FRIDAY, at=FIVE)


def by_topic(ideas: Iterable[tuple[str, IdeaLine]]) -> dict[str, tuple[IdeaLine, ...]]:
    """Return a few ideas of a few topics, of topics and ideas that come the newest first."""
    found: dict[str, list[IdeaLine]] = {}
    for topic, idea in ideas:
        of_topic = found.setdefault(topic, [])
        if len(of_topic) < MOST_OF_A_TOPIC:
            of_topic.append(idea)
    return {topic: tuple(found[topic]) for topic in list(found)[:MOST_TOPICS]}
