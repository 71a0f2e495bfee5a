"""What is a person's own, in numbers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, select

from bot.civic.mine import NEW, Holdings, MyHoldings
from bot.civic.rsvps import CONCERNED
from storage.tables import events, follows, ideas, rsvps, voters, votes
from storage.transaction import Handlers, Transaction


def my_holdings(transaction: Transaction, _query: MyHoldings) -> Holdings:
    """Return how much of what a person can see is theirs, or followed by them, and which results are new."""
    asked = {"who": transaction.citizen, "now": transaction.now, "since": transaction.now - NEW}
    run = transaction.connection.execute
    return Holdings(*run(_COUNTS, asked).one(), results=tuple(run(_RESULTS, asked).scalars()))


_WHO: Any = bindparam("who")
_COUNTS = select(
    select(func.count())
    .where(ideas.c.author == _WHO, ideas.c.hidden_as.is_(None) | (ideas.c.hidden_as != "withdrawn"))
    .scalar_subquery(),
    select(func.count())
    .select_from(follows.join(ideas, follows.c.idea == ideas.c.id))
    .where(follows.c.person == _WHO, ideas.c.hidden_at.is_(None))
    .scalar_subquery(),
    select(func.count())
    .select_from(rsvps.join(events, rsvps.c.event == events.c.id))
    .where(
        rsvps.c.person == _WHO,
        rsvps.c.state.in_(CONCERNED),
        events.c.ends_at > bindparam("now"),
        events.c.cancelled_at.is_(None),
    )
    .scalar_subquery(),
)
_RESULTS = (
    select(votes.c.id)
    .join(voters, voters.c.vote == votes.c.id)
    .where(voters.c.person == _WHO, votes.c.counted_at > bindparam("since"))
    .order_by(votes.c.id.desc())
)

HANDLERS: Handlers = {MyHoldings: my_holdings}
