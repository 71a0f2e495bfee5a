"""The inbox: each update once, each person's in order, and none in the way of another."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from bot.civic.aside import Backlog, CountBacklog, RetryAside, UpdatesAside
from bot.civic.doors import Refused
from bot.civic.people import FinishWelcome, SpeakLanguage
from bot.engine.desk import INTERNAL, NOBODY, Update
from bot.engine.incoming import Arrival, Sender
from bot.engine.work import MOST_ATTEMPTS
from storage import tables
from storage.database import Database
from storage.inbox import LOOKED_AT
from tests.storage.town import PLATFORM, START, Town, at_once


def _update(key: str, who: str = "noor", raw: str = "{}") -> Arrival:
    return Arrival(key, raw, Sender(who, f"chat-{who}", who, "nl"))


def _next(town: Town, limit: int = 100) -> list[Update]:
    with town.desk() as desk:
        return desk.updates(limit)


def _take_all(town: Town, limit: int = 100) -> list[Update]:
    """Take every turn that waits, in order; each settles its update."""
    taken: list[Update] = []
    while True:
        with town.desk() as desk:
            batch = desk.updates(limit)
            desk.settle([update.id for update in batch])
        if not batch:
            return taken
        taken += batch


# --- keeping


def test_what_is_kept_comes_back_with_what_is_known_of_who_sent_it(town: Town) -> None:
    town.keep(_update("7", raw='{"text": "Dag 🚲"}'))
    (update,) = _next(town)
    noor = town.who("noor")
    assert (update.platform, update.raw, update.attempts, update.arrived) == (
        PLATFORM,
        '{"text": "Dag 🚲"}',
        0,
        START,
    )
    assert (update.person, update.account, update.account_platform) == (noor.person, noor.account, PLATFORM)
    assert (update.chat_id, update.language, update.welcomed, update.state) == (
        "chat-noor",
        "nl",
        False,
        None,
    )


def test_it_comes_with_the_chat_the_language_and_the_welcome_as_of_now(town: Town) -> None:
    (noor,) = town.meet("noor")
    town.keep(_update("7"))
    with town.desk(noor) as desk:
        desk.carry_out(SpeakLanguage("fr"))
        desk.carry_out(FinishWelcome())
        desk.save_chat(noor.account, '{"count": 1}')
    (update,) = _next(town)
    assert (update.language, update.welcomed, update.state) == ("fr", True, '{"count": 1}')


def test_how_far_a_platform_was_heard_is_kept_with_what_it_said(town: Town) -> None:
    with town.desk() as desk:
        assert desk.mark(PLATFORM) is None
        desk.keep(PLATFORM, [_update("7")], "s1")
        desk.keep(PLATFORM, [], "s2")
        desk.keep(PLATFORM, [_update("8")])
        desk.keep("another", [], "s9")
    with town.desk() as desk:
        assert desk.mark(PLATFORM) == "s2"


def test_h3_the_same_update_twice_is_one(town: Town) -> None:
    assert town.keep(_update("7", raw="first"), _update("7", raw="again")) == 1
    assert town.keep(_update("7", raw="later")) == 0
    assert [update.raw for update in _take_all(town)] == ["first"]
    assert town.keep(_update("7", raw="much later")) == 0
    assert _take_all(town) == []


def test_h3_the_same_update_twenty_times_at_once_is_one(town: Town) -> None:
    kept = at_once([partial(town.keep, _update("7")) for _ in range(20)])
    assert sorted(kept) == [0] * 19 + [1]
    assert town.count(tables.inbox) == town.count(tables.people) == town.count(tables.accounts) == 1


def test_h3_a_batch_that_overlaps_another_keeps_what_is_new(town: Town) -> None:
    town.keep(_update("1"), _update("2"))
    assert town.keep(_update("2"), _update("3"), _update("4")) == 2


def test_the_same_key_on_another_platform_is_another_update(town: Town) -> None:
    assert town.keep(_update("7")) == town.keep(_update("7"), platform="others") == 1
    assert town.count(tables.accounts) == 2


@pytest.mark.parametrize("key", ["0", "-5", "1", str(2**31), str(2**63), "9" * 200, "sha256:" + "f" * 64])
def test_h4_any_id_is_kept_in_the_order_of_its_coming(town: Town, key: str) -> None:
    town.keep(_update("1000"))
    assert town.keep(_update(key)) == 1
    assert town.keep(_update(key)) == 0
    town.keep(_update("1001"))
    keys = [row.key for row in town.rows(tables.inbox)]
    assert keys == ["1000", key, "1001"]
    assert [update.id for update in _take_all(town)] == [row.id for row in town.rows(tables.inbox)]


def test_what_is_from_nobody_is_kept_for_its_key_alone(town: Town) -> None:
    assert town.keep(Arrival("7", "a channel's post", None), _update("8")) == 2
    assert town.keep(Arrival("7", "a channel's post", None)) == 0
    ignored, kept = town.rows(tables.inbox)
    assert (ignored.state, ignored.raw, ignored.person) == ("ignored", None, None)
    assert kept.state == "pending"
    assert len(_take_all(town)) == 1


def test_h5_what_nobody_can_read_stands_aside_as_it_came_and_its_neighbours_are_handled(town: Town) -> None:
    unreadable = Arrival("7", "{broken", None, unreadable=True)
    assert town.keep(_update("6"), unreadable, _update("8")) == 3
    assert len(_take_all(town)) == 2
    (aside,) = town.ask(UpdatesAside())
    assert (aside.platform, aside.reason, aside.attempts) == (PLATFORM, "unreadable", 0)
    (row,) = town.rows(tables.inbox, tables.inbox.c.state == "aside")
    assert row.raw == "{broken"


def test_an_event_of_our_own_goes_to_the_person_whose_account_it_is(town: Town) -> None:
    (noor,) = town.meet("noor")
    with town.desk() as desk:
        desk.keep_own(noor.account, "job:1", '{"job": 1}')
        desk.keep_own(noor.account, "job:1", '{"job": 1}')
    (update,) = _take_all(town)
    assert (update.platform, update.account_platform, update.account) == (INTERNAL, PLATFORM, noor.account)


def test_who_writes_again_is_reached_again_where_they_are_now(town: Town) -> None:
    (noor,) = town.meet("noor")
    with town.desk() as desk:
        desk.reachable(noor.account, yes=False)
        assert desk.address_of_account(noor.account) is None
    town.keep(Arrival("9", "{}", Sender("noor", "moved", "noor", None)))
    with town.desk() as desk:
        address = desk.address_of_account(noor.account)
    assert address is not None
    assert address.chat == "moved"


def test_many_people_met_by_many_at_once_are_each_met_once(town: Town) -> None:
    names = [f"p{n}" for n in range(12)]
    batches = [[_update(f"{n}-{name}", name) for name in names[n:] + names[:n]] for n in range(6)]
    assert at_once([partial(town.keep, *batch) for batch in batches]) == [12] * 6
    assert town.count(tables.people) == town.count(tables.accounts) == 12
    assert len(_take_all(town)) == 72


def test_the_database_itself_keeps_nothing_whose_turn_could_never_come(town: Town) -> None:
    noor = town.meet("noor")[0]
    row = {"platform": "x", "key": "1", "raw": "{}", "state": "pending", "arrived_at": START}
    for wrong in ({"raw": None}, {"person": noor.person}, {"account": noor.account}):
        with pytest.raises(IntegrityError), town.desk() as desk:
            desk.connection.execute(insert(tables.inbox), row | wrong)


def test_h51_what_happens_at_groups_doors_is_nobodys_and_one_line_in_its_order(town: Town) -> None:
    doors = [Arrival(f"door-{n}", str(n), None, door=True) for n in range(3)]
    town.keep(doors[0], _update("1", "a"), doors[1], doors[2], Arrival("chatter", "{}", None))
    taken = _take_all(town)
    assert [each.raw for each in taken if each.person == NOBODY] == ["0", "1", "2"]
    assert [(each.account, each.reachable) for each in taken if each.person == NOBODY] == [
        (NOBODY, False)
    ] * 3
    assert len(taken) == 4


def test_who_is_first_heard_in_a_group_cannot_be_reached_until_they_write_in_private(town: Town) -> None:
    town.keep(Arrival("1", "{}", Sender("noor", "noor", group="-street")))
    (update,) = _take_all(town)
    assert not update.reachable
    town.keep(Arrival("2", "{}", Sender("noor", "noor")), Arrival("3", "{}", Sender("noor", "x", group="-y")))
    assert [(each.reachable, each.chat_id) for each in _take_all(town)] == [(True, "noor")] * 2


# --- taking turns


def test_p3_the_oldest_of_each_person_comes_first_and_only_that(town: Town) -> None:
    town.keep(_update("1", "a"), _update("2", "a"), _update("3", "b"), _update("4", "c"), _update("5", "b"))
    assert [update.id for update in _take_all(town)] == (
        [1, 3, 4, 2, 5] if town.database.sqlite else [1, 2, 3, 4, 5]
    )


def test_at_most_so_many_persons_at_once(sqlite: Database) -> None:
    town = Town(sqlite)
    town.keep(*(_update(str(n), f"p{n}") for n in range(5)))
    assert [update.id for update in _next(town, 2)] == [1, 2]


def test_who_waits_for_an_answer_is_passed_and_everybody_else_has_their_turn(town: Town) -> None:
    town.keep(_update("1", "a"), _update("2", "b"), _update("3", "a"), Arrival("4", "{}", None, door=True))
    waits = {town.who("a").person}
    taken = []
    for more in (True, False) if town.database.sqlite else (True, True, False):
        with town.desk() as desk:
            desk.passed = waits
            assert desk.pending() == more
            batch = [update.id for update in desk.updates(16)]
            desk.settle(batch)
            taken += batch
    assert taken == [2, 4]
    assert [update.id for update in _take_all(town)] == [1, 3]


def test_a_settled_update_is_forgotten_but_for_its_key(town: Town) -> None:
    town.keep(_update("7", raw="my opinion"))
    _take_all(town)
    (row,) = town.rows(tables.inbox)
    assert (row.state, row.raw, row.key) == ("done", None, "7")


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(senders=st.lists(st.sampled_from("abcd"), max_size=14), limit=st.integers(1, 5))
def test_p3_in_whatever_order_they_come_each_persons_turns_are_in_order(
    town: Town, senders: list[str], limit: int
) -> None:
    with town.desk() as desk:
        desk.connection.execute(delete(tables.inbox))
    town.keep(*(_update(str(n), who) for n, who in enumerate(senders)))
    taken: dict[int, list[int]] = defaultdict(list)
    for update in _take_all(town, limit):
        taken[update.person].append(update.id)
    assert sum(len(each) for each in taken.values()) == len(senders)
    assert all(each == sorted(each) for each in taken.values())


def test_p3_two_processes_never_hold_the_same_person(postgres: Database) -> None:
    town = Town(postgres)
    town.keep(_update("1", "a"), _update("2", "a"), _update("3", "b"))
    with town.desk() as one, town.desk() as other, town.desk() as third:
        assert [update.id for update in one.updates(1)] == [1]
        assert [update.id for update in other.updates(1)] == [3]
        assert third.updates(1) == []


def test_p3_an_update_that_is_still_being_kept_is_not_overtaken(postgres: Database) -> None:
    town = Town(postgres)
    town.meet("a")
    with town.desk() as slow:
        slow.keep(PLATFORM, [_update("first", "a")])
        town.keep(_update("second", "a"))
        assert _next(town) == []
    assert [row.key for row in town.rows(tables.inbox)][-2:] == ["first", "second"]
    first = _next(town)[0].id
    assert [row.key for row in town.rows(tables.inbox, tables.inbox.c.id == first)] == ["first"]


def test_a_turn_that_somebody_else_has_just_taken_is_passed_over(postgres: Database) -> None:
    town = Town(postgres)
    town.keep(*(_update(str(n), f"p{n % 4}") for n in range(40)))
    taken = [update for each in at_once([partial(_take_all, town)] * 4) for update in each]
    assert sorted(update.id for update in taken) == list(range(1, 41))


def test_somebody_who_writes_without_end_keeps_nobody_waiting(town: Town) -> None:
    town.keep(*(_update(str(n), "flood") for n in range(300)))
    town.keep(_update("calm", "calm"))
    with town.desk() as desk:
        flood = desk.updates(100)
        if not desk.sqlite:
            flood += _next(town)
    assert {update.chat_id for update in flood} == {"chat-flood", "chat-calm"}


# --- what fails


def test_h53_who_stands_behind_very_many_of_a_few_is_found(town: Town) -> None:
    for who in ("noor", "sam"):
        town.keep(*(_update(f"{who}-{number}", who) for number in range(LOOKED_AT * 3 // 4)))
    town.keep(_update("lea-0", "lea"))
    lea = town.who("lea").person
    assert lea in [update.person for update in _next(town)]


def test_p4_attempts_are_counted_and_what_stands_aside_waits_for_an_operator(town: Town) -> None:
    town.keep(_update("7", raw="poison"), _update("8", "sam"))
    (update, *_others) = _next(town)
    with town.desk() as desk:
        for _ in range(MOST_ATTEMPTS):
            desk.failed(update.id)
        desk.put_aside(update.id, "ValueError at flows/idea.py:3")
    assert [each.chat_id for each in _take_all(town)] == ["chat-sam"]
    (aside,) = town.ask(UpdatesAside())
    assert (aside.id, aside.platform, aside.arrived) == (update.id, PLATFORM, START)
    assert (aside.attempts, aside.reason) == (MOST_ATTEMPTS, "ValueError at flows/idea.py:3")


def test_p4_what_stands_aside_is_tried_again_as_if_for_the_first_time(town: Town) -> None:
    town.keep(_update("7", raw="poison"), _update("8", "sam", raw="poison too"))
    with town.desk() as desk:
        desk.put_aside(1, "reason")
        desk.put_aside(2, "reason")
    assert town.do(RetryAside(1)) == 1
    (again,) = _take_all(town)
    assert (again.id, again.raw, again.attempts) == (1, "poison", 0)
    assert town.do(RetryAside()) == 1
    assert [update.id for update in _take_all(town)] == [2]
    assert town.do(RetryAside()) == 0


@pytest.mark.parametrize("number", [1, 2, 3, 0, -1, 10**30])
def test_only_what_stands_aside_can_be_tried_again(town: Town, number: int) -> None:
    town.keep(_update("7"), Arrival("8", "{broken", None, unreadable=True))
    with pytest.raises(Refused, match="not-aside"):
        town.do(RetryAside(number))
    assert town.do(RetryAside()) == 0


def test_the_backlog_is_counted_for_operators_alone(town: Town) -> None:
    noor, _sam = town.meet("noor", "sam")
    town.keep(_update("7"), _update("8", "sam"), Arrival("9", "{broken", None, unreadable=True))
    town.post(noor, "waits")
    town.post(noor, "on its way", owner="me")
    town.post(noor, "who knows", owner="me")
    with town.desk() as desk:
        desk.sent([(3, "uncertain", None, "timeout")])
    assert town.ask(CountBacklog()) == Backlog(untaken=2, aside=1, unsent=2, uncertain=1)
    for query in (CountBacklog(), UpdatesAside()):
        with pytest.raises(Refused, match="operators-only"):
            town.ask(query, noor)
