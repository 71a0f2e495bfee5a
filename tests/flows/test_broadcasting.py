"""Organisers and a message to many: one message shows how far it is, and whatever is pressed is looked at again as it is pressed."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from bot.civic.broadcasts import (
    ConfirmBroadcast,
    Content,
    Draft,
    DraftBroadcast,
    PauseBroadcast,
    ResumeBroadcast,
    State,
    Weekly,
)
from bot.civic.doors import Refused
from bot.civic.papers import MOST_BYTES
from bot.civic.people import REMINDERS, FinishWelcome, GiveConsent, SpeakLanguage
from bot.civic.programmes import CreateProgramme
from bot.civic.roles import Role
from bot.engine.outgoing import File
from bot.engine.tokens import LinkToken
from storage import tables
from storage.media import picture
from tests.chat import Chat
from tests.worlds import World

DRAFT = "given my message to many\n> organise\n[broadcasts]\n[broadcast 1]\n? broadcast written"


@pytest.fixture
def city(world: World) -> World:
    """Give a world with three who want to be written to."""
    for name in ("anna", "luc", "noor"):
        world.meet(name)
        world.does(name, FinishWelcome(), SpeakLanguage("nl"), GiveConsent(REMINDERS))
    return world


def organiser(world: World, name: str = "eva") -> Chat:
    """Return the chat of an organiser."""
    chat = Chat(world, name, hint="en")
    chat.play("given an organiser")
    return chat


def progress(chat: Chat) -> list[str]:
    """Return the messages with a bar on somebody's screen."""
    return [message.text for message in chat.shown() if "▓" in message.text or "░" in message.text]


def begin(city: World) -> None:
    """Let what was confirmed begin, and its list be written; nothing has left."""
    city.clock.at += timedelta(minutes=2)
    city.fire()


def test_one_message_shows_how_far_it_is_and_changes_in_place(city: World) -> None:
    eva = organiser(city)
    eva.play(f"{DRAFT}\n[send-broadcast 1]\n[yes]")
    eva.play("(3 minutes later)\n< It has come to its end: 4 of 4")
    (shown,) = progress(eva)
    assert "100%: 4 of 4" in shown
    assert "sent" in shown
    assert [message.edited for message in eva.shown() if "▓" in message.text] == [True]


def test_another_organiser_watches_it_too_pauses_it_and_stops_it_for_good(city: World) -> None:
    eva, sam = organiser(city), organiser(city, "sam")
    eva.play(f"{DRAFT}\n[send-broadcast 1]\n[yes]")
    begin(city)
    sam.play(
        "> organise\n[broadcasts]\n[broadcast 1]\n? broadcast running\n[steer-broadcast 1 pause]\n~ Paused"
    )
    sam.play("[steer-broadcast 1 watch]\n~ I show you how far it is\n(1 minute later)\n< paused")
    sam.play("[cancel-broadcast 1]\n[yes]\n~ Nothing more of it is sent\n(2 minutes later)")
    for watching in (eva, sam):
        assert "cancelled" in progress(watching)[-1]
    assert not any("plein" in message.text for message in city.phones.ever.get("anna", ()))


def test_what_comes_every_week_shows_how_far_it_is_each_time(city: World) -> None:
    eva = organiser(city)
    texts = {"nl": "Het plein is open.", "fr": "La place est ouverte."}
    city.does("eva", DraftBroadcast(Draft(Content(texts), when=Weekly(5, time(17)))))
    eva.play("> organise\n[broadcasts]\n[broadcast 1]\n[send-broadcast 1]\n[yes]")
    assert not progress(eva)
    for week in (1, 2):
        city.forward(timedelta(days=1 if week == 1 else 7))
        assert [message.edited for message in eva.shown() if "▓" in message.text] == [True] * week
        assert "100%: 4 of 4" in progress(eva)[-1]
        assert f"Message {week + 1} to many" in progress(eva)[-1]
    eva.play("> organise\n[broadcasts]\n[broadcast 1]\n[steer-broadcast 1 undo]")
    city.forward(timedelta(days=7))
    assert len(progress(eva)) == 2


def test_what_changes_in_place_offers_nothing_new_to_who_types(city: World) -> None:
    eva = organiser(city)
    eva.play(f"{DRAFT}\n[send-broadcast 1]\n[yes]")
    begin(city)
    city.does("eva", PauseBroadcast(1))
    city.forward(timedelta(seconds=30))
    assert len(progress(eva)) == 1
    eva.play("> contact\n? contact text")
    city.does("eva", ResumeBroadcast(1))
    city.forward(timedelta(seconds=4))
    # “1” is what the question offers, not the button of the message that shows how far it is.
    eva.play("> 1\n? menu")


def test_h11_who_is_no_organiser_any_more_sees_and_steers_nothing(city: World) -> None:
    eva = organiser(city)
    organiser(city, "sam")
    eva.play(f"{DRAFT}\n[send-broadcast 1]\n[yes]")
    begin(city)
    mine = tables.roles.c.account == city.who("eva").account
    with city.desk() as desk:
        desk.connection.execute(tables.roles.delete().where(mine))
    before = progress(eva)
    city.forward(timedelta(minutes=5))
    assert progress(eva) == before
    eva.play("[broadcast 1]\n< I find no such message to many")


def test_h14_a_right_that_is_taken_while_the_confirmation_waits_sends_nothing(city: World) -> None:
    eva = organiser(city)
    eva.play(f"{DRAFT}\n[send-broadcast 1]\n? send-broadcast sure")
    with city.desk() as desk:
        desk.connection.execute(tables.roles.delete())
    eva.play("[yes]\n< Your role does not let you do that")
    assert [row.state for row in _rows(city)] == [State.DRAFT]


def test_h14_a_right_that_is_taken_while_it_is_written_is_told_as_it_is(city: World) -> None:
    eva = organiser(city)
    eva.play("> message to many\n[some]\n[language]\n[nl]\n? compose language-1")
    with city.desk() as desk:
        desk.connection.execute(tables.roles.delete())
    eva.play("[done]\n< Your role does not let you do that")


def test_whom_nobody_knows_any_more_is_told_and_nothing_is_sent(city: World) -> None:
    eva = organiser(city)
    eva.play(DRAFT)
    with city.desk() as desk:
        desk.connection.execute(tables.broadcasts.update().values(audience="topic:philosophy"))
    eva.play("> organise\n[broadcasts]\n[broadcast 1]\n< Nobody can tell any more who they are")
    eva.play("[send-broadcast 1]\n< Nobody can tell any more who they are\n? broadcast written")


def test_only_platforms_that_somebody_uses_are_offered(city: World) -> None:
    eva = organiser(city)
    eva.play(
        "> message to many\n[some]\n[platform]\n< [phones]\n<! Matrix\n[phones]\n[done]\n< those who are on phones"
    )


def test_h30_what_another_changed_meanwhile_is_looked_at_again(city: World) -> None:
    eva, sam = organiser(city), organiser(city, "sam")
    eva.play(f"{DRAFT}\n[send-broadcast 1]\n? send-broadcast sure")
    sam.play("> organise\n[broadcasts]\n[broadcast 1]\n[change-broadcast 1]\n[rewrite 1 buttons]\n[none]")
    eva.play("[yes]\n< Somebody has changed this meanwhile")
    assert [row.state for row in _rows(city)] == [State.DRAFT]


def test_h31_pressed_twenty_times_it_is_confirmed_once(city: World) -> None:
    eva = organiser(city)
    eva.play(f"{DRAFT}\n[send-broadcast 1]\n[yes] 20 times\n(3 minutes later)")
    assert [row.state for row in _rows(city)] == [State.DONE]
    assert len([m for m in city.phones.ever["anna"] if "plein" in m.text]) == 1


def test_h10_a_citizen_neither_sees_nor_steers_what_organisers_send(city: World) -> None:
    eva, anna = organiser(city), Chat(city, "anna", hint="nl")
    eva.play(DRAFT)
    mint, account = city.worker.turns.house.mint, city.who("anna").account
    forged = (
        LinkToken("broadcast", (1,)),
        LinkToken("send-broadcast", (1,)),
        LinkToken("steer-broadcast", (1, "agree", 1)),
        LinkToken("rewrite", (1, "text")),
        LinkToken("compose", ()),
    )
    for token in forged:
        anna.press_token(mint.make(token, account))
    assert [row.state for row in _rows(city)] == [State.DRAFT]
    assert not any("klaar" in message.text for message in anna.shown())


def test_so_many_people_need_a_second_look_which_is_asked_for_and_told(city: World) -> None:
    city.office = replace(city.office, city=replace(city.office.city, second_look=2))
    eva, sam, door = organiser(city), organiser(city, "sam"), Chat(city, "door", hint="en")
    door.play("given a citizen")
    city.appoint("door", Role.DOOR)
    eva.play(
        f"{DRAFT}\n< a second organiser looks at it first\n<! [send-broadcast 1]\n[steer-broadcast 1 ask 1]\n~ The other organisers hear of it"
    )
    assert not any("second organiser to look" in line for line in door.news)
    sam.play(
        "(1 second later)\n< It waits for a second organiser to look at it\n[broadcast 1]\n[steer-broadcast 1 agree 1]\n~ Noted"
    )
    eva.play("[broadcast 1]\n[send-broadcast 1]\n[yes]\n< It begins on")


def test_h34_what_organisers_send_is_theirs_and_what_is_in_it_is_literal(city: World) -> None:
    eva = organiser(city)
    eva.play(
        "> organise\n[broadcasts]\n[compose]\n[everyone]\n[skip]\n> <b>Hallo</b> @room &amp;\n? compose text-fr"
    )
    eva.say("Bonjour {0.__class__} %s {{7*7}}")
    eva.play("[skip]\n[none]\n[now]\n? broadcast written\n[send-broadcast 1]\n[yes]")
    city.forward(timedelta(minutes=3))
    (got,) = [m for m in city.phones.ever["anna"] if "Hallo" in m.text]
    assert got.text.startswith("Van de organisat")
    assert "<b>Hallo</b>" in got.text
    assert "@room" not in got.text
    assert "&amp;amp;" in got.markup


@pytest.mark.parametrize(
    ("data", "size", "why"),
    [
        (b"PK\x03\x04", 4, "I do not pass that kind of file on"),
        (b"%PDF-1.7 /JavaScript", 20, "does something by itself"),
        (b"%PDF-1.7", MOST_BYTES + 1, "That is too large"),
        (bytes(MOST_BYTES + 1), None, "That is too large"),
        (b"", None, "I could not fetch that"),
    ],
)
def test_h45_what_cannot_go_with_it_is_refused_with_its_reason(
    city: World, data: bytes, size: int | None, why: str
) -> None:
    eva = organiser(city)
    eva.play("> message to many\n[everyone]\n? compose photo")
    city.phones.files |= {"file": data} if data else {}
    eva.send("document", file="file", name="plan.docx", size=size)
    eva.play(f"< {why}\n? compose photo\n(photo broken)\n? compose photo\n[skip]\n? compose text-nl")


def test_a_voice_message_goes_with_it_to_everybody(city: World) -> None:
    eva = organiser(city)
    eva.play("> message to many\n[everyone]\n? compose photo")
    city.phones.files["file"] = b"OggS\x00\x02" + bytes(22) + b"OpusHead"
    eva.send("document", file="file", name="voice")
    eva.play("? compose text-nl\n> Luister\n> Écoutez\n[skip]\n[none]\n[now]\n[send-broadcast 1]\n[yes]")
    city.forward(timedelta(minutes=3))
    (got,) = [m for m in city.phones.ever["anna"] if "Luister" in m.text]
    with city.desk() as desk:
        kept = picture(desk, got.photo or 0)
    assert kept == File(city.phones.files["file"], "voice.ogg", "audio/ogg")


def _rows(world: World) -> list[Any]:
    with world.desk() as desk:
        return list(desk.connection.execute(tables.broadcasts.select()).all())


def test_h69_what_a_programme_requires_is_asked_for_and_without_it_nothing_is_confirmed(city: World) -> None:
    every = {"nl": "Muur", "fr": "Mur", "en": "Wall"}
    (programme,) = city.operate(
        CreateProgramme("wall", every, city.clock.at, languages=("nl", "fr", "en"), template="open-wall")
    )
    texts = {"nl": "Het plein is klaar.", "fr": "La place est finie."}
    eva = organiser(city)
    city.does("eva", DraftBroadcast(Draft(Content(texts), programme=programme)))
    eva.play("> organise\n[broadcasts]\n[broadcast 1]\n< it needs words in: English")
    with pytest.raises(Refused, match="missing-language"):
        city.does("eva", ConfirmBroadcast(1, 1, 0))
    eva.play(
        "> message to many\n? compose programme\n[1]\n[everyone]\n[skip]\n> Dag\n> Bonjour\n? compose text-en\n<! [skip]"
    )
