"""H18, H32 with real threads: linked or forgotten while they write, while others act on what is theirs, and several at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from bot.civic.comments import AddComment
from bot.civic.doors import Citizen, Command
from bot.civic.ideas import SupportIdea
from bot.civic.links import AgreeToLink, MakeCode, TryCode
from bot.civic.rights import Fate, ForgetMe
from bot.civic.votes import CastBallot
from storage import tables
from storage.database import collided, transient
from tests.storage.town import Town, at_once

ROUNDS = 3


def _tried(work: Callable[..., object], *given: object) -> Callable[[], None]:
    """Do it again while others are in the way, as the stores do."""

    def run() -> None:
        while True:
            try:
                work(*given)
            except Exception as error:
                if collided(error) or transient(error):
                    continue
                raise
            return

    return run


def test_h32_forgotten_while_they_write(town: Town) -> None:
    for number in range(ROUNDS):
        (who,) = town.meet(f"p{number}")
        said = [town.arrival(f"p{number}", key=f"{number}-{n}") for n in range(3)]
        forgets = _tried(town.do, ForgetMe(Fate.DELETED), who)
        at_once([forgets, *(_tried(town.keep, each) for each in said)])
        now = town.who(f"p{number}")
        assert now.person != who.person
        assert town.count(tables.people, tables.people.c.id == who.person) == 0
        waiting = town.rows(tables.inbox, tables.inbox.c.state == "pending")
        assert {row.person for row in waiting} <= {now.person}
        assert town.count(tables.inbox) >= (number + 1) * 4
        with town.desk() as desk:
            desk.settle([row.id for row in waiting])


def test_h32_several_are_forgotten_at_once_while_others_support_what_is_theirs(town: Town) -> None:
    town.programme()
    people = town.citizens(5)
    numbers = [town.idea(each, f"Idea {n}") for n, each in enumerate(people)]
    for who in people:
        for number, author in zip(numbers, people, strict=True):
            if who != author:
                town.do(SupportIdea(number), who)
                town.do(AddComment(number, "Well"), who)
    staying, gone = people[:2], people[2:]

    forget = [_tried(town.do, ForgetMe(Fate.NOBODYS), who) for who in gone]
    say = [_tried(town.do, AddComment(n, "Again"), who) for who in staying for n in reversed(numbers)]
    at_once([*forget, *say])
    for idea in town.rows(tables.ideas):
        assert idea.supports == town.count(tables.supports, tables.supports.c.idea == idea.id)
        assert idea.comments == town.count(tables.comments, tables.comments.c.idea == idea.id)
        assert idea.supports == (1 if idea.author else 2)


def _turn(town: Town, account: int, command: Command[Any]) -> None:
    """Carry a command out as a turn does: as whoever has the account now, held before anything else."""
    whose = select(tables.accounts.c.person).where(tables.accounts.c.id == account)
    with town.desk() as desk:
        run = desk.connection.execute
        who = run(whose).scalar_one()
        held = run(select(tables.people.c.id).where(tables.people.c.id == who).with_for_update()).scalar()
        if held is None or run(whose).scalar_one() != who:
            raise _AnotherNowError
        desk.act_as(Citizen(who, account))
        desk.carry_out(command)


class _AnotherNowError(Exception):
    """Somebody else has the account by now: the turn is taken again."""


def _turns(town: Town, account: int, *commands: Command[Any]) -> Callable[[], None]:
    def run() -> None:
        for command in commands:
            again = True
            while again:
                try:
                    _tried(_turn, town, account, command)()
                    again = False
                except _AnotherNowError:
                    continue

    return run


def test_h18_linked_while_both_write_support_and_vote(town: Town) -> None:
    town.programme()
    author = town.citizen()
    for number in range(ROUNDS):
        noor, sam = town.citizens(2)
        idea, vote = town.idea(author, f"Idea {number}"), town.vote()
        link = town.do(TryCode(town.do(MakeCode(), noor)), sam).link or 0
        town.do(AgreeToLink(link), sam)
        names = [row.external for row in town.rows(tables.accounts)][-2:]
        acts = (SupportIdea(idea), CastBallot(vote, (0,)), CastBallot(vote, (1,)))
        at_once(
            [
                _turns(town, noor.account, AgreeToLink(link)),
                _turns(town, noor.account, *acts),
                _turns(town, sam.account, *reversed(acts)),
                *(_tried(town.keep, town.arrival(name)) for name in names for _n in range(2)),
            ]
        )
        one = {town.who(name).person for name in names}
        assert len(one) == 1
        assert town.count(tables.voters, tables.voters.c.vote == vote) == 1
        assert town.count(tables.ballots, tables.ballots.c.vote == vote) == 1
        (row,) = town.rows(tables.ideas, tables.ideas.c.id == idea)
        assert row.supports == town.count(tables.supports, tables.supports.c.idea == idea) == 1
        waiting = town.rows(tables.inbox, tables.inbox.c.state == "pending")
        assert {each.person for each in waiting} == one
        with town.desk() as desk:
            desk.settle([each.id for each in waiting])
