"""Long polling: offsets, limits, conflicts, and how long updates wait."""

from __future__ import annotations

import asyncio
import json
from io import BytesIO

import pytest

from tests.telegram_server import Citizen, MovableClock, TelegramServer
from tests.test_telegram_server.conftest import Api


def texts(updates: list[dict[str, dict[str, str]]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_an_offset_confirms_and_deletes_what_is_below(api: Api, noor: Citizen) -> None:
    for word in ("een", "twee", "drie"):
        await noor.says(word)
    first = await api("getUpdates", limit=2)
    assert texts(first) == ["een", "twee"]
    assert await api("getUpdates", limit=2) == first
    assert texts(await api("getUpdates", offset=first[0]["update_id"] + 1)) == ["twee", "drie"]
    assert texts(await api("getUpdates", offset=0)) == ["twee", "drie"]
    assert [update["update_id"] for update in await api("getUpdates")] == [
        first[0]["update_id"] + n for n in (1, 2)
    ]


async def test_a_negative_offset_forgets_all_but_the_last(api: Api, noor: Citizen) -> None:
    for word in ("een", "twee", "drie"):
        await noor.says(word)
    assert texts(await api("getUpdates", offset=-1)) == ["drie"]
    assert texts(await api("getUpdates")) == ["drie"]


async def test_limit_is_brought_within_1_and_100(api: Api, noor: Citizen) -> None:
    for number in range(103):
        await noor.says(str(number))
    assert [len(await api("getUpdates", limit=limit)) for limit in (0, 1, 100, 500)] == [1, 1, 100, 100]


async def test_an_offset_of_another_time_confirms_nothing(
    api: Api, server: TelegramServer, noor: Citizen
) -> None:
    await noor.says("een")
    assert texts(await api("getUpdates", offset=server.updates.next_id + 11)) == ["een"]
    assert await api("getUpdates", offset=server.updates.next_id + 10) == []


async def test_a_long_poll_ends_as_soon_as_something_comes(api: Api, noor: Citizen) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=50))
    await api.polling()
    await noor.says("hallo")
    assert texts(await asyncio.wait_for(poll, 1)) == ["hallo"]


async def test_a_long_poll_ends_empty_when_its_time_is_up(api: Api, noor: Citizen) -> None:
    assert await api("getUpdates", timeout=1) == []
    assert noor.chat[0].text == "/start"


async def test_h7_a_second_poller_ends_the_first(api: Api, noor: Citizen) -> None:
    first = asyncio.create_task(api.asked("getUpdates", timeout=50))
    await api.polling()
    second = asyncio.create_task(api("getUpdates", timeout=50))
    assert await first == {
        "ok": False,
        "error_code": 409,
        "description": "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    }
    await noor.says("hallo")
    assert texts(await second) == ["hallo"]


async def test_a_poller_that_died_leaves_no_conflict(server: TelegramServer, api: Api, noor: Citizen) -> None:
    request = f"GET /bot{server.token}/getUpdates?timeout=50 HTTP/1.1\r\nHost: x\r\n\r\n"
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(request.encode())
    await api.polling()
    writer.close()
    await api.until(lambda: not server.updates.is_polled)
    again = asyncio.create_task(api("getUpdates", timeout=50))
    await api.polling()
    await noor.says("hallo")
    assert texts(await again) == ["hallo"]
    assert [call.status for call in server.calls_of("getUpdates")] == [0, 200]


async def test_only_wanted_kinds_are_queued_and_the_wish_is_remembered(api: Api, noor: Citizen) -> None:
    await api("getUpdates", allowed_updates=["callback_query"])
    await noor.says("ongehoord")
    assert await api("getUpdates") == []
    await api("getUpdates", allowed_updates=[])
    await noor.says("gehoord")
    assert texts(await api("getUpdates")) == ["gehoord"]


async def test_a_message_waits_a_day_and_a_press_150_seconds(
    api: Api, noor: Citizen, clock: MovableClock
) -> None:
    buttons = {"inline_keyboard": [[{"text": "Ja", "callback_data": "ja"}]]}
    await api("sendMessage", chat_id=noor.id, text="?", reply_markup=buttons)
    await noor.presses("Ja")
    await noor.says("hallo")
    clock.forward(149)
    assert [len(update) for update in await api("getUpdates")] == [2, 2]
    clock.forward(2)
    assert texts(await api("getUpdates")) == ["hallo"]
    clock.forward(24 * 3600)
    assert await api("getUpdates") == []
    assert len(api.server.updates.expired) == 2


@pytest.mark.parametrize("next_id", [0, 5, 2**31 - 2, 2**52])
async def test_h4_ids_go_on_anywhere(api: Api, noor: Citizen, next_id: int) -> None:
    await noor.says("voor")
    before = (await api.updates())[0]["update_id"]
    api.server.updates.jump_to(next_id)
    await noor.says("na")
    await noor.says("nog")
    got = await api("getUpdates", offset=before + 1)
    assert [update["update_id"] for update in got] == [next_id, next_id + 1]
    assert texts(await api("getUpdates", offset=next_id + 1)) == ["nog"]
    assert await api("getUpdates", offset=next_id + 2) == []


async def test_ids_change_only_between_updates(api: Api, noor: Citizen) -> None:
    await noor.says("hallo")
    with pytest.raises(RuntimeError, match="let the bot confirm"):
        api.server.updates.jump_to(7)
    last = (await api.updates())[0]["update_id"]
    with pytest.raises(ValueError, match="repeat"):
        api.server.updates.jump_to(last)


async def test_h3_an_update_comes_again_under_its_own_id(api: Api, noor: Citizen) -> None:
    await noor.says("hallo")
    update = (await api.updates())[0]
    api.server.updates.repeat(update["update_id"], times=20)
    assert await api("getUpdates", offset=update["update_id"] + 1) == [update] * 20
    assert await api("getUpdates", offset=update["update_id"] + 1) == []


async def test_h5_h6_anything_can_stand_among_the_updates(api: Api, noor: Citizen) -> None:
    await noor.says("ervoor")
    deep = "[" * 10_000 + "]" * 10_000
    for body in ('"unheard_of":{}', '"message":{"date":NaN}', '"message":"\\ud800"', f'"message":{deep}', ""):
        api.server.updates.put_raw(body)
    await noor.says("erna")
    async with api.session.get(api.address("getUpdates")) as response:
        text = await response.text()
    assert f'"message":{deep}' in text
    got = json.loads(text.replace(deep, "0"))["result"]
    assert len(got) == 7
    assert [got[0]["message"]["text"], got[-1]["message"]["text"]] == ["ervoor", "erna"]


async def test_with_a_webhook_set_nobody_may_poll(api: Api) -> None:
    waiting = asyncio.create_task(api.refused("getUpdates", timeout=50))
    await api.polling()
    await api("setWebhook", url="http://127.0.0.1:9/hook")
    assert await waiting == "Conflict: terminated by setWebhook request"
    assert await api.refused("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    await api("deleteWebhook")
    assert await api("getUpdates") == []


async def test_however_it_is_asked(api: Api, noor: Citizen) -> None:
    address, fields = api.address("SENDMESSAGE"), {"chat_id": str(noor.id), "text": "hoi & dag"}
    async with api.session.get(address, params=fields) as by_query:
        assert (await by_query.json())["ok"]
    async with api.session.post(address, data=fields) as by_form:
        assert (await by_form.json())["ok"]
    async with api.session.post(address, json=fields) as by_json:
        assert (await by_json.json())["ok"]
    assert [bubble.text for bubble in noor.chat][1:] == ["hoi & dag"] * 3


async def test_h8_a_wrong_token_and_an_unknown_method(api: Api, server: TelegramServer) -> None:
    unauthorized = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    for path in ("bot42:wrong/getMe", "file/bot42:wrong/photos/file_0.jpg"):
        async with api.session.get(f"{server.base_url}/{path}") as response:
            assert (response.status, await response.json()) == (401, unauthorized)
    assert await api.asked("sendGiraffe") == {
        "ok": False,
        "error_code": 404,
        "description": "Not Found: method not found",
    }


async def test_what_is_no_json_or_half_a_character_is_refused(api: Api, noor: Citizen) -> None:
    for body, sentence in (
        (b"[]", "Bad Request: can't parse request body as JSON object"),
        (b"{", "Bad Request: can't parse request body as JSON object"),
        (b'{"chat_id":1,"text":"\\ud800"}', "Bad Request: strings must be encoded in UTF-8"),
    ):
        headers = {"Content-Type": "application/json"}
        async with api.session.post(api.address("sendMessage"), data=body, headers=headers) as response:
            assert (await response.json())["description"] == sentence
    assert len(noor.chat) == 1


async def test_nothing_larger_than_an_upload_is_taken(api: Api, noor: Citizen) -> None:
    body = BytesIO(b'{"chat_id":1,"text":"' + b"x" * 53 * 1024 * 1024)
    headers = {"Content-Type": "application/json"}
    async with api.session.post(api.address("sendMessage"), data=body, headers=headers) as response:
        assert (await response.json())["description"] == "Request Entity Too Large"
    assert len(noor.chat) == 1
