"""python-telegram-bot over our own wire, with our own classes of outcome.

Its HTTP layer is replaced whole: httpx costs twice the time, and its errors blur what may have been
delivered (a 502's page, `{"ok": false}` without more).
"""

from __future__ import annotations

import logging
from io import BytesIO
from typing import IO, Any

import aiohttp
from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

from adapters.exchange import Answer, NoAnswerError, NotSentError
from adapters.telegram.outcomes import Done, call_outcome, failure_outcome
from adapters.telegram.wire import Wire
from bot.engine.platform import Outcome

# The library writes every parameter it sends at DEBUG: texts and names, which belong in no log (H72).
for _name in ("telegram.Bot", "telegram.request.BaseRequest"):
    logging.getLogger(_name).setLevel(logging.INFO)


class NotDoneError(TelegramError):
    """The call was not carried out, or nobody can know: `outcome` says which."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(type(outcome).__name__)
        self.outcome = outcome


class WireRequest(BaseRequest):
    """What `telegram.Bot` sends its calls through. The wire belongs to the account, which closes it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @property
    def read_timeout(self) -> float | None:
        """None: the wire's own deadlines hold."""
        return None

    async def initialize(self) -> None:
        """Nothing is opened: the wire opens at its first call."""

    async def shutdown(self) -> None:
        """Nothing is closed: the wire is the account's."""

    async def do_request(  # noqa: PLR0917 - the library's own signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        """Return the status and body of a call that was carried out. Raises NotDoneError."""
        # Calls are all POST (files are fetched by the wire itself), and the wire has its own deadlines.
        del method, read_timeout, write_timeout, connect_timeout, pool_timeout
        outcome: Done | Outcome
        try:
            answer = await self._exchange(url.rsplit("/", 1)[1], request_data or RequestData())
        except (NotSentError, NoAnswerError) as failure:
            outcome = failure_outcome(failure)
        else:
            outcome = call_outcome(answer)
            if isinstance(outcome, Done):
                return answer.status, answer.body
        raise NotDoneError(outcome)

    async def _exchange(self, called: str, data: RequestData) -> Answer:
        if not data.contains_files:
            return await self._wire.call(called, data.parameters)
        form = aiohttp.FormData(data.json_parameters)
        for name, (filename, content, content_type) in data.multipart_data.items():
            form.add_field(name, _piecemeal(content), filename=filename, content_type=content_type)
        return await self._wire.upload(called, form)


def _piecemeal(content: bytes | IO[bytes]) -> IO[bytes]:
    """Return what is written piece by piece: a large file in one piece would hold the loop up."""
    return BytesIO(content) if isinstance(content, bytes) else content
