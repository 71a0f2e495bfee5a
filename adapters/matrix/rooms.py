"""What is known of the rooms that we are in: who is there, and whether they are encrypted.

Asked of the homeserver when a room first matters, and again when it says that something changed. Nothing of it is
stored: the homeserver is the truth.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.matrix.outcomes import NotDoneError
from adapters.matrix.reading import CREATE, ENCRYPTION
from bot.engine.platform import Unreachable

if TYPE_CHECKING:
    from adapters.matrix.methods import Methods

MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Room:
    """A room that we are in: the others in it, by id, with their names."""

    others: Mapping[str, str]
    encrypted: bool


class Rooms:
    """The rooms of one account, the latest that mattered."""

    def __init__(self, me: str, methods: Callable[[], Awaitable[Methods]]) -> None:
        self._me = me
        self._methods = methods
        self._known: OrderedDict[str, Room] = OrderedDict()
        self._leaving: set[asyncio.Task[None]] = set()

    async def get(self, room: str) -> Room | None:
        """Return the room; None if we are not in it. Raises NotDoneError if nobody can say."""
        known = self._known.get(room)
        if known is None:
            known = await self._look(room)
            if known is None:
                return None
            self._known[room] = known
            if len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
        self._known.move_to_end(room)
        return known

    def known(self, room: str) -> Room | None:
        """Return what was known of the room without asking."""
        return self._known.get(room)

    def forget(self, room: str) -> None:
        """Ask anew when it next matters."""
        self._known.pop(room, None)

    async def continues(self, room: str) -> str | None:
        """Return which room this one takes the place of, if any."""
        created = await (await self._methods()).state(room, CREATE)
        before = (created or {}).get("predecessor")
        older = before.get("room_id") if isinstance(before, dict) else None
        return older if isinstance(older, str) else None

    def leave_soon(self, room: str) -> None:
        """Leave a room in which nobody is left."""
        task = asyncio.create_task(self._leave(room))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def close(self) -> None:
        """Leave no more."""
        for task in self._leaving:
            task.cancel()
        await asyncio.gather(*self._leaving, return_exceptions=True)

    async def _leave(self, room: str) -> None:
        # Where that fails we stay alone, which harms nobody.
        with contextlib.suppress(NotDoneError):
            await (await self._methods()).leave(room)

    async def _look(self, room: str) -> Room | None:
        methods = await self._methods()
        try:
            members, encryption = await asyncio.gather(methods.members(room), methods.state(room, ENCRYPTION))
        except NotDoneError as failed:
            if isinstance(failed.outcome, Unreachable):
                return None
            raise
        if self._me not in members:
            return None
        return Room(
            {user: name for user, name in members.items() if user != self._me}, encryption is not None
        )
