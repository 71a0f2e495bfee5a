"""H16: who may do what about an offer of a role, in each of its states. The table is written by hand; every cell of it is tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from bot.civic.appointments import OFFER_LASTS, AgreeToOffer, OfferRole, RefuseOffer, TakeRole, TryOffer
from bot.civic.doors import Command
from bot.civic.roles import Mandate, PutInRole, Role
from storage import tables
from tests.civic.outcomes import cells, outcome
from tests.phones import PLATFORM
from tests.worlds import World

TABLE = """
state      | command | giver         | taker         | another owner | somebody

fresh      | agree   | no-such-offer | no-such-offer | no-such-offer | no-such-offer
typed      | agree   | no-such-offer | ok            | no-such-offer | no-such-offer
agreed     | agree   | ok            | no-such-offer | no-such-offer | no-such-offer
powerless  | agree   | not-allowed   | no-such-offer | no-such-offer | no-such-offer
too late   | agree   | no-such-offer | no-such-offer | no-such-offer | no-such-offer
refused    | agree   | no-such-offer | no-such-offer | no-such-offer | no-such-offer
given      | agree   | no-such-offer | no-such-offer | no-such-offer | no-such-offer
agreed     | take    | no-such-role  | no-such-role  | no-such-role  | not-allowed
given      | take    | ok            | ok            | ok            | not-allowed
given      | last    | ok            | not-allowed   | ok            | not-allowed
powerless  | last    | not-allowed   | not-allowed   | last-owner    | not-allowed
fresh      | again   | ok            | not-allowed   | ok            | not-allowed
powerless  | again   | not-allowed   | not-allowed   | ok            | not-allowed
"""

PEOPLE = ("giver", "taker", "another owner", "somebody")
DOOR = Mandate(Role.DOOR)

CELLS = cells(TABLE, PEOPLE)


def fresh(world: World) -> str:
    """Let an offer be made; return its code."""
    for name in PEOPLE:
        world.meet(name)
    world.operate(*(PutInRole(PLATFORM, name, Role.OWNER) for name in ("giver", "another owner")))
    return str(world.does("giver", OfferRole(DOOR))[0])


def typed(world: World) -> None:
    world.does("taker", TryOffer(fresh(world)))


def agreed(world: World) -> None:
    typed(world)
    world.does("taker", AgreeToOffer(1))


def powerless(world: World) -> None:
    """Whoever offered it is no owner any more, however that came to be."""
    agreed(world)
    account = world.who("giver").account
    with world.desk() as desk:
        desk.connection.execute(tables.roles.delete().where(tables.roles.c.account == account))


def too_late(world: World) -> None:
    agreed(world)
    world.clock.at += OFFER_LASTS


def declined(world: World) -> None:
    agreed(world)
    world.does("giver", RefuseOffer(1))


def given(world: World) -> None:
    agreed(world)
    world.does("giver", AgreeToOffer(1))


STATES: Mapping[str, Callable[[World], object]] = {
    "fresh": fresh,
    "typed": typed,
    "agreed": agreed,
    "powerless": powerless,
    "too late": too_late,
    "refused": declined,
    "given": given,
}


def command(world: World, name: str) -> Command[object]:
    """Return the command of that name; the last owner is the other one."""
    match name:
        case "agree":
            return AgreeToOffer(1)
        case "take":
            return TakeRole(world.who("taker").account, DOOR)
        case "last":
            return TakeRole(world.who("another owner").account, Mandate(Role.OWNER))
    return OfferRole(DOOR)


@pytest.mark.parametrize("state", STATES)
def test_h16_every_cell_of_the_table_of_offers(either_world: World, state: str) -> None:
    STATES[state](either_world)
    cells = {cell: said for cell, said in CELLS.items() if cell[0] == state}
    found = {cell: outcome(either_world, cell[2], command(either_world, cell[1])) for cell in cells}
    assert found == cells


def test_h16_every_state_is_in_the_table() -> None:
    assert {state for state, _command, _person in CELLS} == STATES.keys()
