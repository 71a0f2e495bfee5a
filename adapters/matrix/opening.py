"""What comes in, opened: keys that other devices hand us, and events of encrypted rooms. Pure but for the machine's store.

Nothing is believed of what an event says about who wrote it: a session counts for the person among whose devices the one is
that handed it to us.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nio.events import OlmEvent, ToDeviceEvent
from nio.store import DeviceKeys, DeviceTrustState, Keys, MegolmInboundSessions, OlmSessions

from adapters.matrix.keyring import BROKEN
from adapters.matrix.reading import ENCRYPTED, REDACTION, SAID
from adapters.matrix.visits import Event, objects

MEGOLM = "m.megolm.v1.aes-sha2"
ONE_TIME = "signed_curve25519"

_INSIDE = SAID - {REDACTION}
"""What may be said under encryption: what changes the room, or takes something back, is not."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How many messages of devices a sync brought, and who says something in it that no key is there for yet."""

    messages: int
    waiting: frozenset[str]


def take(machine: Any, said: Mapping[str, Any]) -> Taken:
    """Keep the keys that a sync brings, and what it says of devices.

    The same message again harms nothing: its session has moved on, so that it opens nothing a second time.
    """
    messages = _list(said.get("to_device"), "events")
    for message in messages:
        _handed(machine, message)
    if messages:
        machine.save_account()
    counts = said.get("device_one_time_keys_count")
    if isinstance(counts, dict):
        machine.uploaded_key_count = int(counts.get(ONE_TIME) or 0)
    machine.add_changed_users(set(_list(said.get("device_lists"), "changed")) & machine.tracked_users)
    forget(machine, _list(said.get("device_lists"), "left"))
    return Taken(len(messages), frozenset(_waiting(machine, said.get("rooms"))))


def _waiting(machine: Any, rooms: object) -> Iterator[str]:
    """Yield who says something in these rooms in a session that nobody has handed us."""
    joined = objects(objects(rooms).get("join"))
    for room, section in joined.items():
        for event in _list(objects(section).get("timeline"), "events"):
            if objects(event).get("type") == ENCRYPTED and event.get("sender") != machine.user_id:
                content = objects(event.get("content"))
                if content and not _sessions(machine, room, content):
                    yield str(event.get("sender"))


def _handed(machine: Any, message: Any) -> None:
    """Take a message of a device; anybody may send us any, and only keys are of use."""
    try:
        if message["type"] == ENCRYPTED:
            parsed = ToDeviceEvent.parse_encrypted_event(message)
            if isinstance(parsed, OlmEvent):
                machine.handle_to_device_event(parsed)
    except BROKEN:
        return


def forget(machine: Any, people: Iterable[str]) -> None:
    """Nothing is kept of the devices of people with whom we share no encrypted room any more."""
    for person in people:
        devices = list(machine.device_store[person].values())
        keys = [device.curve25519 for device in devices]
        machine.device_store[person].clear()
        machine.tracked_users.discard(person)
        for key in keys:
            machine.session_store[key].clear()
        for session in list(machine.inbound_group_store):
            if session.sender_key in keys:
                machine.inbound_group_store[session.room_id].pop(session.sender_key, None)
        _erase(machine.store, person, keys)


def _erase(store: Any, person: str, keys: Sequence[str]) -> None:
    with store.database.bind_ctx(store.models):
        theirs = DeviceKeys.select(DeviceKeys.id).where(DeviceKeys.user_id == person)
        for table in (Keys, DeviceTrustState):
            table.delete().where(table.device.in_(theirs)).execute()
        DeviceKeys.delete().where(DeviceKeys.user_id == person).execute()
        for table in (OlmSessions, MegolmInboundSessions):
            table.delete().where(table.sender_key.in_(keys)).execute()


@dataclass(frozen=True, slots=True)
class Opened:
    """Events of a room: each opened, or None where it cannot be; `strangers` wrote from devices that we do not know yet."""

    events: tuple[Event | None, ...]
    strangers: frozenset[str]


def open_all(machine: Any, room: str, events: Sequence[Event]) -> Opened:
    """Return what these encrypted events say."""
    strangers = set()
    opened: list[Event | None] = []
    for event in events:
        sessions = _sessions(machine, room, event["content"])
        own = [each for each in sessions if _is_theirs(machine, event["sender"], each)]
        if sessions and not own:
            strangers.add(event["sender"])
        opened.append(_opened(machine, room, event, own[0]) if own else None)
    return Opened(tuple(opened), frozenset(strangers))


def _sessions(machine: Any, room: str, content: Mapping[str, Any]) -> list[Any]:
    """Return the sessions of that name, whoever handed them to us: names can be taken."""
    name = content.get("session_id")
    if content.get("algorithm") != MEGOLM or not isinstance(name, str):
        return []
    return [each[name] for each in machine.inbound_group_store[room].values() if name in each]


def _is_theirs(machine: Any, person: str, session: Any) -> bool:
    """Tell whether a device of this person handed us the session; of one that is gone by now, too."""
    if person == machine.user_id:
        return bool(session.sender_key == machine.account.identity_keys["curve25519"])
    return any(
        device.curve25519 == session.sender_key and device.ed25519 == session.ed25519
        for device in machine.device_store[person].values()
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an event stands in its session, as the machine remembers it: the same place twice is a replay."""

    sender_key: str
    session_id: str
    event_id: str
    server_timestamp: object


def _opened(machine: Any, room: str, event: Event, session: Any) -> Event | None:
    try:
        text, index = session.decrypt(event["content"]["ciphertext"])
        said = json.loads(text)
        kind, content = said["type"], said["content"]
        fits = said["room_id"] == room and kind in _INSIDE and isinstance(content, dict)
    except BROKEN:
        return None
    place = _Place(session.sender_key, session.id, event["event_id"], event.get("origin_server_ts"))
    if not fits or not machine.message_index_ok(index, place):
        return None
    relation = event["content"].get("m.relates_to")
    # What an event refers to stands beside the ciphertext, so that the homeserver can count replies and edits.
    beside = {} if relation is None else {"m.relates_to": relation}
    return {**event, "type": kind, "content": {**beside, **content}}


def _list(of: Any, name: str) -> list[Any]:
    value = of.get(name) if isinstance(of, dict) else None
    return value if isinstance(value, list) else []
