"""What organisers are told: each account that has the right, there, and not in their quiet hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.civic.doors import Query
from bot.civic.roles import Holders, Right
from bot.engine.desk import Desk, Due
from bot.engine.outgoing import Lane
from bot.engine.questions import Link
from bot.engine.work import Notice
from bot.text.lazy import Words


def to_holders(
    desk: Desk, right: Right, programme: int, words: Words, key: str, *ways: tuple[Words, Link]
) -> list[Notice]:
    """Return the notice for every account that has this right in this programme; `key` makes it happen once for each.

    For judges of due rows: who has which right is nothing that a citizen's own turn may ask.
    """
    return [
        Notice(each.person, Lane.SERVICE, words, f"{key}:{each.account}", ways, account=each.account)
        for each in desk.ask(Holders(right, programme))
    ]


FIRST = timedelta(minutes=1)
"""So long after something came in organisers hear of it: what comes meanwhile is told with it."""


def plan_gathered(desk: Desk, kind: str, programme: int) -> None:
    """Let organisers of a programme hear soon that something came in; not of each by itself."""
    desk.plan_once(Due(kind, str(programme), desk.now + FIRST))


def gathered(
    due: Due, desk: Desk, count: Callable[[int, datetime | None], Query[int]], *, following: timedelta
) -> int:
    """Return how many there are to tell of: those since organisers were last told, or all, if that is longer ago than `following`.

    So long they then hear of no other: thousands may write at once.
    """
    since = datetime.fromtimestamp(due.args["since"], UTC) if due.args else None
    found = desk.ask(count(int(due.subject), since))
    if found:
        desk.plan(Due(due.kind, due.subject, desk.now + following, args={"since": desk.now.timestamp()}))
    return found
