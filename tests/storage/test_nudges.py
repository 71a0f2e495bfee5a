"""What people were told unasked, and of what they want to hear no more."""

from __future__ import annotations

from datetime import timedelta

from bot.civic.ideas import HideIdea
from bot.civic.nudges import FOLLOWS, VOTES, Mute, Muted, MyMutes, Unmute
from storage.nudges import KEPT, MOST_LISTED, PERSONAL
from storage.upkeep import Upkeep
from tests.storage.gatherings import an_event
from tests.storage.town import START, Town

DAY = timedelta(days=1)


def test_what_is_muted_is_listed_with_its_title_the_latest_first(town: Town) -> None:
    town.programme()
    noor, sam = town.citizens(2)
    idea, event, vote = town.idea(sam, "A bench"), an_event(town), town.vote()
    for thing in (f"idea.{idea}", f"event.{event}", f"vote.{vote}", "event.99"):
        town.do(Mute(thing), noor)
        town.clock.at += timedelta(seconds=1)
    town.do(Mute(f"idea.{idea}"), noor)
    listed = town.ask(MyMutes(), noor)
    assert [each.thing for each in listed] == ["event.99", f"vote.{vote}", f"event.{event}", f"idea.{idea}"]
    assert listed[0] == Muted("event.99", {})
    assert listed[2].titles["fr"] == "Journée de quartier"
    assert town.ask(MyMutes(), sam) == ()
    town.do(HideIdea(idea, "spam"))
    town.do(Unmute(f"vote.{vote}"), noor)
    assert [(each.thing, bool(each.titles)) for each in town.ask(MyMutes(), noor)] == [
        ("event.99", False),
        (f"event.{event}", True),
        (f"idea.{idea}", False),
    ]


def test_no_more_is_listed_than_can_be_read(town: Town) -> None:
    (noor,) = town.meet("noor")
    for number in range(1, MOST_LISTED + 9):
        town.do(Mute(f"vote.{number}"), noor)
    assert len(town.ask(MyMutes(), noor)) == MOST_LISTED


def test_a_week_of_what_was_told_counts_whatever_it_was_about(town: Town) -> None:
    noor, sam = town.meet("noor", "sam")
    for category in (FOLLOWS, VOTES):
        with town.desk() as desk:
            desk.note_nudge(noor.person, category)
            assert len(desk.reader(noor.person, None).told) > 0
        town.clock.at += 4 * DAY
    with town.desk() as desk:
        assert desk.reader(noor.person, None).told == (START + 4 * DAY,)
        assert desk.reader(sam.person, None).told == ()


def test_h18_what_two_accounts_were_told_and_have_muted_is_one_persons(town: Town) -> None:
    noor, also_noor = town.meet("noor", "also noor")
    for who, thing in ((noor, "idea.1"), (also_noor, "idea.1"), (also_noor, "vote.2")):
        town.do(Mute(thing), who)
        with town.desk() as desk:
            desk.note_nudge(who.person, FOLLOWS)
    with town.desk() as desk:
        PERSONAL.merge(desk, also_noor.person, noor.person)
    assert {each.thing for each in town.ask(MyMutes(), noor)} == {"idea.1", "vote.2"}
    assert town.ask(MyMutes(), also_noor) == ()
    with town.desk() as desk:
        assert len(desk.reader(noor.person, None).told) == 3


def test_h79_what_was_told_long_ago_is_forgotten_and_what_is_muted_is_not(town: Town) -> None:
    (noor,) = town.meet("noor")
    town.do(Mute("idea.1"), noor)
    with town.desk() as desk:
        desk.note_nudge(noor.person, FOLLOWS)
    town.clock.at += KEPT + DAY
    with town.desk() as desk:
        Upkeep("me").tidy(desk)
    with town.desk() as desk:
        assert PERSONAL.show(desk, noor.person)["nudges"] == []
    assert [each.thing for each in town.ask(MyMutes(), noor)] == ["idea.1"]
