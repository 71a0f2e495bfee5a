"""H17, H18, H20: two chats become one person's, seen from both of them; and what waits in either goes on."""

from __future__ import annotations

import pytest

from bot.civic.links import MakeCode
from bot.civic.votes import CastBallot
from bot.engine.incoming import Arrival, Sender
from bot.text.languages import LANGUAGES
from storage import tables
from storage.merging import merge
from tests.chat import Chat
from tests.worlds import World

MENU = '{"kind": "typed", "text": "menu", "message": "late"}'


def both(world: World, hint: str = "nl") -> tuple[Chat, Chat]:
    """Give somebody's two chats."""
    one, other = Chat(world, "anna", hint=hint), Chat(world, "anna-elsewhere", hint=hint)
    one.play("given a programme\ngiven a citizen")
    other.play("given a citizen")
    return one, other


def code_of(world: World, name: str) -> str:
    (code,) = world.does(name, MakeCode())
    return str(code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_h18_both_sides_see_both_accounts_and_both_are_told(world: World, language: str) -> None:
    one, other = both(world, language)
    one.play("given a one vote")
    for name, choice in (("anna", 0), ("anna-elsewhere", 1)):
        world.does(name, CastBallot(1, (choice,)))
    other.play(f"""
        > {{:link}} {code_of(world, "anna")}
        ? link-mine sure
        < anna
        < anna-elsewhere
        [yes]
        < {{Now say yes in the other chat}}
    """)
    one.play("""
        < anna
        < anna-elsewhere
        [link-yes]
        < {Your accounts are linked}
        (1 second later)
        < {You had voted in vote}
    """)
    other.play("< {Your accounts are linked}\n< {You had voted in vote}")
    assert world.who("anna").person == world.who("anna-elsewhere").person
    assert world.count(tables.ballots) == 1


def test_h17_whoever_links_next_is_asked_too(world: World) -> None:
    for number, (shows, types) in enumerate((("anna", "anna-elsewhere"), ("noor", "noor-elsewhere"))):
        one, other = Chat(world, shows), Chat(world, types)
        one.play("given a citizen")
        other.play(f"given a citizen\n> {{:link}} {code_of(world, shows)}\n[yes]")
        one.play("[link-yes]\n< {Your accounts are linked}")
        assert world.count(tables.people) == number + 1


def test_what_both_chats_say_at_the_same_moment_is_one_persons(world: World) -> None:
    one, other = both(world)
    other.play(f"> {{:link}} {code_of(world, 'anna')}\n[yes]")
    # Both turns are taken from the same look at the inbox.
    yes = one.shown()[-1]
    pressed = (
        f'{{"kind": "pressed", "token": "{yes.buttons[0].token}", "message": "{yes.id}", "receipt": "r"}}'
    )
    world.keep(
        Arrival("yes", pressed, Sender("anna", "anna")),
        Arrival("menu", MENU, Sender("anna-elsewhere", "anna-elsewhere")),
    )
    world.settle()
    other.play("< {What would you like to do}")
    assert world.count(tables.inbox, tables.inbox.c.state != "done") == 0
    assert world.count(tables.people) == 1


def test_what_is_half_way_in_either_chat_goes_on(either_world: World) -> None:
    one, other = both(either_world)
    one.play("> {:idea}\n> Een zebrapad")
    other.play("> {:idea}\n> Een bank")
    people = [either_world.who(name).person for name in ("anna", "anna-elsewhere")]
    with either_world.desk() as desk:
        merge(desk, *people)
    for chat in (one, other):
        chat.play("[skip]\n[work]\n[city]\n[skip]\n[share]")
    assert either_world.count(tables.ideas) == 2
    one.play("> {:my accounts}\n< anna-elsewhere")
