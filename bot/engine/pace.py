"""How fast one account may send: one budget for all lanes, answers first (P7)."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Callable

from bot.engine.outgoing import Lane

_RANK = {lane: rank for rank, lane in enumerate(Lane)}


class Pace:
    """A budget of `per_second` messages, given out evenly with a burst of at most a fifth of a second's worth.

    The generic cell rate algorithm (ITU-T I.371): `_next` is when the budget is even again. Who waits is
    served by lane, then in order. `hold` stops everybody for a while (a 429 for the whole account).
    """

    def __init__(self, per_second: float, now: Callable[[], float] | None = None) -> None:
        self._now = now or asyncio.get_running_loop().time
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self._next = 0.0
        self._pump: asyncio.Task[None] | None = None
        self.set_rate(per_second)

    def set_rate(self, per_second: float) -> None:
        """Change the budget: this process's share of the account's."""
        self._interval = 1.0 / per_second
        self._burst = max(0.2, self._interval)

    def hold(self, seconds: float) -> None:
        """Let nobody go for so long."""
        self._next = max(self._next, self._now() + seconds + self._burst)

    async def turn(self, lane: Lane) -> None:
        """Return when one message of this lane may leave."""
        if not self._waiting and self._take():
            return
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (_RANK[lane], next(self._order), future))
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._serve())
        await future

    def _take(self) -> bool:
        now = self._now()
        if self._next - now > self._burst - self._interval + 1e-9:
            return False
        self._next = max(self._next, now) + self._interval
        return True

    async def _serve(self) -> None:
        while self._waiting:
            if self._waiting[0][2].done():
                heapq.heappop(self._waiting)
            elif self._take():
                heapq.heappop(self._waiting)[2].set_result(None)
            else:
                await asyncio.sleep(max(0.0, self._next - self._now() - self._burst + self._interval))
