"""What the help promises, in every language: each word in it does what it says there."""

from __future__ import annotations

import re

import pytest

import flows
from bot.engine.flow import Flows
from bot.engine.questions import Link, link
from bot.engine.words import Word, word_in
from bot.text.clean import fold
from bot.text.languages import LANGUAGES
from bot.text.render import render
from flows.help import _CONTACT, _WORDS

PROMISED = [Word.MENU, Word.BACK, Word.CANCEL, Word.LANGUAGE, Word.HELP, Word.STOP]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_the_help_names_is_understood(language: str) -> None:
    *always, idea, ideas, votes, events, search = re.findall(r"<b>(.*?)</b>", render(_WORDS, language))
    assert [word_in(word) for word in always] == PROMISED
    known = Flows(flows.all_flows())
    begun = [known.on_words(fold(word)) for word in (idea, ideas, votes, events, search)]
    assert begun == [Link(name) for name in ("idea", "trending", "votes", "events", "search")]
    (contact,) = re.findall(r"<b>(.*?)</b>", render(_CONTACT, language))
    assert known.on_words(contact) == Link("contact")
    assert known.on_words(f"{search} Réparer!") == link("search", words="Réparer!")
