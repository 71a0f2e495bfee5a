"""The lists: trending, new, and my own, page by page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.civic.doors import Citizen, Refused
from bot.civic.ideas import LAST_PAGE, PAGE, HideIdea, IdeaPage, ListIdeas, Order, SubmitIdea, SupportIdea
from bot.civic.people import SpeakLanguage
from bot.civic.roles import Role
from tests.storage.town import DAY, Town

LISTS: list[Order] = ["trending", "new", "mine"]


@pytest.fixture
def noor(town: Town) -> Citizen:
    town.programme()
    return town.citizen()


def _fill(town: Town, author: Citizen, count: int) -> list[int]:
    idea = SubmitIdea("A bench", "", "work", "city")
    with town.desk(author) as desk:
        return [desk.carry_out(idea).number for _ in range(count)]


def _numbers(page: IdeaPage) -> list[int]:
    return [line.number for line in page.ideas]


@pytest.mark.parametrize("order", LISTS)
def test_a_list_without_ideas_is_one_empty_page(town: Town, noor: Citizen, order: Order) -> None:
    assert town.ask(ListIdeas(order, 1), noor) == IdeaPage((), 1, more=False)


@pytest.mark.parametrize("order", LISTS)
def test_pages_follow_one_another_without_gap_or_repetition(town: Town, noor: Citizen, order: Order) -> None:
    numbers = _fill(town, noor, 2 * PAGE + 1)
    pages = [town.ask(ListIdeas(order, n), noor) for n in (1, 2, 3, 4)]
    assert [n for page in pages for n in _numbers(page)] == sorted(numbers, reverse=True)
    assert [page.more for page in pages] == [True, True, False, False]


@pytest.mark.parametrize("order", LISTS)
@pytest.mark.parametrize("exactly", [PAGE, 2 * PAGE])
def test_a_last_page_that_is_full_has_no_next(town: Town, noor: Citizen, order: Order, exactly: int) -> None:
    _fill(town, noor, exactly)
    assert [town.ask(ListIdeas(order, n), noor).more for n in range(1, exactly // PAGE + 1)][-1] is False


def test_a_page_that_there_is_not_is_the_nearest_and_leafing_ends(town: Town, noor: Citizen) -> None:
    town.appoint(noor, Role.ORGANISER)
    _fill(town, noor, PAGE * (LAST_PAGE + 1))
    first, last = town.ask(ListIdeas("new", 1)), town.ask(ListIdeas("new", LAST_PAGE))
    assert [town.ask(ListIdeas("new", n)) for n in (0, -7, -(10**30))] == [first] * 3
    assert [town.ask(ListIdeas("new", n)) for n in (LAST_PAGE + 1, 10**30)] == [last] * 2
    assert (last.page, len(last.ideas), last.more) == (LAST_PAGE, PAGE, False)


def test_new_is_newest_first_and_trending_is_by_what_people_support(town: Town, noor: Citizen) -> None:
    first, second, third = _fill(town, noor, 3)
    for who in town.citizens(3):
        town.do(SupportIdea(first), who)
    town.do(SupportIdea(second), town.citizen())
    assert _numbers(town.ask(ListIdeas("new", 1))) == [third, second, first]
    assert _numbers(town.ask(ListIdeas("trending", 1))) == [first, second, third]


def test_a_line_says_what_it_is_about_in_the_language_it_was_written_in(town: Town, noor: Citizen) -> None:
    town.do(SpeakLanguage("fr"), noor)
    number = town.idea(noor, "Un banc sous le tilleul")
    town.do(SupportIdea(number), town.citizen())
    (line,) = town.ask(ListIdeas("new", 1)).ideas
    assert (line.number, line.title, line.language, line.supports) == (
        number,
        "Un banc sous le tilleul",
        "fr",
        1,
    )


def test_my_own_are_mine_alone_hidden_ones_too_and_nobodys_for_the_operator(
    town: Town, noor: Citizen
) -> None:
    sam = town.citizen()
    mine = [town.idea(noor), town.idea(noor)]
    theirs = town.idea(sam)
    town.do(HideIdea(mine[0], "spam"))
    assert _numbers(town.ask(ListIdeas("mine", 1), noor)) == mine[::-1]
    assert _numbers(town.ask(ListIdeas("mine", 1), sam)) == [theirs]
    with pytest.raises(Refused, match="not-a-person"):
        town.ask(ListIdeas("mine", 1))


def test_hidden_ideas_are_in_no_list_of_others(town: Town, noor: Citizen) -> None:
    kept, hidden = _fill(town, noor, 2)
    town.do(HideIdea(hidden, "spam"))
    for order in ("trending", "new"):
        assert _numbers(town.ask(ListIdeas(order, 1), noor)) == [kept]


def test_two_supports_yesterday_come_before_one_last_week(town: Town, noor: Citizen) -> None:
    old = town.idea(noor)
    crowd = town.citizens(3)
    town.clock.at += 2 * DAY
    town.do(SupportIdea(old), crowd[0])
    town.clock.at += 5 * DAY
    young = town.idea(noor)
    town.clock.at += timedelta(hours=12)
    for who in crowd[1:]:
        town.do(SupportIdea(young), who)
    assert _numbers(town.ask(ListIdeas("trending", 1))) == [young, old]
