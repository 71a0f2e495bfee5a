"""A server, somebody to talk to it, and a bot reduced to its HTTP calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from tests.telegram_server import Citizen, MovableClock, TelegramServer


@dataclass
class Api:
    """Calls methods as a bot does that is nothing but HTTP."""

    session: aiohttp.ClientSession
    server: TelegramServer

    async def __call__(self, method: str, **params: Any) -> Any:
        """Answer the result of a call that goes well."""
        answer = await self.asked(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def asked(self, method: str, **params: Any) -> dict[str, Any]:
        """Answer the whole body."""
        async with self.session.post(self.address(method), json=params) as response:
            answer: dict[str, Any] = await response.json()
            assert answer["ok"] is (response.status == 200)
            return answer

    async def refused(self, method: str, **params: Any) -> str:
        """Answer the sentence of a refusal."""
        answer = await self.asked(method, **params)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        """Answer what waits, and confirm it."""
        got: list[dict[str, Any]] = await self("getUpdates", **params)
        if got:
            await self("getUpdates", offset=got[-1]["update_id"] + 1)
        return got

    async def until(self, happened: Callable[[], object]) -> None:
        """Return once something has happened, however busy this machine is."""
        async with asyncio.timeout(10):
            while not happened():
                await self("getWebhookInfo")

    async def polling(self) -> None:
        """Return once somebody waits for updates."""
        await self.until(lambda: self.server.updates.is_polled)

    def address(self, method: str) -> str:
        return f"{self.server.base_url}/bot{self.server.token}/{method}"


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def server(clock: MovableClock) -> AsyncIterator[TelegramServer]:
    async with TelegramServer(clock=clock) as server:
        yield server


@pytest.fixture
async def api(server: TelegramServer) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(session, server)


@pytest.fixture
async def noor(server: TelegramServer) -> Citizen:
    """Somebody who has started the bot, and whose update was read."""
    citizen = server.citizen(first_name="Noor", language_code="nl")
    await citizen.starts()
    server.updates.forget(server.updates.waiting())
    return citizen
