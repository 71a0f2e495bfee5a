"""Runs the bench kit's suite with Parvis as one more row: `python -m benchmarks.run KIT [the suite's arguments]`.

KIT is a folder with the kit set up (its setup.sh says how). Both tables and both sets of scripts are merged
into a folder of their own; nothing is written into the kit but its results.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
TITLES = "select title from ideas where title like 'Idea number%'"


def row(checker: Path) -> dict[str, Any]:
    """Return Parvis's row, in the form of the kit's table; `checker` prints the titles that are stored."""
    return {
        "cmd": f"{sys.executable} {HERE / 'start.py'}",
        "script": "parvis",
        "modes": ["polling", "webhook"],
        "check": f"{sys.executable} {checker} {{dir}}/parvis.db",
    }


def main(arguments: list[str]) -> int:
    """Run the suite; return its exit code."""
    if not arguments or arguments[0].startswith("-"):
        sys.stderr.write((__doc__ or "") + "\n")
        return 2
    kit = Path(arguments[0]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        scripts, table, checker = (Path(folder) / n for n in ("scripts.json", "table.json", "titles.py"))
        both = json.loads((kit / "scripts.json").read_text()) | json.loads(
            (HERE / "scripts.json").read_text()
        )
        scripts.write_text(json.dumps(both))
        checker.write_text(
            "import sqlite3, sys\n"
            f"for (title,) in sqlite3.connect(sys.argv[1]).execute({TITLES!r}):\n    print(title)\n"
        )
        table.write_text(json.dumps({"parvis": row(checker)}))
        suite = [str(kit / "venv/bin/python"), "suite.py", "--peers", "peers.json", "--peers", str(table)]
        return subprocess.run(
            [*suite, "--scripts", str(scripts), *arguments[1:]], cwd=kit, check=False
        ).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
