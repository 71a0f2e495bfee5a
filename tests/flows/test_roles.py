"""H10, H11, H14, H20: a role is read as it is used, and everybody concerned hears what becomes of one."""

from __future__ import annotations

import pytest

from bot.civic.appointments import OfferOwnership, OfferRole, TakeRole
from bot.civic.links import spelt
from bot.civic.roles import Mandate, MyRoles, Role
from bot.text.languages import LANGUAGES
from tests.chat import Chat
from tests.worlds import World

OWNER, DOOR = Mandate(Role.OWNER), Mandate(Role.DOOR)


def owners(world: World, *names: str) -> list[Chat]:
    """Give the chats of owners."""
    chats = [Chat(world, name) for name in names]
    for chat in chats:
        chat.play("given an owner")
    return chats


def roles_of(world: World, name: str) -> list[Mandate]:
    who = world.who(name)
    with world.desk() as desk:
        desk.act_as(who)
        return [each.mandate for each in desk.ask(MyRoles())]


def code(world: World, giver: str, mandate: Mandate = DOOR) -> str:
    return spelt(world.does(giver, OfferRole(mandate, "Sam"))[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_sides_hear_each_step_in_their_own_language(world: World, language: str) -> None:
    (olga,) = owners(world, "olga")
    sam = Chat(world, "sam", hint=language)
    sam.play(f"""
        given a citizen
        > {{:role}} {code(world, "olga")}
        < olga
        < sam
        [yes]
    """)
    olga.play("""
        < {Somebody typed your code}
        < sam
        [role-yes]
        < {They have the role now, and I have told them}
    """)
    sam.play("< {You have a role now}\n[organise]\n? organise")
    world.does("olga", TakeRole(world.who("sam").account, DOOR))
    world.settle()
    sam.play("< {Your role was taken back}\n> {:organise}\n? organise nothing")


def test_h14_whoever_is_no_owner_any_more_confirms_nothing(world: World) -> None:
    olga, kim = owners(world, "olga", "kim")
    Chat(world, "sam").play(f"given a citizen\n> {{:role}} {code(world, 'kim')}\n[yes]")
    kim.play("< {Somebody typed your code}")
    world.does("olga", TakeRole(world.who("kim").account, OWNER))
    kim.play("[role-yes]\n< {It is too late for that}")
    assert roles_of(world, "sam") == []
    olga.play("> {:organise}\n[people]\n<! kim")


def test_h11_an_old_keyboard_of_whoever_has_no_role_any_more_does_nothing(world: World) -> None:
    olga, kim = owners(world, "olga", "kim")
    world.appoint("olga", Role.DOOR)
    kim.play("> {:organise}\n[people]\n> 2\n? appointed\n[take-role]\n? take-role sure")
    world.does("olga", TakeRole(world.who("kim").account, OWNER))
    kim.play("[yes]\n< {Your role does not let you do that}")
    for button in ("appoint", "audit"):
        kim.play(f"[{button}]")
    kim.play("<! {Role given}")
    assert roles_of(world, "olga") == [OWNER, DOOR]
    olga.play("> {:menu}")


def test_h10_a_press_on_what_was_offered_to_another_gives_nothing(world: World) -> None:
    owners(world, "olga")
    sam, kim = Chat(world, "sam"), Chat(world, "kim")
    kim.play("given a citizen")
    sam.play(f"given a citizen\n> {{:role}} {code(world, 'olga')}\n? role-offer sure")
    yes = sam.buttons()[0].token
    kim.press_token(yes)
    sam.play("[yes]\n< {Now whoever gave you the code is asked, too}")
    kim.press_token(yes)
    assert roles_of(world, "kim") == roles_of(world, "sam") == []


def test_every_other_owner_hears_of_a_new_one_and_who_was_refused_hears_it(world: World) -> None:
    olga, _kim = owners(world, "olga", "kim")
    sam = Chat(world, "sam")
    sam.play(f"given a citizen\n> {{:role}} {code(world, 'kim', OWNER)}\n[yes]")
    Chat(world, "kim").play("[role-yes]")
    olga.play("< {There is a new owner}\n< sam")
    new = Chat(world, "joris")
    new.play(f"given a citizen\n> {{:role}} {code(world, 'sam')}\n[yes]")
    sam.play("[role-no]")
    new.play("< {did not say yes}")
    printed = spelt(world.operate(OfferOwnership())[0])
    new.play(f"> {{:role}} {printed}\n[yes]\n? organise")
    olga.play("< {There is a new owner}\n< joris")
