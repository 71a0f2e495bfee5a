"""Where an error arose: a place in our code, and nothing that anybody wrote (H72); and whether it is the database's."""

from __future__ import annotations

from types import TracebackType

OURS = ("adapters", "bot", "flows", "storage")
"""The packages whose places are told."""


def place_of(trace: TracebackType | None) -> str:
    """Return module and line of the innermost place in a traceback that is ours, if one is."""
    places = []
    while trace is not None:
        places.append((trace.tb_frame.f_globals.get("__name__", "?"), trace.tb_lineno))
        trace = trace.tb_next
    ours = [place for place in places if place[0].partition(".")[0] in OURS]
    module, line = (ours or places or [("?", 0)])[-1]
    return f"{module}:{line}"


def of_the_database(error: BaseException) -> bool:
    """Tell whether the error is the database's, not the conversation's: then everything is tried again, later."""
    return any(base.__name__ in {"OperationalError", "InterfaceError"} for base in type(error).__mro__)
