"""What is new about the ideas one follows: gathered, and dropped when it is stale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.civic.commitments import StepTaken
from bot.civic.doors import Command, Event, Query
from bot.civic.statuses import OfficialAnswer

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

MOST_IDEAS = 8
"""Ideas in one message; of more, it says how many."""

Kind = Literal["comment", "changed", "withdrawn", "answered", "promise", "joined", "threshold"]

TO_SUPPORTERS: frozenset[Kind] = frozenset({"withdrawn", "answered", "promise", "joined", "threshold"})
"""What whoever supports an idea hears, too."""

TOLD_ELSEWHERE: frozenset[Kind] = frozenset({"answered", "joined"})
"""What an author is told at once, as what becomes of their own affairs."""


@dataclass(frozen=True, slots=True)
class IdeaNews:
    """What is new about one idea: its comments, how many more support it (to its author only), whether it was changed.

    `answer` is the last thing that was said officially about it, `promise` the last that became of what was promised, `joined` the last idea that was joined with it. With
    `threshold` it has as many supports as ask for an answer.
    """

    number: int
    title: str
    mine: bool
    comments: int = 0
    supports: int = 0
    changed: bool = False
    withdrawn: bool = False
    answer: OfficialAnswer | None = None
    promise: StepTaken | None = None
    joined: int | None = None
    threshold: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What is new for a person: by idea, the newest first; `upto` is the last happening it covers."""

    ideas: tuple[IdeaNews, ...]
    upto: int


@dataclass(frozen=True, slots=True)
class NewsFor(Query[News]):
    """What is new for a person since they were last told. Operators only."""

    person: int


@dataclass(frozen=True, slots=True)
class SeeNews(Command[News]):
    """What is new about my ideas and those I follow since I was last told; from now on I have been told that."""


@dataclass(frozen=True, slots=True)
class Followers(Query[tuple[int, ...]]):
    """Some of those who are to hear of an idea: who follows it, and its author; with `supporters`, who supports it, too.

    They come by their id, from beyond `after`. Operators only.
    """

    number: int
    after: int
    supporters: bool = False


@dataclass(frozen=True, slots=True)
class NoteTold(Command[None]):
    """This person was told the news up to this happening. Operators only."""

    person: int
    upto: int


@dataclass(frozen=True, slots=True)
class Happened(Event):
    """Something happened to an idea that those who follow it will hear of; with `supporters`, those who support it, too."""

    idea: int
    supporters: bool = False


@dataclass(frozen=True, slots=True)
class Supported(Event):
    """Somebody began to support an idea: its author will hear how many."""

    idea: int
    author: int
