"""What comes in from a hostile or broken side, at the running program: nothing is lost, blocked or done twice (H1-H9)."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import psutil
import pytest

from tests.program.cities import City
from tests.program.stages import SECRET, Stage, staged
from tests.program.walking import Idea, Walker, question_in
from tests.telegram_server import Citizen, Fault
from tests.telegram_server.faults import Kind

pytestmark = pytest.mark.asyncio(loop_scope="session")

HEADER = "X-Telegram-Bot-Api-Secret-Token"
MEGABYTE = 1024 * 1024


def _message(citizen: Citizen, text: str, **more: Any) -> dict[str, Any]:
    who = {"id": citizen.id, "is_bot": False, "first_name": citizen.first_name}
    chat = {"id": citizen.id, "type": "private"}
    return {"message_id": 9_000, "date": 1, "chat": chat, "from": who, "text": text} | more


async def _post(
    stage: Stage, body: Any, *, secret: str | None = SECRET, headers: dict[str, str] | None = None
) -> int:
    """Call the webhook as Telegram does, or as somebody who poses as Telegram; return the status."""
    given = ({} if secret is None else {HEADER: secret}) | (headers or {})
    async with (
        aiohttp.ClientSession() as session,
        session.post(stage.address, data=body, headers=given) as answer,
    ):
        return answer.status


def _update(citizen: Citizen, number: int, text: str = "menu") -> bytes:
    return json.dumps({"update_id": number, "message": _message(citizen, text)}).encode()


async def _known(stage: Stage) -> int:
    count: int = stage.city.value("select count(*) from inbox")
    return count


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "é"])
async def test_h1_without_the_secret_nothing_is_stored(hooked: Stage, secret: str | None) -> None:
    before = await _known(hooked)
    assert await _post(hooked, _update(hooked.citizen(), 1), secret=secret) == 401
    assert await _known(hooked) == before


async def _endless(pieces: int, size: int, pause_seconds: float = 0) -> AsyncIterator[bytes]:
    for _ in range(pieces):
        yield b" " * size
        await asyncio.sleep(pause_seconds)


async def test_h2_large_and_packed_bodies_are_refused_with_flat_memory(hooked: Stage) -> None:
    program = psutil.Process(hooked.program.pid)
    before = program.memory_info().rss
    bomb = gzip.compress(b" " * 100 * MEGABYTE)
    statuses = []
    for body, headers in (
        (_endless(1000, 102_400), {}),
        (io.BytesIO(b" " * 20 * MEGABYTE), {}),
        (bomb, {"Content-Encoding": "gzip"}),
        (_update(hooked.citizen(), 2), {"Content-Encoding": "deflate"}),
    ):
        try:
            statuses.append(await _post(hooked, body, headers=headers))
        except (aiohttp.ClientConnectionError, ConnectionError):
            statuses.append(413)  # it hung up in the middle of what nobody would read
    assert statuses == [413, 413, 415, 415]
    assert program.memory_info().rss < before + 20 * MEGABYTE


async def test_h2_a_hundred_slow_callers_keep_nobody_waiting(hooked: Stage) -> None:
    slow = [asyncio.create_task(_post(hooked, _endless(1000, 1, 0.2))) for _ in range(100)]
    noor = await hooked.welcomed()
    await noor.citizen.says("menu")
    assert await noor.listens() == "menu"
    for task in slow:
        task.cancel()
    await asyncio.gather(*slow, return_exceptions=True)


@pytest.mark.parametrize(
    "said",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
        b"GET\r\n\r\n",
        b"POST /telegram HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
        b"POST /telegram HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
    ],
    ids=["TLS", "no request", "less than nothing", "hung up", "no chunk", "long"],
)
async def test_h2_h6_whoever_speaks_no_http_fills_no_log(hooked: Stage, said: bytes) -> None:
    lines = len(hooked.program.log_lines())
    host, port = hooked.address.removeprefix("http://").removesuffix("/telegram").split(":")
    said = said.replace(b"Host: x", f"Host: x\r\n{HEADER}: {SECRET}".encode())
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(said)
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.close()
    await hooked.welcomed()
    del reader
    assert hooked.program.log_lines()[lines:] == []


async def test_h3_the_same_update_twenty_times_at_once_is_one(hooked: Stage) -> None:
    noor = await hooked.welcomed()
    told = len(noor.citizen.private_chat.told)
    body = _update(noor.citizen, 800_000_001, "idee")
    assert await asyncio.gather(*(_post(hooked, body) for _ in range(20))) == [200] * 20
    assert await _post(hooked, body) == 200
    assert await noor.listens() == "title"
    await hooked.program.settled()
    assert len(noor.citizen.private_chat.told) == told + 1


async def test_h3_a_press_repeated_twenty_times_is_answered_once(hooked: Stage) -> None:
    noor = Walker(hooked.citizen(), Idea("Twintig keer dezelfde druk"))
    await noor.starts()
    await noor.walks_to("preview")
    assert noor.bubble is not None
    press = await noor.citizen.presses(0, message=noor.bubble)
    await noor.citizen.sees_answer(press)
    update_id = max(hooked.server.updates.history)
    body = hooked.server.updates.history[update_id].encode()
    assert set(await asyncio.gather(*(_post(hooked, body) for _ in range(20)))) == {200}
    # Longer than a press waits for its answer at most.
    await asyncio.sleep(1.3)
    answers = [call.params["callback_query_id"] for call in hooked.server.calls_of("answerCallbackQuery")]
    assert answers.count(press.query_id) == 1
    assert hooked.city.titles().count("Twintig keer dezelfde druk") == 1


BROKEN = [
    b"",
    b"null",
    b"[]",
    b'"x"',
    b"{}",
    b'{"update_id":',
    b'{"update_id":NaN}',
    b'{"update_id":1e400,"message":{}}',
    b'{"update_id":5,"message":' + b"[" * 10_000,
    b'{"update_id":6,"message":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_001,
    b'{"update_id":7,"message":"\xff\xfe"}',
    b'{"update_id":true,"message":[]}',
    b'{"update_id":"x"}',
    b"\x00\x01\x02",
    b'{"update_id":' + b"9" * 5000 + b"}",
]


@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
async def test_h6_what_is_no_update_breaks_nothing(hooked: Stage, body: bytes) -> None:
    assert await _post(hooked, body) in {200, 400}
    assert (await hooked.program.readiness())[0] == 200


# Each from a person whose number is put in for 12.
MALFORMED = [
    '"message":null',
    '"message":7',
    '"message":{}',
    '"message":{"from":{"id":12},"chat":{"id":12,"type":"private"},"text":{"a":1}}',
    '"message":{"from":{"id":"12"},"chat":{"id":12,"type":"private"},"text":"x"}',
    '"message":{"from":{"id":-5},"chat":{"id":12,"type":"private"},"text":"x"}',
    '"message":{"from":{"id":99999999999999999999999999},"chat":{"id":12,"type":"private"},"text":"x"}',
    '"message":{"from":{"id":12},"chat":{"id":12,"type":"private"},"photo":[]}',
    '"message":{"message_id":1,"from":{"id":12},"chat":{"id":12,"type":"private"},"location":{"latitude":NaN}}',
    '"message":{"message_id":1,"from":{"id":12},"chat":{"id":12,"type":"private"},"location":{"latitude":1e999}}',
    '"callback_query":{"id":"","from":{"id":12}}',
    '"callback_query":{"id":"7","from":{"id":12},"message":{"chat":{"id":12,"type":"private"}}}',
    '"my_chat_member":{"chat":{"id":12,"type":"private"},"from":{"id":12}}',
    '"edited_message":{"message_id":"x","from":{"id":12},"chat":{"id":12,"type":"private"},"text":"y"}',
    '"chat_join_request":{"a":1}',
    '"something_new":{"deep":' + "[" * 50 + "]" * 50 + "}",
    '"message":' + "[" * 3000 + "]" * 3000,
    "",
]


async def test_h5_h4_p4_neighbours_of_what_nobody_can_read_are_handled(city: City) -> None:
    """Good and bad updates by turns, in the same batches, some with ids that make no sense."""
    async with staged(city) as stage:
        updates = stage.server.updates
        sender = await stage.welcomed()
        told = len(sender.citizen.private_chat.told)
        walkers = [Walker(stage.citizen(name=f"N{n}"), Idea(f"Buren {n}")) for n in range(4)]
        for walker in walkers:
            await walker.starts()
        await stage.program.settled()
        for question in ("menu", "title", "description"):
            for malformed in MALFORMED:
                updates.put_raw(malformed.replace(":12", f":{sender.citizen.id}"))
            for walker in walkers:
                await walker.walks_to(question)
            for malformed in MALFORMED:
                updates.put_raw(malformed.replace(":12", f":{sender.citizen.id}"))
        for walker in walkers:
            await walker.files_idea()
        await stage.program.settled()
        assert len(updates) == 0
        assert sorted(stage.city.titles()) == [f"Buren {n}" for n in range(4)]
        assert stage.server.violations == []
        assert len(sender.citizen.private_chat.told) == told
        ran = await stage.program.run("aside", "list")
        assert ran.exit_code == 0
        assert ran.output.count("telegram") == stage.city.backlog().get("updates aside")


@pytest.mark.parametrize("next_id", [0, 1_000, 2**31 - 3, 2**52, 2**40, 500_000_000])
async def test_h4_ids_begin_again_anywhere(stage: Stage, next_id: int) -> None:
    noor = await stage.welcomed()
    await stage.becomes(lambda: len(stage.server.updates), 0)
    stage.server.updates.jump_to(next_id)
    for word, question in (("menu", "menu"), ("idee", "title"), ("annuleer", None), ("menu", "menu")):
        await noor.citizen.says(word)
        heard = await noor.citizen.hears()
        assert question in {None, question_in(heard.text)}
    await stage.becomes(lambda: len(stage.server.updates), 0)


KINDS: tuple[Kind, ...] = ("bad_gateway", "server_error", "empty", "ok_only", "not_ok_only", "reset")


@pytest.mark.parametrize("kind", KINDS)
async def test_h9_a_broken_answer_is_asked_for_again(stage: Stage, kind: Kind) -> None:
    noor = await stage.welcomed()
    asking = stage.server.faults.add(kind, method="getUpdates")
    sending = stage.server.faults.add(kind, method="sendMessage")
    await noor.citizen.says("menu")
    assert await noor.listens() == "menu"
    await noor.citizen.says("idee")
    assert await noor.listens() == "title"
    assert (asking.happened, sending.happened) == (1, 1)


async def test_h8_h72_a_key_revoked_in_the_middle_keeps_everything_for_the_next(city: City) -> None:
    """The key is revoked while replies are under way: all that was taken in is answered once the right key is there."""
    async with staged(city) as stage:
        walkers = [Walker(stage.citizen(name=f"N{n}"), Idea(f"Sleutel {n}")) for n in range(6)]
        for walker in walkers:
            await walker.starts()
        for walker in walkers:
            await walker.walks_to("topic")
        stage.server.faults.add(Fault("unauthorized"), method="sendMessage", times=None)
        for walker in walkers:
            await walker.answers()
        await stage.program.logs("key-refused")
        await stage.becomes(lambda: "updates pending" in stage.city.backlog(), False)
        stage.server.faults.add(Fault("unauthorized"), times=None)
        status, said = await stage.program.readiness()
        assert status == 503
        assert "refuses our key" in said
        assert stage.server.token not in said + stage.program.log_text()
        await stage.becomes(stage.city.backlog, {"messages pending": 6})
        for walker in walkers:
            await walker.citizen.says("menu")
        stage.server.faults.clear()
        await stage.program.restart()
        for walker in walkers:
            assert await walker.listens() == "where"
            assert await walker.listens() == "left"
        await stage.program.settled()
        assert stage.server.duplicates() == []
