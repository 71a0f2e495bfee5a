"""Who a sealed event is of: not whoever it says, but the person whose device handed us the session."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from nio.crypto import Olm, OlmDevice, OutboundGroupSession
from nio.store import SqliteMemoryStore

from adapters.matrix.opening import open_all

ROOM = "!room:parvis.test"
LEA, EVE = "@lea:parvis.test", "@eve:parvis.test"
KEYS = {LEA: ("lea-curve", "lea-ed"), EVE: ("eve-curve", "eve-ed")}


@pytest.fixture
def machine() -> Iterator[Any]:
    """Give a machine that knows a device of each."""
    store = SqliteMemoryStore("@parvis:parvis.test", "PARVIS", "key")
    machine = Olm("@parvis:parvis.test", "PARVIS", store)
    for person, (curve, signing) in KEYS.items():
        machine.device_store.add(OlmDevice(person, "D", {"ed25519": signing, "curve25519": curve}))
    yield machine
    store.database.close()


def handed(machine: Any, person: str) -> OutboundGroupSession:
    """Return a session that a person's device has handed us."""
    session = OutboundGroupSession()
    session.shared = True
    machine.create_group_session(*KEYS[person], ROOM, session.id, session.session_key)
    return session


def sealed(session: OutboundGroupSession, sender: str, event: str = "$1", **inside: Any) -> dict[str, Any]:
    said = {"type": "m.room.message", "content": {"msgtype": "m.text", "body": "Oui"}, "room_id": ROOM}
    content = {"algorithm": "m.megolm.v1.aes-sha2", "session_id": session.id}
    ciphertext = session.encrypt(json.dumps({**said, **inside}))
    return {"event_id": event, "sender": sender, "content": {**content, "ciphertext": ciphertext}}


def opened(machine: Any, *events: dict[str, Any]) -> list[str | None]:
    found = open_all(machine, ROOM, events).events
    return [None if each is None else each["content"].get("body", "") for each in found]


def test_h10_an_event_counts_only_for_whose_device_handed_us_its_session(machine: Any) -> None:
    session = handed(machine, LEA)
    assert opened(machine, sealed(session, LEA)) == ["Oui"]
    posed = open_all(machine, ROOM, [sealed(session, EVE, "$2")])
    assert posed.events == (None,)
    assert posed.strangers == {EVE}


def test_h10_a_session_that_somebody_else_hands_us_under_the_same_name_takes_nobodys_place(
    machine: Any,
) -> None:
    session = handed(machine, LEA)
    machine.create_group_session(*KEYS[EVE], ROOM, session.id, session.session_key)
    assert opened(machine, sealed(session, LEA)) == ["Oui"]


def test_p2_what_was_said_once_is_not_heard_again_under_another_name(machine: Any) -> None:
    event = sealed(handed(machine, LEA), LEA)
    assert opened(machine, event, event, {**event, "event_id": "$again"}) == ["Oui", "Oui", None]


@pytest.mark.parametrize(
    "inside",
    [
        {"type": "m.room.member"},
        {"type": "m.room.redaction"},
        {"type": 7},
        {"content": 7},
        {"room_id": "!other:parvis.test"},
    ],
    ids=str,
)
def test_h5_what_may_not_be_said_under_encryption_is_not_heard(machine: Any, inside: dict[str, Any]) -> None:
    assert opened(machine, sealed(handed(machine, LEA), LEA, **inside)) == [None]


@pytest.mark.parametrize(
    "content", [{"algorithm": "none"}, {"session_id": 7}, {"ciphertext": 7}, {"ciphertext": "AwgA"}], ids=str
)
def test_h5_what_is_no_sealed_event_is_not_opened(machine: Any, content: dict[str, object]) -> None:
    event = sealed(handed(machine, LEA), LEA)
    assert opened(machine, {**event, "content": {**event["content"], **content}}) == [None]
    assert opened(machine, {**event, "content": {}}) == [None]
