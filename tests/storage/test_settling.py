"""Reports are settled once, whoever reports and decides at the same moment, and whoever reported has one thing that tells them."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest

from bot.civic.doors import Citizen, Refused
from bot.civic.ideas import WithdrawIdea
from bot.civic.reports import (
    DECIDED,
    TOGETHER,
    DecidedFor,
    DecidedReport,
    HideReported,
    KeepReported,
    OpenReports,
    Report,
)
from storage import tables
from storage.merging import merge
from tests.storage.town import START, Town, at_once

MINUTE = timedelta(minutes=1)


@pytest.fixture
def wall(town: Town) -> Town:
    """Give a town where ideas are taken."""
    town.programme()
    return town


def to_tell(town: Town) -> dict[str, str]:
    """Return, by person, since when what was decided is told."""
    rows = town.rows(tables.due, tables.due.c.kind == DECIDED)
    return {row.subject: row.args for row in rows}


def told(town: Town, who: Citizen) -> list[tuple[int, str]]:
    """Return which of what somebody reported they are told of, and what came of it."""
    return [(each.subject, each.state) for each in town.ask(DecidedFor(who.person, START))]


def test_two_things_decided_at_one_moment_are_told_by_one_row(wall: Town) -> None:
    noor, sam = wall.citizens(2)
    for _ in range(8):
        wall.do(Report("idea", wall.idea(noor), "spam"), sam)
    at_once([partial(wall.do, KeepReported(number)) for number in range(1, 9)])
    assert list(to_tell(wall)) == [str(sam.person)]
    assert told(wall, sam) == [(number, "shown") for number in range(1, 9)]


def test_who_reports_while_it_is_hidden_is_told_or_finds_nothing_to_report(wall: Town) -> None:
    noor, first, *others = wall.citizens(8)
    idea = wall.idea(noor)
    wall.do(Report("idea", idea, "spam"), first)

    def reports(who: Citizen) -> None:
        # Who comes too late finds nothing there to report.
        with suppress(Refused):
            wall.do(Report("idea", idea, "spam"), who)

    at_once([partial(wall.do, HideReported(1, "spam")), *(partial(reports, each) for each in others)])
    assert wall.ask(OpenReports()) == ()
    reporters = {str(row.person) for row in wall.rows(tables.reports)}
    assert set(to_tell(wall)) == reporters
    assert wall.count(tables.reports, tables.reports.c.settled_at.is_(None)) == 0


def test_what_its_author_takes_back_waits_for_nobody_and_is_forgotten_with_the_years(wall: Town) -> None:
    noor, sam = wall.citizens(2)
    idea = wall.idea(noor)
    wall.do(Report("idea", idea, "spam"), sam)
    wall.do(WithdrawIdea(idea), noor)
    (row,) = wall.rows(tables.reports)
    assert row.settled_at == START
    assert wall.ask(DecidedFor(sam.person, START)) == (DecidedReport("idea", idea, idea, "withdrawn"),)


@pytest.mark.parametrize("later", [0, 1])
def test_h32_two_who_become_one_are_told_by_the_first_row_of_both(wall: Town, later: int) -> None:
    noor, *both = wall.citizens(3)
    for each in both:
        wall.do(Report("idea", wall.idea(noor), "spam"), each)
    wall.do(KeepReported(2 - later))
    wall.clock.at += MINUTE
    wall.do(KeepReported(1 + later))
    with wall.desk() as desk:
        stays = merge(desk, both[0].person, both[1].person)
    (row,) = wall.rows(tables.due, tables.due.c.kind == DECIDED)
    assert (row.subject, row.at) == (str(stays), START + TOGETHER)
    assert START.isoformat() in row.args


def test_h77_nobody_asks_what_another_reported(wall: Town) -> None:
    noor, sam = wall.citizens(2)
    wall.do(Report("idea", wall.idea(noor), "spam"), sam)
    wall.do(KeepReported(1))
    with pytest.raises(Refused, match="operators-only"):
        wall.ask(DecidedFor(sam.person, START), noor)
