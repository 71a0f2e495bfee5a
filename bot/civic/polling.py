"""A vote as those see it who hold it: changed or taken back before it opens, kept more secret, and its result explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.civic.doors import Command, Event, Query, Refused
from bot.civic.statuses import MAX_FUNCTION
from bot.civic.texts import Texts, see_texts
from bot.civic.votes import CreateVote, State, VoteCard, VotePage, VoteText, may_create

MAX_OUTCOME = 2000

PUBLISH_AFTER = timedelta(hours=168)
"""So long after the close, who has not said what comes of a vote is asked to (as adhocracy+ asks its moderators)."""

VOTE_PUBLISH, VOTE_EXPLAINED, VOTE_OUTCOME = "vote-publish", "vote-explained", "vote-outcome"
"""The kinds of due row that ask who holds a vote to explain its result, that let the explanation be told, and that tell one person."""


@dataclass(frozen=True, slots=True)
class HeldVotes(Query[VotePage]):
    """A page of the votes that I may hold, the latest first, numbered from 1. Empty for who may hold none."""

    page: int


@dataclass(frozen=True, slots=True)
class ChangeVote(Command[None]):
    """Change what is named of a vote. Needs Right.VOTES.

    All of it before the vote opens; once it is open, nothing but to show its tally no longer. Secrecy can only be tightened:
    a tally that is not shown before the close never will be. `seen` are the edits that whoever changes it knew of (H30).

    Refused: not-allowed, no-such-vote, changed-meanwhile, nothing-changes, vote-open, vote-closed, secrecy-loosened, and as
    CreateVote.
    """

    number: int
    seen: int
    texts: Mapping[str, VoteText] | None = None
    opens: datetime | None = None
    closes: datetime | None = None
    least: int | None = None
    most: int | None = None
    live: bool | None = None


@dataclass(frozen=True, slots=True)
class WithdrawVote(Command[None]):
    """Take a vote back that is yet to open: nobody is shown it any more. Needs Right.VOTES.

    Refused: not-allowed, no-such-vote, changed-meanwhile, vote-open, vote-closed.
    """

    number: int
    seen: int


@dataclass(frozen=True, slots=True)
class ExplainResult(Command[None]):
    """Say what comes of a result, signed by a function: who voted hears it once; said again, it is put right. Needs Right.VOTES.

    Refused: not-allowed, no-such-vote, changed-meanwhile, not-counted, unknown-language, missing-language, too-long.
    """

    number: int
    seen: int
    outcome: Texts
    signed: Texts


@dataclass(frozen=True, slots=True)
class ResultExplained(Event):
    """It was said for the first time what comes of a result."""

    number: int


def still_the_same(seen: int, edits: int) -> None:
    """Refuse who has not seen the latest change (H30)."""
    if seen != edits:
        raise Refused("changed-meanwhile")


def may_change(vote: VoteCard, command: ChangeVote, required: Sequence[str], now: datetime) -> CreateVote:
    """Return the vote as it would be made with this change. Refused: as ChangeVote."""
    if vote.state in {"counting", "closed"}:
        raise Refused("vote-closed")
    named = (command.texts, command.opens, command.closes, command.least, command.most)
    if all(each is None for each in (*named, command.live)):
        raise Refused("nothing-changes")
    if command.live and not vote.live:
        raise Refused("secrecy-loosened")
    if vote.state == "open" and any(each is not None for each in named):
        raise Refused("vote-open")
    changed = _changed(vote, command)
    if vote.state == "to-come":
        may_create(changed, required, now)
    return changed


def _changed(vote: VoteCard, command: ChangeVote) -> CreateVote:
    made = CreateVote(
        vote.kind, vote.texts, vote.opens, vote.closes, vote.least, vote.most, vote.live, vote.programme
    )
    given = {
        name: value
        for name in ("texts", "opens", "closes", "least", "most", "live")
        if (value := getattr(command, name)) is not None
    }
    return replace(made, **given)


def may_withdraw(state: State) -> None:
    """Refuse to take back what people may have voted in."""
    if state == "open":
        raise Refused("vote-open")
    if state != "to-come":
        raise Refused("vote-closed")


def may_explain(state: State, command: ExplainResult, required: Sequence[str]) -> None:
    """Refuse an explanation before there is a result, or that lacks a language (H69)."""
    if state != "closed":
        raise Refused("not-counted")
    see_texts(command.outcome, required, max_chars=MAX_OUTCOME)
    see_texts(command.signed, required, max_chars=MAX_FUNCTION)
