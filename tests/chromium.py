"""Where Chromium is, and how it is started for tests: the system's own, never a download."""

from __future__ import annotations

import os
import shutil

# Without these it looks for its makers' servers at every start.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium_path() -> str | None:
    """Return the program's path, or None where there is none; `PARVIS_CHROMIUM` names another."""
    named = os.environ.get("PARVIS_CHROMIUM")
    return named or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
