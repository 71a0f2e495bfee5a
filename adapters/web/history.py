"""What the try-out platform remembers: one line for each thing that happened, added and never changed.

A line is written whole before anything is answered, so a kill loses at most the line that was being
written; reading the lines in order gives the chats again. What a person did is first a *waiting*
update, and becomes a bubble once the engine has kept it: the rule that makes a failed sending safe
to repeat, and lets the updates that were waiting at a kill be delivered at the next start.
"""

from __future__ import annotations

import errno
import json
import os
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from adapters.web.updates import Update, receipt

DOORS = {"block": True, "unblock": False}


@dataclass(frozen=True, slots=True)
class Message:
    """One bubble. `id` is its place in the chat; `change` numbers the last thing that happened to it.

    `text` is markup where the bot speaks and plain where a person does; `detail` is what a kind needs
    besides: the name of a file, the coordinates of a place.
    """

    id: int
    chat: str
    mine: bool
    at: str
    change: int
    kind: str = "text"
    text: str = ""
    photo: str | None = None
    rows: list[list[dict[str, str]]] = field(default_factory=list)
    detail: dict[str, Any] = field(default_factory=dict)
    edited: bool = False
    key: str | None = None


class History:
    """The chats as they stand, and the file that they are read from. One program at a time writes it."""

    def __init__(self, path: Path) -> None:
        self.name = ""
        self.number = 0
        self.blocked: set[str] = set()
        self._messages: dict[str, Message] = {}
        self._updates: dict[str, Update] = {}
        self._waiting: dict[str, Update] = {}
        self._said: dict[tuple[str, int], str] = {}
        self._read(path)
        self._file = path.open("ab", buffering=0)
        if not self.name:
            self._add({"history": uuid.uuid4().hex})

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def since(self, number: int) -> list[Message]:
        """Return the messages that came or changed after the change of that number, in the chat's order."""
        changed = (m for m in self._messages.values() if m.change > number)
        return sorted(changed, key=lambda m: m.id)

    def message(self, chat: str, name: str | None) -> Message | None:
        """Return the message of that id in that chat, if there is one."""
        found = self._messages.get(name or "")
        return found if found and found.chat == chat else None

    def latest(self) -> str | None:
        """Return when the last message came, as ISO text, or None if there is none."""
        return max((m.at for m in self._messages.values()), default=None)

    def waiting(self, chat: str | None = None) -> list[Update]:
        """Return what the engine has not kept yet, in order: of one chat, or of all."""
        return [u for u in self._waiting.values() if chat in (None, u["chat"])]

    def known(self, update: Update) -> Update | None:
        """Return the update as it first came, if one of its chat and key did."""
        return self._updates.get(receipt(update))

    def take(self, update: Update, at: str) -> Update:
        """Remember an update, waiting; return it with its message and its time."""
        numbered = {"message": str(self.number + 1), **update, "at": at}
        self._add({"update": numbered})
        return numbered

    def keep(self, updates: Iterable[Update]) -> None:
        """Let the updates wait no more: each is now part of its chat."""
        self._add({"kept": [receipt(u) for u in updates]})

    def said(self, chat: str, key: int) -> str | None:
        """Return the id of the message that the bot sent under this key, if it did."""
        return self._said.get((chat, key))

    def say(self, key: int, message: Message) -> Message:
        """Remember what the bot says, as a new message or in the place of the one with its id."""
        self._add({"said": asdict(message), "key": key})
        return self._messages[self._said[message.chat, key]]

    def _read(self, path: Path) -> None:
        lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
        if lines and not lines[-1].endswith(b"\n"):
            # The program was killed while it wrote this line; nothing had been answered yet.
            torn = lines.pop()
            with path.open("rb+") as file:
                file.truncate(path.stat().st_size - len(torn))
        for number, line in enumerate(lines, start=1):
            try:
                self._apply(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(
                    f"{path}, line {number}, cannot be read. Move the file away to begin with empty chats."
                ) from error

    def _add(self, line: dict[str, Any]) -> None:
        self._write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
        self._apply(line)

    def _write(self, line: bytes) -> None:
        start = self._file.seek(0, os.SEEK_END)
        written = 0
        try:
            written = self._file.write(line)
        finally:
            if written < len(line):
                # On a full disk half a line may stand: it must not run into the next one.
                self._file.truncate(start)
        if written < len(line):
            raise OSError(errno.ENOSPC, "the disk is full")

    def _apply(self, line: dict[str, Any]) -> None:
        self.number += 1
        match line:
            case {"history": name}:
                self.name = name
            case {"update": update}:
                self._updates[receipt(update)] = self._waiting[receipt(update)] = update
            case {"kept": names}:
                for name in names:
                    self._show(self._waiting.pop(name))
            case {"said": said, "key": key}:
                name = str(said["id"] or self.number)
                self._messages[name] = Message(**{**said, "id": int(name), "change": self.number})
                self._said[said["chat"], key] = name
            case _:
                raise ValueError("an unknown kind of line")

    def _show(self, update: Update) -> None:
        kind, chat = update["kind"], update["chat"]
        if kind in DOORS:
            (self.blocked.add if DOORS[kind] else self.blocked.discard)(chat)
        elif kind == "edit":
            before = self._messages[update["message"]]
            changed = replace(before, text=update["text"], edited=True, change=self.number)
            self._messages[update["message"]] = changed
        elif kind != "press":
            self._messages[update["message"]] = _bubble(update, self.number)


def _bubble(update: Update, number: int) -> Message:
    about = ("name", "label", "latitude", "longitude")
    return Message(
        id=int(update["message"]),
        chat=update["chat"],
        mine=True,
        at=update["at"],
        change=number,
        kind=update["kind"],
        text=update.get("text", ""),
        photo=update.get("file"),
        detail={name: update[name] for name in about if name in update},
        key=update["key"],
    )
