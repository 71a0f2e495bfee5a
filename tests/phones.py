"""The platform of the tests: people's phones, and what is on their screens."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bot.engine.incoming import (
    Blocked,
    Content,
    Document,
    Edited,
    Elsewhere,
    Incoming,
    Joined,
    Left,
    MovedTo,
    Other,
    Picture,
    Position,
    Pressed,
    Redacted,
    Typed,
    Unblocked,
)
from bot.engine.outgoing import Button, File, Lane, Making, Outgoing, Spot
from bot.engine.platform import FileGone, Keep, Outcome, Sent
from bot.text.clean import clean
from bot.text.render import plain

PLATFORM: Final = "phones"


@dataclass(frozen=True)
class Shown:
    """A message of the bot's as it stands on a screen; `edited` tells that it took another's place.

    `count` numbers what the bot has said to this phone.
    """

    id: str
    text: str
    buttons: tuple[Button, ...]
    lane: Lane
    count: int
    markup: str
    photo: int | None = None
    edited: bool = False
    made: Making | None = None
    spot: Spot | None = None


@dataclass
class Phones:
    """The platform of these tests: people's phones. `files` are the photos on them, `screens` what they show.

    `ever` is what they have shown: a button may be pressed in the moment in which it is replaced.
    """

    name: str = PLATFORM
    exclusive: bool = True
    whispers: bool = True
    redacts: bool = True
    links: bool = True
    files: dict[str, bytes] = field(default_factory=dict)
    screens: dict[str, list[Shown]] = field(default_factory=dict)
    ever: dict[str, list[Shown]] = field(default_factory=dict)
    toasts: dict[str, str] = field(default_factory=dict)
    admins: dict[str, set[str]] = field(default_factory=dict)

    def read(self, raw: str) -> Incoming | None:
        """Return what a kept update means."""
        said = json.loads(raw)
        addressed, answers = said.get("addressed", True), said.get("answers")
        return Incoming(_content(said), said.get("message"), said.get("group"), addressed, answers)

    def show(self, chat: str, message: Outgoing, lane: Lane) -> Shown:
        """Put a message on the screen, in the place of the one it edits if that is there."""
        screen, ever = self.screens.setdefault(chat, []), self.ever.setdefault(chat, [])
        text, name = plain(message.text), f"b{len(screen)}"
        shown = Shown(
            name,
            text,
            message.buttons,
            lane,
            len(ever),
            message.text,
            message.photo,
            made=message.made,
            spot=message.spot,
        )
        place = next((n for n, each in enumerate(screen) if each.id == message.edits), None)
        if place is None:
            screen.append(shown)
        else:
            shown = screen[place] = replace(shown, id=screen[place].id, edited=True)
        ever.append(shown)
        return shown

    async def receive(self, keep: Keep, mark: str | None) -> None:
        """Take nothing in: the tests keep updates themselves."""

    async def send(self, chat: str, message: Outgoing, file: File | None, key: int) -> Outcome:
        """Show it."""
        wanted = message.photo is not None or message.made is not None
        assert wanted == (file is not None), f"what goes with message {key}"
        return Sent(self.show(chat, message, Lane.ANSWER).id)

    async def acknowledge(self, receipt: str, toast: str, start: str = "") -> None:
        """Remember the toast, and where it leads on."""
        self.toasts[receipt] = f"{toast} → {start}" if start else toast

    async def runs(self, group: str, person: str) -> bool:
        """Return whether they run the group."""
        return person in self.admins.get(group, ())

    async def fetch(self, file: str, limit: int) -> bytes:
        """Return a photo."""
        if not self.files.get(file):
            raise FileGone
        if len(self.files[file]) > limit:
            raise FileGone("too_large")
        return self.files[file]

    def address(self, token: str) -> str | None:
        """Return a link."""
        return f"https://phones.example/?start={token}" if self.links else None

    def call(self, words: str) -> str:
        """Return what is typed in a group to say these words to us."""
        return f"/{words}"

    async def check(self) -> str:
        """Return who we are."""
        return "the bot"

    async def close(self) -> None:
        """Let go of nothing."""


_CONTENT: Final[dict[str, Callable[[dict[str, Any]], Content]]] = {
    "typed": lambda said: Typed(clean(said["text"])),
    "edited": lambda said: Edited(clean(said["text"])),
    "pressed": lambda said: Pressed(said["token"], said["receipt"], said.get("mark")),
    "redacted": lambda _said: Redacted(),
    "elsewhere": lambda _said: Elsewhere(),
    "photo": lambda said: Picture(said["file"], caption=said.get("caption", "")),
    "document": lambda said: Document(said["file"], said["name"], said.get("size")),
    "place": lambda said: Position(*said["at"]),
    "blocked": lambda _said: Blocked(),
    "unblocked": lambda _said: Unblocked(),
    "joined": lambda said: Joined(muted=said.get("muted", False)),
    "left": lambda _said: Left(),
    "moved": lambda said: MovedTo(said["to"]),
}


def _content(said: dict[str, Any]) -> Content:
    kind = said["kind"]
    return _CONTENT[kind](said) if kind in _CONTENT else Other(kind)
