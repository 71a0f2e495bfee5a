"""The clock of the try-out page: what time it is here, what happens next, and moving there."""

from __future__ import annotations

import inspect
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from bot.engine.clock import Clock

MoveClock: TypeAlias = Callable[[float], Awaitable[None] | None]
"""Move the clock forward by so many seconds, and let what has become due happen."""

NextDue: TypeAlias = Callable[[], Awaitable[datetime | None] | datetime | None]
"""Tell when the next thing happens by itself, or None if nothing is planned."""

LONGEST_MOVE: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Watch:
    """A clock with its two levers."""

    clock: Clock
    move_clock: MoveClock
    next_due: NextDue

    async def reading(self) -> dict[str, str | None]:
        """Return the present instant and the next planned one, as ISO text."""
        due = await self._due()
        return {"now": self.clock.now().isoformat(), "next": due.isoformat() if due else None}

    async def forward(self, seconds: float) -> None:
        """Move the clock by so many seconds. Raises ValueError unless that is forward, a year at most."""
        if not (math.isfinite(seconds) and 0 < seconds <= LONGEST_MOVE.total_seconds()):
            raise ValueError("the clock moves forward, by a year at most")
        moved = self.move_clock(seconds)
        if inspect.isawaitable(moved):
            await moved

    async def to_next(self) -> None:
        """Move the clock to the next planned instant, if it is still to come."""
        due = await self._due()
        ahead = (due - self.clock.now()).total_seconds() if due else 0.0
        if ahead > 0:
            await self.forward(min(ahead, LONGEST_MOVE.total_seconds()))

    async def _due(self) -> datetime | None:
        due = self.next_due()
        return await due if inspect.isawaitable(due) else due
