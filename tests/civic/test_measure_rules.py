"""H16, of moderation: who may do what about whoever wrote something, and when; the tables are written by hand, every cell is tried.

*author* wrote what is reported, *writer* moderates and wrote it in the states that say so, *elsewhere* moderates another programme,
*organiser* leads, *blocker* is a leading organiser who decided the block. What is reported is *open*, *hidden*, one's *own* (the writer's), *nobody's*
(its author is forgotten), its author is *warned* or *blocked* for it, or there is *none*. A block is *running*, *appealed*,
*decided* upon, *kept* since its person was forgotten and came back, kept though its appeal was decided (*settled*), *over*, or there is *none*.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.civic.comments import AddComment
from bot.civic.doors import Command
from bot.civic.ideas import ChangeIdea, SubmitIdea
from bot.civic.measures import (
    MAX_APPEAL,
    MAX_REASON,
    Appeal,
    BlockAuthor,
    DecideAppeal,
    MyBlock,
    OneAppeal,
    OneReport,
    OpenAppeals,
    WarnAuthor,
)
from bot.civic.people import OPINIONS, FinishWelcome, GiveConsent
from bot.civic.reports import HideReported, KeepReported, OpenReports, Report
from bot.civic.rights import Fate, ForgetMe
from bot.civic.roles import Role
from tests.civic.outcomes import cells, outcome
from tests.worlds import World

DECIDING = ("citizen", "author", "elsewhere", "moderator", "writer", "operator")
REPORTS = ("open", "hidden", "own", "nobody's", "warned", "blocked", "none")

MEASURES = """
command         | report   | citizen     | author      | elsewhere   | moderator       | writer          | operator

warn            | open     | not-allowed | not-allowed | not-allowed | ok              | ok              | ok
warn            | hidden   | not-allowed | not-allowed | not-allowed | ok              | ok              | ok
warn            | own      | not-allowed | not-allowed | not-allowed | ok              | own-decision    | ok
warn            | nobody's | not-allowed | not-allowed | not-allowed | no-author       | no-author       | no-author
warn            | warned   | not-allowed | not-allowed | not-allowed | warned-already  | warned-already  | warned-already
warn            | blocked  | not-allowed | not-allowed | not-allowed | ok              | ok              | ok
warn            | none     | not-allowed | not-allowed | not-allowed | no-such-report  | no-such-report  | no-such-report
warn for nothing | open    | not-allowed | not-allowed | not-allowed | no-reason       | no-reason       | no-reason
warn at length  | open     | not-allowed | not-allowed | not-allowed | too-long        | too-long        | too-long
block           | open     | not-allowed | not-allowed | not-allowed | ok              | ok              | ok
block           | hidden   | not-allowed | not-allowed | not-allowed | ok              | ok              | ok
block           | own      | not-allowed | not-allowed | not-allowed | ok              | own-decision    | ok
block           | nobody's | not-allowed | not-allowed | not-allowed | no-author       | no-author       | no-author
block           | warned   | not-allowed | not-allowed | not-allowed | ok              | ok              | ok
block           | blocked  | not-allowed | not-allowed | not-allowed | blocked-already | blocked-already | blocked-already
block           | none     | not-allowed | not-allowed | not-allowed | no-such-report  | no-such-report  | no-such-report
block for ever  | open     | not-allowed | not-allowed | not-allowed | bad-days        | bad-days        | bad-days
keep            | open     | not-allowed | not-allowed | not-allowed | ok              | ok              | ok
keep            | own      | not-allowed | not-allowed | not-allowed | ok              | own-decision    | ok
keep            | hidden   | not-allowed | not-allowed | not-allowed | no-such-report  | no-such-report  | no-such-report
hide            | own      | not-allowed | not-allowed | not-allowed | ok              | own-decision    | ok
"""

OBJECTING = ("citizen", "author", "moderator", "organiser", "blocker", "operator")
BLOCKS = ("running", "appealed", "decided", "kept", "settled", "over", "none")

APPEALS = """
command           | block    | citizen     | author           | moderator   | organiser      | blocker        | operator

object            | running  | not-blocked | ok               | not-blocked | not-blocked    | not-blocked    | not-a-person
object            | appealed | not-blocked | appealed-already | not-blocked | not-blocked    | not-blocked    | not-a-person
object            | decided  | not-blocked | appealed-already | not-blocked | not-blocked    | not-blocked    | not-a-person
object            | kept     | not-blocked | ok               | not-blocked | not-blocked    | not-blocked    | not-a-person
object            | settled  | not-blocked | appealed-already | not-blocked | not-blocked    | not-blocked    | not-a-person
object            | over     | not-blocked | not-blocked      | not-blocked | not-blocked    | not-blocked    | not-a-person
object            | none     | not-blocked | not-blocked      | not-blocked | not-blocked    | not-blocked    | not-a-person
object silently   | running  | not-blocked | empty            | not-blocked | not-blocked    | not-blocked    | not-a-person
object at length  | running  | not-blocked | too-long         | not-blocked | not-blocked    | not-blocked    | not-a-person
decide            | running  | not-allowed | not-allowed      | not-allowed | no-such-appeal | no-such-appeal | no-such-appeal
decide            | appealed | not-allowed | not-allowed      | not-allowed | ok             | own-decision   | ok
decide            | decided  | not-allowed | not-allowed      | not-allowed | no-such-appeal | no-such-appeal | no-such-appeal
decide            | over     | not-allowed | not-allowed      | not-allowed | no-such-appeal | no-such-appeal | no-such-appeal
decide            | none     | not-allowed | not-allowed      | not-allowed | no-such-appeal | no-such-appeal | no-such-appeal
decide in silence | appealed | not-allowed | not-allowed      | not-allowed | no-reason      | no-reason      | no-reason
share             | running  | ok          | blocked          | ok          | ok             | ok             | not-a-person
share             | appealed | ok          | blocked          | ok          | ok             | ok             | not-a-person
share             | decided  | ok          | blocked          | ok          | ok             | ok             | not-a-person
share             | kept     | ok          | blocked          | ok          | ok             | ok             | not-a-person
share             | over     | ok          | ok               | ok          | ok             | ok             | not-a-person
comment           | kept     | ok          | blocked          | ok          | ok             | ok             | not-a-person
comment           | running  | ok          | blocked          | ok          | ok             | ok             | not-a-person
change            | running  | not-yours   | blocked          | not-yours   | not-yours      | not-yours      | not-a-person
"""

COMMANDS: dict[str, Command[Any]] = {
    "warn": WarnAuthor(1, "spam"),
    "warn for nothing": WarnAuthor(1, " "),
    "warn at length": WarnAuthor(1, "z" * (MAX_REASON + 1)),
    "block": BlockAuthor(1, "spam", 7),
    "block for ever": BlockAuthor(1, "spam", 9999),
    "keep": KeepReported(1),
    "hide": HideReported(1, "spam"),
    "object": Appeal("Dit was geen reclame"),
    "object silently": Appeal(" "),
    "object at length": Appeal("z" * (MAX_APPEAL + 1)),
    "decide": DecideAppeal(1, ends=True, answer="Je hebt gelijk"),
    "decide in silence": DecideAppeal(1, ends=True, answer=" "),
    "share": SubmitIdea("Een bank", "", "urbanism", "city"),
    "comment": AddComment(1, "Goed plan"),
    "change": ChangeIdea(1, "Een bank", "", "urbanism", "city"),
}


MEASURED, APPEALED = cells(MEASURES, DECIDING), cells(APPEALS, OBJECTING)


def staffed(world: World) -> World:
    """Return the world with everybody in it, and an idea that somebody reports."""
    for name in {*DECIDING, *OBJECTING} - {"operator"}:
        world.meet(name, "nl")
        world.does(name, FinishWelcome(), GiveConsent(OPINIONS))
    for name, role in (
        ("moderator", Role.MODERATOR),
        ("writer", Role.MODERATOR),
        ("organiser", Role.ORGANISER),
        ("blocker", Role.OWNER),
    ):
        world.appoint(name, role)
    world.appoint("elsewhere", Role.MODERATOR, 7)
    world.programme()
    return world


def reported(world: World, state: str) -> World:
    """Bring about a report in that state."""
    staffed(world)
    if state == "none":
        return world
    world.does("writer" if state == "own" else "author", SubmitIdea("Koop horloges", "", "work", "city"))
    world.does("citizen", Report("idea", 1, "spam"))
    match state:
        case "hidden":
            world.operate(HideReported(1, "spam"))
        case "nobody's":
            world.does("author", ForgetMe(Fate.NOBODYS))
            world.meet("author", "nl")
        case "warned":
            world.operate(WarnAuthor(1, "spam"))
        case "blocked":
            world.operate(BlockAuthor(1, "spam", 7))
    return world


def blocked(world: World, state: str) -> World:
    """Bring about a block in that state."""
    reported(world, "open")
    if state == "none":
        return world
    world.does("blocker", BlockAuthor(1, "spam", 7))
    if state in {"appealed", "decided", "settled"}:
        world.does("author", Appeal("Dit was geen reclame"))
    if state in {"decided", "settled"}:
        world.does("organiser", DecideAppeal(1, ends=False, answer="Toch wel"))
    if state in {"kept", "settled"}:
        world.does("author", ForgetMe(Fate.NOBODYS))
        world.does("author", FinishWelcome(), GiveConsent(OPINIONS))
    if state == "over":
        world.clock.at += timedelta(days=7)
    world.settle()
    return world


@pytest.mark.parametrize("state", REPORTS)
def test_h16_every_cell_of_the_table_of_measures(either_world: World, state: str) -> None:
    world = reported(either_world, state)
    _held_against(world, MEASURED, state)


@pytest.mark.parametrize("state", BLOCKS)
def test_h16_every_cell_of_the_table_of_appeals(either_world: World, state: str) -> None:
    world = blocked(either_world, state)
    _held_against(world, APPEALED, state)


def _held_against(world: World, table: dict[tuple[str, ...], str], state: str) -> None:
    wanted = {(command, role): code for (command, in_state, role), code in table.items() if in_state == state}
    assert {(name, role): outcome(world, role, COMMANDS[name]) for name, role in wanted} == wanted


def test_h16_every_command_of_moderation_is_in_a_table() -> None:
    assert {command for command, _state, _role in (*MEASURED, *APPEALED)} == COMMANDS.keys()
    assert {state for _command, state, _role in MEASURED} == set(REPORTS)
    assert {state for _command, state, _role in APPEALED} == set(BLOCKS)


def test_h10_reports_and_appeals_are_seen_by_who_may_decide_and_by_nobody_else(world: World) -> None:
    blocked(world, "appealed")

    def seen(name: str) -> tuple[int, bool, int, bool]:
        who = world.who(name)
        with world.desk() as desk:
            desk.act_as(who)
            reports, appeals = desk.ask(OpenReports()), desk.ask(OpenAppeals())
            one, other = desk.ask(OneReport(1)), desk.ask(OneAppeal(1))
            return len(reports), one is not None, len(appeals), other is not None

    nothing = (0, False, 0, False)
    assert {name: seen(name) for name in ("citizen", "author", "elsewhere", "moderator", "organiser")} == {
        "citizen": nothing,
        "author": nothing,
        "elsewhere": nothing,
        "moderator": (1, True, 0, False),
        "organiser": (1, True, 1, True),
    }


def test_whoever_is_blocked_reads_why_and_until_when(world: World) -> None:
    blocked(world, "running")
    author = world.who("author")
    with world.desk() as desk:
        desk.act_as(author)
        block = desk.ask(MyBlock())
    assert block is not None
    assert (block.reason, block.text, block.until) == (
        "spam",
        "Koop horloges",
        world.clock.at + timedelta(days=7),
    )
