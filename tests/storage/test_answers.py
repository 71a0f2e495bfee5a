"""What people press on broadcasts: one answer each, counted by button, forgotten with who pressed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.civic.answers import AnswerBroadcast, AnswersTo
from bot.civic.broadcasts import Content, Draft, DraftBroadcast, WhatIsSaid
from bot.civic.doors import Citizen, Refused
from bot.civic.rights import Fate, ForgetMe
from bot.civic.threads import Letters, WriteToOrganisers
from storage import tables
from storage.merging import merge
from storage.recipients import KEPT
from storage.upkeep import Upkeep
from tests.storage.test_threads import organiser, refused
from tests.storage.town import Town

BUTTONS = ({"nl": "Klaar", "fr": "Fait"}, {"nl": "Niet klaar", "fr": "Pas fait"})
SECOND = timedelta(seconds=1)


def sent_to(town: Town, *people: Citizen, programme: int = 0) -> int:
    """Let a broadcast have been sent to these people."""
    texts = {"nl": "Is het klaar?", "fr": "C’est fait ?"}
    number = town.do(DraftBroadcast(Draft(Content(texts, BUTTONS), programme=programme)))
    with town.desk() as desk:
        for place, each in enumerate(people, 1):
            row = {"broadcast": number, "place": place, "person": each.person, "platform": "phones"}
            desk.insert(tables.recipients, **row, state="sent", not_before=desk.now)
    return number


def test_h31_who_presses_again_has_one_answer_and_the_last_counts(town: Town) -> None:
    noor, sam, org = *town.citizens(2), organiser(town)
    number = sent_to(town, noor, sam)
    for button in (0, 0, 1):
        town.do(AnswerBroadcast(number, button), noor)
    town.do(AnswerBroadcast(number, 0), sam)
    assert town.ask(AnswersTo(number), org) == (1, 1)
    assert town.ask(AnswersTo(number), noor) == ()


@pytest.mark.parametrize("button", [2, -1, 2**70])
def test_h10_a_button_that_was_not_offered_counts_nothing(town: Town, button: int) -> None:
    noor = town.citizen()
    assert refused(town, AnswerBroadcast(sent_to(town, noor), button), noor) == "no-such-button"
    assert town.count(tables.presses) == 0


def test_h10_who_did_not_get_it_neither_answers_nor_reads_it(town: Town) -> None:
    noor, sam, org = *town.citizens(2), organiser(town)
    number = sent_to(town, noor)
    for other in (sam, org):
        assert refused(town, AnswerBroadcast(number, 0), other) == "no-such-broadcast"
        assert refused(town, WriteToOrganisers("Well", broadcast=number), other) == "no-such-broadcast"
        assert town.ask(WhatIsSaid(number), other) is None


def test_h32_who_is_forgotten_has_not_answered(town: Town) -> None:
    noor, org = town.citizen(), organiser(town)
    number = sent_to(town, noor)
    town.do(AnswerBroadcast(number, 0), noor)
    town.do(ForgetMe(Fate.DELETED), noor)
    assert town.ask(AnswersTo(number), org) == (0, 0)


@pytest.mark.parametrize("stays_last", [True, False])
def test_h18_two_who_are_one_have_one_answer_the_last(town: Town, *, stays_last: bool) -> None:
    noor, sam, org = *town.citizens(2), organiser(town)
    number = sent_to(town, noor, sam)
    for who, button in ((noor, 0), (sam, 1)) if not stays_last else ((sam, 1), (noor, 0)):
        town.clock.at += SECOND
        town.do(AnswerBroadcast(number, button), who)
    with town.desk() as desk:
        merge(desk, noor.person, sam.person)
    assert town.ask(AnswersTo(number), org) == ((1, 0) if stays_last else (0, 1))


def test_h79_after_a_time_only_how_many_pressed_is_known(town: Town) -> None:
    noor, org = town.citizen(), organiser(town)
    number = sent_to(town, noor)
    town.do(AnswerBroadcast(number, 0), noor)
    town.clock.at += KEPT + SECOND
    with town.desk() as desk:
        Upkeep("me").tidy(desk)
    assert [row.person for row in town.rows(tables.presses)] == [None]
    assert town.ask(AnswersTo(number), org) == (1, 0)


def test_what_people_write_about_a_broadcast_is_a_thread_of_its_own_for_who_sends_there(town: Town) -> None:
    noor, org, elsewhere, there = town.citizen(), organiser(town), organiser(town, 7), organiser(town, 3)
    number = sent_to(town, noor, programme=3)
    town.do(WriteToOrganisers("When?"), noor)
    town.do(WriteToOrganisers("Not here", broadcast=number), noor)
    town.do(WriteToOrganisers("Nor there", broadcast=number), noor)

    def listed(who: Citizen, broadcast: int = 0) -> list[int]:
        page = town.ask(Letters(waiting=False, page=1, broadcast=broadcast), who)
        return sorted(each.number for each in page.threads)

    assert (listed(org), listed(org, number)) == ([1, 2], [2])
    assert (listed(there), listed(elsewhere)) == ([2], [])
    with pytest.raises(Refused):
        town.do(WriteToOrganisers("Hm", broadcast=99), noor)
