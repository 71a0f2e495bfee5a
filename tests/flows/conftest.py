"""Who is there in most of these tests."""

from __future__ import annotations

import pytest

from tests.chat import Chat
from tests.worlds import World


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.prove)])
def either_world(request: pytest.FixtureRequest) -> World:
    """Give a world; on PostgreSQL by `make prove`, since what storage answers is tested on both, and stories are played there."""
    made: World = request.getfixturevalue("world" if request.param == "sqlite" else "postgres_world")
    return made


@pytest.fixture
def anna(world: World) -> Chat:
    """Give a citizen, in a city that collects ideas."""
    chat = Chat(world)
    chat.play("given a programme\ngiven a citizen")
    return chat
