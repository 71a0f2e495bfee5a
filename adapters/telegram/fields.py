"""Identifiers and numbers as Telegram documents them."""

from __future__ import annotations

from adapters.fields import Json, UnreadableError, words_of


def reference(of: Json, name: str) -> str:
    """Return an identifier of Telegram's own, which is plain and short."""
    value = words_of(of, name)
    if not value or len(value) > 1000 or not value.isascii() or not value.isprintable():
        raise UnreadableError(f"{name} is no identifier")
    return value


def number(of: Json, name: str) -> int:
    """Return the whole number under the name. Raises UnreadableError unless it is one that can be kept."""
    value = of.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        raise UnreadableError(f"{name} is not a number")
    return value
