"""What goes with messages and is made as they leave: charts, codes, files for calendars; one module a kind.

What is heavy is imported where it is used: most messages are words alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine.attaching import Make

MAKERS: Mapping[str, Make] = {}
"""From the kind of `Made` to what makes it."""
