"""The Bot API's rarer methods, through python-telegram-bot.

Importing this imports the library (half a second, 40 MB), so it is imported when the first of these is called.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from telegram import (
    Bot,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeDefault,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMedia,
    InputMediaAnimation,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
    User,
)
from telegram.error import TelegramError

from adapters.telegram.parts import Part, Uploaded, chat_id, sort_of
from adapters.telegram.reading import KINDS_READ
from adapters.telegram.request import NotDoneError, WireRequest
from adapters.telegram.wire import Wire
from bot.engine.outgoing import File, rows
from bot.engine.platform import Unknown

Result = TypeVar("Result")

Commands = Sequence[tuple[str, str]]
"""Names without their slash, each with what it does."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """What Telegram shows of the bot, by two-letter language; "" is for everybody else."""

    commands: Mapping[str, Commands]
    description: Mapping[str, str]
    short: Mapping[str, str]
    group_commands: Mapping[str, Commands] = field(default_factory=dict)


class Methods:
    """The rarer methods of one account. Each raises NotDoneError, with the outcome in it, and nothing else."""

    def __init__(self, wire: Wire, token: str) -> None:
        request = WireRequest(wire)
        self._bot = Bot(token, wire.calls_url, wire.files_url, request=request, get_updates_request=request)

    async def who(self) -> User:
        """Return the bot's own account."""
        return await _result(self._bot.get_me())

    async def receive_at(self, url: str, secret: str) -> None:
        """Telegram calls this webhook from now on."""
        await _result(self._bot.set_webhook(url, allowed_updates=KINDS_READ, secret_token=secret))

    async def file_address(self, file: str) -> tuple[str, int | None]:
        """Return where a file can be fetched, and its size. The address contains the token."""
        found = await _result(self._bot.get_file(file))
        return found.file_path or "", found.file_size

    async def show(self, chat: str, part: Part, file: File | Uploaded) -> Message:
        """Send a photo or another file, or one that Telegram has, with its caption; or put it into a message."""
        markup = _keyboard(part)
        if part.edits is None:
            return await _result(self._sent(chat, part, file, markup))
        edited = await _result(
            self._bot.edit_message_media(
                _media(part, file), chat_id(chat), message_id=part.edits, reply_markup=markup
            )
        )
        if not isinstance(edited, Message):
            raise NotDoneError(Unknown("no_result"))
        return edited

    def _sent(
        self, chat: str, part: Part, file: File | Uploaded, markup: InlineKeyboardMarkup | None
    ) -> Awaitable[Message]:
        what, name = _given(file)
        sends: Mapping[str, Callable[..., Awaitable[Message]]] = {
            "photo": self._bot.send_photo,
            "video": self._bot.send_video,
            "animation": self._bot.send_animation,
            "voice": self._bot.send_voice,
            "audio": self._bot.send_audio,
            # Telegram would look for a better name by what is in it.
            "document": partial(self._bot.send_document, disable_content_type_detection=True),
        }
        return sends[sort_of(file)](
            chat_id(chat), what, caption=part.text, parse_mode="HTML", reply_markup=markup, filename=name
        )

    async def introduce(self, words: Introduction) -> bool:
        """Say who we are where Telegram does not say it yet, and return whether all of it is said now.

        What did not change is asked for but not written again, so a restart costs little.
        """
        try:
            for language, commands in words.commands.items():
                await self._list_commands(language or None, commands, BotCommandScopeDefault())
            for language, commands in words.group_commands.items():
                await self._list_commands(language or None, commands, BotCommandScopeAllGroupChats())
            for language, text in words.description.items():
                await self._describe(language or None, text)
            for language, text in words.short.items():
                await self._describe_shortly(language or None, text)
        except NotDoneError:
            return False
        return True

    async def _list_commands(self, language: str | None, commands: Commands, scope: BotCommandScope) -> None:
        known = await _result(self._bot.get_my_commands(scope, language_code=language))
        if [(each.command, each.description) for each in known] != list(commands):
            await _result(self._bot.set_my_commands(list(commands), scope, language_code=language))

    async def _describe(self, language: str | None, text: str) -> None:
        known = await _result(self._bot.get_my_description(language))
        if known.description != text:
            await _result(self._bot.set_my_description(text, language))

    async def _describe_shortly(self, language: str | None, text: str) -> None:
        known = await _result(self._bot.get_my_short_description(language))
        if known.short_description != text:
            await _result(self._bot.set_my_short_description(text, language))


def _given(file: File | Uploaded) -> tuple[str | bytes, str | None]:
    """Return what the library wants of a file, and its name where it is uploaded."""
    return (file.name, None) if isinstance(file, Uploaded) else (file.data, file.name)


def _media(part: Part, file: File | Uploaded) -> InputMedia:
    what, name = _given(file)
    # A voice takes no other message's place: there it is a file.
    kind = _MEDIA.get(sort_of(file), InputMediaDocument)
    return kind(what, caption=part.text, parse_mode="HTML", filename=name)


_MEDIA: Mapping[str, Callable[..., InputMedia]] = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "animation": InputMediaAnimation,
    "audio": InputMediaAudio,
}


def _keyboard(part: Part) -> InlineKeyboardMarkup | None:
    if not part.buttons:
        return None
    laid = rows(part.buttons)
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b.label, callback_data=b.token) for b in row] for row in laid]
    )


async def _result(call: Awaitable[Result]) -> Result:
    """Return the call's result. An answer that the library cannot read tells nobody what came of the call."""
    failure: NotDoneError
    try:
        return await call
    except NotDoneError as not_done:
        failure = not_done
    except (TelegramError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        failure = NotDoneError(Unknown("unreadable_result"))
    raise failure
