"""What organisers are told: each account that has the right, there, and not in their quiet hours."""

from __future__ import annotations

from bot.civic.roles import Holders, Right
from bot.engine.desk import Desk
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
