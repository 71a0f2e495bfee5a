"""A Matrix event in our own words. Pure, and believing nothing: whatever is not as specified is a ValueError.

What is kept of an event is the event itself, in the room it came in, and what had to be asked for it: the token of
the choice that a reaction stands for, and whether a room that we joined continues another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from adapters.fields import UnreadableError, an_object, parsed, words_of
from adapters.matrix import attachments
from adapters.matrix.in_groups import POWER_LEVELS, answered, read_in_group
from bot.engine.incoming import (
    Blocked,
    Content,
    Document,
    Edited,
    Elsewhere,
    Incoming,
    Other,
    Picture,
    Position,
    Pressed,
    Redacted,
    Typed,
    Unblocked,
)
from bot.text.clean import clean

MESSAGE = "m.room.message"
REACTION = "m.reaction"
REDACTION = "m.room.redaction"
MEMBER = "m.room.member"
ENCRYPTED = "m.room.encrypted"
ENCRYPTION = "m.room.encryption"
TOMBSTONE = "m.room.tombstone"
CREATE = "m.room.create"
STICKER = "m.sticker"
POLLS = ("m.poll.start", "org.matrix.msc3381.poll.start")

SAID = frozenset({MESSAGE, REACTION, REDACTION, STICKER, *POLLS})
"""What people send that we may have to answer."""

CHANGES = frozenset({MEMBER, ENCRYPTION, TOMBSTONE, POWER_LEVELS})
"""What changes a room itself."""

GONE = frozenset({"leave", "ban"})

_POSITION = re.compile(r"geo:(-?\d{1,3}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)(?:[,;].*)?", re.ASCII)
_FILE = re.compile(r"mxc://[A-Za-z0-9.:\[\]-]{1,255}/[A-Za-z0-9_=-]{1,255}")
# What clients write before a reply for those that do not show replies: lines that begin with ">", and an empty one.
_QUOTED = re.compile(r"\A(?:> [^\n]*\n)+\n")

_Json = Mapping[str, Any]


def written(room: str, event: _Json, **asked: object) -> str:
    """Return the event as it is kept."""
    return json.dumps({"room": room, "event": event, **asked}, separators=(",", ":"))


def receipt_of(room: str, event: _Json) -> str:
    """Return what answers the press that a reaction is: where it is, and which."""
    return f"{room} {_reference(event, 'event_id')}"


def read(raw: str) -> Incoming | None:
    """Return what a kept event means; None when it concerns nobody. Raises ValueError if it cannot be read."""
    try:
        kept = parsed(raw)
        if not isinstance(kept, dict):
            raise UnreadableError("what is kept is an object")
        return _incoming(kept, an_object(kept, "event"))
    except RecursionError:
        raise UnreadableError("nested too deeply") from None


def _incoming(kept: _Json, event: _Json) -> Incoming | None:
    content = an_object(event, "content")
    if kept.get("elsewhere"):
        return Incoming(Elsewhere())
    if kept.get("group"):
        return read_in_group(kept, event, _about(kept, event), receipt_of(words_of(kept, "room"), event))
    match event.get("type"):
        case "m.room.message":
            return _said(event, content)
        case "m.reaction":
            receipt = receipt_of(words_of(kept, "room"), event)
            pressed = Pressed(clean(words_of(kept, "token")), receipt, _reference(event, "event_id"))
            return Incoming(pressed, reacted_to(event)[0])
        case "m.room.redaction":
            return Incoming(Redacted(), redacted_by(event))
        case "m.room.member":
            return Incoming(_door(content, moved=bool(kept.get("moved"))))
        case "m.sticker":
            return Incoming(Other("sticker"), _reference(event, "event_id"))
        case kind if kind in POLLS:
            return Incoming(Other("poll"), _reference(event, "event_id"))
    return None


def redacted_by(event: _Json) -> str:
    """Return which event a redaction takes back. Raises ValueError if it is none."""
    # Rooms of version 11 and later name it in the content.
    return _reference(event if "redacts" in event else an_object(event, "content"), "redacts")


def _about(kept: _Json, event: _Json) -> str:
    """Return which message something that was kept for a group is about: what is answered, or else it itself."""
    if event.get("type") == REACTION:
        return reacted_to(event)[0]
    return words_of(kept, "about") or _reference(event, "event_id")


def reacted_to(event: _Json) -> tuple[str, str]:
    """Return which event a reaction stands on, and the sign that it is. Raises ValueError if it is none."""
    relation = an_object(an_object(event, "content"), "m.relates_to")
    return _reference(relation, "event_id"), words_of(relation, "key")


def _door(content: _Json, *, moved: bool) -> Content:
    """Return what it means that somebody left, or that we joined: whoever invites us begins, unless the room goes on."""
    if words_of(content, "membership") in GONE:
        return Blocked()
    return Unblocked() if moved else Typed("/start")


def _said(event: _Json, content: _Json) -> Incoming | None:
    if not content:  # redacted before we saw it
        return None
    relation = content.get("m.relates_to")
    if isinstance(relation, dict) and relation.get("rel_type") == "m.replace":
        return _corrected(content, relation)
    meant = _content(content)
    if meant is None:
        return None
    return Incoming(meant, _reference(event, "event_id"), answers=answered(content) or _thread(relation))


def _thread(relation: Any) -> str | None:
    """Return which event the thread is about that a message stands in."""
    threaded = isinstance(relation, dict) and relation.get("rel_type") == "m.thread"
    return _reference(relation, "event_id") if threaded else None


def _corrected(content: _Json, relation: _Json) -> Incoming | None:
    """Return the new words, if they are words."""
    new = an_object(content, "m.new_content")
    words = _typed(new) if new.get("msgtype") in {"m.text", "m.emote"} else _caption(new)
    return Incoming(Edited(words), _reference(relation, "event_id")) if words else None


def _content(content: _Json) -> Content | None:
    kind = words_of(content, "msgtype")
    match kind:
        case "m.text" | "m.emote":
            return Typed(_typed(content))
        case "m.image":
            return _picture(content)
        case "m.file" if words_of(_info(content), "mimetype").startswith("image/"):
            return _picture(content)
        case "m.file" | "m.video" | "m.audio":
            return _document(content)
        case "m.location":
            return _position(content)
        case "m.notice" | "m.server_notice" | "m.key.verification.request" | "":
            return None
    return Other("unknown")


def _typed(content: _Json) -> str:
    words = words_of(content, "body")
    relation = content.get("m.relates_to")
    if isinstance(relation, dict) and "m.in_reply_to" in relation:
        words = _QUOTED.sub("", words)
    return clean(words)


def _picture(content: _Json) -> Picture | Other:
    sealed = content.get("file")
    size = _info(content).get("size")
    address = words_of(sealed if isinstance(sealed, dict) else content, "url")
    if not _FILE.fullmatch(address):
        raise UnreadableError("the address of a file is mxc://")
    if isinstance(sealed, dict):
        key = attachments.reference(sealed)
        if key is None:
            return Other("encrypted")
        address = f"{address} {key}"
    known = size if isinstance(size, int) and not isinstance(size, bool) and size >= 0 else None
    return Picture(address, known, _caption(content))


def _document(content: _Json) -> Document | Other:
    found = _picture(content)
    if not isinstance(found, Picture):
        return found
    name = clean(words_of(content, "filename") or words_of(content, "body")) or "file"
    return Document(found.file, name, found.size, found.caption)


def _caption(content: _Json) -> str:
    """Return what stands below a picture: its body, unless that is the name of the file."""
    body, name = words_of(content, "body"), words_of(content, "filename")
    return clean(body) if name and body != name else ""


def _position(content: _Json) -> Position:
    found = _POSITION.fullmatch(words_of(content, "geo_uri"))
    latitude, longitude = (float(found[1]), float(found[2])) if found else (91.0, 0.0)
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise UnreadableError("a position is on Earth")
    return Position(latitude, longitude)


def _info(content: _Json) -> _Json:
    info = content.get("info", {})
    return info if isinstance(info, dict) else {}


def _reference(of: _Json, name: str) -> str:
    """Return an identifier of Matrix's own: at most 255 bytes, says the specification."""
    value = words_of(of, name)
    if not value or len(value) > 255 or not value.isprintable():
        raise UnreadableError(f"{name} is no identifier")
    return value
