"""An account on the test server, in a hurry."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from adapters.telegram.account import TelegramAccount
from adapters.timing import Timing
from tests.adapters.inbox import Inbox
from tests.telegram_server import TelegramServer

HURRY = Timing(
    connect_seconds=1.0,
    total_seconds=2.0,
    poll_seconds=1.0,
    body_seconds=0.3,
    first_pause_seconds=0.01,
    longest_pause_seconds=0.05,
)

Accounts = Callable[..., TelegramAccount]


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
def slugs() -> list[str]:
    """What the observer was told."""
    return []


@pytest.fixture
async def accounts(server: TelegramServer, slugs: list[str]) -> AsyncIterator[Accounts]:
    """Make accounts on the server; they are closed at the end."""
    made: list[TelegramAccount] = []

    def make(**options: object) -> TelegramAccount:
        usual: dict[str, object] = {"api_url": server.base_url, "timing": HURRY, "observer": slugs.append}
        made.append(TelegramAccount(server.token, **(usual | options)))  # type: ignore[arg-type]  # as given
        return made[-1]

    yield make
    for account in made:
        await account.close()


@pytest.fixture
def account(accounts: Accounts) -> TelegramAccount:
    return accounts()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()
