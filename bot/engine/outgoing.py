"""What goes out, in our own words: an adapter writes one `Outgoing` in its platform's way."""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pydantic_core import from_json, to_json


class Lane(enum.StrEnum):
    """Why something is sent, and so what may hold it back (see the glossary)."""

    ANSWER = "answer"
    SERVICE = "service"
    REMINDER = "reminder"
    NEWS = "news"
    BULK = "bulk"


@dataclass(frozen=True, slots=True)
class Button:
    """One choice: what it says (plain text) and the signed token that its press brings back (≤ 64 bytes).

    `word` is what may be typed instead where the platform numbers its choices but this one is not
    numbered (back, cancel).
    """

    label: str
    token: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Making:
    """What is made as the message leaves: its kind, and what of (JSON)."""

    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map, in degrees, with what it is called and where that is."""

    latitude: float
    longitude: float
    title: str
    address: str

    @property
    def named(self) -> str:
        """What it is called and where that is, in one line, for platforms with one name for both."""
        return ", ".join(dict.fromkeys(each for each in (self.title, self.address) if each))


@dataclass(frozen=True, slots=True)
class File:
    """What goes with a message, in hand: `kind` is its media type (RFC 2046), `alt` says what a picture shows."""

    data: bytes
    name: str
    kind: str
    alt: str = ""

    @property
    def shown(self) -> bool:
        """Tell whether it is a picture, to be shown; anything else is offered as a file."""
        return self.kind.startswith("image/")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message: `text` is markup (see bot.text.render), `edits` the message to replace.

    At most one thing goes with it: a kept picture (`photo`), what is `made` as it leaves, or a `spot` on the map.

    `edits` is a wish: an adapter that cannot edit, or finds the message gone, sends it anew; with `or_nothing`, it
    sends nothing (`Gone`).
    `listed` counts the first choices that the text already lists by number.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    photo: int | None = None
    edits: str | None = None
    listed: int = 0
    or_nothing: bool = False
    made: Making | None = None
    spot: Spot | None = None


def dump(message: Outgoing) -> str:
    """Return the message as the JSON that the outbox keeps."""
    kept: dict[str, Any] = {"text": message.text}
    if message.buttons:
        kept["buttons"] = [
            [b.label, b.token, b.word] if b.word else [b.label, b.token] for b in message.buttons
        ]
    for name in ("photo", "edits", "listed", "or_nothing"):
        if value := getattr(message, name):
            kept[name] = value
    for name in ("made", "spot"):
        if (value := getattr(message, name)) is not None:
            kept[name] = asdict(value)
    return to_json(kept).decode()


def load(payload: str) -> Outgoing:
    """Return the message that `dump` wrote."""
    kept = from_json(payload)
    kept["buttons"] = tuple(Button(*b) for b in kept.get("buttons", ()))
    if "made" in kept:
        kept["made"] = Making(**kept["made"])
    if "spot" in kept:
        kept["spot"] = Spot(**kept["spot"])
    return Outgoing(**kept)


MOST_IN_A_ROW = 8
"""Telegram's own limit."""

TICK = "✓ "
"""Stands before what is chosen, and moves no button to another row."""


def rows(buttons: tuple[Button, ...], *, widest: int = 36) -> list[list[Button]]:
    """Return the buttons in rows as a phone shows them well: short labels share a row, long ones stand alone.

    `widest` is the number of characters that a row of several may hold: its buttons are equally wide, and
    the edges of each take three. Numbers, answers, and ways out (back, cancel) do not share a row.
    """
    laid: list[list[Button]] = []
    kind, broadest = None, 0
    for button in buttons:
        own_kind, width = _kind(button), _width(button)
        together = max(broadest, width)
        if own_kind == kind and len(laid[-1]) < MOST_IN_A_ROW and (len(laid[-1]) + 1) * together <= widest:
            laid[-1].append(button)
            broadest = together
        else:
            laid.append([button])
            kind, broadest = own_kind, width
    return laid


def _kind(button: Button) -> tuple[bool, bool]:
    return bool(button.word), button.label.isdigit()


def _width(button: Button) -> int:
    """Return how many characters wide it is: a pictograph is as wide as three."""
    label = button.label.removeprefix(TICK)
    pictographs = 0 if label.isascii() else sum(unicodedata.category(c) == "So" for c in label)
    return len(label) + 2 * pictographs + 3
