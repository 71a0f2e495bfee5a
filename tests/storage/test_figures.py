"""How it goes: every figure is right, each in its programme, and none is of so few that one could guess who."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.civic.comments import AddComment
from bot.civic.commitments import KeepPromise, Promise
from bot.civic.events import CreateEvent, EventDraft, Slot
from bot.civic.exports import FEWEST
from bot.civic.figures import Figures, FiguresOf, Promised, Week, guarded, mondays
from bot.civic.ideas import HideIdea, SubmitIdea, SupportIdea
from bot.civic.people import OPINIONS, FinishWelcome, GiveConsent, LiveIn, SpeakLanguage
from bot.civic.programmes import CreateProgramme
from bot.civic.roles import EVERYWHERE, Role
from bot.civic.rsvps import Come
from bot.civic.statuses import AnswerIdeas
from bot.civic.votes import CastBallot, CreateVote, VoteText
from bot.text.render import plain, render
from flows.saying.figures import counted, listed, missing
from tests.worlds import World


def figures(world: World, programme: int = EVERYWHERE) -> Figures:
    with world.desk() as desk:
        found = desk.ask(FiguresOf(programme))
    assert found is not None
    return found


def arrive(world: World, count: int, language: str, home: str | None = None) -> list[str]:
    """Let so many people join who speak that language, and live there."""
    names = [f"{language}-{home}-{n}" for n in range(count)]
    for name in names:
        world.meet(name)
        lives = [LiveIn(home)] if home else []
        world.does(name, SpeakLanguage(language), GiveConsent(OPINIONS), *lives, FinishWelcome())
    return names


def test_every_figure_is_right(either_world: World) -> None:
    world = either_world
    world.programme()
    old = arrive(world, 6, "nl", "jette")
    world.does(old[0], SubmitIdea("Een bank", "", "urbanism", "jette"))
    world.forward(timedelta(days=10))
    world.programme()
    new = arrive(world, 5, "fr")
    world.meet("somebody who never came in")
    world.does(new[0], SubmitIdea("Une fête", "", "culture", "city"), SupportIdea(1), AddComment(1, "Oui !"))
    world.does(new[1], SubmitIdea("Hidden", "", "work", "city"))
    world.operate(HideIdea(3, "x"))
    said = {"nl": "Goed.", "fr": "Bien."}
    world.operate(AnswerIdeas((1,), "accepted", said, said))
    world.meet("owner")
    world.appoint("owner", Role.OWNER)
    today = world.clock.at.date()
    for days in (1, 5, 9):
        world.does("owner", Promise(1, said, said, today + timedelta(days=days)))
    world.does("owner", KeepPromise(2, 1))
    world.forward(timedelta(days=3))
    opens = world.clock.at
    texts = {"nl": VoteText("Groen?"), "fr": VoteText("Vert ?")}
    (vote,) = world.operate(CreateVote("yes-no", texts, opens, opens + timedelta(days=1)))
    world.does(new[0], CastBallot(vote, (0,)))
    starts = opens + timedelta(days=3)
    draft = EventDraft({"nl": "Feest"}, (Slot(starts, starts + timedelta(hours=1)),), world.city.zone)
    world.operate(CreateEvent(draft))
    world.does(old[0], Come(1, 2))
    found = figures(world)
    assert (found.people, found.new_people, found.ideas, found.new_ideas) == (11, 5, 2, 1)
    assert (found.supports, found.comments, found.events, found.coming) == (1, 1, 1, 3)
    assert (found.topics, found.places) == ({"urbanism": 1, "culture": 1}, {"jette": 1, "city": 1})
    assert (found.homes, found.languages) == ({"jette": 6}, {"nl": 6, "fr": 5})
    assert (found.answered, found.promised) == (1, Promised(in_time=1, late=1, to_come=1))
    assert [(each.number, each.supports, each.comments) for each in found.discussed] == [(1, 1, 1)]
    assert [(each.number, each.people, each.closed) for each in found.votes] == [(1, 1, False)]
    # The clock of these tests begins on Saturday, 21 November 2026.
    assert found.weeks[-3:] == (
        Week(date(2026, 11, 16), 6, 1, 0),
        Week(date(2026, 11, 23), 0, 0, 0),
        Week(date(2026, 11, 30), 5, 1, 1),
    )
    assert found.on == date(2026, 12, 4)


def test_a_programme_has_the_figures_of_its_own(either_world: World) -> None:
    world = either_world
    world.programme()
    people = arrive(world, 6, "nl", "jette")
    world.does(people[0], SubmitIdea("Een bank", "", "urbanism", "jette"))
    for name in people[1:]:
        world.does(name, SupportIdea(1))
    world.programme()
    world.does(people[0], SubmitIdea("Een boom", "", "culture", "city"))
    first, second = figures(world, 1), figures(world, 2)
    assert (first.people, first.ideas, first.supports, first.homes) == (6, 1, 5, {"jette": 6})
    assert (second.people, second.ideas, second.supports, second.homes) == (1, 1, 0, {"jette": None})


def test_whoever_comes_or_votes_or_talks_takes_part_in_a_programme_too(either_world: World) -> None:
    world = either_world
    world.programme()
    comes, votes, talks, _nothing = arrive(world, 4, "nl")
    opens = world.clock.at
    texts = {"nl": VoteText("Groen?"), "fr": VoteText("Vert ?")}
    held = CreateVote("yes-no", texts, opens, opens + timedelta(days=1), programme=1)
    slots = (Slot(opens + timedelta(days=3), opens + timedelta(days=4)),)
    (vote, event) = world.operate(
        held, CreateEvent(EventDraft({"nl": "Feest", "fr": "Fête"}, slots, world.city.zone, programme=1))
    )
    world.does(comes, Come(1))
    world.does(votes, CastBallot(vote, (0,)))
    assert event
    assert figures(world, 1).people == 2
    world.does(talks, SubmitIdea("Een boom", "", "culture", "city"))
    assert figures(world, 1).people == 3


def test_what_a_programme_is_not_about_is_not_missing_in_it(world: World) -> None:
    opens = world.clock.at - timedelta(days=1)
    names = {"nl": "Lente", "fr": "Printemps"}
    world.operate(
        CreateProgramme("spring", names, opens, topics=("culture", "work"), neighbourhoods=("jette",))
    )
    people = arrive(world, 5, "nl", "jette")
    world.does(people[0], SubmitIdea("Een feest", "", "culture", "jette"))
    for name in people[1:]:
        world.does(name, SupportIdea(1))
    found = figures(world, 1)
    assert (found.offered_topics, found.offered_places) == (("culture", "work"), ("jette",))
    spoken, about = missing(found, world.city)
    assert plain(render(spoken, "en")) == "Hardly anybody yet who speaks: Français, English"
    assert plain(render(about, "en")) == "No idea yet about: Work 💼"
    assert [count for _name, count in counted(found, "topics", world.city)] == [1, 0]


def test_h16_figures_are_for_who_may_know_them(either_world: World) -> None:
    world = either_world
    for name, role, programme in (
        ("owner", Role.OWNER, EVERYWHERE),
        ("elsewhere", Role.ORGANISER, 7),
        ("moderator", Role.MODERATOR, EVERYWHERE),
    ):
        world.meet(name)
        world.appoint(name, role, programme)
    for name, programme, knows in (
        ("owner", EVERYWHERE, True),
        ("owner", 7, True),
        ("elsewhere", EVERYWHERE, False),
        ("elsewhere", 7, True),
        ("elsewhere", 8, False),
        ("moderator", EVERYWHERE, False),
    ):
        who = world.who(name)
        with world.desk() as desk:
            desk.act_as(who)
            assert (desk.ask(FiguresOf(programme)) is not None) is knows


def test_h77_what_keeps_few_from_being_found_out_is_not_called_few(world: World) -> None:
    for home, count in (("jette", 7), ("evere", 6), ("vorst", 2)):
        arrive(world, count, "nl", home)
    found = figures(world)
    assert found.homes == {"jette": 7, "evere": None, "vorst": None}
    told = plain(render(listed(counted(found, "homes", world.city)), "en")).split("\n")
    assert told[0] == "Jette: 7"
    assert told[-1].startswith("too few people to be told: ")
    assert {"Evere", "Forest"} <= set(told[-1].partition(": ")[2].split(", "))


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 30)), st.integers(0, 30))
def test_h77_no_figure_of_few_people_is_told_or_can_be_found(counts: dict[str, int], rest: int) -> None:
    whole = sum(counts.values()) + rest
    told = guarded(counts, whole)
    assert told.keys() == counts.keys()
    shown = [count for count in told.values() if count is not None]
    assert all(count >= FEWEST for count in shown)
    left = whole - sum(shown)
    assert not shown or left == 0 or left >= FEWEST
    assert all(count is None or count == counts[name] for name, count in told.items())


def test_weeks_begin_on_mondays_by_the_citys_clock_whatever_it_does(world: World) -> None:
    world.clock.at += timedelta(days=130)
    begin = mondays(world.clock.at, "Europe/Brussels")
    assert [f"{at:%m-%d %H}" for at in begin[-3:]] == ["03-14 23", "03-21 23", "03-28 22"]
