"""What is known of the rooms that we are in: who is there, who ever was, and whether they are encrypted.

Asked of the homeserver when a room first matters, and again when it says that something changed. Nothing of it is
stored: the homeserver is the truth.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from adapters.errands import Errands
from adapters.exchange import NoAnswerError, NotSentError
from adapters.latest import remember
from adapters.matrix.in_groups import POWER_LEVELS, may_write
from adapters.matrix.outcomes import NotDoneError, failure_outcome, refusal
from adapters.matrix.reading import CREATE, ENCRYPTION, MEMBER, TOMBSTONE
from adapters.matrix.wire import Wire, path
from bot.engine.platform import Unknown, Unreachable

if TYPE_CHECKING:
    from adapters.matrix.methods import Methods

MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Room:
    """A room: the others in it, by id, with their names; who is asked to come, and who was there or might have come.

    `name` is what we are called there. A `closed` one is encrypted, and we have no keys: nothing is heard or said there.
    """

    others: Mapping[str, str]
    encrypted: bool
    invited: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    name: str = ""
    joined: bool = field(default=True, kw_only=True)
    closed: bool = field(default=False, kw_only=True)

    @property
    def everybody(self) -> frozenset[str]:
        """Whoever may have read what was said there: all who ever came, or were asked to."""
        return self.invited | self.gone | self.others.keys()

    @property
    def shared(self) -> bool:
        """Whether it is a group: there was ever a third, and so nothing is between two there any more."""
        return len(self.everybody) > 1

    @property
    def empty(self) -> bool:
        """Whether nobody is there but us, and nobody is asked to come."""
        return not self.others and not self.invited


class Rooms:
    """The rooms of one account, the latest that mattered; with `keys` it can take part in encrypted ones."""

    def __init__(
        self, me: str, wire: Wire, methods: Callable[[], Awaitable[Methods]], *, keys: bool = False
    ) -> None:
        self._me = me
        self._keys = keys
        self._wire = wire
        self._methods = methods
        self._known: OrderedDict[str, Room] = OrderedDict()
        self._changes: OrderedDict[str, int] = OrderedDict()
        self._leaving = Errands()

    async def get(self, room: str) -> Room | None:
        """Return the room; None if we are not in it. Raises NotDoneError if nobody can say."""
        while (known := self._known.get(room)) is None:
            changes = self._changes.get(room)
            found = await self._look(room)
            if found is None or not found.joined:
                return None
            # What changed while the homeserver was asked may not be in its answer.
            if self._changes.get(room) == changes:
                remember(self._known, room, found, MOST_REMEMBERED)
        self._known.move_to_end(room)
        return known

    async def left(self, room: str) -> Room | None:
        """Return a room that we were in as it was then, or else as we knew it; None if nobody can say."""
        known = self._known.get(room)
        self.forget(room)
        with contextlib.suppress(NotDoneError):
            return await self._look(room) or known
        return known

    async def muted(self, room: str) -> bool:
        """Tell whether we have too little power there to write."""
        levels = await (await self._methods()).state(room, POWER_LEVELS)
        return levels is not None and not may_write(levels, self._me)

    def known(self, room: str) -> Room | None:
        """Return what was known of the room without asking."""
        return self._known.get(room)

    def forget(self, room: str) -> None:
        """Ask anew when it next matters."""
        self._known.pop(room, None)
        remember(self._changes, room, self._changes.get(room, 0) + 1, MOST_REMEMBERED)

    async def continues(self, room: str) -> str | None:
        """Return which room this one takes the place of, if that one says so, too (H56)."""
        methods = await self._methods()
        created = await methods.state(room, CREATE)
        before = (created or {}).get("predecessor")
        older = before.get("room_id") if isinstance(before, dict) else None
        if not isinstance(older, str):
            return None
        try:
            closed = await methods.state(older, TOMBSTONE)
        except NotDoneError as failed:
            if isinstance(failed.outcome, Unreachable):
                return None
            raise
        return older if (closed or {}).get("replacement_room") == room else None

    def leave_soon(self, room: str) -> None:
        """Leave a room in which nobody is left."""
        self._leaving.begin(self._leave(room))

    async def close(self) -> None:
        """Leave no more."""
        await self._leaving.close()

    async def _leave(self, room: str) -> None:
        # Where that fails we stay alone, which harms nobody.
        with contextlib.suppress(NotDoneError):
            await (await self._methods()).leave(room)

    async def _look(self, room: str) -> Room | None:
        """Return the room as it is, or as it was when we left; None if it is nothing of ours."""
        try:
            methods = await self._methods()
            members, encryption = await asyncio.gather(self._members(room), methods.state(room, ENCRYPTION))
        except NotDoneError as failed:
            if isinstance(failed.outcome, Unreachable):
                return None
            raise
        found = _room(self._me, members, encrypted=encryption is not None)
        return replace(found, closed=found.encrypted and not self._keys)

    async def _members(self, room: str) -> list[Any]:
        """Return what the room says of everybody who was ever in it, or asked to come."""
        try:
            answer = await self._wire.get(path("rooms", room, "members"))
        except (NotSentError, NoAnswerError) as failure:
            outcome = failure_outcome(failure)
        else:
            said = answer.json()
            if isinstance(chunk := said.get("chunk"), list):
                return chunk
            outcome = (
                refusal(answer.status, said, answer.retry_after)
                if answer.status != 200
                else Unknown("no_result")
            )
        raise NotDoneError(outcome)


def _room(me: str, members: list[Any], *, encrypted: bool) -> Room:
    """Return the room of these members, read believing nothing."""
    by: dict[object, dict[str, str]] = {}
    for event in members:
        content = event.get("content") if isinstance(event, dict) else None
        who = event.get("state_key") if isinstance(event, dict) else None
        if isinstance(content, dict) and isinstance(who, str) and event.get("type") == MEMBER:
            name = content.get("displayname")
            by.setdefault(content.get("membership"), {})[who] = name if isinstance(name, str) else ""
    here = by.get("join", {})
    return Room(
        {who: name for who, name in here.items() if who != me},
        encrypted,
        frozenset(by.get("invite", {})) - {me},
        frozenset({**by.get("leave", {}), **by.get("ban", {})}) - {me},
        here.get(me, ""),
        joined=me in here,
    )
