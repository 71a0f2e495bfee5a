"""Support: set and not toggled, counted once a person, whatever happens at once."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from bot.civic.doors import Citizen, Command, Refused
from bot.civic.ideas import OneIdea, SupportIdea, WithdrawSupport
from bot.civic.people import OPINIONS, GiveConsent, WithdrawConsent
from storage import tables
from storage.trending import activity_of
from tests.storage.town import DAY, Town, at_once

CITIZENS = 4
IDEAS = 3


@pytest.fixture
def idea(town: Town) -> int:
    town.programme()
    return town.idea(town.citizen())


def test_support_is_set_not_toggled(town: Town, idea: int) -> None:
    noor, sam = town.citizens(2)
    assert [town.do(SupportIdea(idea), who) for who in (noor, noor, sam)] == [1, 1, 2]
    assert [town.do(WithdrawSupport(idea), who) for who in (noor, noor)] == [1, 1]
    assert town.do(SupportIdea(idea), noor) == 2
    assert _consistent(town)


def test_a_card_says_whether_i_support_it(town: Town, idea: int) -> None:
    noor, sam = town.citizens(2)
    town.do(SupportIdea(idea), noor)
    cards = [town.ask(OneIdea(idea), who) for who in (noor, sam, None)]
    assert [(card.supports, card.supported) for card in cards if card] == [(1, True), (1, False), (1, False)]


def test_nobody_supports_their_own_idea(town: Town) -> None:
    town.programme()
    noor = town.citizen()
    number = town.idea(noor)
    with pytest.raises(Refused, match="own-idea"):
        town.do(SupportIdea(number), noor)
    assert _consistent(town)


def test_h76_no_support_without_consent_and_it_can_be_withdrawn_only_with_it(town: Town, idea: int) -> None:
    noor = town.citizen()
    town.do(SupportIdea(idea), noor)
    town.do(WithdrawConsent(OPINIONS), noor)
    with pytest.raises(Refused, match="no-consent"):
        town.do(SupportIdea(idea), noor)
    town.do(GiveConsent(OPINIONS), noor)
    assert town.do(WithdrawSupport(idea), noor) == 0


def test_after_the_close_nothing_is_counted_any_more(town: Town, idea: int) -> None:
    noor, sam = town.citizens(2)
    town.do(SupportIdea(idea), noor)
    town.clock.at += 200 * DAY
    for command, who in ((SupportIdea(idea), sam), (WithdrawSupport(idea), noor)):
        with pytest.raises(Refused, match="closed"):
            town.do(command, who)
    assert _consistent(town)


@pytest.mark.parametrize("repeated", [1, 3])
def test_fifty_people_at_once_are_fifty_supports(town: Town, idea: int, repeated: int) -> None:
    crowd = town.citizens(50)
    at_once([partial(town.do, SupportIdea(idea), who) for who in crowd for _ in range(repeated)])
    assert [row.supports for row in town.rows(tables.ideas)] == [50]
    assert _consistent(town)


def test_h28_giving_and_taking_back_at_once_leaves_count_and_rows_in_agreement(town: Town, idea: int) -> None:
    crowd = town.citizens(10)
    for who in crowd[:5]:
        town.do(SupportIdea(idea), who)
    both: tuple[Command[int], ...] = (SupportIdea(idea), WithdrawSupport(idea))
    commands = [(command, who) for who in crowd for command in both]
    random.Random(5).shuffle(commands)
    at_once([partial(town.do, command, who) for command, who in commands])
    assert _consistent(town)


@pytest.mark.usefixtures("idea")
def test_a_count_can_never_be_less_than_nothing(town: Town) -> None:
    with pytest.raises(IntegrityError), town.desk() as desk:
        desk.connection.execute(update(tables.ideas).values(supports=-1))


Act = tuple[int, int, bool, int]
ACTS = st.lists(
    st.tuples(st.integers(0, CITIZENS - 1), st.integers(0, IDEAS - 1), st.booleans(), st.integers(0, 90_000)),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_people_do_the_counts_are_those_of_a_set(town: Town, acts: list[Act]) -> None:
    numbers, crowd = _begin_anew(town)
    model: set[tuple[int, int]] = set()
    for who, which, gives, seconds in acts:
        town.clock.at += timedelta(seconds=seconds)
        command = SupportIdea(numbers[which]) if gives else WithdrawSupport(numbers[which])
        (model.add if gives else model.discard)((which, who))
        told = town.do(command, crowd[who])
        assert told == sum(1 for idea, _person in model if idea == which)
    rows = {row.id: row for row in town.rows(tables.ideas)}
    for which, number in enumerate(numbers):
        assert rows[number].supports == sum(1 for idea, _person in model if idea == which)
        if not rows[number].supports:
            # Withdrawing takes away exactly what supporting gave.
            assert activity_of(rows[number]).supports_weight == activity_of(rows[number]).acts_seconds == 0
    assert _consistent(town)


def _begin_anew(town: Town) -> tuple[list[int], list[Citizen]]:
    """Return ideas without a support, and people to support them: the same for every example."""
    if not town.count(tables.programmes):
        town.programme(closes=None)
        town.citizens(CITIZENS + 1)
    accounts = town.rows(tables.accounts)
    author, *crowd = (Citizen(row.person, row.id) for row in accounts)
    with town.desk() as desk:
        for table in (tables.supports, tables.idea_words, tables.ideas):
            desk.connection.execute(delete(table))
    return [town.idea(author, f"Idea {n}") for n in range(IDEAS)], crowd


def _consistent(town: Town) -> bool:
    """Tell whether every idea's count and weight are those of its supports."""
    for idea in town.rows(tables.ideas):
        given = town.rows(tables.supports, tables.supports.c.idea == idea.id)
        assert idea.supports == len(given)
        assert idea.supports_weight == idea.acts_weight == sum(row.weight for row in given)
    return True
