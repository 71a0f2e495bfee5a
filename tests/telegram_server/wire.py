"""JSON as it goes over the wire."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]


def dumps(value: object) -> str:
    """Write JSON as Telegram does: without spaces, and everything beyond ASCII escaped."""
    return json.dumps(value, separators=(",", ":"))


def present(**fields: Any) -> Json:
    """Keep the fields that say something: Telegram leaves out what is absent, empty or false."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {}, False)}


def utf16_length(text: str) -> int:
    """Count in UTF-16 code units, as Telegram counts offsets."""
    return len(text) + sum(character > "\uffff" for character in text)
