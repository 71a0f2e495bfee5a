"""Lists that are read page by page: the heading that says which page it is, the ways to the pages beside it."""

from __future__ import annotations

from collections.abc import Callable

from bot.engine.questions import Link, Option
from bot.engine.talk import way
from bot.text.lazy import Joined, Words, _


def paged(title: Words, page: int, *, more: bool) -> Words:
    """Return a list's heading, with the number of its page where there are others."""
    return Joined((title, _("page {page}", page=page)), " · ") if page > 1 or more else title


def turning(page: int, *, more: bool, to: Callable[[int], Link]) -> list[Option]:
    """Return the ways to the pages before and after; `to` gives the link of a page."""
    ways = []
    if page > 1:
        ways.append(way("previous", _("Previous"), to(page - 1)))
    if more:
        ways.append(way("next", _("Next"), to(page + 1)))
    return ways


def begins_with(text: str, longest: int) -> str:
    """Return how a text begins, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[:longest].rstrip()}…"
