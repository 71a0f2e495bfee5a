"""Nobody floods what others read: so much of one person in a day, and no more (H53)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.civic.comments import MOST_COMMENTS_A_DAY, AddComment
from bot.civic.doors import Citizen, Refused
from bot.civic.ideas import MOST_IDEAS_A_DAY, WithdrawIdea
from bot.civic.reports import MOST_REPORTS_A_DAY, Report
from bot.civic.roles import Role
from tests.storage.town import DAY, Town


@pytest.fixture
def two(town: Town) -> list[Citizen]:
    """Give two people who may share ideas."""
    town.programme()
    return town.citizens(2)


def test_h53_ideas_of_one_person_in_a_day_are_bounded_and_others_go_on(
    town: Town, two: list[Citizen]
) -> None:
    noor, sam = two
    numbers = [town.idea(noor, f"Idee {n}") for n in range(MOST_IDEAS_A_DAY)]
    # What is taken back was shared all the same.
    town.do(WithdrawIdea(numbers[0]), noor)
    with pytest.raises(Refused, match="too-many-ideas"):
        town.idea(noor, "Nog een idee")
    town.idea(sam, "Een ander idee")
    town.clock.at += DAY - timedelta(seconds=1)
    with pytest.raises(Refused, match="too-many-ideas"):
        town.idea(noor, "Nog een idee")
    town.clock.at += timedelta(seconds=1)
    town.idea(noor, "Een idee van de dag erna")


def test_h53_who_organises_may_write_for_many(town: Town, two: list[Citizen]) -> None:
    noor, _sam = two
    town.appoint(noor, Role.DOOR)
    for n in range(MOST_IDEAS_A_DAY + 1):
        town.idea(noor, f"Idee {n}")


def test_h53_comments_and_reports_of_one_person_in_a_day_are_bounded(town: Town, two: list[Citizen]) -> None:
    noor, sam = two
    idea = town.idea(noor)
    numbers = [town.do(AddComment(idea, f"{n}"), sam) for n in range(MOST_COMMENTS_A_DAY)]
    with pytest.raises(Refused, match="too-many-comments"):
        town.do(AddComment(idea, "En nog iets"), sam)
    town.do(AddComment(idea, "Ja"), noor)
    for number in numbers[:MOST_REPORTS_A_DAY]:
        town.do(Report("comment", number, "spam"), noor)
    with pytest.raises(Refused, match="too-many-reports"):
        town.do(Report("comment", numbers[-1], "spam"), noor)
