"""The one clock. Everything that needs the time is given one; the try-out page and the tests move theirs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return datetime.now(UTC)


class MovableClock:
    """A clock that runs, and can be moved forward: never beside a real platform."""

    def __init__(self, ahead: timedelta = timedelta(0)) -> None:
        self.ahead = ahead

    def now(self) -> datetime:
        """Return the present instant of this clock, in UTC."""
        return datetime.now(UTC) + self.ahead

    def forward(self, by: timedelta) -> None:
        """Move the clock; it never goes back."""
        if by < timedelta(0):
            message = "the clock only moves forward"
            raise ValueError(message)
        self.ahead += by
