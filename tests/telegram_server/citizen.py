"""The person's side: someone who writes, presses, sends, and hears what the bot says."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Literal

from tests.telegram_server.chats import Bubble, Chat, Message
from tests.telegram_server.entities import found_in
from tests.telegram_server.files import Upload
from tests.telegram_server.groups import Group
from tests.telegram_server.methods.sending import MAX_TEXT_UNITS, keep_file
from tests.telegram_server.people import Person
from tests.telegram_server.pictures import Size, png, size_of
from tests.telegram_server.wire import Json, utf16_length
from tests.telegram_server.world import Press, Toast, World, text_content

_album_ids = count(13_000_000_000_000_001)
Origin = Literal["person", "hidden", "channel"]


class NothingHeardError(AssertionError):
    """The bot did not say what was waited for; the message shows the chat as it stands."""


@dataclass(eq=False, kw_only=True)
class Citizen(Person):
    """A person with the bot open in front of them. Make one with `server.citizen(…)`.

    Everything goes to the private chat with the bot, or to the group given as `where`.
    """

    world: World = field(repr=False)
    presses_made: list[Press] = field(default_factory=list, repr=False)
    _heard: dict[int, int] = field(default_factory=dict, repr=False)

    @property
    def private_chat(self) -> Chat:
        return self.world.chats[self.id]

    @property
    def chat(self) -> list[Bubble]:
        """Every message in the private chat as it stands now, oldest first."""
        return self.world.bubbles(self.private_chat)

    @property
    def toasts(self) -> list[Toast]:
        """What presses were answered with, where that showed something."""
        answers = [press.toast for press in self.presses_made]
        return [toast for toast in answers if toast and (toast.text or toast.url)]

    @property
    def commands(self) -> list[Json]:
        """The commands this person's client lists in the private chat."""
        return self.world.profile.shown_commands(self.language_code, ("all_private_chats", "default"))

    async def says(self, text: str, *, where: Group | None = None, reply_to: Bubble | None = None) -> Bubble:
        """Send a text; one that is too long goes in pieces, as clients send it. Answers the last piece."""
        chat = self._chat(where)
        messages = [self._add(chat, _text(piece), reply_to) for piece in _pieces(text)]
        return await self._sent(messages[-1])

    async def starts(self, payload: str = "") -> Bubble:
        """Press Start, or follow a link with a payload; whoever had blocked the bot unblocks it."""
        if self.private_chat.bot_status == "kicked":
            await self.unblocks()
        return await self.says(f"/start {payload}".strip())

    async def edits(self, bubble: Bubble, text: str) -> Bubble:
        """Change the text, or the caption, of one's own message."""
        message = self.world.chats[bubble.chat_id].messages[bubble.message_id]
        assert not message.by_bot, "Only one's own messages can be edited."
        if "text" in message.content:
            message.content = _text(text)
        else:
            message.content = message.content | text_content(text, tuple(found_in(text)), caption=True)
        message.edit_date, message.is_edited = self.world.clock(), True
        self.world.announce(message, is_edit=True)
        await asyncio.sleep(0)
        return message.bubble(self.world.files)

    async def deletes(self, bubble: Bubble) -> None:
        """Remove a message; the bot is not told."""
        self.world.chats[bubble.chat_id].messages.pop(bubble.message_id, None)
        await asyncio.sleep(0)

    async def sends(
        self, content: Json, *, where: Group | None = None, reply_to: Bubble | None = None
    ) -> Bubble:
        """Send a message of any kind, in the Bot API's own words: `{"venue": {…}}`."""
        return await self._sent(self._add(self._chat(where), content, reply_to))

    async def sends_photo(
        self, data: bytes | None = None, *, caption: str = "", where: Group | None = None
    ) -> Bubble:
        """Send a photo; any bytes will do, since it is the bot that must look at them."""
        return await self.sends(self._photo(data) | _caption(caption), where=where)

    async def sends_album(self, *photos: bytes, caption: str = "") -> list[Bubble]:
        """Send several photos together: as many messages, with one album id, the caption on the first."""
        album = {"media_group_id": str(next(_album_ids))}
        captions = [caption] + [""] * len(photos)
        contents = [
            album | self._photo(data) | _caption(text) for data, text in zip(photos, captions, strict=False)
        ]
        return [await self.sends(content) for content in contents]

    async def sends_document(
        self, data: bytes, file_name: str = "idee.pdf", *, mime_type: str = "", size_bytes: int | None = None
    ) -> Bubble:
        """Send a file; `size_bytes` may claim more than there is, to try what is too large."""
        upload = Upload(data, file_name, mime_type or "application/octet-stream")
        return await self.sends({"document": keep_file(self.world, upload, size_bytes=size_bytes)})

    async def sends_location(
        self, latitude: float, longitude: float, *, where: Group | None = None
    ) -> Bubble:
        return await self.sends({"location": {"latitude": latitude, "longitude": longitude}}, where=where)

    async def sends_sticker(self, emoji: str = "👍") -> Bubble:
        facts: Json = {
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
        }
        upload = Upload(png(512, 512), "sticker.webp")
        return await self.sends(
            {"sticker": self.world.files.keep("sticker", upload, **facts, emoji=emoji).wire}
        )

    async def sends_voice(self, data: bytes = b"OggS", *, seconds: int = 3) -> Bubble:
        facts: Json = {"duration": seconds, "mime_type": "audio/ogg"}
        return await self.sends(
            {"voice": self.world.files.keep("voice", Upload(data, "voice.oga"), **facts).wire}
        )

    async def sends_contact(self, phone_number: str = "+3225551234") -> Bubble:
        contact = {"phone_number": phone_number, "first_name": self.first_name, "user_id": self.id}
        return await self.sends({"contact": contact})

    async def sends_dice(self, value: int = 4) -> Bubble:
        return await self.sends({"dice": {"emoji": "🎲", "value": value}})

    async def sends_poll(self, question: str = "Wat eerst?", *options: str) -> Bubble:
        chosen = options or ("Bomen", "Banken")
        answers = [
            {"persistent_id": str(number), "text": option, "voter_count": 0}
            for number, option in enumerate(chosen)
        ]
        no = dict.fromkeys(("is_closed", "allows_multiple_answers", "allows_revoting", "members_only"), False)
        poll = {
            "id": "5",
            "question": question,
            "options": answers,
            "total_voter_count": 0,
            "type": "regular",
        }
        return await self.sends({"poll": poll | no | {"is_anonymous": True}})

    async def sends_forward(self, text: str, *, origin: Origin = "person") -> Bubble:
        """Pass on what somebody else wrote: a person, one who hides their account, or a channel."""
        date = int(self.world.clock()) - 3600
        origins: dict[Origin, Json] = {
            "person": {"type": "user", "sender_user": Person(id=4_999, first_name="Iemand anders").wire()},
            "hidden": {"type": "hidden_user", "sender_user_name": "Iemand anders"},
            "channel": {
                "type": "channel",
                "chat": {"id": -1_004_444_444_444, "title": "Nieuws", "type": "channel"},
                "message_id": 9,
            },
        }
        return await self.sends(_text(text) | {"forward_origin": origins[origin] | {"date": date}})

    async def presses(
        self,
        label: str | int,
        *,
        message: Bubble | None = None,
        where: Group | None = None,
        timeout: float = 5,  # noqa: ASYNC109 - part of what is asked, not of how it is waited for
    ) -> Press:
        """Press the button with a label (or a part of it), or at a place, in the newest message that has one.

        Given a message, the button is pressed as it was seen there, even if the bot has changed it since.
        """
        chat = self._chat(where)
        if message is None:
            message = await self._until(
                chat, lambda: self._with_button(chat, label), timeout, f"a button {label!r}"
            )
        button = message.button(label)
        assert button is not None, f"There is no button {label!r} in:\n  {message}"
        assert "callback_data" in button, f"The button {label!r} opens {button.get('url', 'something else')}."
        return await self.forges_press(button["callback_data"], message=message)

    async def forges_press(self, data: str, *, message: Bubble) -> Press:
        """Press a button that never was: a client may send any data, for any message."""
        press = self.world.press(self, self.world.chats[message.chat_id], message.message_id, data)
        self.presses_made.append(press)
        await asyncio.sleep(0)
        return press

    async def presses_again(self, press: Press) -> Press:
        """Press the same button again, as a client does that saw no answer: it is a new update."""
        again = self.world.press(self, press.chat, press.message_id, press.data)
        self.presses_made.append(again)
        await asyncio.sleep(0)
        return again

    async def sees_answer(self, press: Press, *, timeout: float = 5) -> Toast:  # noqa: ASYNC109 - as above
        """Wait until a press is answered: the button stops turning."""
        try:
            await asyncio.wait_for(press.answered.wait(), timeout)
        except TimeoutError:
            raise NothingHeardError(
                f"The press {press.data!r} was not answered within {timeout} s."
            ) from None
        assert press.toast is not None
        return press.toast

    async def blocks(self) -> None:
        """Block the bot, which is told."""
        self.world.set_bot_status(self.private_chat, "kicked", self)
        await asyncio.sleep(0)

    async def unblocks(self) -> None:
        self.world.set_bot_status(self.private_chat, "member", self)
        await asyncio.sleep(0)

    async def deactivates(self) -> None:
        """Delete the account; the bot is not told."""
        self.private_chat.is_deactivated = True
        await asyncio.sleep(0)

    async def hears(
        self,
        pattern: str | re.Pattern[str] | None = None,
        timeout: float = 5,  # noqa: ASYNC109 - as above
        *,
        where: Group | None = None,
    ) -> Bubble:
        """Answer the next thing the bot says (new, or changed in what it says) that was not heard yet.

        With a pattern (a part of the text, or a compiled expression) what comes before it is passed over, and
        counts as heard. Raises `NothingHeardError`, with the whole chat, when the time is up.
        """
        chat = self._chat(where)
        return await self._until(chat, lambda: self._next_told(chat, pattern), timeout, _shown(pattern))

    async def hears_nothing(self, seconds: float = 0.3, *, where: Group | None = None) -> None:
        """Make sure that the bot stays silent for a while."""
        await asyncio.sleep(seconds)
        heard = self._next_told(self._chat(where), None)
        assert heard is None, f"Nothing was expected, but there is:\n  {heard}"

    def reads_all(self) -> None:
        """Count everything that the bot has said in the private chat as heard."""
        self._heard[self.private_chat.id] = len(self.private_chat.told)

    def _next_told(self, chat: Chat, pattern: str | re.Pattern[str] | None) -> Bubble | None:
        begin = self._heard.get(chat.id, 0)
        for place, bubble in enumerate(chat.told[begin:], begin):
            if _matches(bubble, pattern):
                self._heard[chat.id] = place + 1
                return bubble
        return None

    def _with_button(self, chat: Chat, label: str | int) -> Bubble | None:
        with_buttons = [bubble for bubble in reversed(self.world.bubbles(chat)) if bubble.keyboard]
        return next((bubble for bubble in with_buttons if bubble.button(label) is not None), None)

    async def _until(
        self, chat: Chat, look: Callable[[], Bubble | None], seconds: float, wanted: str
    ) -> Bubble:
        try:
            async with asyncio.timeout(seconds):
                while (found := look()) is None:
                    chat.news.clear()
                    await chat.news.wait()
        except TimeoutError:
            transcript = chat.transcript(self.world.files)
            raise NothingHeardError(
                f"{self.first_name} waited {seconds} s for {wanted}. The chat is:\n{transcript}"
            ) from None
        return found

    def _chat(self, where: Group | None) -> Chat:
        return where.chat if where else self.private_chat

    def _add(self, chat: Chat, content: Json, reply_to: Bubble | None = None) -> Message:
        assert chat.kind != "private" or chat.bot_status != "kicked", "Unblock the bot before writing to it."
        chat.has_started = True
        message = self.world.add_message(chat, {"from": self.wire()}, content)
        message.reply_to = chat.messages.get(reply_to.message_id) if reply_to else None
        self.world.announce(message)
        return message

    async def _sent(self, message: Message) -> Bubble:
        await asyncio.sleep(0)
        return message.bubble(self.world.files)

    def _photo(self, data: bytes | None) -> Json:
        data = png(640, 480) if data is None else data
        size: Size = size_of(data) or (640, 480)
        return {"photo": self.world.files.keep_photo(data, size)}


def _text(text: str) -> Json:
    """Write a text with what Telegram finds in it: commands, links, mentions."""
    return {"text": text} | ({"entities": entities} if (entities := list(found_in(text))) else {})


def _caption(text: str) -> Json:
    return text_content(text, tuple(found_in(text)), caption=True)


def _pieces(text: str) -> list[str]:
    pieces, units = [""], 0
    for character in text:
        units += utf16_length(character)
        if units > MAX_TEXT_UNITS:
            pieces.append("")
            units = utf16_length(character)
        pieces[-1] += character
    return pieces


def _matches(bubble: Bubble, pattern: str | re.Pattern[str] | None) -> bool:
    if pattern is None:
        return True
    return pattern in bubble.text if isinstance(pattern, str) else bool(pattern.search(bubble.text))


def _shown(pattern: str | re.Pattern[str] | None) -> str:
    return "anything" if pattern is None else repr(pattern if isinstance(pattern, str) else pattern.pattern)
