"""What is kept of people, noun by noun: nothing is missing, and merged, forgotten and shown it is right (H18, H32, H78)."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Mapping
from typing import Any

import pytest

import storage
from bot.civic.broadcasts import Content, Draft, DraftBroadcast
from bot.civic.checkin import MakeDoorKey, ShowCode
from bot.civic.comments import AddComment
from bot.civic.commitments import Promise
from bot.civic.digests import DIGEST
from bot.civic.doors import Citizen
from bot.civic.events import SessionDraft
from bot.civic.feed import NextIdea
from bot.civic.follows import FollowIdea
from bot.civic.ideas import PreparePhoto, SupportIdea
from bot.civic.links import MakeCode, TryCode
from bot.civic.measures import FORGOTTEN, Appeal, BlockAuthor
from bot.civic.members import MakeInvitations, UseInvitation
from bot.civic.news import NEWS, NoteTold
from bot.civic.nudges import FOLLOWS, Mute
from bot.civic.outcomes import OUTCOME_ASKED
from bot.civic.people import OPINIONS, REMINDERS, LiveIn, WithdrawConsent
from bot.civic.reports import DECIDED, OpenReports, Report
from bot.civic.rights import Fate, ForgetMe, MyData
from bot.civic.roles import Mandate, Role
from bot.civic.rsvps import Come
from bot.civic.search import KeepSearch
from bot.civic.sessions import PickSession
from bot.civic.statuses import ANSWERED, AnswerIdeas
from bot.civic.threads import WriteToOrganisers
from bot.civic.votes import AwaitResult, CastBallot
from bot.engine.desk import Due
from bot.engine.sources import Source
from bot.engine.work import CONVERSATION
from storage import tables
from storage.audit import note
from storage.rights import EVERY
from storage.roles import grant
from storage.tables import metadata
from tests.storage.gatherings import a_draft, an_event, answers
from tests.storage.town import DAY, Town

BOTH = {"nl": "Ja", "fr": "Oui"}
OF_PEOPLE = {"people", "accounts"}


def test_every_module_that_keeps_something_of_people_is_listed() -> None:
    modules = [
        importlib.import_module(f"storage.{found.name}") for found in pkgutil.iter_modules(storage.__path__)
    ]
    every = {module.PERSONAL for module in modules if hasattr(module, "PERSONAL")}
    assert every == set(EVERY), "a module's PERSONAL is not in EVERY of storage/rights.py"


def test_h78_every_table_that_refers_to_people_stands_in_exactly_one() -> None:
    refers = {
        table
        for table in metadata.tables.values()
        if any(key.column.table.name in OF_PEOPLE for key in table.foreign_keys)
    }
    told = [table for each in EVERY for table in each.tables]
    assert {t.name for t in refers} <= {t.name for t in told}, "a table has no PERSONAL"
    assert len(told) == len(set(told)), "a table stands in two"


def lived(town: Town, who: Citizen, other: Citizen) -> None:
    """Let somebody do something of everything, beside somebody else."""
    number = town.idea(who, "Mine", description="words")
    others = town.idea(other, "Another's")
    town.idea(other, "Another's again")
    acts = (
        SupportIdea(others),
        FollowIdea(others),
        AddComment(others, "I agree"),
        Report("idea", others, "spam", "because"),
        KeepSearch("zebra"),
        NextIdea(),
        PreparePhoto("file"),
        LiveIn("jette"),
        MakeCode(),
        TryCode("2222-2222"),
        Mute("idea.1"),
        WriteToOrganisers("When does it open?"),
    )
    for act in acts:
        town.do(act, who)
    town.do(SupportIdea(number), other)
    town.do(AddComment(number, "Well"), other)
    vote = town.vote()
    for command in (CastBallot(vote, (1,)), AwaitResult(vote)):
        town.do(command, who)
    town.do(NoteTold(who.person, 0))
    organised(town, who)
    moderated(town, number, who, other)
    gathered(town, who, other)
    town.post(who, "waits")
    with town.desk() as desk:
        desk.insert(tables.media, owner=who.person, jpeg=b"x", width=1, height=1, created_at=desk.now)
        desk.save_chat(who.account, "{}")
        desk.note_nudge(who.person, FOLLOWS)
        desk.plan(Due(NEWS, str(who.person), desk.now))
        desk.plan(Due(CONVERSATION, str(who.account), desk.now))
        desk.plan(Due(DIGEST, str(who.person), desk.now))
        desk.plan(Due(DECIDED, str(who.person), desk.now))
        desk.note_sources(who.account, [Source("take-back.number=i1", "title", "$event")])


def organised(town: Town, who: Citizen) -> None:
    """Let somebody do what needs a role."""
    with town.desk() as desk:
        grant(desk, who.account, Mandate(Role.ORGANISER))
        desk.act_as(who)
        note(desk, "vote-closed", "vote:1")
        question = {"idea": 1, "text": "Which?", "at": desk.now, "reply": "That one"}
        desk.insert(tables.idea_questions, asked_by=who.account, **question)
        desk.carry_out(Promise(1, BOTH, BOTH, (desk.now + DAY).date()))
        (said,) = desk.carry_out(AnswerIdeas((1,), "implemented", BOTH, BOTH))
        desk.insert(tables.outcomes, answer=said, person=who.person, said="yes", at=desk.now)
        desk.plan(Due(OUTCOME_ASKED, f"1:{who.person}", desk.now, said))
        desk.insert(tables.offers, giver=who.account, role="door", label="Sam", until=desk.now)
        number = desk.carry_out(DraftBroadcast(Draft(Content({"nl": "Dag", "fr": "Bonjour"}))))
        its = {"broadcast": number, "place": 1, "platform": "paper", "state": "waiting"}
        desk.insert(tables.recipients, person=who.person, not_before=desk.now, **its)
        desk.insert(tables.presses, broadcast=number, person=who.person, button=0, at=desk.now)


def moderated(town: Town, idea: int, who: Citizen, other: Citizen) -> None:
    """Let somebody be blocked and object, and block somebody else."""
    town.do(Report("idea", idea, "insult"), other)
    theirs, mine = sorted(town.ask(OpenReports()), key=lambda each: each.subject == idea)
    town.do(BlockAuthor(mine.number, "insult", 7))
    town.do(Appeal("I meant it otherwise"), who)
    town.do(BlockAuthor(theirs.number, "spam", 7), who)


def gathered(town: Town, who: Citizen, other: Citizen) -> None:
    """Let somebody come to an event of several sessions, be invited to it, be at its door, and guess."""
    event = an_event(town, sessions=(SessionDraft({"nl": "Werkgroep"}, a_draft().slots[0]),), seats=1)
    invitation, key = town.do(MakeInvitations(event, 1))[0], town.do(MakeDoorKey(event))
    for act in (Come(event), PickSession(1), ShowCode("2345"), UseInvitation(invitation), ShowCode(key)):
        town.do(act, who)
    town.do(Come(event), other)


def refers(town: Town, column_of: str, which: int) -> dict[str, int]:
    """Return how many rows of each table refer to this person, or account."""
    found = {}
    for table in metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table.name == column_of and (rows := town.count(table, key.parent == which)):
                found[f"{table.name}.{key.parent.name}"] = rows
    return found


@pytest.mark.parametrize("fate", list(Fate))
def test_h32_nothing_refers_to_who_was_forgotten(town: Town, fate: Fate) -> None:
    town.programme()
    noor, sam = town.citizens(2)
    lived(town, noor, sam)
    town.keep(town.arrival("c1"))
    town.do(ForgetMe(fate), noor)
    assert refers(town, "people", noor.person) == {}
    # The account is somebody new's, until they have been told.
    assert refers(town, "accounts", noor.account) == {}
    assert (
        town.count(tables.due, tables.due.c.kind.in_((NEWS, CONVERSATION, DIGEST, ANSWERED, OUTCOME_ASKED)))
        == 0
    )
    mine, others, _again = town.rows(tables.ideas)
    assert (mine.title, mine.author, others.supports, others.comments) == (
        "Mine" if fate is Fate.NOBODYS else "",
        None,
        0,
        1 if fate is Fate.NOBODYS else 0,
    )
    assert [row.jpeg for row in town.rows(tables.media)] == [b""]
    assert {row.payload for row in town.rows(tables.outbox)} == {None}
    assert {row.raw for row in town.rows(tables.inbox)} == {None}
    assert (
        town.count(tables.due, (tables.due.c.kind == DECIDED) & (tables.due.c.subject == str(noor.person)))
        == 0
    )
    others_idea, own_idea = town.rows(tables.reports)
    assert (others_idea.words, others_idea.settled_at) == ("", None)
    # Where her idea is gone nobody has to decide about it any more.
    assert (own_idea.words, own_idea.settled_at is None) == ("", fate is Fate.NOBODYS)
    # A block that runs goes on, and who has the account now is nobody in particular.
    (nobody,) = (row.person for row in town.rows(tables.accounts) if row.id == noor.account)
    left = [(row.person, row.about, row.decided_by) for row in town.rows(tables.measures)]
    assert left == [(sam.person, "idea", None), (nobody, FORGOTTEN, None)]
    # The seat goes to who waits for it.
    assert answers(town, 1) == {sam.person: ("offered", 0)}


def test_h78_my_data_is_all_that_is_kept_of_me_and_nothing_of_others(town: Town) -> None:
    town.programme()
    noor, sam = town.citizens(2)
    lived(town, noor, sam)
    mine: Mapping[str, Any] = town.ask(MyData(), noor)
    assert {kind for kind, rows in mine.items() if not rows} == set()
    text = json.dumps(mine)
    assert "I agree" in text
    assert "because" in text
    assert "Another's" not in text
    assert "Well" not in text
    assert town.ask(MyData(), sam)["ideas"][0]["title"] == "Another's"


def test_h76_without_consent_no_ballot_goes_on_counting_and_ideas_stay(town: Town) -> None:
    town.programme()
    (noor,) = town.citizens(1)
    number, vote = town.idea(noor), town.vote()
    town.do(CastBallot(vote, (0,)), noor)
    town.do(WithdrawConsent(REMINDERS), noor)
    assert town.count(tables.ballots) == 1
    town.do(WithdrawConsent(OPINIONS), noor)
    assert town.count(tables.ballots) == town.count(tables.voters) == 0
    assert town.count(tables.ideas, tables.ideas.c.id == number, tables.ideas.c.hidden_at.is_(None)) == 1
