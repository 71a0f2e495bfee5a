"""The server that other tests stand on."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.postgres import PostgresServer, running_postgres


def test_a_test_gets_an_empty_database_of_its_own(postgres_url: str, postgres_server: PostgresServer) -> None:
    other = postgres_server.create_database("another")
    with psycopg.connect(postgres_url) as connection:
        connection.execute("create table idea (title text)")
    with psycopg.connect(other) as connection:
        tables = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
    postgres_server.drop_database("another")
    assert tables == (0,)


def test_the_ordinary_role_can_have_the_extensions_and_is_no_superuser(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("create extension pg_trgm")
        connection.execute("create extension unaccent")
        found = connection.execute("select similarity('zébra', 'zebra') > 0, unaccent('Évère'), upper('é')")
        assert found.fetchone() == (True, "Evere", "É")
        superuser = connection.execute("select usesuper from pg_user where usename = current_user").fetchone()
    assert superuser == (False,)


def test_a_wrong_password_is_refused(postgres_url: str, postgres_server: PostgresServer) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres_url.replace(postgres_server.password, "guess"))


def test_a_copy_of_a_template_has_what_the_template_has(postgres_server: PostgresServer) -> None:
    with psycopg.connect(postgres_server.create_database("model")) as connection:
        connection.execute("create table idea (title text)")
    with psycopg.connect(postgres_server.create_database("copy", template="model")) as connection:
        assert connection.execute("select count(*) from idea").fetchone() == (0,)
    for name in ("copy", "model"):
        postgres_server.drop_database(name)


def test_a_restart_keeps_the_data_and_the_address() -> None:
    with running_postgres() as server:
        url = server.create_database("city")
        with psycopg.connect(url) as connection:
            connection.execute("create table idea (title text)")
        server.stop()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url)
        server.start()
        with psycopg.connect(url) as connection:
            assert connection.execute("select count(*) from idea").fetchone() == (0,)


KILLED = """
import os, signal
from tests.postgres import running_postgres
with running_postgres() as server:
    print(server.folder, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_test_run_leaves_no_server_behind() -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, text=True, check=False)
    folder = Path(ended.stdout.strip())
    deadline = time.monotonic() + 10
    while _servers_in(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert (folder / "data").is_dir()
    assert _servers_in(folder) == []
    shutil.rmtree(folder)


def _servers_in(folder: Path) -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if str(folder) in " ".join(_command(process))]


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []
