"""The program is killed, frozen and stopped in the middle of everything: nobody is lost, nothing happens twice.

Telegram has no idempotency key, so what was on its way when the program was killed may be sent again: each
message at most once, and no more of them than were on their way (P5).
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import psycopg
import pytest
from psycopg import sql

from tests.program.cities import City
from tests.program.running import Program, settings_for
from tests.program.stages import Stage, staged
from tests.program.walking import Idea, Walker, all_of
from tests.telegram_server import Fault
from tests.telegram_server.pictures import png

STEPS = 14
"""Questions from the first greeting to the last: of the welcome, and of an idea with a photo."""


PATIENCE_SECONDS = 60.0
"""How long anybody waits for a word: a program that is killed every second has little time for each."""


@dataclass
class Kills:
    """What was on its way at each kill."""

    stage: Stage
    on_their_way: list[int] = field(default_factory=list)

    async def kill(self) -> None:
        """Kill the program, count what it had on its way, and start it again."""
        await self.stage.program.kill()
        self._count()
        await self.stage.program.restart()

    async def freeze(self, seconds: float) -> None:
        """Stop the program's time, count what it has on its way, and let it go on."""
        self.stage.program.freeze()
        self._count()
        await asyncio.sleep(seconds)
        self.stage.program.thaw()

    def _count(self) -> None:
        attempting = "select count(*) from outbox where state = 'attempting'"
        self.on_their_way.append(self.stage.city.value(attempting))

    async def check(self, walkers: list[Walker]) -> None:
        """See that everybody's idea is there once and as it was meant, and nothing came twice without need."""
        stage = self.stage
        await stage.program.settled(30)
        filed = stage.city.rows("select title, description from ideas where id > 3 order by title")
        meant = sorted((walker.idea.title, walker.idea.description) for walker in walkers)
        assert [tuple(row) for row in filed] == meant
        assert len({walker.number for walker in walkers}) == len(walkers)
        assert len(stage.server.duplicates()) <= sum(self.on_their_way)
        assert stage.server.violations == []
        assert stage.city.backlog() == {}
        assert stage.troubles() == []


def _walkers(stage: Stage, name: str, count: int) -> list[Walker]:
    """Return people who press or type as it comes, half of them with a photo."""
    walkers = []
    for number in range(count):
        photo = png(30, 20) if number % 2 else None
        idea = Idea(f"{name} {number} in de straat", f"Omdat {number}", "molenbeck", photo)
        citizen = stage.citizen(("nl", "fr", "en")[number % 3], f"Noor {number}")
        language = citizen.language_code
        chance = Random(f"{name}-{number}")
        walker = Walker(citizen, idea, language, way=None, chance=chance, twice=True)
        walker.patience_seconds = PATIENCE_SECONDS
        walkers.append(walker)
    return walkers


async def _takes(walker: Walker, steps: int) -> None:
    """Walk so many steps, at most to the last question, and hear what is asked then."""
    while await walker.listens() != "preview" and steps:
        await walker.answers()
        steps -= 1


async def _all_answer(walkers: list[Walker]) -> None:
    """Bring everybody one question further than the one before; then all answer at once."""
    for walker in walkers:
        await walker.starts()
    await all_of(*(_takes(walker, steps) for steps, walker in enumerate(walkers)))
    for walker in walkers:
        await walker.answers()


@pytest.mark.prove_on("postgresql")
@pytest.mark.parametrize(
    "pauses", [(0.01, 0.05), pytest.param((0.0, 0.005, 0.01, 0.02, 0.05, 0.1), marks=pytest.mark.prove)]
)
async def test_h60_p1_p2_p6_killed_at_every_question_everybody_goes_on(
    either_city: City, pauses: Sequence[float]
) -> None:
    async with staged(either_city) as stage:
        kills = Kills(stage)
        everybody = []
        for after_seconds in pauses:
            walkers = _walkers(stage, f"Bank {after_seconds}", STEPS)
            everybody += walkers
            await _all_answer(walkers)
            await asyncio.sleep(after_seconds)
            await kills.kill()
            await all_of(*(walker.files_idea() for walker in walkers))
        await kills.check(everybody)


@pytest.mark.prove_on("postgresql")
async def test_h60_p6_stopped_at_every_question_nothing_is_repeated(either_city: City) -> None:
    """At each stop calls are in flight, slow ones; some wait because Telegram said so, and most are not yet begun."""
    async with staged(either_city) as stage:
        kills = Kills(stage)
        everybody = []
        for after_seconds in (0.0, 0.02):
            walkers = _walkers(stage, f"Boom {after_seconds}", STEPS)
            everybody += walkers
            await _all_answer(walkers)
            stage.server.faults.add(Fault("slow", seconds=0.5), method="sendMessage", times=6)
            stage.server.faults.add(Fault("too_many_requests", seconds=3), method="sendMessage", times=2)
            await asyncio.sleep(after_seconds)
            assert await stage.program.stop() == 0
            assert stage.program.slugs()[-1] == "stopped"
            stage.server.faults.clear()
            await stage.program.restart()
            await all_of(*(walker.files_idea() for walker in walkers))
        await kills.check(everybody)
        assert stage.server.duplicates() == []


async def _lives(walkers: list[Walker], stage: Stage, name: str, until: asyncio.Event) -> None:
    """Share one idea after another, each as somebody new, until it is time."""
    while not until.is_set():
        (walker,) = _walkers(stage, f"{name}-{len(walkers)}", 1)
        walkers.append(walker)
        await walker.starts()
        await walker.files_idea()


async def _is_killed_again_and_again(stage: Stage, people: int, kills: int, seconds: float) -> None:
    """Let so many people walk without end while the program is killed as often, each time after so many seconds."""
    toll = Kills(stage)
    walkers: list[Walker] = []
    over = asyncio.Event()

    async def killing() -> None:
        for _ in range(kills):
            await asyncio.sleep(seconds)
            await toll.kill()
        over.set()

    await all_of(killing(), *(_lives(walkers, stage, f"Plein {n}", over) for n in range(people)))
    await toll.check(walkers)
    # Few are on their way at any moment: at most a reply for each who is here.
    assert max(toll.on_their_way) <= people


@pytest.mark.prove_on("sqlite")
async def test_h60_p1_p2_p5_killed_under_load_nobody_is_lost(either_city: City) -> None:
    async with staged(either_city) as stage:
        await _is_killed_again_and_again(stage, people=12, kills=3, seconds=0.3)


@pytest.mark.prove
@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_h60_p1_p2_p5_killed_every_second_nobody_is_lost(either_city: City, webhook: bool) -> None:
    async with staged(either_city, webhook=webhook) as stage:
        await _is_killed_again_and_again(stage, people=48, kills=30, seconds=1.0)


@pytest.mark.prove_on("sqlite")
@pytest.mark.parametrize("seconds", [2.0, pytest.param(45.0, marks=pytest.mark.prove)])
async def test_h61_frozen_in_the_middle_and_awake_again_nothing_is_repeated(
    either_city: City, seconds: float
) -> None:
    async with staged(either_city) as stage:
        kills = Kills(stage)
        walkers = _walkers(stage, "Bevroren", STEPS)
        await _all_answer(walkers)
        await kills.freeze(seconds)
        await all_of(*(walker.files_idea() for walker in walkers))
        await kills.check(walkers)


async def test_h60_h75_a_backup_that_is_killed_under_load_leaves_none_that_looks_whole(city: City) -> None:
    with closing(sqlite3.connect(city.file)) as file:
        # Something to copy for a while.
        file.execute("create table ballast as select randomblob(120000000) as much")
        file.commit()
    async with staged(city) as stage:
        over, walkers = asyncio.Event(), list[Walker]()
        living = [asyncio.create_task(_lives(walkers, stage, f"Reserve {n}", over)) for n in range(6)]
        target = city.folder / "backup.db"
        part = target.with_name("backup.db.part")
        copying = Program(["backup", str(target)], stage.program.env, _folder(city, "copying"))
        for _ in range(2):
            copying.start()
            await stage.becomes(lambda: part.exists() and part.stat().st_size > 0, True)
            await copying.kill()
            assert not target.exists()
        numbers = [walker.number for walker in walkers if walker.number is not None]
        ran = await stage.program.run("backup", str(target))
        assert ran.exit_code == 0, ran.errors
        over.set()
        await asyncio.gather(*living)
    assert list(city.folder.glob("backup*")) == [target]
    with closing(sqlite3.connect(target)) as backup:
        assert backup.execute("pragma integrity_check").fetchone() == ("ok",)
        kept = {number for (number,) in backup.execute("select id from ideas")}
    assert kept >= set(numbers)


def _folder(city: City, name: str) -> Path:
    folder = city.folder / name
    folder.mkdir()
    return folder


@pytest.mark.parametrize("kills", [3, pytest.param(40, marks=pytest.mark.prove)])
async def test_h60_killed_while_it_makes_its_tables_it_makes_them_at_the_next_start(
    tmp_path: Path, database_url: str | None, kills: int
) -> None:
    city = City(tmp_path, database_url)
    program = Program(["migrate"], settings_for(data_dir=city.data_dir, database_url=database_url), tmp_path)
    chance = Random(kills)
    for _ in range(kills):
        program.start()
        await asyncio.sleep(chance.uniform(0.0, 0.15))
        if program.running:
            await program.kill()
        else:
            # Too late: all is done. Once more from the beginning.
            assert await program.wait_end() == 0
            _forget(city)
    program.start()
    assert await program.wait_end() == 0, program.log_text()
    assert city.value("select count(*) from ideas") == 0
    assert city.value("select count(*) from alembic_version") == 1


def _forget(city: City) -> None:
    """Let the database be empty again."""
    if city.url is None:
        shutil.rmtree(city.data_dir)
        return
    with psycopg.connect(city.url, autocommit=True) as connection:
        for (table,) in connection.execute(
            "select tablename from pg_tables where schemaname = 'public'"
        ).fetchall():
            connection.execute(sql.SQL("drop table {} cascade").format(sql.Identifier(table)))
