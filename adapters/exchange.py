"""What all conversations over HTTP have in common: one keep-alive session, deadlines, and what no answer means.

No exception of the HTTP library leaves here: they name addresses, which end in logs, and Telegram's hold the token.
Ours name what happened, and carry no cause that could be printed (H72).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from adapters.timing import Timing


class NotSentError(Exception):
    """No connection was made, so nothing reached the server."""


class NoAnswerError(Exception):
    """The request went out and no whole answer came back: nobody can know what became of it."""


class TooLargeError(Exception):
    """What came is larger than was asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said; `retry_after` is the header of that name."""

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


class Connections:
    """The connections of one account to its server. Unless it `unpacks`, answers come as they are asked for: unpacked."""

    def __init__(self, timing: Timing, *, unpacks: bool = True, most: int = 110) -> None:
        self._timing = timing
        self._unpacks = unpacks
        self._most = most
        self._usual = self.timeout(timing.total_seconds)
        self._session: aiohttp.ClientSession | None = None

    def session(self) -> aiohttp.ClientSession:
        """Return the session, made at the first call because it belongs to the running loop."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._most),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._usual,
                skip_auto_headers=("User-Agent",) if self._unpacks else ("Accept-Encoding", "User-Agent"),
                auto_decompress=self._unpacks,
            )
        return self._session

    def timeout(self, seconds: float | None) -> aiohttp.ClientTimeout:
        """Return the deadlines of a call that may take so long, or as long as usual."""
        if seconds is None:
            return self._usual
        return aiohttp.ClientTimeout(total=seconds, connect=self._timing.connect_seconds)

    async def close(self) -> None:
        """Close every connection; a later call would open them again."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def is_address(url: str) -> bool:
    """Tell whether that is an address which can be called."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def without_address(error: Exception) -> NotSentError | NoAnswerError:
    """Return what the HTTP library's exception means, without the address that its text may hold."""
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return NotSentError("not_connected")
    if isinstance(error, TimeoutError):
        return NoAnswerError("timed_out")
    return NoAnswerError("cut_off")


async def at_most(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """Return the body, read as it comes. Raises TooLargeError as soon as it exceeds `limit` bytes."""
    if (response.content_length or 0) > limit:
        raise TooLargeError
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > limit:
            raise TooLargeError
    return bytes(body)
