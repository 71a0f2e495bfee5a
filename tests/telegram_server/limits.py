"""How fast a bot may send, and what it is told when it sends faster."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from tests.telegram_server.clock import Clock
from tests.telegram_server.refusals import too_fast


@dataclass(frozen=True)
class Limits:
    """Telegram's limits: about one message a second in a chat, 20 a minute in a group, 30 a second in all.

    A burst is how many may go at once before the rate counts.
    """

    per_chat_second: float = 1.0
    chat_burst: int = 5
    per_group_minute: float = 20.0
    per_second: float = 30.0


@dataclass
class _Bucket:
    """Fills at `rate` tokens a second up to `size`."""

    rate: float
    size: float
    tokens: float
    filled_at: float

    def fill(self, now: float) -> None:
        self.tokens = min(self.size, self.tokens + max(0.0, now - self.filled_at) * self.rate)
        self.filled_at = now

    def wait_seconds(self) -> float:
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.rate


@dataclass
class Gauge:
    """Counts what was sent against the limits; without limits it lets everything through."""

    clock: Clock
    limits: Limits | None
    _buckets: dict[object, _Bucket] = field(default_factory=dict)

    def admit(self, chat_id: int, *, is_group: bool) -> None:
        """Count one message or edit. Raises `RefusalError` (429), uncounted, where a limit is reached."""
        if self.limits is None:
            return
        buckets = self._concerned(self.limits, chat_id, is_group=is_group)
        wait_seconds = max(bucket.wait_seconds() for bucket in buckets)
        if wait_seconds > 0:
            raise too_fast(math.ceil(wait_seconds))
        for bucket in buckets:
            bucket.tokens -= 1

    def _concerned(self, limits: Limits, chat_id: int, *, is_group: bool) -> list[_Bucket]:
        buckets = [
            self._bucket("all", limits.per_second, limits.per_second),
            self._bucket(chat_id, limits.per_chat_second, limits.chat_burst),
        ]
        if is_group:
            in_a_minute = limits.per_group_minute
            buckets.append(self._bucket(("group", chat_id), in_a_minute / 60, in_a_minute))
        return buckets

    def _bucket(self, key: object, rate: float, size: float) -> _Bucket:
        now = self.clock()
        bucket = self._buckets.setdefault(key, _Bucket(rate, size, size, now))
        bucket.fill(now)
        return bucket
