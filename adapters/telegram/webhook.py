"""Telegram's webhook: one update a call, stored before it is answered.

The address is public, so nothing is believed, or even read, before the secret is (H1), and never more than
an update can need (H2).
"""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from aiohttp import web

from adapters.telegram.batch import update_in
from adapters.telegram.in_groups import Me
from adapters.timing import Timing
from bot.engine.platform import Keep

USUAL_PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
LARGEST_BODY_BYTES = 1024 * 1024

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class Webhook:
    """Takes Telegram's calls in, while somebody keeps them."""

    def __init__(self, url: str, secret: str, timing: Timing, me: Callable[[], Me] = Me) -> None:
        if not _SECRET.fullmatch(secret):
            raise ValueError(
                "A webhook needs a secret: set PARVIS_TELEGRAM__WEBHOOK_SECRET to 1-256 of A-Z, a-z, 0-9, _ and -."
            )
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("A webhook needs its public https:// address: set PARVIS_TELEGRAM__WEBHOOK_URL.")
        self.path = parts.path if parts.path.strip("/") else USUAL_PATH
        self.url = parts._replace(path=self.path, fragment="").geturl()
        self.secret = secret
        self.keep: Keep | None = None
        self._me = me
        self._body_seconds = timing.body_seconds

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to mount: the address's own path, and the usual one for a proxy that shortens it."""
        return [web.post(path, self.handle) for path in sorted({self.path, USUAL_PATH})]

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one call: 200 only once the update is kept."""
        if not self._knows_secret(request):
            return _answer(401)
        if "Content-Encoding" in request.headers:
            return _answer(415)
        if (request.content_length or 0) > LARGEST_BODY_BYTES:
            return _answer(413)
        try:
            async with asyncio.timeout(self._body_seconds):
                body = await _body(request)
        except TimeoutError:
            return _answer(408)
        except (ConnectionError, web.RequestPayloadError):
            # Hung up, or sent what is no HTTP: nobody listens any more.
            return _answer(400)
        return _answer(413) if body is None else await self._take(body)

    def _knows_secret(self, request: web.Request) -> bool:
        given = request.headers.get(SECRET_HEADER, "")
        return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self.secret.encode())

    async def _take(self, body: bytes) -> web.Response:
        """Keep the update. One that nobody can read is kept all the same, or Telegram would send it for a day."""
        update = update_in(body, self._me())
        if update is None:
            return _answer(400)
        if self.keep is None:
            return _answer(503)
        try:
            await self.keep([update.arrival])
        except Exception:  # noqa: BLE001 - a full disk, a locked database (H65): Telegram sends it again
            return _answer(503)
        return web.Response()


async def _body(request: web.Request) -> bytes | None:
    """Return the whole body, or None as soon as it is too large."""
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > LARGEST_BODY_BYTES:
            return None
    return bytes(body)


def _answer(status: int) -> web.Response:
    """Refuse, and hang up: whatever else was on its way is not read."""
    response = web.Response(status=status)
    response.force_close()
    return response
