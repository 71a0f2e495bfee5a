"""The next idea for somebody: never their own, never one that they support, each once while there are others; noted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.civic.comments import AddComment
from bot.civic.doors import Citizen
from bot.civic.feed import NextIdea
from bot.civic.ideas import HideIdea, SupportIdea
from bot.civic.people import CareAbout, LiveIn
from storage import tables
from storage.feed import KEPT, forget_shown
from tests.storage.town import DAY, Town


@pytest.fixture
def people(town: Town) -> tuple[Citizen, Citizen]:
    """Give somebody who shares and somebody who reads."""
    town.programme()
    noor, sam = town.citizens(2)
    return noor, sam


def following(town: Town, sam: Citizen, count: int) -> list[int | None]:
    """Return the numbers of the next ideas, a moment after one another."""
    found = []
    for _ in range(count):
        found.append(town.do(NextIdea(), sam))
        town.clock.at += timedelta(seconds=1)
    return found


def test_each_is_shown_once_before_any_is_shown_again(town: Town, people: tuple[Citizen, Citizen]) -> None:
    noor, sam = people
    numbers = [town.idea(noor, topic=topic) for topic in ("work", "work", "culture", "urbanism")]
    first = following(town, sam, 4)
    assert sorted(first, key=str) == numbers
    assert following(town, sam, 4) == first
    assert town.count(tables.shown) == 4


def test_topics_take_turns(town: Town, people: tuple[Citizen, Citizen]) -> None:
    noor, sam = people
    topics = {town.idea(noor, topic=topic): topic for topic in ("work", "work", "culture", "culture")}
    shown = [topics[number] for number in following(town, sam, 4) if number]
    assert set(shown[:2]) == {"work", "culture"}
    assert set(shown[2:]) == {"work", "culture"}


def test_what_is_mine_supported_or_hidden_is_not_proposed(
    town: Town, people: tuple[Citizen, Citizen]
) -> None:
    noor, sam = people
    hidden, supported, wanted = (town.idea(noor) for _ in range(3))
    town.idea(sam)
    town.do(HideIdea(hidden, "Reclame"))
    town.do(SupportIdea(supported), sam)
    assert following(town, sam, 3) == [wanted] * 3
    assert town.do(NextIdea(), town.citizen()) in {supported, wanted}


def test_what_many_talk_about_comes_before_what_nobody_does(
    town: Town, people: tuple[Citizen, Citizen]
) -> None:
    noor, sam = people
    talked_of = town.idea(noor)
    town.idea(noor)
    for each in town.citizens(5):
        town.do(AddComment(talked_of, "Ja"), each)
    assert town.do(NextIdea(), sam) == talked_of


def test_what_is_in_my_municipality_or_on_my_topics_comes_first_among_equals(
    town: Town, people: tuple[Citizen, Citizen]
) -> None:
    noor, sam = people
    near = town.idea(noor, neighbourhood="jette")
    on_it = town.idea(noor, topic="culture")
    town.idea(noor)
    town.do(LiveIn("jette"), sam)
    assert town.do(NextIdea(), sam) == near
    town.do(CareAbout(("culture",)), sam)
    assert town.do(NextIdea(), sam) == on_it


def test_what_was_shown_is_forgotten_in_time(town: Town, people: tuple[Citizen, Citizen]) -> None:
    noor, sam = people
    town.idea(noor)
    town.do(NextIdea(), sam)
    town.clock.at += KEPT + DAY
    with town.desk() as desk:
        forget_shown(desk)
    assert town.count(tables.shown) == 0
