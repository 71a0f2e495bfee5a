"""Several organisers, and citizens, at once: one says something officially, the others look again; nobody counts twice."""

from __future__ import annotations

from functools import partial

from bot.civic.comments import AddComment
from bot.civic.commitments import KeepPromise, Promise
from bot.civic.doors import Citizen, Command, Refused
from bot.civic.duplicates import MergeIdeas
from bot.civic.ideas import SupportIdea, WithdrawSupport
from bot.civic.statuses import AnswerIdeas
from storage import tables
from tests.storage.town import DAY, Town, at_once

BOTH = {"nl": "Ja", "fr": "Oui"}


def came_to(town: Town, command: Command[object], who: Citizen | None = None) -> str:
    """Return what comes of a command."""
    try:
        town.do(command, who)
    except Refused as no:
        return no.code
    return "ok"


def ideas(town: Town, count: int) -> list[int]:
    """Share ideas of somebody's, and return their numbers."""
    town.programme()
    author = town.citizen()
    return [town.idea(author, f"Idea {n}") for n in range(count)]


def test_h30_of_many_who_answer_at_once_one_does(town: Town) -> None:
    numbers = tuple(ideas(town, 3))
    both_ways = [numbers, numbers[::-1]] * 4
    answers = [AnswerIdeas(each, "accepted", BOTH, BOTH) for each in both_ways]
    found = at_once([partial(came_to, town, command) for command in answers])
    assert sorted(found) == ["answered-meanwhile"] * 7 + ["ok"]
    assert town.count(tables.official_answers) == 3


def test_h30_of_two_who_join_two_ideas_each_way_one_does(town: Town) -> None:
    one, other = ideas(town, 2)
    found = at_once(
        [partial(came_to, town, command) for command in (MergeIdeas(one, other), MergeIdeas(other, one)) * 3]
    )
    assert sorted(found) == ["no-such-idea"] * 5 + ["ok"]
    assert town.count(tables.ideas, tables.ideas.c.hidden_at.is_(None)) == 1


def test_h30_of_many_who_keep_a_promise_one_does(town: Town) -> None:
    (number,) = ideas(town, 1)
    promise = town.do(Promise(number, BOTH, BOTH, (town.clock.now() + DAY).date()))
    found = at_once([partial(came_to, town, KeepPromise(promise, 1)) for _ in range(6)])
    assert sorted(found) == ["commitment-changed"] * 5 + ["ok"]


def test_those_who_support_and_withdraw_while_two_ideas_are_joined_count_as_they_stand(town: Town) -> None:
    gone, stays = ideas(town, 2)
    people = town.citizens(8)
    for each in people[:4]:
        town.do(SupportIdea(gone), each)
        town.do(SupportIdea(stays), each)
    acts = [partial(came_to, town, SupportIdea(gone), each) for each in people[4:]]
    acts += [partial(came_to, town, WithdrawSupport(stays), each) for each in people[:2]]
    acts += [partial(came_to, town, AddComment(stays, "Ja"), people[2])]
    at_once([partial(came_to, town, MergeIdeas(gone, stays)), *acts])
    supports = tables.supports
    given = {row.person for row in town.rows(supports, supports.c.idea == stays)}
    (row,) = town.rows(tables.ideas, tables.ideas.c.id == stays)
    assert town.count(supports, supports.c.idea == gone) == 0
    assert row.supports == len(given) == town.count(supports)
    assert {each.person for each in people[2:]} <= given
    assert row.comments == 1
