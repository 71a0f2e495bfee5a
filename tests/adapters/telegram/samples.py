"""Updates as Telegram sends them, one of each kind, to be changed by the tests."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]

ID = 5_000_000_017
PERSON: Json = {
    "id": ID,
    "is_bot": False,
    "first_name": "Noor",
    "last_name": "Peeters",
    "language_code": "nl-BE",
}
PRIVATE: Json = {"id": ID, "type": "private", "first_name": "Noor"}
GROUP: Json = {"id": -1_002_000_000_001, "type": "supergroup", "title": "Buurt"}
PHOTO = [
    {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 60, "file_size": 1_200},
    {"file_id": "large", "file_unique_id": "l", "width": 1280, "height": 853, "file_size": 190_000},
    {"file_id": "medium", "file_unique_id": "m", "width": 320, "height": 213, "file_size": 20_000},
]


def message(**fields: Any) -> Json:
    """Return a private message's update; what is given stands in the message."""
    said = {"message_id": 7, "date": 1_780_000_000, "from": PERSON, "chat": PRIVATE}
    return {"update_id": 41, "message": said | fields}


def edited(**fields: Any) -> Json:
    return {"update_id": 42, "edited_message": message(edit_date=1_780_000_009, **fields)["message"]}


def pressed(**fields: Any) -> Json:
    shown = {"message_id": 9, "date": 1_780_000_000, "chat": PRIVATE, "from": {"id": 42, "is_bot": True}}
    press = {
        "id": "4382bfdwdsb323b2d9",
        "from": PERSON,
        "chat_instance": "-3",
        "message": shown,
        "data": "v1:abc",
    }
    return {"update_id": 43, "callback_query": press | fields}


def membership(status: str, **fields: Any) -> Json:
    bot = {"id": 42, "is_bot": True, "first_name": "Parvis"}
    change = {
        "chat": PRIVATE,
        "from": PERSON,
        "date": 1_780_000_000,
        "old_chat_member": {"user": bot, "status": "member"},
        "new_chat_member": {"user": bot, "status": status},
    }
    return {"update_id": 44, "my_chat_member": change | fields}


def every_kind() -> list[Json]:
    """Return one update of each kind that is read, so that a test can go through them."""
    return [
        message(text="Een zebrapad aan de school"),
        message(photo=PHOTO, caption="Hier"),
        message(document={"file_id": "d", "mime_type": "image/png", "file_size": 12}),
        message(location={"latitude": 50.84, "longitude": 4.35}),
        message(venue={"location": {"latitude": 50.84, "longitude": 4.35}, "title": "Plein", "address": "x"}),
        message(sticker={"file_id": "x"}),
        edited(text="Twee zebrapaden"),
        edited(caption="Daar", photo=PHOTO),
        pressed(),
        membership("kicked"),
        membership("member"),
        message(text="/idea@parvis_bot 12", chat=GROUP),
        message(text="idee 12", chat=GROUP, reply_to_message={"from": {"id": 42}}),
        message(chat=GROUP, migrate_to_chat_id=-1_002_000_000_002),
        pressed(message={"message_id": 1, "chat": GROUP}),
        membership("restricted", chat=GROUP),
    ]


def raw(update: Any) -> str:
    return json.dumps(update)
