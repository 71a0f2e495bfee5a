"""What falls due: one row a kind and subject, moved when planned again, taken once."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from functools import partial

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from bot.engine.desk import Due
from storage import tables
from storage.database import Database
from tests.storage.town import DAY, START, Town, at_once

HOUR = timedelta(hours=1)


def _plan(town: Town, *rows: Due) -> None:
    with town.desk() as desk:
        for row in rows:
            desk.plan(row)


def _fallen(town: Town, limit: int = 100) -> list[Due]:
    with town.desk() as desk:
        return desk.fallen_due(limit)


def _next(town: Town) -> datetime | None:
    with town.desk() as desk:
        return desk.next_due()


def test_a_row_falls_due_at_its_instant_and_is_then_gone(town: Town) -> None:
    row = Due("reminder", "event:5", START + HOUR, 3, {"number": 5, "name": "é"})
    _plan(town, row)
    town.clock.at += HOUR - timedelta(microseconds=1)
    assert _fallen(town) == []
    town.clock.at += timedelta(microseconds=1)
    assert _fallen(town) == [row]
    assert _fallen(town) == []


def test_planning_again_moves_the_row(town: Town) -> None:
    _plan(town, Due("nudge", "1", START, 1, {"a": 1}))
    _plan(town, Due("nudge", "1", START + DAY, 2))
    assert _fallen(town) == []
    town.clock.at += DAY
    assert _fallen(town) == [Due("nudge", "1", START + DAY, 2, None)]


def test_what_is_planned_once_is_not_moved(town: Town) -> None:
    with town.desk() as desk:
        desk.plan_once(Due("news", "1", START, 1))
        desk.plan_once(Due("news", "1", START - DAY, 2))
    with town.desk() as desk:
        desk.plan_once(Due("news", "1", START - DAY, 3))
        desk.plan_once(Due("news", "2", START, 1))
    assert _fallen(town) == [Due("news", "1", START, 1), Due("news", "2", START, 1)]
    with town.desk() as desk:
        desk.plan_once(Due("news", "1", START, 4))
    assert _fallen(town) == [Due("news", "1", START, 4)]


def test_the_last_plan_of_a_transaction_counts(town: Town) -> None:
    _plan(town, Due("nudge", "1", START, 1), Due("nudge", "1", START - HOUR, 2), Due("nudge", "2", START, 1))
    assert _fallen(town) == [Due("nudge", "1", START - HOUR, 2), Due("nudge", "2", START, 1)]


def test_kinds_and_subjects_stand_beside_one_another(town: Town) -> None:
    rows = [Due(kind, subject, START) for kind in ("a", "b") for subject in ("1", "2")]
    _plan(town, *rows)
    assert _fallen(town) == rows


def test_the_oldest_come_first_and_no_more_than_asked_for(town: Town) -> None:
    _plan(town, *(Due("nudge", str(n), START - n * HOUR) for n in range(5)))
    assert [row.subject for row in _fallen(town, 2)] == ["4", "3"]
    assert [row.subject for row in _fallen(town)] == ["2", "1", "0"]


def test_the_next_to_come_is_known_what_was_just_planned_included(town: Town) -> None:
    assert _next(town) is None
    with town.desk() as desk:
        desk.plan(Due("nudge", "1", START + DAY))
        desk.plan(Due("nudge", "2", START + HOUR))
        assert desk.next_due() == START + HOUR
    assert _next(town) == START + HOUR


def test_a_plan_that_is_undone_was_never_made_and_a_row_that_was_taken_is_back(town: Town) -> None:
    _plan(town, Due("nudge", "1", START))
    with contextlib.suppress(KeyError), town.desk() as desk:
        assert len(desk.fallen_due(9)) == 1
        desk.plan(Due("nudge", "2", START))
        raise KeyError
    assert [row.subject for row in _fallen(town)] == ["1"]


def test_h66_every_row_is_taken_once_by_many_at_once(town: Town) -> None:
    _plan(town, *(Due("nudge", str(n), START) for n in range(30)))
    taken = at_once([partial(_fallen, town, 7) for _ in range(8)])
    rest = []
    while batch := _fallen(town, 7):
        rest += batch
    every = [row.subject for each in (*taken, rest) for row in each]
    assert sorted(every, key=int) == [str(n) for n in range(30)]


def test_what_another_process_is_judging_is_passed_over(postgres: Database) -> None:
    town = Town(postgres)
    _plan(town, *(Due("nudge", str(n), START + n * HOUR - DAY) for n in range(4)))
    with town.desk() as one:
        assert [row.subject for row in one.fallen_due(2)] == ["0", "1"]
        assert [row.subject for row in _fallen(town)] == ["2", "3"]
    assert _fallen(town) == []


PLANS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(-3, 3)), max_size=12)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans=PLANS)
def test_whatever_is_planned_the_rows_are_those_of_a_map(town: Town, plans: list[tuple[str, int]]) -> None:
    with town.desk() as desk:
        desk.connection.execute(delete(tables.due))
    model: dict[str, datetime] = {}
    for subject, hours in plans:
        model[subject] = START + hours * HOUR
        _plan(town, Due("nudge", subject, model[subject]))
    assert _next(town) == min(model.values(), default=None)
    fallen = sorted((at, subject) for subject, at in model.items() if at <= START)
    assert [(row.at, row.subject) for row in _fallen(town)] == fallen


def test_the_next_thing_to_happen_may_be_a_message_that_waits_for_the_morning(town: Town) -> None:
    (noor,) = town.meet("noor")
    town.post(noor, "soon", at=START + HOUR)
    town.post(noor, "now")
    _plan(town, Due("nudge", "1", START + DAY))
    with town.desk() as desk:
        assert desk.next_due() == START + HOUR
    town.clock.at += 2 * HOUR
    with town.desk() as desk:
        assert desk.next_due() == START + DAY
