"""Keycaps under a question, to be tapped: put there only where they cost no answer its turn.

A Synapse that nobody configured takes ten messages at once and then one in five seconds (`rc_message`), reactions
among them. Nobody can ask for that limit, so it is believed until more than it allows has been taken without a 429;
until then keycaps come out of what answers leave over.
"""

from __future__ import annotations

MOST_CHOICES = 5
"""With more choices than these a row of keycaps is longer than the question."""

AFTER_SECONDS = 1.0
"""Whoever has answered by then, and been asked the next question, needs none."""

STOCK_BURST = 10.0
STOCK_PER_SECOND = 0.2
LEFT_OVER = 5.0
"""What keycaps leave of the burst for answers."""

PROVEN = -10.0
"""So far below zero the stock limit would long have said no."""

WARY_SECONDS = 3600.0
"""After a 429 the limit is believed again for so long."""


def keycap(number: int) -> str:
    """Return the sign of a number from 1 to 9."""
    return f"{number}\ufe0f\u20e3"


def keycaps(count: int) -> list[str]:
    """Return the signs that are put under so many choices: none where they are more than a row."""
    return [keycap(number) for number in range(1, count + 1)] if count <= MOST_CHOICES else []


class Allowance:
    """What is left of the homeserver's patience, as far as we can tell."""

    def __init__(self) -> None:
        self._left = STOCK_BURST
        self._at = 0.0
        self._lifted = False
        self._wary_until = 0.0

    def spend(self, now: float, count: int = 1) -> None:
        """So many events were taken."""
        self._left = min(self._left + (now - self._at) * STOCK_PER_SECOND, STOCK_BURST) - count
        self._at = now
        if self._left < PROVEN and now >= self._wary_until:
            self._lifted = True

    def refused(self, now: float) -> None:
        """There was a 429."""
        self._left, self._at, self._lifted = 0.0, now, False
        self._wary_until = now + WARY_SECONDS

    def has_room_for(self, now: float, count: int) -> bool:
        """Tell whether so many keycaps would keep no answer waiting."""
        left = min(self._left + (now - self._at) * STOCK_PER_SECOND, STOCK_BURST)
        return self._lifted or left - count >= LEFT_OVER
