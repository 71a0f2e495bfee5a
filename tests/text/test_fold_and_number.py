from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.clean import fold, number
from bot.text.numbers import number_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sint-Jans Molenbeek", "sint jans molenbeek"),
        ("Arrêter !", "arreter"),
        ("désabonner", "DESABONNER"),
        ("Cœur de ville", "coeur de ville"),
        ("Straße", "STRASSE"),
        ("l’idée", "l'idee"),
        ("  een   twee ", "een twee"),
        ("Ĳzer", "ijzer"),
        ("Ångström", "angstrom"),
        ("💡 Een idee delen", "een idee delen"),
        ("Stedenbouw 🏗️", "stedenbouw"),
        ("@\u2060room", "room"),
        ("Łódź", "lodz"),
    ],
)
def test_what_people_type_is_found(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("sign", ["?", "👍", "…"])
def test_a_sign_alone_stays_itself(sign: str) -> None:
    assert fold(f" {sign} ") == sign


@given(st.text(st.characters()))
def test_folding_again_changes_nothing(text: str) -> None:
    folded = fold(text)
    assert folded == folded.strip()
    assert fold(folded) == folded


def test_vowels_of_other_scripts_still_tell_words_apart() -> None:
    assert fold("हिन") != fold("हुन")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2", 2),
        (" 2 ", 2),
        ("2.", 2),
        ("2)", 2),
        ("(2)", 2),
        ("②", 2),
        ("⑳", 20),
        ("❷", 2),
        ("⑵", 2),
        ("⒉", 2),
        ("２", 2),
        ("٢", 2),
        ("2️⃣", 2),
        ("2⃣", 2),
        ("1️⃣2️⃣", 12),
        ("🔟", 10),
        ("0", 0),
        ("007", 7),
        ("1000", 1000),
        ("twee", 2),
        ("Deux", 2),
        ("TWO!", 2),
        ("een", 1),
        ("één", 1),
        ("un", 1),
        ("une", 1),
        ("one", 1),
        ("dix-huit", 18),
        ("dix huit", 18),
        ("vingt", 20),
        ("twintig", 20),
        ("twenty", 20),
    ],
)
def test_a_number_is_understood(typed: str, meant: int) -> None:
    assert number(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1e9",
        "-1",
        "+1",
        "0x2",
        "²",
        "₂",
        "½",
        "１２",
        "31/02",
        "25:61",
        "1.5",
        "1 000",
        "1,5",
        "2..",
        "²²",
        "Ⅱ",
        "9" * 5000,
        "twee ideeën",
        "vote",
        "NaN",
        "inf",
        "1_0",
        "二",
        "\ud800",
    ],
)
def test_h40_what_only_looks_like_a_number_is_none(typed: str) -> None:
    assert number(typed) is None


@given(st.text(st.characters(), max_size=8))
def test_h40_anything_typed_is_a_number_or_is_not(typed: str) -> None:
    found = number(typed)
    assert found is None or found >= 0


def test_every_language_counts_to_twenty() -> None:
    assert set(number_words().values()) == set(range(1, 21))
