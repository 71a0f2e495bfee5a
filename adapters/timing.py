"""How long a platform may take, and how long we wait."""

from __future__ import annotations

from dataclasses import dataclass
from random import SystemRandom

_chance = SystemRandom()


@dataclass(frozen=True, slots=True)
class Timing:
    """Deadlines and pauses.

    `connect` and `total` are for one call; `poll` is how long a question for what is new stays open (50 s at most, says
    Telegram); `body` is for reading a webhook's call; `mark` is how often it is kept how far we heard when nothing came
    that concerns us.
    """

    connect_seconds: float = 5.0
    total_seconds: float = 20.0
    poll_seconds: float = 50.0
    body_seconds: float = 10.0
    mark_seconds: float = 60.0
    first_pause_seconds: float = 0.5
    longest_pause_seconds: float = 30.0

    def pause(self, failures: int, asked_seconds: float | None = None) -> float:
        """Return how long to wait before the next try: about twice as long each time, by chance, up to what is asked.

        While nothing is received everybody waits, so a refusal that was one of chance is asked about again soon; one
        that lasts is honoured after a few tries. Never longer than the longest pause: being deaf for hours would lose
        every press, and one question each half minute is no flood.
        """
        doubled = min(self.first_pause_seconds * 2.0 ** min(failures - 1, 20), self.longest_pause_seconds)
        most = self.longest_pause_seconds if asked_seconds is None else asked_seconds
        return max(min(doubled * _chance.uniform(0.5, 1.0), most), self.first_pause_seconds / 2)
