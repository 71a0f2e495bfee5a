"""What every command begins with."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings


def settings() -> Settings:
    """Return the settings, with the logs as they are to be."""
    from bot.logs import set_up_logs
    from bot.settings import read_settings

    # What people write is kept in files: opinions on public matters are nobody else's business on this machine.
    os.umask(0o077)
    set_up_logs()
    return read_settings()
