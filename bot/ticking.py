"""The ticker: APScheduler, which calls what looks for due rows. Nothing lives in its job store; the rows are the truth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.engine.service import Tick


@contextmanager
def ticking(ticks: Sequence[Tick]) -> Iterator[None]:
    """Call each work every so many seconds meanwhile, never twice at once, and never in a burst after a pause."""
    scheduler = AsyncIOScheduler(
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for work, seconds in ticks:
        scheduler.add_job(work, "interval", seconds=seconds)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
