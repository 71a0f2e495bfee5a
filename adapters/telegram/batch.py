"""The updates of one answer, each apart: one that cannot be read costs its neighbours nothing (H4 to H6)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from adapters.telegram.in_groups import Me
from adapters.telegram.reading import UNKNOWN, is_door, receipt_of, sender_of
from adapters.telegram.wire import encode
from bot.engine.incoming import Arrival

_RESULT = re.compile(r'"result"\s*:\s*\[')
_MARKS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},]', re.DOTALL)
_ID = re.compile(r'"update_id"\s*:\s*(-?\d{1,19})(?![\d.eE])')


@dataclass(frozen=True, slots=True)
class Found:
    """One update as it is kept, and its id on Telegram where it has one that can be confirmed."""

    arrival: Arrival
    id: int | None


def updates_in(body: bytes, me: Me = UNKNOWN) -> list[Found] | None:
    """Return the updates of a getUpdates answer, in order; None if it is no such answer."""
    try:
        said = json.loads(body)
        return [found(update, me) for update in said["result"]] if said.get("ok") is True else None
    except (ValueError, RecursionError):
        return _pieced(body.decode("utf-8", "replace"), me)
    except (AttributeError, KeyError, TypeError):
        return None


def update_in(body: bytes, me: Me = UNKNOWN) -> Found | None:
    """Return the one update of a webhook call; None if it is no whole JSON object."""
    text = body.decode("utf-8", "replace")
    try:
        update = json.loads(text)
        return found(update, me, text) if isinstance(update, dict) else None
    except json.JSONDecodeError:
        return None
    except (ValueError, RecursionError):  # whole, but nothing that Python would hold
        return _unreadable(text)


def next_offset(batch: Sequence[Found]) -> int | None:
    """Return the offset that confirms the batch: the last id plus one; None if nothing in it can be confirmed.

    Never the largest: ids start again at random after a quiet week. Never below one: a negative offset
    would make Telegram forget updates that nobody has seen.
    """
    ids = [each.id for each in batch if each.id is not None]
    return ids[-1] + 1 if ids else None


def found(update: Any, me: Me, text: str | None = None) -> Found:
    """Return one update as it is kept: in its own `text`, if it came by itself."""
    raw = encode(update) if text is None else text
    number = update.get("update_id") if isinstance(update, dict) else None
    if isinstance(number, bool) or not isinstance(number, int):
        return _kept(raw, None, update, me)
    return _kept(raw, number, update, me)


def _kept(raw: str, number: int | None, update: Any, me: Me) -> Found:
    """Keep under the id; where there is none to believe, under a digest: the same again is the same."""
    believed = number is not None and abs(number) < 2**63
    key = str(number) if believed else "sha256:" + sha256(raw.encode("utf-8", "replace")).hexdigest()
    arrival = Arrival(key, raw, sender_of(update, me), receipt_of(update), door=is_door(update))
    return Found(arrival, number if believed and number is not None and number >= 0 else None)


def _pieced(text: str, me: Me) -> list[Found] | None:
    """Return the updates of an answer that is not JSON as a whole; one that is cut off is left out."""
    start = _RESULT.search(text)
    if start is None:
        return None
    return [_piece(piece, me) for piece in _elements(text, start.end()) if piece]


def _piece(text: str, me: Me) -> Found:
    try:
        return found(json.loads(text), me)
    except (ValueError, RecursionError):
        return _unreadable(text)


def _unreadable(text: str) -> Found:
    """Keep what nobody can parse as it came, for an operator to look at."""
    number = _ID.search(text)
    kept = _kept(text.replace("\0", "\ufffd"), int(number[1]) if number else None, None, UNKNOWN)
    return replace(kept, arrival=replace(kept.arrival, unreadable=True))


def _elements(text: str, start: int) -> Iterator[str]:
    """Yield the elements of the array that begins at `start`, without recursion."""
    depth = 0
    begun = start
    for mark in _MARKS.finditer(text, start):
        match mark[0]:
            case "[" | "{":
                depth += 1
            case "]" | "}" if depth:
                depth -= 1
            case "]":
                yield text[begun : mark.start()].strip()
                return
            case "," if not depth:
                yield text[begun : mark.start()].strip()
                begun = mark.end()
