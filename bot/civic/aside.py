"""What could not be handled and waits for a hand, and how much waits at all: for whoever runs this, and for nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.civic.doors import Command, Query


@dataclass(frozen=True, slots=True)
class UpdateAside:
    """An update that was put aside: why, but neither what it says nor who wrote it."""

    id: int
    platform: str
    arrived: datetime
    attempts: int
    reason: str


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many updates wait for their turn or were put aside, how many messages have not left or may not have arrived."""

    untaken: int
    aside: int
    unsent: int
    uncertain: int


@dataclass(frozen=True, slots=True)
class UpdatesAside(Query[tuple[UpdateAside, ...]]):
    """The updates put aside, oldest first. Operators only."""


@dataclass(frozen=True, slots=True)
class CountBacklog(Query[Backlog]):
    """How much waits. Operators only."""


@dataclass(frozen=True, slots=True)
class RetryAside(Command[int]):
    """Have updates that were put aside tried again, as if for the first time; returns how many. None: all."""

    update: int | None = None
