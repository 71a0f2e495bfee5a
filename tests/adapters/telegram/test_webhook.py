from __future__ import annotations

import asyncio
import contextlib
import io
import json
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

import aiohttp
import pytest
from aiohttp import web

from adapters.telegram.account import TelegramAccount
from bot.engine.incoming import Typed
from tests.adapters.inbox import Inbox, receiving, soon
from tests.adapters.telegram.conftest import Accounts
from tests.adapters.telegram.samples import message
from tests.loopback import free_port
from tests.telegram_server import TelegramServer

SECRET = "s3cret_-"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
GOOD = json.dumps(message(text="Een zebrapad")).encode()


@dataclass
class Hook:
    account: TelegramAccount
    url: str
    session: aiohttp.ClientSession

    async def post(self, body: bytes | io.BytesIO = GOOD, secret: str | None = SECRET, **headers: str) -> int:
        given = ({} if secret is None else {HEADER: secret}) | {
            key.replace("_", "-"): value for key, value in headers.items()
        }
        async with self.session.post(self.url, data=body, headers=given) as response:
            return response.status


@pytest.fixture
async def hook(accounts: Accounts) -> AsyncIterator[Hook]:
    port = free_port()
    account = accounts(mode="webhook", webhook_url=f"http://127.0.0.1:{port}/hook", webhook_secret=SECRET)
    app = web.Application()
    app.add_routes(account.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    async with aiohttp.ClientSession() as session:
        yield Hook(account, f"http://127.0.0.1:{port}/hook", session)
    await runner.cleanup()


@contextlib.contextmanager
def memory_peak() -> Iterator[Callable[[], int]]:
    """Measure how many bytes were held at most, from here to the end of the block."""
    peaks: list[int] = []
    tracemalloc.start()
    try:
        yield peaks.pop
    finally:
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()


async def test_updates_come_by_webhook(server: TelegramServer, hook: Hook, inbox: Inbox) -> None:
    citizen = server.citizen()
    async with receiving(hook.account, inbox):
        await citizen.says("Een zebrapad")
        await citizen.says("Een bank")
        await inbox.holds(2)
        await soon(lambda: not server.updates.waiting())
    texts = [incoming.content for incoming in inbox.read(hook.account) if incoming]
    assert texts == [Typed("Een zebrapad"), Typed("Een bank")]
    (call,) = server.calls_of("setWebhook")
    assert call.params["secret_token"] == SECRET
    assert call.params["url"] == hook.url


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "é", "s3cret_- "[:-2]])
async def test_h1_without_the_secret_nothing_is_stored(hook: Hook, inbox: Inbox, secret: str | None) -> None:
    async with receiving(hook.account, inbox):
        assert await hook.post(secret=secret) == 401
    assert not inbox.calls


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"webhook_url": "https://x.example/hook"}, "PARVIS_TELEGRAM__WEBHOOK_SECRET"),
        (
            {"webhook_url": "https://x.example/hook", "webhook_secret": "with space"},
            "PARVIS_TELEGRAM__WEBHOOK_SECRET",
        ),
        ({"webhook_secret": "s"}, "PARVIS_TELEGRAM__WEBHOOK_URL"),
        ({"webhook_url": "x.example/hook", "webhook_secret": "s"}, "PARVIS_TELEGRAM__WEBHOOK_URL"),
    ],
)
def test_h1_a_webhook_without_secret_or_address_does_not_start(
    options: dict[str, str], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        TelegramAccount("42:x", mode="webhook", **options)  # type: ignore[arg-type]  # as given


@pytest.mark.parametrize(
    ("url", "paths"),
    [
        ("https://x.example", {"/telegram/webhook"}),
        ("https://x.example/", {"/telegram/webhook"}),
        ("https://x.example/telegram/webhook", {"/telegram/webhook"}),
        ("https://x.example/city/tg", {"/city/tg", "/telegram/webhook"}),
    ],
)
def test_it_is_mounted_where_the_address_leads(url: str, paths: set[str]) -> None:
    account = TelegramAccount("42:x", mode="webhook", webhook_url=url, webhook_secret="s")
    assert {route.path for route in account.routes()} == paths
    assert TelegramAccount("42:x").routes() == []


async def test_p1_the_answer_waits_until_the_update_is_kept(hook: Hook, inbox: Inbox) -> None:
    inbox.may_keep.clear()
    async with receiving(hook.account, inbox):
        call = asyncio.create_task(hook.post())
        await inbox.until(lambda: inbox.calls == 1)
        await asyncio.sleep(0.05)
        assert not call.done()
        inbox.may_keep.set()
        assert await call == 200
    assert list(inbox.kept) == ["41"]


async def test_h65_what_cannot_be_kept_is_sent_again(
    server: TelegramServer, hook: Hook, inbox: Inbox
) -> None:
    inbox.failures = 2
    async with receiving(hook.account, inbox):
        await server.citizen().says("Een zebrapad")
        await inbox.holds(1)
    assert inbox.calls == 3


async def test_while_nobody_keeps_nothing_is_accepted(hook: Hook, inbox: Inbox) -> None:
    assert await hook.post() == 503
    async with receiving(hook.account, inbox):
        await soon(lambda: hook.account._webhook is not None and hook.account._webhook.keep is not None)
        assert await hook.post() == 200
    assert await hook.post() == 503


async def test_h3_twenty_times_at_once_is_one_key(hook: Hook, inbox: Inbox) -> None:
    async with receiving(hook.account, inbox):
        assert set(await asyncio.gather(*(hook.post() for _ in range(20)))) == {200}
    assert len(inbox.kept) == 1


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", GOOD[:-9], b"\xff\xfe", b"[" * 10_000])
async def test_h6_what_is_no_update_is_refused_without_a_trace(hook: Hook, inbox: Inbox, body: bytes) -> None:
    async with receiving(hook.account, inbox):
        assert await hook.post(body) in {200, 400}
        assert await hook.post() == 200
    assert "41" in inbox.kept
    assert len(inbox.kept) == 1 + (body == b"[" * 10_000)


@pytest.mark.parametrize(
    "body",
    [
        b'{"update_id":9,"message":{"text":5}}',
        b'{"update_id":9,"hologram":1}',
        b'{"update_id":9,"message":NaN}',
        b'{"update_id":9,"message":"\xff"}',
        b'{"update_id":9,"a":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    ],
)
async def test_h5_h6_an_update_that_nobody_can_read_is_kept_and_not_sent_for_ever(
    hook: Hook, inbox: Inbox, body: bytes
) -> None:
    async with receiving(hook.account, inbox):
        assert await hook.post(body) == 200
    assert list(inbox.kept) == ["9"]


async def test_h2_a_large_body_is_refused_before_it_is_read(hook: Hook, inbox: Inbox) -> None:
    async with receiving(hook.account, inbox):
        assert await hook.post(io.BytesIO(b'{"update_id":1,"a":"' + b"x" * 1024 * 1024 + b'"}')) == 413
        assert await hook.post() == 200
    assert list(inbox.kept) == ["41"]


async def test_h2_a_large_body_of_unknown_length_is_given_up_on_its_way(hook: Hook, inbox: Inbox) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1600):
            sent += 65536
            yield b"x" * 65536

    async with receiving(hook.account, inbox):
        with memory_peak() as peak, contextlib.suppress(aiohttp.ClientError):
            # It may hang up while we are still sending.
            async with hook.session.post(hook.url, data=endless(), headers={HEADER: SECRET}) as response:
                assert response.status == 413
    assert peak() < 20_000_000
    assert sent < 50_000_000
    assert not inbox.calls


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "identity"])
async def test_h2_a_packed_body_is_refused_packed(hook: Hook, inbox: Inbox, encoding: str) -> None:
    bomb = zlib.compress(b"\0" * 50_000_000, 9)
    async with receiving(hook.account, inbox):
        with memory_peak() as peak:
            assert await hook.post(bomb, Content_Encoding=encoding) in {400, 415}
    assert peak() < 5_000_000
    assert not inbox.calls


async def test_h2_a_slow_body_is_given_up(hook: Hook, inbox: Inbox) -> None:
    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(5)

    async with receiving(hook.account, inbox):
        async with asyncio.timeout(2):
            async with hook.session.post(hook.url, data=slow(), headers={HEADER: SECRET}) as response:
                assert response.status == 408
    assert not inbox.calls


async def test_h8_a_refused_token_ends_receiving(server: TelegramServer, hook: Hook, inbox: Inbox) -> None:
    server.faults.add("unauthorized")
    async with receiving(hook.account, inbox) as task:
        with pytest.raises(PermissionError, match="PARVIS_TELEGRAM__TOKEN"):
            await task


async def test_h9_telegram_is_told_where_to_call_as_soon_as_it_listens(
    server: TelegramServer, hook: Hook, inbox: Inbox, slugs: list[str]
) -> None:
    server.faults.add("bad_gateway", times=3)
    async with receiving(hook.account, inbox):
        await server.citizen().says("Een zebrapad")
        await inbox.holds(1)
    assert slugs == ["telegram_webhook_not_set", "telegram_receiving_again"]
