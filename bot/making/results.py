"""What came of a vote, as a picture: bars from zero, the option and its figures on each; readable on a small phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.engine.outgoing import File
from bot.making.drawing import BOLD, GAP, INK, NOTE_SIZE, REGULAR, SOFT, TITLE_SIZE, Drawing, drawn


def results(data: Mapping[str, Any]) -> File:
    """Return the chart: `title`, `note` and `bars`, each with its `label`, its `votes` of so many ballots (`of`), and what is `said` of it."""
    bars: Sequence[Mapping[str, Any]] = data["bars"]
    drawing = Drawing()
    drawing.text(data["title"], TITLE_SIZE, BOLD, INK)
    for bar in bars:
        drawing.space(GAP)
        drawing.bar(bar["label"], bar["said"], bar["votes"] / data["of"])
    drawing.space(GAP)
    drawing.text(data["note"], NOTE_SIZE, REGULAR, SOFT)
    figures = "; ".join(f"{bar['label']}: {bar['said']}" for bar in bars)
    alt = f"{data['title']} {figures}. {data['note']}"
    return File(drawn(drawing.svg()), "results.png", "image/png", alt)
