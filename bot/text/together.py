"""Words said to readers of several languages at once (H80): what is the same in all of them is said once."""

from __future__ import annotations

from collections.abc import Sequence

from bot.text.inline import Markup, visible_length
from bot.text.languages import Language
from bot.text.lazy import Words
from bot.text.render import label, render

ONE_LINE_CHARS = 50
"""What is no longer than this in all shares a line."""


def together(words: Words, languages: Sequence[Language]) -> Markup:
    """Return the words in each of these languages, one below the other; short ones beside one another."""
    said = list(dict.fromkeys(render(words, language) for language in languages))
    if any("\n" in each for each in said):
        return Markup("\n\n".join(said))
    short = sum(visible_length(each) for each in said) <= ONE_LINE_CHARS
    return Markup((" · " if short else "\n").join(said))


def label_together(words: Words, languages: Sequence[Language]) -> str:
    """Return the words as one line of plain text, in each of these languages."""
    return " · ".join(dict.fromkeys(label(words, language) for language in languages))
