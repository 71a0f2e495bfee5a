"""End-to-end encryption, where it is switched on: what comes from encrypted rooms opened, what goes there sealed.

The keys that a sync brings are stored before its mark moves on (docs/decisions/0024-matrix-encryption.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from adapters.matrix import notes, opening, sealing
from adapters.matrix.keyring import Keyring
from adapters.matrix.keyserver import KeyServer
from adapters.matrix.opening import Taken
from adapters.matrix.own_device import OwnDevice, Standing
from adapters.matrix.sealing import Content
from adapters.matrix.visits import Event
from adapters.matrix.wire import Wire
from adapters.troubles import Observer


class Encryption:
    """The encryption of one account on one device, whose keys are in `folder`."""

    def __init__(self, me: str, device: str, folder: Path, wire: Wire, observer: Observer) -> None:
        self._keyring = Keyring(folder, me, device)
        self._server = KeyServer(wire)
        self._own = OwnDevice(me, device, self._keyring, self._server, observer)
        self._introducing = asyncio.Lock()
        self._introduced = False
        self._rooms: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def stands(self) -> Standing:
        """Return how our device stands; nothing is changed. Raises NotOursError or NotDoneError."""
        return await self._own.stands()

    async def introduced(self) -> None:
        """Return once the homeserver has our keys. Raises NotOursError or NotDoneError."""
        async with self._introducing:
            if not self._introduced:
                await self._own.introduce()
                self._introduced = True

    async def take(self, said: Mapping[str, Any]) -> Taken:
        """Keep the keys that a sync brings. Raises NotDoneError."""
        self._own.heard(said.get("device_unused_fallback_key_types"))
        return await self._keyring.do(lambda machine: opening.take(machine, said))

    async def tend(self) -> None:
        """See that others can write to our device. Raises NotDoneError: it is seen to after the next sync."""
        await self._own.tend()

    async def open(self, room: str, events: Sequence[Event]) -> list[Event | None]:
        """Return what these encrypted events say, None for each that cannot be opened. Raises NotDoneError."""
        found = await self._keyring.do(lambda machine: opening.open_all(machine, room, events))
        if found.strangers:
            await self._know(sorted(found.strangers))
            found = await self._keyring.do(lambda machine: opening.open_all(machine, room, events))
        return list(found.events)

    async def seal(self, room: str, people: Sequence[str], kind: str, content: Content) -> Content:
        """Return the content for the devices of these people alone. Raises NotOursError or NotDoneError."""
        await self.introduced()
        async with self._of(room):
            while True:
                sealed = await self._keyring.do(
                    lambda machine: sealing.seal(machine, room, people, kind, content)
                )
                if sealed is not None:
                    return sealed
                await self._share(room, people)

    async def told(self, room: str) -> bool:
        """Return whether the room is noted as told that something in it cannot be opened."""
        return await self._keyring.do(lambda machine: notes.told(machine, room))

    async def note(self, room: str, *, told: bool) -> None:
        """Note that the room was told, or may be told again."""
        await self._keyring.do(lambda machine: notes.note(machine, room, told=told))

    async def close(self) -> None:
        """Let go of the keys."""
        await self._keyring.close()

    async def _share(self, room: str, people: Sequence[str]) -> None:
        """Everybody's devices are known, and have the room's session."""
        do = self._keyring.do
        await self._know(await do(lambda machine: sealing.unknown(machine, people)))
        missing = await do(lambda machine: sealing.without_channel(machine, room, people))
        if missing:
            keys = await self._server.claim(missing)
            await do(lambda machine: sealing.connect(machine, keys))
        for devices, messages in await do(lambda machine: sealing.shares(machine, room, people)):
            await self._server.hand(messages["messages"])
            await do(partial(sealing.handed, room=room, devices=devices))
        await do(lambda machine: sealing.shared(machine, room, people))

    async def _know(self, people: Sequence[str]) -> None:
        if people:
            said = await self._server.query(people)
            await self._keyring.do(
                lambda machine: sealing.know(machine, people, said.get("device_keys") or {})
            )

    def _of(self, room: str) -> asyncio.Lock:
        """Return the lock of a room: two messages at once would begin two sessions."""
        lock = self._rooms.get(room)
        if lock is None:
            lock = self._rooms[room] = asyncio.Lock()
        return lock
