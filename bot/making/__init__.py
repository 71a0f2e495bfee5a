"""What goes with messages and is made as they leave: charts, codes, files for calendars; one module a kind.

What is heavy is imported where it is used: most messages are words alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine.attaching import Make
from bot.making.calendar import calendar
from bot.making.check_in import check_in
from bot.making.figures import figures
from bot.making.my_data import my_data
from bot.making.results import results

MAKERS: Mapping[str, Make] = {
    "calendar": calendar,
    "check-in": check_in,
    "figures": figures,
    "my-data": my_data,
    "results": results,
}
"""From the kind of `Made` to what makes it."""
