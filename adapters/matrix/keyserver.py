"""What the homeserver is asked and told about keys. It sees public halves and ciphertexts alone."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any

from adapters.exchange import Answer, NoAnswerError, NotSentError
from adapters.matrix.outcomes import NotDoneError, failure_outcome, refusal
from adapters.matrix.wire import Wire, path

ENCRYPTED = "m.room.encrypted"
_ONE_TIME = "signed_curve25519"


class KeyServer:
    """The calls about keys of one account. Each raises NotDoneError, and nothing else."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def upload(self, keys: Mapping[str, Any]) -> int:
        """The homeserver has these keys of our device; return how many that serve once it has in all."""
        said = await _said(self._wire.post(path("keys", "upload"), keys))
        count = (said.get("one_time_key_counts") or {}).get(_ONE_TIME, 0)
        return count if isinstance(count, int) else 0

    async def query(self, users: Sequence[str]) -> dict[str, Any]:
        """Return what the homeserver knows of people's devices, and of whom they vouch for."""
        every: list[str] = []
        asked = {"device_keys": dict.fromkeys(users, every)}
        return await _said(self._wire.post(path("keys", "query"), asked))

    async def claim(self, devices: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """Return one key for each of these devices that has any left; it serves nobody else."""
        asked = {user: dict.fromkeys(each, _ONE_TIME) for user, each in devices.items()}
        said = await _said(self._wire.post(path("keys", "claim"), {"one_time_keys": asked}))
        keys = said.get("one_time_keys")
        return keys if isinstance(keys, dict) else {}

    async def hand(self, messages: Mapping[str, Any]) -> None:
        """These devices will find these messages, by user and device."""
        to = path("sendToDevice", ENCRYPTED, secrets.token_hex(16))
        await _said(self._wire.put(to, {"messages": messages}))

    async def vouch(self, keys: Mapping[str, Any]) -> bool:
        """The account has these signing keys; False if the homeserver wants its password for that."""
        try:
            await _said(self._wire.post(path("keys", "device_signing", "upload"), keys))
        except NotDoneError as failed:
            if failed.code == "http_401":
                return False
            raise
        return True

    async def sign(self, user: str, device: str, signed: Mapping[str, Any]) -> None:
        """The account vouches for the device."""
        await _said(self._wire.post(path("keys", "signatures", "upload"), {user: {device: signed}}))


async def _said(answering: Awaitable[Answer]) -> dict[str, Any]:
    failure: NotDoneError
    try:
        answer = await answering
    except (NotSentError, NoAnswerError) as none:
        failure = NotDoneError(failure_outcome(none), "matrix_unreachable")
    else:
        said = answer.json()
        if answer.status == 200:
            return said
        failure = _refused(answer, said)
    raise failure


def _refused(answer: Answer, said: dict[str, Any]) -> NotDoneError:
    # Where a password is asked for, the answer has no error code: it says what is wanted instead.
    code = f"http_{answer.status}" if "errcode" not in said else str(said["errcode"])
    return NotDoneError(refusal(answer.status, said, answer.retry_after), code)
