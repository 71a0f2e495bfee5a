"""H17-H20, H23: two accounts become one person by a code, both agreeing; one counts once, however they link and unlink."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.civic.comments import AddComment
from bot.civic.doors import Citizen, Refused
from bot.civic.follows import FollowIdea
from bot.civic.ideas import OneIdea, SupportIdea
from bot.civic.links import (
    CODE_LENGTH,
    CODE_SIGNS,
    LASTS,
    MOST_TRIES,
    MOST_TRIES_OF_ALL,
    TRIES_KEPT,
    AgreeToLink,
    MakeCode,
    MyAccounts,
    PreferAccount,
    RefuseLink,
    TheLink,
    TryCode,
    Unlink,
    spelt,
)
from bot.civic.people import OPINIONS, REMINDERS, CareAbout, GiveConsent, LiveIn, Me, StopMessages
from bot.civic.votes import CastBallot
from storage import tables
from tests.storage.town import Town, at_once


def linked(town: Town, showed: Citizen, typed: Citizen) -> Citizen:
    """Let both become one, as people do, and return who they are at the first account."""
    number = asked(town, showed, typed)
    assert town.do(AgreeToLink(number), typed) is False
    assert town.do(AgreeToLink(number), showed) is True
    return now(town, showed)


def asked(town: Town, showed: Citizen, typed: Citizen) -> int:
    number = town.do(TryCode(town.do(MakeCode(), showed)), typed).link
    assert number is not None
    return number


def now(town: Town, was: Citizen) -> Citizen:
    """Return who has that account now."""
    (row,) = town.rows(tables.accounts, tables.accounts.c.id == was.account)
    return Citizen(row.person, row.id)


def refused(work: Callable[..., object], *given: object) -> str:
    with pytest.raises(Refused) as no:
        work(*given)
    return no.value.code


def test_h17_a_code_is_long_enough_that_five_tries_find_nothing() -> None:
    assert len(CODE_SIGNS) == len(set(CODE_SIGNS))
    assert MOST_TRIES_OF_ALL / len(CODE_SIGNS) ** CODE_LENGTH < 1e-8
    assert not set("01OILAEU") & set(CODE_SIGNS)


def test_h17_a_code_works_once_however_it_is_typed(town: Town) -> None:
    noor, sam, kim = town.citizens(3)
    code = town.do(MakeCode(), noor)
    assert town.do(TryCode(f" {spelt(code).lower()} "), sam).link is not None
    assert town.do(TryCode(code), kim).link is None


def test_h17_a_code_lasts_ten_minutes_and_a_new_one_takes_its_place(town: Town) -> None:
    noor, sam = town.citizens(2)
    first, second = town.do(MakeCode(), noor), town.do(MakeCode(), noor)
    assert town.do(TryCode(first), sam).link is None
    town.clock.at += LASTS
    assert town.do(TryCode(second), sam).link is None


def test_h17_five_tries_and_no_more_until_an_hour_has_gone_by(town: Town) -> None:
    noor, sam = town.citizens(2)
    code = town.do(MakeCode(), noor)
    assert [town.do(TryCode("2222-2222"), sam).left for _ in range(MOST_TRIES)] == [4, 3, 2, 1, 0]
    assert refused(town.do, TryCode(code), sam) == "too-many-tries"
    town.clock.at += TRIES_KEPT + timedelta(seconds=1)
    assert town.do(TryCode(town.do(MakeCode(), noor)), sam).link is not None


def test_h17_all_together_may_guess_no_more_than_so_often(town: Town) -> None:
    noor, sam, kim = town.citizens(3)
    with town.desk() as desk:
        wrong = [{"person": kim.person, "at": desk.now}] * MOST_TRIES_OF_ALL
        desk.connection.execute(tables.link_tries.insert(), wrong)
    code = town.do(MakeCode(), noor)
    assert refused(town.do, TryCode(code), sam) == "too-many-tries"


def test_h17_both_agree_in_turn_and_nobody_else_can(town: Town) -> None:
    noor, sam, kim = town.citizens(3)
    number = asked(town, noor, sam)
    for somebody in (noor, kim):
        assert town.ask(TheLink(number), somebody) is None
        assert refused(town.do, AgreeToLink(number), somebody) == "no-such-link"
    town.do(AgreeToLink(number), sam)
    for somebody in (sam, kim):
        assert refused(town.do, AgreeToLink(number), somebody) == "no-such-link"
        town.do(RefuseLink(number), somebody)
    seen = town.ask(TheLink(number), noor)
    assert seen is not None
    assert (seen.showed.id, seen.typed.id) == (noor.account, sam.account)
    assert town.do(AgreeToLink(number), noor)
    assert now(town, noor).person == now(town, sam).person
    assert refused(town.do, AgreeToLink(number), noor) == "no-such-link"


@pytest.mark.parametrize("late", ["who typed", "who showed"])
def test_h17_who_confirms_too_late_links_nothing(town: Town, late: str) -> None:
    noor, sam = town.citizens(2)
    number = asked(town, noor, sam)
    if late == "who showed":
        town.do(AgreeToLink(number), sam)
    town.clock.at += LASTS
    who = noor if late == "who showed" else sam
    assert refused(town.do, AgreeToLink(number), who) == "no-such-link"


@pytest.mark.parametrize("who", ["noor", "sam"])
def test_h17_either_says_no_and_nothing_is_linked(town: Town, who: str) -> None:
    noor, sam = town.citizens(2)
    number = asked(town, noor, sam)
    if who == "noor":
        town.do(AgreeToLink(number), sam)
    town.do(RefuseLink(number), noor if who == "noor" else sam)
    assert town.count(tables.links) == 0
    assert now(town, noor) != now(town, sam)


def test_my_own_accounts_code_is_no_wrong_one(town: Town) -> None:
    noor, sam = town.citizens(2)
    noor = linked(town, noor, sam)
    code = town.do(MakeCode(), noor)
    assert refused(town.do, TryCode(code), now(town, sam)) == "own-code"
    assert town.count(tables.link_tries) == 0


def test_h18_what_both_supported_counts_once_and_never_ones_own(town: Town) -> None:
    town.programme()
    noor, sam, kim = town.citizens(3)
    kims, noors = town.idea(kim), town.idea(noor, "Mine")
    for who in (noor, sam):
        town.do(SupportIdea(kims), who)
        town.do(AddComment(kims, "Yes"), who)
    town.do(SupportIdea(noors), sam)
    town.do(FollowIdea(noors), sam)
    one = linked(town, noor, sam)
    first, second = (town.ask(OneIdea(number), one) for number in (kims, noors))
    assert first is not None
    assert second is not None
    assert (first.supports, first.supported, first.comments) == (1, True, 2)
    assert (second.supports, second.mine, second.followed) == (0, True, False)
    assert town.count(tables.people) == 2


def test_h18_two_ballots_become_the_last_one(town: Town) -> None:
    noor, sam = town.citizens(2)
    vote = town.vote()
    town.do(CastBallot(vote, (0,)), noor)
    town.clock.at += timedelta(minutes=1)
    town.do(CastBallot(vote, (1,)), sam)
    linked(town, noor, sam)
    assert town.count(tables.ballots) == town.count(tables.voters) == 1


def test_h19_unlinking_and_linking_again_gives_no_second_ballot_and_no_second_support(town: Town) -> None:
    town.programme()
    noor, sam, kim = town.citizens(3)
    idea, vote = town.idea(kim), town.vote()
    noor = linked(town, noor, sam)
    town.do(CastBallot(vote, (0,)), noor)
    town.do(SupportIdea(idea), noor)
    for _round in range(2):
        town.clock.at += timedelta(minutes=1)
        town.do(Unlink(sam.account), noor)
        apart = now(town, sam)
        assert apart.person != noor.person
        town.do(GiveConsent(OPINIONS), apart)
        assert refused(town.do, CastBallot(vote, (1,)), apart) == "separated"
        assert refused(town.do, SupportIdea(idea), apart) == "separated"
        noor = linked(town, noor, apart)
    assert town.count(tables.ballots) == 1
    seen = town.ask(OneIdea(idea), noor)
    assert seen is not None
    assert seen.supports == 1
    town.do(CastBallot(vote, (1,)), noor)


def test_h19_what_begins_after_they_parted_is_for_each_of_them(town: Town) -> None:
    town.programme()
    noor, sam, kim = town.citizens(3)
    noor = linked(town, noor, sam)
    town.do(Unlink(sam.account), noor)
    town.clock.at += timedelta(minutes=1)
    idea, apart = town.idea(kim), now(town, sam)
    town.do(GiveConsent(OPINIONS), apart)
    for who in (noor, apart):
        town.do(SupportIdea(idea), who)
    seen = town.ask(OneIdea(idea))
    assert seen is not None
    assert seen.supports == 2


def test_who_stays_joined_first_and_keeps_what_they_chose(town: Town) -> None:
    noor, sam = town.citizens(2)
    for command in (LiveIn("jette"), CareAbout(("work",)), GiveConsent(REMINDERS), StopMessages()):
        town.do(command, sam)
    town.do(LiveIn("evere"), noor)
    one = linked(town, sam, noor)
    assert one.person == noor.person
    me = town.ask(Me(), one)
    assert (me.neighbourhood, me.topics, me.opinions, me.reminders, me.stopped) == (
        "evere",
        ("work",),
        True,
        True,
        True,
    )


def test_notices_go_to_the_first_account_until_another_is_preferred(town: Town) -> None:
    noor, sam = town.citizens(2)
    one = linked(town, noor, sam)

    def told_at() -> int:
        with town.desk() as desk:
            address = desk.address_of(one.person)
        assert address is not None
        return address.account

    assert told_at() == noor.account
    town.do(PreferAccount(sam.account), one)
    assert told_at() == sam.account
    assert [each.preferred for each in town.ask(MyAccounts(), one)] == [False, True]
    with town.desk() as desk:
        desk.reachable(sam.account, yes=False)
    assert told_at() == noor.account
    town.do(Unlink(sam.account), one)
    assert refused(town.do, PreferAccount(sam.account), one) == "no-such-account"


def test_h16_nobody_unlinks_somebody_elses_account_or_their_only_one(town: Town) -> None:
    noor, sam, kim = town.citizens(3)
    one = linked(town, noor, sam)
    for who, account in ((kim, sam.account), (kim, kim.account), (one, kim.account), (one, 2**70)):
        assert refused(town.do, Unlink(account), who) == "no-such-account"


def test_h18_what_waits_for_a_turn_is_the_others_then(town: Town) -> None:
    noor, sam = town.meet("noor", "sam")
    town.keep(town.arrival("sam"), town.arrival("noor"))
    linked(town, noor, sam)
    assert {row.person for row in town.rows(tables.inbox, tables.inbox.c.state == "pending")} == {noor.person}
    town.keep(town.arrival("sam"))
    assert town.count(tables.inbox, tables.inbox.c.person == noor.person) == 5


def test_h17_of_two_who_type_it_at_once_one_is_taken(town: Town) -> None:
    noor, *others = town.citizens(5)
    code = town.do(MakeCode(), noor)
    found = at_once([functools.partial(town.do, TryCode(code), who) for who in others])
    assert sum(each.link is not None for each in found) == 1
