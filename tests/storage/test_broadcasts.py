"""Broadcasts in the database: audiences, lists as of one instant, what is in hand when something ends, and counts that stay exact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert, update

from bot.civic.audiences import Count, CountAudience, audience_in
from bot.civic.broadcasts import (
    UNDO,
    CancelBroadcast,
    ConfirmBroadcast,
    Content,
    Draft,
    DraftBroadcast,
    PauseBroadcast,
    ResumeBroadcast,
    WhatIsSaid,
)
from bot.civic.doors import Citizen
from bot.civic.follows import FollowIdea
from bot.civic.ideas import SupportIdea
from bot.civic.people import (
    CONSENT_VERSIONS,
    OPINIONS,
    REMINDERS,
    CareAbout,
    FinishWelcome,
    GiveConsent,
    LiveIn,
    SpeakLanguage,
)
from bot.civic.rights import Fate as OfWords
from bot.civic.rights import ForgetMe
from bot.civic.rsvps import AnswerEvent, Come, State
from bot.civic.sending import FIRST_AHEAD, LOOK_AGAIN, GoOn, ReportOf
from bot.civic.votes import CastBallot
from bot.engine.delivery import MOST_BULK_AT_ONCE, MOST_UNKEPT
from bot.engine.freezing import Freezing
from storage import tables
from storage.freezing import READ_AT_ONCE, Lists
from storage.merging import merge
from storage.outbox import STALE
from storage.recipients import KEPT, forget_recipients
from tests.storage.gatherings import an_event
from tests.storage.town import PLATFORM, Town, at_once

SAID = Content({"nl": "Dag", "fr": "Bonjour"})
ME, OTHER = "me", "other"


def met(town: Town, *names: str, language: str = "nl") -> list[Citizen]:
    """Let somebody be there who wants to be written to, and to be heard."""
    people = []
    for name in names:
        (citizen, *_rest) = town.meet(name)
        for command in (
            SpeakLanguage(language),
            FinishWelcome(),
            GiveConsent(REMINDERS),
            GiveConsent(OPINIONS),
        ):
            town.do(command, citizen)
        people.append(citizen)
    return people


def reached(town: Town, line: str) -> int:
    """Return how many an audience reaches."""
    count: Count = town.ask(CountAudience(audience_in(line)))
    return count.reach


def test_an_audience_is_chosen_by_what_people_chose_and_did(town: Town) -> None:
    town.programme()
    noor, sam, lea = met(town, "noor", "sam", "lea")
    idea = town.idea(noor, "A bench")
    town.do(SupportIdea(idea), sam)
    town.do(FollowIdea(idea), lea)
    town.do(CareAbout(("work", "urbanism")), noor)
    town.do(LiveIn("jette"), sam)
    town.do(SpeakLanguage("fr"), lea)
    event = an_event(town, seats=1)
    town.do(Come(event), noor)
    town.do(Come(event), sam)
    other = an_event(town)
    town.do(AnswerEvent(other, State.NO), lea)
    expected = {
        "everyone": 3,
        "topic:work": 1,
        "topic:economy,urbanism": 1,
        "-topic:work": 2,
        "neighbourhood:jette": 1,
        "neighbourhood:jette topic:work": 0,
        "language:fr": 1,
        f"platform:{PLATFORM}": 3,
        f"supporters:{idea}": 1,
        f"followers:{idea}": 1,
        f"-supporters:{idea}": 2,
        f"coming:{event}": 1,
        f"waiting:{event}": 1,
        f"coming:{event},{other}": 1,
        "programme:1": 3,
        "programme:999": 0,
        "supporters:999": 0,
    }
    assert {line: reached(town, line) for line in expected} == expected


def test_who_was_there_and_who_stayed_away_are_known_once_it_is_over(town: Town) -> None:
    noor, sam = met(town, "noor", "sam")
    event = an_event(town)
    for who in (noor, sam):
        town.do(Come(event), who)
    with town.desk() as desk:
        there = (tables.rsvps.c.person == noor.person) & (tables.rsvps.c.event == event)
        desk.connection.execute(update(tables.rsvps).where(there).values(checked_in_at=desk.now))
    assert (reached(town, f"present:{event}"), reached(town, f"absent:{event}")) == (1, 0)
    town.clock.at += timedelta(days=400)
    assert (reached(town, f"present:{event}"), reached(town, f"absent:{event}")) == (1, 1)


def test_where_nobody_was_at_the_door_nobody_is_said_to_have_stayed_away(town: Town) -> None:
    noor, sam = met(town, "noor", "sam")
    event = an_event(town)
    town.do(Come(event), noor)
    town.do(AnswerEvent(event, State.MAYBE), sam)
    assert (reached(town, f"present:{event}"), reached(town, f"absent:{event}")) == (0, 0)
    town.clock.at += timedelta(days=400)
    assert (reached(town, f"present:{event}"), reached(town, f"absent:{event}")) == (1, 0)


def test_h77_fewer_than_five_who_voted_are_not_counted(town: Town) -> None:
    people = met(town, *(f"p{n}" for n in range(6)))
    vote = town.vote()
    for voter in people[:4]:
        town.do(CastBallot(vote, (1,)), voter)
    few = Count(0, few=True)
    assert town.ask(CountAudience(audience_in(f"voters:{vote}"))) == few
    assert town.ask(CountAudience(audience_in(f"-voters:{vote}"))) == few
    town.do(CastBallot(vote, (1,)), people[4])
    assert reached(town, f"voters:{vote}") == 5


# --- the list


def confirmed(town: Town) -> int:
    """Confirm a broadcast to everyone, and let it begin."""
    number = town.do(DraftBroadcast(Draft(SAID)))
    with town.desk() as desk:
        # A second organiser has looked at it.
        desk.connection.execute(update(tables.broadcasts).values(checked_at=desk.now))
    town.do(ConfirmBroadcast(number, 1, reached(town, "everyone")))
    town.clock.at += UNDO
    town.do(GoOn(number))
    return number


def lists(town: Town, owner: str = ME) -> Lists:
    return Lists(town.database, town.open, owner)


def at_desk(town: Town, work: Callable[[Any], Any]) -> Any:
    with town.desk() as desk:
        return work(desk)


def frozen(town: Town, number: int) -> None:
    """Write its list."""
    assert at_desk(town, lists(town).take) == number
    Freezing(None, lists(town), lambda _desk: None).write(number, partial(at_desk, town))  # type: ignore[arg-type]  # it needs no store


def crowd(town: Town, count: int) -> None:
    """Let there be very many, beside each other."""
    now = town.clock.at
    with town.desk() as desk:
        run = desk.connection.execute
        numbers = range(1000, 1000 + count)
        run(insert(tables.people), [{"id": n, "welcomed_at": now, "joined_at": now} for n in numbers])
        theirs = {"platform": PLATFORM}
        run(
            insert(tables.accounts),
            [{"id": n, "person": n, "external": str(n), "chat": str(n), **theirs} for n in numbers],
        )
        agreed = {"kind": REMINDERS, "version": CONSENT_VERSIONS[REMINDERS], "given_at": now}
        run(insert(tables.consents), [{"id": n, "person": n, **agreed} for n in numbers])


def states(town: Town, number: int) -> dict[str, dict[str, int]]:
    """Return what became of the recipients."""
    report = town.ask(ReportOf(number))
    assert report is not None
    return {fate.value: dict(reasons) for fate, reasons in report.fates.items()}


def test_the_list_is_of_one_instant_whatever_changes_while_it_is_written(town: Town) -> None:
    crowd(town, 3 * READ_AT_ONCE)
    number = confirmed(town)
    assert at_desk(town, lists(town).take) == number
    chunks = lists(town).read(number)
    first = next(chunks)
    with town.desk() as desk:
        stopped = tables.people.c.id == 1000 + 3 * READ_AT_ONCE - 1
        desk.connection.execute(update(tables.people).where(stopped).values(stopped_at=desk.now))
    rest = [row for some in chunks for row in some]
    assert {row["state"] for row in [*first, *rest]} == {"waiting"}
    assert len(first) + len(rest) == 3 * READ_AT_ONCE


def test_h60_a_list_that_was_not_finished_is_begun_anew_and_nothing_leaves_before(town: Town) -> None:
    crowd(town, 2 * READ_AT_ONCE)
    number = confirmed(town)
    writing = lists(town, OTHER)
    at_desk(town, writing.take)
    chunks = writing.read(number)
    rows = next(chunks)
    at_desk(town, lambda desk: writing.write(desk, number, rows))
    chunks.close()
    handed = town.do(GoOn(number))
    assert handed is None
    assert town.count(tables.recipients) == READ_AT_ONCE
    frozen(town, number)
    assert states(town, number) == {"waiting": {"": 2 * READ_AT_ONCE}}
    assert not at_desk(town, lambda desk: writing.write(desk, number, rows)), "it is another's by now"


def test_a_list_that_is_cancelled_is_not_gone_on_with(town: Town) -> None:
    crowd(town, 10)
    number = confirmed(town)
    writing = lists(town)
    at_desk(town, writing.take)
    town.do(CancelBroadcast(number))
    assert not at_desk(town, lambda desk: writing.write(desk, number, []))
    assert at_desk(town, writing.take) is None


def test_h31_begun_by_several_at_once_it_is_one_list(town: Town) -> None:
    crowd(town, 10)
    number = confirmed(town)
    found = at_once([partial(at_desk, town, lists(town, f"p{n}").take) for n in range(4)])
    assert number in found


# --- in hand


def handed(town: Town, number: int) -> None:
    """Let a step be taken, and post what it hands out."""
    from bot.engine.desk import Posting
    from bot.engine.outgoing import Lane, Outgoing

    with town.desk() as desk:
        step = desk.carry_out(GoOn(number))
        for each in step.recipients if step else ():
            address = desk.address_of_account(each.account)
            assert address is not None
            desk.post([Posting(address, Lane.BULK, Outgoing("Dag"), each.key)], None)


def taken(town: Town, owner: str, limit: int) -> list[int]:
    with town.desk() as desk:
        return [parcel.id for parcel in desk.owed(owner, [PLATFORM], limit)]


def withdrawn(town: Town, owner: str) -> list[int]:
    with town.desk() as desk:
        return sorted(desk.withdrawn(owner))


def let_go(town: Town, owner: str) -> None:
    """Let a process hear that nothing more is to leave, and a step be taken after it has let go."""
    with town.desk() as desk:
        desk.sent([(number, "pending", None, "withdrawn") for number in desk.withdrawn(owner)])
    (broadcast,) = town.rows(tables.broadcasts)
    handed(town, broadcast.id)


@pytest.fixture
def going(town: Town) -> int:
    """Give a broadcast to ten, who were all handed out."""
    crowd(town, 10)
    number = confirmed(town)
    frozen(town, number)
    handed(town, number)
    return number


def test_paused_what_is_in_hand_is_let_go_of_and_what_was_sent_is_counted(town: Town, going: int) -> None:
    in_hand = taken(town, ME, 4)
    town.do(PauseBroadcast(going))
    assert withdrawn(town, ME) == in_hand
    assert taken(town, ME, 10) == []
    with town.desk() as desk:
        back = [(number, "pending", None, "withdrawn") for number in in_hand[1:]]
        desk.sent([(in_hand[0], "sent", "m", None), *back])
    assert withdrawn(town, ME) == []
    handed(town, going)
    assert states(town, going) == {"sent": {"": 1}, "queued": {"": 9}}
    town.do(ResumeBroadcast(going))
    assert len(taken(town, ME, 20)) == 9


def test_h60_paused_and_killed_what_was_in_hand_waits_and_leaves_once_it_goes_on(
    town: Town, going: int
) -> None:
    taken(town, ME, 4)
    town.do(PauseBroadcast(going))
    # Nobody has heard that the first process lives.
    assert taken(town, OTHER, 20) == []
    town.do(ResumeBroadcast(going))
    assert len(taken(town, OTHER, 20)) == 10


def test_h60_cancelled_and_killed_what_was_in_hand_is_what_nobody_knows(town: Town, going: int) -> None:
    in_hand = taken(town, ME, 4)
    with town.desk() as desk:
        desk.sent([(in_hand[0], "sent", "m", None)])
    town.do(CancelBroadcast(going))
    assert taken(town, OTHER, 20) == []
    handed(town, going)
    assert states(town, going) == {"sent": {"": 1}, "uncertain": {"interrupted": 3}, "cancelled": {"": 6}}
    assert town.count(tables.outbox, tables.outbox.c.state == "pending") == 0


def test_h60_taken_over_and_cancelled_before_it_left_again_nobody_knows_of_what_was_begun(
    town: Town, going: int
) -> None:
    in_hand = taken(town, ME, 4)
    with town.desk() as desk:
        desk.sent([(in_hand[0], "sent", "m", None)])
    assert len(taken(town, OTHER, 20)) == 9
    town.do(CancelBroadcast(going))
    let_go(town, OTHER)
    assert states(town, going) == {"sent": {"": 1}, "uncertain": {"interrupted": 3}, "cancelled": {"": 6}}


def test_h60_of_very_many_in_hand_only_as_many_as_can_have_been_begun_are_what_nobody_knows(
    town: Town,
) -> None:
    begun = MOST_BULK_AT_ONCE + MOST_UNKEPT
    crowd(town, begun + 5)
    number = confirmed(town)
    frozen(town, number)
    handed(town, number)
    taken(town, ME, begun + 5)
    taken(town, OTHER, begun + 5)
    town.do(CancelBroadcast(number))
    let_go(town, OTHER)
    assert states(town, number) == {"uncertain": {"interrupted": begun}, "cancelled": {"": 5}}


def test_h60_what_came_back_to_wait_and_was_in_hand_again_may_have_been_begun(town: Town) -> None:
    begun = MOST_BULK_AT_ONCE + MOST_UNKEPT
    crowd(town, begun + 5)
    number = confirmed(town)
    frozen(town, number)
    handed(town, number)
    *_others, last = taken(town, ME, begun + 5)
    with town.desk() as desk:
        desk.sent([(last, "pending", None, "later")])
    taken(town, ME, 1)
    town.do(PauseBroadcast(number))
    taken(town, OTHER, begun + 5)
    town.do(CancelBroadcast(number))
    handed(town, number)
    assert states(town, number) == {"uncertain": {"interrupted": begun + 1}, "cancelled": {"": 4}}


def test_h60_of_what_may_have_been_begun_nobody_knows_however_it_is_kept_back(town: Town, going: int) -> None:
    """They want no more messages, are forgotten, or it comes too late."""
    taken(town, ME, 3)
    people = [row.person for row in town.rows(tables.recipients)]
    for left in (10, 7):
        assert len(taken(town, OTHER, 20)) == left
        with town.desk() as desk:
            desk.hand_back(OTHER)
            some = tables.people.c.id.in_((people[0], people[9]))
            desk.connection.execute(update(tables.people).where(some).values(stopped_at=desk.now))
        if left == 10:
            town.do(ForgetMe(OfWords.DELETED), Citizen(people[1], people[1]))
    town.clock.at += 2 * STALE
    assert taken(town, OTHER, 20) == []
    handed(town, going)
    assert states(town, going) == {
        "uncertain": {"interrupted": 3},
        "skipped": {"stale": 6, "stopped": 1},
    }


def test_h64_a_platform_that_takes_nothing_keeps_no_other_waiting(town: Town) -> None:
    crowd(town, 3 * FIRST_AHEAD)
    with town.desk() as desk:
        last = tables.accounts.c.id >= 1000 + 3 * FIRST_AHEAD - 10
        desk.connection.execute(update(tables.accounts).where(last).values(platform="matrix"))
    number = confirmed(town)
    frozen(town, number)
    for _step in range(8):
        town.clock.at += LOOK_AGAIN
        handed(town, number)
    waits = tables.outbox.c.platform == PLATFORM
    assert town.count(tables.outbox, ~waits) == 10
    assert town.count(tables.outbox, waits) < 3 * FIRST_AHEAD - 10


def test_who_is_found_to_be_one_person_gets_it_once_and_is_counted_twice(town: Town) -> None:
    noor, sam = met(town, "noor", "sam")
    number = confirmed(town)
    frozen(town, number)
    with town.desk() as desk:
        merge(desk, noor.person, sam.person)
    handed(town, number)
    assert len(taken(town, ME, 9)) == 1
    assert states(town, number) == {"queued": {"": 1}, "skipped": {"same-person": 1}}


def test_what_it_says_is_told_to_whoever_got_it_and_to_nobody_else(town: Town) -> None:
    (noor,) = met(town, "noor")
    number = confirmed(town)
    frozen(town, number)
    (sam,) = met(town, "sam")
    assert town.ask(WhatIsSaid(number), noor) == SAID
    assert town.ask(WhatIsSaid(number), sam) is None
    assert town.ask(WhatIsSaid(999), noor) is None


def test_h79_whom_it_went_to_is_forgotten_and_the_report_stays(town: Town, going: int) -> None:
    with town.desk() as desk:
        desk.sent([(parcel.id, "sent", "m", None) for parcel in desk.owed(ME, [PLATFORM], 20)])
    for _step in range(2):
        town.clock.at += timedelta(seconds=1)
        handed(town, going)
    before = states(town, going)
    assert before == {"sent": {"": 10}}
    town.clock.at += KEPT + timedelta(days=1)
    for _round in range(2):
        with town.desk() as desk:
            forget_recipients(desk)
    assert town.count(tables.recipients) == 0
    assert states(town, going) == before
