"""Ballots: one a person, secret, and right whatever happens at once."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, update

from bot.civic.counting import total
from bot.civic.doors import Actor, Citizen, Command, Operator, Refused
from bot.civic.rights import Fate
from bot.civic.votes import (
    FEWEST_BALLOTS,
    BallotsJoined,
    CastBallot,
    Choice,
    CloseVote,
    CountVote,
    MarkBallot,
    MyMarks,
    MyVotes,
    OneVote,
    SendBallot,
    Uncounted,
    VoteCard,
    WithdrawBallot,
)
from storage import ballots, tables
from storage.ballots import written
from storage.database import Database
from storage.votes import count_the_overdue
from tests.storage.town import DAY, Town, at_once


def card(town: Town, number: int, who: Citizen | None = None) -> VoteCard:
    """Return the vote as somebody sees it."""
    found = town.ask(OneVote(number), who)
    assert found is not None
    return found


def refusal(town: Town, command: Command[Any], who: Actor) -> str | None:
    """Carry a command out; return why it was refused, if it was."""
    try:
        town.do(command, who)
    except Refused as no:
        return no.code
    return None


def counted(town: Town, number: int) -> VoteCard:
    """Let the vote end and be counted."""
    town.clock.at = max(town.clock.at, card(town, number).closes)
    town.do(CountVote(number))
    return card(town, number)


def kept(town: Town, number: int) -> dict[Choice, int]:
    """Return the ballots of an open vote, as they are kept."""
    found: dict[Choice, int] = {}
    for row in town.rows(tables.ballots, tables.ballots.c.vote == number):
        choice = ballots.choice_in(row.choice)
        found[choice] = found.get(choice, 0) + 1
    return found


def test_h28_a_ballot_is_set_and_the_last_one_counts(town: Town) -> None:
    number = town.vote()
    noor, sam = town.citizens(2)
    for choice in (0, 0, 1, 2, 1):
        town.do(CastBallot(number, (choice,)), noor)
    town.do(CastBallot(number, (1,)), sam)
    assert kept(town, number) == {(1,): 2}
    assert card(town, number).turnout == 2
    town.do(WithdrawBallot(number), noor)
    town.do(WithdrawBallot(number), noor)
    assert kept(town, number) == {(1,): 1}
    assert card(town, number, noor).voted is None


def test_several_stand_in_the_published_order_and_a_ranking_in_its_own(town: Town) -> None:
    several, ranked = town.vote("several"), town.vote("ranked")
    noor = town.citizen()
    for number in (several, ranked):
        town.do(MarkBallot(number, (2,)), noor)
        town.do(MarkBallot(number, (2, 0)), noor)
        assert town.ask(MyMarks(number), noor) == (2, 0)
        assert card(town, number).turnout == 0
        town.do(SendBallot(number), noor)
        # The same press once more finds nothing left to be sent, and that is as well.
        town.do(SendBallot(number), noor)
        assert town.ask(MyMarks(number), noor) == ()
    assert (kept(town, several), kept(town, ranked)) == ({(0, 2): 1}, {(2, 0): 1})


def test_h29_what_came_in_before_the_close_counts_however_late_its_turn(town: Town) -> None:
    number = town.vote()
    in_time, too_late = town.citizens(2)
    closes = card(town, number).closes
    town.clock.at = closes + timedelta(seconds=3)

    def arriving(who: Citizen, at: datetime) -> Citizen:
        return Citizen(who.person, who.account, arrived=at)

    town.do(CastBallot(number, (0,)), arriving(in_time, closes - timedelta(microseconds=1)))
    for command in (CastBallot(number, (0,)), WithdrawBallot(number)):
        with pytest.raises(Refused, match="vote-closed"):
            town.do(command, arriving(too_late, closes))
    assert card(town, number, in_time).voted == closes - timedelta(microseconds=1)


def test_h29_counting_waits_for_what_came_in_before_the_close_and_for_nothing_else(town: Town) -> None:
    number = town.vote()
    town.meet("noor", "sam")
    town.clock.at = card(town, number).closes - timedelta(seconds=1)
    town.keep(town.arrival("noor"))
    town.clock.at += timedelta(seconds=2)
    town.keep(town.arrival("sam"))
    waiting = town.rows(tables.inbox, tables.inbox.c.state == "pending")
    assert town.ask(Uncounted(number))
    with town.desk() as desk:
        desk.settle([waiting[0].id])
    assert not town.ask(Uncounted(number))


def test_h77_the_close_destroys_ballots_and_secret_and_leaves_figures(town: Town) -> None:
    number = town.vote("ranked")
    crowd = town.citizens(6)
    for who, choice in zip(crowd, ((0,), (0, 1), (0, 1), (1,), (2, 1), (2, 1)), strict=True):
        town.do(CastBallot(number, choice), who)
    town.do(MarkBallot(number, (1,)), town.citizen())
    found = counted(town, number)
    assert (found.state, found.turnout) == ("closed", 6)
    assert found.ballots == {(0,): 1, (0, 1): 2, (1,): 1, (2, 1): 2}
    for table in (tables.ballots, tables.ballot_marks, tables.vote_secrets):
        assert town.count(table) == 0
    # That I voted stays mine to see.
    assert [line.number for line in town.ask(MyVotes(), crowd[0])] == [number]
    town.do(CountVote(number))
    assert card(town, number) == found


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize("voters", [FEWEST_BALLOTS - 1, FEWEST_BALLOTS])
def test_h77_of_fewer_than_five_ballots_nothing_is_shown_and_of_a_secret_vote_nothing_before_the_close(
    town: Town, voters: int, *, live: bool
) -> None:
    number = town.vote(live=live)
    for who in town.citizens(voters):
        town.do(CastBallot(number, (1,)), who)
    enough = voters >= FEWEST_BALLOTS
    assert card(town, number).turnout == voters
    assert card(town, number).ballots == ({(1,): voters} if enough and live else None)
    assert counted(town, number).ballots == ({(1,): voters} if enough else None)
    assert town.count(tables.tallies) == (1 if enough else 0)


def test_h77_no_table_has_a_persons_choice(town: Town) -> None:
    number = town.vote("ranked")
    noor = town.citizen()
    town.do(CastBallot(number, (2, 0, 1)), noor)
    said = written((2, 0, 1))
    for table in tables.metadata.sorted_tables:
        for row in town.rows(table):
            if any(said in str(value) for value in row):
                assert table is tables.ballots
                # A key that is made with the secret, and nothing else.
                assert set(row._mapping) == {"vote", "key", "choice"}


def test_h77_equal_people_have_other_keys_in_every_vote(town: Town) -> None:
    noor = town.citizen()
    for number in (town.vote(), town.vote()):
        town.do(CastBallot(number, (0,)), noor)
    assert len({bytes(row.key) for row in town.rows(tables.ballots)}) == 2


def test_h75_after_a_restore_without_the_secret_a_ballot_counts_and_can_no_longer_be_changed(
    town: Town,
) -> None:
    number = town.vote()
    noor, sam = town.citizens(2)
    town.do(CastBallot(number, (0,)), noor)
    with town.desk() as desk:
        desk.connection.execute(delete(tables.vote_secrets))
    for command in (CastBallot(number, (1,)), WithdrawBallot(number)):
        with pytest.raises(Refused, match="ballot-sealed"):
            town.do(command, noor)
    town.do(CastBallot(number, (1,)), sam)
    town.do(CastBallot(number, (2,)), sam)
    with pytest.raises(Refused, match="ballot-sealed"):
        town.do(CastBallot(number, (1,)), noor)
    assert kept(town, number) == {(0,): 1, (2,): 1}


def test_closing_early_lets_the_count_fall_due_and_what_was_planned_before_is_of_another_version(
    town: Town,
) -> None:
    number = town.vote()
    before = {row.kind: row for row in town.rows(tables.due)}
    town.clock.at += DAY
    town.do(CloseVote(number))
    after = {row.kind: row for row in town.rows(tables.due)}
    assert after["vote-closes"].at < before["vote-closes"].at
    assert {kind: row.version for kind, row in after.items()} == {
        "vote-closes": 2,
        "vote-halfway": 1,
        "vote-last-day": 1,
    }


def test_h60_a_vote_that_nothing_would_count_any_more_is_found_and_counted(town: Town) -> None:
    number = town.vote()
    with town.desk() as desk:
        desk.connection.execute(delete(tables.due))
    town.clock.at = card(town, number).closes + timedelta(minutes=1)
    with town.desk() as desk:
        count_the_overdue(desk)
    (row,) = town.rows(tables.due)
    assert (row.kind, row.subject, row.version) == ("vote-closes", str(number), 1)


# --- two accounts of one person, and who is forgotten


def merged(town: Town, gone: Citizen, stays: Citizen) -> list[Any]:
    """Let two people be one, and return what was told of it."""
    with town.desk() as desk:
        ballots.PERSONAL.merge(desk, gone.person, stays.person)
        return desk.events()


@pytest.mark.parametrize("last", ["gone", "stays"])
def test_h18_of_two_ballots_of_one_person_the_later_counts_and_they_are_told(town: Town, last: str) -> None:
    number, other = town.vote(), town.vote()
    gone, stays = town.citizens(2)
    order = [(gone, 0), (stays, 1)] if last == "stays" else [(stays, 1), (gone, 0)]
    for who, choice in order:
        town.clock.at += timedelta(minutes=1)
        town.do(CastBallot(number, (choice,)), who)
    town.do(CastBallot(other, (2,)), gone)
    assert merged(town, gone, stays) == [BallotsJoined(number, stays.person, gone.person)]
    assert kept(town, number) == {(0,) if last == "gone" else (1,): 1}
    assert kept(town, other) == {(2,): 1}
    for each in (number, other):
        assert card(town, each).turnout == 1
        town.do(CastBallot(each, (1,)), stays)
        assert kept(town, each) == {(1,): 1}


def test_h78_who_is_forgotten_has_no_ballot_left_in_what_is_open_and_no_name_in_what_is_over(
    town: Town,
) -> None:
    over, number = town.vote(), town.vote()
    crowd = town.citizens(5)
    for who in crowd:
        town.do(CastBallot(over, (1,)), who)
    with town.desk() as desk:
        desk.act_as(crowd[0])
        desk.carry_out(CastBallot(number, (0,)))
        desk.carry_out(MarkBallot(number, (0, 1)))
    town.clock.at += DAY
    town.do(CloseVote(over))
    town.do(CountVote(over))
    with town.desk() as desk:
        shown = ballots.PERSONAL.show(desk, crowd[0].person)
        assert [entry["vote"] for entry in shown["votes"]] == [over, number]
        assert "choice" not in str(shown)
        ballots.PERSONAL.erase(desk, crowd[0].person, Fate.DELETED)
    assert (kept(town, number), town.count(tables.ballot_marks)) == ({}, 0)
    assert town.count(tables.voters, tables.voters.c.person == crowd[0].person) == 0
    assert (card(town, over).turnout, card(town, over).ballots) == (5, {(1,): 5})


def test_h19_who_was_separated_has_no_say_in_what_opened_before_that(town: Town) -> None:
    before = town.vote()
    noor = town.citizen()
    town.clock.at += DAY
    with town.desk() as desk:
        apart = update(tables.people).where(tables.people.c.id == noor.person)
        desk.connection.execute(apart.values(separated_at=town.clock.at))
    town.clock.at += DAY
    assert refusal(town, CastBallot(before, (0,)), noor) == "separated"
    assert refusal(town, CastBallot(town.vote(), (0,)), noor) is None


# --- at once


def test_h28_yes_and_no_at_the_same_instant_and_twenty_presses_are_one_ballot(town: Town) -> None:
    number = town.vote("yes-no")
    noor = town.citizen()
    presses = [CastBallot(number, (n % 2,)) for n in range(20)]
    at_once([partial(town.do, press, noor) for press in presses])
    assert total(kept(town, number)) == card(town, number).turnout == 1


@pytest.mark.parametrize("chance", [pytest.param(n, marks=pytest.mark.prove) if n else n for n in range(40)])
def test_h29_ballots_beside_the_count_are_in_it_or_refused_and_none_is_lost(town: Town, chance: int) -> None:
    number = town.vote()
    crowd = town.citizens(24)
    random.Random(chance).shuffle(crowd)
    closes = card(town, number).closes
    town.clock.at = closes

    before = [Citizen(who.person, who.account, arrived=closes - DAY) for who in crowd]
    ballots_in = [partial(refusal, town, CastBallot(number, (who.person % 3,)), who) for who in before]
    came_to = at_once(
        [*ballots_in[:12], partial(refusal, town, CountVote(number), Operator()), *ballots_in[12:]]
    )
    assert set(came_to) <= {None, "vote-closed"}
    accepted = came_to.count(None) - 1
    found = card(town, number)
    assert found.turnout == accepted
    assert town.count(tables.ballots) == 0
    assert found.ballots is None or total(found.ballots) == accepted


# --- whatever happens, against a small model

PEOPLE = 4


class Polling(RuleBasedStateMachine):
    """People cast, change, withdraw, are linked and forgotten, and the vote is closed; the model is a dictionary."""

    database: Database

    @initialize(kind=st.sampled_from(["one", "several", "ranked"]))
    def begin(self, kind: str) -> None:
        """Open a vote among people who have not voted in another."""
        self.town = Town(self.database)
        self.number = self.town.vote(kind)
        self.kind = kind
        self.crowd = dict(enumerate(self.town.citizens(PEOPLE)))
        self.model: dict[int, Choice] = {}
        self.when: dict[int, datetime] = {}
        self.over: dict[Choice, int] | None = None

    def _may(self, command: Command[Any], who: int) -> bool:
        self.town.clock.at += timedelta(seconds=1)
        refused = refusal(self.town, command, self.crowd[who])
        assert refused in {None, "bad-choice" if self.over is None else "vote-closed"}
        return refused is None

    @rule(who=st.integers(0, PEOPLE - 1), choice=st.permutations(range(3)), count=st.integers(1, 3))
    def cast(self, who: int, choice: list[int], count: int) -> None:
        """Somebody votes, or changes their ballot."""
        wanted = tuple(choice[:count])
        if who not in self.crowd:
            return
        if self._may(CastBallot(self.number, wanted), who):
            self.model[who] = tuple(sorted(wanted)) if self.kind == "several" else wanted
            self.when[who] = self.town.clock.at

    @rule(who=st.integers(0, PEOPLE - 1), choice=st.permutations(range(3)), count=st.integers(0, 3))
    def mark(self, who: int, choice: list[int], count: int) -> None:
        """Somebody fills a ballot in, and does not send it."""
        if who in self.crowd:
            self._may(MarkBallot(self.number, tuple(choice[:count])), who)

    @rule(who=st.integers(0, PEOPLE - 1))
    def withdraw(self, who: int) -> None:
        """Somebody takes their ballot back."""
        if who in self.crowd and self._may(WithdrawBallot(self.number), who):
            self.model.pop(who, None)

    @rule(gone=st.integers(0, PEOPLE - 1), stays=st.integers(0, PEOPLE - 1))
    def link(self, gone: int, stays: int) -> None:
        """Two turn out to be one."""
        if gone == stays or not {gone, stays} <= self.crowd.keys():
            return
        merged(self.town, self.crowd.pop(gone), self.crowd[stays])
        theirs = self.model.pop(gone, None)
        if theirs is not None and (stays not in self.model or self.when[gone] >= self.when[stays]):
            self.model[stays], self.when[stays] = theirs, self.when[gone]

    @rule(who=st.integers(0, PEOPLE - 1))
    def forget(self, who: int) -> None:
        """Somebody is forgotten."""
        if who in self.crowd:
            with self.town.desk() as desk:
                ballots.PERSONAL.erase(desk, self.crowd.pop(who).person, Fate.NOBODYS)
            self.model.pop(who, None)

    @rule()
    def close(self) -> None:
        """The vote is over, and counted."""
        if self.over is None:
            self.over = self._sum()
            self.town.clock.at += timedelta(seconds=1)
            self.town.do(CloseVote(self.number))
            self.town.do(CountVote(self.number))

    def _sum(self) -> dict[Choice, int]:
        found: dict[Choice, int] = {}
        for choice in self.model.values():
            found[choice] = found.get(choice, 0) + 1
        return found

    @invariant()
    def as_in_the_model(self) -> None:
        """What is kept is what the model says, and nothing else."""
        if self.over is None:
            assert kept(self.town, self.number) == self._sum()
            assert card(self.town, self.number).turnout == len(self.model)
            return
        shown = card(self.town, self.number)
        assert shown.turnout == sum(self.over.values())
        assert shown.ballots == (self.over if shown.turnout >= FEWEST_BALLOTS else None)
        assert kept(self.town, self.number) == {}


@pytest.mark.prove_on("postgres")
def test_h19_h32_whatever_people_do_the_ballots_are_those_of_a_dictionary(database: Database) -> None:
    machine = type("Here", (Polling,), {"database": database})
    quick = settings(
        max_examples=15,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    run_state_machine_as_test(machine, settings=quick)
