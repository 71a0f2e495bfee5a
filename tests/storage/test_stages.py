"""Stages that are added, moved, called otherwise and left out, and the due row that tells of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.civic.doors import Refused
from bot.civic.programmes import ChangeProgramme, OneProgramme, Programme, Stage, StageKind
from bot.civic.stages import AddStage, moved, next_turn, turns
from storage import tables
from tests.storage.town import DAY, START, Town


def _programme(town: Town, number: int) -> Programme:
    found = town.ask(OneProgramme(number))
    assert found is not None
    return found.programme


def _planned(town: Town, number: int) -> object:
    with town.desk() as desk:
        at = select(tables.due.c.at).where(tables.due.c.subject == str(number))
        return desk.connection.execute(at.where(tables.due.c.kind == "stage-turns")).scalar()


MEETING = Stage(StageKind.MEETING, START + 5 * DAY, START + 6 * DAY)
MARKET = Stage(StageKind.OTHER, START + 2 * DAY, START + 3 * DAY, {"nl": "Markt", "fr": "Marché"})


def test_stages_stand_in_the_order_of_their_days_and_the_next_turn_is_waited_for(town: Town) -> None:
    its = town.programme("workshop", opens=-DAY, closes=DAY)
    assert _planned(town, its) == START + DAY
    town.do(AddStage(its, MEETING))
    town.do(AddStage(its, MARKET))
    found = _programme(town, its)
    assert [each.kind for each in found.stages] == [StageKind.IDEAS, StageKind.OTHER, StageKind.MEETING]
    assert found.stages[1].names == MARKET.names
    assert (found.opens, found.closes) == (START - DAY, START + DAY)
    town.do(ChangeProgramme(its, stages=(replace(MARKET, opens=START + DAY / 2),)))
    assert _planned(town, its) == START + DAY / 2


def test_without_an_end_a_programme_goes_on_taking_ideas(town: Town) -> None:
    its = town.programme("wall", closes=None)
    with pytest.raises(Refused, match="ideas-stage-first"):
        town.do(AddStage(its, MEETING))
    town.do(AddStage(its, Stage(StageKind.IDEAS, START, START + DAY)))
    town.do(AddStage(its, MEETING))
    assert _programme(town, its).is_open(START)


@pytest.mark.parametrize(
    ("stages", "refused"),
    [
        ((), "last-stage"),
        ((MEETING,) * 13, "too-many-stages"),
        ((replace(MEETING, closes=MEETING.opens),), "closes-before-it-opens"),
        ((replace(MARKET, names={"nl": "Markt"}),), "missing-language"),
        ((replace(MARKET, names={}),), "no-name"),
        ((replace(MARKET, names={"nl": "M" * 81, "fr": "Marché"}),), "too-long"),
    ],
)
def test_stages_that_could_not_be_are_refused(town: Town, stages: tuple[Stage, ...], refused: str) -> None:
    its = town.programme("workshop", closes=DAY)
    town.do(AddStage(its, MEETING))
    with pytest.raises(Refused, match=refused):
        town.do(ChangeProgramme(its, stages=stages))


def test_what_is_as_it_was_changes_nothing(town: Town) -> None:
    its = town.programme("workshop", closes=DAY)
    town.do(AddStage(its, MEETING))
    with pytest.raises(Refused, match="nothing-changes"):
        town.do(ChangeProgramme(its, stages=_programme(town, its).stages))


def test_what_has_fallen_due_is_told_before_anything_else_is_waited_for(town: Town) -> None:
    its = town.programme("workshop", closes=DAY)
    town.clock.at = START + DAY + timedelta(seconds=1)
    town.do(ChangeProgramme(its, names={"nl": "Werk", "fr": "Atelier"}))
    assert _planned(town, its) == START + DAY


def test_h66_a_stage_moves_by_whole_days_over_the_night_in_which_the_clock_changes() -> None:
    zone = "Europe/Brussels"
    # 28 March 2027 has 23 hours there.
    stage = Stage(StageKind.MEETING, START.replace(day=20, hour=23), START.replace(day=22, hour=23))
    later = moved(stage, START.date().replace(year=2027, month=3, day=27), zone)
    assert later.opens.isoformat() == "2027-03-27T00:00:00+01:00"
    assert later.closes.isoformat() == "2027-03-29T00:00:00+02:00"


def test_turns_are_told_in_order_and_each_at_its_instant() -> None:
    second = replace(MEETING, opens=MARKET.closes)
    its = Programme(1, "w", {"nl": "W"}, START, None, stages=(MARKET, second))
    at_once = turns(its, MARKET.closes, MARKET.closes)
    assert [(each.stage.kind, each.begins) for each in at_once] == [
        (StageKind.OTHER, False),
        (StageKind.MEETING, True),
    ]
    assert next_turn(its, second.closes) is None
    endless = replace(its, stages=())
    assert next_turn(endless, START) is None
    assert [each.begins for each in turns(endless, START, START + 9 * DAY)] == [True]
