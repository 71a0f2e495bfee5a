"""Starts Parvis as the bench kit's driver wants it: seeded on the first start, then `parvis serve` in its place.

The driver's environment (BOT_API_BASE, BOT_TOKEN, BOT_MODE, WEBHOOK_PORT, DATA_DIR) becomes Parvis's settings.
PARVIS_BENCH_IDEAS fills the list first.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def settings() -> dict[str, str]:
    """Return Parvis's settings for the bot that the driver asks for."""
    port = os.environ.get("WEBHOOK_PORT", "8443")
    given = {
        "PARVIS_DATA_DIR": os.environ["DATA_DIR"],
        "PARVIS_TELEGRAM__TOKEN": os.environ["BOT_TOKEN"],
        "PARVIS_TELEGRAM__API_URL": os.environ["BOT_API_BASE"],
        "PARVIS_TELEGRAM__MODE": os.environ.get("BOT_MODE", "polling"),
        # The driver's server sets no limit, and its peers keep none.
        "PARVIS_TELEGRAM__MESSAGES_PER_SECOND": "100000",
        "PARVIS_OPS__LISTEN": "127.0.0.1:9188",
    }
    if given["PARVIS_TELEGRAM__MODE"] == "webhook":
        given |= {
            "PARVIS_TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram/webhook",
            "PARVIS_TELEGRAM__WEBHOOK_SECRET": "benchmark-secret",
            "PARVIS_PUBLIC__LISTEN": f"127.0.0.1:{port}",
        }
    return given


def main() -> None:
    """Seed where nothing is yet, then become the program."""
    environment = {**os.environ, **settings(), "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    parvis = [sys.executable, "-m", "bot"]
    if not (Path(os.environ["DATA_DIR"]) / "parvis.db").exists():
        ideas = os.environ.get("PARVIS_BENCH_IDEAS", "0")
        seed = [*parvis, "seed", "--template", "open-wall", "--ideas", ideas]
        subprocess.run(seed, env=environment, check=True)
    os.execve(sys.executable, [*parvis, "serve"], environment)


if __name__ == "__main__":
    main()
