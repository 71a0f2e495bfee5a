"""Drawing: what is shown in chats, as an SVG that grows downwards and becomes a PNG, in a font of our own."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

FAMILY = "Source Sans 3"

_FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD = (_FONTS / f"source-sans-3-{weight}.ttf" for weight in ("regular", "bold"))

WIDTH = 360
"""Units of the SVG; the smallest text is as large there as what one reads in a chat 320 pixels wide."""

EDGE = 20
FIGURE_SIZE, TITLE_SIZE, SIZE, NOTE_SIZE = 32, 20, 16, 14
LINE = 1.3
BAR = 14
GAP = 16
TALLEST = 80
"""Units of the tallest of columns beside one another."""

INK, SOFT, GROUND, TRACK, ACCENT = "#1d2330", "#4a5262", "#fffdf8", "#e6e8ee", "#1f5fa8"


def drawn(svg: str, *, zoom: float = 2.0) -> bytes:
    """Return the picture as PNG, `zoom` pixels to a unit of the SVG. No font but ours is looked for, and nothing is fetched."""
    import resvg_py

    fonts = [str(REGULAR), str(BOLD)]
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, zoom=zoom, font_files=fonts, font_family=FAMILY, skip_system_fonts=True
        )
    )


class Drawing:
    """A picture that grows downwards."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._y = float(EDGE)

    def space(self, units: float) -> None:
        """Leave room."""
        self._y += units

    def text(self, words: str, size: int, font: Any, colour: str, *, room: float = WIDTH - 2 * EDGE) -> None:
        """Write words in as many lines as they need."""
        for line in wrapped(words, size, str(font), room):
            self._y += size * LINE
            self._write(line, EDGE, size, font, colour)

    def bar(self, name: str, said: str, share: float) -> None:
        """Draw an option: its name, its figures at the end of the last line, and the bar below."""
        lines = wrapped(name, SIZE, str(REGULAR), WIDTH - 2 * EDGE)
        figures = width(said, SIZE, str(BOLD))
        if EDGE + width(lines[-1], SIZE, str(REGULAR)) + 12 + figures > WIDTH - EDGE:
            lines = [*lines, ""]
        for line in lines:
            self._y += SIZE * LINE
            self._write(line, EDGE, SIZE, REGULAR, INK)
        self._write(said, WIDTH - EDGE, SIZE, BOLD, INK, anchor="end")
        self._y += 7
        full = WIDTH - 2 * EDGE
        self._box(full, TRACK)
        if share > 0:
            self._box(max(full * share, 3), ACCENT)
        self._y += BAR

    def tiles(self, tiles: Sequence[tuple[str, str, str]]) -> None:
        """Draw figures, large, two beside one another, each with what it counts and a word more below it."""
        half = (WIDTH - 2 * EDGE - GAP) / 2
        for pair in (tiles[n : n + 2] for n in range(0, len(tiles), 2)):
            top, ends = self._y, list[float]()
            for place, (figure, *words) in enumerate(pair):
                x, self._y = EDGE + place * (half + GAP), top + FIGURE_SIZE
                self._write(figure, x, FIGURE_SIZE, BOLD, ACCENT)
                for each, colour in zip(words, (INK, SOFT), strict=True):
                    for line in wrapped(each, NOTE_SIZE, str(REGULAR), half) if each else ():
                        self._y += NOTE_SIZE * LINE
                        self._write(line, x, NOTE_SIZE, REGULAR, colour)
                ends.append(self._y)
            self._y = max(ends) + GAP / 2

    def columns(self, columns: Sequence[tuple[str, str, float]]) -> None:
        """Draw columns in their order from left to right: the label below, the figure above, and which share of the tallest it is."""
        room = (WIDTH - 2 * EDGE) / max(len(columns), 1)
        floor = self._y + NOTE_SIZE * LINE + TALLEST
        for place, (name, said, share) in enumerate(columns):
            left, tall = EDGE + place * room, max(TALLEST * share, 2)
            middle = left + room / 2
            self._rectangle(left + 4, floor - tall, room - 8, tall, ACCENT if share > 0 else TRACK)
            for line, y, font, colour in (
                (said, floor - tall - 5, BOLD, INK),
                (name, floor + NOTE_SIZE * LINE, REGULAR, SOFT),
            ):
                self._y = y
                self._write(line, middle, NOTE_SIZE, font, colour, anchor="middle")
        self._y = floor + NOTE_SIZE * LINE

    def svg(self) -> str:
        """Return the whole of it."""
        height = self._y + EDGE
        ground = f'<rect width="{WIDTH}" height="{height:.0f}" fill="{GROUND}"/>'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}" '
            f'viewBox="0 0 {WIDTH} {height:.0f}">{ground}{"".join(self._parts)}</svg>'
        )

    def _write(
        self, line: str, x: float, size: int, font: Any, colour: str, *, anchor: str = "start"
    ) -> None:
        weight = "bold" if font is BOLD else "normal"
        self._parts.append(
            f'<text x="{x:.1f}" y="{self._y:.1f}" font-family="{FAMILY}" font-size="{size}" font-weight="{weight}" '
            f'fill="{colour}" text-anchor="{anchor}">{escape(line)}</text>'
        )

    def _box(self, length: float, colour: str) -> None:
        self._rectangle(EDGE, self._y, length, BAR, colour)

    def _rectangle(self, x: float, y: float, wide: float, tall: float, colour: str) -> None:
        self._parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}" rx="3" fill="{colour}"/>'
        )


_PICTOGRAPHS = re.compile("\\s*[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3]")
"""What our font has no picture of, with the space before it: each would be an empty box."""


def wrapped(words: str, size: int, font: str, room: float) -> list[str]:
    """Return the words, without pictographs, in lines that fit; a word that is too long for a line is broken."""
    lines, line = [], ""
    for word in _PICTOGRAPHS.sub("", words).split():
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
