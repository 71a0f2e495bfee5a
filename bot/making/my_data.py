"""The file with all that is kept of a person: JSON, as docs/privacy.md describes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.engine.outgoing import File


def my_data(data: Mapping[str, Any]) -> File:
    """Return the file, readable for people and programs."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return File(text.encode(), "parvis.json", "application/json")
