"""The methods of the Bot API, by name. Each takes the world and its parameters, and answers its result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.telegram_server.methods import chatting, editing, profile, sending
from tests.telegram_server.params import Params
from tests.telegram_server.world import World

Method = Callable[[World, Params], Any]

_METHODS: dict[str, Method] = {
    "getMe": profile.get_me,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": profile.set_text("name"),
    "getMyName": profile.get_text("name"),
    "setMyDescription": profile.set_text("description"),
    "getMyDescription": profile.get_text("description"),
    "setMyShortDescription": profile.set_text("short_description"),
    "getMyShortDescription": profile.get_text("short_description"),
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_file("document"),
    "sendVideo": sending.send_file("video"),
    "sendAnimation": sending.send_file("animation"),
    "sendVoice": sending.send_file("voice"),
    "sendAudio": sending.send_file("audio"),
    "sendLocation": sending.send_location,
    "sendVenue": sending.send_venue,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": editing.edit_text,
    "editMessageCaption": editing.edit_caption,
    "editMessageReplyMarkup": editing.edit_reply_markup,
    "editMessageMedia": editing.edit_media,
    "deleteMessage": editing.delete_message,
    "answerCallbackQuery": chatting.answer_callback_query,
    "getFile": chatting.get_file,
    "getChat": chatting.get_chat,
    "getChatMember": chatting.get_chat_member,
    "leaveChat": chatting.leave_chat,
}
# The names of methods may be written in any case.
METHODS = {name.lower(): method for name, method in _METHODS.items()}
NAMES = {
    name.lower(): name for name in [*_METHODS, "getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo"]
}
