"""Starts programs quickly: one process has everything imported already, and each program is forked from it.

A program that comes from here is a process of its own, with its own settings, folder, output and number, and can
be killed and frozen like any other; what it is spared is the second that imports take, reading the catalogues, and
to take everything down again when all of its own has ended. Tests of the start itself start it cold.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import functools
import gc
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

LOADED = (
    *("bot.cli", "bot.main", "bot.office", "bot.demo", "bot.ops", "bot.ticking", "bot.logs", "bot.settings"),
    *(
        f"bot.commands.{name}"
        for name in ("aside", "backup", "check", "idea", "migrate", "programme", "restore", "seed")
    ),
    *(
        "adapters.telegram.account",
        "adapters.telegram.methods",
        "adapters.telegram.request",
        "adapters.web.tryout",
    ),
    *("aiohttp.web", "alembic.command", "alembic.runtime.migration", "psycopg", "uvloop"),
    *("apscheduler.executors.asyncio", "apscheduler.triggers.interval"),
    *("sqlalchemy.dialects.postgresql.psycopg", "sqlalchemy.dialects.sqlite.pysqlite"),
)
"""What programs import, at the start or on the way."""

LOADED_ON_MATRIX = (
    "adapters.matrix.account",
    "adapters.matrix.encrypted_rooms",
    "adapters.matrix.encryption",
    "adapters.matrix.methods",
    "nio.crypto.attachments",
)
"""What those import besides that speak on Matrix; most programs do not, so it is loaded for the first that does."""

_NUMBER = struct.Struct("q")
_MOST = 1_000_000
_PR_SET_PDEATHSIG = 1


class Newborn:
    """A program that was forked, as `subprocess.Popen` would have it. `returncode` is None until it has ended."""

    def __init__(self, news: int) -> None:
        self.returncode: int | None = None
        self._news = news
        (self.pid,) = _NUMBER.unpack(os.read(news, _NUMBER.size))
        os.set_blocking(news, False)

    def poll(self) -> int | None:
        """Return its exit code once it has ended, as Popen does: negative if a signal ended it."""
        if self.returncode is None:
            with contextlib.suppress(BlockingIOError):
                told = os.read(self._news, _NUMBER.size)
                os.close(self._news)
                self.returncode = _NUMBER.unpack(told)[0] if told else -signal.SIGKILL
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it is still there."""
        if self.poll() is None:
            os.kill(self.pid, number)


class Nursery:
    """The process that has everything imported, from which programs are forked."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _MOST)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )

    def start(
        self, command: Sequence[str], folder: Path, env: Mapping[str, str], output: int, errors: int
    ) -> Newborn:
        """Start `parvis` with that command, in that folder, with exactly that environment."""
        news, telling = os.pipe()
        wanted = json.dumps({"command": [*command], "folder": str(folder), "env": {**env}})
        socket.send_fds(self._line, [wanted.encode()], [output, errors, telling])
        os.close(telling)
        return Newborn(news)

    def close(self) -> None:
        """End it, and with it all that was forked from it."""
        self._line.close()
        self._process.wait()


@functools.cache
def nursery() -> Nursery:
    """Return this process's own, started when first asked for."""
    return Nursery()


def close_nursery() -> None:
    """End this process's own, if it has one."""
    if nursery.cache_info().currsize:
        nursery().close()
        nursery.cache_clear()


# --- the other side


class _Program:
    """What becomes of this process: `exit_code` is None while it has not become a program, which `command` runs."""

    command: Callable[[], Any]
    exit_code: int | None = None


def _leave() -> None:
    """End the program here: the interpreter would let go of all that was imported, one by one, which takes longer than most commands."""
    if _Program.exit_code is not None:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(_Program.exit_code)


def _run() -> None:
    """Run the program, and remember how it ends."""
    _Program.exit_code = 1
    try:
        _Program.command()
    except SystemExit as end:
        _Program.exit_code = end.code if isinstance(end.code, int) else int(bool(end.code))
        raise


def _serve(line: socket.socket) -> None:
    """Fork a program for each request, until the line is closed. Returns in each program, ready to run."""
    _die_with_parent()
    # What is registered first is called last: by then threads have ended, and whoever wanted to know has been told.
    atexit.register(_leave)
    _load(LOADED)
    _read()
    while True:
        request, fds, _flags, _address = socket.recv_fds(line, _MOST, 3)
        if not request:
            sys.exit()
        wanted = json.loads(request)
        if any(name.startswith("PARVIS_MATRIX") for name in wanted["env"]):
            _load(LOADED_ON_MATRIX)
        gc.freeze()
        if os.fork() == 0:
            line.close()
            return _become(wanted, *fds)
        for each in fds:
            os.close(each)
        _bury()


def _load(names: Sequence[str]) -> None:
    """Import what is not imported yet."""
    for name in names:
        import_module(name)


def _read() -> None:
    """Have everything that is found, read and put together while a program starts."""
    from typer.main import get_command

    from bot.cli import app
    from bot.text.catalogues import translations
    from bot.text.languages import LANGUAGES
    from flows import all_flows
    from flows.groups import all_behaviours

    # What `app()` does first; it takes as long as all else that a small command does.
    _Program.command = get_command(app)
    all_flows()
    all_behaviours()
    for language in LANGUAGES:
        translations(language)


def _become(wanted: dict[str, Any], output: int, errors: int, telling: int) -> None:
    """Fork once more, and tell the number and the end of the one that returns from here, the program."""
    _die_with_parent()
    born = os.fork()
    if born:
        os.write(telling, _NUMBER.pack(born))
        _number, status = os.waitpid(born, 0)
        with contextlib.suppress(BrokenPipeError):
            os.write(telling, _NUMBER.pack(os.waitstatus_to_exitcode(status)))
        os._exit(0)
    _die_with_parent()
    os.close(telling)
    os.dup2(output, 1)
    os.dup2(errors, 2)
    os.close(output)
    os.close(errors)
    os.chdir(wanted["folder"])
    os.environ.clear()
    os.environ.update(wanted["env"])
    time.tzset()
    sys.argv[1:] = wanted["command"]


def _bury() -> None:
    """Take note of those who have ended, as a parent must."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _die_with_parent() -> None:
    """Let the kernel end this process when the one that made it is gone: a killed test leaves nothing running."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
    _run()
