"""A stage with one person on it, and an inbox that listens from now on."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.adapters.inbox import Inbox
from tests.adapters.matrix.stage import MatrixStage, matrix
from tests.synapse import SynapseServer


@pytest.fixture
async def stage(synapse: SynapseServer) -> AsyncIterator[MatrixStage]:
    async with matrix(synapse, ["noor"]) as stage:
        yield stage


@pytest.fixture
def inbox(stage: MatrixStage) -> Inbox:
    inbox = Inbox()
    inbox.mark = stage.mark
    return inbox
