"""What goes out, in our own words: an adapter writes one `Outgoing` in its platform's way."""

from __future__ import annotations

import enum
import unicodedata
from dataclasses import dataclass
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
class Outgoing:
    """One message: `text` is markup (see bot.text.render), `photo` a kept picture, `edits` the message to replace.

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
    return to_json(kept).decode()


def load(payload: str) -> Outgoing:
    """Return the message that `dump` wrote."""
    kept = from_json(payload)
    kept["buttons"] = tuple(Button(*b) for b in kept.get("buttons", ()))
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
