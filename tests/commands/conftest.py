"""A folder for a command, in which the tables are made already."""

from __future__ import annotations

from tests.program.databases import folder, migrated_file

__all__ = ["folder", "migrated_file"]
