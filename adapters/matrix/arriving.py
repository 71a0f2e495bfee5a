"""What a sync says, room by room: what concerns us is asked for what it lacks, and made ready to be kept.

Each room apart: one that cannot be read costs its neighbours nothing (P4).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from adapters.matrix.choices import Choices
from adapters.matrix.encrypted import Encrypted
from adapters.matrix.group_rooms import GroupRooms
from adapters.matrix.invitations import Invitations
from adapters.matrix.outcomes import NotDoneError, refusal
from adapters.matrix.places import Place
from adapters.matrix.reading import (
    CHANGES,
    CREATE,
    ENCRYPTED,
    GONE,
    MEMBER,
    MESSAGE,
    REACTION,
    SAID,
    TOMBSTONE,
    reacted_to,
    written,
)
from adapters.matrix.rooms import MOST_REMEMBERED, Room, Rooms
from adapters.matrix.visits import Event, Visit, arrival, before, events_of, leaves, membership, objects
from adapters.matrix.wire import Wire, path
from adapters.troubles import Observer
from bot.engine.incoming import Arrival, Sender
from bot.engine.platform import Unknown
from bot.text.clean import clean

if TYPE_CHECKING:
    from adapters.matrix.encrypted_rooms import EncryptedRooms

TIMELINE = {"types": sorted(SAID | CHANGES | {ENCRYPTED, CREATE})}
"""The kinds of event that are asked for."""

PAGE = 1000
MOST_PAGES = 100
"""So many pages of a gap in one room are filled: a hundred thousand events."""

MOST_TRIES = 5
"""Times a room may fail by the homeserver's own fault before what came in it is put aside (P4)."""

_MALFORMED = (AttributeError, KeyError, TypeError, ValueError)


class Arriving:
    """Reads the syncs of one account."""

    def __init__(
        self,
        me: str,
        wire: Wire,
        rooms: Rooms,
        choices: Choices,
        *,
        invitations: Invitations,
        encrypted: Encrypted,
        observer: Observer,
        sealed: EncryptedRooms | None = None,
    ) -> None:
        self._me, self._wire, self._rooms, self._choices = me, wire, rooms, choices
        self._invitations, self._encrypted, self._observer = invitations, encrypted, observer
        self._sealed = sealed
        self._groups = GroupRooms(me, rooms, choices, self._follow)
        self._tries: dict[str, int] = {}
        self._latest: dict[str, str] = {}

    async def arrivals(self, said: Mapping[str, Any], since: str) -> list[Arrival]:
        """Return what concerns us, in order. Raises NotDoneError, NotSentError or NoAnswerError: then it is asked again."""
        sections = objects(said.get("rooms"))
        for room, section in objects(sections.get("invite")).items():
            self.invited(room, section)
        for room in objects(sections.get("leave")):
            self._invitations.drop(room)
        ours = [self._guarded(room, s, since) for room, s in objects(sections.get("join")).items()]
        gone = [self._shown_out(room, s) for room, s in objects(sections.get("leave")).items()]
        found = await asyncio.gather(*ours, *gone)
        return [one for each in found for one in each]

    def invited(self, room: str, section: Mapping[str, Any]) -> None:
        """Take an invitation up, unless it is to what is no place to talk, as a space is."""
        try:
            events = section["invite_state"]["events"]
            if any(event["type"] == CREATE and event["content"].get("type") for event in events):
                return
            for event in events:
                if (event["type"], event["state_key"]) == (MEMBER, self._me):
                    self._invitations.take(room, str(event["sender"]))
        except _MALFORMED:
            self._observer("matrix_room_unreadable")

    async def _guarded(self, room: str, section: Mapping[str, Any], since: str) -> list[Arrival]:
        try:
            found = await self._visited(room, section, since)
        except _MALFORMED:
            self._observer("matrix_room_unreadable")
            return []
        except NotDoneError as failed:
            self._tries[room] = self._tries.get(room, 0) + isinstance(failed.outcome, Unknown)
            if self._tries[room] < MOST_TRIES:
                raise
            self._observer("matrix_room_put_aside")
            return _aside(room, section)
        self._tries.pop(room, None)
        return found

    async def _visited(self, room: str, section: Mapping[str, Any], since: str) -> list[Arrival]:
        visit = await self._visit(room, section, since)
        if self._changes(visit):
            self._rooms.forget(room)
        if not any(self._matters(event) for event in (*visit.state, *visit.events)):
            return []
        found = await self._rooms.get(room)
        if found is None:
            return []
        if found.encrypted and self._sealed is not None:
            visit = replace(visit, events=await self._sealed.heard(room, found, visit.events))
        elif found.closed:
            self._encrypted.tell(room)
            return self._groups.closed(room, visit.events) if found.shared else []
        # A room that we have just made for somebody is empty, too, until we ask them to come.
        if found.empty and any(
            event["type"] == MEMBER and membership(event) in GONE for event in visit.events
        ):
            self._rooms.leave_soon(room)
        return await (self._groups.arrivals(visit, found) if found.shared else self._heard(visit, found))

    def _changes(self, visit: Visit) -> bool:
        """Tell whether the room may be another now. Who else comes into a group changes nothing of what it is."""
        known = self._rooms.known(visit.room)
        changes = [event for event in (*visit.state, *visit.events) if event["type"] in CHANGES]
        # In an encrypted one, whoever comes is to be given the keys.
        if known is None or not known.shared or known.encrypted:
            return bool(changes)
        return any(event["type"] != MEMBER or membership(event) in GONE for event in changes)

    async def _visit(self, room: str, section: Mapping[str, Any], since: str) -> Visit:
        """Return what happened: after a gap all of it, and nothing from before we joined."""
        timeline = section.get("timeline", {})
        events, state = events_of(timeline), events_of(section.get("state", {}))
        joined = self._own_join(events)
        if joined is None and timeline.get("limited"):
            self._rooms.forget(room)
            events = [*await self._gap(room, timeline["prev_batch"], since), *events]
            joined = self._own_join(events)
        if joined is not None:
            events = events[events.index(joined) + 1 :]
        return Visit(room, events, [*state, *([joined] if joined else [])], joined)

    def _own_join(self, events: Sequence[Event]) -> Event | None:
        """Return the last event by which we came in; one that only changes our name is none."""
        own = [e for e in events if e["type"] == MEMBER and e.get("state_key") == self._me]
        return next((e for e in reversed(own) if membership(e) == "join" != before(e)), None)

    async def _gap(self, room: str, until: str, since: str) -> list[Event]:
        """Return what the sync left out, oldest first (H59)."""
        missed: list[Event] = []
        question = {"dir": "b", "to": since, "limit": str(PAGE), "filter": json.dumps(TIMELINE)}
        for _ in range(MOST_PAGES):
            answer = await self._wire.get(path("rooms", room, "messages"), {**question, "from": until})
            said = answer.json()
            if answer.status != 200:
                raise NotDoneError(refusal(answer.status, said, answer.retry_after))
            missed += events_of({"events": said["chunk"]})
            until = said.get("end", "")
            if not until or not said["chunk"]:
                break
        return missed[::-1]

    def _matters(self, event: Event) -> bool:
        """Tell whether the room has to be looked at: somebody said something, came or went, or it changed."""
        return event["type"] in CHANGES or (event["type"] != CREATE and event.get("sender") != self._me)

    async def _heard(self, visit: Visit, room: Room) -> list[Arrival]:
        """Return what the person said with whom we are alone here."""
        person = self._partner(visit, room)
        if person is None:
            return []
        sender = _private(person, visit.room, room)
        arrivals = await self._greeted(visit, sender) if room.others else []
        for event in visit.events:
            if event.get("sender") == person and "state_key" not in event:
                arrivals += await self._said(visit.room, event, sender)
            elif event["type"] == TOMBSTONE and event["sender"] == person:
                self._follow(event, person)
            elif visit.joined is None and _comes(event, person):
                # We had asked them to.
                arrivals.append(arrival(visit.room, event, sender, moved=True))
        if room.others:
            self._spoke(person, visit.room)
        elif self._latest.get(person, visit.room) == visit.room:
            arrivals += [
                arrival(visit.room, event, sender) for event in visit.events if leaves(event, person)
            ]
        return arrivals

    def _spoke(self, person: str, room: str) -> None:
        """Remember where somebody was last, so that they may leave an older room and still be reached."""
        self._latest.pop(person, None)
        self._latest[person] = room
        if len(self._latest) > MOST_REMEMBERED:
            del self._latest[next(iter(self._latest))]

    def _partner(self, visit: Visit, room: Room) -> str | None:
        """Return the one person here, or who was it until they left just now."""
        if len(room.others) == 1:
            return next(iter(room.others))
        left = [e["state_key"] for e in visit.events if e["type"] == MEMBER and membership(e) in GONE]
        return left[-1] if left else None

    async def _greeted(self, visit: Visit, sender: Sender) -> list[Arrival]:
        """Return our coming in, as what the person did by inviting us."""
        if visit.joined is None:
            return []
        # Where nobody had invited us, we made the room ourselves, or followed one that was upgraded: it begins nothing.
        moved = before(visit.joined) != "invite" or bool(await self._rooms.continues(visit.room))
        return [arrival(visit.room, visit.joined, sender, moved=moved)]

    async def _said(self, room: str, event: Event, sender: Sender) -> list[Arrival]:
        """Return the event, if there is anything in it that we may have to answer."""
        if event["type"] not in SAID or _is_noise(event):
            return []
        if event["type"] != REACTION:
            return [arrival(room, event, sender)]
        token = await self._choices.token(room, *reacted_to(event))
        return [] if token is None else [arrival(room, event, sender, token=token)]

    def _follow(self, event: Event, person: str) -> None:
        """The room goes on elsewhere: knock there, as if the person had invited us (H56)."""
        successor = event["content"].get("replacement_room")
        if isinstance(successor, str) and successor:
            self._invitations.take(successor, person)

    async def _shown_out(self, room: str, section: Mapping[str, Any]) -> list[Arrival]:
        """Return that we are out of a group, or were shown out by the person with whom we were alone."""
        try:
            events = events_of(section.get("timeline", {}))
            out = [e for e in events if leaves(e, self._me) and before(e) != "invite"]
            found = await self._rooms.left(room) if out else None
            if found is None or found.shared:
                return self._groups.left(room, out)
            return [] if found.closed else self._put_out(room, out, found)
        except _MALFORMED:
            return []

    def _put_out(self, room: str, out: Sequence[Event], found: Room) -> list[Arrival]:
        person = next(iter(found.everybody), "")
        if self._latest.get(person, room) != room:
            return []
        sender = _private(person, room, found)
        return [arrival(room, event, sender) for event in out if event["sender"] == person]


def _private(person: str, room: str, found: Room) -> Sender:
    """Return somebody with whom we are alone."""
    return Sender(person, Place(room, person).chat, clean(found.others.get(person, "")).strip())


def _comes(event: Event, person: str) -> bool:
    return (
        event["type"] == MEMBER
        and event.get("state_key") == person
        and membership(event) == "join" != before(event)
    )


def _aside(room: str, section: Mapping[str, Any]) -> list[Arrival]:
    """Return what came in a room of which nobody can say who is in it, for an operator to look at."""
    try:
        events = [event for event in events_of(section.get("timeline", {})) if event["type"] in SAID]
        return [Arrival(str(e["event_id"]), written(room, e), None, unreadable=True) for e in events]
    except _MALFORMED:
        return []


def _is_noise(event: Event) -> bool:
    """Tell whether nobody says anything: a notice, which no program may answer, or what was redacted before we came."""
    content = event.get("content")
    return (
        event["type"] == MESSAGE
        and isinstance(content, dict)
        and content.get("msgtype") in {None, "m.notice"}
    )
