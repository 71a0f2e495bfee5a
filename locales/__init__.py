"""The translations: one folder a language, with its catalogue in it. English stands in the code itself."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent


def catalogue(language: str, folder: Path = FOLDER) -> Path:
    """Return where the catalogue of that language is, or would be."""
    return folder / language / "LC_MESSAGES" / "parvis.po"
