"""The server as a program, with curl as the citizen."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.test_telegram_server.conftest import Api


@pytest.fixture
async def program() -> AsyncIterator[tuple[str, str]]:
    """Start the program and answer the address and the token that it prints."""
    command = ("-m", "tests.telegram_server", "--port", "0", "--limited")
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    address = (await process.stdout.readline()).decode().split()[-1]
    token = (await process.stdout.readline()).decode().split()[-1]
    yield address, token
    process.terminate()
    await process.communicate()


async def test_a_bot_can_be_driven_with_curl(program: tuple[str, str]) -> None:
    address, token = program
    async with aiohttp.ClientSession() as session:

        async def post(path: str, **fields: Any) -> dict[str, Any]:
            async with session.post(f"{address}/{path}", json=fields) as response:
                answer: dict[str, Any] = await response.json()
                return answer

        assert await post("_control/citizen/7/starts?language=fr", payload="deel") == {"ok": True}
        update = (await post(f"bot{token}/getUpdates"))["result"][0]["message"]
        assert (update["text"], update["from"]["language_code"]) == ("/start deel", "fr")
        buttons = {"inline_keyboard": [[{"text": "Oui", "callback_data": "oui"}]]}
        await post(f"bot{token}/sendMessage", chat_id=7, text="Bonjour", reply_markup=buttons)
        assert await post("_control/citizen/7/presses", label="Oui") == {"ok": True}
        await post("_control/citizen/7/sends_photo")
        async with session.get(f"{address}/_control/citizen/7/chat") as response:
            chat = await response.json()
        assert [(bubble["text"], bubble["buttons"], bubble["holds"]) for bubble in chat] == [
            ("/start deel", [], []),
            ("Bonjour", [["Oui"]], []),
            ("", [], ["photo"]),
        ]
        wrong = await post("_control/citizen/7/presses", label="Non", timeout=0.01)
        assert "a button 'Non'" in wrong["description"]


async def test_the_control_is_there_in_tests_too(api: Api) -> None:
    base_url = api.server.base_url
    async with api.session.post(f"{base_url}/_control/citizen/7/says", json={"txt": "x"}) as response:
        assert response.status == 400
    async with api.session.post(f"{base_url}/_control/citizen/7/dances") as response:
        assert response.status == 404
    await api("getMe")
    async with api.session.get(f"{base_url}/_control/calls") as response:
        assert await response.json() == [{"method": "getMe", "status": 200}]
