"""An event loop whose time leaps to whatever is waited for next: an hour of waiting costs nothing."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Leaping(selectors.DefaultSelector):
    """Waits for nothing: it adds what would have been waited to the time."""

    seconds = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready now."""
        ready = super().select(0)
        if timeout is None and not ready:
            raise AssertionError("everything waits, and nothing will ever happen")
        if not ready:
            self.seconds += timeout or 0
        return ready


class LeapingLoop(asyncio.SelectorEventLoop):
    """A loop that tells the leaping time."""

    def __init__(self) -> None:
        self._leaping = _Leaping()
        super().__init__(self._leaping)

    def time(self) -> float:
        """Return the seconds that went by."""
        return self._leaping.seconds


def leap(work: Coroutine[Any, Any, T]) -> T:
    """Run this to its end, without waiting."""
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(work)


def now() -> float:
    """Return the leaping time."""
    return asyncio.get_running_loop().time()
