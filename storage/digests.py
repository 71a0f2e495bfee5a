"""What is new in the week of a person, and not theirs yet: votes, events, ideas."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select

from bot.civic.digests import MOST_OF_A_KIND, Digest, DigestFor, NewEvent, NewVote, by_topic
from bot.civic.nudges import DIGESTS
from bot.civic.people import Person
from bot.civic.weeks import WEEK
from storage.happenings import news_of
from storage.lists import LINE, line_of
from storage.people import person
from storage.tables import events, follows, ideas, nudges, rsvps, shown, voters, votes
from storage.transaction import Handlers, Transaction

LOOKED_AT = 500
"""Ideas that are looked at for one digest, the newest first: what bounds the work."""

_WHO: Any = bindparam("who")
_SINCE: Any = bindparam("since")
_NOW: Any = bindparam("now")


def digest_for(transaction: Transaction, query: DigestFor) -> Digest | None:
    """Return what a person was not told yet of their week."""
    transaction.require_operator()
    reader = person(transaction, query.person)
    if DIGESTS not in reader.nudges:
        return None
    run = transaction.connection.execute
    last = run(_LAST, {"who": reader.id}).scalar()
    since = max(last or transaction.now - WEEK, transaction.now - WEEK)
    asked = {"who": reader.id, "since": since, "now": transaction.now}
    return Digest(
        news_of(transaction, reader.id),
        tuple(NewVote(r.id, _titles(r.texts), r.closes_at) for r in run(_VOTES, asked)),
        tuple(NewEvent(r.id, json.loads(r.titles), r.starts_at, r.zone) for r in run(_EVENTS, asked)),
        by_topic((r.topic, line_of(transaction, r)) for r in _new_ideas(transaction, reader, since)),
    )


def _titles(texts: str) -> dict[str, str]:
    return {language: text["title"] for language, text in json.loads(texts).items()}


def _new_ideas(transaction: Transaction, reader: Person, since: datetime) -> list[Any]:
    """Return ideas on a person's topics or in their neighbourhood; of who has chosen neither, any."""
    asked = {"who": reader.id, "since": since}
    rows = transaction.connection.execute(_IDEAS, asked).all()
    if not reader.topics and not reader.neighbourhood:
        return list(rows)
    return [r for r in rows if r.topic in reader.topics or r.neighbourhood == reader.neighbourhood]


_LAST = select(func.max(nudges.c.at)).where(nudges.c.person == _WHO, nudges.c.category == DIGESTS)
_VOTES = (
    select(votes.c.id, votes.c.texts, votes.c.closes_at)
    .where(
        votes.c.withdrawn_at.is_(None),
        votes.c.opens_at > _SINCE,
        votes.c.opens_at <= _NOW,
        votes.c.closes_at > _NOW,
        ~exists().where(voters.c.vote == votes.c.id, voters.c.person == _WHO),
    )
    .order_by(votes.c.opens_at.desc(), votes.c.id.desc())
    .limit(MOST_OF_A_KIND)
)
# Of a series the first date stands for all.
_EVENTS = (
    select(events.c.id, events.c.titles, events.c.starts_at, events.c.zone)
    .where(
        events.c.ends_at > _NOW,
        events.c.made_at > _SINCE,
        events.c.cancelled_at.is_(None),
        events.c.members_only.is_(False),
        events.c.id == events.c.series,
        ~exists().where(rsvps.c.event == events.c.id, rsvps.c.person == _WHO),
    )
    .order_by(events.c.made_at.desc(), events.c.id.desc())
    .limit(MOST_OF_A_KIND)
)
_READ = (*LINE, "topic", "neighbourhood", "author", "published_at")
_NEWEST = (
    select(*(ideas.c[name] for name in _READ))
    .where(ideas.c.hidden_at.is_(None))
    .order_by(ideas.c.id.desc())
    .limit(LOOKED_AT)
    .subquery("newest")
)


def _is_theirs(table: Any) -> Any:
    return exists().where(table.c.idea == _NEWEST.c.id, table.c.person == _WHO)


_IDEAS = (
    select(_NEWEST)
    .where(
        _NEWEST.c.published_at > _SINCE,
        or_(_NEWEST.c.author.is_(None), _NEWEST.c.author != _WHO),
        ~_is_theirs(follows),
        ~_is_theirs(shown),
    )
    .order_by(_NEWEST.c.id.desc())
)

HANDLERS: Handlers = {DigestFor: digest_for}
