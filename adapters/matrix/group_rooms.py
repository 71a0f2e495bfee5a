"""Rooms of several people: what happens at their door, and what calls us there."""

from __future__ import annotations

from collections.abc import Callable

from adapters.matrix.choices import Choices
from adapters.matrix.in_groups import POWER_LEVELS, answered, may_write, meant, words_of
from adapters.matrix.reading import (
    ENCRYPTION,
    MESSAGE,
    REACTION,
    TOMBSTONE,
    reacted_to,
    redacted_by,
    written,
)
from adapters.matrix.rooms import Room, Rooms
from adapters.matrix.visits import Event, Visit, arrival, is_new, leaves
from bot.engine.incoming import Arrival, Sender
from bot.text.clean import clean, number


class GroupRooms:
    """Those of one account. `follow` is told where a room goes on, and who said so."""

    def __init__(self, me: str, rooms: Rooms, choices: Choices, follow: Callable[[Event, str], None]) -> None:
        self._me, self._rooms, self._choices, self._follow = me, rooms, choices, follow

    async def arrivals(self, visit: Visit, room: Room) -> list[Arrival]:
        """Return what concerns us, in order."""
        arrivals = await self._came_in(visit)
        if visit.joined is None:
            arrivals += _became_group(visit, room)
        for event in visit.events:
            arrivals += await self._happened(visit.room, event, room)
        return arrivals

    def left(self, room: str, events: list[Event]) -> list[Arrival]:
        """Return that we are out, whoever saw to it."""
        return [_door(room, event, "left") for event in events if leaves(event, self._me)]

    def closed(self, room: str, events: list[Event]) -> list[Arrival]:
        """Return that nothing is said there any more, since it is encrypted from now on."""
        return [_door(room, event, "left") for event in events if event["type"] == ENCRYPTION]

    async def _came_in(self, visit: Visit) -> list[Arrival]:
        """Return our coming in; where the room takes the place of another, the group has moved (H56)."""
        if visit.joined is None:
            return []
        older = await self._rooms.continues(visit.room)
        moved = [_door(visit.room, visit.joined, "moved", older=older)] if older else []
        return [*moved, _door(visit.room, visit.joined, "joined")]

    async def _happened(self, room: str, event: Event, found: Room) -> list[Arrival]:
        sender = str(event["sender"])
        if event["type"] == POWER_LEVELS:
            return [_door(room, event, "joined" if may_write(event["content"], self._me) else "muted")]
        if event["type"] == TOMBSTONE:
            self._follow(event, sender)
        if sender == self._me or "state_key" in event or not isinstance(event.get("content"), dict):
            return []
        who = Sender(sender, sender, clean(found.others.get(sender, "")).strip(), group=room)
        match event["type"]:
            case "m.room.message":
                return await self._said(room, event, who, found.name)
            case "m.reaction":
                token = await self._choices.token(room, *reacted_to(event))
                return [] if token is None else [arrival(room, event, who, group=True, token=token)]
            case "m.room.redaction":
                return await self._took_back(room, event, who)
        return []

    async def _said(self, room: str, event: Event, who: Sender, name: str) -> list[Arrival]:
        """Return the words that call us, or the number with which somebody answers what we asked."""
        content = event["content"]
        said, to = words_of(content), answered(content)
        if to and number(said) is not None:
            token = await self._choices.token(room, to, said)
            if token is not None:
                return [arrival(room, event, who, group=True, token=token, about=to)]
        found = meant(content, self._me, name)
        if found is None:
            return []
        return [arrival(room, event, who, group=True, said=found[0], addressed=found[1])]

    async def _took_back(self, room: str, event: Event, who: Sender) -> list[Arrival]:
        """Return that somebody took back what they themselves had said: it may have given something that stands (H58).

        It is theirs, wherever they said it, and so it is a turn of their private chat.
        """
        said = await self._choices.event(room, redacted_by(event))
        if said.get("sender") != who.id or said.get("type") not in {REACTION, MESSAGE}:
            return []
        return [Arrival(str(event["event_id"]), written(room, event), who, only_known=True)]


def _became_group(visit: Visit, room: Room) -> list[Arrival]:
    """Return that a room in which we were with one person is a group from now on; they are met elsewhere."""
    alone = room.everybody - visit.newcomers
    came = next((event for event in visit.events if is_new(event)), None)
    if came is None or len(alone) > 1:
        return []
    elsewhere = [
        Arrival(
            f"{came['event_id']}.{person}", written(visit.room, came, elsewhere=True), sender, only_known=True
        )
        for person in alone
        for sender in [Sender(person, person, clean(room.others.get(person, "")).strip())]
    ]
    return [_door(visit.room, came, "joined"), *elsewhere]


def _door(room: str, event: Event, what: str, **asked: object) -> Arrival:
    """Return what happened at the door, which is nobody's own."""
    raw = written(room, event, group=True, door=what, **asked)
    return Arrival(f"{event['event_id']}.{what}", raw, None, door=True)
