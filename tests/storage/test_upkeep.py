"""What is done now and then: scores counted anew, what is over forgotten, processes heard of."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, literal, select, update

from bot.civic.ideas import PreparePhoto
from bot.civic.photos import Photo
from bot.engine.clock import SystemClock
from bot.engine.desk import Job
from bot.engine.outgoing import File
from storage import processes, retention, tables
from storage.database import Database
from storage.retention import DONE as KEPT
from storage.shared_clock import SharedClock
from storage.upkeep import Upkeep
from tests.storage.town import DAY, Town

LATER = KEPT + timedelta(hours=1)


def _tidy(town: Town) -> None:
    with town.desk() as desk:
        Upkeep("me").tidy(desk)


def _take_turns(town: Town) -> None:
    while True:
        with town.desk() as desk:
            batch = desk.updates(100)
            desk.settle([each.id for each in batch])
        if not batch:
            return


def test_what_is_over_is_forgotten_after_three_days_and_what_is_not_stays(town: Town) -> None:
    noor, sam = town.meet("noor", "sam")
    town.keep(town.arrival("noor"), town.arrival("sam"))
    with town.desk() as desk:
        desk.put_aside(4, "reason")
    town.post(noor, "sent", owner="me")
    town.post(noor, "waits")
    town.post(sam, "sent", owner="me")
    job = town.do(PreparePhoto("file"), noor)
    town.do(PreparePhoto("waits"), noor)
    with town.desk() as desk:
        desk.sent([(1, "sent", "m", None), (3, "sent", "m", None)])
        desk.end_job(job)
    town.clock.at += KEPT - timedelta(seconds=1)
    _tidy(town)
    assert (town.count(tables.inbox), town.count(tables.outbox), town.count(tables.jobs)) == (4, 3, 2)
    town.clock.at += timedelta(seconds=2)
    _tidy(town)
    assert [row.state for row in town.rows(tables.inbox)] == ["pending", "aside"]
    # The newest message stays, so that no number is given twice.
    assert [(row.id, row.state) for row in town.rows(tables.outbox)] == [(2, "pending"), (3, "sent")]
    assert [row.state for row in town.rows(tables.jobs)] == ["pending"]


def test_p5_no_number_is_ever_given_twice(town: Town) -> None:
    (noor,) = town.meet("noor")
    numbers = []
    for _ in range(3):
        numbers += [parcel.id for parcel in town.post(noor, "hello", owner="me")]
        numbers.append(100 + town.do(PreparePhoto("file"), noor))
        with town.desk() as desk:
            desk.sent([(numbers[-2], "sent", "m", None)])
            desk.end_job(numbers[-1] - 100)
        town.clock.at += LATER
        _tidy(town)
    assert len(set(numbers)) == len(numbers)


def test_the_work_of_one_tidying_is_bounded(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "FORGOTTEN_AT_ONCE", 2)
    town.keep(*(town.arrival(f"p{n}") for n in range(5)))
    _take_turns(town)
    town.clock.at += LATER
    left = []
    for _ in range(3):
        _tidy(town)
        left.append(town.count(tables.inbox))
    assert left == [3, 1, 1]


def test_one_process_forgets_at_a_time_and_the_others_do_not_wait(postgres: Database) -> None:
    town = Town(postgres)
    town.meet("noor", "sam")
    town.clock.at += LATER
    with town.desk() as one:
        Upkeep("one").tidy(one)
        _tidy(town)
    assert town.count(tables.inbox) == 1


def test_tidying_counts_anew_what_is_stale(town: Town) -> None:
    town.programme()
    number = town.idea(town.citizen())
    before = town.rows(tables.ideas)[0].trend
    town.clock.at += DAY
    _tidy(town)
    assert number
    assert town.rows(tables.ideas)[0].trend < before


def test_a_photo_that_was_made_ready_belongs_to_who_sent_it(town: Town) -> None:
    (noor,) = town.meet("noor")
    job = Job(town.do(PreparePhoto("file"), noor), noor.account, "phones", "file", 0)
    assert Upkeep("me").make_ready(b"no picture", "") == "not_a_picture"
    with town.desk() as desk:
        number = Upkeep("me").keep_file(desk, job, Photo(b"jpeg", 3, 2))
        assert Upkeep("me").picture(desk, number) == File(b"jpeg", "photo.jpg", "image/jpeg")
    assert [row.owner for row in town.rows(tables.media)] == [noor.person]


# --- processes


def test_on_sqlite_one_process_is_all_there_is(sqlite: Database) -> None:
    town = Town(sqlite)
    with town.desk() as desk:
        assert Upkeep("me").beat(desk) == 1
        assert Upkeep("me").may_receive(desk, "telegram")
        Upkeep("me").leave(desk)
        assert processes.gone(desk.connection, "me") == []
    assert isinstance(sqlite.clock, SystemClock)


def _age(town: Town, seconds: float, owner: str) -> None:
    """Let so much time go by since that process was last heard of, or its lease renewed."""
    by = literal(timedelta(seconds=seconds))
    seen, until = tables.processes.c.seen_at - by, tables.leases.c.until - by
    with town.desk() as desk:
        run = desk.connection.execute
        run(update(tables.processes).where(tables.processes.c.id == owner).values(seen_at=seen))
        run(update(tables.leases).where(tables.leases.c.owner == owner).values(until=until))


def _beat(town: Town, owner: str) -> int:
    with town.desk() as desk:
        return Upkeep(owner).beat(desk)


def _fence(town: Town, owner: str, name: str = "receive:telegram") -> int | None:
    with town.desk() as desk:
        return processes.hold_lease(desk.connection, name, owner)


def test_processes_that_live_share_the_budget_and_those_that_died_do_not(postgres: Database) -> None:
    town = Town(postgres)
    assert [_beat(town, owner) for owner in ("a", "b", "c", "a")] == [1, 2, 3, 3]
    _age(town, 19, "b")
    assert _beat(town, "a") == 3
    _age(town, 2, "b")
    assert _beat(town, "a") == 2
    with town.desk() as desk:
        Upkeep("c").leave(desk)
    assert _beat(town, "a") == 1
    _age(town, 200, "b")
    _beat(town, "a")
    assert [row.id for row in town.rows(tables.processes)] == ["a"]


def test_p6_a_lease_moves_on_when_its_holder_is_silent_and_the_fence_grows(postgres: Database) -> None:
    town = Town(postgres)
    assert [_fence(town, "a"), _fence(town, "a"), _fence(town, "b")] == [1, 1, None]
    _age(town, 19, "a")
    assert _fence(town, "b") is None
    _age(town, 2, "a")
    assert [_fence(town, "b"), _fence(town, "a"), _fence(town, "b")] == [2, None, 2]
    with town.desk() as desk:
        Upkeep("b").leave(desk)
    assert _fence(town, "a") == 3
    assert _fence(town, "b", "receive:others") == 1


def test_one_process_receives_for_an_account_and_another_may_for_another(postgres: Database) -> None:
    town = Town(postgres)
    with town.desk() as desk:
        asked = [("a", "telegram"), ("b", "telegram"), ("b", "matrix"), ("a", "matrix"), ("a", "telegram")]
        assert [Upkeep(owner).may_receive(desk, platform) for owner, platform in asked] == [
            True,
            False,
            True,
            False,
            True,
        ]


def test_the_clock_that_processes_share_is_the_databases(postgres: Database) -> None:
    town = Town(postgres)
    clock = postgres.clock
    assert isinstance(clock, SharedClock)
    # This machine's own clock is an hour slow, or so the last measuring said.
    clock._apart = timedelta(hours=1)
    assert abs(clock.now() - _database_time(town)) > timedelta(minutes=59)
    _beat(town, "a")
    assert abs(clock.now() - _database_time(town)) < timedelta(seconds=1)


def _database_time(town: Town) -> datetime:
    with town.desk() as desk:
        told: datetime = desk.connection.execute(select(func.clock_timestamp())).scalar_one()
    return told
