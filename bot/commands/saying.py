"""How the command line speaks: plain lines for programs, marked ones for people at a terminal."""

from __future__ import annotations

import sys


def problem(sentence: str) -> None:
    """Say what went wrong, on standard error."""
    sys.stderr.write(f"{sentence}\n")
