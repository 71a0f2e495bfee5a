"""What processes that died had in hand of broadcasts: what they may have begun, and what is said of it where it is not sent again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, select, update

from bot.engine.delivery import MOST_BULK_AT_ONCE, MOST_UNKEPT
from bot.engine.outgoing import Lane
from storage.tables import ATTEMPTING, NEVER, PENDING, UNCERTAIN, outbox

INTERRUPTED = "interrupted"
"""It may have been begun when a process died: nobody knows whether it was sent, unless it is sent again. A row keeps this for as
long as it is to leave, in whosever hands it is."""


def mark_begun(connection: Connection, lost: Sequence[str]) -> None:
    """Mark what these processes may have begun, for whoever takes it next; what they have not, or is held, waits in the outbox."""
    for statement in (_MARK, _RESTS):
        connection.execute(statement, {"gone": lost})


def never_leaves(why: str) -> Mapping[str, Any]:
    """Return the values of a row that is not to leave any more: of what may have left before, nobody knows."""
    state = case((_BEGUN, UNCERTAIN), else_="failed")
    return {"state": state, "reason": reason(why), "payload": None, "owner": None}


def reason(why: Any) -> Any:
    """Return the reason of a row, but for that it may have been begun: that stays."""
    return case((_BEGUN, INTERRUPTED), else_=why)


GONE = outbox.c.owner.in_(bindparam("gone", expanding=True))
_LOST = (outbox.c.state == ATTEMPTING, GONE, outbox.c.lane == Lane.BULK)
_BEGUN = outbox.c.reason == INTERRUPTED
_UNBEGUN = outbox.c.reason.is_distinct_from(INTERRUPTED)
_PLACES = (
    select(
        outbox.c.id,
        func.row_number()
        .over(partition_by=(outbox.c.owner, outbox.c.platform), order_by=outbox.c.id)
        .label("place"),
    )
    .where(*_LOST, outbox.c.attempts == 1)
    .subquery()
)
# They leave in the order of their numbers, and few at once: only the first may have been begun. What was in hand before, and came
# back, has another place in that order.
_MARK = (
    update(outbox)
    .where(
        *_LOST,
        (outbox.c.attempts > 1)
        | outbox.c.id.in_(select(_PLACES.c.id).where(_PLACES.c.place <= MOST_BULK_AT_ONCE + MOST_UNKEPT)),
    )
    .values(reason=INTERRUPTED)
)
# What is held waits; what was not begun leaves as if nobody had had it in hand.
_RESTS = (
    update(outbox)
    .where(*_LOST, _UNBEGUN | (outbox.c.not_before == NEVER))
    .values(state=PENDING, owner=None, attempts=case((_UNBEGUN, 0), else_=outbox.c.attempts))
)
