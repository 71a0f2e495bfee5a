"""Two ideas that are one: each person counts once, nothing that was said is lost, and everybody concerned hears it once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.civic.comments import AddComment, ListComments
from bot.civic.doors import Refused
from bot.civic.duplicates import MergeIdeas, MergerOf
from bot.civic.follows import FollowIdea
from bot.civic.ideas import OneIdea, SimilarIdeas, SubmitIdea, SupportIdea, WithdrawIdea, WithdrawSupport
from bot.civic.people import OPINIONS, REMINDERS, FinishWelcome, GiveConsent, SpeakLanguage, WithdrawConsent
from bot.civic.rights import Fate, ForgetMe
from bot.civic.roles import Role
from bot.engine.outgoing import Lane
from storage import tables
from storage.trending import activity_of
from tests.decided import answer
from tests.worlds import World

PEOPLE = ("first", "second", "both", "one", "other", "organiser")


@pytest.fixture
def wall(either_world: World) -> World:
    """Give idea 1 of *first* and idea 2 of *second*; *both* supports both, *one* the first and follows it, *other* the second."""
    world = either_world
    world.programme()
    for name in PEOPLE:
        world.meet(name, "nl")
        world.does(name, SpeakLanguage("nl"), GiveConsent(OPINIONS), GiveConsent(REMINDERS), FinishWelcome())
    world.appoint("organiser", Role.ORGANISER)
    world.does("first", SubmitIdea("Een zebrapad", "", "urbanism", "city"))
    world.does("second", SubmitIdea("Oversteekplaats", "", "urbanism", "city"), SupportIdea(1))
    world.does("both", SupportIdea(1), SupportIdea(2), FollowIdea(1), FollowIdea(2))
    world.does("one", SupportIdea(1), FollowIdea(1), AddComment(1, "Goed"))
    world.does("other", SupportIdea(2), AddComment(2, "Zeker"))
    return world


def supporters(world: World, number: int) -> set[str]:
    """Return who supports an idea."""
    people = {world.who(name).person: name for name in PEOPLE}
    with world.desk() as desk:
        given = desk.connection.execute(tables.supports.select().where(tables.supports.c.idea == number))
        return {people[row.person] for row in given}


def test_each_supports_the_idea_that_stays_once_and_its_author_does_not(wall: World) -> None:
    with wall.desk() as desk:
        would = desk.ask(MergerOf(1, 2))
    (count,) = wall.does("organiser", MergeIdeas(1, 2))
    assert supporters(wall, 2) == {"first", "both", "one", "other"}
    assert supporters(wall, 1) == set()
    assert would is not None
    assert (count, would.supports) == (4, 4)
    with wall.desk() as desk:
        card = desk.ask(OneIdea(1))
        comments = desk.ask(ListComments(2, 1))
        row = desk.connection.execute(tables.ideas.select().where(tables.ideas.c.id == 2)).one()
        alike = desk.ask(SimilarIdeas("Een zebrapad"))
    assert card is not None
    assert (card.number, card.supports, card.comments) == (2, 4, 2)
    assert comments is not None
    assert {line.text for line in comments.comments} == {"Goed", "Zeker"}
    assert row.trend == pytest.approx(activity_of(row).score(wall.clock.now()))
    assert [line.number for line in alike] == []


def test_everybody_concerned_hears_it_once_and_nobody_else(wall: World) -> None:
    wall.forward(timedelta(days=1))
    before = {name: len(wall.phones.ever.get(name, ())) for name in PEOPLE}
    wall.does("organiser", MergeIdeas(1, 2))
    wall.forward(timedelta(days=1))
    told = {name: wall.phones.ever.get(name, [])[before[name] :] for name in PEOPLE}
    lanes = {name: [message.lane for message in told[name]] for name in PEOPLE}
    assert lanes == {
        "first": [Lane.SERVICE],
        # That it has more supports and comments by now is news to its author.
        "second": [Lane.SERVICE, Lane.NEWS],
        "both": [Lane.NEWS],
        "one": [Lane.NEWS],
        "other": [Lane.NEWS],
        "organiser": [],
    }
    every = [message.text for messages in told.values() for message in messages]
    assert sum("Idee 1" in text or "Je idee 1" in text for text in every) == len(PEOPLE) - 1


def test_old_buttons_and_deleted_messages_mean_the_idea_that_stays(wall: World) -> None:
    wall.does("organiser", MergeIdeas(1, 2))
    wall.does("organiser", SupportIdea(1))
    wall.does("both", WithdrawSupport(1))
    assert supporters(wall, 2) == {"first", "one", "other", "organiser"}


def test_what_was_joined_before_leads_to_the_last(wall: World) -> None:
    wall.does("other", SubmitIdea("Veilig oversteken", "", "urbanism", "city"))
    wall.does("organiser", MergeIdeas(1, 2), MergeIdeas(2, 3))
    with wall.desk() as desk:
        assert [card and card.number for card in (desk.ask(OneIdea(1)), desk.ask(OneIdea(2)))] == [3, 3]
    assert "other" not in supporters(wall, 3)


def test_h30_of_two_who_join_at_once_one_is_refused(wall: World) -> None:
    wall.does("organiser", MergeIdeas(1, 2))
    with pytest.raises(Refused, match="no-such-idea"):
        wall.operate(MergeIdeas(2, 1))


def test_h76_whose_consent_is_withdrawn_supports_nothing_new(wall: World) -> None:
    wall.does("first", WithdrawConsent(OPINIONS))
    wall.does("organiser", MergeIdeas(1, 2))
    assert "first" not in supporters(wall, 2)


@pytest.mark.parametrize("how", ["withdrawn", "forgotten"])
def test_h58_h78_the_words_of_an_idea_that_was_joined_can_be_forgotten(wall: World, how: str) -> None:
    wall.does("organiser", MergeIdeas(1, 2))
    wall.does("first", WithdrawIdea(1) if how == "withdrawn" else ForgetMe(Fate.DELETED))
    with wall.desk() as desk:
        gone = desk.connection.execute(tables.ideas.select().where(tables.ideas.c.id == 1)).one()
        stays = desk.ask(OneIdea(2))
    assert gone.title == ""
    assert stays is not None
    assert stays.supports == (4 if how == "withdrawn" else 3)


def test_what_was_said_officially_of_either_is_read_with_the_one_that_stays(wall: World) -> None:
    wall.does("organiser", answer(1, status="implemented"), answer(2, status="considered"), MergeIdeas(1, 2))
    with wall.desk() as desk:
        card = desk.ask(OneIdea(2))
    assert card is not None
    assert card.status == "considered"
    assert wall.count(tables.official_answers, tables.official_answers.c.idea == 2) == 2
