"""Searching finds: in three languages, with accents or without, misspelt, cut short, by place and topic; and H43."""

from __future__ import annotations

import pytest

from bot.civic.doors import Citizen
from bot.civic.ideas import ChangeIdea, HideIdea, ListIdeas, WithdrawIdea
from bot.civic.search import KeepSearch
from tests.storage.town import Town

IDEAS = (
    ("Een zebrapad aan de school in de Kerkstraat", "urbanism", "jette"),
    ("Des bacs de compost dans chaque quartier", "consumption", "elsene"),
    ("A covered bicycle parking at the station", "urbanism", "city"),
    ("Fietsenstalling aan het station", "urbanism", "schaarbeek"),
    ("Une bibliothèque de rue près de l'école", "culture", "elsene"),
    ("Meer bomen en banken op het plein", "urbanism", "jette"),
    ("100% gratuit : l'eau_potable dans le parc", "healthcare", "city"),
    ("Nachtelijke stilte rond het kanaal", "healthcare", "sint-jans-molenbeek"),
)


@pytest.fixture
def noor(town: Town) -> Citizen:
    """Give somebody in a town with some ideas."""
    town.programme()
    noor = town.citizen()
    for title, topic, where in IDEAS:
        town.idea(noor, title, topic=topic, neighbourhood=where)
    return noor


def found(town: Town, who: Citizen, typed: str) -> list[int]:
    """Return the numbers that a search finds."""
    town.do(KeepSearch(typed), who)
    return [line.number for line in town.ask(ListIdeas("search", 1), who).ideas]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("zebrapad", 1),
        ("ZEBRAPAD!", 1),
        ("zebrapat", 1),
        ("zebrpad scool", 1),
        ("zebra", 1),
        ("compost", 2),
        ("compsot", 2),
        ("bibliotheque", 5),
        ("bibliothèque", 5),
        ("Bibliothéque", 5),
        ("biblioteque", 5),
        ("bicycle", 3),
        ("bicicle", 3),
        ("fietsenstaling", 4),
        ("fiets", 4),
        ("banken", 6),
        ("bomn", 6),
        ("ecole rue", 5),
        ("kanal", 8),
        ("stilte in molenbeek", 8),
        ("urbanisme jette", 6),
        ("Gezondheid", 8),
        ("1090", 6),
        ("ixelles", 5),
        ("compost elsene", 2),
        ("eau_potable", 7),
    ],
)
def test_what_people_type_is_found(town: Town, noor: Citizen, typed: str, first: int) -> None:
    assert found(town, noor, typed)[:1] == [first]


@pytest.mark.parametrize(
    "typed", ["%", "_", "'", '"', "\\", "%zebra%%", "*", "quantum", "'; drop table ideas; --"]
)
def test_h43_signs_are_taken_as_they_are(town: Town, noor: Citizen, typed: str) -> None:
    assert found(town, noor, typed) in ([], [1])
    assert found(town, noor, "%") == []
    assert found(town, noor, "_otable") != [7]


def test_what_is_hidden_or_taken_back_is_found_no_more(town: Town, noor: Citizen) -> None:
    town.do(HideIdea(1, "Reclame"))
    town.do(WithdrawIdea(5), noor)
    assert found(town, noor, "zebrapad") == []
    assert found(town, noor, "bibliotheque") == []


def test_what_was_changed_is_found_by_its_new_words_alone(town: Town, noor: Citizen) -> None:
    town.do(ChangeIdea(1, "Een brug over het kanaal", "", "urbanism", "jette"), noor)
    assert found(town, noor, "zebrapad") == []
    assert found(town, noor, "brug") == [1]


def test_a_page_after_the_last_is_empty_and_each_searches_for_themselves(town: Town, noor: Citizen) -> None:
    sam = town.citizen()
    assert found(town, noor, "stedenbouw")
    assert found(town, sam, "compost") == [2]
    assert [line.number for line in town.ask(ListIdeas("search", 1), noor).ideas] == [6, 4, 3, 1]
    assert town.ask(ListIdeas("search", 9), noor).ideas == ()
