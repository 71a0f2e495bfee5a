"""The pictures of the try-out page: files named after their content, so that a repeated upload is one file."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

MAX_PHOTO_BYTES: Final = 10 * 1024 * 1024
"""What one upload may weigh; Telegram's own limit for a photo."""

NOT_SHOWN: Final = "bin"
"""The ending of a file that no browser is asked to show: it is kept as it came, and offered as a download."""

_STARTS: Final = {
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "jpg": re.compile(rb"\xff\xd8\xff"),
    "gif": re.compile(rb"GIF8[79]a"),
    "webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
}
_NAME = re.compile(r"[0-9a-f]{64}\.(?:png|jpg|gif|webp|bin)")


class Photos:
    """A folder of pictures, each under a name that says what is in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def store(self, content: bytes) -> str:
        """Return the name under which the content is now kept, whole even if the program is killed here."""
        name = f"{hashlib.sha256(content).hexdigest()}.{_ending(content)}"
        path = self._folder / name
        if not path.exists():
            part = path.with_suffix(".part")
            part.write_bytes(content)
            part.replace(path)
        return name

    def path(self, name: str) -> Path | None:
        """Return where the picture is, or None if there is none of that name."""
        path = self._folder / name
        return path if _NAME.fullmatch(name) and path.is_file() else None


def is_shown(name: str) -> bool:
    """Say whether a browser can show the file of that name as a picture."""
    return not name.endswith(NOT_SHOWN)


def _ending(content: bytes) -> str:
    return next((ending for ending, start in _STARTS.items() if start.match(content)), NOT_SHOWN)
