"""Every button fits into 64 bytes, however long the city's names for things and however many ideas there are."""

from __future__ import annotations

import pytest

import flows
from bot.civic.city import MAX_ID_CHARS
from bot.civic.comments import LAST_COMMENTS_PAGE
from bot.civic.ideas import LAST_PAGE
from bot.engine.flow import Flow
from bot.engine.tokens import LinkToken, Mint
from flows.saying.places import place

WIDEST = place(f"on.{'z' * MAX_ID_CHARS}", LAST_PAGE)
LONGEST: dict[str, str | int] = {"number": 2**31 - 1, "page": LAST_COMMENTS_PAGE, "at": WIDEST}


@pytest.mark.parametrize("flow", [f for f in flows.all_flows() if "at" in f.arguments], ids=lambda f: f.name)
def test_a_button_with_the_way_back_is_not_too_long(flow: Flow) -> None:
    token = LinkToken(flow.name, tuple(LONGEST[name] for name in flow.arguments))
    assert Mint(b"secret").read(Mint(b"secret").make(token, 1), 1) == token
