"""H10-H16, H20: a role is given to an account once both sides agree, and is gone the moment it is taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from bot.civic.appointments import (
    MOST_OFFERS,
    OFFER_LASTS,
    PAGE,
    AgreeToOffer,
    OfferOwnership,
    OfferRole,
    OneAppointed,
    RefuseOffer,
    TakeRole,
    TheOffer,
    TryOffer,
    WhoIsAppointed,
)
from bot.civic.doors import Citizen, Command, Refused
from bot.civic.links import MOST_TRIES, AgreeToLink, MakeCode, TryCode, Unlink, spelt
from bot.civic.rights import Fate, ForgetMe, MyData
from bot.civic.roles import Mandate, MyRoles, PutInRole, Role
from storage import tables
from tests.storage.town import PLATFORM, Town, at_once

OWNER = Mandate(Role.OWNER)
MODERATOR = Mandate(Role.MODERATOR)


def owner(town: Town) -> Citizen:
    """Let somebody arrive who is an owner."""
    who = town.citizen()
    number = refuse_none(town.do(TryOffer(town.do(OfferOwnership())), who).offer)
    assert town.do(AgreeToOffer(number), who) is True
    return who


def refuse_none(number: int | None) -> int:
    assert number is not None
    return number


def taken_up(town: Town, giver: Citizen, taker: Citizen, mandate: Mandate = MODERATOR) -> int:
    """Let an offer be made and accepted; its giver is yet to agree."""
    number = refuse_none(town.do(TryOffer(town.do(OfferRole(mandate, "Sam"), giver)), taker).offer)
    assert town.do(AgreeToOffer(number), taker) is False
    return number


def given(town: Town, giver: Citizen, taker: Citizen, mandate: Mandate = MODERATOR) -> None:
    assert town.do(AgreeToOffer(taken_up(town, giver, taker, mandate)), giver) is True


def roles_of(town: Town, who: Citizen) -> list[Mandate]:
    return [each.mandate for each in town.ask(MyRoles(), who)]


def refused(work: Callable[..., object], *what: object) -> str:
    with pytest.raises(Refused) as no:
        work(*what)
    return no.value.code


def came_to(town: Town, command: Command[Any], actor: Citizen) -> str:
    try:
        town.do(command, actor)
    except Refused as no:
        return no.code
    return "done"


def test_h10_both_sides_agree_in_turn_and_nobody_else_can(town: Town) -> None:
    noor, (sam, kim) = owner(town), town.citizens(2)
    number = refuse_none(town.do(TryOffer(f" {spelt(town.do(OfferRole(MODERATOR), noor))} "), sam).offer)
    for somebody in (noor, kim):
        assert town.ask(TheOffer(number), somebody) is None
        assert refused(town.do, AgreeToOffer(number), somebody) == "no-such-offer"
    town.do(AgreeToOffer(number), sam)
    assert roles_of(town, sam) == []
    for somebody in (sam, kim):
        assert refused(town.do, AgreeToOffer(number), somebody) == "no-such-offer"
        town.do(RefuseOffer(number), somebody)
    seen = town.ask(TheOffer(number), noor)
    assert seen is not None
    assert (seen.taker.id, seen.mandate) == (sam.account, MODERATOR)
    assert town.do(AgreeToOffer(number), noor) is True
    assert roles_of(town, sam) == [MODERATOR]
    assert refused(town.do, AgreeToOffer(number), noor) == "no-such-offer"


def test_a_code_works_once_for_a_day_and_not_for_who_made_it(town: Town) -> None:
    noor, (sam, kim) = owner(town), town.citizens(2)
    code = town.do(OfferRole(MODERATOR), noor)
    assert refused(town.do, TryOffer(code), noor) == "own-offer"
    town.clock.at += OFFER_LASTS - timedelta(seconds=1)
    assert town.do(TryOffer(code), sam).offer is not None
    assert town.do(TryOffer(code), kim).offer is None
    later = town.do(OfferRole(MODERATOR), noor)
    town.clock.at += OFFER_LASTS
    assert town.do(TryOffer(later), kim).offer is None


def test_wrong_codes_of_every_kind_are_counted_together(town: Town) -> None:
    noor, sam = owner(town), town.citizen()
    code = town.do(OfferRole(MODERATOR), noor)
    assert [town.do(TryOffer("2222-2222"), sam).left for _each in range(3)] == [4, 3, 2]
    assert [town.do(TryCode("2222-2222"), sam).left for _each in range(MOST_TRIES - 3)] == [1, 0]
    assert refused(town.do, TryOffer(code), sam) == "too-many-tries"


def test_h14_a_right_that_was_taken_back_meanwhile_gives_nobody_a_role(town: Town) -> None:
    noor, kim, sam = owner(town), owner(town), town.citizen()
    number = taken_up(town, kim, sam)
    town.do(TakeRole(kim.account, OWNER), noor)
    assert refused(town.do, AgreeToOffer(number), kim) == "no-such-offer"
    # However it was taken back: the right is read again as they agree.
    town.do(PutInRole(PLATFORM, _name(town, kim), Role.OWNER))
    number = taken_up(town, kim, sam)
    with town.desk() as desk:
        theirs = tables.roles.c.account == kim.account
        desk.connection.execute(tables.roles.delete().where(theirs))
    assert refused(town.do, AgreeToOffer(number), kim) == "not-allowed"
    assert roles_of(town, sam) == []


def _name(town: Town, who: Citizen) -> str:
    (row,) = town.rows(tables.accounts, tables.accounts.c.id == who.account)
    return str(row.external)


def test_a_new_code_of_the_machine_takes_the_place_of_the_one_before(town: Town) -> None:
    noor, sam = town.citizens(2)
    first, second = town.do(OfferOwnership()), town.do(OfferOwnership())
    assert town.do(TryOffer(first), noor).offer is None
    number = refuse_none(town.do(TryOffer(second), noor).offer)
    third = town.do(OfferOwnership())
    assert refused(town.do, AgreeToOffer(number), noor) == "no-such-offer"
    town.do(AgreeToOffer(refuse_none(town.do(TryOffer(third), sam).offer)), sam)
    assert (roles_of(town, noor), roles_of(town, sam)) == ([], [OWNER])


def test_an_owner_of_one_programme_appoints_there_alone(town: Town) -> None:
    wall, summit = town.programme("wall"), town.programme("summit")
    noor, (sam, kim) = owner(town), town.citizens(2)
    given(town, noor, sam, Mandate(Role.OWNER, wall))
    given(town, sam, kim, Mandate(Role.DOOR, wall))
    for elsewhere in (Mandate(Role.DOOR, summit), Mandate(Role.DOOR), Mandate(Role.SPEAKER, organisation=1)):
        assert refused(town.do, OfferRole(elsewhere), sam) == "not-allowed"
    assert refused(town.do, OfferRole(Mandate(Role.DOOR, 99)), noor) == "no-such-programme"
    seen = town.ask(WhoIsAppointed(), sam).rows
    assert {each.account.id for each in seen} == {sam.account, kim.account}
    assert refused(town.do, TakeRole(noor.account, OWNER), sam) == "not-allowed"
    town.do(TakeRole(kim.account, Mandate(Role.DOOR, wall)), sam)
    assert roles_of(town, kim) == []


def test_h15_the_last_owner_can_neither_lay_it_down_nor_be_forgotten(town: Town) -> None:
    noor = owner(town)
    for command in (TakeRole(noor.account, OWNER), ForgetMe(Fate.DELETED)):
        assert refused(town.do, command, noor) == "last-owner"
    assert town.do(PutInRole(PLATFORM, _name(town, town.citizen()), Role.ORGANISER)) is None
    assert refused(town.do, ForgetMe(Fate.NOBODYS), noor) == "last-owner"
    sam = town.citizen()
    given(town, noor, sam, OWNER)
    town.do(TakeRole(noor.account, OWNER), noor)
    assert (roles_of(town, noor), roles_of(town, sam)) == ([], [OWNER])
    town.do(ForgetMe(Fate.DELETED), noor)
    assert refused(town.do, ForgetMe(Fate.DELETED), sam) == "last-owner"


def test_h15_an_owner_with_two_accounts_is_one_owner(town: Town) -> None:
    noor, sam = owner(town), town.citizen()
    given(town, noor, sam, OWNER)
    link = refuse_none(town.do(TryCode(town.do(MakeCode(), noor)), sam).link)
    town.do(AgreeToLink(link), sam)
    town.do(AgreeToLink(link), noor)
    assert refused(town.do, ForgetMe(Fate.DELETED), noor) == "last-owner"
    town.do(TakeRole(sam.account, OWNER), noor)
    assert refused(town.do, TakeRole(noor.account, OWNER), noor) == "last-owner"


def test_h15_owners_who_take_each_others_role_back_at_once_leave_one(town: Town) -> None:
    for _round in range(3):
        one, other = owner(town), owner(town)
        for row in town.rows(tables.roles, ~tables.roles.c.account.in_((one.account, other.account))):
            town.do(TakeRole(row.account, OWNER), one)
        found = at_once(
            [
                partial(came_to, town, TakeRole(other.account, OWNER), one),
                partial(came_to, town, TakeRole(one.account, OWNER), other),
            ]
        )
        assert sorted(found) == ["done", "not-allowed"]
        assert town.count(tables.roles, tables.roles.c.role == "owner") == 1


def test_h20_linking_gives_no_role_and_unlinking_takes_none(town: Town) -> None:
    noor, sam, kim = owner(town), town.citizen(), town.citizen()
    given(town, noor, sam)
    link = refuse_none(town.do(TryCode(town.do(MakeCode(), sam)), kim).link)
    town.do(AgreeToLink(link), kim)
    town.do(AgreeToLink(link), sam)
    (here, there) = (Citizen(sam.person, each.account) for each in (sam, kim))
    assert (roles_of(town, here), roles_of(town, there)) == ([MODERATOR], [])
    town.do(Unlink(sam.account), here)
    (row,) = town.rows(tables.accounts, tables.accounts.c.id == sam.account)
    assert roles_of(town, Citizen(row.person, sam.account)) == [MODERATOR]


def test_h10_numbers_that_nobody_was_offered_do_nothing(town: Town) -> None:
    noor = owner(town)
    for number in (0, -1, 99, 2**70):
        assert town.ask(TheOffer(number), noor) is None
        assert refused(town.do, AgreeToOffer(number), noor) == "no-such-offer"
        for mandate in (Mandate(Role.DOOR), Mandate(Role.DOOR, number), Mandate(Role.SPEAKER, 0, number)):
            assert refused(town.do, TakeRole(number, mandate), noor) == "no-such-role"
            assert town.ask(OneAppointed(number, mandate), noor) is None


def test_who_has_no_right_sees_their_own_roles_alone(town: Town) -> None:
    noor, (sam, kim) = owner(town), town.citizens(2)
    given(town, noor, sam)
    assert [each.label for each in town.ask(WhoIsAppointed(), sam).rows] == ["Sam"]
    assert town.ask(WhoIsAppointed(), kim).rows == ()
    assert town.ask(OneAppointed(noor.account, OWNER), sam) is None
    assert refused(town.do, TakeRole(noor.account, OWNER), sam) == "not-allowed"
    town.do(TakeRole(sam.account, MODERATOR), sam)
    assert roles_of(town, sam) == []


def test_who_has_a_role_is_listed_page_by_page(town: Town) -> None:
    noor = owner(town)
    for each in town.citizens(PAGE):
        town.do(PutInRole(PLATFORM, _name(town, each), Role.DOOR))
    pages = [town.ask(WhoIsAppointed(page), noor) for page in (1, 2, 3)]
    assert [(len(page.rows), page.more) for page in pages] == [(PAGE, True), (1, False), (0, False)]


def test_twenty_offers_are_under_way_at_most(town: Town) -> None:
    noor = owner(town)
    for _each in range(MOST_OFFERS):
        town.do(OfferRole(MODERATOR), noor)
    assert refused(town.do, OfferRole(MODERATOR), noor) == "too-many-offers"
    assert refused(town.do, OfferRole(MODERATOR, "x" * 41), noor) == "too-long"
    town.clock.at += OFFER_LASTS
    town.do(OfferRole(MODERATOR), noor)


def test_an_offer_is_shown_to_who_typed_it_and_goes_with_who_is_forgotten(town: Town) -> None:
    noor, sam = owner(town), town.citizen()
    taken_up(town, noor, sam)
    assert [each["label"] for each in town.ask(MyData(), sam)["offers"]] == ["Sam"]
    town.do(ForgetMe(Fate.DELETED), sam)
    assert town.count(tables.offers) == 0


@pytest.mark.parametrize("change", ["update audit set deed = 'nothing'", "delete from audit"])
def test_h80_the_database_itself_keeps_the_audit_as_it_is(town: Town, change: str) -> None:
    owner(town)
    before = town.rows(tables.audit)
    assert [row.deed for row in before] == ["role-offered", "role-given"]
    with pytest.raises(DBAPIError, match="only added to"), town.desk() as desk:
        desk.connection.exec_driver_sql(change)
    assert town.rows(tables.audit) == before
