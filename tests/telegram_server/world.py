"""Telegram as one bot knows it: people, chats, messages, files, presses, and the updates about them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from itertools import count

from tests.telegram_server.chats import Bubble, Chat, ChatKind, Message, Status
from tests.telegram_server.clock import Clock
from tests.telegram_server.files import FileStore
from tests.telegram_server.keyboards import inline_keyboard
from tests.telegram_server.limits import Gauge
from tests.telegram_server.members import member_wire
from tests.telegram_server.params import Params
from tests.telegram_server.people import Person
from tests.telegram_server.profile import Profile
from tests.telegram_server.refusals import (
    QUERY_TOO_OLD,
    RefusalError,
    bad_request,
    forbidden,
    migrated,
    out_of_date,
)
from tests.telegram_server.updates import PRESS_SECONDS, UpdateQueue
from tests.telegram_server.wire import Json, present

_SERVICE = {
    "new_chat_members",
    "left_chat_member",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "group_chat_created",
}


@dataclass(frozen=True)
class Toast:
    """What a person is shown after a press; nothing, where the text is empty and there is no link."""

    text: str = ""
    is_alert: bool = False
    url: str = ""


@dataclass(eq=False)
class Press:
    """A press on an inline button, from the tap to its answer."""

    query_id: str
    person: Person
    chat: Chat
    message_id: int
    data: str
    at: float
    toast: Toast | None = None
    answered_at: float | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(kw_only=True, eq=False, repr=False)
class World:
    """Everything the server knows. What the bot may do is checked where it is done."""

    clock: Clock
    bot: Person
    updates: UpdateQueue
    gauge: Gauge
    reads_all_group_messages: bool = False
    answer_seconds: float = 15.0
    files: FileStore = field(default_factory=FileStore)
    profile: Profile = field(default_factory=Profile)
    people: dict[int, Person] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    _message_ids: count[int] = field(default_factory=lambda: count(1))
    _query_ids: count[int] = field(default_factory=lambda: count(8_000_000_000_000_000_001, 7))

    def open_private_chat(self, person: Person) -> Chat:
        self.people[person.id] = person
        self.chats[person.id] = chat = Chat(id=person.id, kind="private", person=person, has_started=False)
        return chat

    def open_chat(self, kind: ChatKind, title: str, chat_id: int | None = None) -> Chat:
        """Add a group, supergroup or channel; its id is negative, as Telegram numbers them."""
        if chat_id is None:
            number = 4_500_000_001 + len(self.chats)
            chat_id = -number if kind == "group" else -1_000_000_000_000 - number
        self.chats[chat_id] = chat = Chat(id=chat_id, kind=kind, title=title)
        return chat

    def find_chat(self, params: Params, name: str = "chat_id") -> Chat:
        """Answer the chat a call is about. Raises `RefusalError` where there is none, or it has moved."""
        wanted = params.text(name).strip()
        if not wanted:
            raise bad_request(f"{name} is empty")
        chat = self._chat_named(wanted)
        if chat is None or not chat.has_started:
            raise self._unknown(chat)
        if chat.migrated_to:
            raise migrated(chat.migrated_to.id)
        return chat

    def _chat_named(self, wanted: str) -> Chat | None:
        if wanted.startswith("@"):
            return next((chat for chat in self.chats.values() if chat.username == wanted[1:]), None)
        return self.chats.get(int(wanted)) if wanted.removeprefix("-").isdecimal() else None

    def _unknown(self, chat: Chat | None) -> RefusalError:
        """Whom the bot meets in a group it knows, and may still not be the first to write to."""
        is_met = chat is not None and any(chat.id in other.members for other in self.chats.values())
        return (
            forbidden("bot can't initiate conversation with a user")
            if is_met
            else bad_request("chat not found")
        )

    def writable_chat(self, params: Params) -> Chat:
        """Answer the chat a call writes to. Raises `RefusalError` where the bot may not write there."""
        chat = self.find_chat(params)
        if chat.is_deactivated:
            raise forbidden("user is deactivated")
        if chat.person and chat.person.is_bot:
            raise forbidden("bot can't send messages to bots")
        match chat.kind, chat.bot_status:
            case "private", "kicked":
                raise forbidden("bot was blocked by the user")
            case _, "kicked":
                raise forbidden(f"bot was kicked from the {chat.kind_in_words}")
            case _, "left":
                raise forbidden(f"bot is not a member of the {chat.kind_in_words}")
            case _, "restricted":
                raise out_of_date("not enough rights to send text messages to the chat")
            case "channel", "member":
                raise bad_request("need administrator rights in the channel chat")
        return chat

    def add_message(self, chat: Chat, sender: Json, content: Json, *, by_bot: bool = False) -> Message:
        """Put a message into a chat; nobody is told yet."""
        chat.last_message_id = chat.last_message_id + 1 if chat.has_own_numbers else next(self._message_ids)
        message = Message(chat, chat.last_message_id, self.clock(), sender, content, by_bot=by_bot)
        chat.messages[message.message_id] = message
        return message

    def send(self, chat: Chat, content: Json, params: Params) -> Json:
        """Let the bot say something, with the buttons and the reply that the call asks for; answer it as a Message."""
        markup = inline_keyboard(params)
        reply_to = self._replied(chat, params)
        self.gauge.admit(chat.id, is_group=chat.is_group)
        sender = {"sender_chat": chat.wire()} if chat.kind == "channel" else {"from": self.bot.wire()}
        message = self.add_message(chat, sender, content | markup, by_bot=True)
        message.reply_to = reply_to
        chat.tell(message.bubble(self.files))
        return message.wire()

    def _replied(self, chat: Chat, params: Params) -> Message | None:
        wanted = params.json("reply_parameters")
        if wanted is not None and not isinstance(wanted, dict):
            raise bad_request("object expected as reply parameters")
        wanted = wanted or {
            "message_id": params.number("reply_to_message_id"),
            "allow_sending_without_reply": params.flag("allow_sending_without_reply"),
        }
        message = chat.messages.get(int(wanted.get("message_id") or 0))
        if message is None and wanted.get("message_id") and not wanted.get("allow_sending_without_reply"):
            raise out_of_date("message to be replied not found")
        return message

    def announce(self, message: Message, *, is_edit: bool = False) -> None:
        """Queue the update about a message of somebody else, where the bot may see it."""
        chat = message.chat
        if chat.bot_status in {"kicked", "left"} or not self._is_visible(message):
            return
        kind = "channel_post" if chat.kind == "channel" else "message"
        self.updates.put(f"edited_{kind}" if is_edit else kind, message.wire(), ("chat", chat.id))

    def _is_visible(self, message: Message) -> bool:
        """With privacy mode on, a bot in a group reads commands, replies to itself and service messages."""
        if (
            not message.chat.is_group
            or self.reads_all_group_messages
            or message.chat.bot_status == "administrator"
        ):
            return True
        command, _, addressee = message.content.get("text", "").split(" ")[0].partition("@")
        return (
            (command.startswith("/") and addressee in {"", self.bot.username})
            or (message.reply_to is not None and message.reply_to.by_bot)
            or not _SERVICE.isdisjoint(message.content)
        )

    def set_bot_status(self, chat: Chat, status: Status, by: Person) -> None:
        """Change what the bot is in a chat, and tell it."""
        old, chat.bot_status = chat.bot_status, status
        change = self._membership(chat, by, self.bot, old, status)
        self.updates.put("my_chat_member", change, ("my membership", chat.id))

    def set_status(self, chat: Chat, person: Person, status: Status, by: Person) -> None:
        """Change what a person is in a chat, and tell the bot if it asked."""
        old = chat.members.get(person.id, (person, "left"))[1]
        chat.members[person.id] = (person, status)
        if chat.bot_status == "administrator":
            change = self._membership(chat, by, person, old, status)
            self.updates.put("chat_member", change, ("membership", person.id))

    def _membership(self, chat: Chat, by: Person, whose: Person, old: Status, new: Status) -> Json:
        return {
            "chat": chat.wire(),
            "from": by.wire(),
            "date": int(self.clock()),
            "old_chat_member": member_wire(whose, old, chat.kind),
            "new_chat_member": member_wire(whose, new, chat.kind),
        }

    def press(self, person: Person, chat: Chat, message_id: int, data: str) -> Press:
        """Let a person press a button, and tell the bot."""
        press = Press(str(next(self._query_ids)), person, chat, message_id, data, self.clock())
        self.presses[press.query_id] = press
        message = chat.messages.get(message_id)
        gone = {"chat": chat.wire(), "message_id": message_id, "date": 0}
        query = {
            "id": press.query_id,
            "from": person.wire(),
            "message": message.wire() if message else gone,
            "chat_instance": str(4_000_000_000_000_000_000 - chat.id),
            "data": data,
        }
        self.updates.put("callback_query", query, ("press", person.id), PRESS_SECONDS)
        return press

    def answer_press(self, query_id: str, toast: Toast) -> None:
        """Show a toast, once and in time. Raises `RefusalError` otherwise."""
        press = self.presses.get(query_id)
        if press is None or press.toast is not None or self.clock() - press.at > self.answer_seconds:
            raise out_of_date(QUERY_TOO_OLD)
        press.toast, press.answered_at = toast, self.clock()
        press.answered.set()

    def bubbles(self, chat: Chat) -> list[Bubble]:
        return [message.bubble(self.files) for message in chat.messages.values()]


def text_content(text: str, entities: tuple[Json, ...], *, caption: bool = False) -> Json:
    """Write a text or a caption with its entities."""
    names = ("caption", "caption_entities") if caption else ("text", "entities")
    return present(**{names[0]: text, names[1]: list(entities)})
