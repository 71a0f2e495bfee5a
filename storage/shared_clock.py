"""One clock for all processes on a PostgreSQL: the server's, however far their machines' own are apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any


class SharedClock:
    """The database's time as of its last measuring, carried on by this machine's clock."""

    def __init__(self) -> None:
        self._apart = timedelta(0)

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return datetime.now(UTC) + self._apart

    def measure(self, connection: Any) -> None:
        """Find out how far the two are apart, taking the answer to have been given half-way. A driver's connection."""
        asked = datetime.now(UTC)
        (told,) = connection.execute("select clock_timestamp()").fetchone()
        self._apart = told - (asked + (datetime.now(UTC) - asked) / 2)
