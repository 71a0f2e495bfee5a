"""An update of the Bot API in our own words. Pure, and believing nothing: whatever is not as documented is a ValueError."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.engine.incoming import (
    Blocked,
    Content,
    Edited,
    Incoming,
    Other,
    Picture,
    Position,
    Pressed,
    Sender,
    Typed,
    Unblocked,
)
from bot.text.clean import clean

KINDS_READ = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that are asked for."""

LARGEST_PHOTO_BYTES = 10 * 1024 * 1024

# Ids that stand for no person: anonymous group admins, channels that write, Telegram's own service (H49).
_NOBODY = {1087968824, 136817688, 777000}

_ADDRESSED = re.compile(r"\A(/\w{1,64})@\w+", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}")

# An animation also comes with a `document`, so the order counts.
_OTHER_KINDS = (
    "animation",
    "sticker",
    "voice",
    "video_note",
    "video",
    "audio",
    "document",
    "contact",
    "dice",
    "poll",
    "game",
    "story",
    "checklist",
    "paid_media",
    "invoice",
    "giveaway",
)
# What Telegram itself writes into a private chat: nobody said it, so nobody is answered.
_SERVICE_KINDS = frozenset(
    {
        "chat_background_set",
        "chat_shared",
        "connected_website",
        "gift",
        "message_auto_delete_timer_changed",
        "passport_data",
        "pinned_message",
        "proximity_alert_triggered",
        "refunded_payment",
        "successful_payment",
        "suggested_post_info",
        "unique_gift",
        "users_shared",
        "web_app_data",
        "write_access_allowed",
    }
)

_Json = dict[str, Any]


class UnreadableError(ValueError):
    """An update is not as Telegram documents it: it is put aside, and says here what was wrong."""


def read(raw: str) -> Incoming | None:
    """Return what an update means; None when it concerns nobody. Raises ValueError if it cannot be read."""
    try:
        update = json.loads(raw, parse_constant=_refuse)
        if not isinstance(update, dict):
            raise UnreadableError("an update is an object")
        return _incoming(update) if _parties(update) else None
    except RecursionError:
        raise UnreadableError("nested too deeply") from None


def sender_of(update: Any) -> Sender | None:
    """Return whose turn an update is; None when it is nobody's, or cannot be read."""
    try:
        return _sender(update) if isinstance(update, dict) else None
    except ValueError:
        return None


def receipt_of(update: Any) -> str | None:
    """Return what answers the press that an update is, anywhere and by anybody; None for all else."""
    if not isinstance(update, dict) or "callback_query" not in update:
        return None
    try:
        return _reference(_object(update, "callback_query"), "id")
    except ValueError:
        return None


def _incoming(update: _Json) -> Incoming | None:
    if "message" in update:
        return _said(_object(update, "message"))
    if "edited_message" in update:
        return _corrected(_object(update, "edited_message"))
    if "callback_query" in update:
        return _pressed(_object(update, "callback_query"))
    return _door(_object(update, "my_chat_member"))


def _sender(update: _Json) -> Sender | None:
    parties = _parties(update)
    if parties is None:
        return None
    user, chat = parties
    hint = _words(user, "language_code")
    return Sender(
        id=str(_number(user, "id")),
        chat=str(_number(chat, "id")),
        name=clean(f"{_words(user, 'first_name')} {_words(user, 'last_name')}").strip(),
        language_hint=hint if _LANGUAGE.fullmatch(hint) else None,
    )


def _parties(update: _Json) -> tuple[_Json, _Json] | None:
    """Return the person and the private chat of an update; None where there are no such two."""
    kind = next((kind for kind in KINDS_READ if kind in update), None)
    if kind is None:
        return None
    told = _object(update, kind)
    place = _object(told, "message") if kind == "callback_query" and "message" in told else told
    if "from" not in told or "chat" not in place:
        return None
    user, chat = _object(told, "from"), _object(place, "chat")
    return (user, chat) if chat.get("type") == "private" and _is_person(user) else None


def _is_person(user: _Json) -> bool:
    number = _number(user, "id")
    if number <= 0:
        raise UnreadableError("nobody has such an id")
    return user.get("is_bot") is not True and number not in _NOBODY


def _said(message: _Json) -> Incoming | None:
    content = _content(message)
    return None if content is None else Incoming(content, _message_id(message))


def _content(message: _Json) -> Content | None:
    if "text" in message:
        return Typed(_ADDRESSED.sub(r"\1", clean(_words(message, "text"))))
    if "photo" in message:
        return _photo(message)
    if "location" in message or "venue" in message:
        return _position(_object(message if "location" in message else _object(message, "venue"), "location"))
    return _image(message) or _other(message)


def _photo(message: _Json) -> Picture:
    """Return the largest of a photo's sizes that may be fetched."""
    sizes = message["photo"]
    if not isinstance(sizes, list) or not sizes or not all(isinstance(size, dict) for size in sizes):
        raise UnreadableError("a photo has sizes")
    fitting = [size for size in sizes if (_size(size) or 0) <= LARGEST_PHOTO_BYTES]
    best = max(fitting or sizes, key=lambda size: _number(size, "width") * _number(size, "height"))
    return Picture(_reference(best, "file_id"), _size(best), clean(_words(message, "caption")))


def _image(message: _Json) -> Picture | None:
    """Return an image that was sent as a file, which keeps it as it is: a photograph of good quality."""
    if "document" not in message or "animation" in message:
        return None
    file = _object(message, "document")
    if not _words(file, "mime_type").startswith("image/"):
        return None
    return Picture(_reference(file, "file_id"), _size(file), clean(_words(message, "caption")))


def _position(place: _Json) -> Position:
    return Position(_degrees(place, "latitude", 90), _degrees(place, "longitude", 180))


def _other(message: _Json) -> Other | None:
    if "media_group_id" in message:
        return Other("album")
    kind = next((kind for kind in _OTHER_KINDS if kind in message), None)
    if kind is None and _SERVICE_KINDS & message.keys():
        return None
    return Other(kind or "unknown")


def _corrected(message: _Json) -> Incoming | None:
    """Return the new words; None for what moves by itself, as a live location does."""
    for name in ("text", "caption"):
        if name in message:
            return Incoming(Edited(clean(_words(message, name))), _message_id(message))
    return None


def _pressed(query: _Json) -> Incoming:
    token = clean(_words(query, "data"))
    return Incoming(Pressed(token, _reference(query, "id")), _message_id(_object(query, "message")))


def _door(member: _Json) -> Incoming | None:
    match _words(_object(member, "new_chat_member"), "status"):
        case "kicked":
            return Incoming(Blocked())
        case "member":
            return Incoming(Unblocked())
        case _:
            return None


def _message_id(message: _Json) -> str:
    return str(_number(message, "message_id"))


def _object(of: _Json, name: str) -> _Json:
    value = of.get(name)
    if not isinstance(value, dict):
        raise UnreadableError(f"{name} is not an object")
    return value


def _words(of: _Json, name: str) -> str:
    value = of.get(name, "")
    if not isinstance(value, str):
        raise UnreadableError(f"{name} is not a text")
    return value


def _reference(of: _Json, name: str) -> str:
    """Return an identifier of Telegram's own, which is plain and short."""
    value = _words(of, name)
    if not value or len(value) > 1000 or not value.isascii() or not value.isprintable():
        raise UnreadableError(f"{name} is no identifier")
    return value


def _number(of: _Json, name: str) -> int:
    value = of.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        raise UnreadableError(f"{name} is not a number")
    return value


def _size(of: _Json) -> int | None:
    return _number(of, "file_size") if "file_size" in of else None


def _degrees(of: _Json, name: str, most: int) -> float:
    value = of.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
        raise UnreadableError(f"{name} is not on Earth")
    return float(value)


def _refuse(constant: str) -> Any:
    raise UnreadableError(f"{constant} is not JSON")
