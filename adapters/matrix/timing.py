"""How long a homeserver may take, and how long we wait."""

from __future__ import annotations

from dataclasses import dataclass
from random import SystemRandom

_chance = SystemRandom()


@dataclass(frozen=True, slots=True)
class Timing:
    """Deadlines and pauses.

    `connect` and `total` are for one call, `poll` is how long a sync stays open, `mark` how often it is kept how far
    we heard when nothing came that concerns us.
    """

    connect_seconds: float = 5.0
    total_seconds: float = 20.0
    poll_seconds: float = 30.0
    mark_seconds: float = 60.0
    first_pause_seconds: float = 0.5
    longest_pause_seconds: float = 30.0

    def pause(self, failures: int, asked_seconds: float | None = None) -> float:
        """Return how long to wait before the next try: about twice as long each time, by chance, at least what is asked."""
        doubled = min(self.first_pause_seconds * 2.0 ** min(failures - 1, 20), self.longest_pause_seconds)
        least = min(asked_seconds or 0.0, self.longest_pause_seconds)
        return max(doubled * _chance.uniform(0.5, 1.0), least)
