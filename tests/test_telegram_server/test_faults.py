"""What goes wrong on purpose."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import aiohttp
import pytest

from tests.telegram_server import Citizen, Fault, TelegramServer
from tests.telegram_server.faults import Kind
from tests.telegram_server.pictures import png
from tests.test_telegram_server.conftest import Api


async def status_and_body(api: Api, noor: Citizen) -> tuple[int, str]:
    async with api.session.post(
        api.address("sendMessage"), json={"chat_id": noor.id, "text": "dag"}
    ) as response:
        return response.status, await response.text()


REFUSED = '{"ok":false,"error_code":%d,"description":"%s"%s}'
WRONG_ANSWERS: dict[Fault, tuple[int, str]] = {
    Fault("too_many_requests", seconds=10_072): (
        429,
        REFUSED % (429, "Too Many Requests: retry after 10072", ',"parameters":{"retry_after":10072}'),
    ),
    Fault("too_many_requests"): (429, REFUSED % (429, "Too Many Requests", "")),
    Fault("server_error"): (500, REFUSED % (500, "Internal Server Error", "")),
    Fault("unauthorized"): (401, REFUSED % (401, "Unauthorized", "")),
    Fault("empty"): (200, ""),
    Fault("ok_only"): (200, '{"ok":true}'),
    Fault("not_ok_only"): (200, '{"ok":false}'),
    Fault("body", body=b'{"ok":tr'): (200, '{"ok":tr'),
}


@pytest.mark.parametrize("fault", WRONG_ANSWERS)
@pytest.mark.parametrize("accepted", [False, True])
async def test_h9_h62_h63_answers_that_are_wrong(
    api: Api, noor: Citizen, fault: Fault, accepted: bool
) -> None:
    status, body = WRONG_ANSWERS[fault]
    fault = replace(fault, accepted=accepted)
    api.server.faults.add(fault, method="sendMessage")
    assert await status_and_body(api, noor) == (status, body)
    call = api.server.calls[-1]
    assert (call.accepted, call.fault, call.status) == (accepted, fault, status)
    assert len(noor.chat) == 1 + accepted
    assert (await status_and_body(api, noor))[0] == 200
    assert api.server.violations == []
    assert len(api.server.duplicates()) == accepted


async def test_h9_a_gateway_speaks_html(api: Api, noor: Citizen) -> None:
    api.server.faults.add("bad_gateway")
    async with api.session.post(
        api.address("sendMessage"), json={"chat_id": noor.id, "text": "x"}
    ) as response:
        assert (response.status, response.content_type) == (502, "text/html")


@pytest.mark.parametrize("kind", ["silence", "reset"])
@pytest.mark.parametrize("accepted", [False, True])
async def test_h63_connections_that_break(api: Api, noor: Citizen, kind: Kind, accepted: bool) -> None:
    api.server.faults.add(Fault(kind, 0.02 if kind == "silence" else None, accepted), times=1)
    with pytest.raises(aiohttp.ClientConnectionError):
        await status_and_body(api, noor)
    assert (api.server.calls[-1].accepted, api.server.calls[-1].status) == (accepted, 0)
    assert len(noor.chat) == 1 + accepted


async def test_a_silence_lasts_until_the_caller_gives_up(api: Api, noor: Citizen) -> None:
    api.server.faults.add("silence", method="sendMessage")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(status_and_body(api, noor), 0.05)
    assert (await status_and_body(api, noor))[0] == 200


async def test_a_slow_answer_is_the_right_one(api: Api, noor: Citizen) -> None:
    api.server.faults.add(Fault("slow", seconds=0.05))
    before = time.monotonic()
    assert (await status_and_body(api, noor))[0] == 200
    assert time.monotonic() - before >= 0.05


async def test_a_rule_is_for_a_method_and_a_number_of_times(api: Api, noor: Citizen) -> None:
    rule = api.server.faults.add(method="sendmessage", times=2, kind="server_error")
    await api("getMe")
    assert [(await status_and_body(api, noor))[0] for _ in range(3)] == [500, 500, 200]
    assert rule.happened == 2
    api.server.faults.add("server_error", times=None, when=lambda call: call.chat_id == noor.id)
    assert [(await status_and_body(api, noor))[0] for _ in range(2)] == [500, 500]
    await api("getMe")
    api.server.faults.clear()
    assert (await status_and_body(api, noor))[0] == 200


async def test_h62_half_of_all_calls_the_same_half_every_time() -> None:
    async def unlucky() -> list[int]:
        async with TelegramServer(seed=7) as server, aiohttp.ClientSession() as session:
            server.faults.add("server_error", times=None, chance=0.5)
            for _ in range(40):
                await Api(session, server).asked("getMe")
            return [call.status for call in server.calls]

    first = await unlucky()
    assert first == await unlucky()
    assert 10 < first.count(500) < 30


async def test_downloads_fail_too(api: Api, noor: Citizen) -> None:
    await noor.sends_photo(png())
    photo = (await api.updates())[0]["message"]["photo"][-1]
    path = (await api("getFile", file_id=photo["file_id"]))["file_path"]
    api.server.faults.add("server_error", method="file")
    for status in (500, 200):
        async with api.session.get(f"{api.server.base_url}/file/bot{api.server.token}/{path}") as response:
            assert response.status == status


async def test_h64_nobody_is_there_for_a_while(api: Api, noor: Citizen) -> None:
    polling = asyncio.create_task(api.asked("getUpdates", timeout=50))
    await api.polling()
    await api.server.goes_down()
    with pytest.raises(aiohttp.ClientConnectionError):
        await polling
    with pytest.raises(aiohttp.ClientConnectionError):
        await api("getMe")
    await noor.says("intussen")
    await api.server.comes_back()
    assert [update["message"]["text"] for update in await api("getUpdates")] == ["intussen"]


async def test_an_hour_long_silence_does_not_hold_up_the_end() -> None:
    async with aiohttp.ClientSession() as session:
        async with TelegramServer() as server:
            server.faults.add("silence", method="getMe", times=None)
            api = Api(session, server)
            calling = asyncio.create_task(api.asked("getMe"))
            await api.until(lambda: any(call.fault for call in server.calls))
            before = time.monotonic()
        assert time.monotonic() - before < 5
        with pytest.raises(aiohttp.ClientConnectionError):
            await calling
