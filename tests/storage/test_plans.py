"""No statement of the program's everyday reads a whole table: what it does is bounded, whatever the size.

benchmarks/sizes.py measures the same among 200,000 ideas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.civic.aside import CountBacklog, RetryAside, UpdatesAside
from bot.civic.checkin import MakeDoorKey, MyCode, MyDoor, ShowCode
from bot.civic.comments import AddComment, ListComments, OneComment, WithdrawComment
from bot.civic.digests import DigestFor
from bot.civic.doors import Citizen
from bot.civic.event_changes import Concerned
from bot.civic.event_questions import ToBeAskedMore
from bot.civic.events import AnyToCome, Dates, OneEvent, SessionDraft, ToCome
from bot.civic.feed import NextIdea
from bot.civic.feedback import MayRate, NoteAsked, ToBeAsked
from bot.civic.follows import FollowIdea, UnfollowIdea
from bot.civic.groups import IDEA, CardOf, NewIdeasSince, SendWeekly, Standing, TheGroup
from bot.civic.ideas import (
    ChangeIdea,
    HideIdea,
    ListIdeas,
    OneIdea,
    PreparePhoto,
    SimilarIdeas,
    SupportIdea,
    WithdrawIdea,
    WithdrawSupport,
)
from bot.civic.members import UseInvitation
from bot.civic.mine import MyHoldings
from bot.civic.news import Followers, NewsFor, NoteTold, SeeNews
from bot.civic.nudges import DIGESTS, FOLLOWS, Mute, MyMutes, SetNudges, SetQuiet, Unmute
from bot.civic.people import (
    OPINIONS,
    REMINDERS,
    CareAbout,
    FinishWelcome,
    GiveConsent,
    LiveIn,
    Me,
    WithdrawConsent,
)
from bot.civic.reports import HideReported, KeepReported, OpenReports, Report
from bot.civic.rsvps import AnswerEvent, Come, LapseOffers, NextLapse, PassOn, RemindedOf, RemindMe, State
from bot.civic.search import KeepSearch
from bot.civic.session_changes import Choosers, OneSession
from bot.civic.sessions import DropSession, PickSession, Sessions
from bot.civic.votes import MyVotes
from bot.engine.desk import Due, Posting
from bot.engine.outgoing import Button, Lane, Outgoing
from storage.database import Database
from storage.groups import follow
from storage.upkeep import Upkeep
from tests.storage.gatherings import a_draft, an_event
from tests.storage.town import PLATFORM, START, Town

LISTS = ("trending", "new", "mine", "following", "search", "on.work", "in.jette")
SMALL = {"programmes", "facts", "processes", "leases", "vote_secrets"}
"""Tables that never hold more than a handful of rows."""


@contextmanager
def plans_of(database: Database) -> Iterator[dict[str, list[str]]]:
    """Note the plan of each statement, by the statement."""
    plans: dict[str, list[str]] = {}

    def explain(connection: Any, _cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if statement in plans or not re.match(r"\s*(select|update|delete)", statement, re.IGNORECASE):
            return
        driver = connection.connection.driver_connection
        one = parameters[0] if rest[-1] else parameters
        if database.sqlite:
            rows = driver.execute(f"EXPLAIN QUERY PLAN {statement}", one).fetchall()
        else:
            # So small a table is read whole for its own good; it must have another way.
            driver.execute("set local enable_seqscan = off")
            rows = driver.execute(f"EXPLAIN {statement}", one).fetchall()
        plans[statement] = [row[-1] for row in rows]

    event.listen(database.engine, "before_cursor_execute", explain)
    yield plans
    event.remove(database.engine, "before_cursor_execute", explain)


def read_whole(plan: Sequence[str]) -> list[str]:
    """Return the steps of a plan that read a table of ours from one end to the other."""
    found = [re.search(r"\bSCAN (\w+)\b(?! USING)|Seq Scan on (\w+)", step) for step in plan]
    tables = [(step[0], step[1] or step[2]) for step in found if step]
    return [step for step, table in tables if table not in SMALL and not _of_a_subquery(table)]


def _sorted(statement: str, plan: Sequence[str]) -> list[str]:
    """Return the steps that sort what an index could have given in order; what was bounded before may be sorted."""
    bounded = any(
        sign in statement
        for sign in (
            "first_of_each",
            "each_word",
            "watched",
            "state = 'attempting'",
            "preferred_at",
            "counted_at IS NULL",
        )
    )
    return [] if bounded else [step for step in plan if step.startswith("USE TEMP B-TREE FOR ORDER BY")]


def _of_a_subquery(table: str) -> bool:
    return bool(
        re.fullmatch(
            r"(anon|newest)_\d+|concerned|would|newest|oldest|first_of_each|those|found|each_word|watched|CONSTANT|generate_series",
            table,
        )
    )


@pytest.fixture
def lived_in(town: Town) -> Town:
    """Give a town with something of everything in it."""
    town.programme()
    noor, sam, kim = town.citizens(3)
    numbers = [town.idea(noor, f"Een zebrapad aan school {n}") for n in range(3)]
    town.do(SupportIdea(numbers[0]), sam)
    town.post(noor, "waits")
    town.post(sam, "on its way", owner="dead")
    town.post(kim, "mine", Lane.ANSWER, owner="me")
    town.do(PreparePhoto("file"), noor)
    town.keep(town.arrival("late"), town.arrival("later"))
    return town


def _everyday(town: Town, noor: Citizen, sam: Citizen) -> None:
    """Do everything that is done for a citizen, and now and then."""
    first = town.idea(noor)
    town.do(FinishWelcome(), noor)
    queries = [
        Me(),
        SimilarIdeas("Een zebrapad aan de school in de Kerkstraat", "voor de kinderen"),
        *(ListIdeas(order, page) for order in LISTS for page in (1, 20)),
        OneIdea(first),
        ListComments(first, 1),
        OneComment(1),
    ]
    town.do(KeepSearch("zebrapat school jette cultuur"), noor)
    for query in queries:
        town.ask(query, noor)
    _take_part(town, first, sam)
    town.do(ChangeIdea(first, "Een zebrapad", "", "work", "jette"), noor)
    _tell_and_moderate(town, first, noor, sam)
    town.do(WithdrawConsent(OPINIONS), sam)
    town.do(HideIdea(first, "spam"))
    town.do(WithdrawIdea(town.idea(noor)), noor)
    _take_a_turn(town, noor.person, noor.account)
    _look_through(town)


def _take_part(town: Town, first: int, sam: Citizen) -> None:
    """Do what somebody may do with an idea of somebody else's."""
    town.do(LiveIn("jette"), sam)
    town.do(CareAbout(("work", "culture")), sam)
    town.do(WithdrawComment(town.do(AddComment(first, "Neen"), sam)), sam)
    for command in (
        SupportIdea(first),
        WithdrawSupport(first),
        FollowIdea(first),
        UnfollowIdea(first),
        FollowIdea(first),
        AddComment(first, "Ja"),
        NextIdea(),
        NextIdea(),
    ):
        town.do(command, sam)


def _tell_and_moderate(town: Town, first: int, noor: Citizen, sam: Citizen) -> None:
    town.ask(Followers(first, 0))
    for who in (noor, sam):
        town.ask(NewsFor(who.person))
        town.do(NoteTold(who.person, 1))
        town.clock.at += timedelta(seconds=1)
    town.do(Report("idea", first, "spam"), sam)
    town.do(Report("comment", 2, "spam"), noor)
    first_report, second = town.ask(OpenReports())
    town.do(KeepReported(first_report.number))
    town.do(HideReported(second.number, "spam"))


def _take_a_turn(town: Town, person: int, account: int) -> None:
    town.keep(town.arrival("somebody"))
    with town.desk() as desk:
        batch = desk.updates(16)
        desk.pending()
        desk.save_chat(account, "{}")
        desk.plan(Due("conversation", str(account), START + timedelta(days=1)))
        desk.failed(batch[0].id)
        desk.put_aside(batch[0].id, "reason")
        desk.settle([each.id for each in batch[1:]])
        desk.language_of(person)
        desk.address_of(person)
        desk.chat_of(account)
        desk.reachable(account, yes=False)


def _look_through(town: Town) -> None:
    """What is looked for every second, and every minute."""
    upkeep = Upkeep("me")
    town.clock.at += timedelta(days=9)
    with town.desk() as desk:
        upkeep.beat(desk)
        upkeep.may_receive(desk, PLATFORM)
        parcels = desk.owed("me", [PLATFORM], 100)
        desk.sent([(parcel.id, "sent", "m", None) for parcel in parcels[1:]])
        desk.sent([(parcel.id, "pending", None, "later") for parcel in parcels[:1]])
        desk.fallen_due(100)
        desk.next_due()
        desk.waiting_jobs(20)
        desk.end_job(1)
        upkeep.tidy(desk)
        desk.ask(CountBacklog())
        desk.ask(UpdatesAside())
        desk.carry_out(RetryAside())


def _in_groups(town: Town, noor: Citizen) -> None:
    """What a group, and a card in it, ask for."""
    idea = town.idea(noor)
    with town.desk(Citizen(noor.person, noor.account)) as desk:
        group = desk.meet_group(PLATFORM, "-street")
        desk.act_as(replace(noor, runs=group.id))
        desk.carry_out(SendWeekly(group.id, on=True))
        desk.count_answer(group.id)
        desk.post([Posting(group, Lane.ANSWER, Outgoing("card"), card=Standing(IDEA, idea, 0))], "me")
        desk.ask(CardOf(group.id, IDEA, idea))
        desk.ask(TheGroup(group.id))
        desk.ask(NewIdeasSince(START))
        follow(desk, IDEA, idea)
        desk.edit_slot(group.id)
        desk.wonder(noor.account, group.id, "/weekly")
        desk.waiting_jobs(5)
        desk.close_group(group.id, closed=False)
        desk.expects("left", "phones:-street")
        desk.move_group(group.id, "-100street")
        desk.forget_group(group.id)


def _unasked(town: Town, noor: Citizen) -> None:
    """What is asked before somebody is told something, and what they ask about it."""
    town.do(GiveConsent(REMINDERS), noor)
    for command in (
        SetNudges(DIGESTS, on=True),
        SetQuiet(None),
        CareAbout(("work",)),
        *map(Mute, THINGS_OF_EACH),
    ):
        town.do(command, noor)
    with town.desk() as desk:
        desk.note_nudge(noor.person, FOLLOWS)
        desk.reader(noor.person, "idea.1")
        desk.ask(DigestFor(noor.person))
        address = desk.address_of_account(noor.account)
        assert address
        desk.post([Posting(address, lane, FULL, latest=desk.now) for lane in Lane], None)
    town.owed("me")
    for query in (MyMutes(), MyHoldings(), MyVotes()):
        town.ask(query, noor)
    town.do(SeeNews(), noor)
    town.do(Unmute("idea.1"), noor)


THINGS_OF_EACH = ("idea.1", "vote.1", "event.1")
FULL = Outgoing("Dag", (Button("Ja", "token"),))


def test_nothing_that_is_told_unasked_reads_a_whole_table(lived_in: Town) -> None:
    noor = lived_in.citizen()
    with plans_of(lived_in.database) as plans:
        _unasked(lived_in, noor)
    whole = {statement: read_whole(plan) for statement, plan in plans.items()}
    assert {" ".join(each.split()): steps for each, steps in whole.items() if steps} == {}


def test_nothing_that_a_group_asks_for_reads_a_whole_table(lived_in: Town) -> None:
    noor = lived_in.citizen()
    with plans_of(lived_in.database) as plans:
        _in_groups(lived_in, noor)
    whole = {statement: read_whole(plan) for statement, plan in plans.items() if "inbox" not in statement}
    assert {" ".join(each.split()): steps for each, steps in whole.items() if steps} == {}


def _at_events(town: Town, noor: Citizen, sam: Citizen) -> None:
    """What everybody does about events, and what falls due about them."""
    event = an_event(town, seats=1, sessions=(SessionDraft({"nl": "Werkgroep"}, a_draft().slots[0]),))
    for query in (
        ToCome(),
        ToCome(mine=True),
        AnyToCome(),
        Dates(event),
        OneEvent(event),
        MyDoor(),
        MayRate(event),
    ):
        town.ask(query, noor)
    for who in (noor, sam):
        town.do(Come(event), who)
    for act in (
        RemindMe(event, "day"),
        PickSession(1),
        DropSession(1),
        ShowCode("2345"),
        UseInvitation("2345"),
    ):
        town.do(act, noor)
    town.ask(Sessions(event), noor)
    town.ask(MyCode(event), noor)
    town.do(ShowCode(town.do(MakeDoorKey(event))), sam)
    town.do(AnswerEvent(event, State.NO), noor)
    for asked in (
        NextLapse(event),
        RemindedOf(event, "day", 0),
        Concerned(event, 0),
        ToBeAsked(event, 0),
        ToBeAskedMore(event, START),
        ToBeAskedMore(event, START, person=noor.person),
        Choosers(1, 0),
        OneSession(1),
    ):
        town.ask(asked)
    for command in (LapseOffers(event), PassOn(sam.person), NoteAsked(event, sam.person)):
        town.do(command)


def test_nothing_about_an_event_reads_a_whole_table(lived_in: Town) -> None:
    noor, sam = lived_in.citizens(2)
    with plans_of(lived_in.database) as plans:
        _at_events(lived_in, noor, sam)
    whole = {statement: read_whole(plan) for statement, plan in plans.items()}
    assert {" ".join(each.split()): steps for each, steps in whole.items() if steps} == {}


def test_nothing_that_is_done_every_day_reads_a_whole_table(lived_in: Town) -> None:
    noor, sam = lived_in.citizens(2)
    with plans_of(lived_in.database) as plans:
        _everyday(lived_in, noor, sam)
    assert len(plans) > 40
    whole = {statement: read_whole(plan) + _sorted(statement, plan) for statement, plan in plans.items()}
    assert {" ".join(each.split()): steps for each, steps in whole.items() if steps} == {}
