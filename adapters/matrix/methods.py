"""The client-server API's rarer methods, through matrix-nio.

Importing this imports the library (a third of a second, 27 MB), so it is imported when the first of these is called.
What the library stores, retries and syncs by itself is switched off: each call is one attempt, and our own sync keeps
its own mark (docs/decisions/0016-matrix-sync.md).
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Mapping
from io import BytesIO
from typing import Any, TypeVar

import aiohttp
from nio import (
    AsyncClient,
    AsyncClientConfig,
    ErrorResponse,
    JoinResponse,
    Response,
    RoomCreateResponse,
    RoomGetStateEventResponse,
    RoomLeaveResponse,
    RoomPreset,
    RoomPutStateResponse,
    UploadResponse,
    WhoamiResponse,
)

from adapters.exchange import without_address
from adapters.matrix.outcomes import NotDoneError, failure_outcome, refusal
from adapters.matrix.wire import Wire
from bot.engine.platform import Unknown

Result = TypeVar("Result", bound=Response)

# The library logs answers that it did not expect, with what people wrote in them (H72).
logging.getLogger("nio").setLevel(logging.CRITICAL)


class Methods:
    """The rarer methods of one account. Each raises NotDoneError, and nothing else."""

    def __init__(self, wire: Wire, *, user: str, device: str, token: str, seconds: float) -> None:
        config = AsyncClientConfig(
            max_limit_exceeded=0,
            max_timeouts=0,
            encryption_enabled=False,
            store_sync_tokens=False,
            request_timeout=seconds,
        )
        self._wire = wire
        self._client = AsyncClient(wire.homeserver, user, device_id=device, config=config)
        self._client.restore_login(user, device, token)

    async def who(self) -> tuple[str, str | None]:
        """Return whom the homeserver takes us for, and on which device."""
        me = await self._result(WhoamiResponse, self._client.whoami())
        return me.user_id, me.device_id

    async def join(self, room: str) -> None:
        """We are in the room."""
        await self._result(JoinResponse, self._client.join(room))

    async def leave(self, room: str) -> None:
        """We are not in the room, nor invited."""
        await self._result(RoomLeaveResponse, self._client.room_leave(room))

    async def open(self) -> str:
        """Return a room of our own, with nobody else in it. Not idempotent."""
        made = self._client.room_create(preset=RoomPreset.private_chat, is_direct=True)
        return str((await self._result(RoomCreateResponse, made)).room_id)

    async def invite(self, room: str, person: str) -> None:
        """The person is asked to come, to be alone with us; asked twice is asked once."""
        content = {"membership": "invite", "is_direct": True}
        asking = self._client.room_put_state(room, "m.room.member", content, state_key=person)
        await self._result(RoomPutStateResponse, asking)

    async def state(self, room: str, kind: str) -> Mapping[str, Any] | None:
        """Return what a room says of itself, or None if it says nothing of the kind."""
        try:
            found = await self._result(
                RoomGetStateEventResponse, self._client.room_get_state_event(room, kind)
            )
        except NotDoneError as failed:
            if failed.code == "M_NOT_FOUND":
                return None
            raise
        return dict(found.content)

    async def upload(self, data: bytes, kind: str, name: str) -> str:
        """Return the `mxc://` address under which the homeserver now has the file. Not idempotent."""
        uploading = self._client.upload(lambda *_: BytesIO(data), kind, name, filesize=len(data))
        return str((await self._result(UploadResponse, _first(uploading))).content_uri)

    async def _result(self, wanted: type[Result], call: Awaitable[Response]) -> Result:
        """Return the call's result: the library gives its errors back where others raise."""
        self._client.client_session = self._wire.session()
        failure: NotDoneError
        try:
            answered = await call
        except (aiohttp.ClientError, OSError) as error:
            failure = NotDoneError(failure_outcome(without_address(error)))
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            failure = NotDoneError(Unknown("unreadable_result"))
        else:
            if isinstance(answered, wanted):
                return answered
            failure = _not_done(answered)
        raise failure


def _not_done(answered: Response) -> NotDoneError:
    if not isinstance(answered, ErrorResponse):
        return NotDoneError(Unknown("unreadable_result"))
    transport = answered.transport_response
    status = transport.status if transport is not None else 500
    said = {"errcode": answered.status_code, "retry_after_ms": answered.retry_after_ms}
    header = transport.headers.get("Retry-After") if transport is not None else None
    return NotDoneError(refusal(status, said, header), answered.status_code)


async def _first(pair: Awaitable[tuple[Response, Any]]) -> Response:
    return (await pair)[0]
