"""The locks: what is installed is what was tested, and nothing else."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-run.lock", "requirements-build.lock")


def locked(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


def asked(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=; ]", requirement)[0].lower() for requirement in requirements}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    entries = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert len(entries) == len(locked(name))


@pytest.mark.parametrize("name", LOCKS)
def test_what_runs_is_what_was_tested(name: str) -> None:
    assert locked(name).items() <= locked("requirements.lock").items()


def test_every_dependency_is_locked_and_none_of_the_tests_is_shipped() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    run, build = asked(project["project"]["dependencies"]), asked(groups["build"])
    for_tests = asked([entry for entry in groups["dev"] if isinstance(entry, str)])
    assert run <= locked("requirements-run.lock").keys()
    assert build <= locked("requirements-build.lock").keys()
    assert for_tests <= locked("requirements.lock").keys()
    assert not (for_tests | build) & locked("requirements-run.lock").keys()
