"""The words that always work, in every language, however they are typed."""

from __future__ import annotations

import pytest

from bot.engine.words import SPOKEN as EVERY
from bot.engine.words import Word, command_in, word_in
from bot.text.catalogues import wording
from bot.text.languages import LANGUAGES
from bot.text.spoken import spoken as spoken_in_any
from tests.sentences import WORDS

SPOKEN = {word: [WORDS[word][language] for language in LANGUAGES] for word in map(str, Word)}


@pytest.mark.parametrize("word", Word)
def test_h52_a_word_works_in_every_language_case_and_accent(word: Word) -> None:
    for spoken in SPOKEN[word]:
        for typed in (spoken, spoken.upper(), spoken.title(), f"  {spoken} ", f"{spoken}!", f"{spoken}."):
            assert word_in(typed) is word, typed


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("start", Word.START),
        ("begin", Word.START),
        ("commencer", Word.START),
        ("menu", Word.MENU),
        ("help", Word.HELP),
        ("hulp", Word.HELP),
        ("aide", Word.HELP),
        ("?", Word.HELP),
        ("language", Word.LANGUAGE),
        ("taal", Word.LANGUAGE),
        ("langue", Word.LANGUAGE),
        ("back", Word.BACK),
        ("terug", Word.BACK),
        ("retour", Word.BACK),
        ("cancel", Word.CANCEL),
        ("annuleer", Word.CANCEL),
        ("annuleren", Word.CANCEL),
        ("annuler", Word.CANCEL),
        ("stop", Word.STOP),
        ("uitschrijven", Word.STOP),
        ("arrêter", Word.STOP),
        ("ARRETER", Word.STOP),
        ("désabonner", Word.STOP),
        ("desabonner", Word.STOP),
    ],
)
def test_h52_the_words_of_the_list(typed: str, word: Word) -> None:
    assert word_in(typed) is word


def test_no_word_means_one_thing_in_one_language_and_another_in_another() -> None:
    meant = [each for words in EVERY.values() for each in spoken_in_any(words)]
    assert sorted(meant) == sorted(set(meant))


@pytest.mark.parametrize(
    "typed", ["stop the traffic", "the menu", "", " ", "back to school", "m", "men" * 20, "🛑"]
)
def test_a_word_is_the_whole_message_or_none(typed: str) -> None:
    assert word_in(typed) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("msgid", "word"), [("Back", Word.BACK), ("Cancel", Word.CANCEL), ("Menu", Word.MENU)]
)
def test_what_a_button_says_may_be_typed_instead(msgid: str, word: Word, language: str) -> None:
    assert word_in(wording(language, msgid)) is word


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("/start", ("start", "")),
        ("/start idea_12", ("start", "idea_12")),
        ("/START@ParvisBot  idea_12 ", ("start", "idea_12")),
        ("/Idée 12", ("idee", "12")),
        ("/ idea", ("", "idea")),
        ("//", ("", "")),
        ("/", None),
        ("idea", None),
        ("1/2", None),
        ("", None),
    ],
)
def test_a_command_is_a_name_after_a_slash(typed: str, command: tuple[str, str] | None) -> None:
    found = command_in(typed)
    assert found == command or (found is not None and command is not None and found[1] == command[1] == "")
