"""What goes out, sealed for the devices of those in a room. Pure but for the machine's store.

A session of a room serves exactly the devices that are there: when one comes or goes, the next message begins another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nio.responses import KeysClaimResponse, KeysQueryResponse

from adapters.matrix.keyring import BROKEN
from adapters.matrix.opening import MEGOLM
from adapters.matrix.wire import encode

Content = dict[str, Any]
Share = tuple[set[tuple[str, str]], dict[str, Any]]
"""Devices, and what each of them is handed."""


def unknown(machine: Any, people: Sequence[str]) -> list[str]:
    """Return those whose devices have to be asked for: never asked for since the start, or changed since."""
    return [p for p in people if p not in machine.tracked_users or p in machine.users_for_key_query]


def know(machine: Any, people: Sequence[str], devices: Mapping[str, Any]) -> None:
    """Take over which devices people have; what is not as specified is as if it were not there.

    Whose homeserver cannot be asked now has the devices that we knew of, until it says that they have changed.
    """
    for person in people:
        try:
            if person in devices:
                machine.handle_response(KeysQueryResponse({person: devices[person]}, {}))
        except BROKEN:
            pass
        machine.users_for_key_query.discard(person)
        machine.tracked_users.add(person)


def without_channel(machine: Any, room: str, people: Sequence[str]) -> dict[str, list[str]]:
    """Return the devices to which nothing can be handed yet, of those that still need the room's session."""
    session = _current(machine, room, people)
    served = set() if session is None else session.users_shared_with | session.users_ignored
    missing = machine.get_missing_sessions(list(people))
    return {
        person: wanted
        for person, devices in missing.items()
        if (wanted := [device for device in devices if (person, device) not in served])
    }


def connect(machine: Any, keys: Mapping[str, Any]) -> None:
    """There is a channel to each device of which a key was claimed, unless the key is not its own."""
    for person, theirs in keys.items():
        try:
            machine.handle_response(KeysClaimResponse({person: theirs}, {}))
        except BROKEN:
            continue


def shares(machine: Any, room: str, people: Sequence[str]) -> list[Share]:
    """Return whom to hand the room's session to; a new one if the one there is does not fit any more."""
    if _current(machine, room, people) is None:
        machine.outbound_group_sessions.pop(room, None)
    return list(machine.share_group_session_parallel(room, list(people), ignore_unverified_devices=True))


def handed(machine: Any, room: str, devices: set[tuple[str, str]]) -> None:
    """These devices have the room's session."""
    machine.outbound_group_sessions[room].users_shared_with.update(devices)


def shared(machine: Any, room: str, people: Sequence[str]) -> None:
    """Everybody has the session who can be given it; the rest are passed over until it is renewed."""
    session = machine.outbound_group_sessions[room]
    session.users_ignored = _targets(machine, people) - session.users_shared_with
    session.shared = True


def seal(machine: Any, room: str, people: Sequence[str], kind: str, content: Content) -> Content | None:
    """Return the content as only these people's devices can read it; None if they have to be handed a session first."""
    session = _current(machine, room, people)
    if session is None or not session.shared or unknown(machine, people):
        return None
    if _targets(machine, people) != session.users_shared_with | session.users_ignored:
        return None
    # matrix-nio's own writes "\u00e9" for "é", and so would make long texts three times as long.
    text = encode({"type": kind, "content": content, "room_id": room}).decode()
    sealed = {
        "algorithm": MEGOLM,
        "sender_key": machine.account.identity_keys["curve25519"],
        "ciphertext": session.encrypt(text),
        "session_id": session.id,
        "device_id": machine.device_id,
    }
    relation = content.get("m.relates_to")
    return sealed if relation is None else {**sealed, "m.relates_to": relation}


def _current(machine: Any, room: str, people: Sequence[str]) -> Any:
    """Return the room's session, unless it is worn out or somebody has it who is not here any more."""
    session = machine.outbound_group_sessions.get(room)
    if session is None or session.expired or session.users_shared_with - _targets(machine, people):
        return None
    return session


def _targets(machine: Any, people: Sequence[str]) -> set[tuple[str, str]]:
    return {
        (person, device.id)
        for person in people
        for device in machine.device_store.active_user_devices(person)
    }
