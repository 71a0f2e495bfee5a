"""News about ideas: gathered in one message, in the reader's language, by day, three times a week, and only where it is wanted."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.civic.comments import AddComment, WithdrawComment
from bot.civic.follows import FollowIdea
from bot.civic.ideas import ChangeIdea, HideIdea, SubmitIdea, SupportIdea, WithdrawIdea
from bot.civic.people import OPINIONS, FinishWelcome, GiveConsent, SpeakLanguage, StopMessages
from bot.engine.outgoing import Lane
from bot.text.languages import LANGUAGES
from storage import tables
from tests.chat import Chat
from tests.worlds import World

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def arrive(world: World, *names: str) -> None:
    """Let citizens arrive who may comment and support."""
    for name in names:
        world.meet(name, "fr")
        world.does(name, SpeakLanguage("fr"), GiveConsent(OPINIONS), FinishWelcome())


def news(world: World, name: str = "anna") -> list[str]:
    """Return the messages with news that somebody got."""
    return [m.text for m in world.phones.ever.get(name, ()) if m.lane is Lane.NEWS]


@pytest.fixture
def follower(either_world: World) -> Chat:
    """Give somebody with reminders who follows an idea of somebody else's."""
    anna = Chat(either_world)
    anna.play("given a programme\ngiven an idea “Un passage pour piétons”\ngiven a citizen with reminders")
    either_world.does("anna", FollowIdea(1))
    arrive(either_world, "marie", "paul")
    return anna


def test_what_several_did_comes_in_one_message(follower: Chat) -> None:
    world = follower.world
    world.does("marie", AddComment(1, "Oui"))
    world.does("paul", AddComment(1, "Non"))
    world.does("luc", ChangeIdea(1, "Deux passages", "", "urbanism", "city"))
    follower.wait(DAY)
    (told,) = news(world)
    assert "Deux passages" in told
    assert "2 nieuwe reacties" in told
    follower.play("< {It was changed by}")
    follower.wait(30 * DAY)
    assert len(news(world)) == 1


def test_nobody_hears_of_what_they_did_themselves(follower: Chat) -> None:
    follower.world.does("anna", AddComment(1, "Ja"))
    follower.wait(3 * DAY)
    assert news(follower.world) == []


def test_nobody_hears_of_a_comment_that_was_taken_back(follower: Chat) -> None:
    (number,) = follower.world.does("marie", AddComment(1, "Oui"))
    follower.world.does("marie", WithdrawComment(number))
    follower.wait(3 * DAY)
    assert news(follower.world) == []


def test_nobody_hears_of_an_idea_that_was_hidden_meanwhile(follower: Chat) -> None:
    follower.world.does("marie", AddComment(1, "Oui"))
    follower.world.operate(HideIdea(1, "Reclame"))
    follower.wait(3 * DAY)
    assert news(follower.world) == []


def test_who_follows_and_who_supports_hears_that_an_idea_was_taken_back_once(follower: Chat) -> None:
    world = follower.world
    world.does("anna", SupportIdea(1))
    world.does("luc", WithdrawIdea(1))
    follower.wait(3 * DAY)
    (told,) = news(world)
    assert "passage" not in told
    follower.play("< {whoever shared it has taken it back}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_author_hears_how_many_more_support_it_without_following(world: World, language: str) -> None:
    anna = Chat(world, hint=language)
    anna.play("given a programme\ngiven a citizen with reminders\ngiven my idea “Een zebrapad”")
    arrive(world, "marie", "paul")
    for name in ("marie", "paul"):
        world.does(name, SupportIdea(1))
    world.does("marie", AddComment(1, "Oui"))
    anna.wait(DAY)
    (told,) = news(world)
    assert "Een zebrapad" in told
    assert "2 " in told
    anna.play("< {new comment}\n< [card 1]\n[card 1]\n? card")


def test_h68_at_night_news_waits_for_the_morning(follower: Chat) -> None:
    world = follower.world
    world.clock.at = datetime.fromisoformat("2026-11-21T18:30+00:00")
    world.does("marie", AddComment(1, "Oui"))
    follower.wait(10 * HOUR)
    assert news(world) == []
    follower.wait(3 * HOUR)
    assert len(news(world)) == 1


@pytest.mark.parametrize("evening", ["2027-10-30T17:30", "2027-03-27T18:30"])
def test_h66_news_comes_once_and_by_day_in_both_daylight_saving_nights(follower: Chat, evening: str) -> None:
    world = follower.world
    world.clock.at = datetime.fromisoformat(f"{evening}+00:00")
    world.does("marie", AddComment(1, "Oui"))
    came = []
    for _hour in range(30):
        follower.wait(HOUR)
        came.append(len(news(world)))
    assert came[-1] == 1
    with world.desk() as desk:
        at = desk.connection.execute(tables.told.select()).one().at
    local = at.astimezone(ZoneInfo(world.city.zone))
    assert (local.hour, local.minute) == (8, 0)


def test_three_messages_a_week_and_the_rest_together_when_there_is_room(follower: Chat) -> None:
    world = follower.world
    for day in range(6):
        world.does("marie", AddComment(1, f"Jour {day}"))
        follower.wait(DAY)
    assert len(news(world)) == 3
    follower.wait(3 * DAY)
    assert len(news(world)) == 4
    assert "3 nieuwe reacties" in news(world)[-1]


def test_h67_what_is_two_weeks_old_is_no_news(follower: Chat) -> None:
    world = follower.world
    world.does("marie", AddComment(1, "Oui"))
    world.clock.at += 15 * DAY
    world.fire()
    follower.wait(DAY)
    assert news(world) == []


def test_after_stop_there_is_no_news(follower: Chat) -> None:
    world = follower.world
    world.does("marie", AddComment(1, "Oui"))
    world.does("anna", StopMessages())
    follower.wait(5 * DAY)
    assert news(world) == []


def test_without_consent_to_reminders_there_is_no_news(world: World) -> None:
    anna = Chat(world)
    anna.play("given a programme\ngiven an idea “Un passage pour piétons”\ngiven a citizen")
    world.does("anna", FollowIdea(1))
    arrive(world, "marie")
    world.does("marie", AddComment(1, "Oui"))
    anna.wait(5 * DAY)
    assert news(world) == []


def test_many_ideas_are_grouped_the_newest_first_and_no_more_than_one_can_read(world: World) -> None:
    anna = Chat(world)
    anna.play("given a programme\ngiven 10 ideas\ngiven a citizen with reminders")
    arrive(world, "marie")
    for number in range(1, 11):
        world.does("anna", FollowIdea(number))
        world.clock.at += timedelta(seconds=1)
        world.does("marie", AddComment(number, "Oui"))
    anna.wait(DAY)
    (told,) = news(world)
    assert [told.index(f"Idée {n}”") for n in range(10, 2, -1)] == sorted(
        told.index(f"Idée {n}”") for n in range(3, 11)
    )
    assert "Idée 2”" not in told
    assert len(world.phones.ever["anna"][-1].buttons) == 4


def test_a_thousand_followers_are_planned_for_some_at_a_time(world: World) -> None:
    anna = Chat(world)
    anna.play("given a programme\ngiven an idea “Un passage pour piétons”\ngiven a citizen")
    with world.desk() as desk:
        people = [{"joined_at": desk.now} for _ in range(450)]
        desk.connection.execute(tables.people.insert(), people)
        rows = desk.connection.execute(tables.people.select().order_by(tables.people.c.id)).all()
        following = [{"idea": 1, "person": r.id, "at": desk.now} for r in rows[-450:]]
        desk.connection.execute(tables.follows.insert(), following)
    world.does("anna", AddComment(1, "Ja"))
    world.clock.at += timedelta(minutes=2)
    fired = [world.fire() for _ in range(3)]
    assert fired == [1, 1, 1]
    # Those who follow it, and its author.
    assert world.count(tables.due, tables.due.c.kind == "news") == 451


def test_a_new_idea_of_mine_is_no_news_to_me(world: World) -> None:
    anna = Chat(world)
    anna.play("given a programme\ngiven a citizen with reminders")
    world.does("anna", SubmitIdea("Een zebrapad", "", "urbanism", "city"))
    anna.wait(5 * DAY)
    assert news(world) == []
