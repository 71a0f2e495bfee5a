"""H16, of votes: who may do what, and when; the table is written by hand, and every cell of it is tried on both databases.

Roles: as in `test_rules`; a *voter* is a citizen who has a ballot in it. The vote is *open*, *to come*, *over* (not counted yet),
*counted*, or there is *none*.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.civic.doors import Command
from bot.civic.people import OPINIONS, FinishWelcome, GiveConsent
from bot.civic.polling import ChangeVote, ExplainResult, WithdrawVote
from bot.civic.votes import (
    MAX_OPTION,
    MOST_OPTIONS,
    AwaitResult,
    CastBallot,
    CloseVote,
    CountVote,
    CreateVote,
    ForgetAwaiting,
    MarkBallot,
    SendBallot,
    VoteText,
    WithdrawBallot,
)
from tests.civic.outcomes import cells, outcome
from tests.worlds import START, World

ROLES = ("stranger", "reader", "citizen", "voter", "operator")
VOTES = ("open", "to come", "over", "counted", "none")

TABLE = """
command             | vote    | stranger     | reader       | citizen      | voter        | operator

vote                | open    | no-consent   | no-consent   | ok           | ok           | not-a-person
vote                | to come | no-consent   | no-consent   | vote-to-come | vote-to-come | not-a-person
vote                | over    | no-consent   | no-consent   | vote-closed  | vote-closed  | not-a-person
vote                | counted | no-consent   | no-consent   | vote-closed  | vote-closed  | not-a-person
vote                | none    | no-such-vote | no-such-vote | no-such-vote | no-such-vote | not-a-person
vote for nothing    | open    | no-consent   | no-consent   | bad-choice   | bad-choice   | not-a-person
vote beyond the end | open    | no-consent   | no-consent   | bad-choice   | bad-choice   | not-a-person
vote below zero     | open    | no-consent   | no-consent   | bad-choice   | bad-choice   | not-a-person
vote twice for one  | open    | no-consent   | no-consent   | bad-choice   | bad-choice   | not-a-person
vote for two        | open    | no-consent   | no-consent   | bad-choice   | bad-choice   | not-a-person
mark                | open    | no-consent   | no-consent   | ok           | ok           | not-a-person
mark                | to come | no-consent   | no-consent   | vote-to-come | vote-to-come | not-a-person
mark                | over    | no-consent   | no-consent   | vote-closed  | vote-closed  | not-a-person
mark                | counted | no-consent   | no-consent   | vote-closed  | vote-closed  | not-a-person
mark                | none    | no-such-vote | no-such-vote | no-such-vote | no-such-vote | not-a-person
mark below zero     | open    | no-consent   | no-consent   | bad-choice   | bad-choice   | not-a-person
send nothing marked | open    | no-consent   | no-consent   | bad-choice   | ok           | not-a-person
send nothing marked | over    | no-consent   | no-consent   | vote-closed  | vote-closed  | not-a-person
withdraw            | open    | ok           | ok           | ok           | ok           | not-a-person
withdraw            | to come | ok           | ok           | ok           | ok           | not-a-person
withdraw            | over    | vote-closed  | vote-closed  | vote-closed  | vote-closed  | not-a-person
withdraw            | counted | vote-closed  | vote-closed  | vote-closed  | vote-closed  | not-a-person
withdraw            | none    | no-such-vote | no-such-vote | no-such-vote | no-such-vote | not-a-person
await the result    | none    | no-such-vote | no-such-vote | no-such-vote | no-such-vote | not-a-person
await the result    | open    | no-consent   | no-consent   | ok           | ok           | not-a-person
await the result    | over    | no-consent   | no-consent   | ok           | ok           | not-a-person
await the result    | counted | vote-closed  | vote-closed  | vote-closed  | vote-closed  | not-a-person
close               | open    | not-allowed    | not-allowed    | not-allowed    | not-allowed    | ok
close               | to come | not-allowed    | not-allowed    | not-allowed    | not-allowed    | vote-to-come
close               | over    | not-allowed    | not-allowed    | not-allowed    | not-allowed    | vote-closed
close               | counted | not-allowed    | not-allowed    | not-allowed    | not-allowed    | vote-closed
close               | none    | not-allowed    | not-allowed    | not-allowed    | not-allowed    | no-such-vote
count               | open    | operators-only | operators-only | operators-only | operators-only | vote-open
count               | to come | operators-only | operators-only | operators-only | operators-only | vote-open
count               | over    | operators-only | operators-only | operators-only | operators-only | ok
count               | counted | operators-only | operators-only | operators-only | operators-only | ok
count               | none    | operators-only | operators-only | operators-only | operators-only | no-such-vote
forget who awaits   | counted | operators-only | operators-only | operators-only | operators-only | ok
change              | open    | not-allowed    | not-allowed    | not-allowed    | not-allowed    | vote-open
change              | to come | not-allowed    | not-allowed    | not-allowed    | not-allowed    | ok
change              | over    | not-allowed    | not-allowed    | not-allowed    | not-allowed    | vote-closed
change              | counted | not-allowed    | not-allowed    | not-allowed    | not-allowed    | vote-closed
change              | none    | not-allowed    | not-allowed    | not-allowed    | not-allowed    | no-such-vote
change nothing      | to come | not-allowed    | not-allowed    | not-allowed    | not-allowed    | nothing-changes
change unseen       | to come | not-allowed    | not-allowed    | not-allowed    | not-allowed    | changed-meanwhile
change to French only | to come | not-allowed  | not-allowed    | not-allowed    | not-allowed    | missing-language
change to one option | to come | not-allowed   | not-allowed    | not-allowed    | not-allowed    | too-few-options
change to the past  | to come | not-allowed    | not-allowed    | not-allowed    | not-allowed    | closes-before-it-opens
show the tally      | to come | not-allowed    | not-allowed    | not-allowed    | not-allowed    | secrecy-loosened
show the tally      | open    | not-allowed    | not-allowed    | not-allowed    | not-allowed    | secrecy-loosened
show the tally      | over    | not-allowed    | not-allowed    | not-allowed    | not-allowed    | vote-closed
keep the tally      | to come | not-allowed    | not-allowed    | not-allowed    | not-allowed    | ok
keep the tally      | open    | not-allowed    | not-allowed    | not-allowed    | not-allowed    | ok
keep the tally      | over    | not-allowed    | not-allowed    | not-allowed    | not-allowed    | vote-closed
take back           | open    | not-allowed    | not-allowed    | not-allowed    | not-allowed    | vote-open
take back           | to come | not-allowed    | not-allowed    | not-allowed    | not-allowed    | ok
take back           | over    | not-allowed    | not-allowed    | not-allowed    | not-allowed    | vote-closed
take back           | counted | not-allowed    | not-allowed    | not-allowed    | not-allowed    | vote-closed
take back           | none    | not-allowed    | not-allowed    | not-allowed    | not-allowed    | no-such-vote
take back unseen    | to come | not-allowed    | not-allowed    | not-allowed    | not-allowed    | changed-meanwhile
explain             | open    | not-allowed    | not-allowed    | not-allowed    | not-allowed    | not-counted
explain             | to come | not-allowed    | not-allowed    | not-allowed    | not-allowed    | not-counted
explain             | over    | not-allowed    | not-allowed    | not-allowed    | not-allowed    | not-counted
explain             | counted | not-allowed    | not-allowed    | not-allowed    | not-allowed    | ok
explain             | none    | not-allowed    | not-allowed    | not-allowed    | not-allowed    | no-such-vote
explain unseen      | counted | not-allowed    | not-allowed    | not-allowed    | not-allowed    | changed-meanwhile
explain in Dutch only | counted | not-allowed  | not-allowed    | not-allowed    | not-allowed    | missing-language
explain at length   | counted | not-allowed    | not-allowed    | not-allowed    | not-allowed    | too-long
create              | none    | not-allowed | not-allowed | not-allowed | not-allowed | ok
create of a kind    | none    | not-allowed | not-allowed | not-allowed | not-allowed | unknown-kind
create in Klingon   | none    | not-allowed | not-allowed | not-allowed | not-allowed | unknown-language
create in one language | none | not-allowed | not-allowed | not-allowed | not-allowed | missing-language
create untitled     | none    | not-allowed | not-allowed | not-allowed | not-allowed | no-title
create at length    | none    | not-allowed | not-allowed | not-allowed | not-allowed | too-long
create long options | none    | not-allowed | not-allowed | not-allowed | not-allowed | too-long
create yes or what  | none    | not-allowed | not-allowed | not-allowed | not-allowed | options-not-needed
create one option   | none    | not-allowed | not-allowed | not-allowed | not-allowed | too-few-options
create a blank one  | none    | not-allowed | not-allowed | not-allowed | not-allowed | too-few-options
create many options | none    | not-allowed | not-allowed | not-allowed | not-allowed | too-many-options
create other options | none   | not-allowed | not-allowed | not-allowed | not-allowed | options-differ
create the same twice | none  | not-allowed | not-allowed | not-allowed | not-allowed | same-option
create for three of two | none | not-allowed | not-allowed | not-allowed | not-allowed | bad-limits
create for two to one | none  | not-allowed | not-allowed | not-allowed | not-allowed | bad-limits
create backwards    | none    | not-allowed | not-allowed | not-allowed | not-allowed | closes-before-it-opens
create in the past  | none    | not-allowed | not-allowed | not-allowed | not-allowed | closes-in-the-past
"""

DAY = timedelta(days=1)
LATER = START + 9 * DAY
WORDS = {"nl": "Wij planten bomen", "fr": "Nous plantons des arbres"}


def asked(
    kind: str = "one",
    options: tuple[str, ...] = ("A", "B"),
    languages: tuple[str, ...] = ("nl", "fr"),
    *,
    title: str = "Welk plein eerst?",
    opens: datetime = START,
    closes: datetime = LATER,
    least: int = 1,
    most: int = 1,
) -> CreateVote:
    """Return a vote with the same words in every language."""
    texts = {language: VoteText(title, "", options) for language in languages}
    return CreateVote(kind, texts, opens, closes, least, most)


def otherwise(options: tuple[str, ...]) -> CreateVote:
    """Return a vote whose options are others in French."""
    texts = {"nl": VoteText("Welk?", "", ("A", "B")), "fr": VoteText("Lequel ?", "", options)}
    return CreateVote("one", texts, START, LATER)


COMMANDS: dict[str, Command[Any]] = {
    "vote": CastBallot(1, (1,)),
    "vote for nothing": CastBallot(1, ()),
    "vote beyond the end": CastBallot(1, (2,)),
    "vote below zero": CastBallot(1, (-1,)),
    "vote twice for one": CastBallot(1, (1, 1)),
    "vote for two": CastBallot(1, (0, 1)),
    "mark": MarkBallot(1, (0, 1)),
    "mark below zero": MarkBallot(1, (-1,)),
    "send nothing marked": SendBallot(1),
    "withdraw": WithdrawBallot(1),
    "await the result": AwaitResult(1),
    "close": CloseVote(1),
    "count": CountVote(1),
    "forget who awaits": ForgetAwaiting(1),
    "change": ChangeVote(1, 0, closes=LATER),
    "change nothing": ChangeVote(1, 0),
    "change unseen": ChangeVote(1, 1, closes=LATER),
    "change to French only": ChangeVote(1, 0, texts={"fr": VoteText("Quoi ?", "", ("A", "B"))}),
    "change to one option": ChangeVote(1, 0, texts=asked(options=("A",)).texts),
    "change to the past": ChangeVote(1, 0, closes=START - DAY),
    "show the tally": ChangeVote(1, 0, live=True),
    "keep the tally": ChangeVote(1, 0, live=False),
    "take back": WithdrawVote(1, 0),
    "take back unseen": WithdrawVote(1, 1),
    "explain": ExplainResult(1, 0, WORDS, WORDS),
    "explain unseen": ExplainResult(1, 1, WORDS, WORDS),
    "explain in Dutch only": ExplainResult(1, 0, {"nl": "Ja"}, WORDS),
    "explain at length": ExplainResult(1, 0, dict.fromkeys(WORDS, "z" * 2001), WORDS),
    "create": asked(),
    "create of a kind": asked("a whim"),
    "create in Klingon": asked(languages=("nl", "fr", "tlh")),
    "create in one language": asked(languages=("nl",)),
    "create untitled": asked(title=" "),
    "create at length": asked(title="z" * 151),
    "create long options": asked(options=("A", "z" * (MAX_OPTION + 1))),
    "create yes or what": asked("yes-no"),
    "create one option": asked(options=("A",)),
    "create a blank one": asked(options=("A", " ")),
    "create many options": asked(options=tuple(map(str, range(MOST_OPTIONS + 1)))),
    "create other options": otherwise(("A", "B", "C")),
    "create the same twice": asked(options=("A", "a ")),
    "create for three of two": asked("several", most=3),
    "create for two to one": asked("several", least=2, most=1),
    "create backwards": asked(opens=LATER, closes=START + DAY),
    "create in the past": asked(opens=START - 2 * DAY, closes=START - DAY),
}


def in_state(world: World, vote: str) -> World:
    """Bring people and a vote about."""
    for name in ("stranger", "reader", "citizen", "voter"):
        world.meet(name, "nl")
    for name in ("reader", "citizen", "voter"):
        world.does(name, FinishWelcome())
    for name in ("citizen", "voter"):
        world.does(name, GiveConsent(OPINIONS))
    if vote == "none":
        return world
    opens = START + (5 * DAY if vote == "to come" else -DAY)
    world.operate(asked(opens=opens, closes=START + 6 * DAY))
    if vote != "to come":
        world.does("voter", CastBallot(1, (0,)))
    if vote in {"over", "counted"}:
        world.clock.at += 6 * DAY
    if vote == "counted":
        world.operate(CountVote(1))
    return world


CELLS = cells(TABLE, ROLES)


@pytest.mark.prove_on("postgres-to-come", "postgres-over", "postgres-counted", "postgres-none")
@pytest.mark.parametrize("vote", VOTES, ids=lambda state: state.replace(" ", "-"))
def test_h16_every_cell_of_the_table_of_votes(either_world: World, vote: str) -> None:
    world = in_state(either_world, vote)
    wanted = {(command, role): code for (command, state, role), code in CELLS.items() if state == vote}
    found = {(name, role): outcome(world, role, COMMANDS[name]) for name, role in wanted}
    assert found == wanted


def test_h16_every_command_of_votes_is_in_the_table() -> None:
    lines = {(command, vote) for command, vote, _role in CELLS}
    assert {vote for _command, vote in lines} == set(VOTES)
    assert {command for command, _vote in lines} == COMMANDS.keys()
    for command in ("vote", "mark", "withdraw", "close", "count", "change", "take back", "explain"):
        assert {vote for name, vote in lines if name == command} == set(VOTES)
