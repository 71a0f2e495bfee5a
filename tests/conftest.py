"""What holds for every test: nothing leaves this machine, and nothing is left running on it.

Fixtures live in a module of their own, named for what they give, and are listed in `pytest_plugins`.
"""

from __future__ import annotations

import gc
import os

import hypothesis
import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.loopback import stay_on_loopback
from tests.program.nursery import close_nursery

# Much is imported and collected, and next to nothing of it let go of: to look for that takes an eighth of the time.
gc.disable()

pytest_plugins = [
    "tests.named_as_not_run",
    "tests.postgres",
    "tests.migrated",
    "tests.synapse",
    "tests.worlds",
]

# What is said to the tests; every other PARVIS_… is a setting of somebody's own, and no test's business.
FOR_THE_TESTS = {"PARVIS_REQUIRE_ALL", "PARVIS_CHROMIUM"}

# The machine may be busy: a slow example is no failure. Where nobody looks on, every run takes the same examples.
hypothesis.settings.register_profile("parvis", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("parvis")


def pytest_configure() -> None:
    stay_on_loopback()
    for name in [name for name in os.environ if name.startswith("PARVIS_") and name not in FOR_THE_TESTS]:
        del os.environ[name]


LONG = (
    "program/test_matrix",
    "adapters/matrix",
    "browser",
    "program",
    "flows/test_stories",
    "flows/test_releases",
)
"""How the paths begin of tests that take seconds, or wait for them: the longest first."""

TOGETHER = {"program/test_matrix": "rooms", "adapters/matrix": "matrix", "browser": "browser"}
"""Tests that share what takes seconds to start, a homeserver or a browser, and so run in one worker, as those of one
file do; those of the whole program share nothing, and run wherever there is room."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: begun last, it would keep everybody waiting at the end."""
    items.sort(key=lambda item: _turn(item.nodeid))
    for item in items:
        if any(_is_case(item, case) for mark in item.iter_markers("prove_on") for case in mark.args):
            item.add_marker("prove")


def _is_case(item: pytest.Item, case: str) -> bool:
    """Tell whether every name of "postgresql-webhook" stands in the test's own id."""
    names = item.name.partition("[")[2].removesuffix("]").split("-")
    return set(case.split("-")) <= set(names)


def _path(test: str) -> str:
    """Return where the test of that id is; those of the contract for Matrix are with the adapter's own."""
    if "::TestMatrix" in test:
        return "adapters/matrix"
    return test.partition("::")[0].removeprefix("tests/")


class _Together(LoadScopeScheduling):  # type: ignore[misc]  # the library ships no types
    """Lets one worker run what is together."""

    def _split_scope(self, nodeid: str) -> str:
        path = _path(nodeid)
        group = next((group for begin, group in TOGETHER.items() if path.startswith(begin)), path)
        return nodeid if group.startswith("program/") else group


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Share the tests out in their order: what takes longest first, not what has most tests."""
    config.option.loadscopereorder = False
    return _Together(config, log)


def _turn(test: str) -> int:
    path = _path(test)
    return next((turn for turn, begin in enumerate(LONG) if path.startswith(begin)), len(LONG))


def pytest_collection_finish() -> None:
    """Look no more through what is there until the end, whenever what has been let go of is looked for."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are processors: many tests wait, for a program or for a second to pass."""
    return (os.cpu_count() or 1) + 2


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    close_nursery()
