"""What a sync says, room by room: what concerns us is asked for what it lacks, and made ready to be kept.

Each room apart: one that cannot be read costs its neighbours nothing (P4).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.matrix.encrypted import Encrypted
from adapters.matrix.invitations import Invitations
from adapters.matrix.outcomes import NotDoneError, refusal
from adapters.matrix.parts import CHOICES
from adapters.matrix.reading import (
    CREATE,
    ENCRYPTED,
    ENCRYPTION,
    GONE,
    MEMBER,
    MESSAGE,
    REACTION,
    SAID,
    TOMBSTONE,
    reacted_to,
    receipt_of,
    written,
)
from adapters.matrix.rooms import MOST_REMEMBERED, Room, Rooms
from adapters.matrix.sending import Sending
from adapters.matrix.troubles import Observer
from adapters.matrix.wire import Wire, path
from bot.engine.incoming import Arrival, Sender
from bot.engine.platform import Unknown
from bot.text.clean import clean, number

TIMELINE = {"types": sorted(SAID | {MEMBER, ENCRYPTED, ENCRYPTION, TOMBSTONE, CREATE})}
"""The kinds of event that are asked for."""

PAGE = 1000
MOST_PAGES = 100
"""So many pages of a gap in one room are filled: a hundred thousand events."""

MOST_TRIES = 5
"""Times a room may fail by the homeserver's own fault before what came in it is put aside (P4)."""

_CHANGES = frozenset({MEMBER, ENCRYPTION, TOMBSTONE})
_MALFORMED = (AttributeError, KeyError, TypeError, ValueError)

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Visit:
    """What happened in one room since we last listened; `joined` is our own coming in, if that is part of it."""

    room: str
    events: list[Event]
    state: list[Event]
    joined: Event | None


class Arriving:
    """Reads the syncs of one account."""

    def __init__(
        self,
        me: str,
        wire: Wire,
        rooms: Rooms,
        sending: Sending,
        *,
        invitations: Invitations,
        encrypted: Encrypted,
        observer: Observer,
    ) -> None:
        self._me, self._wire, self._rooms, self._sending = me, wire, rooms, sending
        self._invitations, self._encrypted, self._observer = invitations, encrypted, observer
        self._tries: dict[str, int] = {}
        self._latest: dict[str, str] = {}

    async def arrivals(self, said: Mapping[str, Any], since: str) -> list[Arrival]:
        """Return what concerns us, in order. Raises NotDoneError, NotSentError or NoAnswerError: then it is asked again."""
        sections = _objects(said.get("rooms"))
        for room, section in _objects(sections.get("invite")).items():
            self.invited(room, section)
        for room in _objects(sections.get("leave")):
            self._invitations.drop(room)
        ours = [self._guarded(room, s, since) for room, s in _objects(sections.get("join")).items()]
        gone = [self._shown_out(room, s) for room, s in _objects(sections.get("leave")).items()]
        found = await asyncio.gather(*ours)
        return [arrival for each in (*found, *gone) for arrival in each]

    def invited(self, room: str, section: Mapping[str, Any]) -> None:
        """Take an invitation up."""
        try:
            for event in section["invite_state"]["events"]:
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
        if any(event["type"] in _CHANGES for event in (*visit.state, *visit.events)):
            self._rooms.forget(room)
        if not any(self._matters(event) for event in (*visit.state, *visit.events)):
            return []
        found = await self._rooms.get(room)
        if found is None:
            return []
        if found.encrypted:
            self._encrypted.tell(room)
            return []
        if not found.others:
            self._rooms.leave_soon(room)
        return await self._heard(visit, found)

    async def _visit(self, room: str, section: Mapping[str, Any], since: str) -> _Visit:
        """Return what happened: after a gap all of it, and nothing from before we joined."""
        timeline = section.get("timeline", {})
        events, state = _events(timeline), _events(section.get("state", {}))
        joined = self._own_join(events)
        if joined is None and timeline.get("limited"):
            self._rooms.forget(room)
            events = [*await self._gap(room, timeline["prev_batch"], since), *events]
            joined = self._own_join(events)
        if joined is not None:
            events = events[events.index(joined) + 1 :]
        return _Visit(room, events, [*state, *([joined] if joined else [])], joined)

    def _own_join(self, events: Sequence[Event]) -> Event | None:
        """Return the last event by which we came in; one that only changes our name is none."""
        own = [e for e in events if e["type"] == MEMBER and e.get("state_key") == self._me]
        return next((e for e in reversed(own) if _membership(e) == "join" != _before(e)), None)

    async def _gap(self, room: str, until: str, since: str) -> list[Event]:
        """Return what the sync left out, oldest first (H59)."""
        missed: list[Event] = []
        question = {"dir": "b", "to": since, "limit": str(PAGE), "filter": json.dumps(TIMELINE)}
        for _ in range(MOST_PAGES):
            answer = await self._wire.get(path("rooms", room, "messages"), {**question, "from": until})
            said = answer.json()
            if answer.status != 200:
                raise NotDoneError(refusal(answer.status, said, answer.retry_after))
            missed += _events({"events": said["chunk"]})
            until = said.get("end", "")
            if not until or not said["chunk"]:
                break
        return missed[::-1]

    def _matters(self, event: Event) -> bool:
        """Tell whether the room has to be looked at: somebody said something, came or went, or it changed."""
        return event["type"] in _CHANGES or (event["type"] != CREATE and event.get("sender") != self._me)

    async def _heard(self, visit: _Visit, room: Room) -> list[Arrival]:
        """Return what the person said with whom we are alone here; among several nobody is answered."""
        person = self._partner(visit, room)
        if person is None:
            return []
        sender = Sender(person, visit.room, clean(room.others.get(person, "")).strip())
        arrivals = await self._greeted(visit, sender) if room.others else []
        for event in visit.events:
            if event.get("sender") == person and "state_key" not in event:
                arrivals += await self._said(visit.room, event, sender)
            elif event["type"] == TOMBSTONE and event["sender"] == person:
                self._follow(event, person)
        if room.others:
            self._spoke(person, visit.room)
        elif self._latest.get(person, visit.room) == visit.room:
            arrivals += [
                _arrival(visit.room, event, sender) for event in visit.events if _leaves(event, person)
            ]
        return arrivals

    def _spoke(self, person: str, room: str) -> None:
        """Remember where somebody was last, so that they may leave an older room and still be reached."""
        self._latest.pop(person, None)
        self._latest[person] = room
        if len(self._latest) > MOST_REMEMBERED:
            del self._latest[next(iter(self._latest))]

    def _partner(self, visit: _Visit, room: Room) -> str | None:
        """Return the one person here, or who was it until they left just now."""
        if len(room.others) == 1:
            return next(iter(room.others))
        if room.others:
            return None
        left = [e["state_key"] for e in visit.events if e["type"] == MEMBER and _membership(e) in GONE]
        return left[-1] if left else None

    async def _greeted(self, visit: _Visit, sender: Sender) -> list[Arrival]:
        """Return our coming in, as what the person did by inviting us."""
        if visit.joined is None:
            return []
        older = await self._rooms.continues(visit.room)
        return [
            _arrival(visit.room, visit.joined, sender, moved=True)
            if older
            else _arrival(visit.room, visit.joined, sender)
        ]

    async def _said(self, room: str, event: Event, sender: Sender) -> list[Arrival]:
        """Return the event, if there is anything in it that we may have to answer."""
        if event["type"] not in SAID or _is_noise(event):
            return []
        if event["type"] != REACTION:
            return [_arrival(room, event, sender)]
        token = await self._token(room, event)
        return [] if token is None else [_arrival(room, event, sender, token=token)]

    async def _token(self, room: str, event: Event) -> str | None:
        """Return the token of the choice that a keycap stands for; None for any other reaction."""
        target, sign = reacted_to(event)
        which = number(sign)
        if which is None:
            return None
        known = self._sending.choices.get(target)
        tokens = await self._choices(room, target) if known is None else known
        return tokens[which - 1] if 1 <= which <= len(tokens) else None

    async def _choices(self, room: str, target: str) -> Sequence[str]:
        """Return the tokens that an event of ours carries, as the homeserver has it."""
        answer = await self._wire.get(path("rooms", room, "event", target))
        said = answer.json()
        if answer.status >= 500 or answer.status == 429:
            raise NotDoneError(refusal(answer.status, said, answer.retry_after))
        content = _objects(said.get("content"))
        tokens = content.get(CHOICES) if said.get("sender") == self._me else None
        return [str(token) for token in tokens] if isinstance(tokens, list) else ()

    def _follow(self, event: Event, person: str) -> None:
        """The room goes on elsewhere: knock there, as if the person had invited us (H56)."""
        successor = event["content"].get("replacement_room")
        if isinstance(successor, str) and successor:
            self._invitations.take(successor, person)

    def _shown_out(self, room: str, section: Mapping[str, Any]) -> list[Arrival]:
        """Return that we were shown out by the person with whom we were alone, as far as we know."""
        known = self._rooms.known(room)
        self._rooms.forget(room)
        if known is None or known.encrypted or len(known.others) != 1:
            return []
        person, name = next(iter(known.others.items()))
        if self._latest.get(person, room) != room:
            return []
        sender = Sender(person, room, clean(name).strip())
        try:
            events = _events(section.get("timeline", {}))
            return [
                _arrival(room, e, sender) for e in events if _leaves(e, self._me) and e["sender"] == person
            ]
        except _MALFORMED:
            return []


def _arrival(room: str, event: Event, sender: Sender, **asked: object) -> Arrival:
    receipt = receipt_of(room, event) if event["type"] == REACTION else None
    return Arrival(str(event["event_id"]), written(room, event, **asked), sender, receipt)


def _aside(room: str, section: Mapping[str, Any]) -> list[Arrival]:
    """Return what came in a room of which nobody can say who is in it, for an operator to look at."""
    try:
        events = [event for event in _events(section.get("timeline", {})) if event["type"] in SAID]
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


def _leaves(event: Event, person: str) -> bool:
    return event["type"] == MEMBER and event.get("state_key") == person and _membership(event) in GONE


def _membership(event: Event) -> object:
    return event["content"].get("membership")


def _before(event: Event) -> object:
    """Return what somebody was before a change of membership."""
    return _objects(_objects(event.get("unsigned")).get("prev_content")).get("membership")


def _events(section: Mapping[str, Any]) -> list[Event]:
    """Return the events that are such: with an id, a type and a sender."""
    return [e for e in section.get("events", []) if isinstance(e, dict) and _whole(e)]


def _whole(event: Event) -> bool:
    return all(isinstance(event.get(name), str) and event[name] for name in ("event_id", "type", "sender"))


def _objects(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
