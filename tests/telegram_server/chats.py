"""Chats and what is in them: as the Bot API writes them, and as a person sees them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Literal

from tests.telegram_server.files import FileStore
from tests.telegram_server.people import Person
from tests.telegram_server.wire import Json, present

ChatKind = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]
_LARGE_CHATS = {"supergroup", "channel"}


@dataclass(frozen=True)
class Location:
    latitude: float
    longitude: float


FILES = ("document", "video", "animation", "voice", "audio")
"""The kinds of file that stand in a message by themselves, beside photos."""


@dataclass(frozen=True)
class Bubble:
    """A message as a person saw it at one moment; a later edit makes a new bubble.

    `keyboard` holds the inline buttons by rows, as on the wire; `photo` is the picture itself, `document` any other file.
    """

    chat_id: int
    message_id: int
    by_bot: bool
    author: str
    text: str
    at: float
    edited: bool = False
    entities: tuple[Json, ...] = field(default=(), hash=False)
    keyboard: tuple[tuple[Json, ...], ...] = field(default=(), hash=False)
    photo: bytes | None = None
    document: bytes | None = None
    location: Location | None = None
    reply_to_id: int | None = None

    @property
    def buttons(self) -> list[list[str]]:
        """The labels by rows."""
        return [[button["text"] for button in row] for row in self.keyboard]

    @property
    def labels(self) -> list[str]:
        """Every label, row after row."""
        return [label for row in self.buttons for label in row]

    def button(self, label: str | int) -> Json | None:
        """Find a button by its place, its label, or a part of its label; None if there is no such."""
        buttons = [button for row in self.keyboard for button in row]
        if isinstance(label, int):
            return buttons[label] if -len(buttons) <= label < len(buttons) else None
        exact = [button for button in buttons if button["text"] == label]
        return next(iter(exact or [button for button in buttons if label in button["text"]]), None)

    def link(self, label: str) -> str:
        """Answer the address behind a button, or "" where it has none."""
        return str((self.button(label) or {}).get("url", ""))

    def __str__(self) -> str:
        """Show it in one line, as a transcript has it."""
        shown = [self.text or _kind_shown(self), *(f"[{label}]" for label in self.labels)]
        return f"{self.author}{' (edited)' if self.edited else ''}: {' '.join(shown)}"


def _kind_shown(bubble: Bubble) -> str:
    kinds = {"photo": bubble.photo, "document": bubble.document, "location": bubble.location}
    return next((f"<{kind}>" for kind, value in kinds.items() if value is not None), "<something else>")


@dataclass(eq=False)
class Message:
    """A message as the server keeps it. `content` is its part of the wire format that an edit replaces."""

    chat: Chat
    message_id: int
    date: float
    sender: Json
    content: Json
    by_bot: bool = False
    edit_date: float | None = None
    is_edited: bool = False
    reply_to: Message | None = None

    def wire(self, *, with_reply: bool = True) -> Json:
        """Write it as a Message of the Bot API; what it replies to is written once, not all the way up."""
        head: Json = {"message_id": self.message_id} | self.sender | {"chat": self.chat.wire()}
        head["date"] = int(self.date)
        if self.edit_date is not None:
            head["edit_date"] = int(self.edit_date)
        if self.reply_to and with_reply:
            head["reply_to_message"] = self.reply_to.wire(with_reply=False)
        return head | self.content

    def keyboard(self) -> list[list[Json]]:
        rows: list[list[Json]] = self.content.get("reply_markup", {}).get("inline_keyboard", [])
        return rows

    def bubble(self, files: FileStore) -> Bubble:
        content, sender = self.content, self.sender.get("sender_chat") or self.sender.get("from", {})
        where = content.get("location")
        return Bubble(
            chat_id=self.chat.id,
            message_id=self.message_id,
            by_bot=self.by_bot,
            author=sender.get("title") or sender.get("first_name", ""),
            text=content.get("text") or content.get("caption", ""),
            at=self.date,
            edited=self.is_edited,
            entities=tuple(content.get("entities") or content.get("caption_entities", ())),
            keyboard=tuple(map(tuple, self.keyboard())),
            photo=files.read(content["photo"][-1]["file_id"]) if "photo" in content else None,
            document=next((files.read(content[kind]["file_id"]) for kind in FILES if kind in content), None),
            location=Location(where["latitude"], where["longitude"]) if where else None,
            reply_to_id=self.reply_to.message_id if self.reply_to else None,
        )


@dataclass(eq=False, kw_only=True)
class Chat:
    """A chat with its messages and members. In a private one, `person` is who it is with.

    `told` is everything the bot said there, new or edited, in order; `news` is set whenever it grows.
    """

    id: int
    kind: ChatKind
    title: str = ""
    username: str = ""
    person: Person | None = None
    bot_status: Status = "member"
    has_started: bool = True
    is_deactivated: bool = False
    members: dict[int, tuple[Person, Status]] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    migrated_to: Chat | None = None
    told: list[Bubble] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    last_message_id: int = 0

    @property
    def is_group(self) -> bool:
        return self.kind in {"group", "supergroup"}

    @property
    def has_own_numbers(self) -> bool:
        """Supergroups and channels number their messages themselves; all other chats share one row."""
        return self.kind in _LARGE_CHATS

    @property
    def kind_in_words(self) -> str:
        return f"{self.kind} chat"

    def wire(self) -> Json:
        if self.person:
            return {
                "id": self.id,
                "first_name": self.person.first_name,
                **present(last_name=self.person.last_name, username=self.person.username),
                "type": "private",
            }
        everyone = {"all_members_are_administrators": True} if self.kind == "group" else {}
        return (
            {"id": self.id, "title": self.title}
            | present(username=self.username)
            | {"type": self.kind}
            | everyone
        )

    def tell(self, bubble: Bubble) -> None:
        """Let everybody in the chat see what the bot said."""
        self.told.append(bubble)
        self.news.set()

    def transcript(self, files: FileStore) -> str:
        return (
            "\n".join(f"  {message.bubble(files)}" for message in self.messages.values()) or "  (nothing yet)"
        )
