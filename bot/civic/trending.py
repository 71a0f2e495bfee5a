"""What is trending: an idea's score, kept as three sums that each support or comment changes.

The source is Go Vocal's engine (`TrendingIdeaService`, formerly CitizenLab, AGPL: the formula, not its code):

    score = max(1 + likes - dislikes, 1) / max(now - mean_activity_at, 1)

where mean_activity_at is the mean time of publication, supports and comments; an idea is not trending when
its net is negative, when it is older than 30 days, or when it was rejected. What differs here:

- There are no dislikes: the net is the supports, and never negative.
- The author's own supports and comments do not count.
- A burst is damped. Each act weighs at most 1, in the sum as in the mean: the n-th within ten minutes weighs
  5/n from the sixth on, and an act of somebody who joined in the 24 hours before weighs a fifth of that.
  200 newcomers in ten minutes so weigh less than 5, in place of 200.
- The mean activity is taken to be at least six hours old, not one second. With one second, an idea without
  a single support would for more than 20 minutes outrank 60 supports over two days, and no damping of
  supports could change that: fresh ideas have a list of their own.

A score only falls while nothing happens, so one that was stored is too high, never too low. Ordering is an
index scan over stored scores that are counted anew at an act, and when `stale_at` says: within a minute of
use for what just happened, at most a tenth too high for the rest, some fifty times in an idea's 30 days.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LIFETIME = timedelta(days=30)
SETTLED = timedelta(hours=6)
BURST = timedelta(minutes=10)
NEWCOMER = timedelta(hours=24)
FULL_IN_A_BURST = 5
NEWCOMER_WEIGHT = 0.2
STALE_BY = 0.1
STALE_AT_SOONEST = timedelta(minutes=1)

_GRAIN = 1024  # weights are multiples of 1/1024: sums of them, times whole seconds, are exact in a float


def weight_of(*, at: datetime, joined_at: datetime, earlier: int, by_author: bool = False) -> float:
    """Return what an act weighs, 0 to 1; it is kept with the act, so that withdrawing it takes away as much.

    `earlier` counts the idea's acts of this kind in the `BURST` before `at`: counting may stop at a thousand.
    """
    if by_author:
        return 0.0
    in_burst = min(1.0, FULL_IN_A_BURST / (max(earlier, 0) + 1))
    new = at - joined_at < NEWCOMER
    return round(in_burst * (NEWCOMER_WEIGHT if new else 1.0) * _GRAIN) / _GRAIN


@dataclass(frozen=True, slots=True)
class Activity:
    """What is stored per idea; the order in which acts are added or taken away makes no difference to it.

    The weight of the supports; the weight of all acts (supports and comments); the sum over all acts of
    their weight times their seconds since publication. Of what is `closed` nothing comes: it does not trend.
    """

    published_at: datetime
    supports_weight: float = 0.0
    acts_weight: float = 0.0
    acts_seconds: float = 0.0
    closed: bool = False

    def with_support(self, at: datetime, weight: float) -> Activity:
        """Return the activity with a support of that moment and weight."""
        return replace(self._with(at, weight), supports_weight=self.supports_weight + weight)

    def without_support(self, at: datetime, weight: float) -> Activity:
        """Return the activity as if that support had never been given: same moment and weight as then."""
        return replace(self._with(at, -weight), supports_weight=self.supports_weight - weight)

    def with_comment(self, at: datetime, weight: float) -> Activity:
        """Return the activity with a comment of that moment and weight."""
        return self._with(at, weight)

    def without_comment(self, at: datetime, weight: float) -> Activity:
        """Return the activity as if that comment had never been made: same moment and weight as then."""
        return self._with(at, -weight)

    def score(self, now: datetime) -> float:
        """Return supports per second of mean age, more than 0; or 0 where the idea is not trending."""
        if self.closed or now - self.published_at > LIFETIME:
            return 0.0
        age = now - self._mean_at()
        return max(1.0 + self.supports_weight, 1.0) / max(age, SETTLED).total_seconds()

    def stale_at(self, now: datetime) -> datetime | None:
        """Return when a score of `now` is to be counted anew; None once it is 0 for good."""
        if now - self.published_at > LIFETIME:
            return None
        age = max(now - self._mean_at(), SETTLED)
        tenth_older = self._mean_at() + age * (1 + STALE_BY)
        over = self.published_at + LIFETIME + timedelta(seconds=1)
        return max(min(tenth_older, over), now + STALE_AT_SOONEST)

    def _mean_at(self) -> datetime:
        """Return the weighted mean of publication, which weighs 1, and of all acts."""
        return self.published_at + timedelta(seconds=self.acts_seconds / (1.0 + self.acts_weight))

    def _with(self, at: datetime, weight: float) -> Activity:
        since = max((at - self.published_at) // timedelta(seconds=1), 0)
        return replace(
            self, acts_weight=self.acts_weight + weight, acts_seconds=self.acts_seconds + weight * since
        )
