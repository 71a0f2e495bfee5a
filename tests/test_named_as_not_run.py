"""What could not be run is named at the end, and is a failure where everything is required."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

A_BROWSER_TEST = """
import pytest

@pytest.mark.browser
def test_a_page_is_shown(): pass

@pytest.mark.xfail
def test_known_not_to_work_yet(): assert False
"""
A_MODULE_THAT_IS_LEFT_OUT = """
import pytest
pytest.skip("no homeserver", allow_module_level=True)
"""


def run(
    tests: Path, *, workers: int = 0, require_all: str = "", path: str = ""
) -> subprocess.CompletedProcess[str]:
    pytest_run = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.named_as_not_run",
        "-c",
        "/dev/null",
        "--rootdir",
        str(tests),
    ]
    in_workers = ["-p", "xdist", "-n", str(workers)] if workers else []
    return subprocess.run(
        [*pytest_run, *in_workers, "-o", "markers=browser", str(tests)],
        env={"PATH": path, "PARVIS_REQUIRE_ALL": require_all, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def tests(tmp_path: Path) -> Path:
    (tmp_path / "test_page.py").write_text(A_BROWSER_TEST)
    (tmp_path / "test_server.py").write_text(A_MODULE_THAT_IS_LEFT_OUT)
    return tmp_path


@pytest.mark.parametrize("workers", [0, 1])
def test_a_browser_test_without_a_browser_is_named_with_the_remedy(tests: Path, workers: int) -> None:
    ended = run(tests, workers=workers)
    assert "NOT RUN (1): Chromium is not installed (on Debian: apt install chromium" in ended.stdout
    assert "NOT RUN (1): no homeserver" in ended.stdout
    assert ended.returncode == 0


def test_a_browser_test_runs_where_there_is_one(tests: Path, tmp_path: Path) -> None:
    (tmp_path / "chromium").write_text("#!/bin/sh\n")
    (tmp_path / "chromium").chmod(0o755)
    assert "1 passed, 1 skipped, 1 xfailed" in run(tests, path=str(tmp_path)).stdout


@pytest.mark.parametrize("workers", [0, 1])
def test_where_everything_is_required_what_is_not_run_fails(tests: Path, workers: int) -> None:
    assert "requires everything: no homeserver" in run(tests, workers=workers, require_all="1").stdout
    (tests / "test_server.py").unlink()
    ended = run(tests, workers=workers, require_all="1")
    assert "1 xfailed, 1 error" in ended.stdout
    assert "requires everything: Chromium is not installed" in ended.stdout
    assert ended.returncode == 1
