"""H32, H78: who was forgotten stays forgotten, whatever was half-way, queued or is repeated; who writes again is a stranger."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.engine.incoming import Arrival, Sender
from storage import tables
from tests.chat import Chat
from tests.worlds import World

TYPED = '{"kind": "typed", "text": "menu", "message": "m"}'


def forgotten(world: World) -> Chat:
    """Let somebody with something of everything under way be forgotten."""
    chat = Chat(world)
    chat.play("""
        given a programme
        given a citizen with reminders
        given an idea “Un passage”
        > {:idea} 1
        [support 1]
        > {:idea}
        > Een zebrapad
        > /forget
        [yes]
        < {You are forgotten}
    """)
    return chat


def people(world: World) -> int:
    return world.count(tables.people)


def test_h32_nothing_half_way_or_due_brings_them_back(either_world: World) -> None:
    chat = forgotten(either_world)
    assert people(either_world) == 2, "who shared the idea, and nobody yet"
    seen = len(chat.shown())
    chat.wait(timedelta(days=9))
    assert len(chat.shown()) == seen
    assert people(either_world) == 1
    assert either_world.count(tables.accounts, tables.accounts.c.external == "anna") == 0


def test_h32_what_is_repeated_after_that_is_known_for_a_repetition(world: World) -> None:
    chat = forgotten(world)
    with world.desk() as desk:
        keys = (
            desk.connection.execute(tables.inbox.select().with_only_columns(tables.inbox.c.key))
            .scalars()
            .all()
        )
    chat.wait(timedelta(minutes=1))
    again = [Arrival(key, TYPED, Sender("anna", "anna")) for key in keys]
    assert world.keep(*again) == 0
    world.settle()
    assert world.count(tables.inbox, tables.inbox.c.state == "pending") == 0


@pytest.mark.parametrize("after", [timedelta(seconds=1), timedelta(minutes=1)], ids=["at once", "later"])
def test_h78_who_writes_again_is_a_stranger(world: World, after: timedelta) -> None:
    chat = forgotten(world)
    world.clock.at += after
    world.fire()
    chat.play("> {:menu}\n? welcome")
    stranger = world.who("anna")
    chat.wait(timedelta(days=1))
    assert world.who("anna") == stranger
    assert world.count(tables.consents, tables.consents.c.person == stranger.person) == 0


def test_h32_what_was_said_behind_the_last_yes_is_over_with_it(world: World) -> None:
    chat = Chat(world)
    chat.play("given a programme\ngiven a citizen with reminders\ngiven my idea “Een zebrapad”")
    chat.say("/forget")
    chat.press("nobodys")
    yes, message = chat.shown()[-1].buttons[0], chat.shown()[-1].id
    pressed = {"kind": "pressed", "token": yes.token, "message": message, "receipt": "r", "mark": "x"}
    anna = Sender("anna", "anna")
    world.keep(
        Arrival("yes", json.dumps(pressed), anna), Arrival("a", TYPED, anna), Arrival("b", TYPED, anna)
    )
    world.settle()
    chat.play("< {You are forgotten}\n(2 days later)\n(silence)")
    assert world.count(tables.accounts, tables.accounts.c.external == "anna") == 0
    assert world.count(tables.outbox, tables.outbox.c.payload.is_not(None)) == 0
