"""What happened in one room between two syncs, and what can be told of it by looking alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.matrix.reading import GONE, MEMBER, REACTION, receipt_of, written
from bot.engine.incoming import Arrival, Sender

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Visit:
    """What happened in one room since we last listened; `joined` is our own coming in, if that is part of it."""

    room: str
    events: list[Event]
    state: list[Event]
    joined: Event | None

    @property
    def newcomers(self) -> frozenset[str]:
        """Whoever came for the first time, or was asked to, in the order of these events' own telling."""
        return frozenset(e["state_key"] for e in self.events if is_new(e))


def is_new(event: Event) -> bool:
    """Tell whether somebody is named in the room for the first time."""
    return (
        event["type"] == MEMBER and before(event) is None and membership(event) in {"join", "invite", "leave"}
    )


def arrival(room: str, event: Event, sender: Sender, **asked: object) -> Arrival:
    """Return the event as it is kept, in the turn of that sender."""
    receipt = receipt_of(room, event) if event["type"] == REACTION else None
    return Arrival(str(event["event_id"]), written(room, event, **asked), sender, receipt)


def leaves(event: Event, person: str) -> bool:
    """Tell whether somebody is out by this event."""
    return event["type"] == MEMBER and event.get("state_key") == person and membership(event) in GONE


def membership(event: Event) -> object:
    """Return what somebody is from this event on."""
    return event["content"].get("membership")


def before(event: Event) -> object:
    """Return what somebody was before a change of membership; None where they were nothing."""
    return objects(objects(event.get("unsigned")).get("prev_content")).get("membership")


def events_of(section: Mapping[str, Any]) -> list[Event]:
    """Return the events that are such: with an id, a type and a sender."""
    return [e for e in section.get("events", []) if isinstance(e, dict) and _whole(e)]


def objects(value: object) -> dict[str, Any]:
    """Return the object that this is, or an empty one."""
    return value if isinstance(value, dict) else {}


def _whole(event: Event) -> bool:
    return all(isinstance(event.get(name), str) and event[name] for name in ("event_id", "type", "sender"))
