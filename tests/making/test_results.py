"""The chart of a vote: everything on it fits, says what it shows, and is a picture that others can open."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from bot.making.drawing import BOLD, REGULAR, WIDTH, width, wrapped
from bot.making.results import results

LONG = "Het Vossenplein, met meer bomen, een waterpartij voor de kinderen en bankjes in de schaduw"
ONE_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleih"


def chart(*labels: str, votes: tuple[int, ...] = (), title: str = "Welk plein eerst?") -> dict[str, Any]:
    """Return what a chart is made of."""
    counts = votes or tuple(range(len(labels), 0, -1))
    bars = [
        {"label": name, "votes": n, "said": f"{n} ({100 * n // max(sum(counts), 1)} %)"}
        for name, n in zip(labels, counts, strict=True)
    ]
    note = "12 mensen hebben gestemd · gesloten op zaterdag 21 november 2026 om 14:00"
    return {"title": title, "bars": bars, "of": max(sum(counts), 1), "note": note}


def pixels(picture: bytes) -> Image.Image:
    """Return the picture as another program reads it."""
    read = Image.open(io.BytesIO(picture))
    assert read.format == "PNG"
    return read.convert("RGB")


@pytest.mark.parametrize("name", [LONG, ONE_WORD, "Œuvre à l’été, ïëç", '<b> & "C"', "B", ""])
def test_whatever_an_option_is_called_the_chart_is_as_wide_and_says_it(name: str) -> None:
    made = results(chart(name, "Flagey"))
    assert pixels(made.data).width == 2 * WIDTH
    assert (made.kind, made.name) == ("image/png", "results.png")
    assert made.alt.startswith(f"Welk plein eerst? {name}: 2 (66 %); Flagey: 1 (33 %)")


def test_bars_begin_at_nothing_and_end_where_all_would_be() -> None:
    image = pixels(results(chart("A", "B", "C", votes=(10, 5, 0))).data)
    blue = (31, 95, 168)
    found = [sum(image.getpixel((x, y)) == blue for x in range(image.width)) for y in range(image.height)]
    lengths = sorted(set(found) - {0}, reverse=True)
    whole = 2 * (WIDTH - 40)
    assert lengths[0] == pytest.approx(whole * 10 / 15, abs=3)
    # The corners are round; the longest line of the second bar is half of the first.
    assert any(n == pytest.approx(whole * 5 / 15, abs=3) for n in lengths)


@pytest.mark.parametrize("words", [LONG, ONE_WORD, "a " * 200, ""])
@pytest.mark.parametrize("font", [REGULAR, BOLD])
def test_lines_fit_and_nothing_of_the_words_is_lost(words: str, font: Any) -> None:
    lines = wrapped(words, 16, str(font), 200)
    assert all(width(line, 16, str(font)) <= 200 for line in lines)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")


def test_what_the_font_has_no_picture_of_is_left_out_and_no_empty_box() -> None:
    assert wrapped("Werk 💼 en 👨‍👩‍👧 1️⃣ ❤️", 16, str(REGULAR), 300) == ["Werk en 1"]
