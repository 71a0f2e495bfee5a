"""Votes for those who hold them: listed, changed or taken back before they open, and their results explained."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import bindparam, literal, select, true

from bot.civic.groups import VOTE
from bot.civic.polling import (
    ChangeVote,
    ExplainResult,
    HeldVotes,
    ResultExplained,
    WithdrawVote,
    may_change,
    may_explain,
    may_withdraw,
    still_the_same,
)
from bot.civic.roles import Right
from bot.civic.votes import LAST_VOTES_PAGE, VOTES_PAGE, OneVote, VoteCard, VotePage
from storage import groups
from storage.audit import note
from storage.programmes import required_languages
from storage.roles import programmes_with, require, somewhere
from storage.tables import votes
from storage.transaction import Handlers, Transaction
from storage.votes import (
    held_alone,
    line_of,
    one,
    plan_moments,
    programme_of,
    set_vote,
    size_of,
    texts_as_kept,
)

_HELD = select(votes, literal(0).label("voted")).where(votes.c.withdrawn_at.is_(None))


def listed(transaction: Transaction, query: HeldVotes) -> VotePage:
    """Return a page of the votes that whoever asks may hold."""
    if not somewhere(transaction, Right.VOTES):
        return VotePage((), 1, more=False)
    page = min(max(query.page, 1), LAST_VOTES_PAGE)
    within = programmes_with(transaction, Right.VOTES)
    theirs = true() if within is None else votes.c.programme.in_(sorted(within))
    some = _HELD.where(theirs).order_by(votes.c.id.desc()).limit(VOTES_PAGE + 1).offset(bindparam("skip"))
    rows = transaction.connection.execute(some, {"skip": (page - 1) * VOTES_PAGE}).all()
    more = len(rows) > VOTES_PAGE and page < LAST_VOTES_PAGE
    return VotePage(tuple(line_of(transaction, row) for row in rows[:VOTES_PAGE]), page, more)


def change(transaction: Transaction, command: ChangeVote) -> None:
    """Bring a vote to how it is from now on."""
    vote = _to_change(transaction, command.number, command.seen)
    required = required_languages(transaction, vote.programme)
    changed = may_change(vote, command, required, transaction.now)
    opens = changed.opens or vote.opens
    moved = (opens, changed.closes) != (vote.opens, vote.closes)
    version = vote.version + moved
    size = size_of(changed)
    set_vote(
        transaction,
        vote.number,
        texts=texts_as_kept(changed.texts),
        size=size,
        least=changed.least,
        most=size if changed.kind == "ranked" else changed.most,
        live=changed.live,
        opens_at=opens,
        closes_at=changed.closes,
        version=version,
        edits=vote.edits + 1,
    )
    if moved:
        plan_moments(transaction, vote.number, version, opens, changed.closes)
    groups.follow(transaction, VOTE, vote.number)
    note(transaction, "vote-changed", f"vote:{vote.number}", what=_named(command))


def _named(command: ChangeVote) -> list[str]:
    every = ("texts", "opens", "closes", "least", "most", "live")
    return [name for name in every if getattr(command, name) is not None]


def withdraw(transaction: Transaction, command: WithdrawVote) -> None:
    """Take a vote back that is yet to open."""
    vote = _to_change(transaction, command.number, command.seen)
    may_withdraw(vote.state)
    set_vote(transaction, vote.number, withdrawn_at=transaction.now, edits=vote.edits + 1)
    groups.follow(transaction, VOTE, vote.number)
    note(transaction, "vote-withdrawn", f"vote:{vote.number}")


def explain(transaction: Transaction, command: ExplainResult) -> None:
    """Keep what comes of a result; the first time, it is told."""
    vote = _to_change(transaction, command.number, command.seen)
    may_explain(vote.state, command, required_languages(transaction, vote.programme))
    set_vote(
        transaction,
        vote.number,
        outcome=_json(command.outcome),
        signed_by=_json(command.signed),
        published_at=transaction.now,
        edits=vote.edits + 1,
    )
    note(transaction, "result-explained", f"vote:{vote.number}")
    if vote.published is None:
        transaction.emit(ResultExplained(vote.number))


def _to_change(transaction: Transaction, number: int, seen: int) -> VoteCard:
    """Return a vote that nobody else changes until the end, to whoever may and has seen its latest change."""
    require(transaction, Right.VOTES, programme_of(transaction, number))
    row = held_alone(transaction, number)
    still_the_same(seen, row.edits)
    vote = one(transaction, OneVote(number))
    assert vote is not None  # noqa: S101 - its row is held
    return vote


def _json(texts: Any) -> str:
    return json.dumps(dict(texts), ensure_ascii=False)


HANDLERS: Handlers = {
    HeldVotes: listed,
    ChangeVote: change,
    WithdrawVote: withdraw,
    ExplainResult: explain,
}
