"""The contracts that keep the arrows between packages do break when an arrow points the wrong way."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

WRONG = {
    "arrows": ("storage/wrong.py", "import flows"),
    "telegram": ("adapters/web_wrong.py", "import telegram"),
    "database": ("flows/wrong.py", "import sqlalchemy"),
    "network": ("storage/wrong.py", "import aiohttp"),
    "core": ("flows/wrong.py", "import typer"),
    "shipped": ("bot/wrong.py", "import tests.postgres"),
}


def kept(folder: Path, contract: str) -> bool:
    lint = [str(LINT), "--no-cache", "--contract", contract]
    return subprocess.run(lint, cwd=folder, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("contract", WRONG)
def test_a_wrong_arrow_is_refused(tmp_path: Path, contract: str) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in (
        "adapters",
        "adapters/telegram",
        "bot",
        "bot/engine",
        "bot/civic",
        "bot/text",
        "flows",
        "locales",
        "storage",
    ):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "adapters/telegram/edge.py").write_text("import telegram\nimport aiohttp\n")
    assert kept(tmp_path, contract)
    file, line = WRONG[contract]
    (tmp_path / file).write_text(line + "\n")
    assert not kept(tmp_path, contract)
