"""The organisers' queue of ideas: what is to be screened, what was reported, what has no answer yet, what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from bot.civic.doors import Query
from bot.civic.statuses import Status

Wait = Literal["screen", "answer", "late"]
"""What ideas wait for: to be screened, an official answer ("feedback needed"), a promise that is late."""

WAITS: tuple[Wait, ...] = get_args(Wait)

QUEUE_PAGE = 5
LAST_QUEUE_PAGE = 40

MOST_COUNTED = 500
"""So far is counted what waits: more is as good as endless."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for whoever asks; None of what is not theirs to do."""

    screen: int | None
    reported: int | None
    answer: int | None
    late: int | None


@dataclass(frozen=True, slots=True)
class MyQueue(Query[Waiting]):
    """How much waits for me, in the programmes where I may do it."""


@dataclass(frozen=True, slots=True)
class QueueLine:
    """An idea that waits; of a late promise also which, and the day it was for."""

    number: int
    title: str
    supports: int
    status: Status
    commitment: int | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of what waits; `more` says that another follows."""

    lines: tuple[QueueLine, ...]
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class ListQueue(Query[QueuePage]):
    """What waits for me, page by page from 1: to be screened, the oldest first; to be answered, what most care about first; late, the latest."""

    wait: str
    page: int
