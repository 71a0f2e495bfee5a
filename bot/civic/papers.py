"""What organisers send to many beside photos: a PDF or a plain text as it is, a film or sound without what tells where it was made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.civic.doors import Command
from bot.civic.recordings import film, is_voice, mp3
from bot.text.clean import clean

KINDS: Mapping[str, str] = {
    "pdf": "application/pdf",
    "txt": "text/plain",
    "mp4": "video/mp4",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
}
"""What is kept: from the ending of its name to its media type."""

MOST_BYTES = 20 * 1024 * 1024
"""Bots are given no larger file by Telegram."""

MAX_NAME = 80

_HEAD = re.compile(rb"%PDF-[12]\.\d")
# What a document does by itself when it is opened. Where it is compressed nobody sees it here: it is a guard against mishaps.
_ACTS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile)\b")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]+')
_NOT_IN_TEXTS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ENDING = re.compile(rf"\.(?:{'|'.join(KINDS)})\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PreparePaper(Command[int]):
    """Fetch the document of this reference; returns the job that a conversation may wait for."""

    file: str
    name: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document, a film or sound as it is kept, and what it is called: its ending says what it is."""

    data: bytes
    name: str


def kind_of(name: str) -> str:
    """Return the media type of what is kept under that name."""
    return KINDS[name.rpartition(".")[2]]


def paper_in(data: bytes, name: str) -> Paper | str:
    """Return what it is, under a name that every machine takes; or why it is refused: too_large, acts, not_taken.

    What it is, its content says: a name says nothing but whether words are a text.
    """
    if len(data) > MOST_BYTES:
        return "too_large"
    if _HEAD.match(data):
        return "acts" if _ACTS.search(data) else Paper(data, _named(name, "pdf"))
    if found := film(data):
        return Paper(found[1], _named(name, found[0]))
    if is_voice(data):
        return Paper(data, _named(name, "ogg"))
    if sound := mp3(data):
        return Paper(sound, _named(name, "mp3"))
    return Paper(data, _named(name, "txt")) if _is_text(data, name) else "not_taken"


def _is_text(data: bytes, name: str) -> bool:
    """Tell whether these are words and nothing else."""
    try:
        words = data.decode()
    except ValueError:
        return False
    return name.lower().endswith(".txt") and bool(words.strip()) and not _NOT_IN_TEXTS.search(words)


def _named(name: str, ending: str) -> str:
    stem = _ENDING.sub("", _NOT_IN_NAMES.sub("-", clean(name)).strip("-. ")).rstrip("-. ")
    return f"{stem[:MAX_NAME] or 'document'}.{ending}"
