"""What is done now and then, and what the engine asks for by name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, func, select

from bot.civic.photos import Photo, PhotoRefused, prepare
from bot.engine.desk import Job
from storage import media, processes, trending
from storage.desk import Desk
from storage.tables import inbox, jobs, outbox

KEPT = timedelta(hours=72)
"""How long done updates are remembered: no platform repeats one later (PLATFORMS.md, Telegram)."""


class Upkeep:
    """The storage's upkeep, for one process."""

    def __init__(self, owner: str) -> None:
        self.owner = owner

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
        before = desk.now - KEPT
        run = desk.connection.execute
        run(delete(inbox).where(inbox.c.state.in_(("done", "ignored")), inbox.c.arrived_at < before))
        over = outbox.c.state.in_(("sent", "failed", "uncertain"))
        run(delete(outbox).where(over, outbox.c.created_at < before, _not_the_last(outbox)))
        run(delete(jobs).where(jobs.c.state == "done", jobs.c.created_at < before, _not_the_last(jobs)))

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


def _not_the_last(table: Table) -> ColumnElement[bool]:
    """The newest row stays, so that no number is ever given twice: platforms know messages by theirs."""
    return table.c.id < select(func.max(table.c.id)).scalar_subquery()
