"""`parvis migrate`: the tables, brought up to date."""

from __future__ import annotations

from bot.commands.saying import line
from bot.settings import Settings
from storage.database import Database, reaching
from storage.migration import migrate as bring_up_to_date
from storage.migration import newest


def migrate(settings: Settings) -> None:
    """Bring the tables up to date, and say whether anything was to do."""
    with reaching():
        database = Database(settings.address_of_database())
        database.make_folder()
        changed = bring_up_to_date(database)
        database.close()
    line(
        f"The database is up to date ({newest()})."
        if not changed
        else f"The database was brought up to date ({newest()})."
    )
