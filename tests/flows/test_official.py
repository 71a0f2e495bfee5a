"""What is said officially reaches whom it concerns, once, together, in their language; and nobody answers over somebody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.civic.commitments import DropPromise, Promise
from bot.civic.doors import Refused
from bot.civic.duplicates import MergeIdeas
from bot.civic.follows import FollowIdea
from bot.civic.ideas import HideIdea, ListIdeas, OneIdea, SubmitIdea, SupportIdea
from bot.civic.links import AgreeToLink, MakeCode, TryCode
from bot.civic.people import OPINIONS, REMINDERS, FinishWelcome, GiveConsent, SpeakLanguage
from bot.civic.programmes import ChangeProgramme, CreateProgramme
from bot.civic.roles import Role
from bot.civic.screening import SetIdeaRules
from bot.engine.outgoing import Lane
from storage import tables
from tests.chat import Chat
from tests.decided import answer
from tests.neighbours import Neighbours
from tests.worlds import World

HOUR = timedelta(hours=1)
EVERY = {"nl": "Muur", "fr": "Mur", "en": "Wall"}
PEOPLE = {"noor": "nl", "luc": "fr", "sam": "en"}


def came(world: World, name: str, lane: Lane) -> list[str]:
    """Return what somebody was told unasked in that lane."""
    return [m.text for m in world.phones.ever.get(name, ()) if m.lane is lane]


@pytest.fixture
def wall(either_world: World) -> World:
    """Give three ideas of an author, each of which noor, luc and sam support, follow, or both; and an organiser."""
    world = either_world
    world.programme()
    for name, language in {"author": "nl", "organiser": "fr", **PEOPLE}.items():
        world.meet(name, language)
        world.does(name, SpeakLanguage(language), GiveConsent(OPINIONS), FinishWelcome())
    for name in PEOPLE:
        world.does(name, GiveConsent(REMINDERS))
    world.appoint("organiser", Role.ORGANISER)
    for number in (1, 2, 3):
        world.does("author", SubmitIdea(f"Idee {number}", "", "urbanism", "city"))
        world.does("noor", SupportIdea(number))
        world.does("luc", FollowIdea(number))
        world.does("sam", FollowIdea(number), SupportIdea(number))
    return world


def test_each_hears_once_and_together_what_becomes_of_many_ideas(wall: World) -> None:
    wall.does("organiser", answer(1, 2, 3, status="accepted"))
    wall.forward(12 * HOUR)
    for name in PEOPLE:
        (told,) = came(wall, name, Lane.NEWS)
        assert all(f"Idee {number}" in told for number in (1, 2, 3))
    (told,) = came(wall, "author", Lane.SERVICE)
    assert all(f"Idee {number}" in told for number in (1, 2, 3))
    assert told.count("We doen het in maart.") == 3
    assert [came(wall, name, Lane.NEWS) for name in ("author", "organiser")] == [[], []]
    (french,) = came(wall, "luc", Lane.NEWS)
    assert "acceptée" in french
    assert "Service Mobilité" in french


def test_h30_two_organisers_who_answer_at_once_one_is_told_to_look_again(wall: World) -> None:
    wall.does("organiser", answer(1, status="accepted", latest=0))
    with pytest.raises(Refused, match="answered-meanwhile"):
        wall.operate(answer(1, 2, status="rejected", latest=0))
    assert wall.count(tables.official_answers) == 1


def test_h32_who_becomes_one_before_they_are_told_hears_what_was_said_to_either(wall: World) -> None:
    wall.does("noor", SubmitIdea("Idee 4", "", "urbanism", "city"))
    wall.does("organiser", answer(4, status="accepted"))
    wall.forward(timedelta(minutes=1))
    wall.does("organiser", answer(1, status="accepted"))
    (code,) = wall.does("author", MakeCode())
    (tried,) = wall.does("noor", TryCode(code))
    wall.does("noor", AgreeToLink(tried.link))
    wall.does("author", AgreeToLink(tried.link))
    wall.forward(HOUR)
    told = [
        text for name in ("author", "noor") for text in came(wall, name, Lane.SERVICE) if "Idee 1" in text
    ]
    assert len(told) == 1
    assert "Idee 4" in told[0]


def test_nothing_is_said_of_any_where_one_cannot_be_answered(wall: World) -> None:
    with pytest.raises(Refused, match="no-such-idea"):
        wall.does("organiser", answer(1, 2, 999))
    assert wall.count(tables.official_answers) == 0


def test_what_nothing_comes_of_does_not_trend_whoever_supports_it_then(wall: World) -> None:
    wall.does("organiser", answer(1, status="rejected"))
    wall.does("organiser", SupportIdea(1))
    with wall.desk() as desk:
        trending = [line.number for line in desk.ask(ListIdeas("trending", 1)).ideas]
        rejected = [line.number for line in desk.ask(ListIdeas("as.rejected", 1)).ideas]
    assert (trending[-1], rejected) == (1, [1])


def test_an_answer_without_a_status_leaves_what_is_decided_as_it_is(wall: World) -> None:
    wall.does("organiser", answer(1), answer(2, status="pilot"), answer(2))
    with wall.desk() as desk:
        cards = [desk.ask(OneIdea(number)) for number in (1, 2, 3)]
    assert [card and card.status for card in cards] == ["answered", "pilot", "proposed"]


def test_h80_cards_in_groups_say_what_became_of_an_idea_in_dutch_and_french_and_that_it_was_joined(
    wall: World,
) -> None:
    street = Neighbours(wall)
    street.adds_bot()
    street.says("mo", "/idea 1")
    wall.does("organiser", answer(1, status="accepted"))
    street.wait()
    assert "aanvaard" in street.said[-1]
    assert "acceptée" in street.said[-1]
    wall.does("organiser", MergeIdeas(1, 2))
    street.wait()
    assert "Idee 1 · Idée 1\nDit idee is uit de lijst gehaald." in street.said[-1]


def test_lists_say_in_words_what_became_of_each_idea_and_nothing_where_nothing_did(wall: World) -> None:
    wall.does("organiser", answer(2, status="implemented"))
    luc = Chat(wall, "luc", hint="fr")
    for order in ("new", "following", "search"):
        luc.play("> {:search} urbanisme\n? ideas" if order == "search" else f"> {{:{order}}}\n? ideas")
        (page,) = (m.text for m in luc.shown()[-1:])
        assert "réalisée" in page
        assert page.count(" · ") == 1
    luc.play("> {:by status}\n[ideas as.implemented 1]\n? ideas\n<! ·")


def test_my_list_says_of_which_ideas_others_see_nothing(wall: World) -> None:
    wall.operate(SetIdeaRules(1, screens=True, threshold=None), MergeIdeas(1, 2), HideIdea(3, "Reclame"))
    wall.does("author", SubmitIdea("Idee 4", "", "urbanism", "city"))
    Chat(wall, "author").play(
        "> {:my ideas}\n? ideas\n< {an organiser looks at it first}\n< {taken out of the list}\n< {joined with another idea}"
    )


def test_h80_lists_in_groups_say_what_became_of_an_idea_in_dutch_and_french(wall: World) -> None:
    wall.does("organiser", answer(2, status="implemented"))
    street = Neighbours(wall)
    street.adds_bot()
    street.says("mo", "/ideas")
    assert "idee 2 · 2 mensen steunen dit · uitgevoerd" in street.said[-1]
    assert street.said[-1].count("réalisée") == 1


def test_h80_the_audit_says_which_idea_became_what_and_nothing_of_what_was_written(wall: World) -> None:
    wall.does("organiser", answer(1, status="accepted"))
    with wall.desk() as desk:
        answered = tables.audit.c.deed == "idea-answered"
        (row,) = desk.connection.execute(tables.audit.select().where(answered)).all()
    assert (row.deed, row.subject, row.function) == ("idea-answered", "idea:1", "organiser")
    assert row.details == '{"answer": 1, "status": "accepted"}'


def test_h69_an_answer_and_a_promise_are_asked_for_in_the_languages_of_the_idea_s_programme(
    world: World,
) -> None:
    world.operate(CreateProgramme("wall", {"en": "Wall"}, world.clock.at, languages=("en",)))
    eva = Chat(world, "eva")
    eva.play("given an organiser\ngiven an idea “A crossing”")
    with pytest.raises(Refused, match="missing-language"):
        world.operate(answer(1))
    eva.play("> {:answer} 1\n[accepted]\n? answer-ideas words-en\n<! [skip]\n> Yes.\n[skip]\n[skip]")
    eva.play("? answer-ideas signs-en\n> The city\n[skip]\n[skip]\n? answer-ideas preview\n[words]")
    eva.play("? answer-ideas words-en\n> In March.\n[skip]\n[skip]\n[give]\n< {The answer is given.}")
    eva.play("> {:promise} 1\n? promise what-en\n> Paint\n[skip]\n[skip]\n? promise function\n< The city")
    eva.play("[1]\n> 5/12/2026\n[yes]\n< {It is promised.}")
    world.does("eva", DropPromise(1, 1, {"en": "No money."}))


def test_h69_who_signed_in_other_languages_is_not_offered_to_sign(wall: World) -> None:
    wall.operate(answer(1), ChangeProgramme(1, names=EVERY, languages=("nl", "fr", "en")))
    Chat(wall, "organiser", hint="fr").play(
        "> {:answer} 2\n[accepted]\n> Ja.\n> Oui.\n> Yes.\n? answer-ideas signs-nl"
    )


def test_who_signed_a_promise_is_offered_to_sign_an_answer_the_last_first(wall: World) -> None:
    day = (wall.clock.at + timedelta(days=7)).date()
    other = {"nl": "Dienst Wegen", "fr": "Service Voiries"}
    wall.operate(answer(1))
    wall.forward(HOUR)
    wall.operate(Promise(2, {"nl": "Verf", "fr": "Peinture"}, other, day))
    organiser = Chat(wall, "organiser", hint="fr")
    organiser.play(
        "> {:handle} 2\n? handle\n< Peinture\n[commitment 1]\n? commitment\n[handle 2]\n[answer-ideas 2]"
    )
    organiser.play("[accepted]\n> Ja.\n> Oui.\n[skip]\n? answer-ideas function\n< [-1] [1] [none]\n[-1]")
    organiser.play("? answer-ideas preview\n< Service Voiries\n[give]\n? handle\n< Service Voiries")
