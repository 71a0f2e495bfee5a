"""Both kinds of database for a program that runs as a process of its own."""

from __future__ import annotations

import pytest


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """Give the address of an empty database of each kind; None is the file in the data folder."""
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest) -> str | None:
    """Give the address of a database of each kind that has today's tables; None is the file in the `folder`."""
    return None if request.param == "sqlite" else str(request.getfixturevalue("migrated_postgres_url"))
