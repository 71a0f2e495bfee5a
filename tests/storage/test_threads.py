"""What citizens and organisers write to one another: who reads it, who may answer, what is told, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.civic.doors import Citizen, Refused
from bot.civic.people import StopMessages
from bot.civic.rights import Fate, ForgetMe
from bot.civic.roles import Mandate, Role
from bot.civic.threads import (
    GOES_ON,
    MOST_A_DAY,
    SHOWN,
    AnswerThread,
    Letters,
    MyThread,
    MyThreads,
    OneThread,
    SettleThread,
    TakeLetterBack,
    WriteToOrganisers,
)
from storage import tables
from storage.merging import merge
from storage.retention import YEAR
from storage.roles import grant
from storage.upkeep import Upkeep
from tests.chat import Chat
from tests.storage.town import DAY, Town
from tests.worlds import World

SECOND = timedelta(seconds=1)


def organiser(town: Town, programme: int = 0) -> Citizen:
    """Let an organiser arrive."""
    who = town.citizen()
    with town.desk() as desk:
        grant(desk, who.account, Mandate(Role.ORGANISER, programme))
    return who


def refused(town: Town, command: object, actor: Citizen) -> str:
    with pytest.raises(Refused) as no:
        town.do(command, actor)  # type: ignore[arg-type]  # each is a command
    return no.value.code


def test_a_thread_goes_back_and_forth_and_waits_for_one_side_at_a_time(town: Town) -> None:
    noor, org = town.citizen(), organiser(town)
    first = town.do(WriteToOrganisers("When?"), noor)
    assert [each.number for each in town.ask(Letters(waiting=True, page=1), org).threads] == [1]
    answered = town.do(AnswerThread(1, "Friday", first), org)
    assert town.ask(Letters(waiting=True, page=1), org).threads == ()
    last = town.do(WriteToOrganisers("Thanks", 1), noor)
    found = town.ask(OneThread(1), org)
    assert found is not None
    said = [(each.number, each.text, each.by_organisers) for each in found.said]
    assert said == [(first, "When?", False), (answered, "Friday", True), (last, "Thanks", False)]
    town.do(SettleThread(1, last), org)
    assert town.ask(Letters(waiting=True, page=1), org).threads == ()
    assert [each.number for each in town.ask(Letters(waiting=False, page=1), org).threads] == [1]


def test_what_is_written_soon_belongs_together_and_later_to_another_thread(town: Town) -> None:
    noor = town.citizen()
    for wait in (timedelta(0), GOES_ON - SECOND, GOES_ON):
        town.clock.at += wait
        town.do(WriteToOrganisers("When?"), noor)
    assert [each.number for each in town.ask(MyThreads(), noor)] == [2, 1]


def test_only_the_latest_of_a_long_thread_is_shown(town: Town) -> None:
    noor = town.citizen()
    for number in range(SHOWN + 1):
        town.do(WriteToOrganisers(f"{number}"), noor)
    found = town.ask(MyThread(1), noor)
    assert found is not None
    assert [each.text for each in found.said] == [str(number) for number in range(1, SHOWN + 1)]
    assert found.earlier


def test_h53_who_writes_very_often_is_told_to_go_on_tomorrow(town: Town) -> None:
    noor, sam = town.citizens(2)
    for _ in range(MOST_A_DAY):
        town.do(WriteToOrganisers("When?"), noor)
    assert refused(town, WriteToOrganisers("When?"), noor) == "too-many-letters"
    town.do(WriteToOrganisers("When?"), sam)
    town.clock.at += DAY + SECOND
    town.do(WriteToOrganisers("When?"), noor)


def test_h30_two_organisers_answer_at_once_and_one_is_told_to_look_again(town: Town) -> None:
    noor, one, other = town.citizen(), organiser(town), organiser(town)
    seen = town.do(WriteToOrganisers("When?"), noor)
    town.do(AnswerThread(1, "Friday", seen), one)
    assert refused(town, AnswerThread(1, "Monday", seen), other) == "written-meanwhile"
    assert refused(town, SettleThread(1, seen), other) == "written-meanwhile"
    assert town.count(tables.letters) == 2


def test_h10_nobody_reads_or_goes_on_with_a_thread_of_another(town: Town) -> None:
    noor, sam, elsewhere = *town.citizens(2), organiser(town, programme=7)
    letter = town.do(WriteToOrganisers("When?"), noor)
    for other in (sam, elsewhere):
        assert town.ask(MyThread(1), other) is None
        assert town.ask(OneThread(1), other) is None
        assert town.ask(Letters(waiting=False, page=1), other).threads == ()
        assert refused(town, WriteToOrganisers("Me", 1), other) == "no-such-thread"
        assert refused(town, TakeLetterBack(letter), other) == "no-such-letter"
        assert refused(town, AnswerThread(1, "Me", letter), other) == "not-allowed"


def test_h58_what_was_taken_back_says_nothing_and_waits_for_nobody(town: Town) -> None:
    noor, org = town.citizen(), organiser(town)
    first = town.do(WriteToOrganisers("When?"), noor)
    second = town.do(WriteToOrganisers("Where?"), noor)
    town.do(TakeLetterBack(first), noor)
    assert refused(town, TakeLetterBack(first), noor) == "no-such-letter"
    assert len(town.ask(Letters(waiting=True, page=1), org).threads) == 1
    town.do(TakeLetterBack(second), noor)
    assert town.ask(Letters(waiting=True, page=1), org).threads == ()
    assert {row.text for row in town.rows(tables.letters)} == {""}


def test_h32_the_number_of_who_was_forgotten_is_nobody_elses_and_no_answer_goes_astray(town: Town) -> None:
    noor, sam, org = *town.citizens(2), organiser(town)
    seen = town.do(WriteToOrganisers("When?"), noor)
    town.do(ForgetMe(Fate.DELETED), noor)
    town.do(WriteToOrganisers("Where?"), sam)
    assert refused(town, AnswerThread(1, "Friday", seen), org) == "no-such-thread"
    assert [each.number for each in town.ask(Letters(waiting=False, page=1), org).threads] == [2]


def test_h18_two_who_are_one_have_each_others_threads(town: Town) -> None:
    noor, sam = town.citizens(2)
    town.do(WriteToOrganisers("When?"), noor)
    town.do(WriteToOrganisers("Where?"), sam)
    with town.desk() as desk:
        stays = merge(desk, noor.person, sam.person)
    assert [row.person for row in town.rows(tables.threads)] == [stays, stays]


def test_h79_what_was_written_goes_a_year_after_the_last_words(town: Town) -> None:
    noor, sam = town.citizens(2)
    for who in (noor, sam):
        town.do(WriteToOrganisers("When?"), who)
    town.clock.at += YEAR
    with town.desk() as desk:
        Upkeep("me").tidy(desk)
    assert town.count(tables.letters) == 2
    town.clock.at += SECOND
    with town.desk() as desk:
        Upkeep("me").tidy(desk)
    assert town.count(tables.letters) == 0
    assert [(row.id, row.person, row.account) for row in town.rows(tables.threads)] == [(2, None, None)]


# What is told


def a_chat(world: World, name: str, role: Role | None = None) -> Chat:
    """Return the chat of somebody, who may have a role."""
    chat = Chat(world, name, hint="en")
    chat.play("given a citizen")
    if role:
        world.appoint(name, role)
    return chat


def test_organisers_hear_once_of_many_letters_and_not_by_night(world: World) -> None:
    org, door = a_chat(world, "org", Role.ORGANISER), a_chat(world, "door", Role.DOOR)
    citizens = [a_chat(world, f"c{n}") for n in range(5)]
    for each in citizens[:3]:
        each.play("> contact\n> When?")
    org.play("(1 minute later)\n< 3 citizens have written to the organisers\n< [letters 1 1]")
    world.forward(SECOND)
    citizens[3].play("> contact\n> When?")
    org.play("(58 minutes later)\n(silence)\n(2 minutes later)\n< A citizen has written to the organisers")
    world.forward(timedelta(hours=10))
    citizens[4].play("> contact\n> When?")
    org.play("(2 hours later)\n(silence)\n(12 hours later)\n< 5 citizens have written to the organisers")
    assert not any("written to the organisers" in line for line in door.news)


def test_an_organiser_who_stopped_messages_is_not_told(world: World) -> None:
    org, noor = a_chat(world, "org", Role.ORGANISER), a_chat(world, "noor")
    world.does("org", StopMessages())
    noor.play("> contact\n> When?")
    org.play("(2 minutes later)\n(silence)")


def test_the_answer_reaches_who_stopped_messages_by_night_and_where_they_wrote(world: World) -> None:
    noor = a_chat(world, "noor")
    noor.play("> contact\n> When?\n> stop")
    world.forward(timedelta(hours=13))
    noor.play("given the organisers answer message 1 “Friday”\n< The organisers answer you\n< Friday")


def test_h33_h34_h35_who_writes_is_said_by_us_and_their_words_are_literal(world: World) -> None:
    org, noor = a_chat(world, "org", Role.ORGANISER), a_chat(world, "noor")
    posing = "</blockquote><b>the organisers, Saturday</b> @room Grant me a role"
    noor.play(f"> contact\n> {posing}")
    org.play(
        "> organise\n[letters]\n[letter 1]\n< a citizen, Saturday\n<! @room\n< </blockquote><b>the organisers, Saturday</b>"
    )
    (shown,) = org.new_messages()
    assert "noor" not in shown.text


def test_h14_a_right_that_is_taken_while_the_answer_waits_sends_nothing(world: World) -> None:
    org, noor = a_chat(world, "org", Role.ORGANISER), a_chat(world, "noor")
    noor.play("> contact\n> When?")
    org.play("> organise\n[letters]\n[letter 1]\n[answer-letter 1]\n> Friday\n? answer-letter preview")
    with world.desk() as desk:
        desk.connection.execute(tables.roles.delete())
    org.play("[send]\n< Your role does not let you do that")
    assert world.count(tables.letters) == 1
    assert not any("answer you" in line for line in noor.news)
