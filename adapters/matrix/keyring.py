"""The keys of one device, in a folder of their own: matrix-nio's encryption machine, and no network.

Importing this imports the library, so it is imported only where encryption is on. Everything happens in one thread, each
piece in one transaction: what was stored is what the machine knows, whenever the program is killed. There is one of these
in a process: the library binds its tables for all of it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import vodozemac
from nio.crypto import Olm
from nio.store import SqliteStore

from adapters.matrix import notes
from adapters.matrix.outcomes import NotDoneError
from adapters.matrix.signing import SigningKeys
from bot.engine.platform import Unknown

PICKLE_KEY = "pickle.key"
STORE = "keys.db"
SIGNING = "signing.json"

Result = TypeVar("Result")

BROKEN: tuple[type[Exception], ...] = (
    RecursionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    *(each for each in vars(vodozemac).values() if isinstance(each, type) and issubclass(each, Exception)),
)
"""What the libraries raise at something that is not as specified."""

# The library logs who writes to whom (H72).
logging.getLogger("nio").setLevel(logging.CRITICAL)


class Keyring:
    """The keys of `user` on `device`, made at first use if there are none. The folder is its owner's alone."""

    def __init__(self, folder: Path, user: str, device: str) -> None:
        self._folder, self._user, self._device = folder, user, device
        self._thread = _thread()
        self._machine: Any = None

    async def do(self, work: Callable[[Any], Result]) -> Result:
        """Return the result of `work` with the machine, all of whose changes are stored by then.

        Raises NotDoneError when they cannot be: then nothing of it has happened.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._do, work)

    async def close(self) -> None:
        """Let go of the folder, once what is under way has ended; a later call would open it again."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._let_go)
        self._thread.shutdown(wait=False)
        self._thread = _thread()

    async def identity(self) -> str | None:
        """Return the key that the device is known by, if it has one already; nothing is made."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._identity)

    async def signing_keys(self) -> SigningKeys:
        """Return the keys with which the account vouches for its devices, made and stored if there are none."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._signing_keys)

    def _do(self, work: Callable[[Any], Result]) -> Result:
        try:
            if self._machine is None:
                self._machine = self._open()
            with self._machine.store.database.atomic():
                return work(self._machine)
        except Exception as error:
            # What is in memory may be ahead of what is stored: it is read anew.
            self._let_go()
            if isinstance(error, NotDoneError):
                raise
            failure = NotDoneError(Unknown("keys_not_kept"), "matrix_keys_not_kept")
        # Raised here, outside the handler: the library's own exceptions may carry keys.
        raise failure

    def _open(self) -> Any:
        make_folder(self._folder)
        store = self._store()
        store.database.execute_sql(notes.TABLE)
        return Olm(self._user, self._device, store)

    def _store(self) -> Any:
        key = pickle_key(self._folder)
        return SqliteStore(self._user, self._device, str(self._folder), key, database_name=STORE)

    def _identity(self) -> str | None:
        if not (self._folder / STORE).exists():
            return None
        store = self._store()
        account = store.load_account()
        store.database.close()
        return None if account is None else str(account.identity_keys["ed25519"])

    def _signing_keys(self) -> SigningKeys:
        make_folder(self._folder)
        file = self._folder / SIGNING
        if not file.exists():
            write_whole(file, SigningKeys().locked(pickle_key(self._folder)))
        return SigningKeys.unlocked(file.read_text(), pickle_key(self._folder))

    def _let_go(self) -> None:
        if self._machine is not None:
            self._machine.store.database.close()
            self._machine = None


def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="matrix-keys")


def make_folder(folder: Path) -> None:
    """The folder is there, and closed to everybody else, whatever the system's habit is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def pickle_key(folder: Path) -> str:
    """Return what the keys in the folder are locked with, made when it is first asked for."""
    file = folder / PICKLE_KEY
    if not file.exists():
        write_whole(file, secrets.token_urlsafe(32))
    return file.read_text()


def write_whole(file: Path, text: str) -> None:
    """The file has this text and is its owner's alone; killed in between, it is as it was before."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600, exist_ok=False)
    with part.open("w") as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())
    part.replace(file)
