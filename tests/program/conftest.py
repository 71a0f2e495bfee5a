"""What the tests of the whole program share."""

from __future__ import annotations

from tests.program.cities import city, either_city, postgres_city, postgres_template, sqlite_city
from tests.program.databases import database_url, migrated_url
from tests.program.noon import noon
from tests.program.stages import hooked, stage

__all__ = [
    "city",
    "database_url",
    "either_city",
    "hooked",
    "migrated_url",
    "noon",
    "postgres_city",
    "postgres_template",
    "sqlite_city",
    "stage",
]
