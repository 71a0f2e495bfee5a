"""H32 with real threads: forgotten while they write, while others act on what is theirs, and while two are at once."""

from __future__ import annotations

from collections.abc import Callable

from bot.civic.comments import AddComment
from bot.civic.ideas import SupportIdea
from bot.civic.rights import Fate, ForgetMe
from storage import tables
from storage.database import collided, transient
from tests.storage.town import Town, at_once

ROUNDS = 6


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
