"""A room for one person and us, opened by us: for whoever spoke to us in a group, or is no longer alone with us.

Making a room and inviting are not idempotent at a homeserver. So the room is made with nobody in it, then noted with
the homeserver, and only then is the person asked to come: whenever we are killed, they are asked once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.exchange import NoAnswerError, NotSentError
from adapters.matrix.outcomes import NotDoneError, failure_outcome, refusal
from adapters.matrix.places import Place
from adapters.matrix.rooms import Rooms
from adapters.matrix.wire import Wire, path
from bot.engine.platform import Later, Moved, Outcome, Unreachable

if TYPE_CHECKING:
    from adapters.matrix.methods import Methods

NOTE = "be.parvis.private"
"""Our own note, with the person's id behind it, which the homeserver keeps for us: the room that we opened for them."""


class PrivateRooms:
    """The rooms that one account opened."""

    def __init__(self, me: str, wire: Wire, rooms: Rooms, methods: Callable[[], Awaitable[Methods]]) -> None:
        self._me = me
        self._wire = wire
        self._rooms = rooms
        self._methods = methods
        self._one_at_a_time = asyncio.Lock()

    async def way_to(self, person: str) -> Outcome:
        """Return where the person is written to from now on, or why nowhere: whoever left or declined is not asked again."""
        async with self._one_at_a_time:
            try:
                return await self._way_to(person)
            except NotDoneError as failed:
                outcome = failed.outcome
            except (NotSentError, NoAnswerError) as failure:
                outcome = failure_outcome(failure)
        # There are limits for making rooms and inviting, which concern nobody else.
        return replace(outcome, everyone=False) if isinstance(outcome, Later) else outcome

    async def _way_to(self, person: str) -> Outcome:
        room = await self._noted(person)
        found = await self._rooms.get(room) if room else None
        if room and found is None:
            return Unreachable("left")
        if found is None or found.shared:
            room = await (await self._methods()).open()
            await self._note(person, room)
        elif found.closed:
            return Unreachable("encrypted")
        elif person in found.gone:
            return Unreachable("left")
        if found is None or found.shared or person not in found.everybody:
            await (await self._methods()).invite(room, person)
            self._rooms.forget(room)
        return Moved(Place(room, person).chat)

    async def _noted(self, person: str) -> str:
        answer = await self._wire.get(self._place(person))
        if answer.status == 404:
            return ""
        if answer.status != 200:
            raise NotDoneError(refusal(answer.status, answer.json(), answer.retry_after))
        room = answer.json().get("room")
        return room if isinstance(room, str) else ""

    async def _note(self, person: str, room: str) -> None:
        answer = await self._wire.put(self._place(person), {"room": room})
        if answer.status != 200:
            raise NotDoneError(refusal(answer.status, answer.json(), answer.retry_after))

    def _place(self, person: str) -> str:
        return path("user", self._me, "account_data", f"{NOTE}.{person}")
