"""A program that many tests share: who comes to it are always new people, and nothing may go wrong on the way."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.loopback import free_port
from tests.program.cities import City
from tests.program.running import Program, running_parvis
from tests.program.walking import Idea, Walker
from tests.telegram_server import Citizen, TelegramServer

SECRET = "a-long-word"
FAST = {"PARVIS_TELEGRAM__MESSAGES_PER_SECOND": "1000"}
"""Settings for tests that wait for nobody's limits."""

TROUBLES = {"error", "critical"}


@dataclass(frozen=True)
class Stage:
    """A city, the program that serves it, and the Telegram it talks to. `address` is its webhook's, where it has one."""

    server: TelegramServer
    program: Program
    city: City
    address: str = ""

    def citizen(self, language: str = "nl", name: str = "Noor") -> Citizen:
        """Return somebody who has never been here."""
        return self.server.citizen(first_name=name, language_code=language)

    async def welcomed(self, language: str = "nl", name: str = "Noor") -> Walker:
        """Return somebody who has been welcomed, and sees the menu."""
        walker = Walker(self.citizen(language, name), Idea(""), language=language)
        await walker.starts()
        await walker.walks_to("menu")
        return walker

    async def becomes(self, what: Callable[[], object], wanted: object, seconds: float = 20) -> None:
        """Return once something is as it is to be."""
        async with asyncio.timeout(seconds):
            while what() != wanted:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.02)

    def troubles(self) -> list[str]:
        """Return the slugs of what the program has complained of."""
        return [str(line.get("slug")) for line in self.program.log_lines() if line.get("level") in TROUBLES]


@asynccontextmanager
async def staged(city: City, *, webhook: bool = False, **env: str) -> AsyncIterator[Stage]:
    """Serve a city, by polling or by webhook."""
    settings = {**FAST, **env}
    address = ""
    if webhook:
        listen = f"127.0.0.1:{free_port()}"
        address = f"http://{listen}/telegram"
        settings |= {
            "PARVIS_TELEGRAM__MODE": "webhook",
            "PARVIS_PUBLIC__LISTEN": listen,
            "PARVIS_TELEGRAM__WEBHOOK_URL": address,
            "PARVIS_TELEGRAM__WEBHOOK_SECRET": SECRET,
        }
    async with (
        TelegramServer() as server,
        running_parvis(server, data_dir=city.data_dir, database_url=city.url, env=settings) as program,
    ):
        yield Stage(server, program, city, address)


async def _shared(template: Path, folder: Path, *, webhook: bool) -> AsyncIterator[Stage]:
    city = City(folder)
    city.data_dir.mkdir()
    shutil.copyfile(template, city.file)
    async with staged(city, webhook=webhook) as stage:
        yield stage
        await stage.program.settled()
        assert stage.server.violations == []
        assert stage.troubles() == []
        assert await stage.program.stop() == 0
        assert city.backlog().keys() <= {"updates aside"}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stage(sqlite_city: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Give a program that polls, shared by all tests that need nothing else."""
    async for each in _shared(sqlite_city, tmp_path_factory.mktemp("stage"), webhook=False):
        yield each


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def hooked(sqlite_city: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Give a program that Telegram calls, shared by all tests that need nothing else."""
    async for each in _shared(sqlite_city, tmp_path_factory.mktemp("hooked"), webhook=True):
        yield each
