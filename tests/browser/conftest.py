"""One browser for all tests of this folder, and one event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    ViewportSize,
    async_playwright,
)

from tests.browser.echo import Echo, served
from tests.browser.page import Phones
from tests.chromium import QUIET, chromium_path

HERE = "tests/browser/"
LAPTOP = ViewportSize(width=1440, height=900)

ReducedMotion = Literal["reduce", "no-preference"]

OpenPhones = Callable[..., Awaitable[Phones]]
"""Opens a page of its own at an address: of another size (`viewport`), or for whoever wants no motion (`reduced_motion`)."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(HERE) and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            item.add_marker(pytest.mark.browser)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium_path(), chromium_sandbox=False, args=list(QUIET)
        )
        yield browser
        await browser.close()


class Complaints(list[str]):
    """What the browser's console said that nobody expected."""

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._note)
        context.on("weberror", lambda error: self.append(str(error.error)))

    def _note(self, message: ConsoleMessage) -> None:
        # A program that is stopped on purpose is complained about by the browser itself.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.append(message.text)

    def heard(self) -> list[str]:
        """Return what was said since this was last asked."""
        said, self[:] = list(self), []
        return said


@dataclass(frozen=True)
class Window:
    """The one window of all tests: a new one takes five times as long as a page in it.

    `laptop` is the page of all tests that ask for nothing special: each has another port, and so another origin.
    """

    context: BrowserContext
    laptop: Page
    complaints: Complaints


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def window(chromium: Browser) -> AsyncIterator[Window]:
    context = await chromium.new_context(viewport=LAPTOP, locale="nl-BE")
    complaints = Complaints()
    complaints.watch(context)
    yield Window(context, await context.new_page(), complaints)
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def phones(echo: Echo, window: Window) -> AsyncIterator[Phones]:
    """The page of `echo` on a laptop. Anything unexpected on the browser's console fails the test."""
    yield await Phones.open(window.laptop, echo.page.url)
    await window.laptop.goto("about:blank")
    assert window.complaints.heard() == []


@pytest_asyncio.fixture(loop_scope="session")
async def open_phones(window: Window) -> AsyncIterator[OpenPhones]:
    """For pages of another size, or of another program. Anything unexpected on a console fails the test."""
    pages = []

    async def opened(
        url: str, *, viewport: ViewportSize = LAPTOP, reduced_motion: ReducedMotion = "no-preference"
    ) -> Phones:
        page = await window.context.new_page()
        pages.append(page)
        await page.set_viewport_size(viewport)
        await page.emulate_media(reduced_motion=reduced_motion)
        return await Phones.open(page, url)

    yield opened
    for page in pages:
        # The next test may be of the same program, and begins with nothing half written.
        await page.evaluate("sessionStorage.clear(), localStorage.clear()")
        await page.close()
    assert window.complaints.heard() == []


@pytest_asyncio.fixture(loop_scope="session")
async def echo(tmp_path: Path) -> AsyncIterator[Echo]:
    async with served(tmp_path) as echo:
        yield echo
