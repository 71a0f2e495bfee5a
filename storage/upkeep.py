"""What is done now and then, and what the engine asks for by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, func, select

from bot.civic.photos import Photo, PhotoRefused, prepare
from bot.engine.desk import Job
from storage import media, processes, trending
from storage.checkin import forget_doors
from storage.desk import Desk
from storage.erasures import Log
from storage.feed import forget_shown
from storage.guesses import forget_guesses
from storage.happenings import forget_happenings
from storage.links import forget_links
from storage.lists import forget_searches
from storage.nudges import forget_nudges
from storage.tables import inbox, jobs, outbox

KEPT = timedelta(hours=72)
"""How long done updates are remembered: no platform repeats one later (PLATFORMS.md, Telegram)."""

_FORGET_OLD = (
    forget_searches,
    forget_shown,
    forget_happenings,
    forget_nudges,
    forget_guesses,
    forget_doors,
    forget_links,
)

FORGOTTEN_AT_ONCE = 5000
"""Rows of a table that are deleted in one transaction: turns wait for it."""


class Upkeep:
    """The storage's upkeep, for one process."""

    def __init__(self, owner: str, log_of_erasures: Path | None = None) -> None:
        self.owner = owner
        self._erasures = Log(log_of_erasures) if log_of_erasures else None

    def beat(self, desk: Desk) -> int:
        """Say that this process lives; return how many do."""
        return 1 if desk.sqlite else processes.beat(desk.connection, self.owner)

    def may_receive(self, desk: Desk, platform: str) -> bool:
        """Tell whether this process is the one that polls the account."""
        return (
            desk.sqlite
            or processes.hold_lease(desk.connection, f"receive:{platform}", self.owner) is not None
        )

    def leave(self, desk: Desk) -> None:
        """This process is about to end."""
        if not desk.sqlite:
            processes.leave(desk.connection, self.owner)

    def tidy(self, desk: Desk) -> None:
        """Count anew what is stale, and forget what has been kept long enough."""
        trending.refresh(desk)
        if self._erasures:
            self._erasures.follow(desk)
        if processes.alone(desk.connection, processes.TIDYING):
            _forget(desk, inbox, inbox.c.arrived_at, ("done", "ignored"))
            _forget(desk, outbox, outbox.c.created_at, ("sent", "failed", "uncertain"))
            _forget(desk, jobs, jobs.c.created_at, ("done",))
            for forget_old in _FORGET_OLD:
                forget_old(desk)

    def picture(self, desk: Desk, media_id: int) -> bytes | None:
        """Return a kept photo."""
        return media.picture(desk, media_id)

    def make_ready(self, data: bytes) -> Photo | str:
        """Return the photo cleaned and made small, or why it is refused."""
        try:
            return prepare(data)
        except PhotoRefused as no:
            return no.reason

    def keep_photo(self, desk: Desk, job: Job, photo: Any) -> int:
        """Keep a photo that was made ready, and return its id."""
        return media.keep(desk, job.account, photo.jpeg, photo.width, photo.height)


def _forget(desk: Desk, table: Table, since: ColumnElement[Any], over: Sequence[str]) -> None:
    """Delete the oldest rows that are over and were kept long enough, a bounded number at once.

    The newest row stays, so that no number is ever given twice: platforms know messages by theirs.
    """
    newest = select(func.max(table.c.id)).scalar_subquery()
    kept_enough = (since < desk.now - KEPT) & table.c.state.in_(over) & (table.c.id < newest)
    oldest = select(table.c.id).where(kept_enough).order_by(since).limit(FORGOTTEN_AT_ONCE)
    desk.connection.execute(delete(table).where(table.c.id.in_(oldest)))
