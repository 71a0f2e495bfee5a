"""A real Matrix homeserver for the tests: a private Synapse, started once a worker when first asked for.

It listens on loopback, federates with nobody, keeps everything in memory, and has its rate limits lifted, unless a
test asks for one with the limits that Synapse has when nobody changed them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import free_port

NAME = "parvis.test"
START_SECONDS = 60

_FREELY = {"per_second": 100_000, "burst_count": 100_000}
LIFTED: dict[str, Any] = {
    "rc_message": _FREELY,
    "rc_registration": _FREELY,
    "rc_login": {"address": _FREELY, "account": _FREELY, "failed_attempts": _FREELY},
    "rc_joins": {"local": _FREELY, "remote": _FREELY},
    "rc_joins_per_room": _FREELY,
    "rc_invites": {"per_room": _FREELY, "per_user": _FREELY, "per_issuer": _FREELY},
    "rc_admin_redaction": _FREELY,
    "rc_room_creation": _FREELY,
}
STOCK: dict[str, Any] = {name: limit for name, limit in LIFTED.items() if name != "rc_message"}
"""As above, but messages are limited as in a Synapse that nobody configured: ten at once, then one in five seconds."""

# The kernel kills the server when the one who started it is gone: a killed test run leaves nothing running.
_DIES_WITH_US = "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 9); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
_PYTHON = [sys.executable, "-c", _DIES_WITH_US] if sys.platform == "linux" else [sys.executable]


class SynapseDidNotStartError(Exception):
    """The server ended or stayed silent; what it said comes with this."""


@dataclass(frozen=True)
class Login:
    """An account on the server, logged in on one device."""

    user: str
    token: str
    device: str


@dataclass
class SynapseServer:
    """One server on the loopback address, on a port of its own."""

    folder: Path
    limits: dict[str, Any]
    port: int = field(default_factory=free_port)
    _secret: str = field(default_factory=secrets.token_hex)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address, as `PARVIS_MATRIX__HOMESERVER` takes it."""
        return f"http://127.0.0.1:{self.port}"

    def login(self, name: str) -> Login:
        """Make an account of that name, and log in."""
        path = "/_synapse/admin/v1/register"
        nonce = self._ask(path)["nonce"]
        signed = f"{nonce}\0{name}\0{name}\0notadmin".encode()
        mac = hmac.new(self._secret.encode(), signed, hashlib.sha1).hexdigest()
        made = self._ask(
            path, {"nonce": nonce, "username": name, "password": name, "mac": mac, "admin": False}
        )
        return Login(made["user_id"], made["access_token"], made["device_id"])

    def start(self) -> None:
        """Return once the server answers; after a stop it knows what it knew if its database is a file."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log, cwd=self.folder)
        deadline = time.monotonic() + START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                self._ask("/_matrix/client/versions")
            except urllib.error.URLError:
                time.sleep(0.02)
            else:
                return
        self.stop()
        raise SynapseDidNotStartError((self.folder / "log").read_text(errors="replace")[-2000:])

    def stop(self) -> None:
        """End the server at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def configure(self) -> None:
        """Write the configuration."""
        self._file.write_text(json.dumps(self._configuration))

    @property
    def _command(self) -> list[str]:
        return [*_PYTHON, "-m", "synapse.app.homeserver", "-c", str(self._file)]

    @property
    def _file(self) -> Path:
        return self.folder / "homeserver.yaml"

    @property
    def _configuration(self) -> dict[str, Any]:
        """Return what JSON and YAML have in common."""
        listener = {
            "port": self.port,
            "type": "http",
            "bind_addresses": ["127.0.0.1"],
            "resources": [{"names": ["client"]}],
        }
        return {
            "server_name": NAME,
            "listeners": [listener],
            "database": {"name": "sqlite3", "args": {"database": ":memory:"}},
            "log_config": self._logs(),
            "media_store_path": str(self.folder / "media"),
            "signing_key": f"ed25519 a_test {base64.b64encode(secrets.token_bytes(32)).decode().rstrip('=')}",
            "pid_file": str(self.folder / "pid"),
            "registration_shared_secret": self._secret,
            "macaroon_secret_key": self._secret,
            "bcrypt_rounds": 4,
            "presence": {"enabled": False},
            "push": {"enabled": False},
            "stats": {"enabled": False},
            "url_preview_enabled": False,
            "report_stats": False,
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            "federation_domain_whitelist": [],
            **self.limits,
        }

    def _logs(self) -> str:
        """Return the file that says how little is logged."""
        path = self.folder / "log.yaml"
        handlers = {"console": {"class": "logging.StreamHandler"}}
        root = {"level": "WARNING", "handlers": ["console"]}
        path.write_text(
            json.dumps({"version": 1, "handlers": handlers, "root": root, "disable_existing_loggers": False})
        )
        return str(path)

    def _ask(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self.url}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            said: dict[str, Any] = json.load(answer)
            return said


@contextmanager
def running_synapse(limits: dict[str, Any] | None = None) -> Iterator[SynapseServer]:
    """Start a server of one's own; nothing of it stays behind."""
    folder = Path(tempfile.mkdtemp(prefix="parvis-synapse-"))
    server = SynapseServer(folder, LIFTED if limits is None else limits)
    try:
        server.configure()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


_numbers = itertools.count(1)


def new_name(called: str) -> str:
    """Return a name that nobody has yet."""
    return f"{called}{next(_numbers)}"


@pytest.fixture(scope="session")
def synapse() -> Iterator[SynapseServer]:
    """Give this worker's server, with its limits lifted."""
    with running_synapse() as server:
        yield server


@pytest.fixture(scope="session")
def stock_synapse() -> Iterator[SynapseServer]:
    """Give a server that limits messages as Synapse does by itself."""
    with running_synapse(STOCK) as server:
        yield server
