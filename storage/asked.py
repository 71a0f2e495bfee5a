"""What the stores of both databases share: what is asked of them, and how trouble with the database is told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection

from bot.engine.work import Taken
from storage.database import transient
from storage.desk import Desk

T = TypeVar("T")
Work = Callable[[Desk], Any]
Open = Callable[[Connection], Desk]
TakeTurns = Callable[[Desk, int], list[Taken]]
After = Callable[[list[Taken]], None]

log = structlog.get_logger()

IDLE_SECONDS = 1.0
"""How often the inbox is looked at unasked: another process, or the command line, may have put something there."""

RETRY_SECONDS = 0.5
"""How long to wait after trouble with the database before everything is tried again."""

TELL_SECONDS = 10.0
"""While the trouble lasts, one line in the log each so many seconds."""


@dataclass(slots=True)
class Asked:
    """One piece of work, and what came of it; `unheard` is what nobody waits for."""

    work: Work
    future: asyncio.Future[Any] | None
    wakes: bool = False
    unheard: bool = False
    result: Any = None
    error: Exception | None = None


def do(desk: Desk, asked: Asked) -> None:
    """Do one piece of work by itself: if it fails, the others of its commit do not."""
    try:
        with desk.savepoint():
            asked.result = asked.work(desk)
            asked.error = None
    except Exception as error:
        if transient(error):
            raise
        asked.error = error


def tell_failed(error: Exception) -> None:
    """Tell the operator that something of ours, not the database, is at fault."""
    log.critical("A transaction failed.", slug="transaction-failed", error=type(error).__name__)


@dataclass(slots=True)
class Trouble:
    """Trouble with the database, told when it comes and now and then while it lasts: every thread meets it at once."""

    told_at: float = float("-inf")

    def tell(self) -> None:
        """Say so, unless it was said a moment ago."""
        now = time.monotonic()
        if now >= self.told_at + TELL_SECONDS:
            self.told_at = now
            log.warning(
                "The database is in trouble; nothing is lost, it is tried again.", slug="database-trouble"
            )


trouble = Trouble()
