"""The server seen through aiogram, which takes seconds to import: for whoever needs it, when they need it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from aiogram import methods as calls
from aiogram import types
from aiogram.methods import TelegramMethod

from tests.test_telegram_server.scene import COMMANDS, HOOK, PHOTO, Scene

Aiogram = Callable[[Scene], TelegramMethod[Any]]
NL: dict[str, str] = {"language_code": "nl"}
IN_AIOGRAM: dict[str, Aiogram] = {
    "getMe": lambda _: calls.GetMe(),
    "setMyCommands": lambda _: calls.SetMyCommands(
        commands=[types.BotCommand(command=name, description=text) for name, text in COMMANDS],
        language_code="nl",
    ),
    "getMyCommands": lambda _: calls.GetMyCommands(scope=types.BotCommandScopeDefault()),
    "deleteMyCommands": lambda _: calls.DeleteMyCommands(),
    "setMyName": lambda _: calls.SetMyName(name="Parvis", language_code="nl"),
    "getMyName": lambda _: calls.GetMyName(language_code="nl"),
    "setMyDescription": lambda _: calls.SetMyDescription(description="Ideeën voor de stad"),
    "getMyDescription": lambda _: calls.GetMyDescription(),
    "setMyShortDescription": lambda _: calls.SetMyShortDescription(short_description="Ideeën"),
    "getMyShortDescription": lambda _: calls.GetMyShortDescription(),
    "sendMessage": lambda scene: calls.SendMessage(
        chat_id=scene.citizen.id,
        text="<b>Dag</b> &amp; <a href='https://x.be/'>x</a>",
        parse_mode="HTML",
        link_preview_options=types.LinkPreviewOptions(is_disabled=True),
        reply_parameters=types.ReplyParameters(message_id=scene.text_id),
        reply_markup=types.InlineKeyboardMarkup(
            inline_keyboard=[[types.InlineKeyboardButton(text="Ja", callback_data="ja")]]
        ),
    ),
    "sendPhoto": lambda scene: calls.SendPhoto(
        chat_id=scene.citizen.id, photo=types.BufferedInputFile(PHOTO, "a.png"), caption="plein"
    ),
    "sendDocument": lambda scene: calls.SendDocument(
        chat_id=scene.citizen.id, document=types.BufferedInputFile(b"BEGIN", "a.ics")
    ),
    "sendVideo": lambda scene: calls.SendVideo(
        chat_id=scene.citizen.id, video=types.BufferedInputFile(b"ftyp", "a.mp4")
    ),
    "sendAnimation": lambda scene: calls.SendAnimation(
        chat_id=scene.citizen.id, animation=types.BufferedInputFile(b"ftyp", "a.mp4")
    ),
    "sendVoice": lambda scene: calls.SendVoice(
        chat_id=scene.citizen.id, voice=types.BufferedInputFile(b"OggS", "a.ogg")
    ),
    "sendAudio": lambda scene: calls.SendAudio(
        chat_id=scene.citizen.id, audio=types.BufferedInputFile(b"ID3", "a.mp3")
    ),
    "sendLocation": lambda scene: calls.SendLocation(chat_id=scene.citizen.id, latitude=50.8, longitude=4.3),
    "sendVenue": lambda scene: calls.SendVenue(
        chat_id=scene.citizen.id, latitude=50.8, longitude=4.3, title="Bib", address="Munt 1"
    ),
    "sendChatAction": lambda scene: calls.SendChatAction(chat_id=scene.citizen.id, action="typing"),
    "editMessageText": lambda scene: calls.EditMessageText(
        text="nieuw", chat_id=scene.citizen.id, message_id=scene.text_id
    ),
    "editMessageCaption": lambda scene: calls.EditMessageCaption(
        caption="nieuw", chat_id=scene.citizen.id, message_id=scene.photo_id
    ),
    "editMessageReplyMarkup": lambda scene: calls.EditMessageReplyMarkup(
        chat_id=scene.citizen.id, message_id=scene.text_id
    ),
    "editMessageMedia": lambda scene: calls.EditMessageMedia(
        media=types.InputMediaPhoto(media=types.BufferedInputFile(PHOTO, "a.png"), caption="nieuw"),
        chat_id=scene.citizen.id,
        message_id=scene.photo_id,
    ),
    "deleteMessage": lambda scene: calls.DeleteMessage(chat_id=scene.citizen.id, message_id=scene.text_id),
    "answerCallbackQuery": lambda scene: calls.AnswerCallbackQuery(
        callback_query_id=scene.query_id, text="Geteld", show_alert=True
    ),
    "getFile": lambda scene: calls.GetFile(file_id=scene.file_id),
    "getChat": lambda scene: calls.GetChat(chat_id=scene.group_id),
    "getChatMember": lambda scene: calls.GetChatMember(chat_id=scene.group_id, user_id=scene.citizen.id),
    "leaveChat": lambda scene: calls.LeaveChat(chat_id=scene.group_id),
    "getUpdates": lambda _: calls.GetUpdates(timeout=0),
    "setWebhook": lambda _: calls.SetWebhook(url=HOOK, secret_token="geheim", max_connections=1),
    "deleteWebhook": lambda _: calls.DeleteWebhook(drop_pending_updates=True),
    "getWebhookInfo": lambda _: calls.GetWebhookInfo(),
}


def unread_by_aiogram(read: Any) -> Iterator[str]:
    """Name what aiogram put aside as unknown, anywhere in an object."""
    if isinstance(read, types.TelegramObject):
        yield from read.model_extra or {}
        for name in type(read).model_fields:
            yield from unread_by_aiogram(getattr(read, name))
    elif isinstance(read, list):
        for item in read:
            yield from unread_by_aiogram(item)
