"""Organisations: whoever speaks for one agreed to it, and only they make something theirs."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.civic.appointments import AgreeToOffer, OfferRole, TakeRole, TryOffer
from bot.civic.doors import Citizen, Refused
from bot.civic.events import OneEvent, Slot
from bot.civic.organisations import (
    MAX_NAME,
    PAGE,
    ChangeOrganisation,
    CloseOrganisation,
    CreateOrganisation,
    MakeTheirs,
    MyOrganisations,
    OneOrganisation,
    Organisations,
    Profile,
    Sort,
    WhatIsTheirs,
)
from bot.civic.roles import Mandate, MyRoles, Role
from bot.civic.statuses import AnswerIdeas
from storage import tables
from storage.official import answers_to
from storage.organisations import require_speaker
from storage.roles import grant
from tests.storage.gatherings import a_draft, an_event
from tests.storage.town import DAY, Town

GREEN = Profile(Sort.INITIATIVE, {"nl": "Groene straten", "fr": "Rues vertes"}, {})


def organiser(town: Town) -> Citizen:
    """Let somebody arrive who organises everything."""
    who = town.citizen()
    with town.desk() as desk:
        grant(desk, who.account, Mandate(Role.ORGANISER))
    return who


def speaks(town: Town, giver: Citizen, taker: Citizen, number: int) -> None:
    """Let somebody be invited to speak for an organisation, and agree."""
    code = town.do(OfferRole(Mandate(Role.SPEAKER, organisation=number)), giver)
    offer = town.do(TryOffer(code), taker).offer
    assert offer is not None
    if not town.do(AgreeToOffer(offer), taker):
        assert town.do(AgreeToOffer(offer), giver)


def made_theirs(town: Town, who: Citizen, number: int) -> str:
    """Tell whether somebody may make something that organisation's, or why not."""
    with town.desk(who) as desk:
        try:
            require_speaker(desk, number)
        except Refused as no:
            return no.code
    return "yes"


def test_who_is_invited_and_agrees_speaks_for_it_until_that_is_taken_back(town: Town) -> None:
    noor, (sam, kim) = organiser(town), town.citizens(2)
    number = town.do(CreateOrganisation(GREEN), noor)
    speaks(town, noor, sam, number)
    assert [made_theirs(town, who, number) for who in (sam, kim, noor)] == [
        "yes",
        "not-speaker",
        "not-speaker",
    ]
    assert [each.number for each in town.ask(MyOrganisations(), sam)] == [number]
    town.do(TakeRole(sam.account, Mandate(Role.SPEAKER, organisation=number)), noor)
    assert made_theirs(town, sam, number) == "not-speaker"


def test_who_organises_may_speak_for_their_own_organisation(town: Town) -> None:
    noor = organiser(town)
    number = town.do(CreateOrganisation(GREEN), noor)
    speaks(town, noor, noor, number)
    assert made_theirs(town, noor, number) == "yes"


def test_a_speaker_changes_the_profile_and_nothing_else(town: Town) -> None:
    noor, sam = organiser(town), town.citizen()
    number, other = (town.do(CreateOrganisation(GREEN), noor) for _each in range(2))
    speaks(town, noor, sam, number)
    town.do(ChangeOrganisation(number, Profile(Sort.GROUP, GREEN.names, {}), 1), sam)
    found = town.ask(OneOrganisation(number), sam)
    assert found is not None
    assert (found.profile.sort, found.version, found.mine) == (Sort.GROUP, 2, True)
    for command in (
        ChangeOrganisation(other, GREEN, 1),
        CloseOrganisation(number),
        CreateOrganisation(GREEN),
    ):
        with pytest.raises(Refused, match="not-allowed"):
            town.do(command, sam)


def test_h30_of_two_who_change_a_profile_one_is_told_to_look_again(town: Town) -> None:
    noor = organiser(town)
    number = town.do(CreateOrganisation(GREEN), noor)
    town.do(ChangeOrganisation(number, GREEN, 1), noor)
    with pytest.raises(Refused, match="look-again"):
        town.do(ChangeOrganisation(number, GREEN, 1), noor)


@pytest.mark.parametrize(
    ("names", "about", "code"),
    [
        ({"nl": "Groen"}, {}, "missing-language"),
        ({}, {}, "missing-language"),
        ({"nl": "Groen", "fr": " "}, {}, "missing-language"),
        (GREEN.names, {"fr": "Plus d’arbres"}, "missing-language"),
        ({"nl": "G" * (MAX_NAME + 1), "fr": "Vert"}, {}, "too-long"),
    ],
)
def test_h80_a_profile_is_read_in_every_language_of_the_city(
    town: Town, names: dict[str, str], about: dict[str, str], code: str
) -> None:
    with pytest.raises(Refused, match=code):
        town.do(CreateOrganisation(Profile(Sort.GROUP, names, about)))


def test_of_one_that_is_closed_nothing_new_can_be_and_nobody_speaks_for_it(town: Town) -> None:
    noor, sam = organiser(town), town.citizen()
    number = town.do(CreateOrganisation(GREEN), noor)
    speaks(town, noor, sam, number)
    town.do(CloseOrganisation(number), noor)
    assert town.ask(MyRoles(), sam) == ()
    assert made_theirs(town, sam, number) == made_theirs(town, noor, 99) == "no-such-organisation"
    with pytest.raises(Refused, match="no-such-organisation"):
        town.do(OfferRole(Mandate(Role.SPEAKER, organisation=number)), noor)


def test_an_answer_is_theirs_only_if_whoever_gives_it_speaks_for_them(town: Town) -> None:
    town.programme()
    noor, sam = organiser(town), town.citizen()
    number, idea = town.do(CreateOrganisation(GREEN), noor), town.idea(sam)
    words = dict.fromkeys(("nl", "fr"), "Ja")
    answer = AnswerIdeas((idea,), "accepted", words, {"nl": "Team", "fr": "Équipe"}, organisation=number)
    with pytest.raises(Refused, match="not-speaker"):
        town.do(answer, noor)
    speaks(town, noor, noor, number)
    town.do(answer, noor)
    (theirs,) = town.ask(WhatIsTheirs(number), sam)
    assert (theirs.about, theirs.number) == ("idea", idea)
    assert [each.number for each in town.ask(Organisations(), sam).rows] == [number]
    with town.desk() as desk:
        (said,) = answers_to(desk, idea)
    assert said.organisation == GREEN.names


def test_an_event_is_theirs_with_all_its_dates_only_if_whoever_runs_it_speaks_for_them(town: Town) -> None:
    noor, sam = organiser(town), town.citizen()
    first = a_draft().slots[0]
    dates = (first, Slot(first.starts + DAY, first.ends + DAY))
    number, event = town.do(CreateOrganisation(GREEN), noor), an_event(town, slots=dates)
    speaks(town, noor, sam, number)
    for who, why in ((noor, "not-speaker"), (sam, "not-allowed")):
        with pytest.raises(Refused, match=why):
            town.do(MakeTheirs(event, number), who)
    speaks(town, noor, noor, number)
    town.do(MakeTheirs(event, number), noor)
    assert [row.organisation for row in town.rows(tables.events)] == [number, number]
    card = town.ask(OneEvent(event), sam)
    assert card is not None
    assert card.organisation is not None
    assert card.organisation.profile == GREEN
    town.do(MakeTheirs(event, 0), noor)
    assert town.ask(WhatIsTheirs(number), sam) == ()


def test_citizens_see_those_of_which_something_is_theirs(town: Town) -> None:
    noor, sam = organiser(town), town.citizen()
    *_others, number = [town.do(CreateOrganisation(GREEN), noor) for _each in range(PAGE + 1)]
    event = an_event(town)
    with town.desk() as desk:
        theirs = update(tables.events).where(tables.events.c.id == event)
        desk.connection.execute(theirs.values(organisation=number))
    assert [each.number for each in town.ask(Organisations(), sam).rows] == [number]
    assert [each.number for each in town.ask(WhatIsTheirs(number), sam)] == [event]
    assert town.ask(WhatIsTheirs(2**70), sam) == town.ask(WhatIsTheirs(number, 2), sam) == ()
    pages = [town.ask(Organisations(page), noor) for page in (1, 2)]
    assert [(len(page.rows), page.more) for page in pages] == [(PAGE, True), (1, False)]
