"""The contract, for each adapter there is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.contract import GroupContract, PlatformContract
from tests.adapters.inbox import Inbox
from tests.adapters.matrix.stage import MatrixStage, matrix
from tests.adapters.telegram.stage import TelegramStage, telegram
from tests.adapters.tryout_stage import TryoutStage, tryout
from tests.synapse import SynapseServer


class TestTelegramPolling(PlatformContract, GroupContract):
    @pytest.fixture
    async def stage(self) -> AsyncIterator[TelegramStage]:
        async with telegram("polling") as stage:
            yield stage


class TestTelegramWebhook(PlatformContract, GroupContract):
    @pytest.fixture
    async def stage(self) -> AsyncIterator[TelegramStage]:
        async with telegram("webhook") as stage:
            yield stage


@pytest.fixture
def names(request: pytest.FixtureRequest) -> list[str]:
    """Give the names of those whom the test is about: each is a room more to be made and joined."""
    several = request.node.get_closest_marker("of_several")
    return ["noor", "lea"] if several else ["noor"]


class TestMatrix(PlatformContract, GroupContract):
    @pytest.fixture
    async def stage(self, synapse: SynapseServer, names: list[str]) -> AsyncIterator[MatrixStage]:
        async with matrix(synapse, names) as stage:
            yield stage

    @pytest.fixture
    def inbox(self, stage: MatrixStage) -> Inbox:
        """Give an inbox that knows from when on: without a mark, what was said before we listen is history."""
        inbox = Inbox()
        inbox.mark = stage.mark
        return inbox


@pytest.mark.prove
class TestMatrixSealed(TestMatrix):
    """The same in encrypted rooms."""

    @pytest.fixture
    async def stage(
        self, synapse: SynapseServer, names: list[str], tmp_path: Path
    ) -> AsyncIterator[MatrixStage]:
        async with matrix(synapse, names, keys=tmp_path / "keys") as stage:
            yield stage


class TestTryout(PlatformContract):
    @pytest.fixture
    async def stage(self, tmp_path: Path) -> AsyncIterator[TryoutStage]:
        async with tryout(tmp_path) as stage:
            yield stage
