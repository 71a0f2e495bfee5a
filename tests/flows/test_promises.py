"""One effect for each thing a person did; what breaks is put aside, and blocks nobody."""

from __future__ import annotations

import json

from sqlalchemy import update

from bot.civic.aside import RetryAside, UpdatesAside
from bot.engine.incoming import Arrival, Sender
from storage import tables
from tests.chat import Chat
from tests.flows.steps import TO_THE_PREVIEW
from tests.worlds import World


def ideas(world: World) -> int:
    return world.count(tables.ideas)


def test_p2_one_idea_however_often_it_is_shared(anna: Chat) -> None:
    anna.play(TO_THE_PREVIEW)
    anna.play("""
        [share] 20 times
        ~ {That conversation is over}
    """)
    assert ideas(anna.world) == 1


def test_p2_one_support_however_often_it_is_pressed(anna: Chat) -> None:
    anna.play("""
        given an idea “Un passage pour piétons”
        > {:idea} 1
        [support 1] 20 times
        ~ {Your support is counted}
        < {You support this idea}
    """)
    assert anna.world.count(tables.supports) == 1


def test_p2_one_consent_however_often_it_is_given(world: World) -> None:
    anna = Chat(world)
    anna.play("""
        > /start
        [yes] 20 times
        ~ {I had noted that already}
        (silence)
    """)
    assert world.count(tables.consents) == 1


def test_h3_the_same_update_twenty_times_is_one_effect(anna: Chat) -> None:
    anna.play(TO_THE_PREVIEW)
    token = next(
        b.token for b in anna.buttons() if "share" in b.label.lower() or b is anna.shown()[-1].buttons[0]
    )
    press = json.dumps({"kind": "pressed", "token": token, "receipt": "r", "message": "b1"})
    arrivals = [Arrival("the-same", press, Sender(anna.name, anna.name)) for _ in range(20)]
    assert [anna.world.keep(each) for each in arrivals] == [1] + [0] * 19
    anna.world.settle()
    anna.play("? filed")
    assert ideas(anna.world) == 1


def test_p3_what_one_person_said_is_taken_in_its_order(anna: Chat) -> None:
    said = ["/idea", "Een zebrapad", "Aan de school", "3", "Jette"]
    me = Sender(anna.name, anna.name)
    anna.world.keep(
        *(Arrival(f"m{n}", json.dumps({"kind": "typed", "text": text}), me) for n, text in enumerate(said))
    )
    anna.world.settle()
    anna.play("? idea photo")
    assert [e["a"] for e in anna.state.frames[0].journal.values() if "a" in e] == [
        {"text": "Een zebrapad"},
        {"text": "Aan de school"},
        {"option": "education"},
        {"text": "Jette"},
    ]


def test_p4_what_cannot_be_read_is_put_aside_and_blocks_nobody(anna: Chat) -> None:
    world, luc = anna.world, Chat(anna.world, "luc", hint="fr")
    luc.play("given a citizen")
    anna.play("> {:idea}\n> Een zebrapad")
    world.failing = True
    world.keep(
        Arrival("odd", "{", Sender("anna", "anna")),
        Arrival("even", '{"kind": "typed", "text": "menu"}', Sender("luc", "luc")),
    )
    world.settle()
    luc.play("? menu")
    anna.play("? idea description\n[skip]\n? idea topic")
    assert world.count(tables.inbox, tables.inbox.c.state == "aside") == 1


def test_p4_a_turn_that_fails_three_times_is_put_aside_and_may_be_tried_again(anna: Chat) -> None:
    world, me = anna.world, anna.world.who("anna").person
    spoil = update(tables.people).where(tables.people.c.id == me)
    anna.play("> {:idea}\n> Een zebrapad")
    with world.desk() as desk:
        desk.connection.execute(spoil.values(topics="{"))
    world.failing = True
    anna.play("> /settings\n< {Something went wrong}\n? menu")
    with world.desk() as desk:
        desk.connection.execute(spoil.values(topics="[]"))
        (aside,) = desk.ask(UpdatesAside())
    assert aside.attempts == 3
    assert "settings" not in aside.reason
    anna.play("> {:idea}\n[yes]\n? idea description")
    assert world.operate(RetryAside()) == [1]
    anna.play("< [language] [home] [topics]\n? idea description")
