"""Invitations: accepted one after the other, as fast as the homeserver lets us, and not without end (H57)."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from adapters.matrix.outcomes import NotDoneError
from adapters.timing import Timing
from bot.engine.platform import Later, Unknown

if TYPE_CHECKING:
    from adapters.matrix.methods import Methods

MOST_OF_ONE = 10
"""Rooms that one person may invite us to in an hour; the rest stay unanswered."""

MOST_WAITING = 5_000
"""Invitations that wait at a time; who comes after them is found at the next start."""

MOST_TRIES = 5
_HOUR = 3600.0
_LONGEST_WAIT_SECONDS = 120.0


class Invitations:
    """Those of one account. A Synapse that nobody configured lets us join ten rooms at once, then one in ten seconds."""

    def __init__(self, methods: Callable[[], Awaitable[Methods]], timing: Timing) -> None:
        self._methods = methods
        self._timing = timing
        self._waiting: OrderedDict[str, None] = OrderedDict()
        self._some = asyncio.Event()
        self._accepted: dict[str, deque[float]] = {}

    def take(self, room: str, by: str) -> None:
        """Join the room soon, unless too much is asked."""
        if room in self._waiting or len(self._waiting) >= MOST_WAITING or not self._may(by):
            return
        self._waiting[room] = None
        self._some.set()

    def drop(self, room: str) -> None:
        """The invitation was taken back."""
        self._waiting.pop(room, None)

    async def run(self) -> None:
        """Join until cancelled."""
        while True:
            await self._some.wait()
            while self._waiting:
                room = next(iter(self._waiting))
                await self._join(room)
                self._waiting.pop(room, None)
            self._some.clear()

    async def _join(self, room: str) -> None:
        """Join; what cannot be joined, or fails again and again, is let go."""
        failures = 0
        while failures < MOST_TRIES and room in self._waiting:
            try:
                await (await self._methods()).join(room)
            except NotDoneError as failed:
                outcome = failed.outcome
            else:
                return
            if not isinstance(outcome, Later | Unknown):
                return
            asked_seconds = outcome.seconds if isinstance(outcome, Later) else None
            failures += isinstance(outcome, Unknown)
            pause = asked_seconds if asked_seconds is not None else self._timing.pause(failures + 1)
            await asyncio.sleep(min(pause, _LONGEST_WAIT_SECONDS))

    def _may(self, by: str) -> bool:
        """Count an invitation; tell whether this person has not had too many accepted lately."""
        now = asyncio.get_running_loop().time()
        if len(self._accepted) > MOST_WAITING:
            self._accepted = {who: times for who, times in self._accepted.items() if times[-1] > now - _HOUR}
        times = self._accepted.setdefault(by, deque(maxlen=MOST_OF_ONE))
        if len(times) == MOST_OF_ONE and times[0] > now - _HOUR:
            return False
        times.append(now)
        return True
