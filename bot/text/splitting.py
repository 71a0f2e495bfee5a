"""Long messages in several: cut where a reader would pause, every piece whole markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Final, TypeAlias

from bot.text.graphemes import last_cut, may_cut
from bot.text.inline import Element, Markup, Node, escape, opening, tree, utf16_length, visible

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)]*\s")
_SPACE = re.compile("[^\\S\u00a0\u2007\u202f]")  # but none of those that say "no break here"
_AT_LEAST: Final = 4
"""A piece is filled to a quarter at least before the next kind of pause is looked for."""

_Leaf: TypeAlias = tuple[str, tuple[Element, ...]]
"""A stretch of text, and the elements that it stands in, outermost first."""


def split(markup: str, limit: int) -> list[Markup]:
    """Return the markup in pieces of at most `limit` visible UTF-16 units, all of it, in order.

    Cut at a paragraph, else a line, a sentence, a space, else between graphemes; the white space at a
    cut goes. Tags are closed before it and opened again after it. Nothing to be seen: no piece.
    """
    if limit < 2:
        raise ValueError("A limit under 2 cannot hold every character: one may be two UTF-16 units.")
    text = visible(markup)
    if not text.strip():
        return []
    if 2 * len(text) <= limit or utf16_length(text) <= limit:
        return [Markup(markup)]
    return list(_pieces(list(_leaves(tree(markup))), _ranges(text, limit)))


def _ranges(text: str, limit: int) -> Iterator[tuple[int, int]]:
    """Yield where each piece begins and ends in the visible text, without the white space around it."""
    start = _skip_space(text, 0)
    while start < len(text):
        cut = _cut(text, start, _reach(text, start, limit))
        end = start + len(text[start:cut].rstrip())
        yield start, end
        start = _skip_space(text, cut)


def _skip_space(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _reach(text: str, start: int, limit: int) -> int:
    """Return how far a piece from `start` could go at most."""
    end = min(start + limit, len(text))
    while (over := utf16_length(text[start:end]) - limit) > 0:
        end -= (over + 1) // 2
    return end


def _cut(text: str, start: int, reach: int) -> int:
    """Return where to cut: after the last pause of the best kind that leaves a piece worth sending."""
    if reach == len(text):
        return reach
    earliest = start + (reach - start) // _AT_LEAST
    for pause in ("\n\n", "\n"):
        if (found := text.rfind(pause, earliest, reach + 1)) > start:
            return found
    for pattern in (_SENTENCE_END, _SPACE):
        ends = [m.end() for m in pattern.finditer(text, earliest, reach + 1)]
        if cut := next((end for end in reversed(ends) if may_cut(text, end)), None):
            return cut
    return last_cut(text, start, reach)


def _leaves(nodes: Iterable[Node], around: tuple[Element, ...] = ()) -> Iterator[_Leaf]:
    for node in nodes:
        if isinstance(node, str):
            yield node, around
        else:
            yield from _leaves(node.inside, (*around, node))


def _pieces(leaves: Sequence[_Leaf], ranges: Iterable[tuple[int, int]]) -> Iterator[Markup]:
    first, passed = 0, 0
    for start, end in ranges:
        while passed + len(leaves[first][0]) <= start:
            passed += len(leaves[first][0])
            first += 1
        yield _piece(leaves, first, passed, start, end)


def _piece(leaves: Sequence[_Leaf], first: int, passed: int, start: int, end: int) -> Markup:
    """Write the visible range as markup; `passed` is the length of all leaves before the `first`."""
    written: list[str] = []
    unclosed: tuple[Element, ...] = ()
    while first < len(leaves) and passed < end:
        text, around = leaves[first]
        written += _turn(unclosed, around)
        written.append(escape(text[max(start - passed, 0) : end - passed]))
        unclosed, passed, first = around, passed + len(text), first + 1
    return Markup("".join([*written, *_turn(unclosed, ())]))


def _turn(old: tuple[Element, ...], new: tuple[Element, ...]) -> list[str]:
    """Return the tags between two stretches of text: what ends, then what begins."""
    same = len(list(takewhile(lambda pair: pair[0] is pair[1], zip(old, new, strict=False))))
    return [f"</{e.tag}>" for e in reversed(old[same:])] + [opening(e) for e in new[same:]]
