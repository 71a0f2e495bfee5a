"""How a broadcast goes out: each recipient has a state and a reason, whatever happens meanwhile, and the report counts them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.civic.broadcasts import Content, State
from bot.civic.doors import Command, LongQuery, Query

KEEPS = timedelta(days=3)
"""Whom quiet hours or the week's messages hold back for longer than that after a broadcast began, it does not reach."""

LEAST_AHEAD, MOST_AHEAD = 16, 2048
"""Recipients of a platform that are in the outbox at once: enough to keep it busy, few enough to stop."""

FIRST_AHEAD = 64

FEWEST_FAILURES = 20
PART_OF_FAILURES = 0.5
LATELY = 100
"""When so many, and such a part, of about the last hundred have failed, the broadcast pauses by itself."""

RATED = timedelta(minutes=1)
"""Over how long the rate is observed."""

HANDED_AT_ONCE = 50
"""Recipients who are handed out in one transaction: turns wait for it."""

LOOK_AGAIN = timedelta(seconds=0.5)
"""After how long it is looked what came of those who were handed out, at the earliest."""

AGAIN_AT_ONCE = 500
"""Recipients who are put back into the line at a time, when it is sent again to those with whom it failed."""


class Fate(StrEnum):
    """What became of a recipient. SKIPPED: not to be written to, for a reason of theirs; UNCERTAIN: nobody can know."""

    WAITING = "waiting"
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


TO_COME = frozenset({Fate.WAITING, Fate.QUEUED})

OF_THEIR_OWN = frozenset({"stopped", "forgotten", "stale"})
"""Reasons for which the outbox kept a message back that are no failure."""

UNREACHABLE = frozenset({"unreachable", "blocked", "deactivated", "kicked"})


@dataclass(frozen=True, slots=True)
class Recipient:
    """One who is to get it now: at which account, under which key in the outbox."""

    person: int
    account: int
    key: str


@dataclass(frozen=True, slots=True)
class Handed:
    """What is to leave now: what it says, to whom, of use until when; and when to look again, if at all."""

    content: Content
    programme: int
    recipients: tuple[Recipient, ...] = ()
    latest: datetime | None = None
    again: datetime | None = None


@dataclass(frozen=True, slots=True)
class GoOn(Command[Handed | None]):
    """Bring a broadcast on by a step; None if there is none. Operators only.

    What is due begins; of what is being sent, some more are handed out, and what came of those before is noted.
    """

    number: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a broadcast is: how many there are of each fate; `held` are those who wait for a morning, or for another week.

    `per_second` is the rate as observed in the last minute, `left` how long the rest takes at that rate; None before anything is known.
    """

    number: int
    state: State
    total: int
    fates: Mapping[Fate, int]
    held: int = 0
    per_second: float | None = None
    left: timedelta | None = None

    @property
    def settled(self) -> int:
        """Return of how many it is known what became of them."""
        return self.total - sum(self.fates.get(fate, 0) for fate in TO_COME)


@dataclass(frozen=True, slots=True)
class ProgressOf(Query[Progress | None]):
    """How far the broadcast is; None where there is none that who asks may see."""

    number: int


@dataclass(frozen=True, slots=True)
class Report:
    """How many recipients there are of each fate, by reason (a slug; "" where none is needed): exact at every moment."""

    number: int
    total: int
    fates: Mapping[Fate, Mapping[str, int]] = field(default_factory=dict)

    def of(self, fate: Fate) -> int:
        """Return how many there are of that fate, for whatever reason."""
        return sum(self.fates.get(fate, {}).values())


@dataclass(frozen=True, slots=True)
class ReportOf(LongQuery[Report | None]):
    """What became of the recipients of a broadcast; None where there is none that who asks may see."""

    number: int


def ahead(so_far: int, left: int) -> int:
    """Return how many are to be in the outbox from now on, where of `so_far` at the last look so many are left.

    It follows what is observed: a platform that has run dry gets more, one that is slow gets fewer.
    """
    if left <= so_far // 8:
        return min(so_far * 2, MOST_AHEAD)
    return max(so_far // 2, LEAST_AHEAD) if left > so_far * 7 // 8 else so_far


def fail_too_often(failed: int, of: int) -> bool:
    """Tell whether so many failures among the last ones are reason to pause."""
    return failed >= FEWEST_FAILURES and failed >= of * PART_OF_FAILURES


Mark = tuple[datetime, int]
"""How many had been settled at an instant."""


def marked(marks: Sequence[Mark], now: datetime, settled: int) -> tuple[Mark, ...]:
    """Return the marks with one more, and of older ones those that the rate needs."""
    lately = [mark for mark in marks if now - mark[0] <= RATED]
    return (*lately, (now, settled))


def rate(marks: Sequence[Mark]) -> float | None:
    """Return how many were settled a second, from the first mark to the last; None where that says nothing."""
    if len(marks) < 2:
        return None
    seconds = (marks[-1][0] - marks[0][0]).total_seconds()
    return (marks[-1][1] - marks[0][1]) / seconds if seconds > 0 else None


def time_left(per_second: float | None, to_come: int) -> timedelta | None:
    """Return how long so many take at that rate; None where nothing moves."""
    return timedelta(seconds=round(to_come / per_second)) if per_second else None
