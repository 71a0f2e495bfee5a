"""Who people are to the conversations, and what they choose."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from bot.civic.doors import Command, Refused
from bot.civic.people import (
    CONSENT_VERSIONS,
    OPINIONS,
    REMINDERS,
    CareAbout,
    FinishWelcome,
    GiveConsent,
    LiveIn,
    Me,
    OfAccount,
    ResumeMessages,
    SpeakLanguage,
    StopMessages,
    WithdrawConsent,
)
from bot.engine.incoming import Arrival, Sender
from storage import tables
from tests.storage.town import PLATFORM, START, Town


def test_who_has_just_arrived_is_nobody_in_particular(town: Town) -> None:
    town.keep(Arrival("1", "{}", Sender("noor", "noor", "Noor", "fr-BE")))
    noor = town.ask(Me(), town.who("noor"))
    assert (noor.language, noor.welcomed, noor.opinions, noor.reminders) == ("fr", False, False, False)
    assert (noor.stopped, noor.neighbourhood, noor.topics, noor.joined) == (False, None, (), START)


def test_what_people_choose_is_kept(town: Town) -> None:
    (noor,) = town.meet("noor")
    for command in (SpeakLanguage("en"), LiveIn("elsene"), CareAbout(("work", "culture")), FinishWelcome()):
        town.do(command, noor)
    me = town.ask(Me(), noor)
    assert (me.language, me.neighbourhood, me.topics, me.welcomed) == (
        "en",
        "elsene",
        ("work", "culture"),
        True,
    )
    town.do(LiveIn(None), noor)
    assert town.ask(Me(), noor).neighbourhood is None


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (SpeakLanguage("tlh"), "unknown-language"),
        (LiveIn("paris"), "unknown-neighbourhood"),
        (CareAbout(("work", "love")), "unknown-topic"),
        (GiveConsent("everything"), "unknown-consent"),
        (GiveConsent(OPINIONS, CONSENT_VERSIONS[OPINIONS] + 1), "unknown-consent"),
    ],
)
def test_what_there_is_not_cannot_be_chosen(town: Town, command: Command[Any], code: str) -> None:
    (noor,) = town.meet("noor")
    before = town.ask(Me(), noor)
    with pytest.raises(Refused, match=code):
        town.do(command, noor)
    assert town.ask(Me(), noor) == before


def test_the_welcome_keeps_the_language_chosen_else_that_of_the_app_else_the_first(town: Town) -> None:
    for name, hint in (("chose", "fr"), ("has-an-app", "fr"), ("neither", None)):
        town.keep(Arrival(name, "{}", Sender(name, name, name, hint)))
    town.do(SpeakLanguage("en"), town.who("chose"))
    for name in ("chose", "has-an-app", "neither"):
        town.do(FinishWelcome(), town.who(name))
    languages = [row.language for row in town.rows(tables.people)]
    assert languages == ["en", "fr", "nl"]


def test_h76_consents_are_separate_versioned_and_withdrawable(town: Town) -> None:
    (noor,) = town.meet("noor")
    town.do(GiveConsent(OPINIONS), noor)
    assert (town.ask(Me(), noor).opinions, town.ask(Me(), noor).reminders) == (True, False)
    town.do(GiveConsent(REMINDERS), noor)
    town.clock.at += timedelta(hours=1)
    town.do(WithdrawConsent(OPINIONS), noor)
    assert (town.ask(Me(), noor).opinions, town.ask(Me(), noor).reminders) == (False, True)
    given = town.rows(tables.consents)
    assert [(row.kind, row.version, row.given_at, row.withdrawn_at) for row in given] == [
        (OPINIONS, CONSENT_VERSIONS[OPINIONS], START, START + timedelta(hours=1)),
        (REMINDERS, CONSENT_VERSIONS[REMINDERS], START, None),
    ]


def test_h76_a_consent_given_again_stands_beside_the_one_that_was_withdrawn(town: Town) -> None:
    (noor,) = town.meet("noor")
    for command in (GiveConsent(OPINIONS), GiveConsent(OPINIONS), WithdrawConsent(OPINIONS)):
        town.do(command, noor)
    town.do(WithdrawConsent(OPINIONS), noor)
    assert town.count(tables.consents) == 1
    town.do(GiveConsent(OPINIONS), noor)
    assert town.ask(Me(), noor).opinions
    assert [row.withdrawn_at is None for row in town.rows(tables.consents)] == [False, True]


def test_h76_a_consent_to_an_older_text_is_none(town: Town) -> None:
    (noor,) = town.meet("noor")
    older = {
        "person": noor.person,
        "kind": OPINIONS,
        "version": CONSENT_VERSIONS[OPINIONS] - 1,
        "given_at": START,
    }
    with town.desk() as desk:
        desk.connection.execute(insert(tables.consents), older)
    assert not town.ask(Me(), noor).opinions
    town.do(GiveConsent(OPINIONS), noor)
    assert town.ask(Me(), noor).opinions


def test_the_database_itself_holds_a_consent_once(town: Town) -> None:
    (noor,) = town.meet("noor")
    given = {"person": noor.person, "kind": OPINIONS, "version": 1, "given_at": START}
    with pytest.raises(IntegrityError), town.desk() as desk:
        desk.connection.execute(insert(tables.consents), [given, given])


def test_stop_and_resume_are_remembered_with_the_time(town: Town) -> None:
    (noor,) = town.meet("noor")
    town.do(StopMessages(), noor)
    assert town.ask(Me(), noor).stopped
    assert [row.stopped_at for row in town.rows(tables.people)] == [START]
    town.do(ResumeMessages(), noor)
    assert not town.ask(Me(), noor).stopped


def test_the_operator_may_look_at_a_person_by_account_and_nobody_else_may(town: Town) -> None:
    noor, sam = town.meet("noor", "sam")
    assert town.ask(OfAccount(noor.account)).id == noor.person
    with pytest.raises(Refused, match="operators-only"):
        town.ask(OfAccount(noor.account), sam)


def test_the_operator_is_nobody_who_could_agree_to_something(town: Town) -> None:
    with pytest.raises(Refused, match="not-a-person"):
        town.do(GiveConsent(OPINIONS))


def test_h23_identity_is_the_platforms_id_and_nothing_else(town: Town) -> None:
    town.keep(Arrival("1", "{}", Sender("42", "42", "Noor", "nl")))
    town.keep(Arrival("2", "{}", Sender("42", "42", "Somebody Else", "fr")))
    town.keep(Arrival("3", "{}", Sender("43", "43", "Noor", "nl")))
    assert town.count(tables.people) == town.count(tables.accounts) == 2
    assert [(row.platform, row.external) for row in town.rows(tables.accounts)] == [
        (PLATFORM, "42"),
        (PLATFORM, "43"),
    ]
