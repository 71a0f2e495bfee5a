"""How fast a bot may send."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.telegram_server import Citizen, Limits, MovableClock, TelegramServer
from tests.test_telegram_server.conftest import Api

PACE = Limits(per_chat_second=1, chat_burst=3, per_group_minute=5, per_second=10)


@pytest.fixture
async def server(clock: MovableClock) -> AsyncIterator[TelegramServer]:
    async with TelegramServer(clock=clock, limits=PACE) as server:
        yield server


async def statuses(api: Api, chat_id: int, times: int) -> list[int]:
    for number in range(times):
        await api.asked("sendMessage", chat_id=chat_id, text=str(number))
    return [call.status for call in api.server.calls_of("sendMessage")[-times:]]


async def test_h62_a_chat_takes_a_burst_and_then_one_a_second(
    api: Api, noor: Citizen, clock: MovableClock
) -> None:
    assert await statuses(api, noor.id, 5) == [200, 200, 200, 429, 429]
    answer = await api.asked("sendMessage", chat_id=noor.id, text="nog")
    assert answer == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    clock.forward(1)
    assert await statuses(api, noor.id, 2) == [200, 429]
    assert len(api.server.violations) == 4


async def test_the_figure_is_also_in_the_header(api: Api, noor: Citizen) -> None:
    await statuses(api, noor.id, 3)
    params = {"chat_id": str(noor.id), "text": "x"}
    async with api.session.get(api.address("sendMessage"), params=params) as response:
        assert response.headers["Retry-After"] == "1"


async def test_a_group_takes_a_few_a_minute_and_edits_count(
    api: Api, noor: Citizen, clock: MovableClock, server: TelegramServer
) -> None:
    group = server.group("Buurt", [noor])
    sent = await api("sendMessage", chat_id=group.id, text="0")
    for number in range(4):
        clock.forward(1)
        await api("editMessageText", chat_id=group.id, message_id=sent["message_id"], text=f"edit {number}")
    clock.forward(1)
    assert await statuses(api, group.id, 1) == [429]
    assert api.server.calls[-1].description == "Too Many Requests: retry after 7"
    clock.forward(7)
    assert await statuses(api, group.id, 2) == [200, 429]


async def test_all_together_take_so_many_a_second(api: Api, server: TelegramServer) -> None:
    citizens = [server.citizen() for _ in range(12)]
    for citizen in citizens:
        await citizen.says("hallo")
        await statuses(api, citizen.id, 1)
    assert sum(call.status == 429 for call in server.calls_of("sendMessage")) == 2


async def test_what_is_no_message_is_not_counted(api: Api, noor: Citizen) -> None:
    for _ in range(8):
        await api("sendChatAction", chat_id=noor.id, action="typing")
        await api.refused("sendMessage", chat_id=noor.id, text="")
    assert await statuses(api, noor.id, 3) == [200] * 3
