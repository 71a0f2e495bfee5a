"""Votes: published, listed, closed and counted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, delete, exists, func, insert, literal, select, union, update

from bot.civic.counting import total
from bot.civic.doors import Citizen, Refused
from bot.civic.groups import VOTE
from bot.civic.people import REMINDERS
from bot.civic.polling import PUBLISH_AFTER, VOTE_PUBLISH
from bot.civic.roles import EVERYWHERE, Right
from bot.civic.votes import (
    AT_ONCE,
    COUNTED_AFTER,
    FEWEST_BALLOTS,
    LAST_VOTES_PAGE,
    VOTE_CLOSES,
    VOTE_OPENS,
    VOTES_PAGE,
    Awaiting,
    Choice,
    CloseVote,
    CountVote,
    CreateVote,
    ForgetAwaiting,
    HasVoted,
    ListVotes,
    MyVotes,
    NotVoted,
    OneVote,
    OpenVotes,
    State,
    Uncounted,
    VoteCard,
    VoteCounted,
    VoteLine,
    VotePage,
    VoteText,
    may_create,
    reminders,
)
from bot.engine.desk import Due
from storage import groups
from storage.audit import note
from storage.ballots import choice_in, forget_ballots, vote_row, voted_at, written
from storage.due import plan, plan_once
from storage.people import consented
from storage.programmes import required_languages
from storage.roles import require
from storage.tables import (
    PENDING,
    awaited_results,
    ballots,
    inbox,
    people,
    possible,
    tallies,
    voters,
    votes,
)
from storage.transaction import Handlers, Transaction


def create(transaction: Transaction, command: CreateVote) -> int:
    """Publish a vote, and let fall due what its times bring."""
    require(transaction, Right.VOTES, command.programme)
    may_create(command, required_languages(transaction, command.programme), transaction.now)
    size = size_of(command)
    several = command.kind == "several"
    opens = command.opens or transaction.now
    number = transaction.insert(
        votes,
        kind=command.kind,
        texts=texts_as_kept(command.texts),
        size=size,
        least=command.least if several else 1,
        most=command.most if several else size if command.kind == "ranked" else 1,
        live=command.live,
        programme=command.programme,
        opens_at=opens,
        closes_at=command.closes,
    )
    plan_moments(transaction, number, 1, opens, command.closes)
    note(transaction, "vote-made", f"vote:{number}")
    return number


def size_of(vote: CreateVote) -> int:
    """Return how many options there are to choose from."""
    return 3 if vote.kind == "yes-no" else len(next(iter(vote.texts.values())).options)


def texts_as_kept(texts: Mapping[str, VoteText]) -> str:
    """Return what a vote says, as its row keeps it."""
    every = {
        language: {"title": text.title, "explanation": text.explanation, "options": list(text.options)}
        for language, text in texts.items()
    }
    return json.dumps(every, ensure_ascii=False)


def plan_moments(
    transaction: Transaction, number: int, version: int, opens: datetime, closes: datetime
) -> None:
    """Let fall due what the times of a vote bring; what would be in the past does not."""
    moments = {
        VOTE_OPENS: opens,
        **reminders(opens, closes),
        VOTE_CLOSES: closes + COUNTED_AFTER,
    }
    for kind, at in moments.items():
        if at > transaction.now:
            plan(transaction, Due(kind, str(number), at, version))


def close(transaction: Transaction, command: CloseVote) -> None:
    """Let an open vote be over from now on."""
    require(transaction, Right.VOTES, programme_of(transaction, command.number))
    row = held_alone(transaction, command.number)
    if transaction.now <= row.opens_at:
        raise Refused("vote-to-come")
    if row.counted_at is not None or transaction.now >= row.closes_at:
        raise Refused("vote-closed")
    set_vote(transaction, row.id, closes_at=transaction.now, version=row.version + 1, edits=row.edits + 1)
    plan_moments(transaction, row.id, row.version + 1, row.opens_at, transaction.now)
    groups.follow(transaction, VOTE, row.id)
    note(transaction, "vote-closed", f"vote:{row.id}")


def programme_of(transaction: Transaction, number: int) -> int:
    """Return the programme that a vote belongs to: whoever may do nothing everywhere learns nothing of what there is."""
    row = vote_row(transaction, number)
    return row.programme if row is not None else EVERYWHERE


def count(transaction: Transaction, command: CountVote) -> None:
    """Count the ballots of a vote that is over, and destroy them."""
    transaction.require_operator()
    row = held_alone(transaction, command.number)
    if transaction.now < row.closes_at:
        raise Refused("vote-open")
    if row.counted_at is not None:
        return
    counted = _ballots_of(transaction, row.id)
    if total(counted) >= FEWEST_BALLOTS:
        rows = [{"vote": row.id, "choice": written(c), "count": n} for c, n in counted.items()]
        transaction.connection.execute(insert(tallies), rows)
    set_vote(transaction, row.id, counted_at=transaction.now, turnout=total(counted))
    plan(transaction, Due(VOTE_PUBLISH, str(row.id), row.closes_at + PUBLISH_AFTER, row.version))
    forget_ballots(transaction, row.id)
    groups.follow(transaction, VOTE, row.id)
    transaction.emit(VoteCounted(row.id))


def one(transaction: Transaction, query: OneVote) -> VoteCard | None:
    """Return a vote as who asks sees it."""
    row = vote_row(transaction, query.number)
    if row is None:
        return None
    who = transaction.actor.person if isinstance(transaction.actor, Citizen) else None
    return VoteCard(
        number=row.id,
        kind=row.kind,
        texts={language: _text(each) for language, each in json.loads(row.texts).items()},
        least=row.least,
        most=row.most,
        live=row.live,
        opens=row.opens_at,
        closes=row.closes_at,
        state=_state(row, transaction.now),
        turnout=_turnout(transaction, row),
        version=row.version,
        voted=voted_at(transaction, row.id, who) if who is not None else None,
        awaited=who is not None and _awaits(transaction, row.id, who),
        ballots=_shown(transaction, row),
        programme=row.programme,
        edits=row.edits,
        outcome=json.loads(row.outcome),
        signed=json.loads(row.signed_by),
        published=row.published_at,
    )


def listed(transaction: Transaction, query: ListVotes) -> VotePage:
    """Return a page of votes; one after the last is the last there may be."""
    page = min(max(query.page, 1), LAST_VOTES_PAGE)
    who = transaction.actor.person if isinstance(transaction.actor, Citizen) else None
    asked = {"now": transaction.now, "who": who, "skip": (page - 1) * VOTES_PAGE}
    rows = transaction.connection.execute(_OVER if query.over else _CURRENT, asked).all()
    more = len(rows) > VOTES_PAGE and page < LAST_VOTES_PAGE
    return VotePage(tuple(line_of(transaction, row) for row in rows[:VOTES_PAGE]), page, more)


def open_votes(transaction: Transaction, _query: OpenVotes) -> int:
    """Return how many votes are open."""
    return transaction.connection.execute(_OPEN, {"now": transaction.now}).scalar() or 0


def mine(transaction: Transaction, _query: MyVotes) -> tuple[VoteLine, ...]:
    """Return the votes in which this person took part."""
    rows = transaction.connection.execute(_MINE, {"who": transaction.citizen})
    return tuple(line_of(transaction, row) for row in rows)


def uncounted(transaction: Transaction, query: Uncounted) -> bool:
    """Tell whether something that came in before the close waits for its turn."""
    transaction.require_operator()
    row = vote_row(transaction, query.number)
    before = {"before": row.closes_at if row else transaction.now}
    return transaction.connection.execute(_WAITING, before).first() is not None


def not_voted(transaction: Transaction, query: NotVoted) -> tuple[int, ...]:
    """Return some who may be reminded of the vote."""
    return _some(transaction, _NOT_VOTED, query.number, query.after)


def awaiting(transaction: Transaction, query: Awaiting) -> tuple[int, ...]:
    """Return some who are to hear the result."""
    return _some(transaction, _AWAITING, query.number, query.after)


def forget_awaiting(transaction: Transaction, command: ForgetAwaiting) -> None:
    """Forget who asked to hear the result."""
    transaction.require_operator()
    transaction.connection.execute(delete(awaited_results).where(awaited_results.c.vote == command.number))


def has_voted(transaction: Transaction, query: HasVoted) -> bool:
    """Tell whether that person voted."""
    transaction.require_operator()
    return voted_at(transaction, query.number, query.person) is not None


def count_the_overdue(transaction: Transaction) -> None:
    """Let be counted what is over and was not: whatever became of what should have seen to it, no vote stays uncounted."""
    for row in transaction.connection.execute(_OVERDUE, {"now": transaction.now - COUNTED_AFTER}):
        plan_once(transaction, Due(VOTE_CLOSES, str(row.id), transaction.now, row.version))


def _some(transaction: Transaction, statement: Any, vote: int, after: int) -> tuple[int, ...]:
    transaction.require_operator()
    found = transaction.connection.execute(statement, {"which": vote, "after": after})
    return tuple(found.scalars())


def held_alone(transaction: Transaction, number: int) -> Any:
    """Return the vote's row, which nobody else changes, counts or votes in until the end. Raises Refused where there is none."""
    row = transaction.connection.execute(_ALONE, {"which": number}).first() if possible(number) else None
    if row is None:
        raise Refused("no-such-vote")
    return row


def set_vote(transaction: Transaction, number: int, **values: object) -> None:
    """Bring the row of a vote to these values."""
    transaction.connection.execute(update(votes).where(votes.c.id == number).values(values))


def _state(row: Any, now: datetime) -> State:
    if row.counted_at is not None:
        return "closed"
    if now < row.opens_at:
        return "to-come"
    return "open" if now < row.closes_at else "counting"


def _turnout(transaction: Transaction, row: Any) -> int:
    if row.turnout is not None:
        return int(row.turnout)
    return transaction.connection.execute(_TURNOUT, {"which": row.id}).scalar() or 0


def _shown(transaction: Transaction, row: Any) -> Mapping[Choice, int] | None:
    """Return what may be shown of the ballots: those that are counted, or of a live tally; never of too few."""
    if row.counted_at is not None:
        rows = transaction.connection.execute(_TALLIES, {"which": row.id})
        return {choice_in(r.choice): r.number for r in rows} or None
    found = _ballots_of(transaction, row.id) if row.live else {}
    return found if total(found) >= FEWEST_BALLOTS else None


def _ballots_of(transaction: Transaction, vote: int) -> dict[Choice, int]:
    rows = transaction.connection.execute(_BALLOTS, {"which": vote})
    return {choice_in(row.choice): row.number for row in rows}


def _awaits(transaction: Transaction, vote: int, who: int) -> bool:
    theirs = exists().where(awaited_results.c.vote == vote, awaited_results.c.person == who)
    return bool(transaction.connection.execute(select(theirs)).scalar())


def _text(kept: Mapping[str, Any]) -> VoteText:
    return VoteText(kept["title"], kept["explanation"], tuple(kept["options"]))


def line_of(transaction: Transaction, row: Any) -> VoteLine:
    """Return a vote in a list; its row also says whether who asks has `voted`."""
    titles = {language: each["title"] for language, each in json.loads(row.texts).items()}
    state = _state(row, transaction.now)
    return VoteLine(row.id, titles, state, row.opens_at, row.closes_at, bool(row.voted))


_WHICH: Any = bindparam("which")
_WHO: Any = bindparam("who")
_NOW: Any = bindparam("now")
_THERE = votes.c.withdrawn_at.is_(None)
_ALONE = select(votes).where(votes.c.id == _WHICH, _THERE).with_for_update()
_TURNOUT = select(func.count()).select_from(voters).where(voters.c.vote == _WHICH)
_TALLIES = select(tallies.c.choice, tallies.c.count.label("number")).where(tallies.c.vote == _WHICH)
_BALLOTS = (
    select(ballots.c.choice, func.count().label("number"))
    .where(ballots.c.vote == _WHICH)
    .group_by(ballots.c.choice)
)
_LINES = select(votes, exists().where(voters.c.vote == votes.c.id, voters.c.person == _WHO).label("voted"))
_CURRENT = (
    _LINES.where(_THERE, votes.c.closes_at > _NOW)
    .order_by(case((votes.c.opens_at <= _NOW, 0), else_=1), votes.c.closes_at, votes.c.id)
    .limit(VOTES_PAGE + 1)
    .offset(bindparam("skip"))
)
_OVER = (
    _LINES.where(_THERE, votes.c.closes_at <= _NOW)
    .order_by(votes.c.closes_at.desc(), votes.c.id.desc())
    .limit(VOTES_PAGE + 1)
    .offset(bindparam("skip"))
)
_OPEN = (
    select(func.count()).select_from(votes).where(_THERE, votes.c.opens_at <= _NOW, votes.c.closes_at > _NOW)
)
_OVERDUE = (
    select(votes.c.id, votes.c.version)
    .where(_THERE, votes.c.counted_at.is_(None), votes.c.closes_at < _NOW)
    .order_by(votes.c.closes_at, votes.c.id)
)
_MINE = (
    select(votes, literal(1).label("voted"))
    .join(voters, voters.c.vote == votes.c.id)
    .where(voters.c.person == _WHO)
    .order_by(votes.c.closes_at.desc(), votes.c.id.desc())
)
_WAITING = (
    select(inbox.c.id)
    .where(inbox.c.state == PENDING, inbox.c.arrived_at < bindparam("before"), inbox.c.person.is_not(None))
    .limit(1)
)
_MAY_BE_REMINDED = (
    people.c.stopped_at.is_(None),
    consented(REMINDERS),
)
_NOT_VOTED = (
    select(people.c.id)
    .where(
        people.c.id > bindparam("after"),
        *_MAY_BE_REMINDED,
        ~exists().where(voters.c.vote == _WHICH, voters.c.person == people.c.id),
    )
    .order_by(people.c.id)
    .limit(AT_ONCE)
)
_INTERESTED = union(
    select(voters.c.person).where(voters.c.vote == _WHICH),
    select(awaited_results.c.person).where(awaited_results.c.vote == _WHICH),
).subquery("interested")
_AWAITING = (
    select(people.c.id)
    .join(_INTERESTED, _INTERESTED.c.person == people.c.id)
    .where(people.c.id > bindparam("after"), *_MAY_BE_REMINDED)
    .order_by(people.c.id)
    .limit(AT_ONCE)
)

HANDLERS: Handlers = {
    CreateVote: create,
    CloseVote: close,
    CountVote: count,
    OneVote: one,
    ListVotes: listed,
    OpenVotes: open_votes,
    MyVotes: mine,
    Uncounted: uncounted,
    NotVoted: not_voted,
    Awaiting: awaiting,
    ForgetAwaiting: forget_awaiting,
    HasVoted: has_voted,
}
