"""What takes long is found out beside the turns: nobody else waits for it, and whoever asked hears it in their order."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from bot.civic.audiences import CountAudience
from bot.civic.doors import Citizen
from bot.engine.beside import Wanted
from bot.engine.incoming import Arrival, Sender
from storage import tables
from tests.chat import Chat
from tests.worlds import World

COMPOSE = "message to many"


@pytest.fixture
def eva(either_world: World) -> Chat:
    """Give an organiser, and a citizen who is there, too."""
    chat = Chat(either_world, "eva", hint="en")
    chat.play("given an organiser")
    Chat(either_world, "luc", hint="fr").play("given a citizen")
    return chat


def type_(world: World, name: str, *words: str) -> None:
    """Let somebody type, and nobody take their turn yet."""
    for text in words:
        said = json.dumps({"kind": "typed", "text": text})
        world.keep(Arrival(f"{name}-{text}", said, Sender(name, name)))


def turns(world: World) -> list[Wanted]:
    """Take all turns that can be taken, as they are while nothing is found out; return what they want to know."""
    wanted: list[Wanted] = []
    while True:
        with world.desk() as desk:
            taken = world.worker.take_turns(desk, 16)
        wanted += [each.wanted for each in taken if each.wanted and world.worker.beside.begin(each.wanted)]
        if not taken:
            return wanted


def waiting(world: World) -> int:
    """Return how many updates wait for their turn."""
    return world.count(tables.inbox, tables.inbox.c.state == "pending")


def test_p7_while_it_is_found_out_others_have_their_turn_and_ones_own_go_on_in_order(eva: Chat) -> None:
    world = eva.world
    type_(world, "eva", COMPOSE, "everyone")
    type_(world, "luc", "menu")
    (wanted,) = turns(world)
    assert isinstance(wanted.query, CountAudience)
    assert wanted.actor == Citizen(world.who("eva").person, world.who("eva").account, arrived=world.clock.at)
    assert waiting(world) == 2
    type_(world, "luc", "help")
    assert turns(world) == []
    assert waiting(world) == 2
    world.worker.beside.find_out(wanted)
    assert turns(world) == []
    assert waiting(world) == 0
    assert eva.state.frames[-1].latest()[0] == "photo"


def test_p6_killed_while_it_is_found_out_it_is_found_out_anew(eva: Chat) -> None:
    world = eva.world
    type_(world, "eva", COMPOSE)
    assert len(turns(world)) == 1
    world.restart()
    world.settle()
    eva.play("? compose audience")


def test_p4_what_cannot_be_found_out_is_told_and_blocks_nobody(eva: Chat) -> None:
    world = eva.world
    eva.play("given a yes-no vote")
    with world.desk() as desk:
        desk.connection.execute(update(tables.votes).values(texts="{"))
    world.failing = True
    eva.play("> figures\n< {Something went wrong}\n? menu")
    assert world.count(tables.inbox, tables.inbox.c.state == "aside") == 1
