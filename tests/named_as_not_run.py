"""Names what was not run, and why, at the end of the tests; where everything is required, that is a failure."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator
from typing import TypeVar

import pytest

from tests.chromium import chromium_path

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

NO_CHROMIUM = "Chromium is not installed (on Debian: apt install chromium fonts-noto-color-emoji)"


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
