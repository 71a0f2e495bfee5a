"""How it goes, as a picture: the figures that count most, large, what each week brought, and who is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.engine.outgoing import File
from bot.making.drawing import BOLD, GAP, INK, NOTE_SIZE, REGULAR, SIZE, SOFT, TITLE_SIZE, Drawing, drawn


def figures(data: Mapping[str, Any]) -> File:
    """Return the picture of these data.

    `title`; `tiles` (`figure`, `label`, `new`); `series` (a `heading` and its `weeks`: `label`, `count`, `said`); `groups` (a `heading` and
    its `bars`: `label`, `votes`, `said`); `lines`; `note`.
    """
    drawing = Drawing()
    drawing.text(data["title"], TITLE_SIZE, BOLD, INK)
    drawing.space(GAP / 2)
    drawing.tiles([(tile["figure"], tile["label"], tile["new"]) for tile in data["tiles"]])
    for series in data["series"]:
        _heading(drawing, series["heading"])
        drawing.space(GAP / 2)
        drawing.columns(_shares(series["weeks"], "count"))
    for group in _groups(data):
        _heading(drawing, group["heading"])
        for label, said, share in _shares(group["bars"], "votes"):
            drawing.space(GAP / 2)
            drawing.bar(label, said, share)
    for line in (*_lines(data), data["note"]):
        drawing.space(GAP)
        drawing.text(line, NOTE_SIZE, REGULAR, SOFT)
    return File(drawn(drawing.svg()), "figures.png", "image/png", _alt(data))


def _heading(drawing: Drawing, words: str) -> None:
    drawing.space(GAP)
    drawing.text(words, SIZE, BOLD, INK)


def _groups(data: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    # What waits in the outbox since before an upgrade has none.
    found: Sequence[Mapping[str, Any]] = data.get("groups", ())
    return found


def _lines(data: Mapping[str, Any]) -> Sequence[str]:
    found: Sequence[str] = data.get("lines", ())
    return found


def _shares(parts: Sequence[Mapping[str, Any]], count: str) -> list[tuple[str, str, float]]:
    """Return what each is called, its figure, and which share of the largest it is."""
    most = max([part[count] for part in parts] or [0]) or 1
    return [(part["label"], part["said"], part[count] / most) for part in parts]


def _alt(data: Mapping[str, Any]) -> str:
    """Return what the picture shows, in words."""
    tiles = "; ".join(
        ", ".join(filter(None, (f"{t['figure']} {t['label']}", t["new"]))) for t in data["tiles"]
    )
    charts = [(each["heading"], each["weeks"]) for each in data["series"]]
    charts += [(each["heading"], each["bars"]) for each in _groups(data)]
    said = [f"{heading}: {_said(parts)}" for heading, parts in charts]
    every = (data["title"], tiles, *said, *_lines(data), data["note"])
    return ". ".join(part for part in every if part)


def _said(parts: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(f"{part['label']}: {part['said']}" for part in parts)
