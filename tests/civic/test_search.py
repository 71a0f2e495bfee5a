"""What a search means, and how well it finds what people meant to type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.civic.search import (
    Candidate,
    Sought,
    beginning,
    meant,
    number_in,
    ranked,
    sought,
    typed_forms,
    word_forms,
)
from tests.storage.town import brussels

MISSPELT = """
zebrapat zebrapad
zebrpad zebrapad
zebbrapad zebrapad
zberapad zebrapad
fietstalling fietsenstalling
fietsestalling fietsenstalling
fiets fietsenstalling
bibliotheeek bibliotheek
biblioteek bibliotheek
speeltuinn speeltuin
spelpleinen speelpleinen
compst compost
comopst compost
pieton pietons
pietns pietons
cyclabel cyclable
ciclable cyclable
bibliotheqe bibliotheque
ecolle ecole
ecol ecole
poubeles poubelles
arbes arbres
playgroud playground
plaground playground
libary library
librarry library
crosing crossing
gardn garden
"""
PAIRS = [tuple(line.split()) for line in MISSPELT.strip().splitlines()]
OTHERS = ("school", "schoon", "station", "straten", "avondmarkt", "muziek", "musique", "music", "water")


@pytest.mark.parametrize(("typed", "word"), PAIRS)
def test_one_slip_in_a_word_and_it_is_still_found(typed: str, word: str) -> None:
    known = [beginning(each) for each in (word, *OTHERS)]
    sharing = [each for each in known if typed_forms(typed) & word_forms(each)]
    assert beginning(word) in meant(typed, sharing)
    ideas = [Candidate(1, word, "work", "city"), Candidate(2, " ".join(OTHERS), "work", "city")]
    assert ranked(Sought((typed,)), ideas)[0] == 1


LETTERS = "abcdefghijklmnopqrstuvwxyz"


@given(
    word=st.text(LETTERS, min_size=4, max_size=12),
    place=st.integers(0, 5),
    letter=st.sampled_from(LETTERS),
    slip=st.sampled_from(["missing", "wrong", "more", "swapped"]),
)
def test_whatever_the_slip_the_words_have_a_form_in_common(
    word: str, place: int, letter: str, slip: str
) -> None:
    place = min(place, len(word) - 1)
    before, here, after = word[:place], word[place], word[place + 1 :]
    typed = {
        "missing": before + after,
        "wrong": before + letter + after,
        "more": before + letter + here + after,
        "swapped": before + after[:1] + here + after[1:],
    }[slip]
    assert typed_forms(typed) & word_forms(beginning(word))


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("zebrapad", Sought(("zebrapad",))),
        ("Zébrapad!", Sought(("zebrapad",))),
        ("een zebrapad in jette", Sought(("zebrapad", "jette"), (), ("jette",))),
        ("cultuur", Sought(("cultuur",), ("culture",))),
        ("Enseignement", Sought(("enseignement",), ("education",))),
        ("compost ixelles", Sought(("compost", "ixelles"), (), ("elsene",))),
        ("sint-jans-molenbeek", Sought((), (), ("sint-jans-molenbeek",))),
        ("1090", Sought(("1090",), (), ("jette",))),
        ("%", Sought(())),
        ("' or 1=1 --", Sought(("or", "1"))),
        ("", Sought(())),
    ],
)
def test_what_a_search_means(typed: str, wanted: Sought) -> None:
    assert sought(brussels(), typed) == wanted


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12),
        ("#12", 12),
        ("idea 12", 12),
        ("Idée 12", 12),
        ("idee 12", 12),
        ("numéro 12", 12),
        ("nr. 12", 12),
        ("12 bomen", None),
        ("bomen 12", None),
        ("1050", None),
        ("idea 1050", 1050),
        ("0", None),
        ("99999999999", None),
        ("zebrapad", None),
        ("", None),
        ("%", None),
    ],
)
def test_a_search_by_number(typed: str, number: int | None) -> None:
    assert number_in(brussels(), typed) == number


def test_what_fits_more_comes_first_then_the_newest() -> None:
    ideas = [
        Candidate(1, "Een zebrapad aan de school", "work", "jette"),
        Candidate(2, "Een zebrapad aan het park", "work", "city"),
        Candidate(3, "Een school", "work", "city"),
        Candidate(4, "Een bank in het park", "work", "city"),
    ]
    assert ranked(Sought(("zebrapad", "school")), ideas) == (1, 3, 2)
    assert ranked(Sought(("zebrapad",), (), ("jette",)), ideas) == (1, 2)


@given(st.text(st.characters(), max_size=100))
def test_whatever_is_typed_a_search_means_something(typed: str) -> None:
    wanted = sought(brussels(), typed)
    assert len(wanted.terms) <= 5
    assert all(term and len(term) <= 40 for term in wanted.terms)
