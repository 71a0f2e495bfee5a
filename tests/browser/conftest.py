"""One browser for all tests of this folder, and one event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

from tests.browser.echo import Echo, served
from tests.browser.page import Phones
from tests.chromium import QUIET, chromium_path

HERE = Path(__file__).parent
LAPTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "locale": "nl-BE"}

OpenPhones = Callable[..., Awaitable[Phones]]
"""Opens a page of its own at an address, with the options of a browser context (`viewport`, `color_scheme`, …)."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents and pytest_asyncio.is_async_test(item):
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


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def laptop(chromium: Browser) -> AsyncIterator[tuple[Page, Complaints]]:
    """One page for all tests that ask for nothing special: each has another port, and so another origin."""
    context = await chromium.new_context(**LAPTOP)
    complaints = Complaints()
    complaints.watch(context)
    yield await context.new_page(), complaints
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def phones(echo: Echo, laptop: tuple[Page, Complaints]) -> AsyncIterator[Phones]:
    """The page of `echo` on a laptop. Anything unexpected on the browser's console fails the test."""
    page, complaints = laptop
    yield await Phones.open(page, echo.page.url)
    await page.goto("about:blank")
    said, complaints[:] = list(complaints), []
    assert said == []


@pytest_asyncio.fixture(loop_scope="session")
async def open_phones(chromium: Browser) -> AsyncIterator[OpenPhones]:
    """For pages of another size, or of another program. Anything unexpected on a console fails the test."""
    contexts = []
    complaints = Complaints()

    async def opened(url: str, **options: Any) -> Phones:
        context = await chromium.new_context(**LAPTOP | options)
        contexts.append(context)
        complaints.watch(context)
        return await Phones.open(await context.new_page(), url)

    yield opened
    for context in contexts:
        await context.close()
    assert complaints == []


@pytest_asyncio.fixture(loop_scope="session")
async def echo(tmp_path: Path) -> AsyncIterator[Echo]:
    async with served(tmp_path) as echo:
        yield echo
