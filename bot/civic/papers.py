"""A document that organisers send to many: a PDF, as it is, under its own name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.civic.doors import Command
from bot.text.clean import clean

KIND = "application/pdf"
MAX_NAME = 80

_HEAD = re.compile(rb"%PDF-[12]\.\d")
# What a document does by itself when it is opened. Where it is compressed nobody sees it here: it is a guard against mishaps.
_ACTS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile)\b")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]+')


@dataclass(frozen=True, slots=True)
class PreparePaper(Command[int]):
    """Fetch the document of this reference; returns the job that a conversation may wait for."""

    file: str
    name: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it is kept, and what it is called."""

    data: bytes
    name: str


def paper_in(data: bytes, name: str) -> Paper | None:
    """Return the document, under a name that every machine takes; None for what is no PDF, or does something when it is opened."""
    if not _HEAD.match(data) or _ACTS.search(data):
        return None
    stem = _NOT_IN_NAMES.sub("-", clean(name)).strip("-. ")
    stem = (stem[:-4] if stem.lower().endswith(".pdf") else stem).rstrip("-. ")
    return Paper(data, f"{stem[:MAX_NAME] or 'document'}.pdf")
