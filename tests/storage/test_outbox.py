"""The outbox: every message once, each chat's in order, and nothing lost with a process."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import time, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, update
from sqlalchemy.exc import IntegrityError

from bot.civic.doors import Citizen
from bot.civic.nudges import Quiet, SetQuiet
from bot.civic.people import StopMessages
from bot.engine.desk import Parcel, Posting
from bot.engine.outgoing import Button, Lane, Outgoing
from storage import processes, tables
from storage.database import Database
from tests.storage.town import PLATFORM, START, Town, at_once, said

ME, OTHER = "me", "other"
FULL = Outgoing(
    "<b>Dag</b> 🚲", (Button("Ja", "token", "ja"), Button("Nee", "t2")), photo=3, edits="b1", listed=1
)


@pytest.fixture
def noor(town: Town) -> Citizen:
    return town.meet("noor")[0]


def _fell_silent(town: Town, owner: str) -> None:
    """Let that process be unheard of for longer than any that lives."""
    if town.database.sqlite:
        return
    long_ago = func.now() - processes.DEAD_AFTER - timedelta(seconds=1)
    with town.desk() as desk:
        processes.beat(desk.connection, owner)
        desk.connection.execute(
            update(tables.processes).where(tables.processes.c.id == owner).values(seen_at=long_ago)
        )


def _states(town: Town) -> list[str]:
    return [row.state for row in town.rows(tables.outbox)]


# --- into it


def test_an_answer_is_on_its_way_at_once_and_comes_out_as_it_went_in(town: Town, noor: Citizen) -> None:
    posting = Posting(town.address(noor), Lane.ANSWER, FULL)
    with town.desk() as desk:
        (parcel,) = desk.post([posting], ME)
    assert parcel == Parcel(1, PLATFORM, "chat-noor", Lane.ANSWER, FULL, noor.account)
    (row,) = town.rows(tables.outbox)
    assert (row.state, row.owner, row.attempts, row.created_at) == ("attempting", ME, 1, START)
    _fell_silent(town, ME)
    with town.desk() as desk:
        assert desk.owed(OTHER, [PLATFORM], 9) == [parcel]


def test_what_has_no_owner_waits(town: Town, noor: Citizen) -> None:
    assert town.post(noor, "hello") == []
    assert town.owed(ME) == ["hello"]
    assert town.owed(ME) == []


def test_p2_a_key_makes_a_message_happen_once(town: Town, noor: Citizen) -> None:
    posting = Posting(town.address(noor), Lane.NEWS, Outgoing("once"), "key")
    with town.desk() as desk:
        desk.post([posting, posting], None)
        desk.post([posting], None)
    town.post(noor, "once more", key="key")
    assert town.owed(ME) == ["once"]
    with town.desk() as desk:
        desk.sent([(1, "sent", "m1", None)])
    town.post(noor, "much later", key="key")
    assert town.owed(ME) == []


def test_p2_a_key_used_by_many_at_once_is_one_message(town: Town, noor: Citizen) -> None:
    at_once([partial(town.post, noor, "once", key="key") for _ in range(8)])
    assert town.owed(ME) == ["once"]


def test_what_has_a_key_or_a_time_is_never_on_its_way_at_once(town: Town, noor: Citizen) -> None:
    town.post(noor, "first", key="key")
    assert town.post(noor, "again", owner=ME, key="key") == []
    assert town.post(noor, "tomorrow", owner=ME, at=START + timedelta(days=1)) == []
    assert _states(town) == ["pending", "pending"]


def test_messages_are_numbered_in_the_order_of_their_posting(town: Town, noor: Citizen) -> None:
    address = town.address(noor)
    with town.desk() as desk:
        first = desk.post([Posting(address, Lane.ANSWER, Outgoing(t)) for t in "abc"], ME)
        assert desk.post([], ME) == []
        second = desk.post([Posting(address, Lane.ANSWER, Outgoing(t)) for t in "de"], ME)
    assert [parcel.id for parcel in first + second] == [1, 2, 3, 4, 5]
    assert [row.id for row in town.rows(tables.outbox)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "wrong",
    [{"state": "lost"}, {"state": "attempting"}, {"state": "pending", "owner": ME}, {"payload": None}],
)
def test_the_database_itself_holds_no_message_that_could_never_leave(
    town: Town, noor: Citizen, wrong: dict[str, Any]
) -> None:
    row = {
        "account": noor.account,
        "platform": PLATFORM,
        "chat": "c",
        "lane": "answer",
        "payload": "{}",
        "state": "pending",
        "not_before": START,
        "created_at": START,
    }
    with pytest.raises(IntegrityError), town.desk() as desk:
        desk.connection.execute(insert(tables.outbox), row | wrong)


# --- out of it


def test_a_chats_messages_leave_in_order_and_so_do_many_chats(town: Town) -> None:
    noor, sam = town.meet("noor", "sam")
    for who, text in ((noor, "n1"), (sam, "s1"), (noor, "n2"), (sam, "s2")):
        town.post(who, text)
    assert town.owed(ME) == ["n1", "s1", "n2", "s2"]


def test_p7_lanes_leave_in_their_order_and_a_full_hand_takes_the_first(town: Town, noor: Citizen) -> None:
    for lane in reversed(Lane):
        town.post(noor, lane.value, lane)
    assert town.owed(ME, limit=2) == ["answer", "service"]
    with town.desk() as desk:
        desk.sent([(5, "sent", "m", None), (4, "sent", "m", None)])
    assert town.owed(ME) == ["reminder", "news", "bulk"]


def test_what_has_a_time_leaves_when_it_has_come(town: Town, noor: Citizen) -> None:
    town.post(noor, "tomorrow", at=START + timedelta(days=1))
    town.post(noor, "soon", at=START + timedelta(seconds=1))
    town.post(noor, "now")
    assert town.owed(ME) == ["now"]
    with town.desk() as desk:
        desk.sent([(3, "sent", "m", None)])
    town.clock.at += timedelta(seconds=1)
    assert town.owed(ME) == ["soon"]


NIGHT = timedelta(hours=13)
"""From START until eleven at night in the city."""


def test_h68_at_night_only_what_somebody_waits_for_leaves(town: Town, noor: Citizen) -> None:
    for lane in Lane:
        town.post(noor, lane.value, lane)
    town.clock.at += NIGHT
    assert town.owed(ME) == ["answer", "reminder"]
    with town.desk() as desk:
        desk.sent([(number, "sent", "m", None) for number in (1, 3)])
    town.clock.at += timedelta(hours=10)
    assert town.owed(ME) == ["service", "news", "bulk"]


def test_h68_each_persons_own_quiet_hours_count(town: Town) -> None:
    early, never, nurse = town.meet("early", "never", "nurse")
    town.do(SetQuiet(Quiet(time(19), time(6))), early)
    town.do(SetQuiet(None), never)
    town.do(SetQuiet(Quiet(time(9), time(17))), nurse)
    for who, name in ((early, "early"), (never, "never"), (nurse, "nurse")):
        town.post(who, name, Lane.NEWS)
    assert town.owed(ME, limit=1) == ["early"]
    with town.desk() as desk:
        desk.hand_back(ME)
    town.clock.at += timedelta(hours=10)
    assert town.owed(ME) == ["never", "nurse"]
    town.clock.at += timedelta(hours=9, minutes=59)
    assert town.owed(ME) == []
    town.clock.at += timedelta(minutes=1)
    assert town.owed(ME) == ["early"]


def test_what_would_come_too_late_in_the_morning_wakes_only_for_ones_own_affairs(
    town: Town, noor: Citizen
) -> None:
    town.clock.at += NIGHT
    with town.desk() as desk:
        address = desk.address_of_account(noor.account)
        assert address
        for lane in (Lane.SERVICE, Lane.NEWS):
            for hours in (3, 24):
                latest = town.clock.at + timedelta(hours=hours)
                desk.post([Posting(address, lane, Outgoing(f"{lane} {hours}"), latest=latest)], None)
    assert town.owed(ME) == ["service 3"]
    with town.desk() as desk:
        desk.sent([(1, "sent", "m", None)])
    town.clock.at += timedelta(hours=10)
    assert town.owed(ME) == ["service 24", "news 24"]


def test_h67_a_reminder_of_what_is_over_is_dropped(town: Town, noor: Citizen) -> None:
    address = town.address(noor)
    with town.desk() as desk:
        latest = town.clock.at + timedelta(hours=1)
        desk.post([Posting(address, Lane.REMINDER, Outgoing("in an hour"), latest=latest)], None)
    town.clock.at += timedelta(hours=2)
    assert town.owed(ME) == []
    assert [(row.state, row.reason) for row in town.rows(tables.outbox)] == [("failed", "stale")]


def test_after_stop_nothing_leaves_that_was_waiting_but_an_answer(town: Town, noor: Citizen) -> None:
    for lane in Lane:
        town.post(noor, lane.value, lane)
    town.do(StopMessages(), noor)
    assert town.owed(ME) == ["answer"]
    assert {
        (row.state, row.reason, row.payload) for row in town.rows(tables.outbox) if row.lane != "answer"
    } == {("failed", "stopped", None)}


def test_h68_however_many_are_held_those_behind_them_leave(town: Town) -> None:
    sleepers = town.meet(*(f"s{n}" for n in range(9)))
    (awake,) = town.meet("awake")
    town.do(SetQuiet(None), awake)
    town.clock.at += NIGHT
    for who in (*sleepers, awake):
        town.post(who, "news", Lane.NEWS)
    assert town.owed(ME, limit=3) == ["news"]


def test_what_a_notice_offers_is_kept_as_it_leaves(town: Town, noor: Citizen) -> None:
    with town.desk() as desk:
        desk.save_chat(noor.account, "{}")
    address = town.address(noor)
    with town.desk() as desk:
        desk.post([Posting(address, Lane.NEWS, replace(FULL, edits=None))], None)
    assert [row.offered for row in town.rows(tables.chats)] == [None]
    assert town.owed(ME) == [FULL.text]
    assert [row.offered for row in town.rows(tables.chats)] == ['[["Ja", "token"], ["Nee", "t2"]]']


def test_h68_what_was_on_its_way_when_its_process_died_waits_for_the_morning_too(
    town: Town, noor: Citizen
) -> None:
    town.post(noor, "news", Lane.NEWS)
    assert town.owed(OTHER) == ["news"]
    _fell_silent(town, OTHER)
    town.clock.at += NIGHT
    assert town.owed(ME) == []
    town.clock.at += timedelta(hours=10)
    assert town.owed(ME) == ["news"]


def test_h67_news_that_could_not_leave_for_a_day_is_dropped_and_an_answer_is_not(
    town: Town, noor: Citizen
) -> None:
    for lane in (Lane.NEWS, Lane.ANSWER):
        town.post(noor, lane.value, lane)
    town.clock.at += timedelta(days=2)
    assert town.owed(ME) == ["answer"]
    assert [(r.state, r.reason, r.payload) for r in town.rows(tables.outbox) if r.lane == "news"] == [
        ("failed", "stale", None)
    ]


def test_while_something_is_on_its_way_to_a_chat_nothing_follows_it(town: Town) -> None:
    noor, sam = town.meet("noor", "sam")
    town.post(noor, "answer", Lane.ANSWER, owner=ME)
    town.post(noor, "notice")
    town.post(sam, "hello")
    assert town.owed(ME) == ["hello"]
    with town.desk() as desk:
        desk.sent([(1, "sent", "m", None)])
    assert town.owed(ME) == ["notice"]


def test_only_what_is_for_these_platforms_is_taken(town: Town, noor: Citizen) -> None:
    town.keep(town.arrival("noor"), platform="others")
    town.post(noor, "here")
    (theirs,) = (row for row in town.rows(tables.accounts) if row.platform == "others")
    town.post(Citizen(theirs.person, theirs.id), "there")
    assert town.owed(ME, "nowhere") == []
    assert town.owed(ME, "others") == ["there"]
    assert town.owed(ME, PLATFORM, "others") == ["here"]


POSTS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(Lane)), max_size=15)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(posts=POSTS, limit=st.integers(1, 6))
def test_whatever_is_posted_leaves_once_and_each_lane_of_a_chat_in_order(
    town: Town, posts: list[tuple[int, Lane]], limit: int
) -> None:
    people = [Citizen(r.person, r.id) for r in town.rows(tables.accounts)] or town.meet("a", "b", "c")
    with town.desk() as desk:
        desk.connection.execute(delete(tables.outbox))
    for n, (who, lane) in enumerate(posts):
        town.post(people[who], str(n), lane)
    left: list[Parcel] = []
    while True:
        with town.desk() as desk:
            batch = desk.owed(ME, [PLATFORM], limit)
            desk.sent([(parcel.id, "sent", "m", None) for parcel in batch])
        if not batch:
            break
        left += batch
    assert sorted(int(text) for text in said(left)) == list(range(len(posts)))
    lines: dict[tuple[str, Lane], list[int]] = defaultdict(list)
    for parcel in left:
        lines[parcel.chat, parcel.lane].append(int(parcel.message.text))
    assert all(line == sorted(line) for line in lines.values())


# --- what came of it


@pytest.mark.parametrize("state", ["sent", "failed", "uncertain"])
def test_h77_what_came_to_its_end_keeps_no_text(town: Town, noor: Citizen, state: str) -> None:
    town.post(noor, "my opinion", owner=ME)
    with town.desk() as desk:
        desk.sent([(1, state, "m1", "why")])
    (row,) = town.rows(tables.outbox)
    assert (row.state, row.payload, row.owner, row.message, row.reason) == (state, None, None, "m1", "why")
    assert town.owed(ME) == []


def test_h8_what_could_not_be_sent_yet_keeps_its_text_and_is_taken_again(town: Town, noor: Citizen) -> None:
    town.post(noor, "hello", owner=ME)
    with town.desk() as desk:
        desk.sent([(1, "pending", None, "unauthorised")])
    (row,) = town.rows(tables.outbox)
    assert (row.state, row.owner, row.reason) == ("pending", None, "unauthorised")
    assert town.owed(ME) == ["hello"]
    assert [row.attempts for row in town.rows(tables.outbox)] == [2]


def test_receipts_of_many_kinds_come_together(town: Town, noor: Citizen) -> None:
    for text in "abc":
        town.post(noor, text, owner=ME)
    with town.desk() as desk:
        desk.sent([(1, "sent", "m1", None), (2, "pending", None, "halted"), (3, "failed", None, "blocked")])
        desk.sent([])
    assert _states(town) == ["sent", "pending", "failed"]


def test_what_is_settled_stays_so_whatever_a_late_receipt_says(town: Town, noor: Citizen) -> None:
    for text in "abc":
        town.post(noor, text, owner=ME)
    with town.desk() as desk:
        desk.sent(
            [(1, "sent", "m1", None), (2, "failed", None, "blocked"), (3, "uncertain", None, "timeout")]
        )
    with town.desk() as desk:
        desk.sent([(1, "failed", None, None), (2, "pending", None, None), (3, "sent", "m3", None)])
    assert _states(town) == ["sent", "failed", "sent"]


def test_p6_what_is_handed_back_is_taken_by_the_next(town: Town, noor: Citizen) -> None:
    town.post(noor, "mine", owner=ME)
    town.post(town.meet("sam")[0], "theirs", owner=OTHER)
    with town.desk() as desk:
        desk.hand_back(ME)
    assert _states(town) == ["pending", "attempting"]
    if not town.database.sqlite:
        _beat(town, OTHER)
    assert "mine" in town.owed("next")


def test_a_chat_that_has_moved_is_written_to_where_it_is_now(town: Town) -> None:
    noor, sam = town.meet("noor", "sam")
    town.post(noor, "on its way", owner=ME)
    town.post(noor, "waits")
    town.post(sam, "elsewhere")
    address = town.address(noor)
    with town.desk() as desk:
        desk.post([Posting(address, Lane.NEWS, Outgoing("just posted"))], None)
        desk.readdress(noor.account, "moved")
    assert [row.chat for row in town.rows(tables.outbox)] == ["moved", "moved", "chat-sam", "moved"]
    assert town.address(noor).chat == "moved"


# --- processes that are no more


def _beat(town: Town, owner: str) -> None:
    with town.desk() as desk:
        processes.beat(desk.connection, owner)


def test_p6_what_a_process_had_on_its_way_when_it_died_is_sent_by_another(town: Town) -> None:
    noor, sam = town.meet("noor", "sam")
    for who, text in ((noor, "n1"), (noor, "n2"), (sam, "s1")):
        town.post(who, text, Lane.ANSWER, owner=OTHER)
    town.post(noor, "n3", Lane.ANSWER)
    _fell_silent(town, OTHER)
    assert town.owed(ME, limit=2) == ["n1", "n2"]
    assert town.owed(ME) == ["s1"]
    assert {row.owner for row in town.rows(tables.outbox)} == {ME, None}
    with town.desk() as desk:
        desk.sent([(1, "sent", "m", None), (2, "sent", "m", None)])
    assert town.owed(ME) == ["n3"]


def test_what_a_process_that_lives_has_in_hand_is_its_own(postgres: Database) -> None:
    town = Town(postgres)
    (noor,) = town.meet("noor")
    _beat(town, OTHER)
    town.post(noor, "theirs", owner=OTHER)
    town.post(noor, "next")
    assert town.owed(ME) == []
    _fell_silent(town, OTHER)
    assert town.owed(ME) == ["theirs", "next"]


def test_only_one_process_at_a_time_looks_through_the_outbox(postgres: Database) -> None:
    town = Town(postgres)
    (noor,) = town.meet("noor")
    town.post(noor, "hello")
    with town.desk() as one:
        assert said(one.owed(ME, [PLATFORM], 9)) == ["hello"]
        assert town.owed(OTHER) == []


def test_many_processes_send_each_message_once_and_each_chat_in_order(postgres: Database) -> None:
    town = Town(postgres)
    people = town.meet(*(f"p{n}" for n in range(5)))
    for n in range(60):
        town.post(people[n % 5], str(n))
    order: list[tuple[str, int]] = []

    def send_all(owner: str) -> None:
        idle = 0
        while idle < 5:
            with town.desk() as desk:
                processes.beat(desk.connection, owner)
                batch = desk.owed(owner, [PLATFORM], 7)
            idle = 0 if batch else idle + 1
            order.extend((parcel.chat, int(parcel.message.text)) for parcel in batch)
            with town.desk() as desk:
                desk.sent([(parcel.id, "sent", "m", None) for parcel in batch])

    at_once([partial(send_all, f"process-{n}") for n in range(3)])
    assert sorted(n for _chat, n in order) == list(range(60))
    for who in people:
        chat = town.address(who).chat
        line = [n for to, n in order if to == chat]
        assert line == sorted(line)
