"""One keep-alive session with one homeserver: JSON goes out, a status and bytes come back.

What is called most, the sync and the sending of events, goes through here as it is; the rest through matrix-nio over
the same session (`methods.py`). The token travels in a header alone: addresses end in logs (H72).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

from adapters.exchange import Answer, Connections, TooLargeError, at_most, without_address
from adapters.timing import Timing

CLIENT = "/_matrix/client/v3"
LARGEST_ANSWER_BYTES = 256 * 1024 * 1024

_JSON = {"Content-Type": "application/json"}
_write = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def encode(value: Any) -> bytes:
    """Write JSON."""
    return _write(value).encode()


def path(*parts: str) -> str:
    """Return the path of the client-server API that these parts make, each quoted whole."""
    return f"{CLIENT}/{'/'.join(quote(part, safe='') for part in parts)}"


class Wire:
    """The connections of one account to its homeserver."""

    def __init__(self, homeserver: str, token: str, timing: Timing) -> None:
        self.homeserver = homeserver.rstrip("/")
        self._authorised = {"Authorization": f"Bearer {token}"}
        self._connections = Connections(timing)

    async def get(
        self, of: str, query: Mapping[str, str] | None = None, *, seconds: float | None = None
    ) -> Answer:
        """Return what is answered. Raises NotSentError or NoAnswerError."""
        address = f"{of}?{urlencode(query)}" if query else of
        return await self._ask("GET", address, None, seconds=seconds)

    async def put(self, to: str, content: Mapping[str, Any]) -> Answer:
        """Return what is answered. Raises NotSentError or NoAnswerError."""
        return await self._ask("PUT", to, encode(content))

    async def post(self, to: str, content: Mapping[str, Any]) -> Answer:
        """Return what is answered. Raises NotSentError or NoAnswerError."""
        return await self._ask("POST", to, encode(content))

    async def download(self, of: str, limit: int) -> Answer:
        """Return a file of at most `limit` bytes. Raises TooLargeError, NotSentError or NoAnswerError."""
        return await self._ask("GET", of, None, limit=limit, redirects=True)

    def session(self) -> aiohttp.ClientSession:
        """Return the session, made at the first call because it belongs to the running loop."""
        return self._connections.session()

    async def close(self) -> None:
        """Close every connection; a later call would open them again."""
        await self._connections.close()

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
                timeout=self._connections.timeout(seconds),
                # A file may lie elsewhere; whoever sends us elsewhere with anything else is no homeserver.
                allow_redirects=redirects,
            ) as response:
                body = await at_most(response, limit)
                return Answer(response.status, body, response.headers.get("Retry-After"))
        except TooLargeError as error:
            failure = error
        except (aiohttp.ClientError, OSError) as error:
            failure = without_address(error)
        # Raised here, outside the handlers, so that it does not carry the library's exception along.
        raise failure
