"""Somebody on Matrix whose app seals what it says: a neighbour with matrix-nio's own client, its sync and a store of its own."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import Any

from nio import AsyncClient, AsyncClientConfig, ErrorResponse
from nio.crypto import DeviceStore, GroupSessionStore, OlmDevice, SessionStore, TrustState
from nio.crypto.attachments import decrypt_attachment

from tests.matrix_people import Bubble, Neighbour
from tests.synapse import SynapseServer

_numbers = itertools.count(1)


class Memory:
    """A store that keeps nothing: the client has it all in memory, and never starts again.

    The library's own bind their tables for the whole process, in which the bot may have its store, too.
    """

    def __init__(self, *_names: str) -> None:
        self.load_sessions, self.load_inbound_group_sessions = SessionStore, GroupSessionStore
        self.load_device_keys, self.load_outgoing_key_requests, self.load_encrypted_rooms = (
            DeviceStore,
            dict,
            set,
        )

    def load_account(self) -> None:
        """Return that there is none yet."""

    def _keep(self, *_what: object) -> None:
        """Keep nothing."""

    save_account = save_session = save_inbound_group_session = save_device_keys = save_encrypted_rooms = _keep
    add_outgoing_key_request = remove_outgoing_key_request = _keep

    def is_device_verified(self, _device: OlmDevice) -> bool:
        return False

    is_device_blacklisted = is_device_verified

    def is_device_ignored(self, device: OlmDevice) -> bool:
        return bool(device.ignored)

    def ignore_devices(self, devices: list[OlmDevice]) -> None:
        for device in devices:
            device.trust_state = TrustState.ignored


@dataclass(eq=False)
class SealedNeighbour(Neighbour):
    """A neighbour in an encrypted room. What comes there in clear is not shown, but counted in `clear`."""

    clear: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        config = AsyncClientConfig(store=Memory, encryption_enabled=True)
        url = str(self.http._base_url).rstrip("/")
        self.client = AsyncClient(url, self.login.user, self.login.device, "nowhere", config)
        self.client.restore_login(self.login.user, self.login.device, self.login.token)

    @classmethod
    @asynccontextmanager
    async def logs_in(cls, server: SynapseServer, name: str, bot: str) -> AsyncIterator[SealedNeighbour]:
        """Log somebody new in, whose client shows what comes until the end of the block."""
        async with super().logs_in(server, name, bot) as person:
            assert isinstance(person, SealedNeighbour)
            try:
                yield person
            finally:
                await person.client.close()

    async def listens(self) -> None:
        """Show what comes, until cancelled."""
        while True:
            said = _well(await self.client.sync(10_000))
            if self.client.should_upload_keys:
                _well(await self.client.keys_upload())
            if self.client.should_query_keys:
                _well(await self.client.keys_query())
            for room, section in said.rooms.join.items():
                for event in (*section.state, *section.timeline.events):
                    self._reads(room, event)
            self._news.set()

    def _reads(self, room: str, event: Any) -> None:
        kind, sealed = event.source["type"], bool(getattr(event, "decrypted", False))
        if event.sender == self.bot and kind == "m.room.message" and not sealed:
            self.clear.append(event.source)
        elif kind != "m.room.encrypted":
            self._sees(room, event.source)

    async def opens(self, *, encrypted: bool = True) -> str:
        """Make a room and invite the bot; return the room once our own client knows it."""
        room = await super().opens(encrypted=encrypted)
        await self.until(lambda: room in self.client.rooms, 20)
        return room

    async def gathers(self, *others: Neighbour) -> str:
        """Make an encrypted room for several, in which the others are, too; return it."""
        room = await super().gathers(*others)
        state = {"algorithm": "m.megolm.v1.aes-sha2"}
        await self.asks("PUT", "rooms", room, "state", "m.room.encryption", "", body=state)
        return room

    async def sends(
        self, content: Mapping[str, Any], kind: str = "m.room.message", *, room: str = ""
    ) -> Bubble:
        """Seal an event and send it, once the bot is there to read it."""
        room = room or self.room
        await self.until(lambda: self._may_seal(room), 20)
        name = f"s{next(_numbers)}"
        sent = _well(
            await self.client.room_send(room, kind, dict(content), name, ignore_unverified_devices=True)
        )
        return Bubble(sent.event_id, room, self.login.user, content, str(content.get("body", "")))

    def _may_seal(self, room: str) -> bool:
        known = self.client.rooms.get(room)
        return bool(known and known.encrypted) and self.members.get(f"{room} {self.bot}") == "join"

    async def sends_in_clear(self, text: str) -> None:
        """Say something as no client should."""
        await super().sends({"msgtype": "m.text", "body": text})

    async def sends_unreadable(self, session: str) -> None:
        """Send what nobody was given the key of."""
        content = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgA", "sender_key": "k" * 43}
        await super().sends({**content, "session_id": session, "device_id": "NONE"}, "m.room.encrypted")

    async def says_before_its_key(self, text: str) -> Callable[[], Awaitable[object]]:
        """Say something whose key the bot has not been given; return what gives it."""
        await self.until(lambda: self._may_seal(self.room), 20)
        await self.client.joined_members(self.room)
        if self.client.should_query_keys:
            _well(await self.client.keys_query())
        _well(await self.client.keys_claim(self.client.get_missing_sessions(self.room)))
        olm, members = self.client.olm, [self.bot]
        (shared,) = olm.share_group_session_parallel(self.room, members, ignore_unverified_devices=True)
        olm.outbound_group_sessions[self.room].shared = True
        said = {"type": "m.room.message", "content": {"msgtype": "m.text", "body": text}}
        await super().sends(olm.group_encrypt(self.room, said), "m.room.encrypted")
        to = ("sendToDevice", "m.room.encrypted", f"s{next(_numbers)}")
        return partial(self.asks, "PUT", *to, body=shared[1])

    async def sends_photo(self, data: bytes, caption: str = "") -> None:
        uploaded, keys = await self.client.upload(
            lambda *_: BytesIO(data), "image/png", "photo.png", encrypt=True, filesize=len(data)
        )
        file = {**keys, "url": _well(uploaded).content_uri}
        name = {"body": caption or "photo.png", "filename": "photo.png"}
        info = {"mimetype": "image/png", "size": len(data)}
        await self.sends({"msgtype": "m.image", "file": file, "info": info, **name})

    async def photo(self, bubble: Bubble) -> bytes | None:
        """Return the picture that a message shows, opened."""
        file = bubble.content.get("file")
        if file is None:
            return None
        path = f"/_matrix/client/v1/media/download/{file['url'].removeprefix('mxc://')}"
        async with self.http.get(path) as answer:
            answer.raise_for_status()
            sealed = await answer.read()
        opened = decrypt_attachment(sealed, file["key"]["k"], file["hashes"]["sha256"], file["iv"])
        return bytes(opened)


def _well(answer: Any) -> Any:
    """Return an answer that is none of the library's errors."""
    assert not isinstance(answer, ErrorResponse), answer
    return answer
