"""Who is there in most of these tests."""

from __future__ import annotations

import pytest

from tests.chat import Chat
from tests.worlds import World


@pytest.fixture
def anna(world: World) -> Chat:
    """Give a citizen, in a city that collects ideas."""
    chat = Chat(world)
    chat.play("given a programme\ngiven a citizen")
    return chat
