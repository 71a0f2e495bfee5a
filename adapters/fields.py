"""What a platform sent, read believing nothing: whatever is not as documented is an `UnreadableError`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]


class UnreadableError(ValueError):
    """What came is not as its platform documents it: it is put aside, and says here what was wrong."""


def parsed(raw: str) -> Any:
    """Return what the JSON says. Raises ValueError unless it is JSON, RecursionError if it is nested too deeply."""
    return json.loads(raw, parse_constant=_refuse)


def _refuse(constant: str) -> Any:
    raise UnreadableError(f"{constant} is not JSON")


def an_object(of: Mapping[str, Any], name: str) -> Json:
    """Return what stands under the name. Raises UnreadableError unless it is an object."""
    value = of.get(name)
    if not isinstance(value, dict):
        raise UnreadableError(f"{name} is not an object")
    return value


def words_of(of: Mapping[str, Any], name: str) -> str:
    """Return the text under the name, "" if there is none. Raises UnreadableError unless it is one."""
    value = of.get(name, "")
    if not isinstance(value, str):
        raise UnreadableError(f"{name} is not a text")
    return value
