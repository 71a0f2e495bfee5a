"""Tables that are only ever added to: the databases themselves refuse anything else, whoever asks (H80)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, event

APPEND_ONLY = {"append_only": True}
"""What the `info` of such a table says, in the code and so in the migration that makes it."""

_SQLITE = """\
create trigger {table}_no_{change} before {change} on {table} begin select raise(abort, '{table} is only added to'); end"""

_FUNCTION = """\
create or replace function {table}_append_only() returns trigger language plpgsql as
$$ begin raise exception '{table} is only added to'; end $$"""

_TRIGGER = """\
create trigger {table}_append_only before update or delete or truncate on {table}
for each statement execute function {table}_append_only()"""


def drop_function(connection: Connection, table: str) -> None:
    """Drop what PostgreSQL keeps beside such a table, which is gone itself."""
    connection.exec_driver_sql(f"drop function if exists {table}_append_only()")


def _guard(table: Table, connection: Connection, **_more: Any) -> None:
    """Let the database refuse to change, delete or truncate what is in such a table."""
    if not table.info.get("append_only"):
        return
    changes = [_SQLITE.format(table="{table}", change=change) for change in ("update", "delete")]
    for statement in changes if connection.dialect.name == "sqlite" else (_FUNCTION, _TRIGGER):
        connection.exec_driver_sql(statement.format(table=table.name))


event.listen(Table, "after_create", _guard)
