"""One keep-alive session with one Bot API: bytes go out, a status and bytes come back.

The token is part of every address, so no exception of the HTTP library leaves this module: they name
addresses. Ours name what happened, and carry no cause that could be printed (H72).
"""

from __future__ import annotations

import json
from typing import Any

import aiohttp
from yarl import URL

from adapters.exchange import Answer, Connections, NoAnswerError, TooLargeError, at_most, without_address
from adapters.timing import Timing

HEADERS = {"Content-Type": "application/json"}
LARGEST_ANSWER_BYTES = 32 * 1024 * 1024

encode = json.JSONEncoder(separators=(",", ":")).encode
"""Write JSON in ASCII: a lone surrogate becomes an escape that the server refuses, never an exception here."""


class Wire:
    """The connections to one account's Bot API."""

    def __init__(self, token: str, api_url: str, timing: Timing) -> None:
        self.calls_url = f"{api_url.rstrip('/')}/bot"
        self.files_url = f"{api_url.rstrip('/')}/file/bot"
        self._token = token
        # Answers are small; packed ones would cost time here and could unpack without end.
        self._connections = Connections(timing, unpacks=False)
        self._usual = self._connections.timeout(None)
        self._addresses: dict[str, URL] = {}

    async def call(self, method: str, parameters: dict[str, Any], *, seconds: float | None = None) -> Answer:
        """Return what the server answered to a call with JSON parameters. Raises NotSentError or NoAnswerError."""
        body = encode(parameters).encode("ascii")
        return await self._post(method, body, HEADERS, self._connections.timeout(seconds))

    async def upload(self, method: str, form: aiohttp.FormData) -> Answer:
        """Return what the server answered to a call with files. Raises NotSentError or NoAnswerError."""
        return await self._post(method, form, None, self._usual)

    async def download(self, address: str, limit: int) -> Answer:
        """Return a file of at most `limit` bytes. Raises TooLargeError, NotSentError or NoAnswerError."""
        failure: Exception
        try:
            async with self._connections.session().get(URL(address), allow_redirects=False) as response:
                return Answer(response.status, await at_most(response, limit))
        except TooLargeError as error:
            failure = error
        except (aiohttp.ClientError, OSError) as error:
            failure = without_address(error)
        raise failure

    async def close(self) -> None:
        """Close every connection; a later call would open them again."""
        await self._connections.close()

    async def _post(
        self,
        method: str,
        data: bytes | aiohttp.FormData,
        headers: dict[str, str] | None,
        deadlines: aiohttp.ClientTimeout,
    ) -> Answer:
        session = self._connections.session()
        address = self._addresses.get(method) or self._address(method)
        failure: Exception
        try:
            async with session.post(
                address, data=data, headers=headers, timeout=deadlines, allow_redirects=False
            ) as response:
                if (response.content_length or LARGEST_ANSWER_BYTES) < LARGEST_ANSWER_BYTES:
                    return Answer(response.status, await response.read())
                return Answer(response.status, await at_most(response, LARGEST_ANSWER_BYTES))
        except TooLargeError:
            failure = NoAnswerError("answer_too_large")
        except (aiohttp.ClientError, OSError) as error:
            failure = without_address(error)
        # Raised here, outside the handlers, so that it does not carry the library's exception along.
        raise failure

    def _address(self, method: str) -> URL:
        return self._addresses.setdefault(method, URL(f"{self.calls_url}{self._token}/{method}"))
