"""Programmes that go on in stages, with topics, neighbourhoods and languages of their own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.civic.doors import Refused
from bot.civic.events import CreateEvent
from bot.civic.ideas import WHOLE_CITY, SubmitIdea
from bot.civic.people import OPINIONS, FinishWelcome, GiveConsent
from bot.civic.programmes import (
    MAX_NAME,
    MOST_STAGES,
    ChangeProgramme,
    CreateProgramme,
    CurrentWindow,
    Programmes,
    Stage,
    StageKind,
)
from bot.civic.roles import Role
from bot.civic.templates import known_templates, load_template
from tests.civic.outcomes import outcome
from tests.storage.gatherings import a_draft
from tests.worlds import START, World

DAY = timedelta(days=1)
NAMES = {"nl": "Muur", "fr": "Mur"}
IDEAS = Stage(StageKind.IDEAS, START + DAY, START + 3 * DAY)
MEETING = Stage(StageKind.MEETING, START + 4 * DAY, START + 5 * DAY)


def made(world: World, **what: Any) -> int:
    """Make a programme, and return its number."""
    whole: dict[str, Any] = {"names": NAMES, "opens": START, "stages": (IDEAS, MEETING)} | what
    (number,) = world.operate(CreateProgramme("", **whole))
    return int(number)


def test_the_window_is_that_of_the_stages_for_ideas_and_moves_with_them(either_world: World) -> None:
    world = either_world
    number = made(world, template="summit")
    with world.desk() as desk:
        (programme,) = desk.ask(Programmes())
    assert (programme.code, programme.opens, programme.closes) == ("summit", IDEAS.opens, IDEAS.closes)
    assert programme.stages == (IDEAS, MEETING)
    later = Stage(StageKind.IDEAS, START, START + 9 * DAY)
    world.operate(ChangeProgramme(number, stages=(MEETING, later), seen=0))
    with world.desk() as desk:
        window = desk.ask(CurrentWindow())
    assert window.open
    assert window.programme
    assert (window.programme.closes, window.programme.stages) == (later.closes, (later, MEETING))


def test_a_programme_without_a_stage_for_ideas_takes_none_and_hides_no_other(world: World) -> None:
    made(world, stages=())
    made(world, stages=(MEETING,))
    with world.desk() as desk:
        window = desk.ask(CurrentWindow())
    assert window.open
    assert window.programme
    assert window.programme.stages == ()


def test_codes_follow_the_template_and_none_is_given_twice(world: World) -> None:
    for _n in range(3):
        made(world, template="workshop")
    with world.desk() as desk:
        assert [each.code for each in desk.ask(Programmes())] == ["workshop-3", "workshop-2", "workshop"]


@pytest.mark.parametrize(
    ("topic", "where", "code"),
    [
        ("urbanism", "jette", "ok"),
        ("urbanism", WHOLE_CITY, "ok"),
        ("work", "jette", "unknown-topic"),
        ("urbanism", "anderlecht", "unknown-neighbourhood"),
    ],
)
def test_ideas_are_on_the_topics_and_in_the_neighbourhoods_of_their_programme(
    world: World, topic: str, where: str, code: str
) -> None:
    made(world, stages=(), topics=("urbanism",), neighbourhoods=("jette",))
    world.meet("anna", "nl")
    world.does("anna", GiveConsent(OPINIONS), FinishWelcome())
    assert outcome(world, "anna", SubmitIdea("Een zebrapad", "", topic, where)) == code


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"names": {"nl": "Muur"}, "languages": ("nl", "fr")}, "missing-language"),
        ({"names": {"nl": " "}}, "no-name"),
        ({"names": {"nl": "z" * (MAX_NAME + 1)}}, "too-long"),
        ({"topics": ("astrology",)}, "unknown-topic"),
        ({"neighbourhoods": ("atlantis",)}, "unknown-neighbourhood"),
        ({"languages": ("tlh",)}, "unknown-language"),
        ({"stages": (Stage(StageKind.IDEAS, START, START),)}, "closes-before-it-opens"),
        ({"stages": (MEETING,) * (MOST_STAGES + 1)}, "too-many"),
    ],
)
def test_a_programme_that_could_not_run_is_neither_made_nor_changed_to(
    world: World, what: dict[str, Any], code: str
) -> None:
    whole: dict[str, Any] = {"code": "", "names": NAMES, "opens": START, **what}
    assert outcome(world, "operator", CreateProgramme(**whole)) == code
    number = made(world)
    assert outcome(world, "operator", ChangeProgramme(number, **what)) == code


def test_h69_an_event_of_a_programme_is_told_of_in_each_language_that_it_requires(world: World) -> None:
    number = made(world, languages=("nl", "fr"))
    with pytest.raises(Refused, match="missing-language"):
        world.operate(CreateEvent(a_draft(titles={"nl": "Buurtdag"}, programme=number)))
    with pytest.raises(Refused, match="missing-language"):
        world.operate(CreateEvent(a_draft(texts={"nl": "Kom!"}, programme=number)))
    world.operate(CreateEvent(a_draft(programme=number)))


def test_h30_who_changes_a_programme_that_another_has_changed_looks_again(either_world: World) -> None:
    world = either_world
    number = made(world)
    for name in ("ann", "bob"):
        world.meet(name)
        world.appoint(name, Role.ORGANISER, number)
    assert outcome(world, "ann", ChangeProgramme(number, topics=("work",), seen=0)) == "ok"
    world.does("ann", ChangeProgramme(number, topics=("work",), seen=0))
    assert outcome(world, "bob", ChangeProgramme(number, topics=("urbanism",), seen=0)) == "changed-meanwhile"
    assert outcome(world, "bob", ChangeProgramme(number)) == "nothing-changes"
    assert outcome(world, "bob", CreateProgramme("", NAMES, START)) == "not-allowed"


@pytest.mark.parametrize("code", known_templates())
def test_every_template_makes_a_programme_of_whole_days(world: World, code: str) -> None:
    template = load_template(code)
    stages = template.stages_from((START + 9 * DAY).date(), world.city.zone)
    made(world, names=template.names, template=code, stages=stages, languages=template.languages)
    with world.desk() as desk:
        (programme,) = desk.ask(Programmes())
    assert programme.stages == stages
    assert set(template.languages) == set(world.city.public)
    assert {stage.opens.hour for stage in stages} == {0}
