"""Delivery by webhook: in order within a lane, lanes side by side, again and again until it is taken."""

from __future__ import annotations

import asyncio
import json
import re
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from urllib.parse import parse_qsl, urlsplit

import aiohttp

from tests.telegram_server.params import from_mapping
from tests.telegram_server.refusals import bad_request
from tests.telegram_server.updates import Entry, UpdateQueue
from tests.telegram_server.wire import Json, present

Reply = Callable[[str, dict[str, str]], Awaitable[None]]
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_LONGEST_DELAY_SECONDS = (60, 120)
_NOT_AS_REPLY = {"deletewebhook", "setwebhook", "close", "logout"}


@dataclass(frozen=True)
class Webhook:
    """Where updates go."""

    url: str
    secret: str = ""
    max_connections: int = 40

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            # Telegram takes https only; this server also lets plain http through, as a local one does.
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not _SECRET.fullmatch(self.secret):
            raise bad_request("secret token contains unallowed characters")


@dataclass(frozen=True)
class Pace:
    """How patient the delivery is. `delay_scale` shortens every delay between attempts."""

    delay_scale: float = 0.01
    answer_seconds: float = 60.0


@dataclass
class Delivery:
    """Sends what is queued to one webhook, from `start` to `stop`."""

    queue: UpdateQueue
    webhook: Webhook
    pace: Pace
    on_reply: Reply
    attempts: int = 0
    last_error: str = ""
    last_error_at: float = 0
    _lanes: dict[tuple[str, int], deque[Entry]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        limit = aiohttp.TCPConnector(limit=self.webhook.max_connections)
        patience = aiohttp.ClientTimeout(sock_connect=10, sock_read=self.pace.answer_seconds)
        self._session = aiohttp.ClientSession(
            connector=limit, timeout=patience, cookie_jar=aiohttp.DummyCookieJar()
        )
        for entry in self.queue.waiting():
            self._enqueue(entry)
        self.queue.listener = self._enqueue

    async def stop(self) -> None:
        self.queue.listener = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def info(self) -> Json:
        return {"url": self.webhook.url, "max_connections": self.webhook.max_connections} | present(
            last_error_message=self.last_error, last_error_date=int(self.last_error_at)
        )

    def _enqueue(self, entry: Entry) -> None:
        if entry.lane in self._lanes:
            self._lanes[entry.lane].append(entry)
            return
        self._lanes[entry.lane] = deque([entry])
        task = asyncio.get_running_loop().create_task(self._drain(entry.lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, lane: tuple[str, int]) -> None:
        entries = self._lanes[lane]
        while entries:
            await self._deliver(entries[0])
            entries.popleft()
        del self._lanes[lane]

    async def _deliver(self, entry: Entry) -> None:
        """Return once the update was taken, was dropped, or has waited too long."""
        delay_seconds, failures = 1.0, 0
        longest_seconds = Random(entry.serial).uniform(*_LONGEST_DELAY_SECONDS)
        while self.queue.holds(entry):
            retry_after = await self._attempt(entry)
            if retry_after is None:
                return self.queue.forget([entry])
            # The first repetition is immediate, each further one waits twice as long.
            delay_seconds = min(delay_seconds * 2, longest_seconds) if failures else delay_seconds
            wait_seconds = retry_after or (delay_seconds if failures else 0)
            if self.queue.clock() + wait_seconds > entry.expires_at:
                return self.queue.expire(entry)
            failures += 1
            await asyncio.sleep(wait_seconds * self.pace.delay_scale)
        return None

    async def _attempt(self, entry: Entry) -> int | None:
        """Answer None when the bot took the update, or the seconds it asks to wait (0: it did not say)."""
        assert self._session is not None
        self.attempts += 1
        headers = {"Content-Type": "application/json"} | present(
            **{"X-Telegram-Bot-Api-Secret-Token": self.webhook.secret}
        )
        try:
            async with self._session.post(
                self.webhook.url, data=entry.body.encode(), headers=headers, allow_redirects=False
            ) as response:
                return await self._judge(response)
        except TimeoutError:
            return self._failed("Read timeout expired")
        except aiohttp.ClientConnectorError:
            return self._failed("Connection refused")
        except aiohttp.ClientError:
            return self._failed("Webhook connection closed")

    async def _judge(self, response: aiohttp.ClientResponse) -> int | None:
        body = await response.read()
        if not 200 <= response.status <= 299:
            self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
            retry_after = response.headers.get("Retry-After", "")
            return min(int(retry_after), 3600) if retry_after.isdecimal() else 0
        fields = _fields(response.content_type, body)
        method = fields.pop("method", "")
        if method and method.lower() not in _NOT_AS_REPLY and not method.lower().startswith("get"):
            await self.on_reply(method, fields)
        return None

    def _failed(self, message: str) -> int:
        self.last_error, self.last_error_at = message, self.queue.clock()
        return 0


def _fields(content_type: str, body: bytes) -> dict[str, str]:
    if content_type == "application/x-www-form-urlencoded":
        return dict(parse_qsl(body.decode(errors="replace")))
    try:
        fields = json.loads(body)
    except ValueError:
        return {}
    return from_mapping(fields) if isinstance(fields, dict) else {}
