"""H79: everything goes when its term is over, and not before; each tick does a bounded part."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.civic.doors import Citizen
from bot.civic.people import REMINDERS, GiveConsent, StopMessages
from bot.civic.reports import KeepReported, Report
from bot.civic.rights import Fate, ForgetMe
from bot.civic.votes import CastBallot, CountVote
from bot.engine.chat import Chat, Draft, dump_chat, load_chat
from storage import retention, tables
from storage.retention import DRAFTS, LONG_OVER, PHOTOS, SILENCE, YEAR
from storage.upkeep import Upkeep
from tests.storage.town import DAY, Town

SECOND = timedelta(seconds=1)


def tidied(town: Town, times: int = 1) -> None:
    upkeep = Upkeep("me")
    for _ in range(times):
        with town.desk() as desk:
            upkeep.tidy(desk)


def with_draft(town: Town) -> tuple[Citizen, str]:
    (who,) = town.meet("noor")
    chat = Chat(count=7, drafts={"idea": Draft({}, {"title": {"a": {"text": "A bench"}}}, 0)})
    with town.desk() as desk:
        desk.save_chat(who.account, dump_chat(chat))
    return who, dump_chat(chat)


def test_h79_drafts_go_after_ninety_days_and_conversations_go_on_being_numbered(town: Town) -> None:
    _who, before = with_draft(town)
    town.clock.at += DRAFTS
    tidied(town)
    assert [row.state for row in town.rows(tables.chats)] == [before]
    town.clock.at += SECOND
    tidied(town)
    (row,) = town.rows(tables.chats)
    assert load_chat(row.state) == Chat(count=7)


@pytest.mark.parametrize("shown", [True, False])
def test_h79_photos_that_no_idea_shows_go_after_a_hundred_days(town: Town, *, shown: bool) -> None:
    town.programme(closes=None)
    noor = town.citizen()
    with town.desk() as desk:
        photo = desk.insert(
            tables.media, owner=noor.person, jpeg=b"x", width=1, height=1, created_at=desk.now
        )
    if shown:
        town.idea(noor, picture=photo)
    town.clock.at += PHOTOS + SECOND
    tidied(town)
    (row,) = town.rows(tables.media)
    assert (row.jpeg, row.width) == ((b"x", 1) if shown else (b"", 0))


def test_h79_reports_go_a_year_after_the_decision(town: Town) -> None:
    town.programme(closes=None)
    noor, sam, kim = town.citizens(3)
    first, second = town.idea(noor), town.idea(noor, "Another")
    town.do(Report("idea", first, "spam"), sam)
    town.do(Report("idea", second, "spam"), kim)
    town.do(KeepReported(1))
    town.clock.at += YEAR + SECOND
    tidied(town)
    assert [row.number for row in town.rows(tables.reports)] == [second]


def test_h79_who_took_part_goes_and_how_many_did_stays(town: Town) -> None:
    noor = town.citizen()
    vote = town.vote()
    town.do(CastBallot(vote, (0,)), noor)
    town.clock.at += timedelta(days=100)
    town.do(CountVote(vote))
    town.clock.at += LONG_OVER - timedelta(days=100)
    tidied(town)
    assert town.count(tables.voters) == 1
    town.clock.at += timedelta(days=101)
    tidied(town)
    assert town.count(tables.voters) == 0
    assert [row.turnout for row in town.rows(tables.votes)] == [1]


def test_h79_who_says_nothing_for_three_years_is_forgotten_and_ideas_stay(town: Town) -> None:
    town.programme(closes=None)
    noor, sam = town.citizens(2)
    number = town.idea(noor)
    with town.desk() as desk:
        for who in (noor, sam):
            desk.save_chat(who.account, "{}")
    town.clock.at += SILENCE
    tidied(town)
    assert town.count(tables.people) == 2
    with town.desk() as desk:
        desk.save_chat(sam.account, "{}")
    town.clock.at += SECOND
    tidied(town)
    assert [row.id for row in town.rows(tables.people)] == [sam.person]
    assert [(row.id, row.author, row.hidden_at) for row in town.rows(tables.ideas)] == [(number, None, None)]
    assert [row.fate for row in town.rows(tables.erasures)] == [Fate.NOBODYS]


def test_h79_marks_of_the_forgotten_go_after_a_year(town: Town) -> None:
    (noor,) = town.meet("noor")
    town.do(ForgetMe(Fate.DELETED), noor)
    town.clock.at += YEAR
    tidied(town)
    assert town.count(tables.erasures) == 1
    town.clock.at += DAY
    tidied(town)
    assert town.count(tables.erasures) == 0


def test_h79_everybody_is_looked_at_some_at_a_time(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "LOOKED_AT", 2)
    monkeypatch.setattr(retention, "PEOPLE_AT_ONCE", 1)
    town.meet(*(f"p{n}" for n in range(5)))
    town.clock.at += SILENCE + SECOND
    upkeep, left = Upkeep("me"), []
    for _ in range(12):
        with town.desk() as desk:
            upkeep.tidy(desk)
        left.append(town.count(tables.people))
    assert all(before - after <= 1 for before, after in zip([5, *left], left, strict=False))
    assert left[-1] == 0


def test_h79_who_asked_for_messages_and_gets_them_is_not_silent(town: Town) -> None:
    noor, sam = town.citizens(2)
    for who in (noor, sam):
        town.do(GiveConsent(REMINDERS), who)
    town.do(StopMessages(), sam)
    town.clock.at += SILENCE + SECOND
    tidied(town)
    assert [row.id for row in town.rows(tables.people)] == [noor.person]
