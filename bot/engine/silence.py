"""How long this process has been silent, whatever stopped it: a signal, a machine that slept."""

from __future__ import annotations

import time


def now() -> float:
    """Return seconds that go on while the machine sleeps, where it can tell; they are compared with one another only."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)
