"""The stored side of what is trending: three sums and a score for each idea, counted anew when they are stale."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from bot.civic.statuses import CLOSED
from bot.civic.trending import BURST, Activity
from storage.tables import ideas, supports
from storage.transaction import Transaction

REFRESHED_AT_ONCE = 500
"""Ideas whose score is counted anew in one transaction."""

_ENOUGH = 1000
"""Supports in a burst beyond which counting further changes nothing."""

_REFRESH = (
    update(ideas)
    .where(ideas.c.id == bindparam("which"))
    .values(trend=bindparam("score"), trend_stale_at=bindparam("stale"))
)


def trend_of(activity: Activity, now: datetime) -> dict[str, Any]:
    """Return the columns that keep an idea's activity and its score as of now."""
    return {
        "supports_weight": activity.supports_weight,
        "acts_weight": activity.acts_weight,
        "acts_seconds": activity.acts_seconds,
        "trend": activity.score(now),
        "trend_stale_at": activity.stale_at(now),
    }


def activity_of(row: Any) -> Activity:
    """Return the activity that an idea's row keeps."""
    closed = row.status in CLOSED
    return Activity(row.published_at, row.supports_weight, row.acts_weight, row.acts_seconds, closed)


def recent_supports(transaction: Transaction, number: int) -> int:
    """Return how many supported this idea within a burst's time, counting to a thousand."""
    since = select(supports.c.person).where(
        supports.c.idea == number, supports.c.at > transaction.now - BURST
    )
    counted = select(func.count()).select_from(since.limit(_ENOUGH).subquery())
    return transaction.connection.execute(counted).scalar() or 0


def refresh(transaction: Transaction) -> int:
    """Count anew the scores that are stale, the stalest first; return how many."""
    stale = select(ideas).where(ideas.c.trend_stale_at <= transaction.now).order_by(ideas.c.trend_stale_at)
    # An idea that is being supported just now is counted by whoever supports it.
    query = stale.limit(REFRESHED_AT_ONCE).with_for_update(skip_locked=True)
    rows = transaction.connection.execute(query).all()
    counted = [
        {"which": r.id, "score": a.score(transaction.now), "stale": a.stale_at(transaction.now)}
        for r, a in ((r, activity_of(r)) for r in rows)
    ]
    if counted:
        transaction.connection.execute(_REFRESH, counted)
    return len(rows)
