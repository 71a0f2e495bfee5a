"""The audit: who did what to what for the city, as owners read it. Nothing in it is ever changed (H80)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.civic.doors import Query
from bot.civic.links import Account

PAGE = 8
"""Deeds on one page."""

OPERATOR = "operator"
"""The mark, and the function, of whoever holds the machine."""


@dataclass(frozen=True, slots=True)
class Known:
    """An account that a mark stands for, and whose it is in the words of whoever gave it a role."""

    account: Account
    label: str


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done: when, in which function, by whom and to what.

    `by` is None where nobody can tell any more, or the operator did it; `about` is the account that it was done to, if it was one.
    """

    number: int
    at: datetime
    function: str
    by: Known | None
    deed: str
    subject: str
    about: Known | None
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Deeds:
    """Some of what was done, the newest first, and whether there is more."""

    rows: tuple[Deed, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class ReadAudit(Query[Deeds]):
    """A page of what was done; of one account, where it is given. To others than owners and the operator: nothing. Pages from 1."""

    page: int = 1
    account: int = 0
