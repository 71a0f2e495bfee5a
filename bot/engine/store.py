"""Where transactions run, as the engine sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from bot.engine.work import Taken

T = TypeVar("T")
TakeTurns = Callable[[Any, int], list[Taken]]
After = Callable[[list[Taken]], None]


class Store(Protocol):
    """Runs transactions."""

    shared: bool
    """Whether other processes work with the same database, and take over what one had in hand that is silent."""

    def start(self, take_turns: TakeTurns, after: After) -> None:
        """Begin to take turns; `after` hears on the loop's thread what each commit leaves to do."""

    async def run(self, work: Callable[[Any], T], *, wakes: bool = False) -> T:
        """Do this work in a transaction and return its result; it is done again if the database was in trouble.

        `wakes` says that updates were kept and their turns can be taken.
        """

    def submit(self, work: Callable[[Any], Any]) -> asyncio.Future[Any]:
        """Do this work soon; nobody need wait for it. The future is done once it is committed, or was told to have failed."""

    async def rest(self) -> None:
        """Take no more turns: what the last ones leave to do has been heard when this returns."""

    async def stop(self) -> None:
        """Finish what was asked for, and end."""
