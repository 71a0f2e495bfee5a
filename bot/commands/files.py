"""The files that organisers write for a command."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from bot.commands.saying import NotDoneError


def written_in(file: Path, what: str) -> dict[str, Any]:
    """Return what a TOML file holds; `what` it describes is named to whoever is told that it cannot be read. Raises NotDoneError."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotDoneError(
            f"{file} cannot be read ({error.strerror}): docs/operations.md shows how {what} is written."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotDoneError(f"{file} is no TOML in UTF-8: {error}.") from None
