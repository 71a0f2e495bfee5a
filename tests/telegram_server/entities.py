"""Formatted text, from what the bot says of it to what a person sees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tests.telegram_server.html_mode import EntityError, parse_html
from tests.telegram_server.refusals import RefusalError, bad_request
from tests.telegram_server.wire import Json, utf16_length

# "No more than 100 entities": Telegram silently drops the rest.
_MAX_ENTITIES = 100
_PRIORITY = ["blockquote", "expandable_blockquote", "text_link", "text_mention", "pre", "code"]
_CODE = {"pre", "code"}
_KNOWN = {
    *_PRIORITY,
    *("bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji"),
    *("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"),
}
_FOUND_BY_ITSELF = re.compile(
    r"""(?P<url>https?://[^\s<>"]+[^\s<>".,!?)\]])
      | (?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
      | (?<![\w/])(?P<mention>@[A-Za-z0-9_]{3,32})\b
      | (?<![\w/&])(?P<hashtag>\#\w*[^\W\d_]\w*)
      | (?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/])""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Formatted:
    """Text with its entities, as a message holds it."""

    text: str
    entities: tuple[Json, ...] = ()


def formatted(text: str, parse_mode: str, entities: Any) -> Formatted:
    """Read a text as sendMessage does; explicit entities go before the parse mode."""
    if entities:
        return tidied(text, _explicit(text, entities))
    if not parse_mode:
        return tidied(text, [])
    if parse_mode.lower() != "html":
        # Markdown exists on Telegram; nothing here uses it.
        raise bad_request("unsupported parse_mode")
    try:
        plain, found = parse_html(text)
    except EntityError as error:
        raise _unparsable(str(error)) from error
    return tidied(plain, found)


def tidied(text: str, entities: Iterable[Json]) -> Formatted:
    """Trim the text, keep what is left of the entities, and add the ones Telegram finds by itself."""
    kept = list(_fitting(text, _outside_code(entities)))
    text = text.strip()
    kept += [found for found in found_in(text) if not any(_overlap(found, entity) for entity in kept)]
    return Formatted(text, tuple(sorted(kept, key=_order)[:_MAX_ENTITIES]))


def found_in(text: str) -> Iterator[Json]:
    """Find links, mentions, hashtags, addresses and commands."""
    for found in _FOUND_BY_ITSELF.finditer(text):
        offset = utf16_length(text[: found.start()])
        yield {"type": found.lastgroup, "offset": offset, "length": utf16_length(found.group())}


def _order(entity: Json) -> tuple[int, int, int]:
    kind = entity["type"]
    priority = _PRIORITY.index(kind) if kind in _PRIORITY else len(_PRIORITY)
    return entity["offset"], -entity["length"], priority


def _end(entity: Json) -> int:
    return int(entity["offset"]) + int(entity["length"])


def _overlap(one: Json, other: Json) -> bool:
    return bool(one["offset"] < _end(other) and other["offset"] < _end(one))


def _outside_code(entities: Iterable[Json]) -> Iterator[Json]:
    """Cut other formatting out of code: nothing is bold in there, though a quotation may hold it."""
    entities = list(entities)
    code = sorted((entity for entity in entities if entity["type"] in _CODE), key=_order)
    for entity in entities:
        if entity["type"] == "code":
            if any(hole["type"] == "pre" and _overlap(hole, entity) for hole in code):
                continue
            yield {name: value for name, value in entity.items() if name != "language"}
        elif entity["type"] == "pre" or entity["type"].endswith("blockquote"):
            yield entity
        else:
            yield from _around(entity, code)


def _around(entity: Json, holes: list[Json]) -> Iterator[Json]:
    bounds = [(entity["offset"], entity["offset"])]
    bounds += [(hole["offset"], _end(hole)) for hole in holes if _overlap(hole, entity)]
    bounds.append((_end(entity), _end(entity)))
    for (_, begin), (end, _) in pairwise(bounds):
        if begin < end:
            yield entity | {"offset": begin, "length": end - begin}


def _fitting(text: str, entities: Iterable[Json]) -> Iterator[Json]:
    """Shift entities with the spaces that are trimmed away, and drop what covered only them."""
    trimmed = utf16_length(text) - utf16_length(text.lstrip())
    length = utf16_length(text.strip())
    for entity in entities:
        begin = max(entity["offset"] - trimmed, 0)
        end = min(_end(entity) - trimmed, length)
        if begin < end:
            yield entity | {"offset": begin, "length": end - begin}


def _explicit(text: str, entities: Any) -> list[Json]:
    if not isinstance(entities, list):
        raise _unparsable("expected an Array of MessageEntity")
    return [_checked(text, entity) for entity in entities if _is_known(entity)]


def _is_known(entity: Any) -> bool:
    if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
        raise _unparsable("expected an Object with a type")
    return entity["type"] in _KNOWN


def _checked(text: str, entity: Json) -> Json:
    offset, length, units = entity.get("offset"), entity.get("length"), utf16_length(text)
    if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length < 0:
        raise _unparsable("offset and length must be numbers")
    if offset + length > units:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {units}"
        )
    return entity


def _unparsable(sentence: str) -> RefusalError:
    return bad_request(f"can't parse entities: {sentence}")
