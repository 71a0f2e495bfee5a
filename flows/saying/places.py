"""Where a card was come to from: the list and its page, as one word that a button can carry ("new.2", "on.work.1", "next")."""

from __future__ import annotations

from bot.engine.questions import Option, link
from bot.engine.talk import way
from bot.text.lazy import _

NEXT = "next"
"""Come to from “next idea for me”."""


def place(order: str, page: int) -> str:
    """Return a page of a list as a place."""
    return f"{order}.{page}"


def ways_back(at: str) -> list[Option]:
    """Return the ways on from a card: to where one came from, to the other ideas, to the menu."""
    order, _dot, page = at.rpartition(".")
    ways = []
    if at == NEXT:
        ways.append(way("next", _("Another idea"), link("next")))
    elif order and page.isdigit():
        ways.append(way("list", _("Back to the list"), link("ideas", order=order, page=int(page))))
    return [*ways, way("read", _("Read ideas"), link("read")), way("menu", _("Menu"), link("menu"))]
