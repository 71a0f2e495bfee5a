"""Several who run the city end the same thing at the same moment."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.civic.doors import Command, Refused
from bot.civic.event_changes import CancelEvent
from bot.civic.measures import Appeal, BlockAuthor, DecideAppeal
from bot.civic.polling import ChangeVote, ExplainResult, HeldVotes, WithdrawVote
from bot.civic.reports import HideReported, KeepReported, Report
from bot.civic.votes import (
    COUNTED_AFTER,
    VOTE_CLOSES,
    VOTE_HALFWAY,
    VOTE_LAST_DAY,
    VOTE_OPENS,
    CastBallot,
    CloseVote,
    CountVote,
    CreateVote,
    ListVotes,
    OneVote,
    VoteText,
    reminders,
)
from storage import tables
from tests.storage.gatherings import an_event
from tests.storage.town import Town, at_once
from tests.worlds import START

AT_ONCE = 6
SIGNED = {"nl": "Dienst Groen", "fr": "Espaces verts"}


def to_come(town: Town) -> CreateVote:
    """Return a vote that opens in two days and closes in eleven."""
    texts = {"nl": VoteText("Meer bomen?"), "fr": VoteText("Plus d’arbres ?")}
    now = town.clock.at
    return CreateVote("yes-no", texts, now + timedelta(days=2), now + timedelta(days=11))


def came_to(town: Town, command: Command[Any]) -> str:
    """Carry a command out; return why it was refused, or that it was done."""
    try:
        town.do(command)
    except Refused as no:
        return no.code
    return "done"


def test_h30_a_vote_is_closed_by_one_and_the_others_are_told(town: Town) -> None:
    number = town.vote()
    town.clock.at += timedelta(hours=1)
    found = at_once([partial(came_to, town, CloseVote(number))] * AT_ONCE)
    assert sorted(found) == sorted(["done", *["vote-closed"] * (AT_ONCE - 1)])


def test_h30_a_vote_is_changed_by_one_and_the_others_look_again(town: Town) -> None:
    number = town.do(to_come(town))
    later = town.clock.at + timedelta(days=20)
    changes = [ChangeVote(number, 0, closes=later + timedelta(hours=n)) for n in range(AT_ONCE)]
    found = at_once([partial(came_to, town, each) for each in (*changes, WithdrawVote(number, 0))])
    assert sorted(found) in (
        sorted(["done", *["changed-meanwhile"] * AT_ONCE]),
        sorted(["done", *["no-such-vote"] * AT_ONCE]),
    )


def test_h30_a_result_is_explained_by_one_and_the_others_look_again(town: Town) -> None:
    number = town.vote()
    town.clock.at += timedelta(days=11)
    town.do(CountVote(number))
    (row,) = town.rows(tables.votes)
    says = [
        ExplainResult(number, row.edits, {"nl": f"Ja {n}", "fr": f"Oui {n}"}, SIGNED) for n in range(AT_ONCE)
    ]
    found = at_once([partial(came_to, town, each) for each in says])
    assert sorted(found) == sorted(["done", *["changed-meanwhile"] * (AT_ONCE - 1)])


def test_h30_what_is_reported_is_decided_by_one_and_the_others_are_told(town: Town) -> None:
    town.programme()
    noor, sam = town.citizens(2)
    town.do(Report("idea", town.idea(noor), "spam"), sam)
    decisions = [KeepReported(1), HideReported(1, "spam")] * (AT_ONCE // 2)
    found = at_once([partial(came_to, town, each) for each in decisions])
    assert sorted(found) == sorted(["done", *["no-such-report"] * (AT_ONCE - 1)])


def test_h30_an_author_is_blocked_once_and_an_appeal_decided_once(town: Town) -> None:
    town.programme()
    noor, sam = town.citizens(2)
    town.do(Report("idea", town.idea(noor), "spam"), sam)
    blocks = [BlockAuthor(1, "spam", days) for days in (1, 7, 30)]
    found = at_once([partial(came_to, town, each) for each in blocks])
    assert sorted(found) == ["blocked-already", "blocked-already", "done"]
    town.do(Appeal("Dit was geen reclame"), noor)
    answers = [DecideAppeal(1, ends=ends, answer="Bekeken") for ends in (True, False, True)]
    found = at_once([partial(came_to, town, each) for each in answers])
    assert sorted(found) == ["done", "no-such-appeal", "no-such-appeal"]


def test_a_vote_that_is_taken_back_is_nowhere_and_its_number_is_given_to_no_other(town: Town) -> None:
    number = town.do(to_come(town))
    town.do(WithdrawVote(number, 0))
    assert town.ask(OneVote(number)) is None
    assert town.ask(ListVotes(over=False, page=1)).votes == town.ask(HeldVotes(1)).votes == ()
    assert town.do(to_come(town)) == number + 1
    town.clock.at += timedelta(days=12)
    assert [each.number for each in town.ask(ListVotes(over=True, page=1)).votes] == [number + 1]


def test_h77_a_tally_that_was_shown_is_hidden_at_once_and_never_comes_back(town: Town) -> None:
    number = town.vote(live=True)
    for voter in town.citizens(6):
        town.do(CastBallot(number, (0,)), voter)
    shown = town.ask(OneVote(number))
    assert shown is not None
    assert shown.ballots == {(0,): 6}
    town.do(ChangeVote(number, 0, live=False))
    hidden = town.ask(OneVote(number))
    assert hidden is not None
    assert (hidden.ballots, hidden.turnout) == (None, 6)
    assert came_to(town, ChangeVote(number, 1, live=True)) == "secrecy-loosened"


def test_a_vote_that_is_moved_falls_due_by_its_new_days_alone(town: Town) -> None:
    number = town.do(to_come(town))
    opens = town.clock.at + timedelta(days=5)
    town.do(ChangeVote(number, 0, opens=opens, closes=opens + timedelta(days=4)))
    due = {row.kind: (row.at, row.version) for row in town.rows(tables.due)}
    assert due == {
        VOTE_OPENS: (opens, 2),
        VOTE_HALFWAY: (opens + timedelta(days=2), 2),
        VOTE_LAST_DAY: (opens + timedelta(days=3), 2),
        VOTE_CLOSES: (opens + timedelta(days=4) + COUNTED_AFTER, 2),
    }


@pytest.mark.parametrize(
    ("hours", "kinds"),
    [
        (24 * 14, {VOTE_HALFWAY: 24 * 7, VOTE_LAST_DAY: 24 * 13}),
        (72, {VOTE_HALFWAY: 36, VOTE_LAST_DAY: 48}),
        (71, {VOTE_LAST_DAY: 47}),
        (48, {VOTE_HALFWAY: 24}),
        (36, {VOTE_HALFWAY: 18}),
        (1, {VOTE_HALFWAY: 0.5}),
    ],
)
def test_reminders_of_a_short_vote_do_not_come_close_upon_one_another(
    hours: int, kinds: dict[str, float]
) -> None:
    found = reminders(START, START + timedelta(hours=hours))
    assert found == {kind: START + timedelta(hours=after) for kind, after in kinds.items()}


def test_h30_an_event_is_cancelled_by_one_for_one_reason_and_the_others_are_told(town: Town) -> None:
    number = an_event(town)
    reasons = [CancelEvent(number, {"nl": f"Storm {n}"}) for n in range(AT_ONCE)]
    found = at_once([partial(came_to, town, each) for each in reasons])
    assert sorted(found) == sorted(["done", *["event-cancelled"] * (AT_ONCE - 1)])
