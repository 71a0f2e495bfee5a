"""The HTML parse mode, read as TDLib reads it: to text and entities, or refused with its sentences.

Offsets of entities count UTF-16 code units, offsets in refusals count bytes of UTF-8.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.telegram_server.links import checked_link, mentioned_user
from tests.telegram_server.wire import Json, utf16_length

_SPACES = " \t\n\r\v\f\0"
_END = ""
_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
_CHARACTER = re.compile(r"&(?:#[xX]([0-9a-fA-F]+)|#([0-9]+)|([A-Za-z]+));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TOKEN = re.compile(r"[0-9A-Za-z.-]*")


class EntityError(Exception):
    """The markup cannot be read; the sentence is Telegram's."""


@dataclass
class _Tag:
    name: str
    argument: str
    offset: int
    text_begin: int


@dataclass
class _Reader:
    """Reads markup from left to right; `text` and `entities` are what it has come to."""

    markup: str
    at: int = 0
    text: str = ""
    units: int = 0
    open_tags: list[_Tag] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def peek(self) -> str:
        return self.markup[self.at : self.at + 1]

    def bytes_before(self, position: int) -> int:
        return len(self.markup[:position].encode())

    def write(self, text: str) -> None:
        self.text += text
        self.units += utf16_length(text)

    def skip_spaces(self) -> None:
        while (character := self.peek()) != _END and character in _SPACES:
            self.at += 1

    def take_until(self, stops: str) -> str:
        begin = self.at
        while (character := self.peek()) != _END and character not in stops:
            self.at += 1
        return self.markup[begin : self.at]


def parse_html(markup: str) -> tuple[str, list[Json]]:
    """Answer the plain text and its entities in the order of their closing; raise `EntityError` otherwise."""
    reader = _Reader(markup)
    while (character := reader.peek()) != _END:
        if character == "<":
            (_end_tag if markup[reader.at + 1 : reader.at + 2] == "/" else _start_tag)(reader)
        elif character == "&":
            reader.write(_character_reference(reader))
        else:
            reader.write(reader.take_until("<&"))
    if reader.open_tags:
        raise EntityError(f'Can\'t find end tag corresponding to start tag "{reader.open_tags[-1].name}"')
    if any("\ud800" <= character <= "\udfff" for character in reader.text):
        raise EntityError(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return reader.text, reader.entities


def _character_reference(reader: _Reader) -> str:
    found = _CHARACTER.match(reader.markup, reader.at)
    character = _decoded(found) if found else None
    if found is None or character is None:
        reader.at += 1
        return "&"
    reader.at = found.end()
    return character


def _decoded(found: re.Match[str]) -> str | None:
    hexadecimal, decimal, name = found.groups()
    if name:
        return _NAMED.get(name)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    too_long = found.end() - found.start() - found.group().endswith(";") >= 10
    return None if code == 0 or code > 0x10FFFF or too_long else chr(code)


def _start_tag(reader: _Reader) -> None:
    begin = reader.at
    reader.at += 1
    name = reader.take_until(_SPACES + ">").lower()
    if reader.peek() == _END:
        raise EntityError(f"Unclosed start tag at byte offset {reader.bytes_before(begin)}")
    if name not in _KINDS:
        raise EntityError(f'Unsupported start tag "{name}" at byte offset {reader.bytes_before(begin)}')
    argument = _attributes(reader, begin, name)
    reader.at += 1
    if name == "span" and argument != "spoiler":
        raise EntityError(
            f'Tag "span" must have class "tg-spoiler" at byte offset {reader.bytes_before(begin)}'
        )
    reader.open_tags.append(_Tag(name, argument, reader.units, len(reader.text)))


def _attributes(reader: _Reader, begin: int, tag: str) -> str:
    """Read up to the closing bracket and answer what matters of the attributes."""
    argument = ""
    reader.skip_spaces()
    while reader.peek() != ">":
        where = f'"{tag}" at byte offset {reader.bytes_before(begin)}'
        name = reader.take_until(_SPACES + "=>")
        if not name:
            raise EntityError(
                f"Empty attribute name in the tag {where}" if reader.peek() else f"Unclosed start tag {where}"
            )
        reader.skip_spaces()
        value = _attribute_value(reader, begin, where) if reader.peek() == "=" else ""
        argument = _meaning(tag, name, value) or argument
        reader.skip_spaces()
    return argument


def _attribute_value(reader: _Reader, begin: int, where: str) -> str:
    reader.at += 1
    reader.skip_spaces()
    if reader.peek() == _END:
        raise EntityError(f"Unclosed start tag {where}")
    value = _quoted(reader) if reader.peek() in {"'", '"'} else _bare(reader)
    if reader.peek() == _END:
        raise EntityError(f"Unclosed start tag at byte offset {reader.bytes_before(begin)}")
    return value


def _quoted(reader: _Reader) -> str:
    quote, value = reader.peek(), ""
    reader.at += 1
    while reader.peek() not in {quote, _END}:
        value += _character_reference(reader) if reader.peek() == "&" else reader.take_until(quote + "&")
    reader.at += 1
    return value


def _bare(reader: _Reader) -> str:
    begin = reader.at
    found = _TOKEN.match(reader.markup, begin)
    value = found.group().lower() if found else ""
    reader.at += len(value)
    if reader.peek() != _END and reader.peek() not in _SPACES + ">":
        raise EntityError(f"Unexpected end of name token at byte offset {reader.bytes_before(begin)}")
    return value


def _meaning(tag: str, name: str, value: str) -> str:
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case ("code", "class") if value.startswith("language-"):
            return value.removeprefix("language-")
        case ("span", "class") if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case ("blockquote", "expandable"):
            return "expandable"
        case _:
            return ""


def _end_tag(reader: _Reader) -> None:
    begin = reader.at
    where = f"at byte offset {reader.bytes_before(begin)}"
    if not reader.open_tags:
        raise EntityError(f"Unexpected end tag {where}")
    reader.at += 2
    name = reader.take_until(_SPACES + ">").lower()
    reader.skip_spaces()
    if reader.peek() != ">":
        raise EntityError(f"Unclosed end tag {where}")
    reader.at += 1
    tag = reader.open_tags.pop()
    if name and name != tag.name:
        raise EntityError(f'Unmatched end tag {where}, expected "</{tag.name}>", found "</{name}>"')
    if reader.units > tag.offset:
        _close(reader, tag)


def _close(reader: _Reader, tag: _Tag) -> None:
    span: Json = {"offset": tag.offset, "length": reader.units - tag.offset}
    before = reader.entities[-1] if reader.entities else {}
    same_span = all(before.get(name) == value for name, value in span.items())
    if tag.name == "code" and tag.argument and same_span and before["type"] == "pre":
        before["language"] = tag.argument
    elif tag.name == "pre" and same_span and before["type"] == "code" and before.get("language"):
        before["type"] = "pre"
    elif (entity := _entity(tag, reader.text[tag.text_begin :])) is not None:
        reader.entities.append(entity | span)


def _entity(tag: _Tag, text: str) -> Json | None:
    kind = _KINDS[tag.name]
    match kind:
        case "code":
            # The language is dropped again (see `entities.tidied`) unless a <pre> has the same span.
            return {"type": kind} | ({"language": tag.argument} if tag.argument else {})
        case "blockquote" if tag.argument:
            return {"type": "expandable_blockquote"}
        case "custom_emoji" if not tag.argument.isdecimal():
            raise EntityError("Invalid custom emoji identifier specified")
        case "custom_emoji":
            return {"type": kind, "custom_emoji_id": tag.argument}
        case "text_link":
            return _link(tag.argument or text)
        case _:
            return {"type": kind}


def _link(address: str) -> Json | None:
    if (user_id := mentioned_user(address)) is not None:
        return {"type": "text_mention", "user": {"id": user_id}}
    link = checked_link(address)
    return {"type": "text_link", "url": link} if link else None
