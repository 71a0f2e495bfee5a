"""What those who run a programme are told of its stages: each turn once, in time, and nobody else."""

from __future__ import annotations

from datetime import timedelta

from bot.civic.programmes import ChangeProgramme, CreateProgramme, Stage, StageKind
from bot.civic.roles import Role
from tests.chat import Chat
from tests.flows.test_hosting import organisers, told
from tests.worlds import World

DAY = timedelta(days=1)
NAMES = {"nl": "Zomer", "fr": "Été"}


def a_programme(world: World, *stages: tuple[StageKind, float, float]) -> None:
    """A programme with these stages, each from so many days from now until so many."""
    now = world.clock.at
    made = tuple(Stage(kind, now + opens * DAY, now + closes * DAY) for kind, opens, closes in stages)
    world.operate(CreateProgramme("summer", NAMES, now, stages=made))


def heard(world: World, name: str) -> list[str]:
    """Return the last lines of what somebody was told."""
    return [line for each in world.phones.ever.get(name, ()) for line in each.text.split("\n")[1:]]


def test_organisers_hear_once_when_a_stage_begins_and_when_it_is_over(either_world: World) -> None:
    world = either_world
    organisers(world, "ann", "bob")
    world.meet("mo", "nl")
    world.appoint("mo", Role.MODERATOR)
    a_programme(world, (StageKind.IDEAS, 0, 2), (StageKind.VOTE, 2, 4))
    world.forward(2 * DAY)
    lines = ["Is voorbij: Ideeën delen", "Begint nu: Stemmen"]
    assert heard(world, "ann") == heard(world, "bob") == lines
    world.forward(2 * DAY)
    assert heard(world, "ann") == [*lines, "Is voorbij: Stemmen"]
    assert told(world, "mo") == []
    world.forward(9 * DAY)
    assert len(told(world, "ann")) == 2


def test_the_window_of_a_programme_without_stages_opens_and_closes_and_is_told(world: World) -> None:
    organisers(world, "ann")
    world.programme(opens=1, closes=3)
    world.forward(1 * DAY)
    world.forward(2 * DAY)
    assert heard(world, "ann") == ["Begint nu: Ideeën delen", "Is voorbij: Ideeën delen"]


def test_a_stage_that_was_moved_is_told_of_when_it_is_now(world: World) -> None:
    organisers(world, "ann")
    a_programme(world, (StageKind.IDEAS, 2, 4))
    later = Stage(StageKind.IDEAS, world.clock.at + 5 * DAY, world.clock.at + 9 * DAY)
    world.operate(ChangeProgramme(1, stages=(later,)))
    world.forward(3 * DAY)
    assert told(world, "ann") == []
    world.forward(2 * DAY)
    assert heard(world, "ann") == ["Begint nu: Ideeën delen"]


def test_more_programmes_than_a_message_holds_are_read_page_by_page(world: World) -> None:
    organisers(world, "ann")
    for _ in range(11):
        world.programme()
    Chat(world, "ann").play("""
        > {:organise}
        [run-programmes]
        [run-programmes 2]
        [run-programme 1]
        ? run-programme shown
        > {:menu}
        > {:programmes}
        [programmes 2]
        [programme 1]
        ? programme shown
    """)


def test_h66_a_clock_that_jumps_back_tells_nothing_twice(world: World) -> None:
    organisers(world, "ann")
    a_programme(world, (StageKind.IDEAS, 1, 9))
    world.forward(1 * DAY)
    world.clock.at -= timedelta(hours=3)
    world.operate(ChangeProgramme(1, names={"nl": "Zomers", "fr": "Été"}))
    world.forward(2 * DAY)
    assert heard(world, "ann") == ["Begint nu: Ideeën delen"]


def test_h67_after_two_days_down_only_what_is_still_news_is_told(world: World) -> None:
    organisers(world, "ann")
    a_programme(
        world,
        (StageKind.IDEAS, 1, 2),
        (StageKind.VOTE, 2, 3),
        (StageKind.MEETING, 3.5, 3.6),
        (StageKind.PLAN, 3.7, 9),
    )
    world.clock.at += 4 * DAY
    world.fire()
    assert heard(world, "ann") == [
        "Is voorbij: Stemmen",
        "Is voorbij: De bijeenkomst",
        "Begint nu: Een plan maken",
    ]
