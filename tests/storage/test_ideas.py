"""Ideas: filed, found, seen, hidden."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.civic.doors import Actor, Citizen, Command, Operator, Refused
from bot.civic.ideas import (
    MAX_DESCRIPTION,
    MAX_TITLE,
    HideIdea,
    IdeaHidden,
    IdeaLine,
    IdeaSubmitted,
    OneIdea,
    SimilarIdeas,
    SubmitIdea,
    SupportIdea,
    WithdrawSupport,
)
from bot.civic.people import OPINIONS, SpeakLanguage, WithdrawConsent
from bot.civic.roles import Role
from storage import media, tables
from storage.ideas import NEWEST_OF_A_WORD
from tests.storage.town import DAY, START, Town

LITERAL = "<b>{0.__class__}</b> %s {{7*7}} O'Neill \"; drop table ideas; -- 🚲 é"


@pytest.fixture
def noor(town: Town) -> Citizen:
    town.programme()
    return town.citizen()


def test_an_idea_is_seen_as_it_was_shared(town: Town, noor: Citizen) -> None:
    town.do(SpeakLanguage("fr"), noor)
    number = town.idea(noor, LITERAL, description=LITERAL, topic="culture", neighbourhood="elsene")
    card = town.ask(OneIdea(number), noor)
    assert card is not None
    assert (card.number, card.title, card.description) == (number, LITERAL, LITERAL)
    assert (card.language, card.topic, card.neighbourhood, card.picture) == ("fr", "culture", "elsene", None)
    assert (card.supports, card.supported, card.mine, card.hidden, card.open) == (0, False, True, False, True)
    assert card.published == START
    others = town.ask(OneIdea(number), town.citizen())
    assert others is not None
    assert not others.mine


def test_ideas_are_numbered_one_after_the_other_and_told(town: Town, noor: Citizen) -> None:
    idea = SubmitIdea("A bench", "", "work", "city")
    with town.desk(noor) as desk:
        assert [desk.carry_out(idea).number, desk.carry_out(idea).number] == [1, 2]
        assert desk.events() == [IdeaSubmitted(1, noor.person), IdeaSubmitted(2, noor.person)]
        assert desk.events() == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"title": " "}, "empty"),
        ({"title": "x" * (MAX_TITLE + 1)}, "too-long"),
        ({"description": "x" * (MAX_DESCRIPTION + 1)}, "too-long"),
        ({"topic": "love"}, "unknown-topic"),
        ({"neighbourhood": "paris"}, "unknown-neighbourhood"),
        ({"picture": 1}, "unknown-picture"),
        ({"picture": 10**30}, "unknown-picture"),
    ],
)
def test_an_idea_that_is_none_is_refused_and_nothing_is_written(
    town: Town, noor: Citizen, more: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused, match=code):
        town.idea(noor, **more)
    assert town.count(tables.ideas) == town.count(tables.idea_words) == 0


def test_h76_no_idea_without_consent_and_none_outside_the_window(town: Town, noor: Citizen) -> None:
    with pytest.raises(Refused, match="no-consent"):
        town.idea(town.meet("stranger")[0])
    town.do(WithdrawConsent(OPINIONS), noor)
    with pytest.raises(Refused, match="no-consent"):
        town.idea(noor)
    sam = town.citizen()
    town.clock.at += 200 * DAY
    with pytest.raises(Refused, match="closed"):
        town.idea(sam)
    assert town.count(tables.ideas) == 0


def test_a_picture_goes_with_the_ideas_of_its_owner_alone(town: Town, noor: Citizen) -> None:
    with town.desk() as desk:
        picture = media.keep(desk, noor.account, b"jpeg", 3, 2)
    card = town.ask(OneIdea(town.idea(noor, picture=picture)), noor)
    assert card is not None
    assert card.picture == picture
    with pytest.raises(Refused, match="unknown-picture"):
        town.idea(town.citizen(), picture=picture)


@pytest.mark.parametrize("number", [0, -1, 99, 2**63 - 1, 2**63, 10**30, -(10**30)])
def test_h10_a_number_that_nobody_was_given_is_refused(town: Town, noor: Citizen, number: int) -> None:
    town.idea(town.citizen())
    assert town.ask(OneIdea(number), noor) is None
    operators: tuple[Command[Any], Actor] = (HideIdea(number, "spam"), Operator())
    for command, actor in ((SupportIdea(number), noor), (WithdrawSupport(number), noor), operators):
        with pytest.raises(Refused, match="no-such-idea"):
            town.do(command, actor)


def test_a_hidden_idea_is_seen_by_its_author_and_the_operator_alone(town: Town, noor: Citizen) -> None:
    number = town.idea(noor, "Gratis horloges voor iedereen")
    sam = town.citizen()
    town.do(SupportIdea(number), sam)
    with town.desk() as desk:
        desk.carry_out(HideIdea(number, "advertising"))
        assert desk.events() == [
            IdeaHidden(number, noor.person, "Gratis horloges voor iedereen", "advertising")
        ]
    assert town.ask(OneIdea(number), sam) is None
    for seer in (noor, None):
        card = town.ask(OneIdea(number), seer)
        assert card is not None
        assert card.hidden
    assert town.ask(SimilarIdeas("Gratis horloges voor iedereen"), sam) == ()
    for command in (SupportIdea(number), WithdrawSupport(number)):
        with pytest.raises(Refused, match="no-such-idea"):
            town.do(command, sam)


def test_an_idea_is_hidden_once_with_a_reason_and_by_who_moderates(town: Town, noor: Citizen) -> None:
    number = town.idea(noor)
    with pytest.raises(Refused, match="not-allowed"):
        town.do(HideIdea(number, "I do not like it"), town.citizen())
    with pytest.raises(Refused, match="no-reason"):
        town.do(HideIdea(number, " "))
    town.do(HideIdea(number, "spam"))
    with pytest.raises(Refused, match="already-hidden"):
        town.do(HideIdea(number, "spam"))


def test_what_is_alike_is_found_whoever_wrote_it(town: Town, noor: Citizen) -> None:
    alike = town.idea(noor, "Een zebrapad aan de school in de Kerkstraat")
    town.idea(noor, "Meer bomen op het plein")
    found = town.ask(SimilarIdeas("Zebrapad bij de school, Kerkstraat"), town.citizen())
    assert found == (IdeaLine(alike, "Een zebrapad aan de school in de Kerkstraat", "nl", 0),)


def test_the_best_come_first_and_three_at_most(town: Town, noor: Citizen) -> None:
    exact = town.idea(noor, "Overdekte fietsenstalling aan het station")
    for end in ("a", "b", "c", "d"):
        town.idea(noor, f"Overdekte fietsenstalling aan het stationsplein {end}")
    found = town.ask(SimilarIdeas("Overdekte fietsenstalling aan het station"))
    assert len(found) == 3
    assert found[0].number == exact


@pytest.mark.parametrize(
    "title", ["", "   ", "?!", "🚲🚲", "%", "_", "a", "\x00" * 3, "'; drop table ideas; --"]
)
def test_h43_nothing_in_a_title_is_anything_but_words(town: Town, noor: Citizen, title: str) -> None:
    town.idea(noor, "Een zebrapad aan de school")
    assert town.ask(SimilarIdeas(title)) == ()
    assert town.count(tables.ideas) == 1


def test_a_thousand_newer_ideas_with_the_same_common_word_hide_no_twin(town: Town, noor: Citizen) -> None:
    town.appoint(noor, Role.ORGANISER)
    twin = town.idea(noor, "Zitbank onder de lindeboom aan het station")
    with town.desk(noor) as desk:
        for n in range(NEWEST_OF_A_WORD + 1):
            desk.carry_out(SubmitIdea(f"Trein {n} stopt in het station", "", "work", "city"))
    assert town.ask(SimilarIdeas("Zitbank onder lindeboom, station"))[0].number == twin


def test_hidden_ideas_leave_room_for_those_that_are_not(town: Town, noor: Citizen) -> None:
    town.appoint(noor, Role.ORGANISER)
    wanted = town.idea(noor, "Koop horloges")
    with town.desk(noor) as desk:
        spam = [
            desk.carry_out(SubmitIdea("Koop horloges nu", "", "work", "city")).number
            for _ in range(NEWEST_OF_A_WORD)
        ]
    for number in spam:
        town.do(HideIdea(number, "spam"))
    assert [each.number for each in town.ask(SimilarIdeas("Koop horloges"))] == [wanted]
    with town.desk() as desk:
        left = desk.connection.execute(select(tables.idea_words.c.idea).distinct()).scalars().all()
    assert left == [wanted]
