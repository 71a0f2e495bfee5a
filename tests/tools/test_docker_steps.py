"""The image, made by its own steps in a clean environment, and started as an engine would start it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.loopback import free_port
from tools.docker_steps import Built, build

pytestmark = [
    pytest.mark.prove,
    # A root of one's own and another user are things that only root on Linux can give.
    pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() != 0, reason="the image's steps need root on Linux"
    ),
]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("image")
    yield build(folder)
    # Some hundred megabytes, which pytest would keep for three runs.
    shutil.rmtree(folder)


@pytest.fixture
def settings() -> dict[str, str]:
    """A bot whose platform cannot be reached: no reason to be unwell."""
    return {
        "PARVIS_OPS__LISTEN": f"127.0.0.1:{free_port()}",
        "PARVIS_TELEGRAM__TOKEN": "123456:made-up-for-a-test-aaaaaaaaaaaaaaa",
        "PARVIS_TELEGRAM__API_URL": f"http://127.0.0.1:{free_port()}",
    }


@pytest.fixture
def program(image: Built, settings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    started = image.start(settings=settings)
    yield started
    started.kill()
    started.communicate()


def test_h74_nothing_but_the_data_folder_can_be_written(image: Built) -> None:
    writable = image.run("find", "/", "-xdev", "-writable", "-not", "-type", "l").stdout.split()
    assert sorted(path for path in writable if not path.startswith("/data/")) == ["/data", "/tmp"]
    refused = image.run("touch", "/opt/new")
    assert "Read-only file system" in refused.stderr


def test_h74_the_program_runs_as_its_own_user_and_is_healthy(
    image: Built, settings: dict[str, str], program: subprocess.Popen[str]
) -> None:
    deadline = time.monotonic() + 20
    while image.run(*image.healthcheck, settings=settings).returncode and time.monotonic() < deadline:
        assert program.poll() is None, program.communicate()
        time.sleep(0.1)
    assert image.run(*image.healthcheck, settings=settings).returncode == 0
    assert f"Uid:\t{image.user.partition(':')[0]}\t" in Path(f"/proc/{program.pid}/status").read_text()
    program.send_signal(signal.SIGTERM)
    assert program.wait(20) == 0


def test_what_the_tests_need_is_not_in_the_image(image: Built) -> None:
    assert image.run("python", "-c", "import telegram, psycopg, bot").returncode == 0
    assert image.run("python", "-c", "import pytest").returncode == 1
