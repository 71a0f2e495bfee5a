"""How it goes, as a picture: everything on it fits, says what it shows, and is right in every language."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image

import locales
from bot.civic.city import load_city
from bot.civic.figures import Figures, Promised, Week
from bot.engine.speaking import told
from bot.making.drawing import WIDTH
from bot.making.figures import figures
from bot.text.languages import LANGUAGES
from flows.saying.figures import picture

CITY = load_city(Path(locales.__file__).parent / "cities" / "brussels.toml")
MONDAY = date(2026, 11, 16)
SOME = Figures(
    on=date(2026, 11, 21),
    programme=0,
    names={},
    people=12345,
    new_people=87,
    ideas=1203,
    new_ideas=31,
    supports=45210,
    comments=3120,
    answered=402,
    promised=Promised(3, 1, 2),
    weeks=tuple(Week(MONDAY - timedelta(weeks=n), 80 - 9 * n, 30 - 4 * n) for n in reversed(range(8))),
    topics={"urbanism": 400},
    places={"jette": 12},
    homes={"jette": 80},
    languages={"nl": 6000, "fr": 6000},
    discussed=(),
    votes=(),
    events=2,
    coming=80,
)
NOTHING = replace(
    SOME,
    people=0,
    new_people=0,
    ideas=0,
    new_ideas=0,
    weeks=tuple(replace(week, people=0, ideas=0) for week in SOME.weeks),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("found", [SOME, NOTHING, replace(SOME, programme=1, names={"nl": "Lente " * 20})])
def test_the_picture_says_in_words_what_it_shows(found: Figures, language: str) -> None:
    file = figures(told(picture(found, CITY).data, language))
    image = Image.open(io.BytesIO(file.data))
    assert (image.format, image.width) == ("PNG", 2 * WIDTH)
    assert "16/11" in file.alt
    assert str(found.weeks[-1].people) in file.alt


def test_the_tallest_column_is_of_the_best_week_and_nothing_is_nearly_nothing() -> None:
    blue = (31, 95, 168)

    def drawn(found: Figures) -> int:
        image = Image.open(io.BytesIO(figures(told(picture(found, CITY).data, "en")).data)).convert("RGB")
        rows = [[image.getpixel((x, y)) == blue for x in range(700)] for y in range(400, image.height)]
        return sum(any(row) for row in rows)

    assert drawn(SOME) > 300
    assert drawn(NOTHING) == 0
