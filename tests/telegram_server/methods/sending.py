"""Methods that send something new."""

from __future__ import annotations

from collections.abc import Callable

from tests.telegram_server.entities import Formatted, formatted
from tests.telegram_server.files import MAX_PHOTO_BYTES, MAX_UPLOAD_BYTES, StoredFile, Upload
from tests.telegram_server.params import Params
from tests.telegram_server.pictures import size_of
from tests.telegram_server.refusals import bad_request
from tests.telegram_server.wire import Json, utf16_length
from tests.telegram_server.world import World, text_content

MAX_TEXT_UNITS = 4096
MAX_CAPTION_UNITS = 1024
_MAX_PHOTO_SIDES = 10_000
_MAX_PHOTO_RATIO = 20
_SEEN, _HEARD = {"width": 320, "height": 180, "duration": 3}, {"duration": 3}
_FACTS: dict[str, Json] = {
    "document": {},
    "video": _SEEN,
    "animation": _SEEN,
    "voice": _HEARD,
    "audio": _HEARD,
}
_ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}


def send_message(world: World, params: Params) -> Json:
    chat = world.writable_chat(params)
    return world.send(chat, text_of(world, params), params)


def send_photo(world: World, params: Params) -> Json:
    chat = world.writable_chat(params)
    content = {"photo": photo_of(world, params, "photo")} | caption_of(world, params)
    return world.send(chat, content, params)


def send_file(kind: str) -> Callable[[World, Params], Json]:
    """Answer the method that sends a file of a kind."""

    def send(world: World, params: Params) -> Json:
        chat = world.writable_chat(params)
        return world.send(chat, file_of(world, params, kind) | caption_of(world, params), params)

    return send


def send_location(world: World, params: Params) -> Json:
    chat = world.writable_chat(params)
    return world.send(chat, {"location": location_of(params)}, params)


def send_venue(world: World, params: Params) -> Json:
    chat = world.writable_chat(params)
    where = location_of(params)
    named = {name: params.text(name) for name in ("title", "address")}
    if not all(named.values()):
        raise bad_request("venue title and address must be non-empty")
    return world.send(chat, {"location": where, "venue": {"location": where} | named}, params)


def send_chat_action(world: World, params: Params) -> bool:
    world.writable_chat(params)
    if params.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def text_of(world: World, params: Params) -> Json:
    """Read the text of a call. Raises `RefusalError` where it is empty, too long, or wrongly formatted.

    Telegram's limit is in characters after parsing; this server counts UTF-16 units, the strictest reading.
    """
    if not params.text("text"):
        raise bad_request("message text is empty")
    text = formatted(params.text("text"), params.text("parse_mode"), params.json("entities"))
    if not text.text:
        raise bad_request("text must be non-empty")
    if utf16_length(text.text) > MAX_TEXT_UNITS:
        raise bad_request("message is too long")
    preview = params.json("link_preview_options")
    return text_content(text.text, _with_users(world, text)) | (
        {"link_preview_options": preview} if preview else {}
    )


def caption_of(world: World, params: Params) -> Json:
    """Read the caption of a call, which may be empty."""
    entities = params.json("caption_entities")
    caption = formatted(params.text("caption"), params.text("parse_mode"), entities)
    if utf16_length(caption.text) > MAX_CAPTION_UNITS:
        raise bad_request("message caption is too long")
    return text_content(caption.text, _with_users(world, caption), caption=True)


def _with_users(world: World, text: Formatted) -> tuple[Json, ...]:
    """Put the people in who are mentioned by id; a mention of somebody unknown is plain text."""
    return tuple(
        {**entity, "user": world.people[user_id].wire()} if user_id else entity
        for entity in text.entities
        if not (user_id := _mentioned(entity)) or user_id in world.people
    )


def _mentioned(entity: Json) -> int:
    return int(entity.get("user", {}).get("id", 0)) if entity["type"] == "text_mention" else 0


def photo_of(world: World, params: Params, name: str) -> list[Json]:
    """Read a photo, uploaded or known already, and answer its sizes."""
    upload = params.upload(name)
    if upload is None:
        known = _known(world, params.text(name), "photo")
        return [known.wire]
    if len(upload.data) > MAX_PHOTO_BYTES:
        size_bytes = len(upload.data)
        raise bad_request(
            f"file of size {size_bytes} bytes is too big for a photo; the maximum size is {MAX_PHOTO_BYTES} bytes"
        )
    size = size_of(upload.data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > _MAX_PHOTO_SIDES or max(size) > _MAX_PHOTO_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return world.files.keep_photo(upload.data, size)


def file_of(world: World, params: Params, kind: str, name: str = "") -> Json:
    """Read a file, uploaded or known already; a film without sound becomes an animation, which is told as a document besides."""
    upload = params.upload(name or kind)
    if upload is not None and kind == "video" and b"vide" in upload.data and b"soun" not in upload.data:
        kind = "animation"
    wire = keep_file(world, upload, kind) if upload else _known(world, params.text(name or kind), kind).wire
    besides = {name: fact for name, fact in wire.items() if name not in _SEEN}
    return {kind: wire} | ({"document": besides} if kind == "animation" else {})


def keep_file(world: World, upload: Upload, kind: str = "document", size_bytes: int | None = None) -> Json:
    if len(upload.data) > MAX_UPLOAD_BYTES:
        raise bad_request("file is too big")
    facts = {"mime_type": upload.mime_type} | _FACTS[kind]
    named = {} if kind == "voice" else {"file_name": upload.file_name}
    return world.files.keep(kind, upload, size_bytes=size_bytes, **named, **facts).wire


def _known(world: World, file_id: str, kind: str) -> StoredFile:
    if not file_id:
        raise bad_request(f"there is no {kind} in the request")
    if file_id.startswith(("http://", "https://")):
        # Telegram would fetch it; nothing here reaches outside.
        raise bad_request("wrong HTTP URL specified")
    known = world.files.by_id(file_id)
    if known.kind != kind:
        raise bad_request(f"can't use file of type {known.kind.title()} as {kind.title()}")
    return known


def location_of(params: Params) -> Json:
    try:
        latitude, longitude = float(params.text("latitude")), float(params.text("longitude"))
    except ValueError:
        raise bad_request("location must be non-empty") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("wrong location specified")
    return {"latitude": latitude, "longitude": longitude}
