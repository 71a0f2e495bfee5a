"""The contract, for each adapter there is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.contract import PlatformContract
from tests.adapters.telegram.stage import TelegramStage, telegram
from tests.adapters.tryout_stage import TryoutStage, tryout


class TestTelegramPolling(PlatformContract):
    @pytest.fixture
    async def stage(self) -> AsyncIterator[TelegramStage]:
        async with telegram("polling") as stage:
            yield stage


class TestTelegramWebhook(PlatformContract):
    @pytest.fixture
    async def stage(self) -> AsyncIterator[TelegramStage]:
        async with telegram("webhook") as stage:
            yield stage


class TestTryout(PlatformContract):
    @pytest.fixture
    async def stage(self, tmp_path: Path) -> AsyncIterator[TryoutStage]:
        async with tryout(tmp_path) as stage:
            yield stage
