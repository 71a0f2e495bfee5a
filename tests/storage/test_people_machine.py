"""H18, H19, H32: whatever people link, unlink, forget, support and vote, in any order: each counts once, as a small model says."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import event

from bot.civic.doors import Citizen, Command, Refused
from bot.civic.ideas import SupportIdea, WithdrawSupport
from bot.civic.links import AgreeToLink, MakeCode, TryCode, Unlink
from bot.civic.people import OPINIONS, GiveConsent
from bot.civic.rights import Fate, ForgetMe
from bot.civic.votes import CastBallot, WithdrawBallot
from storage import tables
from storage.database import Database
from tests.postgres import EMPTY
from tests.storage.conftest import no_waiting_for_the_disk
from tests.storage.town import Town

NAMES = ("noor", "sam", "kim", "lou")
names = st.sampled_from(NAMES)


@dataclass(eq=False)
class One:
    """A person as the model has them: their accounts, and what they gave in what was there from the start."""

    accounts: set[str]
    supports: bool = False
    voted: bool = False
    separated: bool = False


@dataclass
class Model:
    """Who has which account."""

    people: list[One] = field(default_factory=lambda: [One({name}) for name in NAMES])

    def of(self, name: str) -> One:
        """Return whose account it is."""
        return next(each for each in self.people if name in each.accounts)


class People(RuleBasedStateMachine):
    """Four accounts, an idea and a vote that were there before them."""

    fresh: ClassVar[Callable[[], Database]]

    def __init__(self) -> None:
        super().__init__()
        self.town, self.model = Town(type(self).fresh()), Model()
        self.town.programme()
        self.idea, self.vote = self.town.idea(self.town.citizen()), self.town.vote()
        self.meet(*NAMES)

    def meet(self, *who: str) -> None:
        """Let them arrive, who agree that their opinions are kept."""
        for citizen in self.town.meet(*who):
            self.town.do(GiveConsent(OPINIONS), citizen)

    def does(self, name: str, command: Command[object]) -> str:
        """Return what comes of it."""
        self.town.clock.at += timedelta(seconds=1)
        try:
            self.town.do(command, self.who(name))
        except Refused as no:
            return no.code
        return "ok"

    def who(self, name: str) -> Citizen:
        """Return who has that account."""
        return self.town.who(name)

    @rule(showed=names, typed=names)
    def link(self, showed: str, typed: str) -> None:
        code = self.town.do(MakeCode(), self.who(showed))
        one, other = self.model.of(showed), self.model.of(typed)
        if one is other:
            assert self.does(typed, TryCode(code)) == "own-code"
            return
        number = self.town.do(TryCode(code), self.who(typed)).link
        assert number is not None
        self.town.do(AgreeToLink(number), self.who(typed))
        assert self.town.do(AgreeToLink(number), self.who(showed))
        self.model.people.remove(other)
        one.accounts |= other.accounts
        one.supports |= other.supports
        one.voted |= other.voted
        one.separated &= other.separated

    @rule(name=names, other=names)
    def unlink(self, name: str, other: str) -> None:
        one = self.model.of(name)
        mine = other in one.accounts and len(one.accounts) > 1
        assert self.does(name, Unlink(self.who(other).account)) == ("ok" if mine else "no-such-account")
        if mine:
            one.accounts.remove(other)
            self.model.people.append(One({other}, separated=True))
            self.does(other, GiveConsent(OPINIONS))

    @rule(name=names, fate=st.sampled_from(Fate))
    def forget(self, name: str, fate: Fate) -> None:
        one = self.model.of(name)
        assert self.does(name, ForgetMe(fate)) == "ok"
        self.model.people.remove(one)
        self.model.people += [One({each}) for each in one.accounts]
        self.meet(*sorted(one.accounts))

    @rule(name=names)
    def support(self, name: str) -> None:
        one = self.model.of(name)
        assert self.does(name, SupportIdea(self.idea)) == ("separated" if one.separated else "ok")
        one.supports |= not one.separated

    @rule(name=names)
    def withdraw_support(self, name: str) -> None:
        assert self.does(name, WithdrawSupport(self.idea)) == "ok"
        self.model.of(name).supports = False

    @rule(name=names, choice=st.integers(0, 1))
    def vote_(self, name: str, choice: int) -> None:
        one = self.model.of(name)
        came_to = self.does(name, CastBallot(self.vote, (choice,)))
        assert came_to == ("separated" if one.separated else "ok")
        one.voted |= not one.separated

    @rule(name=names)
    def take_ballot_back(self, name: str) -> None:
        assert self.does(name, WithdrawBallot(self.vote)) == "ok"
        self.model.of(name).voted = False

    @invariant()
    def each_counts_once(self) -> None:
        (idea,) = self.town.rows(tables.ideas)
        assert idea.supports == sum(each.supports for each in self.model.people)
        voted = sum(each.voted for each in self.model.people)
        assert self.town.count(tables.ballots) == self.town.count(tables.voters) == voted

    @invariant()
    def each_account_is_whose_it_is(self) -> None:
        theirs: dict[int, set[str]] = {}
        for name in NAMES:
            theirs.setdefault(self.who(name).person, set()).add(name)
        assert sorted(map(sorted, theirs.values())) == sorted(sorted(p.accounts) for p in self.model.people)
        assert self.town.count(tables.people) == len(self.model.people) + 1


def run(fresh: Callable[[], Database], how: settings) -> None:
    """Run the machine, each time on a database with nothing in it."""

    class OnThese(People):
        pass

    OnThese.fresh = fresh
    run_state_machine_as_test(OnThese, settings=how)


@pytest.fixture
def fresh_sqlite(migrated_file: Path, tmp_path: Path) -> Iterator[Callable[[], Database]]:
    used: list[Database] = []

    def fresh() -> Database:
        for before in used:
            before.close()
        file = tmp_path / f"{len(used)}.db"
        shutil.copyfile(migrated_file, file)
        used.append(Database(f"sqlite:///{file}"))
        event.listen(used[-1].engine, "connect", no_waiting_for_the_disk)
        return used[-1]

    yield fresh
    used[-1].close()


def test_each_counts_once_whatever_they_do(fresh_sqlite: Callable[[], Database]) -> None:
    run(fresh_sqlite, settings(max_examples=8, stateful_step_count=15))


@pytest.mark.prove
def test_each_counts_once_whatever_they_do_for_long(
    fresh_sqlite: Callable[[], Database], migrated_postgres: Database
) -> None:
    def fresh_postgres() -> Database:
        with migrated_postgres.writing() as connection:
            connection.exec_driver_sql(EMPTY)
        return migrated_postgres

    many = settings(max_examples=150, stateful_step_count=30)
    run(fresh_sqlite, many)
    run(fresh_postgres, settings(many, max_examples=60))
