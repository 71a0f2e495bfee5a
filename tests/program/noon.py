"""A city in which it is about noon now: at night nobody is written to unasked (H68), and tests run at any hour."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def noon(tmp_path: Path) -> str:
    """Give the file of such a city."""
    hours = datetime.now(UTC).hour - 12
    city = (ROOT / "locales" / "cities" / "brussels.toml").read_text(encoding="utf-8")
    made = tmp_path / "noon.toml"
    made.write_text(city.replace('"Europe/Brussels"', f'"Etc/GMT{hours:+d}"'), encoding="utf-8")
    return str(made)
