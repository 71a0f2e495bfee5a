"""H60, H75: a restore that is killed leaves what was there or what is restored, or says that it has to be done again."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tests.postgres import _programs
from tests.program.running import Program
from tests.program.test_commands import Operator

SOON = (0.02, 0.06)
OFTEN = tuple(n / 100 for n in range(0, 60, 4))


async def killed_after(operator: Operator, backup: Path, seconds: float) -> None:
    """Begin to restore, and kill it."""
    folder = operator.folder / "restoring"
    folder.mkdir(exist_ok=True)
    program = Program(["restore", str(backup), "--replace"], operator.env, folder)
    program.start()
    await asyncio.sleep(seconds)
    await program.kill()


@pytest.mark.parametrize("pauses", [SOON, pytest.param(OFTEN, marks=pytest.mark.prove)])
async def test_h60_h75_killed_in_the_middle_there_is_the_old_or_the_new(
    tmp_path: Path, pauses: Sequence[float]
) -> None:
    operator, backup = Operator(tmp_path), tmp_path / "b.backup"
    await operator.does("seed", "--ideas", "40")
    await operator.does("backup", str(backup))
    await operator.does("seed", "--ideas", "60")
    for seconds in pauses:
        await killed_after(operator, backup, seconds)
        assert operator.counts("select count(*) from ideas") in {40, 60}
        with closing(sqlite3.connect(tmp_path / "data" / "parvis.db")) as file:
            assert file.execute("pragma integrity_check").fetchone() == ("ok",)
    assert "restored whole" in await operator.does("restore", str(backup), "--replace")
    assert operator.counts("select count(*) from ideas") == 40


@pytest.mark.prove
async def test_h60_h75_killed_in_the_middle_postgresql_says_so_until_it_is_done(
    tmp_path: Path, postgres_url: str
) -> None:
    operator = Operator(tmp_path, postgres_url, PATH=f"{_programs(tmp_path)}:{os.environ['PATH']}")
    backup = tmp_path / "b.backup"
    await operator.does("seed", "--ideas", "40")
    await operator.does("backup", str(backup))
    for seconds in OFTEN:
        await killed_after(operator, backup, seconds)
        ran = await operator.parvis("migrate")
        assert ran.exit_code == 0 or "restore again" in ran.errors
        if ran.exit_code == 0:
            assert operator.counts("select count(*) from ideas") == 40
    assert "restored whole" in await operator.does("restore", str(backup), "--replace")
    assert operator.counts("select count(*) from ideas") == 40
