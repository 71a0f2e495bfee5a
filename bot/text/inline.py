"""The small inline tree, and the markup it is written as: the HTML that Telegram and Matrix share.

Markup is `<b> <i> <u> <s> <code> <pre> <blockquote> <a href="https://…">`, lines broken by newlines,
`& < >` escaped, and `"` in attributes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NewType, TypeAlias

Markup = NewType("Markup", str)
"""Escaped and well-formed: what `render` returns, ready for a platform."""

TAGS: Final = ("b", "i", "u", "s", "code", "pre", "blockquote", "a")

_TAG = re.compile(r'<(/?)(b|i|u|s|code|pre|blockquote|a)(?:(?<=<a) href="([^"<>]*)")?>')
_LINK = re.compile(r'<a href="([^"<>]*)">(.*?)</a>', re.DOTALL)
_PRE = re.compile(r"(<pre>.*?</pre>)", re.DOTALL)
_BESIDE_BLOCK = re.compile(r"\n?(<(?:blockquote|pre)>)|(</(?:blockquote|pre)>)\n?")


class MarkupError(ValueError):
    """A sentence's markup is not ours, or not whole: correct it where it is written, or in its catalogue."""


@dataclass(frozen=True, slots=True)
class Element:
    """What stands between a tag and its end; `href` is where an `a` leads."""

    tag: str
    inside: tuple[Node, ...]
    href: str = ""


Node: TypeAlias = str | Element
"""Text (not escaped, lines broken by newlines) or an element."""


def escape(text: str) -> str:
    """Return the text as markup that shows it literally."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text


def escape_attribute(text: str) -> str:
    """Return the text as it may stand between the quotes of an attribute."""
    return escape(text).replace('"', "&quot;")


def _unescape(text: str) -> str:
    if "&" not in text:
        return text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def tree(markup: str) -> tuple[Node, ...]:
    """Return the markup as a tree: no empty text, none beside another; a bare `&` or `>` is text too."""
    levels: list[list[Node]] = [[]]
    unclosed: list[tuple[str, str]] = []
    pieces = iter(_TAG.split(markup))
    _add_text(levels[-1], next(pieces))
    for closing, tag, href, text in zip(pieces, pieces, pieces, pieces, strict=True):
        if not closing:
            unclosed.append((tag, _unescape(_href(tag, href))))
            levels.append([])
        elif href is None and unclosed and unclosed[-1][0] == tag:
            inside = tuple(levels.pop())
            levels[-1].append(Element(tag, inside, unclosed.pop()[1]))
        else:
            raise MarkupError(f"</{tag}> ends nothing that is open here.")
        _add_text(levels[-1], text)
    if unclosed:
        raise MarkupError(f"<{unclosed[-1][0]}> is never closed.")
    return tuple(levels[0])


def _href(tag: str, href: str | None) -> str:
    if (tag == "a") != (href is not None):
        raise MarkupError('A link is written <a href="…">, and only a link.')
    return href or ""


def _add_text(level: list[Node], text: str) -> None:
    if "<" in text:
        raise MarkupError("A < opens one of our tags, or is written &lt;.")
    if text:
        level.append(_unescape(text))


def to_markup(nodes: Iterable[Node]) -> Markup:
    """Return the tree written as markup."""
    return Markup("".join(escape(n) if isinstance(n, str) else _element(n) for n in nodes))


def _element(element: Element) -> str:
    return f"{opening(element)}{to_markup(element.inside)}</{element.tag}>"


def opening(element: Element) -> str:
    """Return the tag that opens the element."""
    return f'<a href="{escape_attribute(element.href)}">' if element.tag == "a" else f"<{element.tag}>"


def visible(markup: str) -> str:
    """Return what is seen of the markup: no tags, nothing escaped."""
    return _unescape(_TAG.sub("", markup) if "<" in markup else markup)


def visible_length(markup: str) -> int:
    """Return the length that Telegram counts: UTF-16 code units, after its tags are read."""
    return utf16_length(visible(markup))


def utf16_length(text: str) -> int:
    """Return the length of plain text in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(markup: str) -> str:
    """Return the markup as plain text, where a link is followed by its address: "idea 12 (https://…)"."""
    return visible(_LINK.sub(_spelled_out, markup) if "<a " in markup else markup)


def _spelled_out(link: re.Match[str]) -> str:
    address, text = link[1], link[2]
    seen = visible(text)
    return (
        text if _unescape(address) in (seen, f"https://{seen}") else f"{text} ({escape(_unescape(address))})"
    )


def for_matrix(markup: str) -> str:
    """Return the markup as Matrix shows it: lines broken by `<br>`, except in `<pre>`, and none beside a block."""
    if "\n" not in markup:
        return markup
    parts = _PRE.split(_BESIDE_BLOCK.sub(r"\1\2", markup))
    parts[::2] = [part.replace("\n", "<br>") for part in parts[::2]]
    return "".join(parts)
