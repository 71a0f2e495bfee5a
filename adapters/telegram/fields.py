"""What stands in an update, believing nothing: whatever is not as documented is an `UnreadableError`."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class UnreadableError(ValueError):
    """An update is not as Telegram documents it: it is put aside, and says here what was wrong."""


def an_object(of: Json, name: str) -> Json:
    """Return what stands under the name. Raises UnreadableError unless it is an object."""
    value = of.get(name)
    if not isinstance(value, dict):
        raise UnreadableError(f"{name} is not an object")
    return value


def words(of: Json, name: str) -> str:
    """Return the text under the name, "" if there is none. Raises UnreadableError unless it is one."""
    value = of.get(name, "")
    if not isinstance(value, str):
        raise UnreadableError(f"{name} is not a text")
    return value


def reference(of: Json, name: str) -> str:
    """Return an identifier of Telegram's own, which is plain and short."""
    value = words(of, name)
    if not value or len(value) > 1000 or not value.isascii() or not value.isprintable():
        raise UnreadableError(f"{name} is no identifier")
    return value


def number(of: Json, name: str) -> int:
    """Return the whole number under the name. Raises UnreadableError unless it is one that can be kept."""
    value = of.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        raise UnreadableError(f"{name} is not a number")
    return value
