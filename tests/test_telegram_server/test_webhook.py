"""Delivery by webhook: the secret, the order, the repetitions, and answers that are calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.telegram_server import Citizen, MovableClock, Pace, TelegramServer
from tests.test_telegram_server.conftest import Api

Answer = Callable[[dict[str, Any]], web.StreamResponse]


@dataclass
class Endpoint:
    """A bot's webhook: what came, with which headers, how many at once, and what is answered."""

    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    answer: Answer = field(default=lambda _update: web.Response())
    news: asyncio.Event = field(default_factory=asyncio.Event)
    seconds: float = 0.0
    breaks: int = 0
    at_once: int = 0
    most_at_once: int = 0

    async def take(self, request: web.Request) -> web.StreamResponse:
        update = await request.json()
        self.got.append(update)
        self.headers.append(dict(request.headers))
        self.times.append(asyncio.get_running_loop().time())
        self.news.set()
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.seconds)
        self.at_once -= 1
        if self.breaks and request.transport:
            self.breaks -= 1
            request.transport.close()
        return self.answer(update)

    async def until(self, number: int) -> list[dict[str, Any]]:
        async with asyncio.timeout(5):
            while len(self.got) < number:
                self.news.clear()
                await self.news.wait()
        return self.got

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.got]


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    endpoint = Endpoint()
    app = web.Application()
    app.router.add_post("/hook", endpoint.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    endpoint.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield endpoint
    await runner.cleanup()


async def test_h1_the_secret_comes_with_every_update(api: Api, noor: Citizen, endpoint: Endpoint) -> None:
    answer = await api.asked("setWebhook", url=endpoint.url, secret_token="geheim-7")
    assert answer == {"ok": True, "result": True, "description": "Webhook was set"}
    await noor.says("hallo")
    await endpoint.until(1)
    assert endpoint.texts() == ["hallo"]
    assert endpoint.headers[0]["X-Telegram-Bot-Api-Secret-Token"] == "geheim-7"
    assert endpoint.headers[0]["Content-Type"] == "application/json"
    again = await api.asked("setWebhook", url=endpoint.url, secret_token="geheim-7")
    assert again["description"] == "Webhook is already set"


async def test_what_waited_is_delivered_and_confirmed_by_success(
    api: Api, noor: Citizen, endpoint: Endpoint
) -> None:
    await noor.says("ervoor")
    await api("setWebhook", url=endpoint.url)
    await endpoint.until(1)
    await api("deleteWebhook")
    await noor.says("erna")
    assert endpoint.texts() == ["ervoor"]
    assert [update["message"]["text"] for update in await api("getUpdates")] == ["erna"]


async def test_waiting_updates_can_be_dropped(api: Api, noor: Citizen, endpoint: Endpoint) -> None:
    await noor.says("ervoor")
    await api("setWebhook", url=endpoint.url, drop_pending_updates=True)
    await noor.says("erna")
    await endpoint.until(1)
    assert endpoint.texts() == ["erna"]


async def test_a_failed_update_holds_up_its_chat_and_nobody_else(
    api: Api, noor: Citizen, endpoint: Endpoint
) -> None:
    fails = {"een"}
    endpoint.answer = lambda update: web.Response(status=302 if update["message"]["text"] in fails else 200)
    await api("setWebhook", url=endpoint.url)
    await noor.says("een")
    await noor.says("twee")
    await endpoint.until(3)
    await api.server.citizen(first_name="Amir").says("anders")
    await api.until(lambda: "anders" in endpoint.texts())
    assert "twee" not in endpoint.texts()
    fails.clear()
    await api.until(lambda: "twee" in endpoint.texts())


async def test_an_unanswered_update_is_sent_again_after_twice_the_time(
    noor: Citizen, endpoint: Endpoint, server: TelegramServer, api: Api
) -> None:
    endpoint.answer = lambda _update: web.Response(status=200 if len(endpoint.times) == 5 else 500)
    server.receiving.pace = Pace(delay_scale=0.02)
    await api("setWebhook", url=endpoint.url)
    await noor.says("hallo")
    await endpoint.until(5)
    gaps = [after - before for before, after in pairwise(endpoint.times)]
    assert gaps[0] < gaps[3]
    assert all(gap >= least for gap, least in zip(gaps[1:], [0.04, 0.08, 0.16], strict=True))


async def test_messages_queue_by_chat_and_presses_by_person(
    api: Api, noor: Citizen, endpoint: Endpoint
) -> None:
    buttons = {"inline_keyboard": [[{"text": "Ja", "callback_data": "ja"}]]}
    await api("sendMessage", chat_id=noor.id, text="?", reply_markup=buttons)
    endpoint.answer = lambda update: web.Response(status=500 if "message" in update else 200)
    await api("setWebhook", url=endpoint.url)
    await noor.says("tekst")
    await noor.presses("Ja")
    await endpoint.until(2)
    assert any("callback_query" in update for update in endpoint.got)


async def test_no_more_connections_than_allowed(api: Api, endpoint: Endpoint) -> None:
    endpoint.seconds = 0.03
    await api("setWebhook", url=endpoint.url, max_connections=3)
    for number in range(12):
        await api.server.citizen(first_name=str(number)).says("hallo")
    await endpoint.until(12)
    assert endpoint.most_at_once == 3


async def test_one_persons_updates_come_one_after_the_other(
    api: Api, noor: Citizen, endpoint: Endpoint
) -> None:
    endpoint.seconds = 0.01
    await api("setWebhook", url=endpoint.url)
    for number in range(8):
        await noor.says(str(number))
    await endpoint.until(8)
    assert (endpoint.texts(), endpoint.most_at_once) == (list("01234567"), 1)


async def test_an_answer_may_be_a_call(api: Api, noor: Citizen, endpoint: Endpoint) -> None:
    endpoint.answer = lambda _update: web.json_response(
        {
            "method": "sendMessage",
            "chat_id": noor.id,
            "text": "terug",
            "reply_markup": {"inline_keyboard": []},
        }
    )
    await api("setWebhook", url=endpoint.url)
    await noor.says("hallo")
    await noor.hears("terug")
    call = api.server.calls_of("sendMessage")[0]
    assert (call.by_webhook_reply, call.accepted) == (True, True)


@pytest.mark.parametrize("answer", [{"method": "setWebhook", "url": ""}, {"method": "getMe"}, [1], {}])
async def test_an_answer_may_not_be_just_any_call(
    api: Api, noor: Citizen, endpoint: Endpoint, answer: dict[str, str]
) -> None:
    endpoint.answer = lambda _update: web.json_response(answer)
    await api("setWebhook", url=endpoint.url)
    await noor.says("een")
    await noor.says("twee")
    await endpoint.until(2)
    assert not any(call.by_webhook_reply for call in api.server.calls)


async def test_what_failed_is_told_and_given_up_in_time(
    api: Api, noor: Citizen, endpoint: Endpoint, clock: MovableClock
) -> None:
    endpoint.answer = lambda _update: web.Response(status=401)
    await api("setWebhook", url=endpoint.url, allowed_updates=["message"])
    await noor.says("hallo")
    await endpoint.until(3)
    info = await api("getWebhookInfo")
    assert info.pop("last_error_date") > 0
    assert info == {
        "url": endpoint.url,
        "has_custom_certificate": False,
        "pending_update_count": 1,
        "max_connections": 40,
        "allowed_updates": ["message"],
        "last_error_message": "Wrong response from the webhook: 401 Unauthorized",
    }
    clock.forward(24 * 3600)
    assert (await api("getWebhookInfo"))["pending_update_count"] == 0


async def test_h65_a_bot_that_is_down_gets_everything_later(
    api: Api, noor: Citizen, endpoint: Endpoint, unused_tcp_port: int
) -> None:
    await api("setWebhook", url=f"http://127.0.0.1:{unused_tcp_port}/hook")
    await noor.says("een")
    await noor.says("twee")
    delivery = api.server.receiving.delivery
    assert delivery
    await api.until(lambda: delivery.last_error == "Connection refused")
    await api("setWebhook", url=endpoint.url)
    await endpoint.until(2)
    assert endpoint.texts() == ["een", "twee"]


async def test_a_bot_that_does_not_answer_is_asked_again(noor: Citizen, endpoint: Endpoint) -> None:
    world = noor.world
    async with TelegramServer(pace=Pace(answer_seconds=0.1)) as server, aiohttp.ClientSession() as session:
        amir = server.citizen(first_name="Amir")
        assert amir.world is not world
        endpoint.seconds = 0.3
        await Api(session, server)("setWebhook", url=endpoint.url)
        await amir.says("hallo")
        await endpoint.until(2)
        assert server.receiving.delivery
        assert server.receiving.delivery.last_error == "Read timeout expired"


async def test_h3_a_webhook_meets_repetitions_at_once(api: Api, noor: Citizen, endpoint: Endpoint) -> None:
    endpoint.seconds = 0.2
    await api("setWebhook", url=endpoint.url)
    await noor.says("hallo")
    await endpoint.until(1)
    api.server.updates.repeat(endpoint.got[0]["update_id"], times=20)
    await endpoint.until(21)
    assert len({update["update_id"] for update in endpoint.got}) == 1
    assert endpoint.most_at_once > 10


@pytest.mark.parametrize(
    ("webhook", "sentence"),
    [
        ({"url": "ftp://x.be/"}, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "parvis"}, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "http://x.be/", "secret_token": "é"},
            "Bad Request: secret token contains unallowed characters",
        ),
    ],
)
async def test_a_bad_webhook_is_refused(api: Api, webhook: dict[str, str], sentence: str) -> None:
    assert await api.refused("setWebhook", **webhook) == sentence
    assert (await api("getWebhookInfo"))["url"] == ""


async def test_an_empty_address_deletes(api: Api, endpoint: Endpoint) -> None:
    await api("setWebhook", url=endpoint.url)
    assert (await api.asked("setWebhook", url=""))["description"] == "Webhook was deleted"
    assert (await api.asked("deleteWebhook"))["description"] == "Webhook is already deleted"


async def test_a_bot_may_say_how_long_to_wait(api: Api, noor: Citizen, endpoint: Endpoint) -> None:
    busy = web.Response(status=429, headers={"Retry-After": "7"})
    endpoint.answer = lambda _update: busy if len(endpoint.times) == 1 else web.Response()
    await api("setWebhook", url=endpoint.url)
    await noor.says("hallo")
    await endpoint.until(2)
    assert endpoint.times[1] - endpoint.times[0] >= 7 * Pace().delay_scale


async def test_an_update_is_given_up_when_its_next_attempt_would_be_too_late(
    api: Api, noor: Citizen, endpoint: Endpoint, clock: MovableClock
) -> None:
    endpoint.answer = lambda _update: web.Response(status=500, headers={"Retry-After": "3600"})
    await noor.says("hallo")
    clock.forward(24 * 3600 - 60)
    await noor.says("later")
    await api("setWebhook", url=endpoint.url)
    await endpoint.until(1)
    await api.until(lambda: api.server.updates.expired)
    assert (await api("getWebhookInfo"))["pending_update_count"] == 1


async def test_an_answer_may_be_a_form(api: Api, noor: Citizen, endpoint: Endpoint) -> None:
    form = f"method=sendMessage&chat_id={noor.id}&text=terug"
    urlencoded = "application/x-www-form-urlencoded"
    endpoint.answer = lambda _update: web.Response(text=form, content_type=urlencoded)
    await api("setWebhook", url=endpoint.url)
    await noor.says("hallo")
    await noor.hears("terug")


async def test_h3_a_broken_connection_brings_the_update_again(
    api: Api, noor: Citizen, endpoint: Endpoint
) -> None:
    endpoint.breaks = 1
    await api("setWebhook", url=endpoint.url)
    await noor.says("hallo")
    await endpoint.until(2)
    assert endpoint.got[0] == endpoint.got[1]
    assert (await api("getWebhookInfo"))["last_error_message"] == "Webhook connection closed"


async def test_a_certificate_is_not_taken(api: Api) -> None:
    form = aiohttp.FormData({"url": "https://parvis.be/hook"})
    form.add_field("certificate", b"PEM", filename="cert.pem")
    async with api.session.post(api.address("setWebhook"), data=form) as response:
        assert (await response.json())[
            "description"
        ] == "Bad Request: bad webhook: certificates are not used here"
