"""Our own device: its keys are with the homeserver, its account vouches for it, and it can always be written to."""

from __future__ import annotations

import enum
from functools import partial
from typing import Any

from nio.responses import KeysUploadResponse, ToDeviceResponse

from adapters.matrix import sealing
from adapters.matrix.keyring import Keyring
from adapters.matrix.keyserver import KeyServer
from adapters.matrix.opening import ONE_TIME
from adapters.matrix.outcomes import NotDoneError, NotOursError
from adapters.troubles import Observer
from bot.engine.platform import Refused, Unreachable

KEYS_LOST = (
    "The homeserver knows this Matrix device by other keys than those in PARVIS_DATA_DIR: put the folder matrix-keys back if it "
    "was lost; otherwise log in once more as README.md shows, and set PARVIS_MATRIX__TOKEN and PARVIS_MATRIX__DEVICE to what "
    "it answers."
)


class Standing(enum.Enum):
    """How our device stands with the homeserver."""

    NEW = "new"
    SIGNED = "signed"
    UNSIGNED = "unsigned"


class OwnDevice:
    """The device of one account."""

    def __init__(self, me: str, device: str, keyring: Keyring, server: KeyServer, observer: Observer) -> None:
        self._me, self._device = me, device
        self._keyring, self._server, self._observer = keyring, server, observer
        self._fallback_used = False

    async def stands(self) -> Standing:
        """Return how we stand; nothing is changed. Raises NotOursError if our keys are lost, or NotDoneError."""
        said = await self._server.query([self._me])
        published = self._published(said)
        mine = await self._keyring.identity()
        if published is None:
            return Standing.NEW
        self._see_that_it_is_ours(published, mine)
        signers = (said.get("self_signing_keys") or {}).get(self._me, {}).get("keys", {})
        return Standing.SIGNED if self._signatures(published) & set(signers) else Standing.UNSIGNED

    async def introduce(self) -> None:
        """The homeserver has our keys, signed if it lets us. Raises NotOursError or NotDoneError."""
        said = await self._server.query([self._me])
        published = self._published(said)
        mine = await self._keyring.do(lambda machine: machine.account.identity_keys["ed25519"])
        if published is not None:
            self._see_that_it_is_ours(published, mine)
        else:
            keys = await self._publish(whole=True)
            published = keys["device_keys"]
        try:
            signed = await self._sign(said, published)
        except NotDoneError as failed:
            if not isinstance(failed.outcome, Refused | Unreachable):
                raise
            signed = False
        if not signed:
            self._observer("matrix_device_unsigned")

    def heard(self, unused_fallbacks: object) -> None:
        """A sync says which kinds of our last resort nobody has used yet."""
        if isinstance(unused_fallbacks, list):
            self._fallback_used = ONE_TIME not in unused_fallbacks

    async def tend(self) -> None:
        """Others find keys of ours to begin with, and what was broken between two devices is begun anew."""
        low = await self._keyring.do(_is_low)
        if low or self._fallback_used:
            await self._publish(whole=False)
        broken = await self._keyring.do(_broken)
        if broken:
            keys = await self._server.claim(broken)
            await self._keyring.do(lambda machine: _mend(machine, keys))
        for message in await self._keyring.do(lambda machine: list(machine.outgoing_to_device_messages)):
            await self._server.hand({message.recipient: {message.recipient_device: message.content}})
            await self._keyring.do(partial(_sent, message=message))

    async def _publish(self, *, whole: bool) -> dict[str, Any]:
        """Keys of ours are with the homeserver: stored here first, or what is sealed with them could never be read."""
        fallback = whole or self._fallback_used
        keys = await self._keyring.do(lambda machine: _new_keys(machine, whole=whole, fallback=fallback))
        count = await self._server.upload(keys)
        await self._keyring.do(lambda machine: machine.handle_response(KeysUploadResponse(0, count)))
        self._fallback_used = False
        return keys

    async def _sign(self, said: dict[str, Any], published: dict[str, Any]) -> bool:
        """Return whether the account vouches for us; with a password that only its owner knows it could."""
        keys = await self._keyring.signing_keys()
        master = (said.get("master_keys") or {}).get(self._me, {}).get("keys", {})
        if keys.master not in master.values() and not await self._server.vouch(keys.published(self._me)):
            return False
        if keys.name not in self._signatures(published):
            await self._server.sign(self._me, self._device, keys.signed(self._me, published))
        return True

    def _published(self, said: dict[str, Any]) -> dict[str, Any] | None:
        found = (said.get("device_keys") or {}).get(self._me, {}).get(self._device)
        return found if isinstance(found, dict) else None

    def _see_that_it_is_ours(self, published: dict[str, Any], mine: str | None) -> None:
        if published.get("keys", {}).get(f"ed25519:{self._device}") != mine:
            raise NotOursError(KEYS_LOST)

    def _signatures(self, published: dict[str, Any]) -> set[str]:
        return set((published.get("signatures") or {}).get(self._me, {}))


def _is_low(machine: Any) -> bool:
    """Tell whether fewer than half of the keys are left that others begin with."""
    count = machine.uploaded_key_count
    return count is not None and count < machine.account.max_one_time_keys // 2


def _new_keys(machine: Any, *, whole: bool, fallback: bool) -> dict[str, Any]:
    """Return new keys to be published, and store their secret halves."""
    machine.account.shared = not whole
    keys: dict[str, Any] = machine.share_keys() if whole or _is_low(machine) else {}
    if fallback:
        # The library wraps the account and passes nothing on of its last resort, which is used when all else is used up.
        account = machine.account._account  # noqa: SLF001 - see above
        account.generate_fallback_key()
        for name, key in account.fallback_key.items():
            content = {"key": key.to_base64(), "fallback": True}
            signature = {machine.user_id: {f"ed25519:{machine.device_id}": machine.sign_json(content)}}
            keys["fallback_keys"] = {f"{ONE_TIME}:{name}": {**content, "signatures": signature}}
    machine.save_account()
    return keys


def _sent(machine: Any, message: Any) -> None:
    machine.handle_response(ToDeviceResponse(message))


def _broken(machine: Any) -> dict[str, list[str]]:
    """Return the devices with which the channel is broken."""
    devices: dict[str, list[str]] = {}
    for device in machine.wedged_devices:
        devices.setdefault(device.user_id, []).append(device.device_id)
    return devices


def _mend(machine: Any, keys: dict[str, Any]) -> None:
    """Each channel is begun anew, or given up until it shows again that it is broken."""
    sealing.connect(machine, keys)
    machine.wedged_devices.clear()
