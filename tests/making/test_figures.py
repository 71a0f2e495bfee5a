"""How it goes, as a picture: everything on it fits, says what it shows, and is right in every language."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image

import locales
from bot.civic.city import load_city
from bot.civic.figures import Discussed, Figures, Promised, TurnedOut, Week
from bot.engine.speaking import told
from bot.making.drawing import WIDTH
from bot.making.figures import figures
from bot.text.languages import LANGUAGES
from flows.saying.figures import MOST_MISSING, by_week_picture, picture

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
    weeks=tuple(
        Week(MONDAY - timedelta(weeks=n), 80 - 9 * n, 30 - 4 * n, 900 - 100 * n) for n in reversed(range(8))
    ),
    topics={"urbanism": 400},
    places={"jette": 12},
    homes={"jette": 80},
    languages={"nl": 6000, "fr": 6000},
    discussed=(Discussed(7, "Meer bomen", 340, 12), Discussed(3, "Un composteur " * 8, 120, 40)),
    votes=(TurnedOut(2, {"nl": "Een autovrije zondag?"}, 812, closed=True),),
    events=2,
    coming=80,
)
NOTHING = replace(
    SOME,
    people=0,
    new_people=0,
    ideas=0,
    new_ideas=0,
    promised=Promised(),
    discussed=(),
    votes=(),
    weeks=tuple(replace(week, people=0, ideas=0, supports=0) for week in SOME.weeks),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("found", [SOME, NOTHING, replace(SOME, programme=1, names={"nl": "Lente " * 20})])
def test_the_picture_says_in_words_what_it_shows(found: Figures, language: str) -> None:
    file = figures(told(picture(found, CITY).data, language))
    image = Image.open(io.BytesIO(file.data))
    assert (image.format, image.width) == ("PNG", 2 * WIDTH)
    assert "16/11" in file.alt
    assert str(found.weeks[-1].people) in file.alt
    for shown in (*(each.title for each in found.discussed), *(each.titles["nl"] for each in found.votes)):
        assert shown.strip() in file.alt
    assert str(len(CITY.neighbourhoods) - 1 - MOST_MISSING) in file.alt


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_each_week_brought_is_a_picture_of_its_own(language: str) -> None:
    file = figures(told(by_week_picture(SOME, CITY).data, language))
    assert Image.open(io.BytesIO(file.data)).width == 2 * WIDTH
    figures_said = set(re.findall(r"\d+", file.alt))
    for week in SOME.weeks:
        assert {str(week.people), str(week.ideas), str(week.supports)} <= figures_said


def test_a_picture_that_waits_since_before_an_upgrade_is_still_drawn() -> None:
    before = {
        name: said
        for name, said in told(picture(SOME, CITY).data, "nl").items()
        if name not in {"groups", "lines"}
    }
    assert figures(before).alt.endswith("op zaterdag 21 november 2026")


def test_the_tallest_column_is_of_the_best_week_and_nothing_is_nearly_nothing() -> None:
    blue = (31, 95, 168)

    def drawn(found: Figures) -> int:
        image = Image.open(io.BytesIO(figures(told(by_week_picture(found, CITY).data, "en")).data)).convert(
            "RGB"
        )
        rows = [[image.getpixel((x, y)) == blue for x in range(700)] for y in range(image.height)]
        return sum(any(row) for row in rows)

    assert drawn(SOME) > 450
    assert drawn(NOTHING) == 0
