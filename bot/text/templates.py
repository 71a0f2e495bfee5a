"""Translated sentences made ready for filling: each is read once, and kept."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.text.inline import Element, Markup, MarkupError, Node, to_markup, tree

_SLOT = re.compile(r'(<a href=")?\{([a-z_][a-z0-9_]*)\}')
_ADDRESS = re.compile(r"https?://|\{[a-z_][a-z0-9_]*\}$")
_HOLDS_TEXT_ALONE: Final = frozenset({"code", "pre"})
_NEVER_IN_ITSELF: Final = frozenset({"a", "blockquote"})


@dataclass(frozen=True, slots=True)
class Template:
    """Markup with open slots: `pattern` is for `%` once there are slots, else it is the markup itself.

    A slot is a placeholder's name and whether it stands as the address of a link.
    """

    pattern: str
    slots: tuple[tuple[str, bool], ...] = ()


@functools.lru_cache(maxsize=8192)
def template(sentence: str) -> Template:
    """Return the sentence, checked and ready to be filled; a faulty one raises MarkupError."""
    try:
        markup = _checked(sentence)
    except MarkupError as error:
        raise MarkupError(f"{error} It is in {sentence!r}.") from None
    slots = tuple((name, bool(link)) for link, name in _SLOT.findall(markup))
    if not slots:
        return Template(markup)
    return Template(_SLOT.sub(r"\1%s", markup.replace("%", "%%")), slots)


def _checked(sentence: str) -> Markup:
    nodes = tree(sentence)
    _check(nodes, frozenset())
    markup = to_markup(nodes)
    if set("{}") & set(_SLOT.sub("", markup)):
        raise MarkupError("A placeholder is a name between braces, {title}; braces are nothing else.")
    return markup


def _check(nodes: tuple[Node, ...], around: frozenset[str]) -> None:
    """Refuse what Telegram refuses: tags in code, links in links, quotes in quotes, other addresses."""
    for element in _elements(nodes):
        if around & _HOLDS_TEXT_ALONE or element.tag in around & _NEVER_IN_ITSELF:
            raise MarkupError(f"<{element.tag}> may not stand inside {', '.join(sorted(around))}.")
        if element.tag == "a" and not _ADDRESS.match(element.href):
            raise MarkupError(
                f"A link leads to https://… or to one {{placeholder}}, not to {element.href!r}."
            )
        _check(element.inside, around | {element.tag})


def _elements(nodes: tuple[Node, ...]) -> Iterator[Element]:
    return (node for node in nodes if isinstance(node, Element))
