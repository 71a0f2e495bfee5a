"""Runs the steps on the connection that storage.migration gives, and writes a new one for tools.migration."""

from typing import Any, Literal

from alembic import context

from storage.tables import Instant, metadata


def written(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Return how a migration says it, where that is not as Alembic would: a migration knows none of our types."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, Instant) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=written,
)
with context.begin_transaction():
    context.run_migrations()
