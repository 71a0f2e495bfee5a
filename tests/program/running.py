"""The real program, run as a process of its own against servers on this machine.

    async with TelegramServer() as server, running_parvis(server, data_dir=tmp_path) as program:
        noor = server.citizen(first_name="Noor", language_code="nl")
        await noor.starts()
        await noor.hears("Dag!")
        await program.restart()          # kill -9, and start again on the same data
        await noor.presses("Ja")

It answers readiness and metrics on a port of its own, writes its logs to a file in the data folder's
parent, and never outlives the test, however that ends.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import aiohttp

from tests.program.nursery import Newborn, nursery
from tests.telegram_server import TelegramServer

START_SECONDS = 30.0
STOP_SECONDS = 30.0

# The kernel kills the program when the one who started it is gone: a killed test leaves nothing running.
_DIES_WITH_US = "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 9); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
_PYTHON = [sys.executable, "-c", _DIES_WITH_US] if sys.platform == "linux" else [sys.executable]


class ProgramEndedError(AssertionError):
    """The program ended, or did not become ready; what it said comes with this."""


@dataclass(eq=False)
class Program:
    """One `parvis …`, which can be killed, frozen and started again on the same data.

    `env` holds its settings, which may be changed between starts. `exit_code` is that of its last end.
    Started `cold`, it imports what it needs itself, as it does for everybody else; otherwise it is forked from
    a process that has done so.
    """

    command: Sequence[str]
    env: dict[str, str]
    folder: Path
    cold: bool = False
    exit_code: int | None = None
    _process: subprocess.Popen[bytes] | Newborn | None = None
    _said_before: int = 0

    @property
    def pid(self) -> int:
        """The number of the process that runs."""
        assert self._process is not None, "The program is not running."
        return self._process.pid

    @property
    def running(self) -> bool:
        """Tell whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the process; `wait_ready` waits until it works."""
        assert self._process is None, "The program is running already."
        self._said_before = len(self.log_text())
        with self._log.open("ab") as log, self._output.open("ab") as output:
            self._process = _started(
                self.command, self.folder, self.env, output.fileno(), log.fileno(), cold=self.cold
            )

    async def wait_ready(self, seconds: float = START_SECONDS) -> None:
        """Return once `/readyz` says so. Raises ProgramEndedError, with what the program said."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.running:
            if (await self.readiness())[0] == 200:
                return
            await asyncio.sleep(0.02)
        raise ProgramEndedError(f"The program is not ready. It said:\n{self.log_text()[-4000:]}")

    async def wait_end(self, seconds: float = STOP_SECONDS) -> int:
        """Return the exit code, once the program has ended by itself."""
        assert self._process is not None, "The program is not running."
        deadline = time.monotonic() + seconds
        while (exit_code := self._process.poll()) is None:
            if time.monotonic() > deadline:
                raise ProgramEndedError(f"The program does not end. It said:\n{self.log_text()[-4000:]}")
            await asyncio.sleep(0.02)
        self.exit_code, self._process = exit_code, None
        return exit_code

    async def stop(self, signal_number: int = signal.SIGTERM) -> int:
        """Ask the program to stop, and return its exit code."""
        self.send(signal_number)
        return await self.wait_end()

    async def kill(self) -> None:
        """End the program as `kill -9` does: at once, whatever it is doing."""
        self.send(signal.SIGKILL)
        await self.wait_end()

    async def restart(self) -> None:
        """Kill the program if it runs, start it again on the same data, and wait until it is ready."""
        if self._process is not None:
            await self.kill()
        self.start()
        await self.wait_ready()

    def freeze(self) -> None:
        """Stop the program's time: it does nothing until `thaw`, as on a laptop that was closed."""
        self.send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let the program go on."""
        self.send(signal.SIGCONT)

    def send(self, signal_number: int) -> None:
        """Send the program a signal."""
        assert self._process is not None, "The program is not running."
        self._process.send_signal(signal_number)

    async def settled(self, seconds: float = 10.0) -> None:
        """Return once every turn is taken, and of every message it is kept what came of it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            figures = await self.figures()
            if figures and not any(
                figures[name] for name in ("parvis_updates_pending", "parvis_outbox_pending")
            ):
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"The program is not done. It said:\n{self.log_text()[-4000:]}")

    async def figures(self) -> dict[str, float]:
        """Return the metrics, by name and labels as they are written."""
        lines = (await self.metrics()).splitlines()
        return {name: float(value) for name, _, value in (s.rpartition(" ") for s in lines if s[:1] != "#")}

    async def run(self, *command: str, env: Mapping[str, str] | None = None) -> Ran:
        """Run another `parvis` command beside it, with the same settings, to its end."""
        return await run_parvis(*command, env={**self.env, **(env or {})}, folder=self.folder)

    async def readiness(self) -> tuple[int, str]:
        """Return status and text of `/readyz`; 0 while nobody answers there."""
        return await self.asks("/readyz")

    async def metrics(self) -> str:
        """Return the text of `/metrics`."""
        return (await self.asks("/metrics"))[1]

    async def asks(self, path: str) -> tuple[int, str]:
        """Return status and text of a page of the operators' listener; 0 while nobody answers there."""
        address = self.address_of("PARVIS_OPS__LISTEN")
        if address is None:
            return 0, ""
        try:
            async with aiohttp.ClientSession() as session, session.get(f"http://{address}{path}") as answer:
                return answer.status, await answer.text()
        except (aiohttp.ClientError, OSError):
            return 0, ""

    def address_of(self, setting: str) -> str | None:
        """Return the address that is listened on for a setting, as this run's log tells."""
        for line in self.log_lines(this_run=True):
            if line.get("slug") == "listening" and line.get("setting") == setting:
                return str(line["address"])
        return None

    def log_text(self) -> str:
        """Return everything that the program has logged, in all its runs."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def output_text(self) -> str:
        """Return everything that it wrote to standard output, in all its runs."""
        return self._output.read_text(errors="replace") if self._output.exists() else ""

    def log_lines(self, *, this_run: bool = False) -> list[dict[str, object]]:
        """Return the logged lines that are whole, as they are meant; what is no JSON under "said"."""
        text = self.log_text()[self._said_before if this_run else 0 :]
        return [_line(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def slugs(self) -> list[str]:
        """Return the slugs of all logged lines, in order."""
        return [str(line.get("slug")) for line in self.log_lines()]

    async def logs(self, *slugs: str, seconds: float = 10.0) -> dict[str, object]:
        """Return the first line with one of those slugs in this run, once it is there."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for line in self.log_lines(this_run=True):
                if line.get("slug") in slugs:
                    return line
            await asyncio.sleep(0.02)
        raise AssertionError(f"The program did not log {slugs}. It said:\n{self.log_text()[-4000:]}")

    @property
    def _log(self) -> Path:
        return self.folder / "parvis.log"

    @property
    def _output(self) -> Path:
        return self.folder / "parvis.out"


@dataclass(frozen=True)
class Ran:
    """A command that has come to its end."""

    exit_code: int
    output: str
    errors: str


def settings_for(
    server: TelegramServer | None = None,
    *,
    data_dir: Path,
    database_url: str | None = None,
    env: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the environment of a program: nobody's own settings, a free port, the server; then `env` on top."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PARVIS_")}
    clean.pop("PYTHONDONTWRITEBYTECODE", None)
    settings = clean | {"PARVIS_DATA_DIR": str(data_dir), "PARVIS_OPS__LISTEN": "127.0.0.1:0"}
    if server is not None:
        settings |= {"PARVIS_TELEGRAM__TOKEN": server.token, "PARVIS_TELEGRAM__API_URL": server.base_url}
    if database_url is not None:
        settings["PARVIS_DATABASE_URL"] = database_url
    return settings | dict(env or {})


@asynccontextmanager
async def running_parvis(
    server: TelegramServer | None = None,
    *,
    data_dir: Path,
    database_url: str | None = None,
    env: Mapping[str, str] | None = None,
    command: Sequence[str] = ("serve",),
    ready: bool = True,
    cold: bool = False,
) -> AsyncIterator[Program]:
    """Run `parvis serve` on that data, ready to work; with `ready=False`, as soon as it is started.

    The folder's parent is where it runs, and where its log is.
    """
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    settings = settings_for(server, data_dir=data_dir, database_url=database_url, env=env)
    program = Program(command, settings, data_dir.parent, cold)
    program.start()
    try:
        if ready:
            await program.wait_ready()
        yield program
    finally:
        if program.running:
            program.thaw()
            await program.kill()


async def run_parvis(*command: str, env: Mapping[str, str], folder: Path, cold: bool = False) -> Ran:
    """Run `parvis` with that command to its end, in that folder, with exactly that environment."""
    with TemporaryFile() as output, TemporaryFile() as errors:
        process = _started(command, folder, env, output.fileno(), errors.fileno(), cold=cold)
        try:
            while (exit_code := process.poll()) is None:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.005)
        finally:
            process.send_signal(signal.SIGKILL)
        return Ran(exit_code, _whole(output), _whole(errors))


def _whole(file: IO[bytes]) -> str:
    """Return what is in a file to which another process wrote by our handle."""
    file.seek(0)
    return file.read().decode()


def _started(
    command: Sequence[str], folder: Path, env: Mapping[str, str], output: int, errors: int, *, cold: bool
) -> subprocess.Popen[bytes] | Newborn:
    if not cold:
        return nursery().start(command, folder, env, output, errors)
    return subprocess.Popen(
        [*_PYTHON, "-m", "bot", *command],
        cwd=folder,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
    )


def _line(text: str) -> dict[str, object]:
    try:
        line = json.loads(text)
    except ValueError:
        line = None
    return line if isinstance(line, dict) else {"said": text.rstrip("\n")}
