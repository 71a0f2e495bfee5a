"""A city in which it is about noon now: at night nobody is written to unasked (H68), and tests run at any hour."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.program.running import Program, run_parvis, running_parvis, settings_for
from tests.telegram_server import TelegramServer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def noon(tmp_path: Path) -> str:
    """Give the file of such a city."""
    hours = datetime.now(UTC).hour - 12
    city = (ROOT / "locales" / "cities" / "brussels.toml").read_text(encoding="utf-8")
    made = tmp_path / "noon.toml"
    made.write_text(city.replace('"Europe/Brussels"', f'"Etc/GMT{hours:+d}"'), encoding="utf-8")
    return str(made)


@dataclass(frozen=True)
class Organised:
    """The program, Telegram's server, and whoever holds the machine: their command is carried out, and what it says returned."""

    server: TelegramServer
    program: Program
    organiser: Callable[..., Awaitable[str]]


@asynccontextmanager
async def organised(folder: Path, database_url: str | None, city: str) -> AsyncIterator[Organised]:
    """Run the program in that city's file, with an idea, and the votes and events that `parvis seed` makes."""
    data, env = folder / "data", {"PARVIS_CITY": city}
    alone = settings_for(data_dir=data, database_url=database_url, env=env)

    async def organiser(*command: str) -> str:
        ran = await run_parvis(*command, env=alone, folder=folder)
        assert (ran.exit_code, ran.errors) == (0, ""), ran
        return ran.output

    async with (
        TelegramServer() as server,
        running_parvis(server, data_dir=data, database_url=database_url, env=env) as program,
    ):
        await organiser("seed", "--ideas", "1")
        yield Organised(server, program, organiser)
