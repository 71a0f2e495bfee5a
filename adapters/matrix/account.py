"""Parvis on Matrix: one account as the engine knows it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adapters.exchange import NoAnswerError, NotSentError, TooLargeError, is_address
from adapters.matrix import attachments, in_groups, reading
from adapters.matrix.arriving import Arriving
from adapters.matrix.choices import Choices
from adapters.matrix.encrypted import Encrypted
from adapters.matrix.invitations import Invitations
from adapters.matrix.outcomes import KEY_REFUSED, NotDoneError, NotOursError
from adapters.matrix.private_rooms import PrivateRooms
from adapters.matrix.rooms import Rooms
from adapters.matrix.sending import Sending
from adapters.matrix.syncing import Syncing
from adapters.matrix.wire import Wire, path
from adapters.timing import Timing
from adapters.troubles import Observer, Troubles
from bot.engine.incoming import Incoming
from bot.engine.outgoing import File, Outgoing
from bot.engine.platform import FileGone, Keep, Later, Outcome, Unauthorised, Unknown

if TYPE_CHECKING:
    from adapters.matrix.encrypted_rooms import EncryptedRooms
    from adapters.matrix.encryption import Encryption
    from adapters.matrix.methods import Methods
    from adapters.matrix.own_device import Standing

_USER = re.compile(r"@[^\s:]{1,200}:[A-Za-z0-9.:\[\]-]{1,200}")
_FILE = re.compile(r"mxc://([^/]+)/([A-Za-z0-9_=-]+)")
POLL_SECONDS = 30.0
"""How long a sync stays open when nothing happens."""

_PASSING = Later | Unknown | Unauthorised
_ANSWER_AGAIN_SECONDS = (0.5, 1.0, 2.0)
_MEDIA = ("/_matrix/client/v1/media/download", "/_matrix/media/v3/download")


def _unheard(_slug: str) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Keys:
    """That encryption is on: the folder of the device's keys, and what a chat is told of something that cannot be opened."""

    folder: Path
    hint: str


class MatrixAccount:
    """One account on one homeserver, logged in on one device for as long as it lives.

    `encrypted_notice` is what an encrypted room is told where there are no `keys`. `observer` is told a slug when receiving fails or goes well
    again: never anything about a person. Raises ValueError, naming the setting, for what no homeserver could accept.
    """

    name = "matrix"
    exclusive = True
    whispers = False
    redacts = True

    def __init__(
        self,
        homeserver: str,
        *,
        user: str,
        token: str,
        device: str,
        encrypted_notice: str,
        keys: Keys | None = None,
        observer: Observer = _unheard,
        timing: Timing | None = None,
    ) -> None:
        _check(homeserver, user, token)
        self._timing = timing or Timing(poll_seconds=POLL_SECONDS)
        self._me, self._device, self._token = user, device, token
        self._observer = observer
        self._wire = Wire(homeserver, token, self._timing)
        self._methods: Methods | None = None
        self._encryption = _encryption(user, device, keys, self._wire, observer)
        self._rooms = Rooms(user, self._wire, self._library, keys=keys is not None)
        self._choices = Choices(user, self._wire, self._encryption)
        private = PrivateRooms(user, self._wire, self._rooms, self._library)
        self._sending = Sending(
            self._wire,
            self._rooms,
            private,
            self._choices,
            self._library,
            encryption=self._encryption,
        )
        self._encrypted = Encrypted(user, self._wire, self._sending, encrypted_notice)
        self._sealed = _sealed(user, self._encryption, self._sending, keys)

    def read(self, raw: str) -> Incoming | None:
        """Return what a kept event means; None when it concerns nobody. Raises ValueError if it cannot be read."""
        return reading.read(raw)

    async def receive(self, keep: Keep, mark: str | None) -> None:
        """Take events in until cancelled, from `mark` on; without one, from now on.

        Raises NotOursError, a PermissionError, when the homeserver does not take us for whom the settings name.
        """
        await self._introduced()
        invitations = Invitations(self._library, self._timing)
        arriving = Arriving(
            self._me,
            self._wire,
            self._rooms,
            self._choices,
            invitations=invitations,
            encrypted=self._encrypted,
            observer=self._observer,
            sealed=self._sealed,
        )
        syncing = Syncing(
            self._me, self._wire, arriving, self._timing, self._observer, encryption=self._encryption
        )
        beside = [asyncio.create_task(invitations.run())]
        if mark is not None:
            beside.append(asyncio.create_task(syncing.look_for_invitations()))
        try:
            await syncing.run(keep, mark)
        finally:
            await _end(beside)

    async def send(self, chat: str, message: Outgoing, file: File | None, key: int) -> Outcome:
        """Make one attempt, and say what came of it. However often it is made, each part is there once."""
        return await self._sending.send(chat, message, file, key)

    async def acknowledge(self, receipt: str, toast: str, start: str = "") -> None:
        """Answer a press in private with a sentence, if there is one to say: a reaction waits for nothing else."""
        del start  # No link of Matrix carries a start.
        room, _, event = receipt.partition(" ")
        if not toast or not event:
            return
        outcome = await self._sending.remark(room, toast, f"press.{event}")
        for pause in _ANSWER_AGAIN_SECONDS:
            if not isinstance(outcome, Later | Unknown):
                return
            asked_seconds = (outcome.seconds if isinstance(outcome, Later) else None) or 0
            await asyncio.sleep(max(pause, asked_seconds))
            outcome = await self._sending.remark(room, toast, f"press.{event}")

    async def fetch(self, file: str, limit: int) -> bytes:
        """Return a file's bytes. Raises FileGone, or ConnectionError when it may be there at the next try."""
        address, _, key = file.partition(" ")
        data = await self._fetch(address, limit)
        if not key:
            return data
        try:
            return await asyncio.to_thread(attachments.opened, data, key)
        except ValueError:
            pass
        raise FileGone("gone")

    async def _fetch(self, address: str, limit: int) -> bytes:
        found = _FILE.fullmatch(address)
        if found is None:
            raise FileGone("gone")
        status = 404
        for place in _MEDIA:
            status, body = await self._download(f"{place}/{found[1]}/{found[2]}", limit)
            if status == 200:
                return body
            if status != 404:
                break
        passing = status == 429 or status >= 500
        raise ConnectionError("matrix_busy") if passing else FileGone("gone")

    def address(self, token: str) -> str | None:  # noqa: ARG002 - the port's own signature
        """Return None: no link of Matrix carries a start. Something is named by a word here: "idea 12"."""
        return None

    def call(self, words: str) -> str:
        """Return what is typed in a group to say these words to us."""
        return in_groups.call(words)

    async def runs(self, group: str, person: str) -> bool:
        """Return whether that person may decide for the group. Raises OSError where the homeserver does not say."""
        try:
            found = await self._rooms.get(group)
            if found is None or person not in found.others:
                return False
            levels = await (await self._library()).state(group, in_groups.POWER_LEVELS)
            created = await self._wire.get(path("rooms", group, "state", reading.CREATE), {"format": "event"})
        except (NotDoneError, NotSentError, NoAnswerError) as failed:
            passing = not isinstance(failed, NotDoneError) or isinstance(failed.outcome, _PASSING)
        else:
            return in_groups.decides(levels, created.json(), person)
        if passing:
            raise ConnectionError("matrix_busy")
        return False

    async def check(self) -> str:
        """Return our id. Raises NotOursError, or OSError when the homeserver cannot be reached."""
        methods = await self._library()
        try:
            user, device = await methods.who()
        except NotDoneError as failed:
            outcome = failed.outcome
        else:
            ours = self._ours(user, device)
            await self.encryption()
            return ours
        if isinstance(outcome, Unauthorised):
            raise NotOursError(KEY_REFUSED)
        raise ConnectionError(
            f"No Matrix homeserver answers at {self._wire.homeserver}: look at the network and at PARVIS_MATRIX__HOMESERVER, "
            "which is the address that clients speak to."
        )

    async def encryption(self) -> Standing | None:
        """Return how our device stands; None where encryption is off. Raises NotOursError or ConnectionError."""
        if self._encryption is None:
            return None
        try:
            return await self._encryption.stands()
        except NotDoneError:
            pass
        raise ConnectionError("The homeserver does not say which keys it has of our device.")

    async def close(self) -> None:
        """Let go of the network."""
        await self._sending.close()
        await self._encrypted.close()
        if self._sealed is not None:
            await self._sealed.close()
        await self._rooms.close()
        if self._encryption is not None:
            await self._encryption.close()
        await self._wire.close()

    async def _introduced(self) -> None:
        """Return once the homeserver has said that we are who the settings say."""
        troubles = Troubles(self.name, self._observer, self._timing)
        while True:
            try:
                await self.check()
                if self._encryption is not None:
                    await self._encryption.introduced()
            except ConnectionError:
                await troubles.wait_out("matrix_unreachable")
            except NotDoneError as failed:
                await troubles.wait_out(failed.code or "matrix_disturbed")
            else:
                return troubles.over()

    def _ours(self, user: str, device: str | None) -> str:
        """Return the id. With another's token we would answer ourselves; with another device, twice."""
        if user != self._me:
            raise NotOursError(
                f"The token is that of {user}: set PARVIS_MATRIX__USER to it, or take {self._me}'s own token."
            )
        if device != self._device:
            raise NotOursError(
                f"The token belongs to the device {device or '(none)'}: set PARVIS_MATRIX__DEVICE to what the login answered "
                "together with the token."
            )
        return user

    async def _download(self, of: str, limit: int) -> tuple[int, bytes]:
        failure: Exception
        try:
            answer = await self._wire.download(of, limit)
        except TooLargeError:
            failure = FileGone("too_large")
        except (NotSentError, NoAnswerError):
            failure = ConnectionError("matrix_unreachable")
        else:
            return answer.status, answer.body
        raise failure

    async def _library(self) -> Methods:
        """Return the methods that need matrix-nio, loaded beside the running loop."""
        if self._methods is None:
            build = await asyncio.to_thread(_load)
            self._methods = build(
                self._wire,
                user=self._me,
                device=self._device,
                token=self._token,
                seconds=self._timing.total_seconds,
            )
        return self._methods


def _encryption(
    user: str, device: str, keys: Keys | None, wire: Wire, observer: Observer
) -> Encryption | None:
    """Return the encryption, where it is on. It imports matrix-nio and its cryptography, so nothing else does."""
    if keys is None:
        return None
    from adapters.matrix.encryption import Encryption

    return Encryption(user, device, keys.folder, wire, observer)


def _sealed(
    user: str, encryption: Encryption | None, sending: Sending, keys: Keys | None
) -> EncryptedRooms | None:
    """Return what hears encrypted rooms, where encryption is on."""
    if encryption is None or keys is None:
        return None
    from adapters.matrix.encrypted_rooms import EncryptedRooms

    return EncryptedRooms(user, encryption, sending, keys.hint)


def _check(homeserver: str, user: str, token: str) -> None:
    if not is_address(homeserver):
        raise ValueError("PARVIS_MATRIX__HOMESERVER is an address like https://matrix.example.org.")
    if not _USER.fullmatch(user):
        raise ValueError("PARVIS_MATRIX__USER is a whole Matrix id, like @parvis:example.org.")
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ValueError(
            "That is no access token: set PARVIS_MATRIX__TOKEN to the one that the login answered."
        )


async def _end(tasks: Any) -> None:
    for task in (ending := list(tasks)):
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)


def _load() -> type[Methods]:
    from adapters.matrix.methods import Methods

    return Methods
