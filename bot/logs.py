"""What the program says to whoever runs it: a sentence, a stable slug and facts, never a person (H72).

Lines for people where standard error is a terminal, one JSON object a line where it is not. What
libraries say is reduced to who said it and where, since they may quote anybody: a driver its
parameters, a server its request, an event loop the task that failed.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

from bot.engine.faults import place_of

log = structlog.get_logger()

_Line = MutableMapping[str, Any]


def set_up_logs(level: int = logging.INFO) -> None:
    """From here on, everything that anybody logs in this process goes to standard error, in our form."""
    person = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S" if person else "iso", utc=not person),
            _reduce_error,
            _for_people if person else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(handlers=[_Libraries()], level=logging.WARNING, force=True)
    # While the database is in trouble, a tick waits for the one before: that needs no line each second.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.captureWarnings(capture=True)
    sys.excepthook = _end_of_program
    threading.excepthook = _end_of_thread
    sys.unraisablehook = _nobody_to_hear


def _reduce_error(_logger: Any, _method: str, line: _Line) -> _Line:
    """Put an exception's type and place where the exception stood; its words may be anybody's."""
    error = line.pop("exc_info", None)
    if error is True:
        error = sys.exception()
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        line["error"], line["where"] = type(error).__name__, place_of(error.__traceback__)
    return line


def _for_people(_logger: Any, _method: str, line: _Line) -> str:
    """Return a line as one reads it on a terminal."""
    time, level, sentence = line.pop("timestamp"), line.pop("level"), line.pop("event")
    facts = " ".join(f"{name}={value}" for name, value in line.items() if name != "slug")
    return f"{time} {level:8} {sentence}" + (f" ({facts})" if facts else "")


class _Libraries(logging.Handler):
    """Passes on that a library complained, and where; of its words only a template that it fills in itself."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the record in our form."""
        facts: dict[str, Any] = {"library": record.name, "at": f"{record.module}:{record.lineno}"}
        if record.args and isinstance(record.msg, str):
            facts["template"] = record.msg
        if record.exc_info:
            facts["exc_info"] = record.exc_info
        log.log(record.levelno, "A library complains.", slug="library-complains", **facts)


def _end_of_program(kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
    log.critical(
        "The program ended by an error of its own. Nothing that was confirmed is lost; start it again, and please "
        "report this line.",
        slug="program-ended",
        error=kind.__name__,
        where=place_of(trace),
    )


def _end_of_thread(ended: threading.ExceptHookArgs) -> None:
    log.critical(
        "A thread of the program ended by an error. Please report this line.",
        slug="thread-ended",
        error=ended.exc_type.__name__,
        where=place_of(ended.exc_traceback),
    )


def _nobody_to_hear(ignored: Any) -> None:
    log.error(
        "An error had nobody to hear it. Please report this line.",
        slug="unraisable",
        error=ignored.exc_type.__name__,
        where=place_of(ignored.exc_traceback),
    )
