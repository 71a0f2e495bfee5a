"""An update of the Bot API in our own words. Pure, and believing nothing: whatever is not as documented is a ValueError."""

from __future__ import annotations

import re
from typing import Any

from adapters.fields import Json, UnreadableError, an_object, parsed, words_of
from adapters.telegram.fields import number, reference
from adapters.telegram.in_groups import Me, door_of, heard_in
from bot.engine.incoming import (
    Blocked,
    Content,
    Document,
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

UNKNOWN = Me()

_ADDRESSED = re.compile(r"\A(/\w{1,64})@\w+", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}")

# An animation also comes with a `document`, so the order counts.
_OTHER_KINDS = (
    "animation",
    "sticker",
    "video_note",
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
_FILES = ("document", "video", "audio", "voice")
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


def read(raw: str, me: Me = UNKNOWN) -> Incoming | None:
    """Return what an update means; None when it concerns nobody. Raises ValueError if it cannot be read."""
    try:
        update = parsed(raw)
        if not isinstance(update, dict):
            raise UnreadableError("an update is an object")
        if door := door_of(update):
            return door
        if heard := heard_in(update, me):
            return heard.incoming if _is_person(heard.user) else None
        return _incoming(update) if _parties(update) else None
    except RecursionError:
        raise UnreadableError("nested too deeply") from None


def sender_of(update: Any, me: Me = UNKNOWN) -> Sender | None:
    """Return whose turn an update is; None when it is nobody's, or cannot be read."""
    try:
        return _sender(update, me) if isinstance(update, dict) else None
    except ValueError:
        return None


def is_door(update: Any) -> bool:
    """Tell whether an update is what happened at a group's door, which is nobody's own."""
    try:
        return isinstance(update, dict) and door_of(update) is not None
    except ValueError:
        return False


def receipt_of(update: Any) -> str | None:
    """Return what answers the press that an update is, anywhere and by anybody; None for all else."""
    if not isinstance(update, dict) or "callback_query" not in update:
        return None
    try:
        return reference(an_object(update, "callback_query"), "id")
    except ValueError:
        return None


def _incoming(update: Json) -> Incoming | None:
    if "message" in update:
        return _said(an_object(update, "message"))
    if "edited_message" in update:
        return _corrected(an_object(update, "edited_message"))
    if "callback_query" in update:
        return _pressed(an_object(update, "callback_query"))
    return _door(an_object(update, "my_chat_member"))


def _sender(update: Json, me: Me) -> Sender | None:
    if door_of(update):
        return None
    if heard := heard_in(update, me):
        # In private, a person is written to under their own id.
        return _person(heard.user, heard.user, heard.incoming.group) if _is_person(heard.user) else None
    parties = _parties(update)
    return None if parties is None else _person(*parties, None)


def _person(user: Json, chat: Json, group: str | None) -> Sender:
    hint = words_of(user, "language_code")
    return Sender(
        id=str(number(user, "id")),
        chat=str(number(chat, "id")),
        name=clean(f"{words_of(user, 'first_name')} {words_of(user, 'last_name')}").strip(),
        language_hint=hint if _LANGUAGE.fullmatch(hint) else None,
        group=group,
    )


def _parties(update: Json) -> tuple[Json, Json] | None:
    """Return the person and the private chat of an update; None where there are no such two."""
    kind = next((kind for kind in KINDS_READ if kind in update), None)
    if kind is None:
        return None
    told = an_object(update, kind)
    place = an_object(told, "message") if kind == "callback_query" and "message" in told else told
    if "from" not in told or "chat" not in place:
        return None
    user, chat = an_object(told, "from"), an_object(place, "chat")
    return (user, chat) if chat.get("type") == "private" and _is_person(user) else None


def _is_person(user: Json) -> bool:
    identity = number(user, "id")
    if identity <= 0:
        raise UnreadableError("nobody has such an id")
    return user.get("is_bot") is not True and identity not in _NOBODY


def _said(message: Json) -> Incoming | None:
    content = _content(message)
    if content is None:
        return None
    answers = _message_id(an_object(message, "reply_to_message")) if "reply_to_message" in message else None
    return Incoming(content, _message_id(message), answers=answers)


def _content(message: Json) -> Content | None:
    if "text" in message:
        return Typed(_ADDRESSED.sub(r"\1", clean(words_of(message, "text"))))
    if "photo" in message:
        return _photo(message)
    if "location" in message or "venue" in message:
        return _position(
            an_object(message if "location" in message else an_object(message, "venue"), "location")
        )
    return _file(message) or _other(message)


def _photo(message: Json) -> Picture:
    """Return the largest of a photo's sizes that may be fetched."""
    sizes = message["photo"]
    if not isinstance(sizes, list) or not sizes or not all(isinstance(size, dict) for size in sizes):
        raise UnreadableError("a photo has sizes")
    fitting = [size for size in sizes if (_size(size) or 0) <= LARGEST_PHOTO_BYTES]
    best = max(fitting or sizes, key=lambda size: number(size, "width") * number(size, "height"))
    return Picture(reference(best, "file_id"), _size(best), clean(words_of(message, "caption")))


def _file(message: Json) -> Picture | Document | None:
    """Return an image that was sent as a file, which keeps it as it is (a photograph of good quality), or another file."""
    kind = next((kind for kind in _FILES if kind in message), None)
    if kind is None or "animation" in message:
        return None
    file, caption = an_object(message, kind), clean(words_of(message, "caption"))
    if kind == "document" and words_of(file, "mime_type").startswith("image/"):
        return Picture(reference(file, "file_id"), _size(file), caption)
    return Document(
        reference(file, "file_id"), clean(words_of(file, "file_name")) or kind, _size(file), caption
    )


def _position(place: Json) -> Position:
    return Position(_degrees(place, "latitude", 90), _degrees(place, "longitude", 180))


def _other(message: Json) -> Other | None:
    kind = next((kind for kind in _OTHER_KINDS if kind in message), None)
    if kind is None and _SERVICE_KINDS & message.keys():
        return None
    return Other(kind or "unknown")


def _corrected(message: Json) -> Incoming | None:
    """Return the new words; None for what moves by itself, as a live location does."""
    for name in ("text", "caption"):
        if name in message:
            return Incoming(Edited(clean(words_of(message, name))), _message_id(message))
    return None


def _pressed(query: Json) -> Incoming:
    token = clean(words_of(query, "data"))
    return Incoming(Pressed(token, reference(query, "id")), _message_id(an_object(query, "message")))


def _door(member: Json) -> Incoming | None:
    match words_of(an_object(member, "new_chat_member"), "status"):
        case "kicked":
            return Incoming(Blocked())
        case "member":
            return Incoming(Unblocked())
        case _:
            return None


def _message_id(message: Json) -> str:
    return str(number(message, "message_id"))


def _size(of: Json) -> int | None:
    return number(of, "file_size") if "file_size" in of else None


def _degrees(of: Json, name: str, most: int) -> float:
    value = of.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
        raise UnreadableError(f"{name} is not on Earth")
    return float(value)
