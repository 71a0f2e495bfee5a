"""A check-in code as a picture that scanners read (ISO/IEC 18004)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from bot.engine.outgoing import File

PIXELS = 12
"""Pixels of a module: the picture is some 400 wide, and read from a phone's screen at arm's length."""

QUIET_MODULES = 4
"""The empty edge that the standard wants, so that a scanner finds the code in a dark chat, too."""


def check_in(data: Mapping[str, Any]) -> File:
    """Return the code as a PNG."""
    import segno

    picture = io.BytesIO()
    segno.make(data["payload"], error="q", micro=False).save(
        picture, kind="png", scale=PIXELS, border=QUIET_MODULES
    )
    return File(picture.getvalue(), "check-in.png", "image/png", data["alt"])
