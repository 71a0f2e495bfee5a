"""A city whose program speaks on Matrix, over a real Synapse, and the people who come to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from random import Random
from typing import cast

from tests.matrix_people import Neighbour
from tests.matrix_sealed import SealedNeighbour
from tests.program.cities import City
from tests.program.running import Program, running_parvis
from tests.program.walking import Idea, Walker, Ways
from tests.synapse import Login, SynapseServer, new_name
from tests.telegram_server import Citizen, TelegramServer

TROUBLES = {"error", "critical"}


def settings_of(server: SynapseServer, login: Login) -> dict[str, str]:
    """Return the settings of an account on Matrix."""
    return {
        "PARVIS_MATRIX__HOMESERVER": server.url,
        "PARVIS_MATRIX__USER": login.user,
        "PARVIS_MATRIX__TOKEN": login.token,
        "PARVIS_MATRIX__DEVICE": login.device,
        "PARVIS_MATRIX__MESSAGES_PER_SECOND": "1000",
    }


@dataclass
class Town:
    """A city whose program speaks on Matrix, and the people who come to it."""

    server: SynapseServer
    login: Login
    program: Program
    city: City
    people: AsyncExitStack

    async def neighbour(self, name: str = "noor") -> Neighbour:
        """Return somebody who has never been here."""
        return await self.people.enter_async_context(Neighbour.logs_in(self.server, name, self.login.user))

    async def sealed_neighbour(self, name: str = "lea") -> SealedNeighbour:
        """Return somebody who has never been here, and whose app seals what it says."""
        somebody = SealedNeighbour.logs_in(self.server, name, self.login.user)
        return await self.people.enter_async_context(somebody)

    def troubles(self) -> list[str]:
        """Return the slugs of what the program has complained of."""
        return [str(line.get("slug")) for line in self.program.log_lines() if line.get("level") in TROUBLES]


@asynccontextmanager
async def town(
    server: SynapseServer,
    city: City,
    telegram: TelegramServer | None = None,
    *,
    settings: Mapping[str, str] | None = None,
) -> AsyncIterator[Town]:
    """Serve a city on Matrix, and on Telegram if there is one, with these settings beside."""
    login = await asyncio.to_thread(server.login, new_name("parvis"))
    async with (
        AsyncExitStack() as people,
        running_parvis(
            telegram,
            data_dir=city.data_dir,
            database_url=city.url,
            env={**settings_of(server, login), **(settings or {})},
        ) as program,
    ):
        await program.logs("matrix-known", seconds=30)
        yield Town(server, login, program, city, people)


def walks(neighbour: Neighbour, idea: Idea, *, language: str = "fr", way: Ways | None = "number") -> Walker:
    """Return the neighbour as somebody who walks the conversations."""
    return Walker(cast("Citizen", neighbour), idea, language, way, chance=Random(idea.title), twice=True)
