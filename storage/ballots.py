"""Ballots: cast, changed, taken back, and nobody's name on them.

A ballot stands under keyed BLAKE2b (RFC 7693) of its person, with a secret that each vote has of its own. Whoever has the
database and the secret could find a person's ballot: so the secret is destroyed when the vote is counted, and no backup has it.
"""

from __future__ import annotations

import functools
import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, select

from bot.civic.doors import Refused
from bot.civic.groups import VOTE
from bot.civic.rights import Fate
from bot.civic.votes import (
    VOTE_REMINDER,
    VOTE_RESULT,
    AwaitResult,
    BallotsJoined,
    CastBallot,
    Choice,
    MarkBallot,
    MyMarks,
    SendBallot,
    WithdrawBallot,
    may_choose,
    may_mark,
    may_vote,
)
from storage import groups
from storage.due import forget_due, move_due
from storage.people import person
from storage.personal import Personal, kept, take_over
from storage.tables import (
    awaited_results,
    ballot_marks,
    ballots,
    due,
    possible,
    vote_secrets,
    voters,
    votes,
)
from storage.transaction import INSERTS, Handlers, Transaction

_VOTE = select(votes).where(votes.c.id == bindparam("which"), votes.c.withdrawn_at.is_(None))
# Who votes holds the vote together with others who do; who counts it holds it alone.
_HELD = _VOTE.with_for_update(read=True)
_SECRET = select(vote_secrets.c.secret).where(vote_secrets.c.vote == bindparam("which"))
_VOTED = select(voters.c.at).where(voters.c.vote == bindparam("which"), voters.c.person == bindparam("who"))


def cast(transaction: Transaction, command: CastBallot) -> None:
    """Put the ballot in, in the place of an earlier one."""
    row = _may_vote(transaction, command.number)
    _cast(transaction, row, command.choice)


def mark(transaction: Transaction, command: MarkBallot) -> None:
    """Keep what was chosen so far, as secret as a ballot."""
    row = _may_vote(transaction, command.number)
    if not may_mark(command.choice, row.size):
        raise Refused("bad-choice")
    _put(transaction, ballot_marks, row.id, _key(transaction, row.id, transaction.citizen), command.choice)


def marked(transaction: Transaction, query: MyMarks) -> Choice:
    """Return what was chosen so far."""
    key = _known_key(transaction, query.number, transaction.citizen) if possible(query.number) else None
    return (_of(transaction, ballot_marks, query.number, key) if key else None) or ()


def send(transaction: Transaction, command: SendBallot) -> None:
    """Make a ballot of what was chosen so far; sent twice, it is sent once."""
    row = _may_vote(transaction, command.number)
    key = _key(transaction, row.id, transaction.citizen)
    choice = _of(transaction, ballot_marks, row.id, key)
    if choice is None and _of(transaction, ballots, row.id, key) is not None:
        return
    _cast(transaction, row, choice or ())


def withdraw(transaction: Transaction, command: WithdrawBallot) -> None:
    """Take the ballot out. Nobody has to agree to anything for that."""
    who = transaction.citizen
    row = held_vote(transaction, command.number)
    if row.counted_at is not None or transaction.arrived >= row.closes_at:
        raise Refused("vote-closed")
    if voted_at(transaction, row.id, who) is None:
        return
    _see_that_it_is_there(transaction, row.id, who)
    _take_out(transaction, row.id, who)
    groups.follow(transaction, VOTE, row.id)


def await_result(transaction: Transaction, command: AwaitResult) -> None:
    """Note that this person wants to hear the result."""
    who = person(transaction, transaction.citizen)
    row = held_vote(transaction, command.number)
    if row.counted_at is not None:
        raise Refused("vote-closed")
    if not who.opinions:
        raise Refused("no-consent")
    transaction.write(_await, [{"vote": row.id, "person": who.id}])


def vote_row(transaction: Transaction, number: int) -> Any:
    """Return the vote's row; None where no vote has, or can have, that number (H10)."""
    return transaction.connection.execute(_VOTE, {"which": number}).first() if possible(number) else None


def held_vote(transaction: Transaction, number: int) -> Any:
    """Return the vote's row, which nobody counts or closes until the end. Raises Refused where there is none."""
    row = transaction.connection.execute(_HELD, {"which": number}).first() if possible(number) else None
    if row is None:
        raise Refused("no-such-vote")
    return row


def voted_at(transaction: Transaction, vote: int, who: int) -> datetime | None:
    """Return when this person gave the ballot that they have in this vote, or had until it was counted."""
    at: datetime | None = transaction.connection.execute(_VOTED, {"which": vote, "who": who}).scalar()
    return at


def written(choice: Choice) -> str:
    """Return a choice as it is kept: "2.0.1"."""
    return ".".join(map(str, choice))


def choice_in(kept: str) -> Choice:
    """Return the choice that `written` wrote."""
    return tuple(map(int, kept.split("."))) if kept else ()


def forget_ballots(transaction: Transaction, vote: int) -> None:
    """Destroy the ballots of a vote, and the secret by which they could be found."""
    for table in (ballots, ballot_marks, vote_secrets):
        transaction.connection.execute(delete(table).where(table.c.vote == vote))


def _may_vote(transaction: Transaction, number: int) -> Any:
    who = person(transaction, transaction.citizen)
    row = held_vote(transaction, number)
    counted = row.counted_at is not None
    may_vote(who, opens=row.opens_at, closes=row.closes_at, counted=counted, at=transaction.arrived)
    return row


def _cast(transaction: Transaction, row: Any, choice: Choice) -> None:
    who = transaction.citizen
    may_choose(choice, row.kind, size=row.size, least=row.least, most=row.most)
    if row.kind == "several":
        choice = tuple(sorted(choice))
    if voted_at(transaction, row.id, who) is not None:
        _see_that_it_is_there(transaction, row.id, who)
    key = _key(transaction, row.id, who)
    _put(transaction, ballots, row.id, key, choice)
    transaction.write(_voted, [{"vote": row.id, "person": who, "at": transaction.arrived}])
    _forget(transaction, ballot_marks, row.id, key)
    groups.follow(transaction, VOTE, row.id)


def _see_that_it_is_there(transaction: Transaction, vote: int, who: int) -> None:
    """Refuse to change a ballot that a backup without its secret brought back: it counts, and nobody can find it."""
    key = _known_key(transaction, vote, who)
    if key is None or _of(transaction, ballots, vote, key) is None:
        raise Refused("ballot-sealed")


def _take_out(transaction: Transaction, vote: int, who: int) -> None:
    if key := _known_key(transaction, vote, who):
        _forget(transaction, ballots, vote, key)
        _forget(transaction, ballot_marks, vote, key)
    theirs = delete(voters).where(voters.c.vote == vote, voters.c.person == who)
    transaction.connection.execute(theirs)


def _key(transaction: Transaction, vote: int, who: int) -> bytes:
    """Return the key of this person's ballot; the vote gets its secret with the first."""
    if _known_key(transaction, vote, who) is None:
        transaction.write(_keep_secret, [{"vote": vote, "secret": secrets.token_bytes(32)}])
    key = _known_key(transaction, vote, who)
    assert key is not None  # noqa: S101 - somebody has just kept a secret, we or another
    return key


def _known_key(transaction: Transaction, vote: int, who: int) -> bytes | None:
    """Return the key of this person's ballot; None where the vote has no secret: not yet, or no longer."""
    secret = transaction.connection.execute(_SECRET, {"which": vote}).scalar()
    return key_of(bytes(secret), who) if secret is not None else None


def key_of(secret: bytes, who: int) -> bytes:
    """Return what this person's ballot is kept under: 16 bytes that tell nothing without the secret."""
    return hashlib.blake2b(str(who).encode(), key=secret, digest_size=16, person=b"parvis ballot").digest()


def _of(transaction: Transaction, table: Table, vote: int, key: bytes) -> Choice | None:
    found = select(table.c.choice).where(table.c.vote == vote, table.c.key == key)
    kept = transaction.connection.execute(found).scalar()
    return None if kept is None else choice_in(kept)


def _put(transaction: Transaction, table: Table, vote: int, key: bytes, choice: Choice) -> None:
    row = {"vote": vote, "key": key, "choice": written(choice)}
    transaction.connection.execute(_put_in(transaction.connection.dialect.name, table), row)


def _forget(transaction: Transaction, table: Table, vote: int, key: bytes) -> None:
    transaction.connection.execute(delete(table).where(table.c.vote == vote, table.c.key == key))


@functools.cache
def _put_in(dialect: str, table: Table) -> Any:
    put = INSERTS[dialect](table)
    return put.on_conflict_do_update(index_elements=["vote", "key"], set_={"choice": put.excluded.choice})


@functools.cache
def _voted(dialect: str) -> Any:
    put = INSERTS[dialect](voters)
    return put.on_conflict_do_update(index_elements=["vote", "person"], set_={"at": put.excluded.at})


@functools.cache
def _await(dialect: str) -> Any:
    return INSERTS[dialect](awaited_results).on_conflict_do_nothing(index_elements=["vote", "person"])


@functools.cache
def _keep_secret(dialect: str) -> Any:
    return INSERTS[dialect](vote_secrets).on_conflict_do_nothing(index_elements=["vote"])


# What becomes of it when two accounts are one person's, or somebody is forgotten.

_THEIRS = select(voters.c.vote, voters.c.at).where(voters.c.person == bindparam("who"))
_OPEN_OF = (
    select(votes.c.id)
    .join(voters, voters.c.vote == votes.c.id)
    .where(voters.c.person == bindparam("who"), votes.c.counted_at.is_(None))
    .order_by(votes.c.id)
    .with_for_update(of=votes, read=True)
)


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    """Let `gone`'s ballots be `stays`': where both voted the later one counts, and both are told (H18)."""
    run = transaction.connection.execute
    open_now = set(run(_OPEN_OF, {"who": gone}).scalars())
    mine = {row.vote: row.at for row in run(_THEIRS, {"who": stays})}
    for vote, at in run(_THEIRS, {"who": gone}).all():
        if vote not in mine or at >= mine[vote]:
            if vote in open_now:
                _hand_over(transaction, vote, gone, stays)
            transaction.write(_voted, [{"vote": vote, "person": stays, "at": at}])
        if vote in open_now:
            _take_out(transaction, vote, gone)
            groups.follow(transaction, VOTE, vote)
            if vote in mine:
                transaction.emit(BallotsJoined(vote, stays, gone))
    run(delete(voters).where(voters.c.person == gone))
    take_over(transaction, awaited_results.c.person, gone, stays, awaited_results.c.vote)
    for kind, subject, vote in _falling_due(transaction, gone):
        move_due(transaction, kind, subject, f"{vote}:{stays}")


def _hand_over(transaction: Transaction, vote: int, gone: int, stays: int) -> None:
    """Put the ballot under the other key; one that cannot be found stays where it is, and counts."""
    key = _known_key(transaction, vote, gone)
    choice = _of(transaction, ballots, vote, key) if key else None
    if choice is not None:
        _put(transaction, ballots, vote, _key(transaction, vote, stays), choice)


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    """Take this person's ballots out of what is open; what was counted has been in nobody's name since."""
    take_all_back(transaction, who)
    for table in (voters, awaited_results):
        transaction.connection.execute(delete(table).where(table.c.person == who))
    for kind, subject, _vote in _falling_due(transaction, who):
        forget_due(transaction, kind, subject)


def take_all_back(transaction: Transaction, who: int) -> None:
    """Take this person's ballots out of what is open, and what they had chosen on ballots that are not sent."""
    run = transaction.connection.execute
    for vote in run(_OPEN_OF, {"who": who}).scalars().all():
        _take_out(transaction, vote, who)
        run(delete(voters).where(voters.c.vote == vote, voters.c.person == who))
        groups.follow(transaction, VOTE, vote)
    for vote in run(select(vote_secrets.c.vote)).scalars().all():
        if key := _known_key(transaction, vote, who):
            _forget(transaction, ballot_marks, vote, key)


def _falling_due(transaction: Transaction, who: int) -> list[tuple[str, str, str]]:
    """Return kind, subject and vote of what is to tell this person of votes."""
    transaction.flush()
    theirs = select(due.c.kind, due.c.subject).where(
        due.c.kind.in_((VOTE_REMINDER, VOTE_RESULT)), due.c.subject.endswith(f":{who}")
    )
    return [(r.kind, r.subject, r.subject.partition(":")[0]) for r in transaction.connection.execute(theirs)]


def _show(transaction: Transaction, who: int) -> Mapping[str, Any]:
    """Return in which votes this person took part, and when; what they chose nobody can be shown."""
    took_part = select(voters.c.vote, voters.c.at).where(voters.c.person == who).order_by(voters.c.vote)
    waits = select(awaited_results.c.vote).where(awaited_results.c.person == who)
    return {"votes": kept(transaction, took_part), "awaited_results": kept(transaction, waits)}


PERSONAL = Personal((voters, awaited_results), _merge, _erase, _show)

HANDLERS: Handlers = {
    CastBallot: cast,
    MarkBallot: mark,
    MyMarks: marked,
    SendBallot: send,
    WithdrawBallot: withdraw,
    AwaitResult: await_result,
}
