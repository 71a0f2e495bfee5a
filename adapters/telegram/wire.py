"""One keep-alive session with one Bot API: bytes go out, a status and bytes come back.

The token is part of every address, so no exception of the HTTP library leaves this module: they name
addresses. Ours name what happened, and carry no cause that could be printed (H72).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import aiohttp
from yarl import URL

from adapters.telegram.timing import Timing

HEADERS = {"Content-Type": "application/json"}
LARGEST_ANSWER_BYTES = 32 * 1024 * 1024

encode = json.JSONEncoder(separators=(",", ":")).encode
"""Write JSON in ASCII: a lone surrogate becomes an escape that the server refuses, never an exception here."""


class NotSentError(Exception):
    """No connection was made, so nothing reached the server."""


class NoAnswerError(Exception):
    """The request went out and no whole answer came back: nobody can know what became of it."""


class TooLargeError(Exception):
    """The file is larger than was asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    body: bytes


class Wire:
    """The connections to one account's Bot API."""

    def __init__(self, token: str, api_url: str, timing: Timing, connections: int = 110) -> None:
        self.calls_url = f"{api_url.rstrip('/')}/bot"
        self.files_url = f"{api_url.rstrip('/')}/file/bot"
        self._token = token
        self._timing = timing
        self._connections = connections
        self._usual = self._timeout(timing.total_seconds)
        self._addresses: dict[str, URL] = {}
        self._session: aiohttp.ClientSession | None = None

    async def call(self, method: str, parameters: dict[str, Any], *, seconds: float | None = None) -> Answer:
        """Return what the server answered to a call with JSON parameters. Raises NotSentError or NoAnswerError."""
        body = encode(parameters).encode("ascii")
        return await self._post(method, body, HEADERS, self._timeout(seconds) if seconds else self._usual)

    async def upload(self, method: str, form: aiohttp.FormData) -> Answer:
        """Return what the server answered to a call with files. Raises NotSentError or NoAnswerError."""
        return await self._post(method, form, None, self._usual)

    async def download(self, address: str, limit: int) -> Answer:
        """Return a file of at most `limit` bytes. Raises TooLargeError, NotSentError or NoAnswerError."""
        failure: Exception
        try:
            async with self._opened().get(URL(address), allow_redirects=False) as response:
                return Answer(response.status, await _at_most(response, limit))
        except TooLargeError as error:
            failure = error
        except (aiohttp.ClientError, OSError) as error:
            failure = _without_address(error)
        raise failure

    async def close(self) -> None:
        """Close every connection; a later call would open them again."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _post(
        self,
        method: str,
        data: bytes | aiohttp.FormData,
        headers: dict[str, str] | None,
        deadlines: aiohttp.ClientTimeout,
    ) -> Answer:
        session = self._session or self._opened()
        address = self._addresses.get(method) or self._address(method)
        failure: Exception
        try:
            async with session.post(
                address, data=data, headers=headers, timeout=deadlines, allow_redirects=False
            ) as response:
                if (response.content_length or LARGEST_ANSWER_BYTES) < LARGEST_ANSWER_BYTES:
                    return Answer(response.status, await response.read())
                return Answer(response.status, await _at_most(response, LARGEST_ANSWER_BYTES))
        except TooLargeError:
            failure = NoAnswerError("answer_too_large")
        except (aiohttp.ClientError, OSError) as error:
            failure = _without_address(error)
        # Raised here, outside the handlers, so that it does not carry the library's exception along.
        raise failure

    def _opened(self) -> aiohttp.ClientSession:
        """Return the session, made at the first call because it belongs to the running loop."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._usual,
                # Answers are small; packed ones would cost time here and could unpack without end.
                skip_auto_headers=("Accept-Encoding", "User-Agent"),
                auto_decompress=False,
            )
        return self._session

    def _address(self, method: str) -> URL:
        return self._addresses.setdefault(method, URL(f"{self.calls_url}{self._token}/{method}"))

    def _timeout(self, seconds: float) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(total=seconds, connect=self._timing.connect_seconds)


def _without_address(error: Exception) -> Exception:
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
