"""Words in answer to a message to many that nobody asked for: they reach the organisers, and only if that is said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.civic.answers import LATELY, AnswersTo, WhichBroadcast
from bot.civic.broadcasts import ConfirmBroadcast, Content, Draft, DraftBroadcast
from bot.civic.doors import Citizen
from bot.civic.people import OPINIONS, REMINDERS, FinishWelcome, GiveConsent, SpeakLanguage
from bot.civic.programmes import CreateProgramme
from bot.civic.roles import Role
from bot.civic.threads import Letters
from storage import tables
from tests.chat import Chat
from tests.worlds import NAMES, World

TEXTS = {"nl": "Het plein is klaar.", "fr": "La place est finie."}
BUTTONS = ({"nl": "Klopt", "fr": "Oui"}, {"nl": "Nog niet", "fr": "Pas encore"})


def inhabited(world: World) -> World:
    """Let there be Anna and Luc, who have got a message to many, from a programme."""
    for name in ("anna", "luc", "eva"):
        world.meet(name)
        world.does(name, FinishWelcome(), SpeakLanguage("nl"), GiveConsent(OPINIONS), GiveConsent(REMINDERS))
    world.appoint("eva", Role.ORGANISER)
    (programme,) = world.operate(CreateProgramme("wall", NAMES, world.clock.at, template="open-wall"))
    send(world)
    with world.desk() as desk:
        desk.connection.execute(tables.broadcasts.update().values(programme=programme))
    return world


@pytest.fixture
def anna(world: World) -> Chat:
    """Give the chat of one who has got it."""
    return Chat(inhabited(world), "anna")


def send(world: World) -> None:
    """Let a message to many leave, and come."""
    (number,) = world.does("eva", DraftBroadcast(Draft(Content(TEXTS, BUTTONS))))
    world.does("eva", ConfirmBroadcast(number, 1, 3))
    world.forward(timedelta(minutes=3))


def letters(world: World) -> list[str]:
    """Return what the organisers have to read."""
    with world.desk() as desk:
        return [line.last.text for line in desk.ask(Letters(waiting=True, page=1)).threads]


def test_a_reply_in_the_middle_of_an_idea_reaches_them_and_the_idea_goes_on(anna: Chat) -> None:
    anna.play("""
        > {:idea}
        > Een zebrapad aan de school
        ? idea description
        (replies to “Het plein is klaar”) Het hek niet
        ? reply sure
        < Je antwoord gaat naar de organisatoren van Open muur
        [send]
        ? idea description
    """)
    assert letters(anna.world) == ["Het hek niet"]


def test_a_reply_while_words_are_asked_for_is_the_answer_and_is_not_asked_about(anna: Chat) -> None:
    anna.play("[reply 1]\n? reply text\n(replies to “Het plein is klaar”) Het hek niet\n? menu")
    assert letters(anna.world) == ["Het hek niet"]


def test_no_is_a_word_of_theirs_and_another_reply_takes_the_place_of_the_first(anna: Chat) -> None:
    anna.play("""
        (replies to “Het plein is klaar”) nee
        ? reply sure
        (replies to “Het plein is klaar”) Nee, nog niet
        ? reply sure
        < Nee, nog niet
        [send]
    """)
    assert letters(anna.world) == ["Nee, nog niet"]


def test_a_button_that_is_typed_in_reply_counts_as_one(anna: Chat) -> None:
    anna.play("(replies to “Het plein is klaar”) pas encore\n? answer-broadcast answered")
    anna.play("(replies to “Het plein is klaar”) 1\n? answer-broadcast answered")
    with anna.world.desk() as desk:
        assert desk.ask(AnswersTo(1)) == (1, 0)
    assert letters(anna.world) == []
    # Nothing is replied to here: a number means nothing by itself, words may be those of a button.
    anna.play("> {:idea}\n> stop\n> 77\n? reply sure\n[none]\n> klopt\n? answer-broadcast answered")


@pytest.mark.parametrize("how", ["reply", "later"])
def test_h46_words_below_a_photo_are_passed_on_and_the_photo_is_told_to_stay(anna: Chat, how: str) -> None:
    answers = {"answers": anna.shown()[-1].id} if how == "reply" else {}
    anna.send("photo", file="photo-anna", caption="Zo ziet het eruit", **answers)
    anna.play("? reply sure\n< Zo ziet het eruit\n< wat je meestuurde, blijft hier\n[send]")
    assert letters(anna.world) == ["Zo ziet het eruit"]


def test_h46_a_reply_without_words_is_asked_for_some(anna: Chat) -> None:
    anna.send("sticker", answers=anna.shown()[-1].id)
    anna.play("< Hier kan ik alleen woorden lezen\n? reply text\n> Mooi zo\n? reply sure\n[send]")
    assert letters(anna.world) == ["Mooi zo"]


def test_h37_a_reply_that_is_too_long_says_so_and_can_be_said_shorter(anna: Chat) -> None:
    long = "Te lang " * 300
    anna.play(
        f"(replies to “Het plein is klaar”) {long}\n< er is plaats voor 2.000\n? reply text\n> Korter\n[send]"
    )
    assert letters(anna.world) == ["Korter"]


def test_words_that_begin_something_else_or_come_much_later_are_not_asked_about(anna: Chat) -> None:
    anna.play("> activiteiten\n? events\n> /onbekend\n<! antwoord op het bericht")
    anna.world.forward(LATELY)
    anna.play("> Wie is daar\n<! antwoord op het bericht\n? menu")
    anna.play("(replies to “Het plein is klaar”) Nog eens\n? reply sure\n[none]\n< Er is niets verstuurd")
    assert letters(anna.world) == []


def test_a_reply_that_is_deleted_is_taken_back(anna: Chat) -> None:
    anna.play("(replies to “Het plein is klaar”) Ik ben het niet eens\n[send]\n? menu\n(redacts “niet eens”)")
    assert letters(anna.world) == []


def test_h10_a_message_of_somebody_elses_chat_is_not_answered(either_world: World) -> None:
    world = inhabited(either_world)
    send(world)
    account = {name: world.who(name) for name in ("anna", "luc")}
    theirs = {name: world.phones.screens[name][-1].id for name in account}
    with world.desk() as desk:
        for name, who in account.items():
            desk.act_as(Citizen(who.person, who.account))
            assert desk.ask(WhichBroadcast(theirs[name])) == 2
            assert desk.ask(WhichBroadcast("b999")) == 0
        desk.act_as(Citizen(account["anna"].person, account["luc"].account))
        assert desk.ask(WhichBroadcast(theirs["luc"])) == 0
