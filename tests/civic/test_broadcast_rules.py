"""H16, of broadcasts: what can be done with one in each state; the table is written by hand, and every cell of it is tried on both databases.

*eva* wrote it, *omar* is another organiser; *pam* organises another programme only. What is *large* goes to more people than one
may decide on alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from bot.civic.audiences import audience_in
from bot.civic.broadcasts import (
    Around,
    AskForCheck,
    CancelBroadcast,
    ChangeBroadcast,
    CheckBroadcast,
    ConfirmBroadcast,
    Content,
    Draft,
    DraftBroadcast,
    PauseBroadcast,
    ResendBroadcast,
    ResumeBroadcast,
    State,
    TestBroadcast,
    UndoBroadcast,
    Weekly,
)
from bot.civic.doors import Command
from bot.civic.people import REMINDERS, FinishWelcome, GiveConsent
from bot.civic.roles import Role
from bot.civic.sending import GoOn
from storage import tables
from tests.civic.outcomes import cells, outcome
from tests.worlds import START, World

PEOPLE = ("eva", "omar", "pam", "operator")

TABLE = """
command          | state     | eva               | omar              | pam            | operator

change           | draft     | ok                | ok                | not-allowed    | ok
change           | checked   | ok                | ok                | not-allowed    | ok
change           | scheduled | broadcast-begun   | broadcast-begun   | not-allowed    | broadcast-begun
change           | sending   | broadcast-begun   | broadcast-begun   | not-allowed    | broadcast-begun
change           | done      | broadcast-begun   | broadcast-begun   | not-allowed    | broadcast-begun
change the old   | draft     | look-again        | look-again        | not-allowed    | look-again
ask for a check  | draft     | ok                | ok                | not-allowed    | ok
ask for a check  | done      | broadcast-begun   | broadcast-begun   | not-allowed    | broadcast-begun
check            | draft     | own-broadcast     | ok                | not-allowed    | ok
check            | sending   | broadcast-begun   | broadcast-begun   | not-allowed    | broadcast-begun
check the old    | draft     | look-again        | look-again        | not-allowed    | look-again
confirm          | draft     | ok                | ok                | not-allowed    | ok
confirm          | checked   | ok                | ok                | not-allowed    | ok
confirm          | scheduled | ok                | ok                | not-allowed    | ok
confirm          | freezing  | broadcast-begun   | broadcast-begun   | not-allowed    | broadcast-begun
confirm          | sending   | broadcast-begun   | broadcast-begun   | not-allowed    | broadcast-begun
confirm          | cancelled | broadcast-begun   | broadcast-begun   | not-allowed    | broadcast-begun
confirm the old  | draft     | look-again        | look-again        | not-allowed    | look-again
confirm for none | draft     | count-changed     | count-changed     | not-allowed    | count-changed
confirm a large  | draft     | second-look       | second-look       | not-allowed    | second-look
confirm a large  | checked   | ok                | ok                | not-allowed    | ok
undo             | draft     | ok                | ok                | not-allowed    | ok
undo             | scheduled | ok                | ok                | not-allowed    | ok
undo             | freezing  | broadcast-begun   | broadcast-begun   | not-allowed    | broadcast-begun
undo             | done      | broadcast-begun   | broadcast-begun   | not-allowed    | broadcast-begun
pause            | draft     | not-sending       | not-sending       | not-allowed    | not-sending
pause            | freezing  | not-sending       | not-sending       | not-allowed    | not-sending
pause            | sending   | ok                | ok                | not-allowed    | ok
pause            | paused    | ok                | ok                | not-allowed    | ok
pause            | done      | not-sending       | not-sending       | not-allowed    | not-sending
resume           | sending   | ok                | ok                | not-allowed    | ok
resume           | paused    | ok                | ok                | not-allowed    | ok
resume           | done      | not-sending       | not-sending       | not-allowed    | not-sending
resume           | cancelled | not-sending       | not-sending       | not-allowed    | not-sending
cancel           | draft     | ok                | ok                | not-allowed    | ok
cancel           | scheduled | ok                | ok                | not-allowed    | ok
cancel           | freezing  | ok                | ok                | not-allowed    | ok
cancel           | paused    | ok                | ok                | not-allowed    | ok
cancel           | done      | broadcast-over    | broadcast-over    | not-allowed    | broadcast-over
cancel           | cancelled | ok                | ok                | not-allowed    | ok
resend           | done      | nobody            | nobody            | not-allowed    | nobody
resend           | sending   | not-done          | not-done          | not-allowed    | not-done
test             | draft     | ok                | ok                | not-allowed    | not-a-person
go on            | sending   | operators-only    | operators-only    | operators-only | ok
draft            | draft     | ok                | ok                | not-allowed    | ok
draft of others' | draft     | unknown-picture   | unknown-picture   | not-allowed    | unknown-picture
draft to nowhere | draft     | bad-audience      | bad-audience      | not-allowed    | bad-audience
one language     | draft     | missing-language  | missing-language  | not-allowed    | missing-language
to nobody        | draft     | nobody            | nobody            | not-allowed    | nobody
to who voted     | draft     | too-few           | too-few           | not-allowed    | too-few
in the past      | draft     | in-the-past       | in-the-past       | not-allowed    | in-the-past
over before it is | draft | in-the-past       | in-the-past       | not-allowed    | in-the-past
around nothing   | draft     | no-such-event     | no-such-event     | not-allowed    | no-such-event
"""

BOTH = Content({"nl": "Dag", "fr": "Bonjour"})
SOMEBODY = Draft(BOTH)

COMMANDS: dict[str, Command[Any]] = {
    "change": ChangeBroadcast(1, 2, SOMEBODY),
    "change the old": ChangeBroadcast(1, 1, SOMEBODY),
    "ask for a check": AskForCheck(1, 2),
    "check": CheckBroadcast(1, 2),
    "check the old": CheckBroadcast(1, 1),
    "confirm": ConfirmBroadcast(1, 2, 6),
    "confirm the old": ConfirmBroadcast(1, 1, 6),
    "confirm for none": ConfirmBroadcast(1, 2, 0),
    "confirm a large": ConfirmBroadcast(2, 2, 9),
    "undo": UndoBroadcast(1),
    "pause": PauseBroadcast(1),
    "resume": ResumeBroadcast(1),
    "cancel": CancelBroadcast(1),
    "resend": ResendBroadcast(1),
    "test": TestBroadcast(1),
    "go on": GoOn(1),
    "draft": DraftBroadcast(SOMEBODY),
    "draft of others'": DraftBroadcast(Draft(Content(BOTH.texts, picture=1))),
    "draft to nowhere": DraftBroadcast(Draft(BOTH, audience_in("topic:nowhere"))),
    "one language": ConfirmBroadcast(3, 2, 9),
    "to nobody": ConfirmBroadcast(4, 2, 9),
    "to who voted": ConfirmBroadcast(5, 2, 9),
    "in the past": ConfirmBroadcast(6, 2, 9),
    "around nothing": ConfirmBroadcast(7, 2, 9),
    "over before it is": ConfirmBroadcast(8, 2, 9),
}

PAST: datetime = START - timedelta(days=1)
DRAFTS = (
    Draft(BOTH, audience_in("language:en")),
    Draft(BOTH),
    Draft(Content({"nl": "Dag"})),
    Draft(BOTH, audience_in("coming:999")),
    Draft(BOTH, audience_in("voters:999")),
    Draft(BOTH, audience_in("language:en"), PAST),
    Draft(BOTH, audience_in("language:en"), Around(999, 1)),
    Draft(BOTH, audience_in("language:en"), Weekly(0, time(9), until=START)),
)
"""The broadcasts that there are, by their numbers: that of the table first, which is in any state; then a large one."""

CELLS = cells(TABLE, PEOPLE)


def staffed(world: World) -> World:
    """Return the world with six of whom one may decide alone, and eight of whom one may not."""
    world.office = replace(world.office, city=replace(world.city, second_look=7))
    for name, language in [
        *(("eva", "en"), ("omar", "en"), ("pam", "en")),
        *((f"c{n}", "en") for n in range(4)),
    ]:
        world.meet(name, language)
        if name != "pam":
            world.does(name, FinishWelcome(), GiveConsent(REMINDERS))
    for name in ("c4", "c5"):
        world.meet(name, "nl")
        world.does(name, FinishWelcome(), GiveConsent(REMINDERS))
    for name, programme in (("eva", 0), ("omar", 0), ("pam", 7)):
        world.appoint(name, Role.ORGANISER, programme)
    for draft in DRAFTS:
        (number,) = world.does("eva", DraftBroadcast(draft))
        world.does("eva", ChangeBroadcast(number, 1, draft))
    owner = world.who("omar").person
    with world.desk() as desk:
        desk.insert(tables.media, owner=owner, jpeg=b"", width=0, height=0, created_at=desk.now)
    return world


def _in_state(world: World, state: str) -> None:
    begins = START + timedelta(hours=1) if state == State.SCHEDULED else None
    checked = START if state == State.CHECKED else None
    values = {"state": state, "begins_at": begins, "checked_at": checked, "began_at": START}
    with world.desk() as desk:
        desk.connection.execute(tables.broadcasts.update().where(tables.broadcasts.c.id < 3).values(values))


def test_h16_every_cell_of_the_table_of_broadcasts(either_world: World) -> None:
    world = staffed(either_world)
    found = {}
    for state in dict.fromkeys(state for _name, state, _person in CELLS):
        _in_state(world, state)
        for name, in_state, person in CELLS:
            if in_state == state:
                found[name, state, person] = outcome(world, person, COMMANDS[name])
    assert found == CELLS


def test_h16_every_command_of_the_table_is_tried() -> None:
    assert {name for name, _state, _person in CELLS} == COMMANDS.keys()
