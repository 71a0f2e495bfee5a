"""What goes wrong while receiving: told once, waited out longer each time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from adapters.timing import Timing

Observer = Callable[[str], None]
"""Is told a slug when receiving changes; never anything about a person."""


class Troubles:
    """Counts what fails in a row on a platform, and tells the observer when the kind of trouble changes."""

    def __init__(self, platform: str, observer: Observer, timing: Timing) -> None:
        self._platform = platform
        self._observer = observer
        self._timing = timing
        self._failures = 0
        self._told: str | None = None

    async def wait_out(self, slug: str, asked_seconds: float | None = None) -> None:
        """Tell of it, if it is news, and return after a pause that grows while trouble lasts."""
        self._failures += 1
        if slug != self._told:
            self._told = slug
            self._observer(slug)
        await asyncio.sleep(self._timing.pause(self._failures, asked_seconds))

    def over(self) -> None:
        """All is well: the next trouble is news again, and its first pause short."""
        self._failures = 0
        if self._told is not None:
            self._told = None
            self._observer(f"{self._platform}_receiving_again")
