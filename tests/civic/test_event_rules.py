"""H16: who may do what with an event, and when. The table is written by hand; every cell is tried, on both databases.

A *stranger* has only just written; *coming* has said that they come, as long as that could be said; *member* is on the
list of an event for members only; an *organiser* may run events; the *operator* holds the machine. The event is *open*, *full*, *cancelled*, *over*,
for *members* only, or there is *none*. `*` is any, `ok` is allowed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.civic.checkin import MakeDoorKey, PutAtDoor, ShowCode
from bot.civic.doors import Command
from bot.civic.event_changes import CancelEvent, ChangeEvent
from bot.civic.event_questions import AddQuestion, LeaveOutQuestion, RewordQuestion
from bot.civic.events import MAX_TITLE, CreateEvent, SessionDraft, Slot, Venue
from bot.civic.feedback import NoteAsked, RateEvent
from bot.civic.hosting import ReportOn, StandAtDoor
from bot.civic.members import ListMembers, MakeInvitations, UseInvitation
from bot.civic.roles import Role
from bot.civic.rsvps import AnswerEvent, Come, LapseOffers, PassOn, RemindMe, ReplyToQuestions, State
from bot.civic.session_changes import AddSession, ChangeSession, LeaveOutSession
from bot.civic.sessions import DropSession, PickSession
from tests.civic.outcomes import cells, outcome
from tests.phones import PLATFORM
from tests.storage.gatherings import a_draft
from tests.worlds import START, World

ROLES = ("stranger", "coming", "member", "organiser", "operator")
STATES = ("open", "full", "cancelled", "over", "members", "none")

TABLE = """
command                     | event     | stranger        | coming           | member          | organiser            | operator

come                        | open      | ok              | ok               | ok              | ok                   | not-a-person
come                        | full      | ok              | ok               | ok              | ok                   | not-a-person
come                        | cancelled | event-cancelled | event-cancelled  | event-cancelled | event-cancelled      | not-a-person
come                        | over      | event-over      | event-over       | event-over      | event-over           | not-a-person
come                        | members   | members-only    | members-only     | ok              | members-only         | not-a-person
come                        | none      | no-such-event   | no-such-event    | no-such-event   | no-such-event        | not-a-person
come with two               | open      | ok              | ok               | ok              | ok                   | not-a-person
come with two               | full      | ok              | not-enough-seats | ok              | ok                   | not-a-person
come with too many          | open      | too-many-guests | too-many-guests  | too-many-guests | too-many-guests      | not-a-person
come with fewer than none   | open      | too-many-guests | too-many-guests  | too-many-guests | too-many-guests      | not-a-person
perhaps                     | open      | ok              | ok               | ok              | ok                   | not-a-person
perhaps                     | full      | ok              | ok               | ok              | ok                   | not-a-person
perhaps                     | cancelled | event-cancelled | event-cancelled  | event-cancelled | event-cancelled      | not-a-person
perhaps                     | over      | event-over      | event-over       | event-over      | event-over           | not-a-person
perhaps                     | members   | ok              | ok               | ok              | ok                   | not-a-person
perhaps                     | none      | no-such-event   | no-such-event    | no-such-event   | no-such-event        | not-a-person
answer what is none         | *         | unknown-answer  | unknown-answer   | unknown-answer  | unknown-answer       | unknown-answer
be reminded                 | open      | not-coming      | ok               | not-coming      | not-coming           | not-a-person
be reminded                 | full      | not-coming      | ok               | not-coming      | not-coming           | not-a-person
be reminded                 | cancelled | event-cancelled | event-cancelled  | event-cancelled | event-cancelled      | not-a-person
be reminded                 | over      | event-over      | event-over       | event-over      | event-over           | not-a-person
be reminded                 | none      | no-such-event   | no-such-event    | no-such-event   | no-such-event        | not-a-person
be reminded at noon         | *         | unknown-answer  | unknown-answer   | unknown-answer  | unknown-answer       | unknown-answer
pick a session              | open      | not-coming      | ok               | not-coming      | not-coming           | not-a-person
pick a session              | cancelled | event-cancelled | event-cancelled  | event-cancelled | event-cancelled      | not-a-person
pick a session              | over      | event-over      | event-over       | event-over      | event-over           | not-a-person
pick a session              | none      | no-such-event   | no-such-event    | no-such-event   | no-such-event        | not-a-person
drop a session              | open      | ok              | ok               | ok              | ok                   | not-a-person
drop a session              | over      | event-over      | event-over       | event-over      | event-over           | not-a-person
show a code                 | *         | ok              | ok               | ok              | ok                   | not-a-person
use an invitation           | *         | ok              | ok               | ok              | ok                   | not-a-person
say how it was              | open      | not-there       | not-there        | not-there       | not-there            | not-a-person
say how it was              | cancelled | not-there       | not-there        | not-there       | not-there            | not-a-person
say how it was              | over      | not-there       | ok               | not-there       | not-there            | not-a-person
say how it was              | none      | no-such-event   | no-such-event    | no-such-event   | no-such-event        | not-a-person
say how it was, badly       | over      | not-there       | bad-score        | not-there       | not-there            | not-a-person
say how it was, at length   | over      | not-there       | too-long         | not-there       | not-there            | not-a-person

create                      | *         | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
create without a title      | *         | not-allowed     | not-allowed      | not-allowed     | no-title             | no-title
create without a date       | *         | not-allowed     | not-allowed      | not-allowed     | no-date              | no-date
create with a long title    | *         | not-allowed     | not-allowed      | not-allowed     | too-long             | too-long
create to end first         | *         | not-allowed     | not-allowed      | not-allowed     | ends-first           | ends-first
create in the past          | *         | not-allowed     | not-allowed      | not-allowed     | in-the-past          | in-the-past
move to the past            | open      | not-allowed     | not-allowed      | not-allowed     | in-the-past          | in-the-past
create for a quarter        | *         | not-allowed     | not-allowed      | not-allowed     | too-long-an-event    | too-long-an-event
create on Mars              | *         | not-allowed     | not-allowed      | not-allowed     | unknown-zone         | unknown-zone
create off the map          | *         | not-allowed     | not-allowed      | not-allowed     | bad-place            | bad-place
create half on the map      | *         | not-allowed     | not-allowed      | not-allowed     | bad-place            | bad-place
create without seats        | *         | not-allowed     | not-allowed      | not-allowed     | bad-seats            | bad-seats
create day by day           | *         | not-allowed     | not-allowed      | not-allowed     | too-many             | too-many
create a session outside    | *         | not-allowed     | not-allowed      | not-allowed     | outside-the-event    | outside-the-event
create a series of it       | *         | not-allowed     | not-allowed      | not-allowed     | sessions-of-a-series | sessions-of-a-series
move                        | open      | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
move                        | full      | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
move                        | cancelled | not-allowed     | not-allowed      | not-allowed     | event-cancelled      | event-cancelled
move                        | over      | not-allowed     | not-allowed      | not-allowed     | event-over           | event-over
move                        | members   | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
move                        | none      | not-allowed     | not-allowed      | not-allowed     | no-such-event        | no-such-event
move to no time             | open      | not-allowed     | not-allowed      | not-allowed     | ends-first           | ends-first
change nothing              | open      | not-allowed     | not-allowed      | not-allowed     | nothing-changes      | nothing-changes
cancel                      | open      | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
cancel                      | full      | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
cancel                      | cancelled | not-allowed     | not-allowed      | not-allowed     | event-cancelled      | event-cancelled
cancel                      | none      | not-allowed     | not-allowed      | not-allowed     | no-such-event        | no-such-event
cancel                      | over      | not-allowed     | not-allowed      | not-allowed     | event-over           | event-over
cancel at length            | open      | not-allowed     | not-allowed      | not-allowed     | too-long             | too-long
move, and say why at length | open      | not-allowed     | not-allowed      | not-allowed     | too-long             | too-long
let more guests come        | open      | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
let more guests come        | over      | not-allowed     | not-allowed      | not-allowed     | event-over           | event-over
let half a guest come       | open      | not-allowed     | not-allowed      | not-allowed     | bad-seats            | bad-seats
speak another language      | open      | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
speak the same languages    | open      | not-allowed     | not-allowed      | not-allowed     | nothing-changes      | nothing-changes
close it to members         | open      | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
close it to members         | members   | not-allowed     | not-allowed      | not-allowed     | nothing-changes      | nothing-changes
ask                         | open      | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
ask                         | full      | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
ask                         | cancelled | not-allowed     | not-allowed      | not-allowed     | event-cancelled      | event-cancelled
ask                         | over      | not-allowed     | not-allowed      | not-allowed     | event-over           | event-over
ask                         | none      | not-allowed     | not-allowed      | not-allowed     | no-such-event        | no-such-event
ask nothing                 | open      | not-allowed     | not-allowed      | not-allowed     | no-title             | no-title
ask at length               | open      | not-allowed     | not-allowed      | not-allowed     | too-long             | too-long
ask after another           | open      | not-allowed     | not-allowed      | not-allowed     | changed-meanwhile    | changed-meanwhile
reword what is not asked    | open      | not-allowed     | not-allowed      | not-allowed     | question-gone        | question-gone
leave out what is not asked | open      | not-allowed     | not-allowed      | not-allowed     | question-gone        | question-gone
leave out what is not asked | over      | not-allowed     | not-allowed      | not-allowed     | event-over           | event-over
add a session               | open      | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
add a session               | cancelled | not-allowed     | not-allowed      | not-allowed     | event-cancelled      | event-cancelled
add a session               | over      | not-allowed     | not-allowed      | not-allowed     | event-over           | event-over
add a session               | members   | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
add a session               | none      | not-allowed     | not-allowed      | not-allowed     | no-such-event        | no-such-event
add a session outside       | open      | not-allowed     | not-allowed      | not-allowed     | outside-the-event    | outside-the-event
add a session untitled      | open      | not-allowed     | not-allowed      | not-allowed     | no-title             | no-title
add a session after another | open      | not-allowed     | not-allowed      | not-allowed     | changed-meanwhile    | changed-meanwhile
move a session              | open      | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
move a session              | cancelled | not-allowed     | not-allowed      | not-allowed     | event-cancelled      | event-cancelled
move a session              | over      | not-allowed     | not-allowed      | not-allowed     | event-over           | event-over
move a session              | members   | not-allowed     | not-allowed      | not-allowed     | no-such-session      | no-such-session
move a session              | none      | not-allowed     | not-allowed      | not-allowed     | no-such-session      | no-such-session
move a session outside      | open      | not-allowed     | not-allowed      | not-allowed     | outside-the-event    | outside-the-event
change nothing of a session | open      | not-allowed     | not-allowed      | not-allowed     | nothing-changes      | nothing-changes
leave a session out         | open      | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
leave a session out         | cancelled | not-allowed     | not-allowed      | not-allowed     | event-cancelled      | event-cancelled
leave a session out         | over      | not-allowed     | not-allowed      | not-allowed     | event-over           | event-over
leave a session out         | none      | not-allowed     | not-allowed      | not-allowed     | no-such-session      | no-such-session
cancel without a reason     | open      | not-allowed     | not-allowed      | not-allowed     | no-reason            | no-reason
let offers lapse            | open      | operators-only  | operators-only   | operators-only  | operators-only       | ok
let offers lapse            | none      | operators-only  | operators-only   | operators-only  | operators-only       | no-such-event
pass seats on               | *         | operators-only  | operators-only   | operators-only  | operators-only       | ok
make a door key             | open      | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
make a door key             | cancelled | not-allowed     | not-allowed      | not-allowed     | event-cancelled      | event-cancelled
make a door key             | over      | not-allowed     | not-allowed      | not-allowed     | event-over           | event-over
make a door key             | none      | not-allowed     | not-allowed      | not-allowed     | no-such-event        | no-such-event
put at the door             | open      | operators-only  | operators-only   | operators-only  | operators-only       | ok
put at the door             | none      | operators-only  | operators-only   | operators-only  | operators-only       | no-such-event
put nobody at the door      | open      | operators-only  | operators-only   | operators-only  | operators-only       | no-such-account
make invitations            | members   | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
make invitations            | none      | not-allowed     | not-allowed      | not-allowed     | no-such-event        | no-such-event
make no invitations         | members   | not-allowed     | not-allowed      | not-allowed     | too-many             | too-many
list members                | members   | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
list members                | none      | not-allowed     | not-allowed      | not-allowed     | no-such-event        | no-such-event
note who is asked           | *         | operators-only  | operators-only   | operators-only  | operators-only       | ok
change after another        | open      | not-allowed     | not-allowed      | not-allowed     | changed-meanwhile    | changed-meanwhile
cancel after another        | open      | not-allowed     | not-allowed      | not-allowed     | changed-meanwhile    | changed-meanwhile
stand at the door           | open      | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
stand at the door           | cancelled | not-allowed     | not-allowed      | not-allowed     | event-cancelled      | event-cancelled
stand at the door           | over      | not-allowed     | not-allowed      | not-allowed     | event-over           | event-over
stand at the door           | none      | not-allowed     | not-allowed      | not-allowed     | no-such-event        | no-such-event
say what came of it         | open      | not-allowed     | not-allowed      | not-allowed     | not-over             | not-over
say what came of it         | cancelled | not-allowed     | not-allowed      | not-allowed     | event-cancelled      | event-cancelled
say what came of it         | over      | not-allowed     | not-allowed      | not-allowed     | ok                   | ok
say what came of it         | none      | not-allowed     | not-allowed      | not-allowed     | no-such-event        | no-such-event
say that nothing came of it | over      | not-allowed     | not-allowed      | not-allowed     | empty                | empty
create with a bad link      | *         | not-allowed     | not-allowed      | not-allowed     | bad-place            | bad-place
create with six questions   | *         | not-allowed     | not-allowed      | not-allowed     | too-many             | too-many
reply to questions | open | not-coming | ok | not-coming | not-coming | not-a-person
reply to questions | cancelled | event-cancelled | event-cancelled | event-cancelled | event-cancelled | not-a-person
reply to questions | over | event-over | event-over | event-over | event-over | not-a-person
reply to questions | none | no-such-event | no-such-event | no-such-event | no-such-event | not-a-person
reply to what was not asked | open | not-coming | too-long | not-coming | not-coming | not-a-person
"""

DRAFT = a_draft(seats=3)
SLOT = DRAFT.slots[0]
PAST = Slot(START - timedelta(hours=3), START)
LATER = Slot(SLOT.starts + timedelta(days=1), SLOT.ends + timedelta(days=1))
PART = SessionDraft({"nl": "Werkgroep"}, SLOT)
HALF = SessionDraft({"nl": "Werkgroep"}, Slot(SLOT.starts, SLOT.starts + timedelta(hours=2)))
OUTSIDE = SessionDraft({"nl": "Receptie"}, LATER)


def created(**what: Any) -> CreateEvent:
    return CreateEvent(replace(DRAFT, **what))


COMMANDS: dict[str, Command[Any]] = {
    "come": Come(1),
    "come with two": Come(1, 2),
    "come with too many": Come(1, 6),
    "come with fewer than none": Come(1, -1),
    "perhaps": AnswerEvent(1, State.MAYBE),
    "answer what is none": AnswerEvent(1, State.OFFERED),
    "be reminded": RemindMe(1, "day"),
    "be reminded at noon": RemindMe(1, "noon"),
    "pick a session": PickSession(1),
    "drop a session": DropSession(1),
    "show a code": ShowCode("ABCD2345"),
    "use an invitation": UseInvitation("ABCD2345"),
    "say how it was": RateEvent(1, 5, "Fijn"),
    "say how it was, badly": RateEvent(1, 6),
    "say how it was, at length": RateEvent(1, 5, "z" * 501),
    "create": CreateEvent(DRAFT),
    "create without a title": created(titles={"nl": " "}),
    "create without a date": created(slots=()),
    "create with a long title": created(titles={"nl": "z" * (MAX_TITLE + 1)}),
    "create to end first": created(slots=(Slot(SLOT.ends, SLOT.starts),)),
    "create in the past": created(slots=(PAST,)),
    "move to the past": ChangeEvent(1, slot=PAST),
    "create for a quarter": created(slots=(Slot(SLOT.starts, SLOT.starts + timedelta(days=90)),)),
    "create on Mars": created(zone="Mars/Olympus_Mons"),
    "create off the map": created(venue=Venue(latitude=91.0, longitude=4.0)),
    "create half on the map": created(venue=Venue(latitude=50.0)),
    "create without seats": created(seats=0),
    "create day by day": created(slots=(SLOT,) * 61),
    "create a session outside": created(sessions=(OUTSIDE,)),
    "create a series of it": created(slots=(SLOT, LATER), sessions=(PART,)),
    "move": ChangeEvent(1, slot=LATER),
    "move to no time": ChangeEvent(1, slot=Slot(SLOT.starts, SLOT.starts)),
    "change nothing": ChangeEvent(1),
    "cancel": CancelEvent(1, {"nl": "Storm"}),
    "cancel without a reason": CancelEvent(1, {"nl": " "}),
    "cancel at length": CancelEvent(1, {"nl": "z" * 301}),
    "move, and say why at length": ChangeEvent(1, slot=LATER, why={"nl": "z" * 301}),
    "let more guests come": ChangeEvent(1, most_guests=9),
    "let half a guest come": ChangeEvent(1, most_guests=-1),
    "speak another language": ChangeEvent(1, spoken=("nl",)),
    "speak the same languages": ChangeEvent(1, spoken=()),
    "close it to members": ChangeEvent(1, members_only=True),
    "ask": AddQuestion(1, {"nl": "Eet je mee?"}),
    "ask nothing": AddQuestion(1, {"nl": " "}),
    "ask at length": AddQuestion(1, {"nl": "z" * 201}),
    "ask after another": AddQuestion(1, {"nl": "Eet je mee?"}, seen=5),
    "reword what is not asked": RewordQuestion(1, 0, {"nl": "Eet je mee?"}),
    "leave out what is not asked": LeaveOutQuestion(1, -1),
    "add a session": AddSession(1, HALF),
    "add a session outside": AddSession(1, OUTSIDE),
    "add a session untitled": AddSession(1, replace(HALF, titles={"nl": " "})),
    "add a session after another": AddSession(1, HALF, seen=5),
    "move a session": ChangeSession(1, slot=HALF.slot),
    "move a session outside": ChangeSession(1, slot=LATER),
    "change nothing of a session": ChangeSession(1),
    "leave a session out": LeaveOutSession(1),
    "let offers lapse": LapseOffers(1),
    "pass seats on": PassOn(1),
    "make a door key": MakeDoorKey(1),
    "put at the door": PutAtDoor(1, PLATFORM, "stranger"),
    "put nobody at the door": PutAtDoor(1, PLATFORM, "nobody"),
    "make invitations": MakeInvitations(1, 3),
    "make no invitations": MakeInvitations(1, 0),
    "list members": ListMembers(1, ((PLATFORM, "member"),)),
    "note who is asked": NoteAsked(1, 1),
    "reply to questions": ReplyToQuestions(1, ()),
    "reply to what was not asked": ReplyToQuestions(1, ("Vegan",)),
    "change after another": ChangeEvent(1, slot=LATER, seen=5),
    "cancel after another": CancelEvent(1, {"nl": "Storm"}, seen=5),
    "stand at the door": StandAtDoor(1),
    "say what came of it": ReportOn(1, {"nl": "We maakten een plan."}),
    "say that nothing came of it": ReportOn(1, {"nl": " "}),
    "create with a bad link": created(venue=Venue(online="http://meet")),
    "create with six questions": created(questions=({"nl": "Eet je mee?"},) * 6),
}


CELLS = cells(TABLE, ROLES)


def in_state(world: World, state: str) -> World:
    """Bring people, and the event as it is, about."""
    for name in ("stranger", "coming", "member"):
        world.meet(name, "nl")
    world.meet("organiser", "nl")
    world.appoint("organiser", Role.ORGANISER)
    if state == "none":
        return world
    starts = START + timedelta(days=1 if state == "over" else 300)
    members = state == "members"
    sessions = (
        ()
        if state == "members"
        else (SessionDraft({"nl": "Werkgroep"}, Slot(starts, starts + timedelta(hours=1))),)
    )
    seats = 1 if state == "full" else 9
    draft = a_draft(seats=seats, starts=starts, members_only=members, sessions=sessions)
    world.operate(CreateEvent(draft))
    if members:
        world.operate(ListMembers(1, ((PLATFORM, "member"),)))
    else:
        world.does("coming", Come(1))
    if state == "cancelled":
        world.operate(CancelEvent(1, {"nl": "Storm"}))
    if state == "over":
        world.clock.at += timedelta(days=2)
    return world


@pytest.mark.prove_on(
    "postgres-full", "postgres-cancelled", "postgres-over", "postgres-members", "postgres-none"
)
@pytest.mark.parametrize("state", STATES)
def test_h16_every_cell_of_the_table_of_events(either_world: World, state: str) -> None:
    world = in_state(either_world, state)
    wanted = {(name, role): code for (name, when, role), code in CELLS.items() if when in {"*", state}}
    assert {(name, role): outcome(world, role, COMMANDS[name]) for name, role in wanted} == wanted


def test_h16_no_cell_stands_twice_in_the_table_of_events() -> None:
    every = {(name, when) for name, when, _role in CELLS}
    assert {when for _name, when in every} == {*STATES, "*"}
    lines = Counter((name, state) for name, when in every for state in STATES if when in {"*", state})
    assert [line for line, count in lines.items() if count > 1] == []
    for name in ("come", "perhaps", "move"):
        assert {state for each, state in lines if each == name} == set(STATES)
    assert {name for name, _when in every} == COMMANDS.keys()
