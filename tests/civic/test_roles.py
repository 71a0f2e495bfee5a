"""H16: which role lets somebody do what. The table is written by hand; every cell of it is tried, on both databases.

*elsewhere* is an organiser of another programme, *former* was an owner until just now, the *operator* holds the machine. Each
command names something that is not there: whoever may carry it out hears that (`yes`), and nobody else learns it (`no`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.civic.appointments import OfferOwnership, OfferRole, TakeRole
from bot.civic.aside import RetryAside
from bot.civic.broadcasts import (
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
    TestBroadcast,
    UndoBroadcast,
)
from bot.civic.checkin import MakeDoorKey, PutAtDoor
from bot.civic.city import OwnKind
from bot.civic.commitments import DropPromise, KeepPromise, MarkLate, MovePromise, Promise, TakePromise
from bot.civic.doors import Command
from bot.civic.duplicates import MergeIdeas
from bot.civic.event_changes import CancelEvent, ChangeEvent
from bot.civic.event_questions import AddQuestion, LeaveOutQuestion, RewordQuestion
from bot.civic.events import CreateEvent, EventDraft, SessionDraft, Slot
from bot.civic.exports import Form, TakeOut, What
from bot.civic.feedback import NoteAsked
from bot.civic.hosting import ReportOn, StandAtDoor
from bot.civic.ideas import HideIdea
from bot.civic.measures import BlockAuthor, DecideAppeal, WarnAuthor
from bot.civic.members import ListMembers, MakeInvitations
from bot.civic.news import NoteTold
from bot.civic.organisations import (
    ChangeOrganisation,
    CloseOrganisation,
    CreateOrganisation,
    MakeTheirs,
    Profile,
    Sort,
)
from bot.civic.own import AddOwn, RemoveOwn, RenameOwn
from bot.civic.polling import ChangeVote, ExplainResult, WithdrawVote
from bot.civic.programmes import ChangeProgramme, CreateProgramme, Stage, StageKind
from bot.civic.reports import HideReported, KeepReported
from bot.civic.rights import CloseDoor
from bot.civic.roles import WHO_MAY, Mandate, PutInRole, Right, Role
from bot.civic.rsvps import LapseOffers, PassOn
from bot.civic.screening import ApproveIdea, AskAuthor, RejectIdea, SetIdeaRules
from bot.civic.sending import GoOn
from bot.civic.session_changes import AddSession, ChangeSession, LeaveOutSession
from bot.civic.stages import AddStage
from bot.civic.threads import AnswerThread, SettleThread
from bot.civic.votes import CloseVote, CountVote, CreateVote, ForgetAwaiting
from bot.civic.watching import WatchBroadcast
from storage import tables
from tests.civic.outcomes import cells, outcome
from tests.decided import answer
from tests.worlds import START, World

PEOPLE = (
    "citizen",
    "door",
    "assessor",
    "moderator",
    "organiser",
    "owner",
    "elsewhere",
    "former",
    "operator",
)

TABLE = """
command              | citizen | door | assessor | moderator | organiser | owner | elsewhere | former | operator

answer ideas         | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
approve              | no      | no   | yes      | yes       | yes       | yes   | no        | no     | yes
reject               | no      | no   | yes      | yes       | yes       | yes   | no        | no     | yes
ask author           | no      | no   | yes      | yes       | yes       | yes   | no        | no     | yes
idea rules           | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
join ideas           | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
promise              | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
keep promise         | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
move a promise       | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
drop a promise       | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
take a promise       | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
make a vote          | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
change a vote        | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
take a vote back     | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
explain a result     | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
close a vote         | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
answer               | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
settle               | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
make a programme     | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
change a programme   | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
plan an event        | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
change an event      | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
make an event theirs | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
cancel an event      | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
report on an event   | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
invite to an event   | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
list members         | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
make a door key      | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
stand at a door      | no      | yes  | no       | no        | yes       | yes   | no        | no     | yes
draft a broadcast    | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
change a broadcast   | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
ask for a check      | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
check a broadcast    | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
confirm a broadcast  | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
watch a broadcast    | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
undo a broadcast     | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
pause a broadcast    | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
resume a broadcast   | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
cancel a broadcast   | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
resend a broadcast   | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
test a broadcast     | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
keep a report        | no      | no   | no       | yes       | yes       | yes   | no        | no     | yes
hide a report        | no      | no   | no       | yes       | yes       | yes   | no        | no     | yes
hide an idea         | no      | no   | no       | yes       | yes       | yes   | no        | no     | yes
warn                 | no      | no   | no       | yes       | yes       | yes   | no        | no     | yes
block                | no      | no   | no       | yes       | yes       | yes   | no        | no     | yes
decide an appeal     | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
offer a role         | no      | no   | no       | no        | no        | yes   | no        | no     | yes
let speak            | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
take a role          | no      | no   | no       | no        | no        | yes   | no        | no     | yes
silence              | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
organisation         | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
its profile          | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
close it             | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
take out             | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
take out 7           | no      | no   | no       | no        | yes       | yes   | yes       | no     | yes
add a stage          | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
add its own          | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
rename its own       | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
remove its own       | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
ask who comes        | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
reword a question    | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
leave out a question | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
add a session        | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
change a session     | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
leave out a session  | no      | no   | no       | no        | yes       | yes   | no        | no     | yes
mark it late         | no      | no   | no       | no        | no        | no    | no        | no     | yes
count a vote         | no      | no   | no       | no        | no        | no    | no        | no     | yes
forget who awaits    | no      | no   | no       | no        | no        | no    | no        | no     | yes
put at a door        | no      | no   | no       | no        | no        | no    | no        | no     | yes
let offers lapse     | no      | no   | no       | no        | no        | no    | no        | no     | yes
pass a seat on       | no      | no   | no       | no        | no        | no    | no        | no     | yes
note who was asked   | no      | no   | no       | no        | no        | no    | no        | no     | yes
note who was told    | no      | no   | no       | no        | no        | no    | no        | no     | yes
close a door         | no      | no   | no       | no        | no        | no    | no        | no     | yes
retry what is aside  | no      | no   | no       | no        | no        | no    | no        | no     | yes
go on with one       | no      | no   | no       | no        | no        | no    | no        | no     | yes
put in role          | no      | no   | no       | no        | no        | no    | no        | no     | yes
own it all           | no      | no   | no       | no        | no        | no    | no        | no     | yes
"""

NOTHING_SAID = Draft(Content({}))

COMMANDS: Mapping[str, Command[Any]] = {
    "answer ideas": answer(999),
    "approve": ApproveIdea(999),
    "reject": RejectIdea(999, "Reclame"),
    "ask author": AskAuthor(999, "Welke?"),
    "idea rules": SetIdeaRules(999, screens=True, threshold=None),
    "join ideas": MergeIdeas(999, 998),
    "promise": Promise(999, {}, {}, date(2027, 1, 1)),
    "keep promise": KeepPromise(999, 1),
    "move a promise": MovePromise(999, 1, date(2027, 1, 1), {}),
    "drop a promise": DropPromise(999, 1, {}),
    "take a promise": TakePromise(999),
    "mark it late": MarkLate(999, 1),
    "count a vote": CountVote(999),
    "forget who awaits": ForgetAwaiting(999),
    "put at a door": PutAtDoor(999, "paper", "nobody"),
    "let offers lapse": LapseOffers(999),
    "pass a seat on": PassOn(999),
    "note who was asked": NoteAsked(999, 999),
    "note who was told": NoteTold(1, 0),
    "close a door": CloseDoor(999),
    "retry what is aside": RetryAside(),
    "make a vote": CreateVote("yes-no", {}, START, START),
    "change a vote": ChangeVote(999, 0, live=False),
    "take a vote back": WithdrawVote(999, 0),
    "explain a result": ExplainResult(999, 0, {}, {}),
    "close a vote": CloseVote(999),
    "answer": AnswerThread(999, "Friday", 0),
    "settle": SettleThread(999, 0),
    "make a programme": CreateProgramme("-", {}, START),
    "change a programme": ChangeProgramme(999),
    "add a stage": AddStage(999, Stage(StageKind.MEETING, START, START)),
    "add its own": AddOwn(999, OwnKind.TOPIC, {}),
    "rename its own": RenameOwn(999, "999_1", {}),
    "remove its own": RemoveOwn(999, "999_1"),
    "plan an event": CreateEvent(EventDraft({}, (), "UTC")),
    "change an event": ChangeEvent(999),
    "make an event theirs": MakeTheirs(999, 0),
    "cancel an event": CancelEvent(999, {"nl": "Storm"}),
    "ask who comes": AddQuestion(999, {}),
    "reword a question": RewordQuestion(999, 0, {}),
    "leave out a question": LeaveOutQuestion(999, 0),
    "add a session": AddSession(999, SessionDraft({}, Slot(START, START))),
    "change a session": ChangeSession(999),
    "leave out a session": LeaveOutSession(999),
    "report on an event": ReportOn(999, {}),
    "invite to an event": MakeInvitations(999, 1),
    "list members": ListMembers(999, ()),
    "make a door key": MakeDoorKey(999),
    "stand at a door": StandAtDoor(999),
    "draft a broadcast": DraftBroadcast(NOTHING_SAID),
    "change a broadcast": ChangeBroadcast(999, 1, NOTHING_SAID),
    "ask for a check": AskForCheck(999, 1),
    "check a broadcast": CheckBroadcast(999, 1),
    "confirm a broadcast": ConfirmBroadcast(999, 1, 1),
    "watch a broadcast": WatchBroadcast(999),
    "undo a broadcast": UndoBroadcast(999),
    "pause a broadcast": PauseBroadcast(999),
    "resume a broadcast": ResumeBroadcast(999),
    "cancel a broadcast": CancelBroadcast(999),
    "resend a broadcast": ResendBroadcast(999),
    "go on with one": GoOn(999),
    "test a broadcast": TestBroadcast(999),
    "keep a report": KeepReported(999),
    "hide a report": HideReported(999, "spam"),
    "hide an idea": HideIdea(999, "spam"),
    "warn": WarnAuthor(999, "spam"),
    "block": BlockAuthor(999, "spam", 7),
    "decide an appeal": DecideAppeal(999, ends=True, answer="Ja"),
    "put in role": PutInRole("paper", "nobody", Role.OWNER),
    "offer a role": OfferRole(Mandate(Role.DOOR, 999)),
    "let speak": OfferRole(Mandate(Role.SPEAKER, organisation=999)),
    "take a role": TakeRole(999, Mandate(Role.DOOR)),
    "silence": TakeRole(999, Mandate(Role.SPEAKER, organisation=1)),
    "organisation": CreateOrganisation(Profile(Sort.GROUP, {}, {})),
    "its profile": ChangeOrganisation(999, Profile(Sort.GROUP, {}, {}), 1),
    "close it": CloseOrganisation(999),
    "own it all": OfferOwnership(),
    "take out": TakeOut(What.IDEAS, Form.CSV),
    "take out 7": TakeOut(What.IDEAS, Form.CSV, 7),
}

CELLS = cells(TABLE, PEOPLE)


def staffed(world: World) -> World:
    """Return the world with somebody for each column."""
    for name in PEOPLE[:-1]:
        world.meet(name)
    for role in ("door", "assessor", "moderator", "organiser", "owner"):
        world.appoint(role, Role(role))
    world.appoint("elsewhere", Role.ORGANISER, 7)
    world.appoint("former", Role.OWNER)
    former = world.who("former").account
    with world.desk() as desk:
        desk.connection.execute(tables.roles.delete().where(tables.roles.c.account == former))
    return world


def said(code: str) -> str:
    """Return whether somebody may carry out what came to this."""
    return "no" if code in {"not-allowed", "operators-only"} else "yes"


def test_h16_every_cell_of_the_table_of_roles(either_world: World) -> None:
    world = staffed(either_world)
    found = {(name, person): said(outcome(world, person, COMMANDS[name])) for name, person in CELLS}
    assert found == CELLS


def test_h16_every_command_of_the_table_is_tried() -> None:
    assert {name for name, _person in CELLS} == COMMANDS.keys()


def test_every_right_is_somebodys_and_an_owner_has_them_all() -> None:
    assert WHO_MAY.keys() == set(Right)
    assert all(Role.OWNER in holders for holders in WHO_MAY.values())
