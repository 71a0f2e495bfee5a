"""One browser for all tests of this folder, and one event loop; each test has a fresh profile."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, async_playwright

from tests.browser.echo import Echo, served
from tests.browser.page import Phones
from tests.chromium import QUIET, chromium_path

HERE = Path(__file__).parent

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


@pytest_asyncio.fixture(loop_scope="session")
async def open_phones(chromium: Browser) -> AsyncIterator[OpenPhones]:
    """A page that says anything unexpected on the browser's console fails its test."""
    contexts = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A program that is stopped on purpose is complained about by the browser itself.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    async def opened(url: str, **options: Any) -> Phones:
        options = {"viewport": {"width": 1440, "height": 900}, "locale": "nl-BE"} | options
        context = await chromium.new_context(**options)
        contexts.append(context)
        context.on("console", note)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        return await Phones.open(await context.new_page(), url)

    yield opened
    for context in contexts:
        await context.close()
    assert complaints == []


@pytest_asyncio.fixture(loop_scope="session")
async def echo(tmp_path: Path) -> AsyncIterator[Echo]:
    async with served(tmp_path) as echo:
        yield echo


@pytest_asyncio.fixture(loop_scope="session")
async def phones(echo: Echo, open_phones: OpenPhones) -> Phones:
    return await open_phones(echo.page.url)
