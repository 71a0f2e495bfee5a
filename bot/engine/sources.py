"""Which messages gave something that stands: an idea, a comment, a support."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.engine.questions import spell
from bot.engine.talk import IfRedacted


@dataclass(frozen=True, slots=True)
class Source:
    """That a message gave something which stands; `leads` is the conversation, spelt, that begins if it is taken back.

    `part` is the answer it gave there. Without a `message`, that part no longer has one that could be taken back.
    """

    leads: str
    part: str
    message: str | None


def sources_of(noted: IfRedacted, journal: Mapping[str, Any], now: str | None) -> list[Source]:
    """Return which messages gave what stands: those with the words and the photo of its answers, or the one of `now`."""
    leads = spell(noted.to)
    if not noted.answers:
        return [Source(leads, "", now)]
    return [Source(leads, part, _message(journal.get(part, {}))) for part in noted.answers]


def _message(entry: Mapping[str, Any]) -> str | None:
    """Return the message with words or a photo in it; one that only chose something says nothing that others read."""
    return entry.get("m") if {"text", "photo"} & entry.get("a", {}).keys() else None
