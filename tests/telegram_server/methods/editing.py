"""Methods that change or remove what was sent."""

from __future__ import annotations

from dataclasses import replace

from tests.telegram_server.chats import FILES, Message
from tests.telegram_server.keyboards import inline_keyboard
from tests.telegram_server.methods.sending import caption_of, file_of, photo_of, text_of
from tests.telegram_server.params import Params, from_mapping
from tests.telegram_server.refusals import NOT_MODIFIED, bad_request, out_of_date
from tests.telegram_server.wire import Json
from tests.telegram_server.world import World

_DELETABLE_SECONDS = 48 * 60 * 60
_CAPTIONED = {"photo", *FILES}
_PLACED = _CAPTIONED - {"voice"}
"""What may take another's place: no voice."""


def edit_text(world: World, params: Params) -> Json:
    message = _own_message(world, params)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _change(world, message, text_of(world, params) | inline_keyboard(params))


def edit_caption(world: World, params: Params) -> Json:
    message = _own_message(world, params)
    if not _CAPTIONED & message.content.keys():
        raise bad_request("there is no caption in the message to edit")
    kept = {name: value for name, value in message.content.items() if name in _CAPTIONED}
    return _change(world, message, kept | caption_of(world, params) | inline_keyboard(params))


def edit_reply_markup(world: World, params: Params) -> Json:
    message = _own_message(world, params)
    kept = {name: value for name, value in message.content.items() if name != "reply_markup"}
    return _change(world, message, kept | inline_keyboard(params))


def edit_media(world: World, params: Params) -> Json:
    """Put another photo or document in a message, also in one that was text."""
    message = _own_message(world, params)
    if "location" in message.content:
        raise bad_request("there is no media in the message to edit")
    media = params.json("media")
    if not isinstance(media, dict) or media.get("type") not in _PLACED:
        raise bad_request("can't parse InputMedia: type must be one of those that a message may hold")
    described = replace(params, values=from_mapping(media))
    kind = str(media["type"])
    if kind == "photo":
        content: Json = {kind: photo_of(world, described, "media")}
    else:
        content = file_of(world, described, kind, "media")
    return _change(world, message, content | caption_of(world, described) | inline_keyboard(params))


def delete_message(world: World, params: Params) -> bool:
    chat = world.find_chat(params)
    message = chat.messages.get(params.number("message_id"))
    if message is None:
        raise out_of_date("message to delete not found")
    may_delete = message.by_bot or chat.kind == "private" or chat.bot_status == "administrator"
    if not may_delete or world.clock() - message.date > _DELETABLE_SECONDS:
        raise bad_request(
            "message can't be deleted for everyone" if may_delete else "message can't be deleted"
        )
    del chat.messages[message.message_id]
    return True


def _own_message(world: World, params: Params) -> Message:
    chat = world.writable_chat(params)
    if not params.text("message_id"):
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(params.number("message_id"))
    if message is None:
        raise out_of_date("message to edit not found")
    if not message.by_bot:
        raise bad_request("message can't be edited")
    return message


def _change(world: World, message: Message, content: Json) -> Json:
    """Replace what a message says. Buttons that the call does not name are gone."""
    if content == message.content:
        raise out_of_date(NOT_MODIFIED)
    world.gauge.admit(message.chat.id, is_group=message.chat.is_group)
    markup, old_markup = content.get("reply_markup"), message.content.get("reply_markup")
    says_something_new = _without_markup(content) != _without_markup(message.content)
    message.content, message.edit_date = content, world.clock()
    message.is_edited = message.is_edited or says_something_new
    if says_something_new or (markup and markup != old_markup):
        # Buttons that only vanish are seen, but tell nobody anything.
        message.chat.tell(message.bubble(world.files))
    return message.wire()


def _without_markup(content: Json) -> Json:
    return {name: value for name, value in content.items() if name != "reply_markup"}
