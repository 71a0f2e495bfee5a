"""What a person does on the page, as one JSON object: checked on its way in, read on its way to the engine.

An update names its persona (`chat`), the page's own key for it, the message it is or concerns, and
its kind with the fields of that kind.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

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
    Typed,
    Unblocked,
)
from bot.text.clean import clean

Update: TypeAlias = dict[str, Any]

_KEY = re.compile(r"[A-Za-z0-9-]{8,64}")


def _words(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError("a field of this update is no text")


def _degrees(value: object) -> float:
    if isinstance(value, int | float) and math.isfinite(value) and abs(value) <= 180:
        return float(value)
    raise ValueError("a field of this update is no number of degrees")


_FIELDS: Final[Mapping[str, Mapping[str, Callable[[object], object]]]] = {
    "text": {"text": _words},
    "edit": {"message": _words, "text": _words},
    "press": {"message": _words, "token": _words},
    "photo": {"file": _words, "name": _words, "text": _words},
    "file": {"file": _words, "name": _words, "text": _words},
    "place": {"label": _words, "latitude": _degrees, "longitude": _degrees},
    "sticker": {},
    "block": {},
    "unblock": {},
}
"""The kinds of update, and what each must tell."""


def checked(posted: object) -> Update:
    """Return the update that the page posted, with the fields of its kind and no others. Raises ValueError."""
    match posted:
        case {"chat": str(chat), "key": str(key), "kind": str(kind), **given} if kind in _FIELDS:
            if not _KEY.fullmatch(key):
                raise ValueError("the key of an update is 8 to 64 letters, digits and hyphens")
            fields = {name: read(given.get(name)) for name, read in _FIELDS[kind].items()}
            return {"chat": chat, "key": key, "kind": kind, **fields}
    raise ValueError(f"an update has a chat, a key, and one of these kinds: {', '.join(_FIELDS)}")


def receipt(update: Update) -> str:
    """Return the name of an update, which no other update on this platform has."""
    return f"{update['chat']}:{update['key']}"


_MEANS: Final[Mapping[str, Callable[[Update], Content]]] = {
    "text": lambda u: Typed(clean(u["text"])),
    "edit": lambda u: Edited(clean(u["text"])),
    "press": lambda u: Pressed(u["token"], receipt(u)),
    "photo": lambda u: Picture(u["file"], u["size"], clean(u["text"])),
    "file": lambda u: Document(u["file"], clean(u["name"]) or "file", u["size"], clean(u["text"])),
    "place": lambda u: Position(u["latitude"], u["longitude"]),
    "sticker": lambda _: Other("sticker"),
    "block": lambda _: Blocked(),
    "unblock": lambda _: Unblocked(),
}


def incoming(raw: str) -> Incoming:
    """Return what an update means to the engine. Raises ValueError if it cannot be read."""
    try:
        update = json.loads(raw)
        return Incoming(_MEANS[update["kind"]](update), message=update["message"])
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("this is no update of the try-out page") from error
