"""What is worth remembering while we live, and may be forgotten: the latest."""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

MOST_REMEMBERED = 10_000

_Name = TypeVar("_Name")
_Kept = TypeVar("_Kept")


def remember(kept: OrderedDict[_Name, _Kept], key: _Name, value: _Kept, most: int = MOST_REMEMBERED) -> None:
    """Keep this as the latest; with more than so many, the oldest is forgotten."""
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > most:
        kept.popitem(last=False)
