"""Groups and channels, and what their people do with the bot."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from tests.telegram_server.chats import Bubble, Chat, Message, Status
from tests.telegram_server.entities import found_in
from tests.telegram_server.people import ANONYMOUS_ADMIN, CHANNEL_IN_GROUP, TELEGRAM, Person
from tests.telegram_server.wire import Json
from tests.telegram_server.world import World


@dataclass(eq=False)
class Group:
    """A group or supergroup. Make one with `server.group(…)`; the first member made it."""

    chat: Chat
    world: World

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def messages(self) -> list[Bubble]:
        """Every message in the group as it stands now, oldest first."""
        return self.world.bubbles(self.chat)

    @property
    def owner(self) -> Person:
        return next(iter(self.chat.members.values()))[0]

    async def adds_bot(self, by: Person | None = None) -> None:
        """Let a member bring the bot in (again)."""
        await self._sets_bot("member", by)
        await self._service(by, {"new_chat_members": [self.world.bot.wire()]})

    async def kicks_bot(self, by: Person | None = None) -> None:
        await self._service(by, {"left_chat_member": self.world.bot.wire()})
        await self._sets_bot("kicked", by)

    async def mutes_bot(self, by: Person | None = None) -> None:
        """Let the bot read on, and write no more."""
        await self._sets_bot("restricted", by)

    async def unmutes_bot(self, by: Person | None = None) -> None:
        await self._sets_bot("member", by)

    async def promotes_bot(self, by: Person | None = None) -> None:
        """Make the bot an administrator, which reads everything."""
        await self._sets_bot("administrator", by)

    async def joins(self, person: Person) -> None:
        self.world.set_status(self.chat, person, "member", person)
        await self._service(person, {"new_chat_members": [person.wire()]})

    async def leaves(self, person: Person) -> None:
        self.world.set_status(self.chat, person, "left", person)
        await self._service(person, {"left_chat_member": person.wire()})

    async def promotes(self, person: Person) -> None:
        self.world.set_status(self.chat, person, "administrator", self.owner)
        await asyncio.sleep(0)

    async def anonymous_admin_says(self, text: str) -> Bubble:
        """Write as the group itself, as an administrator may."""
        return await self._speaks(
            ANONYMOUS_ADMIN, self.chat.wire(), _text(text) | {"author_signature": "voorzitter"}
        )

    async def channel_says(self, channel: Channel, text: str) -> Bubble:
        """Write in the name of a channel, as its owner may anywhere."""
        return await self._speaks(CHANNEL_IN_GROUP, channel.chat.wire(), _text(text))

    async def relays(self, channel: Channel, text: str) -> Bubble:
        """Show a post of the linked channel, which Telegram itself passes on."""
        posted = {
            "type": "channel",
            "chat": channel.chat.wire(),
            "message_id": 1,
            "date": int(self.world.clock()),
        }
        content = _text(text) | {"is_automatic_forward": True, "forward_origin": posted}
        return await self._speaks(TELEGRAM, channel.chat.wire(), content)

    async def becomes_supergroup(self) -> Group:
        """Upgrade the group; from now on it has another id, and the old one only says so."""
        new = self.world.open_chat("supergroup", self.chat.title)
        new.members, new.bot_status = dict(self.chat.members), self.chat.bot_status
        self.world.announce(self._add(self.chat, {"migrate_to_chat_id": new.id}))
        self.chat.migrated_to = new
        upgraded = Group(new, self.world)
        self.world.announce(upgraded._add(new, {"migrate_from_chat_id": self.chat.id}))
        await asyncio.sleep(0)
        return upgraded

    async def _sets_bot(self, status: Status, by: Person | None) -> None:
        self.world.set_bot_status(self.chat, status, by or self.owner)
        await asyncio.sleep(0)

    async def _service(self, by: Person | None, content: Json) -> None:
        message = self.world.add_message(self.chat, {"from": (by or self.owner).wire()}, content)
        self.world.announce(message)
        await asyncio.sleep(0)

    def _add(self, chat: Chat, content: Json) -> Message:
        return self.world.add_message(chat, {"from": self.owner.wire()}, content)

    async def _speaks(self, stand_in: Person, sender: Json, content: Json) -> Bubble:
        message = self.world.add_message(self.chat, {"from": stand_in.wire(), "sender_chat": sender}, content)
        self.world.announce(message)
        await asyncio.sleep(0)
        return message.bubble(self.world.files)


@dataclass(eq=False)
class Channel:
    """A channel. Make one with `server.channel(…)`."""

    chat: Chat
    world: World

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def messages(self) -> list[Bubble]:
        return self.world.bubbles(self.chat)

    async def posts(self, text: str) -> Bubble:
        message = self.world.add_message(self.chat, {"sender_chat": self.chat.wire()}, _text(text))
        self.world.announce(message)
        await asyncio.sleep(0)
        return message.bubble(self.world.files)

    async def edits(self, bubble: Bubble, text: str) -> Bubble:
        message = self.chat.messages[bubble.message_id]
        message.content, message.edit_date, message.is_edited = _text(text), self.world.clock(), True
        self.world.announce(message, is_edit=True)
        await asyncio.sleep(0)
        return message.bubble(self.world.files)


def _text(text: str) -> Json:
    return {"text": text} | ({"entities": entities} if (entities := list(found_in(text))) else {})
