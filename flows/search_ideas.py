"""Searching: by words, by number, by topic, by municipality; what is found is a list like the others."""

from __future__ import annotations

from bot.civic.search import MAX_SEARCH, KeepSearch, number_in
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import link
from bot.engine.talk import Talk
from bot.text.lazy import _


@flow(
    "search",
    kind=Kind.ASIDE,
    command="search",
    starts_on=_("search, find, search for, look for"),
    about=_("Search the ideas"),
)
async def search(talk: Talk, words: str = "") -> Ending:
    """Find what was typed with the word, or ask for it; a number leads to its idea."""
    if not words:
        prompt = _(
            "<b>What are you looking for?</b>\n"
            "Type a few words, a topic, a municipality, or the number of an idea."
        )
        words = await talk.ask_text("words", prompt, max_chars=MAX_SEARCH, one_line=True) or ""
    number = number_in(talk.city, words)
    if number is not None:
        return Start(link("card", number=number))
    await talk.do("keep", KeepSearch(words))
    return Start(link("ideas", order="search", page=1))
