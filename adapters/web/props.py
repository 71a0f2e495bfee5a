"""Who is on the try-out page, and what they have in hand: given by whoever wires the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to be on the page: `id` is the account, `name` a role ("Een Brusselaar"), not a made-up person.

    `role_caption` says in each language of the page who that is.
    """

    id: str
    name: str
    language: str
    role_caption: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a persona can say to be at, instead of the browser's own position."""

    label: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Props:
    """What the page has for its personas.

    `zone` is the IANA name of the zone whose time is shown; `commands` are the bot's commands, without
    their slash, and what they do, by language.
    """

    zone: str
    places: Sequence[Place] = ()
    commands: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
