"""Comments are counted, and what they do to the order of what is trending is undone with them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from bot.civic.comments import AddComment, ListComments, WithdrawComment
from bot.civic.ideas import OneIdea
from bot.civic.reports import HideReported, KeepReported, OpenReports, Report
from storage import tables
from storage.trending import activity_of
from tests.storage.town import DAY, Town, at_once


@pytest.fixture
def wall(town: Town) -> Town:
    """Give a town where ideas are taken."""
    town.programme()
    return town


def _sums(town: Town) -> tuple[float, float, int, int]:
    (row,) = town.rows(tables.ideas)
    return row.acts_weight, row.acts_seconds, row.comments, row.interest


def test_a_comment_is_an_act_and_the_authors_own_is_none(wall: Town) -> None:
    noor, sam = wall.citizens(2)
    idea = wall.idea(noor)
    wall.clock.at += 2 * DAY
    wall.do(AddComment(idea, "Van mij"), noor)
    assert _sums(wall) == (0, 0, 1, 2)
    wall.do(AddComment(idea, "Van mij"), sam)
    (row,) = wall.rows(tables.ideas)
    assert _sums(wall) == (1, 2 * 86400, 2, 4)
    assert row.trend == pytest.approx(activity_of(row).score(wall.clock.now()))


def test_who_comments_again_and_again_weighs_once(wall: Town) -> None:
    noor, sam = wall.citizens(2)
    idea = wall.idea(noor)
    wall.clock.at += 2 * DAY
    for n in range(20):
        wall.do(AddComment(idea, f"Nog eens {n}"), sam)
    assert _sums(wall)[0] == 1


def test_a_burst_of_comments_is_damped(wall: Town) -> None:
    noor, *crowd = wall.citizens(31)
    idea = wall.idea(noor)
    wall.clock.at += 2 * DAY
    for each in crowd:
        wall.do(AddComment(idea, "Ja"), each)
    assert _sums(wall)[0] < 16


def test_h58_a_comment_taken_back_is_gone_with_all_that_it_did(wall: Town) -> None:
    noor, sam = wall.citizens(2)
    idea = wall.idea(noor)
    wall.clock.at += 2 * DAY
    number = wall.do(AddComment(idea, "Een geheim"), sam)
    assert wall.do(WithdrawComment(number), sam) == idea
    assert _sums(wall) == (0, 0, 0, 0)
    (row,) = wall.rows(tables.comments)
    assert (row.text, row.hidden_as) == ("", "withdrawn")
    assert wall.count(tables.happenings) == 0
    page = wall.ask(ListComments(idea, 1), noor)
    assert page is not None
    assert page.comments == ()


def test_pages_of_comments_hold_three_the_newest_first(wall: Town) -> None:
    noor, sam = wall.citizens(2)
    idea = wall.idea(noor)
    for n in range(1, 8):
        wall.do(AddComment(idea, f"{n}"), sam)
    pages = [wall.ask(ListComments(idea, page), noor) for page in (1, 2, 3, 4)]
    assert [[c.text for c in page.comments] for page in pages if page] == [
        ["7", "6", "5"],
        ["4", "3", "2"],
        ["1"],
        [],
    ]
    assert [page.more for page in pages if page] == [True, True, False, False]


def test_three_different_people_hold_and_one_alone_does_not(wall: Town) -> None:
    noor, sam, *others = wall.citizens(5)
    idea = wall.idea(noor)
    comment = wall.do(AddComment(idea, "Reclame"), sam)
    for about, number in (("idea", idea), ("comment", comment)):
        for _ in range(5):
            wall.do(Report(about, number, "spam"), others[0])
    held = [(report.about, report.held, report.people) for report in wall.ask(OpenReports())]
    assert sorted(held) == [("comment", False, 1), ("idea", False, 1)]
    for each in others[1:]:
        wall.do(Report("comment", comment, "spam"), each)
    page = wall.ask(ListComments(idea, 1), others[0])
    assert page is not None
    assert (page.comments, page.count) == ((), 0)
    card = wall.ask(OneIdea(idea), others[0])
    assert card is not None
    assert card.state == "shown"


def test_three_reports_at_the_same_moment_hold_once(wall: Town) -> None:
    noor, *others = wall.citizens(9)
    idea = wall.idea(noor)
    at_once([partial(wall.do, Report("idea", idea, "spam"), each) for each in others])
    assert wall.count(tables.reports) == 8
    (report,) = wall.ask(OpenReports())
    assert (report.held, report.people) == (True, 8)


def test_what_is_kept_counts_again_and_new_reports_begin_from_nothing(wall: Town) -> None:
    noor, sam, *others = wall.citizens(8)
    idea = wall.idea(noor)
    wall.clock.at += 2 * DAY
    comment = wall.do(AddComment(idea, "Ja"), sam)
    before = _sums(wall)
    wall.clock.at += timedelta(hours=5)
    for each in others[:3]:
        wall.do(Report("comment", comment, "insult"), each)
    assert _sums(wall) == (0, 0, 0, 0)
    (report,) = wall.ask(OpenReports())
    wall.do(KeepReported(report.number))
    assert _sums(wall) == before
    for each in others[:5]:
        wall.do(Report("comment", comment, "insult"), each)
    assert _sums(wall) == before
    wall.do(Report("comment", comment, "insult"), others[5])
    assert _sums(wall) == (0, 0, 0, 0)
    (report,) = wall.ask(OpenReports())
    wall.do(HideReported(report.number, "Beledigend"))
    assert wall.ask(OpenReports()) == ()
    assert _sums(wall) == (0, 0, 0, 0)
