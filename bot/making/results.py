"""What came of a vote, as a picture: bars from zero, the option and its figures on each; readable on a small phone."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from bot.engine.outgoing import File
from bot.making.drawing import BOLD, FAMILY, REGULAR, drawn

WIDTH = 360
"""Units of the SVG; the smallest text is as large there as what one reads in a chat 320 pixels wide."""

_EDGE = 20
_TITLE_SIZE, _SIZE, _NOTE_SIZE = 20, 16, 14
_LINE = 1.3
_BAR = 14
_GAP = 16

_INK, _SOFT, _GROUND, _TRACK, _ACCENT = "#1d2330", "#4a5262", "#fffdf8", "#e6e8ee", "#1f5fa8"


def results(data: Mapping[str, Any]) -> File:
    """Return the chart: `title`, `note` and `bars`, each with its `label`, its `votes` of so many ballots (`of`), and what is `said` of it."""
    bars: Sequence[Mapping[str, Any]] = data["bars"]
    drawing = _Drawing()
    drawing.text(data["title"], _TITLE_SIZE, BOLD, _INK)
    for bar in bars:
        drawing.space(_GAP)
        drawing.bar(bar["label"], bar["said"], bar["votes"] / data["of"])
    drawing.space(_GAP)
    drawing.text(data["note"], _NOTE_SIZE, REGULAR, _SOFT)
    figures = "; ".join(f"{bar['label']}: {bar['said']}" for bar in bars)
    alt = f"{data['title']} {figures}. {data['note']}"
    return File(drawn(drawing.svg()), "results.png", "image/png", alt)


class _Drawing:
    """A picture that grows downwards."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._y = float(_EDGE)

    def space(self, units: float) -> None:
        """Leave room."""
        self._y += units

    def text(self, words: str, size: int, font: Any, colour: str, *, room: float = WIDTH - 2 * _EDGE) -> None:
        """Write words in as many lines as they need."""
        for line in wrapped(words, size, str(font), room):
            self._y += size * _LINE
            self._write(line, _EDGE, size, font, colour)

    def bar(self, name: str, said: str, share: float) -> None:
        """Draw an option: its name, its figures at the end of the last line, and the bar below."""
        lines = wrapped(name, _SIZE, str(REGULAR), WIDTH - 2 * _EDGE)
        figures = width(said, _SIZE, str(BOLD))
        if _EDGE + width(lines[-1], _SIZE, str(REGULAR)) + 12 + figures > WIDTH - _EDGE:
            lines = [*lines, ""]
        for line in lines:
            self._y += _SIZE * _LINE
            self._write(line, _EDGE, _SIZE, REGULAR, _INK)
        self._write(said, WIDTH - _EDGE - figures, _SIZE, BOLD, _INK)
        self._y += 7
        full = WIDTH - 2 * _EDGE
        self._box(full, _TRACK)
        if share > 0:
            self._box(max(full * share, 3), _ACCENT)
        self._y += _BAR

    def svg(self) -> str:
        """Return the whole of it."""
        height = self._y + _EDGE
        ground = f'<rect width="{WIDTH}" height="{height:.0f}" fill="{_GROUND}"/>'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}" '
            f'viewBox="0 0 {WIDTH} {height:.0f}">{ground}{"".join(self._parts)}</svg>'
        )

    def _write(self, line: str, x: float, size: int, font: Any, colour: str) -> None:
        weight = "bold" if font is BOLD else "normal"
        self._parts.append(
            f'<text x="{x:.1f}" y="{self._y:.1f}" font-family="{FAMILY}" font-size="{size}" font-weight="{weight}" '
            f'fill="{colour}">{escape(line)}</text>'
        )

    def _box(self, length: float, colour: str) -> None:
        self._parts.append(
            f'<rect x="{_EDGE}" y="{self._y:.1f}" width="{length:.1f}" height="{_BAR}" rx="3" fill="{colour}"/>'
        )


def wrapped(words: str, size: int, font: str, room: float) -> list[str]:
    """Return the words in lines that fit; a word that is too long for a line is broken."""
    lines, line = [], ""
    for word in words.split():
        for piece in _pieces(word, size, font, room):
            longer = f"{line} {piece}".strip()
            if line and width(longer, size, font) > room:
                lines.append(line)
                longer = piece
            line = longer
    return [*lines, line]


def _pieces(word: str, size: int, font: str, room: float) -> list[str]:
    pieces = []
    while width(word, size, font) > room:
        fits = max(n for n in range(1, len(word)) if n == 1 or width(word[:n], size, font) <= room)
        pieces.append(word[:fits])
        word = word[fits:]
    return [*pieces, word]


def width(words: str, size: int, font: str) -> float:
    """Return how wide the words are, in units of the SVG."""
    return float(_face(font, size).getlength(words))


@functools.cache
def _face(font: str, size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(font, size, layout_engine=ImageFont.Layout.BASIC)
