"""Trees of our markup, for hypothesis: as `tree` returns them, so nothing empty and no text beside text."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import strategies as st

from bot.text.inline import Element, Node

HREFS = st.sampled_from(
    ["https://example.org/?a=1&b=2", 'https://example.org/"quoted"', "https://example.org/é"]
)
LETTERS = st.sampled_from(
    [*"ab <>&\"'{}%@\n.", "\n\n", ". ", "é", "👨‍👩‍👧‍👦", "🇧🇪", "1️⃣", "e\u0301\u0323", "각", "क्षि"]
)
TEXTS = st.lists(LETTERS, min_size=1, max_size=12).map("".join)


def tidy(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return the nodes with neighbouring texts made one."""
    tidied: list[Node] = []
    for node in nodes:
        if isinstance(node, str) and tidied and isinstance(tidied[-1], str):
            tidied[-1] += node
        else:
            tidied.append(node)
    return tuple(tidied)


def _elements(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Element]:
    inside = st.lists(children, min_size=1, max_size=4).map(tidy)
    styled = st.builds(Element, st.sampled_from(["b", "i", "u", "s", "blockquote"]), inside)
    return styled | st.builds(Element, st.just("a"), inside, HREFS)


NODES: st.SearchStrategy[Node] = st.recursive(TEXTS, _elements, max_leaves=8)
TREES = st.lists(NODES, max_size=6).map(tidy)
