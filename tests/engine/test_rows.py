"""Buttons in rows, as a phone shows them well."""

from __future__ import annotations

import pytest

from bot.engine.outgoing import TICK, Button, rows


def laid(*labels: str, words: tuple[str, ...] = ()) -> list[list[str]]:
    """Return the labels in their rows; `words` are ways out, which may be typed."""
    buttons = [Button(label, "token") for label in labels] + [Button(word, "token", word) for word in words]
    return [[button.label for button in row] for row in rows(tuple(buttons))]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["Ja", "Nee"], [["Ja", "Nee"]]),
        (["Nederlands", "Français"], [["Nederlands", "Français"]]),
        (["Nouvelles idées", "Idées en vue"], [["Nouvelles idées", "Idées en vue"]]),
        (["Watermaal-Bosvoorde", "Jette"], [["Watermaal-Bosvoorde"], ["Jette"]]),
        (["Consommation 🛒", "Santé 🩺"], [["Consommation 🛒"], ["Santé 🩺"]]),
        (["Titel", "Tekst", "Thema"], [["Titel", "Tekst", "Thema"]]),
        (["1", "2", "3", "Volgende"], [["1", "2", "3"], ["Volgende"]]),
        (["Menu", "1", "2"], [["Menu"], ["1", "2"]]),
        ([str(n) for n in range(1, 10)], [[str(n) for n in range(1, 9)], ["9"]]),
    ],
)
def test_short_labels_share_a_row_and_numbers_stand_by_themselves(
    labels: list[str], expected: list[list[str]]
) -> None:
    assert laid(*labels) == expected


def test_ways_out_stand_in_a_row_of_their_own() -> None:
    assert laid("Skip", words=("Back", "Cancel")) == [["Skip"], ["Back", "Cancel"]]


def test_a_tick_moves_no_button() -> None:
    before = laid("Stedenbouw 🏗️", "Gezondheid 🩺")
    after = laid(f"{TICK}Stedenbouw 🏗️", "Gezondheid 🩺")
    assert [len(row) for row in before] == [len(row) for row in after] == [2]
