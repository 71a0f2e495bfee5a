"""Accounts and chats: where people are written to, and what is under way there."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from bot.civic.people import SpeakLanguage, StopMessages
from bot.engine.desk import Address
from bot.engine.incoming import Arrival, Sender
from storage import tables
from storage.database import Database, collided, transient
from tests.storage.town import PLATFORM, START, Town


def test_a_person_is_written_to_in_their_language_else_in_that_of_their_app(town: Town) -> None:
    town.keep(Arrival("1", "{}", Sender("noor", "n-chat", "Noor", "fr")))
    noor = town.who("noor")
    assert town.address(noor) == Address(noor.person, noor.account, PLATFORM, "n-chat", "fr")
    town.do(SpeakLanguage("nl"), noor)
    assert town.address(noor).language == "nl"
    with town.desk() as desk:
        assert desk.language_of(noor.person) == "nl"
        assert desk.address_of(noor.person) == desk.address_of_account(noor.account)


def test_who_speaks_no_language_of_ours_has_none_yet(town: Town) -> None:
    town.keep(Arrival("1", "{}", Sender("noor", "n-chat", "Noor", "tlh")))
    noor = town.who("noor")
    assert town.address(noor).language is None
    with town.desk() as desk:
        assert desk.language_of(noor.person) is None


def test_who_closed_the_door_is_not_written_to_until_it_is_open(town: Town) -> None:
    (noor,) = town.meet("noor")
    for yes in (False, True):
        with town.desk() as desk:
            desk.reachable(noor.account, yes=yes)
            assert (desk.address_of(noor.person) is not None) is yes
            assert (desk.address_of_account(noor.account) is not None) is yes


def test_who_said_stop_is_not_written_to_unasked(town: Town) -> None:
    (noor,) = town.meet("noor")
    town.do(StopMessages(), noor)
    with town.desk() as desk:
        assert desk.address_of(noor.person) is None
        assert desk.address_of_account(noor.account) is not None


def test_nobody_lives_nowhere(town: Town) -> None:
    with town.desk() as desk:
        assert desk.address_of(99) is None
        assert desk.address_of_account(99) is None
        assert desk.language_of(99) is None
        assert desk.chat_of(99) is None


def test_h73_a_chats_state_is_text_that_comes_back_as_it_was(town: Town) -> None:
    (noor,) = town.meet("noor")
    for state in ('{"count": 1, "é": "🚲"}', "{}"):
        with town.desk() as desk:
            assert desk.chat_of(noor.account) != state
            desk.save_chat(noor.account, state)
            assert desk.chat_of(noor.account) == state
        with town.desk() as desk:
            assert desk.chat_of(noor.account) == state
    assert [row.touched_at for row in town.rows(tables.chats)] == [START]


def test_p3_a_chat_whose_turn_is_being_taken_is_not_waited_for(postgres: Database) -> None:
    town = Town(postgres)
    noor, sam = town.meet("noor", "sam")
    town.keep(town.arrival("noor"))
    with town.desk() as turn:
        assert len(turn.updates(1)) == 1
        with town.desk() as firing:
            assert firing.chat_of(sam.account) is None
        with pytest.raises(OperationalError) as raised, town.desk() as firing:
            firing.chat_of(noor.account)
        # So all of it is done again in a moment.
        assert transient(raised.value)
        assert collided(raised.value)
    with town.desk() as firing:
        assert firing.chat_of(noor.account) is None


def test_p3_while_a_chat_is_being_changed_no_turn_is_taken_in_it(postgres: Database) -> None:
    town = Town(postgres)
    (noor,) = town.meet("noor")
    town.keep(town.arrival("noor"))
    with town.desk() as firing:
        firing.chat_of(noor.account)
        with town.desk() as turn:
            assert turn.updates(1) == []
    with town.desk() as turn:
        assert len(turn.updates(1)) == 1
