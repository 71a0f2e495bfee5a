"""How it goes, as a picture: the figures that count most, large, and what each week brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.engine.outgoing import File
from bot.making.drawing import BOLD, GAP, INK, NOTE_SIZE, REGULAR, SIZE, SOFT, TITLE_SIZE, Drawing, drawn


def figures(data: Mapping[str, Any]) -> File:
    """Return the picture: `title`, `tiles` (`figure`, `label`, `new`), `series` (a `heading` and its `weeks`: `label`, `count`), `note`."""
    drawing = Drawing()
    drawing.text(data["title"], TITLE_SIZE, BOLD, INK)
    drawing.space(GAP / 2)
    drawing.tiles([(tile["figure"], tile["label"], tile["new"]) for tile in data["tiles"]])
    for series in data["series"]:
        drawing.space(GAP)
        drawing.text(series["heading"], SIZE, BOLD, INK)
        drawing.space(GAP / 2)
        drawing.columns(_columns(series["weeks"]))
    drawing.space(GAP)
    drawing.text(data["note"], NOTE_SIZE, REGULAR, SOFT)
    return File(drawn(drawing.svg()), "figures.png", "image/png", _alt(data))


def _columns(weeks: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, float]]:
    most = max([week["count"] for week in weeks] or [0]) or 1
    return [(week["label"], week["said"], week["count"] / most) for week in weeks]


def _alt(data: Mapping[str, Any]) -> str:
    """Return what the picture shows, in words."""
    tiles = "; ".join(f"{tile['figure']} {tile['label']}, {tile['new']}" for tile in data["tiles"])
    series = ". ".join(f"{each['heading']}: {_said(each['weeks'])}" for each in data["series"])
    return f"{data['title']}. {tiles}. {series}. {data['note']}"


def _said(weeks: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(f"{week['label']}: {week['said']}" for week in weeks)
