"""What tables are made of, for SQLite and PostgreSQL alike: where they are kept together, their columns, checks and indices."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
    literal_column,
    text,
)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant as the database keeps it."""
        if value is None:
            return None
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - so called
        """Return the instant, in UTC."""
        if value is None:
            return None
        kept: datetime = value
        return kept.replace(tzinfo=UTC) if kept.tzinfo is None else kept.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

Key = BigInteger().with_variant(Integer(), "sqlite")
"""A row id: SQLite numbers only INTEGER PRIMARY KEYs by itself."""


NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When that leaves which is held until somebody says otherwise."""


def possible(key: int) -> bool:
    """Tell whether a row can have that id: what people name may be any number, and neither driver takes them all."""
    return 0 < key < 2**63


def _state(name: str) -> ColumnElement[str]:
    # A constant and no parameter: only so does either database see that an index of these rows alone serves.
    return literal_column(f"'{name}'", Text)


PENDING, ATTEMPTING, ASIDE, UNCERTAIN = map(_state, ("pending", "attempting", "aside", "uncertain"))
OPEN, WAITING = map(_state, ("open", "screening"))


def is_one_of(*states: str) -> CheckConstraint:
    """Return the check that a row's state is one of these."""
    # SQLite makes a table of what stands after IN, each time anew; comparisons cost nothing.
    return CheckConstraint(" or ".join(f"state = '{name}'" for name in states), name="state")


def index_where(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index of only those rows: it costs the others nothing."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
