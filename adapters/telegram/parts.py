"""An `Outgoing` as the calls that Telegram wants: cut into parts that fit, with parameters ready to be written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.engine.outgoing import Button, File, Outgoing, Spot, rows
from bot.engine.previews import Shown
from bot.text.render import split

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_TOAST = 200

_NO_PREVIEW = {"is_disabled": True}


@dataclass(frozen=True, slots=True)
class Part:
    """What one call sends."""

    text: str
    buttons: tuple[Button, ...] = ()
    photo: int | None = None
    edits: int | None = None
    made: bool = False
    spot: Spot | None = None

    @property
    def encloses(self) -> bool:
        """Tell whether a file goes with it."""
        return self.made or self.photo is not None


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file as Telegram has it already, by its name there: a photo, a video, an animation, a voice, an audio or a document."""

    name: str
    sort: str


SORTS = ("photo", "video", "animation", "voice", "audio", "document")
"""The sorts of file that a message of Telegram's may hold."""

_SORTS = {"image": "photo", "video": "video", "audio": "audio"}


def sort_of(file: File | Uploaded) -> str:
    """Return as what a file is sent: what chats record is a voice, and anything that is neither seen nor heard a document."""
    if isinstance(file, Uploaded):
        return file.sort
    return "voice" if file.kind == "audio/ogg" else _SORTS.get(file.kind.partition("/")[0], "document")


def parts_of(message: Outgoing) -> list[Part]:
    """Return the message in parts that Telegram takes: the first replaces, the last has the buttons.

    A caption that is too long stands below its photo or file. Raises ValueError if the text is not our markup.
    """
    edits = int(message.edits) if message.edits and message.edits.isdecimal() else None
    if message.spot is not None:
        # What is on a map stands by itself there; without words, it has the buttons.
        texts = _texts(message.text, message.buttons, None) if message.text else []
        return [Part("", () if texts else message.buttons, spot=message.spot), *texts]
    made = message.made is not None
    if message.photo is None and not made:
        return _texts(message.text, message.buttons, edits)
    if _fits(message.text, LONGEST_CAPTION):
        return [Part(message.text, message.buttons, message.photo, edits, made)]
    return [Part("", photo=message.photo, made=made), *_texts(message.text, message.buttons, None)]


def _texts(text: str, buttons: tuple[Button, ...], edits: int | None) -> list[Part]:
    if _fits(text, LONGEST_TEXT):
        return [Part(text, buttons, edits=edits)]
    first, *middle, last = split(text, LONGEST_TEXT)
    return [Part(first, edits=edits), *map(Part, middle), Part(last, buttons)]


def _fits(text: str, limit: int) -> bool:
    """Say whether the visible text fits; no character is more than two UTF-16 units, and tags only add."""
    return 2 * len(text) <= limit or len(split(text, limit)) <= 1


def shown(message: Outgoing) -> list[Shown]:
    """Return the message as it stands on a screen: its parts, with the buttons in their rows."""
    return [
        Shown(part.text, part.encloses, tuple(tuple(b.label for b in row) for row in rows(part.buttons)))
        for part in parts_of(message)
    ]


def parameters(chat: str, part: Part) -> dict[str, Any]:
    """Return the parameters of sendMessage, or of editMessageText."""
    made: dict[str, Any] = {"chat_id": chat_id(chat)}
    if part.edits is not None:
        made["message_id"] = part.edits
    made |= {"text": part.text, "parse_mode": "HTML", "link_preview_options": _NO_PREVIEW}
    if part.buttons:
        made["reply_markup"] = keyboard(part.buttons)
    return made


def on_the_map(chat: str, part: Part, spot: Spot) -> dict[str, Any]:
    """Return the parameters of sendVenue. Telegram wants both names, whatever there is to say."""
    made: dict[str, Any] = {
        "chat_id": chat_id(chat),
        "latitude": spot.latitude,
        "longitude": spot.longitude,
        "title": spot.title or spot.address,
        "address": spot.address or spot.title,
    }
    if part.buttons:
        made["reply_markup"] = keyboard(part.buttons)
    return made


def keyboard(buttons: tuple[Button, ...]) -> dict[str, Any]:
    """Return the buttons as an inline keyboard, in rows."""
    return {
        "inline_keyboard": [
            [{"text": b.label, "callback_data": b.token} for b in row] for row in rows(buttons)
        ]
    }


def chat_id(chat: str) -> int | str:
    """Return the chat as Telegram counts them."""
    return int(chat) if chat.removeprefix("-").isdecimal() else chat


def toast(sentence: str) -> str:
    """Return the sentence as it fits over a chat."""
    return sentence if len(sentence) <= LONGEST_TOAST else sentence[: LONGEST_TOAST - 1] + "…"
