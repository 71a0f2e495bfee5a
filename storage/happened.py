"""What happens to ideas is noted, for those who are to hear of it."""

from __future__ import annotations

from bot.civic.doors import Citizen
from bot.civic.news import TO_SUPPORTERS, Happened, Kind
from storage.tables import happenings
from storage.transaction import Transaction


def happened(transaction: Transaction, idea: int, kind: Kind, about: int | None = None) -> None:
    """Note that something happened to an idea, for those who are to hear of it; `about` is what the kind says."""
    actor = transaction.actor.person if isinstance(transaction.actor, Citizen) else None
    transaction.insert(happenings, idea=idea, kind=kind, actor=actor, about=about, at=transaction.now)
    transaction.emit(Happened(idea, supporters=kind in TO_SUPPORTERS))
