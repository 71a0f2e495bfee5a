"""What is done now and then, and what the engine asks for by name."""

from __future__ import annotations

from pathlib import Path

from bot.civic.papers import Paper, paper_in
from bot.civic.photos import Photo, PhotoRefused, prepare
from bot.engine.desk import Job
from bot.engine.outgoing import File
from storage import media, processes, trending
from storage.beginning import wake_broadcasts
from storage.desk import Desk
from storage.erasures import Log
from storage.retention import TERMS, Round
from storage.votes import count_the_overdue


class Upkeep:
    """The storage's upkeep, for one process."""

    def __init__(self, owner: str, log_of_erasures: Path | None = None) -> None:
        self.owner = owner
        self._round = Round()
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
        count_the_overdue(desk)
        wake_broadcasts(desk)
        if self._erasures:
            self._erasures.follow(desk)
        if processes.alone(desk.connection, processes.TIDYING):
            for term in TERMS:
                if term.apply:
                    term.apply(desk)
            self._round.go_on(desk)

    def picture(self, desk: Desk, media_id: int) -> File | None:
        """Return a kept photo or document."""
        return media.picture(desk, media_id)

    def make_ready(self, data: bytes, name: str) -> Photo | Paper | str:
        """Return the photo cleaned and made small, or the document of that name; or why it is refused."""
        if name:
            return paper_in(data, name)
        try:
            return prepare(data)
        except PhotoRefused as no:
            return no.reason

    def keep_file(self, desk: Desk, job: Job, file: Photo | Paper) -> int:
        """Keep what was made ready, and return its id."""
        if isinstance(file, Paper):
            return media.keep_paper(desk, job.account, file)
        return media.keep(desk, job.account, file.jpeg, file.width, file.height)
