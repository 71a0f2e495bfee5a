"""Whoever reported something hears what came of it: once, together, in their language, and nothing that was hidden."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.civic.comments import AddComment
from bot.civic.duplicates import MergeIdeas
from bot.civic.ideas import HideIdea, SubmitIdea, WithdrawIdea
from bot.civic.links import AgreeToLink, MakeCode, TryCode
from bot.civic.people import OPINIONS, FinishWelcome, GiveConsent, SpeakLanguage, StopMessages
from bot.civic.reports import DECIDED, HideReported, KeepReported, Report
from bot.civic.rights import Fate, ForgetMe
from bot.civic.roles import Role
from bot.engine.outgoing import Lane
from storage import tables
from tests.worlds import World

HOUR = timedelta(hours=1)
SOON = timedelta(minutes=6)
CAME = {
    "noor": "Bedankt voor je melding.",
    "luc": "Merci de votre signalement.",
    "sam": "Thank you for reporting.",
}


@pytest.fixture
def town(either_world: World) -> World:
    """Give six ideas of one author and a comment on the first; three who read in three languages, and who moderates."""
    world = either_world
    world.programme()
    people = {"author": "fr", "noor": "nl", "luc": "fr", "sam": "en", "mia": "nl", "olga": "fr"}
    for name, language in people.items():
        world.meet(name, language)
        world.does(name, SpeakLanguage(language), FinishWelcome(), GiveConsent(OPINIONS))
    world.appoint("mia", Role.MODERATOR)
    world.appoint("olga", Role.ORGANISER)
    for number in range(1, 7):
        world.does("author", SubmitIdea(f"Titre {number}", "", "work", "city"))
    world.does("author", AddComment(1, "Un secret"))
    return world


def reported(world: World, name: str, *ideas: int) -> None:
    """Let somebody report these ideas."""
    world.does(name, *(Report("idea", number, "private", "Iedereen ziet mijn naam") for number in ideas))


def came(world: World, name: str) -> list[str]:
    """Return what somebody was told of what they reported."""
    told = [m.markup for m in world.phones.ever.get(name, ()) if m.lane is Lane.SERVICE]
    return [text for text in told if any(heading in text for heading in CAME.values())]


def offered(world: World, name: str) -> list[str]:
    """Return what the buttons of the last message say that somebody was told."""
    return [button.label for button in world.phones.ever[name][-1].buttons]


def test_each_hears_once_in_their_language_what_was_decided(town: World) -> None:
    for name in CAME:
        reported(town, name, 1)
    town.does("mia", HideReported(1, "Luc Peeters schreef dit"))
    town.forward(24 * HOUR)
    for name, heading in CAME.items():
        (told,) = came(town, name)
        assert heading in told
    assert came(town, "author") == came(town, "mia") == came(town, "olga") == []


def test_h77_who_reported_hears_nothing_of_what_was_hidden_and_of_whom(town: World) -> None:
    reported(town, "sam", 1)
    reported(town, "noor", 1)
    town.does("sam", Report("comment", 1, "insult"))
    town.does("mia", HideReported(1, "Luc Peeters schreef dit"), HideReported(3, "spam"))
    town.forward(SOON)
    (told,) = came(town, "sam")
    assert "<b>Idea 1</b>" in told
    assert "<b>A comment on idea 1</b>" in told
    for secret in ("Titre", "secret", "Peeters", "mijn naam", "advertising"):
        assert secret not in told
    assert offered(town, "sam") == ["Write to the organisers"]


def test_what_stays_can_be_looked_at(town: World) -> None:
    reported(town, "sam", 2)
    town.does("sam", Report("comment", 1, "insult"))
    town.does("mia", KeepReported(1), KeepReported(2))
    town.forward(SOON)
    (told,) = came(town, "sam")
    assert "<b>Idea 2, “Titre 2”</b>\nAn organiser has looked at it, and it may stay." in told
    assert offered(town, "sam") == ["Idea 2", "A comment on idea 1", "Write to the organisers"]


def test_nothing_leads_to_what_cannot_be_seen_with_its_idea(town: World) -> None:
    reported(town, "sam", 2)
    town.does("sam", Report("comment", 1, "insult"))
    town.does("mia", KeepReported(2))
    town.does("olga", MergeIdeas(2, 3))
    town.operate(HideIdea(1, "Reclame"), HideIdea(3, "Reclame"))
    town.forward(SOON)
    assert len(came(town, "sam")) == 1
    assert offered(town, "sam") == ["Write to the organisers"]


def test_what_is_decided_in_some_minutes_comes_together_each_with_its_button(town: World) -> None:
    reported(town, "sam", 1, 2, 3, 4, 5, 6)
    for number in (1, 2, 3, 4, 5, 6):
        town.does("mia" if number % 2 else "olga", KeepReported(number))
        town.forward(timedelta(seconds=20))
    town.forward(SOON)
    first, second = came(town, "sam")
    assert [f"Titre {number}" in first for number in range(1, 7)] == [True] * 4 + [False] * 2
    assert [f"Titre {number}" in second for number in range(1, 7)] == [False] * 4 + [True] * 2


def test_what_was_told_is_not_told_again_with_what_is_decided_later(town: World) -> None:
    reported(town, "sam", 1, 2)
    town.does("mia", KeepReported(1))
    town.forward(SOON)
    town.does("mia", KeepReported(2))
    town.forward(SOON)
    first, second = came(town, "sam")
    assert "Titre 1" in first
    assert "Titre 1" not in second


def test_what_was_taken_back_or_joined_before_a_decision_is_told_too(town: World) -> None:
    reported(town, "sam", 1, 2)
    town.does("author", WithdrawIdea(1))
    town.does("olga", MergeIdeas(2, 3))
    town.forward(SOON)
    (told,) = came(town, "sam")
    assert "<b>Idea 1</b>\nWhoever wrote it has taken it back." in told
    assert "<b>Idea 2</b>\nAn organiser has joined it with idea 3, which is the same." in told
    assert offered(town, "sam") == ["Idea 3", "Write to the organisers"]


def test_of_what_its_author_took_back_there_is_nothing_to_object_to(town: World) -> None:
    reported(town, "sam", 1)
    town.does("author", ForgetMe(Fate.DELETED))
    town.forward(SOON)
    (told,) = came(town, "sam")
    assert "agree" not in told
    assert offered(town, "sam") == []


def test_what_is_hidden_without_a_look_at_the_reports_is_told_too(town: World) -> None:
    reported(town, "sam", 1)
    town.operate(HideIdea(1, "Reclame"))
    town.forward(SOON)
    (told,) = came(town, "sam")
    assert "An organiser has taken it out" in told


def test_what_was_kept_and_is_held_again_may_stay_and_is_not_shown(town: World) -> None:
    reported(town, "sam", 1)
    town.does("mia", KeepReported(1))
    for name in ("noor", "luc", "olga"):
        reported(town, name, 1)
    town.forward(SOON)
    (told,) = came(town, "sam")
    assert "it may stay" in told
    assert "Titre" not in told
    assert offered(town, "sam") == ["Write to the organisers"]


def test_whoever_decides_hears_nothing_of_their_own_decision(town: World) -> None:
    reported(town, "mia", 1, 2)
    reported(town, "olga", 3)
    town.does("mia", KeepReported(1))
    town.does("olga", HideReported(2, "spam"), MergeIdeas(3, 4))
    town.forward(SOON)
    (told,) = came(town, "mia")
    assert "Titre 1" not in told
    assert "<b>Idee 2</b>" in told
    assert came(town, "olga") == []


def test_h32_who_was_forgotten_hears_nothing(town: World) -> None:
    reported(town, "noor", 1, 2)
    town.does("mia", KeepReported(1))
    town.does("noor", ForgetMe(Fate.DELETED))
    town.does("mia", KeepReported(2))
    assert town.count(tables.due, tables.due.c.kind == DECIDED) == 0
    town.forward(HOUR)
    assert came(town, "noor") == []


def test_h32_who_reported_with_two_accounts_hears_once_all_that_was_decided(town: World) -> None:
    reported(town, "noor", 1, 2)
    reported(town, "luc", 1, 3)
    town.does("mia", KeepReported(4))
    town.forward(timedelta(minutes=1))
    town.does("mia", KeepReported(1), KeepReported(2))
    (code,) = town.does("noor", MakeCode())
    (tried,) = town.does("luc", TryCode(code))
    town.does("luc", AgreeToLink(tried.link))
    town.does("noor", AgreeToLink(tried.link))
    town.forward(SOON)
    (told,) = came(town, "noor") + came(town, "luc")
    assert [f"Titre {number}" in told for number in (1, 2, 3)] == [True] * 3
    assert told.count("Titre 1") == 1


def test_who_reported_their_own_words_from_another_account_hears_as_their_author(town: World) -> None:
    reported(town, "luc", 1)
    (code,) = town.does("author", MakeCode())
    (tried,) = town.does("luc", TryCode(code))
    town.does("luc", AgreeToLink(tried.link))
    town.does("author", AgreeToLink(tried.link))
    town.does("mia", HideReported(1, "spam"))
    town.forward(SOON)
    assert came(town, "luc") + came(town, "author") == []


def test_h68_nobody_is_woken_to_hear_what_was_decided(town: World) -> None:
    reported(town, "noor", 1)
    town.forward(14 * HOUR)
    town.does("mia", KeepReported(1))
    town.forward(SOON)
    assert came(town, "noor") == []
    town.forward(10 * HOUR)
    assert len(came(town, "noor")) == 1


def test_who_said_stop_hears_nothing(town: World) -> None:
    reported(town, "sam", 1)
    town.does("sam", StopMessages())
    town.does("mia", KeepReported(1))
    town.forward(HOUR)
    assert came(town, "sam") == []
