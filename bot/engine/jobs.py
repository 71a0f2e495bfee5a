"""Jobs: what is slow, or asked of a platform, and what conversations wait for. Each result comes back as an update."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Protocol

import structlog

from bot.engine.desk import Job
from bot.engine.incoming import Incoming, JobDone, Vouched
from bot.engine.platform import FileGone, Platform
from bot.engine.store import Store
from bot.engine.work import write_own

log = structlog.get_logger()

MOST_PHOTO_BYTES = 10 * 1024 * 1024
MOST_FILE_BYTES = 20 * 1024 * 1024
MOST_JOB_ATTEMPTS = 5


class Darkroom(Protocol):
    """What makes photos and documents ready, and keeps them."""

    def make_ready(self, data: bytes, name: str) -> Any:
        """Return the photo cleaned and made small, or the document of that name; or why it is refused, as a slug.

        It is slow, and needs no desk.
        """

    def keep_file(self, desk: Any, job: Job, file: Any) -> int:
        """Keep what was made ready, and return its id."""


class Jobs:
    """Does jobs, each once at a time. `soon` begins some work that ends by itself."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        darkroom: Darkroom,
        soon: Callable[[Coroutine[Any, Any, Any]], None],
    ) -> None:
        self._store, self._platforms, self._darkroom, self._soon = store, platforms, darkroom, soon
        self._bell = asyncio.Event()
        self._working: set[int] = set()

    def look(self) -> None:
        """Look soon whether a job waits."""
        self._bell.set()

    async def run(self) -> None:
        """Do jobs until cancelled."""
        while True:
            await self._bell.wait()
            self._bell.clear()
            for job in await self._store.run(lambda desk: desk.waiting_jobs(20)):
                if job.id not in self._working and job.platform in self._platforms:
                    self._working.add(job.id)
                    self._soon(self._do_job(job))

    async def _do_job(self, job: Job) -> None:
        """Do one job to its end; its result comes back as an event in the inbox."""
        try:
            if job.group is not None:
                runs = await self._runs(job)
                return await self._store.run(lambda desk: found_out(desk, job, runs=runs), wakes=True)
            data = await self._fetch(job)
            if isinstance(data, bytes):
                ready = await asyncio.to_thread(self._darkroom.make_ready, data, job.name)
            else:
                ready = data
            await self._store.run(lambda desk: self.ended(desk, job, ready), wakes=True)
        except Exception as error:
            log.error("A job failed.", slug="job-failed", error=type(error).__name__)
        finally:
            self._working.discard(job.id)

    async def _runs(self, job: Job) -> bool | None:
        """Return whether who typed this runs the group; None if nobody can tell."""
        for attempt in range(MOST_JOB_ATTEMPTS):
            try:
                return await self._platforms[job.platform].runs(job.group or "", job.person)
            except OSError:
                await asyncio.sleep(min(2.0**attempt, 10.0))
        return None

    async def _fetch(self, job: Job) -> bytes | str:
        """Return what the platform has, or why it gives nothing, as a slug."""
        most = MOST_FILE_BYTES if job.name else MOST_PHOTO_BYTES
        for attempt in range(MOST_JOB_ATTEMPTS):
            try:
                return await self._platforms[job.platform].fetch(job.file, most)
            except FileGone as gone:
                return gone.reason
            except OSError:
                await asyncio.sleep(min(2.0**attempt, 10.0))
        return "gone"

    def ended(self, desk: Any, job: Job, ready: Any) -> None:
        """Keep what a job made ready, or the slug of why it was refused; the conversation hears of it by an update."""
        if not desk.end_job(job.id):
            return
        if isinstance(ready, str):
            done = JobDone(job.id, refused=ready)
        else:
            done = JobDone(job.id, media=self._darkroom.keep_file(desk, job, ready))
        desk.keep_own(job.account, f"job:{job.id}", write_own(Incoming(done)))


def found_out(desk: Any, job: Job, *, runs: bool | None) -> None:
    """Let what was typed come again, now that it is known who typed it."""
    if desk.end_job(job.id) and runs is not None:
        again = Incoming(Vouched(job.typed, runs), group=job.group)
        desk.keep_own(job.account, f"job:{job.id}", write_own(again))
