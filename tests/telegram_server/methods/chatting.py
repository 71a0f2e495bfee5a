"""Methods about chats, files and presses."""

from __future__ import annotations

from tests.telegram_server.files import MAX_DOWNLOAD_BYTES
from tests.telegram_server.members import member_wire
from tests.telegram_server.params import Params
from tests.telegram_server.refusals import bad_request, forbidden
from tests.telegram_server.wire import Json, utf16_length
from tests.telegram_server.world import Toast, World

_MAX_TOAST_UNITS = 200
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def answer_callback_query(world: World, params: Params) -> bool:
    text = params.text("text")
    if utf16_length(text) > _MAX_TOAST_UNITS:
        raise bad_request("MESSAGE_TOO_LONG")
    toast = Toast(text, params.flag("show_alert"), params.text("url"))
    world.answer_press(params.text("callback_query_id"), toast)
    return True


def get_file(world: World, params: Params) -> Json:
    if not params.text("file_id"):
        raise bad_request("file_id not specified")
    file = world.files.by_id(params.text("file_id"))
    if file.size_bytes > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    ids = {name: file.wire[name] for name in ("file_id", "file_unique_id")}
    return ids | {"file_size": file.size_bytes, "file_path": file.path}


def get_chat(world: World, params: Params) -> Json:
    full = {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    return world.find_chat(params).wire() | full


def get_chat_member(world: World, params: Params) -> Json:
    chat, user_id = world.find_chat(params), params.number("user_id")
    if user_id == world.bot.id:
        return member_wire(world.bot, chat.bot_status, chat.kind)
    if chat.bot_status in {"left", "kicked"}:
        raise forbidden(f"bot is not a member of the {chat.kind_in_words}")
    if chat.person and chat.person.id == user_id:
        return member_wire(chat.person, "member", chat.kind)
    if user_id in chat.members:
        person, status = chat.members[user_id]
        return member_wire(person, status, chat.kind)
    if user_id not in world.people:
        raise bad_request("user not found")
    return member_wire(world.people[user_id], "left", chat.kind)


def leave_chat(world: World, params: Params) -> bool:
    chat = world.find_chat(params)
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    if chat.bot_status in {"left", "kicked"}:
        raise forbidden(f"bot is not a member of the {chat.kind_in_words}")
    world.set_bot_status(chat, "left", world.bot)
    return True
