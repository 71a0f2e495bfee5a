"""What falls due fires: it is judged again, a little at a time, and what it tells is put into the outbox or waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.civic.doors import Operator
from bot.engine.chat import dump_chat, load_chat
from bot.engine.desk import Desk, Due
from bot.engine.faults import of_the_database, place_of
from bot.engine.outgoing import Lane
from bot.engine.telling import STALE, Later
from bot.engine.work import CONVERSATION, Notice, Weighed, Worker

log = structlog.get_logger()

FIRED_AT_ONCE = 25
"""Due rows that are judged in one transaction: turns wait for it."""

MOST_WEIGHED = 100
"""After so many notices, the due rows that are left are judged in the next transaction."""


@dataclass(slots=True)
class Fired:
    """How many due rows fired at once, how many notices were weighed, how many of them came too late, and whether more rows wait."""

    rows: int = 0
    weighed: int = 0
    stale: int = 0
    more: bool = False


class Firing:
    """Judges what falls due, with a worker's judges."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker

    def fire(self, desk: Desk, limit: int = FIRED_AT_ONCE) -> Fired:
        """Judge what has fallen due, and tell what is to be told; turns wait meanwhile, so it is not much at once.

        It is so many rows at most, and fewer where one row tells many.
        """
        rows = desk.fallen_due(limit)
        fired = Fired()
        for due in rows:
            if fired.weighed >= MOST_WEIGHED:
                break
            fired.rows += 1
            try:
                with desk.savepoint():
                    self._fire(desk, due, fired)
            except Exception as error:
                if of_the_database(error):
                    raise
                log.error(
                    "A due row failed and is dropped.",
                    slug="due-failed",
                    kind=due.kind,
                    error=type(error).__name__,
                    where=place_of(error.__traceback__),
                )
        for due in rows[fired.rows :]:
            desk.plan_once(due)
        # What told many may have more to tell.
        fired.more = len(rows) == limit or fired.rows < len(rows) or fired.weighed >= limit
        if fired.stale:
            log.warning("What it was too late to tell was dropped.", slug="nudge-stale", count=fired.stale)
        return fired

    def _fire(self, desk: Desk, due: Due, fired: Fired) -> None:
        """Judge one row, and count what becomes of what it would tell."""
        desk.act_as(Operator())
        judge = self.worker.judges.get(due.kind)
        if judge is None:
            log.warning("Nobody judges this kind of due row.", slug="due-unknown", kind=due.kind)
            return
        account = int(due.subject) if due.kind == CONVERSATION else None
        chat = load_chat(desk.chat_of(account)) if account is not None else None
        weighed = self.worker.weighed(desk, judge(due, desk, chat))
        if account is not None and chat is not None:
            desk.save_chat(account, dump_chat(chat))
        if not desk.changed and (until := _when_again(weighed)):
            desk.plan(replace(due, at=until))
        else:
            self.worker.put(desk, weighed)
        self.worker.tell(desk)
        fired.weighed += len(weighed)
        fired.stale += sum(each.fate == STALE for each in weighed)


def _when_again(weighed: Sequence[Weighed]) -> datetime | None:
    """Return when to judge again, where all that is to be told is news that has to wait."""
    waits = [
        each.fate.until
        for each in weighed
        if isinstance(each.fate, Later) and isinstance(each.notice, Notice) and each.notice.lane is Lane.NEWS
    ]
    return min(waits) if waits and len(waits) == len(weighed) else None
