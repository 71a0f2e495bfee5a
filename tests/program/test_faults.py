"""Telegram, the network, the database or the disk fail in the middle: everything arrives, and goes on by itself (H62-H66)."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from statistics import median

import pytest

from tests.postgres import running_postgres
from tests.program.cities import City
from tests.program.stages import Stage, staged
from tests.program.walking import Idea, Walker, all_of
from tests.telegram_server import Call, Fault


def _walkers(stage: Stage, name: str, count: int) -> list[Walker]:
    return [
        Walker(
            stage.citizen(("nl", "fr", "en")[number % 3], f"Noor {number}"),
            Idea(f"{name} {number} in de wijk"),
            ("nl", "fr", "en")[number % 3],
            way=None,
            chance=Random(number),
            twice=True,
            patience_seconds=60,
        )
        for number in range(count)
    ]


async def _everybody_arrives(stage: Stage, walkers: list[Walker]) -> None:
    """See that every idea is there, once, and nothing is left over."""
    await stage.program.settled(60)
    assert sorted(stage.city.titles()) == sorted(walker.idea.title for walker in walkers)
    assert stage.server.violations == []
    assert stage.city.backlog() == {}


async def test_h62_who_is_told_to_wait_waits_and_nobody_else_does(city: City) -> None:
    """For some chats most calls are refused, for seconds, for hours, or with no figure; others are as quick as before."""
    async with staged(city) as stage:
        lucky = [await stage.welcomed() for _ in range(4)]
        unlucky = [await stage.welcomed() for _ in range(6)]
        before = [await _reply_seconds(walker) for walker in lucky for _ in range(5)]
        for walker, seconds in zip(unlucky, (1, 1, None, None, 30, 10_072), strict=True):
            stage.server.faults.add(Fault("too_many_requests", seconds), times=None, when=_to(walker))
            await walker.citizen.says("idee")
        during = [await _reply_seconds(walker) for walker in lucky for _ in range(5)]
        assert median(during) < median(before) * 5 + 0.1
        assert max(during) < 2
        await stage.becomes(stage.city.backlog, {"messages attempting": 6})
        stage.server.faults.clear()
        for walker in unlucky[:4]:
            assert await walker.listens() == "title"
        # What would wait for hours is found by the next start.
        assert await stage.program.stop() == 0
        await stage.program.restart()
        for walker in unlucky[4:]:
            assert await walker.listens() == "title"
        await stage.program.settled()
        chats = [walker.citizen.id for walker in unlucky]
        assert [call for call in stage.server.duplicates() if call.chat_id in chats] == []


def _to(walker: Walker) -> Callable[[Call], bool]:
    return lambda call: call.chat_id == walker.citizen.id


async def _reply_seconds(walker: Walker) -> float:
    began = time.monotonic()
    await walker.citizen.says("menu")
    assert await walker.listens() == "menu"
    return time.monotonic() - began


async def _half_of_all_calls_are_too_many(stage: Stage) -> None:
    """Whatever is called, a quarter is refused with a figure and a quarter without."""
    stage.server.faults.add(Fault("too_many_requests"), chance=0.25, times=None)
    stage.server.faults.add(Fault("too_many_requests", 1), chance=0.33, times=None)


async def test_h62_half_of_all_calls_are_too_many_and_everything_arrives(city: City) -> None:
    async with staged(city) as stage:
        walkers = await _under_way(stage, "Druk")
        await _half_of_all_calls_are_too_many(stage)
        for walker in walkers:
            await walker.answers()
        await all_of(*(walker.listens() for walker in walkers))
        stage.server.faults.clear()
        await all_of(*(walker.files_idea() for walker in walkers))
        await _everybody_arrives(stage, walkers)
        assert stage.server.duplicates() == []


@pytest.mark.prove
async def test_h62_whole_walks_while_half_of_all_calls_are_too_many(either_city: City) -> None:
    async with staged(either_city) as stage:
        await _half_of_all_calls_are_too_many(stage)
        walkers = _walkers(stage, "Druk", 30)
        for walker in walkers:
            await walker.starts()
        await all_of(*(walker.files_idea() for walker in walkers))
        await _everybody_arrives(stage, walkers)
        assert stage.server.duplicates() == []


LOST = (
    Fault("reset", accepted=True),
    Fault("silence", 0.3, accepted=True),
    Fault("bad_gateway", accepted=True),
    Fault("ok_only", accepted=True),
)


async def test_h63_answers_lost_on_their_way_back_double_their_message_and_no_other(city: City) -> None:
    async with staged(city) as stage:
        walkers = await _under_way(stage, "Terug")
        rules = [stage.server.faults.add(fault, method="sendMessage", times=1) for fault in LOST]
        # This one is lost twice: it comes three times.
        rules.append(stage.server.faults.add(LOST[0], method="sendMessage", when=_to(walkers[0]), times=2))
        for walker in walkers:
            await walker.answers()
        await all_of(*(walker.files_idea() for walker in walkers))
        await _everybody_arrives(stage, walkers)
        assert len(stage.server.duplicates()) == sum(rule.happened for rule in rules) >= 4


@pytest.mark.prove
async def test_h63_whole_walks_while_answers_are_lost(either_city: City) -> None:
    async with staged(either_city) as stage:
        rules = [stage.server.faults.add(fault, chance=0.05, times=None) for fault in LOST]
        walkers = _walkers(stage, "Terug", 30)
        for walker in walkers:
            await walker.starts()
        await all_of(*(walker.files_idea() for walker in walkers))
        await _everybody_arrives(stage, walkers)
        assert len(stage.server.duplicates()) <= sum(rule.happened for rule in rules)


@pytest.mark.prove_on("postgresql")
async def test_h64_telegram_is_away_for_a_while_and_everybody_goes_on_in_order(either_city: City) -> None:
    async with staged(either_city) as stage:
        walkers = await _under_way(stage, "Weg")
        calls = len(stage.server.calls)
        await stage.server.goes_down()
        for walker in walkers:
            await walker.citizen.says("menu")
        await stage.program.logs("telegram-unreachable")
        await asyncio.sleep(2)
        assert (await stage.program.readiness())[0] == 200
        assert len(stage.server.calls) - calls < 5
        await stage.server.comes_back()
        await all_of(*(walker.files_idea() for walker in walkers))
        await _everybody_arrives(stage, walkers)


@pytest.mark.parametrize(
    "seconds", [2.0, pytest.param(15.0, marks=pytest.mark.prove), pytest.param(35.0, marks=pytest.mark.prove)]
)
async def test_h65_another_program_holds_the_database_for_a_while(city: City, seconds: float) -> None:
    async with staged(city) as stage:
        walkers = await _under_way(stage, "Slot")
        with closing(sqlite3.connect(city.file, timeout=30, isolation_level=None)) as other:
            other.execute("begin immediate")
            for walker in walkers:
                await walker.answers()
            await asyncio.sleep(seconds)
            assert (await stage.program.readiness())[0] == 200
            other.execute("rollback")
        await all_of(*(walker.files_idea() for walker in walkers))
        await _everybody_arrives(stage, walkers)
        assert stage.server.duplicates() == []


async def _under_way(stage: Stage, name: str) -> list[Walker]:
    """Return people who are each at another question, which they have heard."""
    walkers = _walkers(stage, name, 10)
    for walker in walkers:
        await walker.starts()
    await all_of(*(_takes(walker, steps) for steps, walker in enumerate(walkers)))
    await stage.program.settled()
    return walkers


async def _takes(walker: Walker, steps: int) -> None:
    await walker.listens()
    for _ in range(steps):
        await walker.answers()
        await walker.listens()


async def test_h65_the_disk_is_full_for_a_while(city: City) -> None:
    """No file of the program may grow: what comes in is neither lost nor confirmed, until there is room again."""
    async with staged(city) as stage:
        walkers = await _under_way(stage, "Vol")
        unlimited = resource.RLIM_INFINITY
        wal = city.file.with_name(f"{city.file.name}-wal")
        full = wal.stat().st_size
        resource.prlimit(stage.program.pid, resource.RLIMIT_FSIZE, (full, unlimited))
        for walker in walkers:
            await walker.answers()
        await stage.becomes(lambda: len(stage.server.updates) > 0, True)
        await asyncio.sleep(1.5)
        assert stage.program.running
        resource.prlimit(stage.program.pid, resource.RLIMIT_FSIZE, (unlimited, unlimited))
        await all_of(*(walker.files_idea() for walker in walkers))
        await _everybody_arrives(stage, walkers)


async def test_h65_postgres_is_restarted_in_the_middle(tmp_path: Path) -> None:
    with running_postgres() as postgres:
        city = City(tmp_path, postgres.create_database("city"))
        city.found()
        async with staged(city) as stage:
            walkers = await _under_way(stage, "Herstart")
            postgres.stop()
            for walker in walkers:
                await walker.answers()
            await stage.program.logs("database-trouble")
            await asyncio.sleep(1)
            assert stage.program.running
            postgres.start()
            await all_of(*(walker.files_idea() for walker in walkers))
            await _everybody_arrives(stage, walkers)
            assert stage.server.duplicates() == []
            # Whatever happens at the same time is told in a few lines.
            assert stage.program.slugs().count("database-trouble") < 5
