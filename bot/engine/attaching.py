"""What goes with a message, in hand as it leaves: a kept photo, or what is made for it just then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from bot.engine.faults import place_of
from bot.engine.outgoing import File, Making, Outgoing

log = structlog.get_logger()

KEPT_SECONDS = 30.0
"""For so long, what is no picture is kept in hand: it may be large, and goes to many one after the other."""

Make = Callable[[Mapping[str, Any]], File]
"""Makes a file of what a message says of it: slow, and so in a thread of its own."""


class Attaching:
    """Fetches and makes what goes with messages. `picture` gives a kept photo or document, `makers` make each kind of thing."""

    def __init__(self, picture: Callable[[int], Awaitable[File | None]], makers: Mapping[str, Make]) -> None:
        self._picture, self._makers = picture, makers
        self._latest: tuple[int, float, File] | None = None

    async def __call__(self, message: Outgoing) -> File | None:
        """Return the file that goes with a message; None where there is none, or none any more."""
        if message.photo is not None:
            return await self._kept(message.photo)
        return await self._made(message.made) if message.made else None

    async def _kept(self, number: int) -> File | None:
        """Return what is kept under that number. A picture may be taken back at any moment: it is looked for each time."""
        now = asyncio.get_running_loop().time()
        if self._latest and self._latest[0] == number and now < self._latest[1]:
            return self._latest[2]
        file = await self._picture(number)
        if file and not file.shown:
            self._latest = number, now + KEPT_SECONDS, file
        return file

    async def _made(self, making: Making) -> File | None:
        """Make it; where that fails, the words of the message are still worth sending."""
        try:
            return await asyncio.to_thread(self._makers[making.kind], making.data)
        except Exception as error:
            log.error(
                "Something could not be made for a message, which left without it.",
                slug="making-failed",
                kind=making.kind,
                error=type(error).__name__,
                where=place_of(error.__traceback__),
            )
            return None
