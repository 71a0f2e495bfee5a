"""One keep-alive session with one homeserver: JSON goes out, a status and bytes come back.

What is called most, the sync and the sending of events, goes through here as it is; the rest through matrix-nio over
the same session (`methods.py`). The token travels in a header alone: addresses end in logs (H72).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

from adapters.matrix.timing import Timing

CLIENT = "/_matrix/client/v3"
LARGEST_ANSWER_BYTES = 256 * 1024 * 1024

_JSON = {"Content-Type": "application/json"}
_write = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


class NotSentError(Exception):
    """No connection was made, so nothing reached the homeserver."""


class NoAnswerError(Exception):
    """The request went out and no whole answer came back: nobody can know what became of it."""


class TooLargeError(Exception):
    """The file is larger than was asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the homeserver said; `retry_after` is the header of that name."""

    status: int
    body: bytes
    retry_after: str | None = None

    def json(self) -> dict[str, Any]:
        """Return the JSON object that the body is; empty if it is none."""
        try:
            said = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return said if isinstance(said, dict) else {}


def encode(value: Any) -> bytes:
    """Write JSON."""
    return _write(value).encode()


def path(*parts: str) -> str:
    """Return the path of the client-server API that these parts make, each quoted whole."""
    return f"{CLIENT}/{'/'.join(quote(part, safe='') for part in parts)}"


class Wire:
    """The connections of one account to its homeserver."""

    def __init__(self, homeserver: str, token: str, timing: Timing, connections: int = 110) -> None:
        self.homeserver = homeserver.rstrip("/")
        self._authorised = {"Authorization": f"Bearer {token}"}
        self._timing = timing
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def get(
        self, of: str, query: Mapping[str, str] | None = None, *, seconds: float | None = None
    ) -> Answer:
        """Return what is answered. Raises NotSentError or NoAnswerError."""
        address = f"{of}?{urlencode(query)}" if query else of
        return await self._ask("GET", address, None, seconds=seconds)

    async def put(self, to: str, content: Mapping[str, Any]) -> Answer:
        """Return what is answered. Raises NotSentError or NoAnswerError."""
        return await self._ask("PUT", to, encode(content))

    async def download(self, of: str, limit: int) -> Answer:
        """Return a file of at most `limit` bytes. Raises TooLargeError, NotSentError or NoAnswerError."""
        return await self._ask("GET", of, None, limit=limit, redirects=True)

    def session(self) -> aiohttp.ClientSession:
        """Return the session, made at the first call because it belongs to the running loop."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._timeout(None),
                skip_auto_headers=("User-Agent",),
            )
        return self._session

    async def close(self) -> None:
        """Close every connection; a later call would open them again."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _ask(
        self,
        method: str,
        address: str,
        data: bytes | None,
        *,
        seconds: float | None = None,
        limit: int = LARGEST_ANSWER_BYTES,
        redirects: bool = False,
    ) -> Answer:
        headers = self._authorised if data is None else self._authorised | _JSON
        failure: Exception
        try:
            async with self.session().request(
                method,
                URL(f"{self.homeserver}{address}", encoded=True),
                data=data,
                headers=headers,
                timeout=self._timeout(seconds),
                # A file may lie elsewhere; whoever sends us elsewhere with anything else is no homeserver.
                allow_redirects=redirects,
            ) as response:
                body = await _at_most(response, limit)
                return Answer(response.status, body, response.headers.get("Retry-After"))
        except TooLargeError as error:
            failure = error
        except (aiohttp.ClientError, OSError) as error:
            failure = without_address(error)
        # Raised here, outside the handlers, so that it does not carry the library's exception along.
        raise failure

    def _timeout(self, seconds: float | None) -> aiohttp.ClientTimeout:
        total = self._timing.total_seconds if seconds is None else seconds
        return aiohttp.ClientTimeout(total=total, connect=self._timing.connect_seconds)


def without_address(error: Exception) -> NotSentError | NoAnswerError:
    """Return what the HTTP library's exception means, without the address that its text may hold."""
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return NotSentError("not_connected")
    if isinstance(error, TimeoutError):
        return NoAnswerError("timed_out")
    return NoAnswerError("cut_off")


async def _at_most(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """Return the body, read as it comes and given up as soon as it exceeds `limit` bytes."""
    if (response.content_length or 0) > limit:
        raise TooLargeError
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > limit:
            raise TooLargeError
    return bytes(body)
