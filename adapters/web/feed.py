"""What open pages are told as it happens: one stream of events for each page that listens."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeAlias

Event: TypeAlias = dict[str, Any]
Stream: TypeAlias = "asyncio.Queue[Event | None]"
"""Events in their order; None is the end."""

MAX_BEHIND: Final = 1000
"""Events that a page may be behind; one further behind is cut off, and catches up when it comes back."""


class Feed:
    """The streams of the pages that listen now."""

    def __init__(self) -> None:
        self._pages: set[Stream] = set()

    @contextmanager
    def listening(self) -> Iterator[Stream]:
        """Give a stream in which everything told meanwhile arrives."""
        page: Stream = asyncio.Queue()
        self._pages.add(page)
        try:
            yield page
        finally:
            self._pages.discard(page)

    def tell(self, event: Event) -> None:
        """Put the event into every stream."""
        for page in tuple(self._pages):
            page.put_nowait(event)
            if page.qsize() > MAX_BEHIND:
                self._end(page)

    def end(self) -> None:
        """End every stream."""
        for page in tuple(self._pages):
            self._end(page)

    def _end(self, page: Stream) -> None:
        page.put_nowait(None)
        self._pages.discard(page)
