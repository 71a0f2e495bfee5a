"""What holds for every test: nothing leaves this machine, and whatever is not run is named.

Fixtures live in a module of their own, named for what they give, and are listed in `pytest_plugins`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator
from typing import TypeVar

import hypothesis
import pytest

from tests.chromium import chromium_path
from tests.loopback import stay_on_loopback

pytest_plugins = ["tests.postgres", "tests.synapse", "tests.worlds"]

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

NO_CHROMIUM = "Chromium is not installed (on Debian: apt install chromium fonts-noto-color-emoji)"


# What is said to the tests; every other PARVIS_… is a setting of somebody's own, and no test's business.
FOR_THE_TESTS = {"PARVIS_REQUIRE_ALL", "PARVIS_CHROMIUM"}

# The machine may be busy: a slow example is no failure. Where nobody looks on, every run takes the same examples.
hypothesis.settings.register_profile("parvis", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("parvis")


def pytest_configure() -> None:
    stay_on_loopback()
    for name in [name for name in os.environ if name.startswith("PARVIS_") and name not in FOR_THE_TESTS]:
        del os.environ[name]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if chromium_path() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _counted((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _counted((yield))


def _counted(report: Report) -> Report:
    """Where everything is required, what was skipped has failed."""
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("PARVIS_REQUIRE_ALL") == "1":
        report.outcome = "failed"
        report.longrepr = f"Not run, and PARVIS_REQUIRE_ALL=1 requires everything: {_reason(report)}"
    return report


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return said.removeprefix("Skipped: ")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    not_run = Counter(map(_reason, terminalreporter.stats.get("skipped", [])))
    for reason, tests in not_run.items():
        terminalreporter.write_line(f"NOT RUN ({tests}): {reason}", yellow=True, bold=True)
