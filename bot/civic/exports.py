"""What organisers take out of here: tables of ideas, votes and events. Never who shared, supported, voted or came (H77)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.civic.doors import Command, Query
from bot.civic.roles import EVERYWHERE, Right

FEWEST = 5
"""What is said of fewer people than this is left out: one would too easily guess who they are."""


class What(StrEnum):
    """What can be taken out."""

    IDEAS = "ideas"
    VOTES = "votes"
    EVENTS = "events"
    AUDIT = "audit"


class Form(StrEnum):
    """As what: a workbook, or a table as text; JSON is for programs, and open data alone."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


Value = str | int | float | datetime | Mapping[str, str] | None
"""A text, a number, an instant in the zone of what it is about, a text in each language, or nothing."""

Row = Mapping[str, Value]

OPEN_COLUMNS: Mapping[What, Sequence[str]] = {
    What.IDEAS: (
        "number",
        "programme",
        "title",
        "description",
        "language",
        "topic",
        "neighbourhood",
        "published",
        "supports",
        "comments",
        "status",
        "answered",
        "answer",
        "signed",
    ),
    What.VOTES: (
        "number",
        "programme",
        "title",
        "kind",
        "state",
        "opens",
        "closes",
        "turnout",
        "rank",
        "option",
        "votes",
        "percent",
    ),
    What.EVENTS: (
        "number",
        "programme",
        "title",
        "starts",
        "ends",
        "place",
        "address",
        "seats",
        "state",
        "coming",
        "let-in",
    ),
}
"""What stands in open data, which is for everybody: public words, and people counted together."""

COLUMNS: Mapping[What, Sequence[str]] = {
    What.IDEAS: (*OPEN_COLUMNS[What.IDEAS], "state", "reason"),
    What.VOTES: OPEN_COLUMNS[What.VOTES],
    What.EVENTS: (*OPEN_COLUMNS[What.EVENTS], "held", "waiting", "maybe", "missed", "answers", "score"),
    What.AUDIT: ("at", "mark", "function", "deed", "subject", "details"),
}
"""What organisers see of the same; owners alone, of the audit, which is nobody else's."""


@dataclass(frozen=True, slots=True)
class TakeOut(Command[datetime]):
    """I take this out, of one programme or of all, as is noted in the audit; returns when. Refused: not-allowed.

    The audit is that of everything, and never open.
    """

    what: What
    form: Form
    programme: int = EVERYWHERE
    open: bool = False


@dataclass(frozen=True, slots=True)
class Rows(Query[Iterator[Row]]):
    """The rows of a table, by its columns, oldest first. Operators only: who takes it out was asked for their right.

    In `open` data are no ideas that are out of sight, nothing that is for members only, and nothing of fewer than FEWEST people.
    """

    what: What
    programme: int = EVERYWHERE
    open: bool = False


def right_to(what: What) -> Right:
    """Return the right that taking this out needs."""
    return Right.AUDIT if what is What.AUDIT else Right.KNOW


def of_enough(count: int, *, open_data: bool) -> int | None:
    """Return how many people, or nothing where that is said to everybody and they are too few."""
    return count if not open_data or count >= FEWEST else None
