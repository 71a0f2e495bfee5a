"""Sentences of the program as a test names them: by a few of their English words, said in any language.

So that a translator may polish a sentence, and a test goes on meaning it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Final

import flows
from bot.civic.city import City
from bot.engine.words import SPOKEN
from bot.text.catalogues import wording
from bot.text.inline import visible
from bot.text.languages import LANGUAGES, SOURCE
from bot.text.spoken import spoken_in
from tools.translations import ROOT, extracted


def _words() -> Mapping[str, Mapping[str, str]]:
    """Return what a person of each language types for an English word that the program understands."""
    told = [*SPOKEN.values(), *(each.starts_on for each in flows.all_flows() if each.starts_on)]
    return {
        english: {language: spoken_in(language, words)[0] for language in LANGUAGES}
        for words in reversed(told)
        for english in spoken_in(SOURCE.code, words)
    }


WORDS: Final = _words()
"""Words that always work, and words that begin a conversation, as one person of each language types them."""

_KEY = re.compile(r"\{([^{}]+)\}")
_PLACEHOLDER = re.compile(r"\{\w+\}")
_COUNTS = (1, 2, 0, 5)


@functools.cache
def sentences() -> Mapping[tuple[str, str | None], str]:
    """Return every sentence of the code (singular and plural) with what is seen of it in English."""
    found = {}
    for message in extracted(ROOT):
        if message.id:
            ids = message.id if isinstance(message.id, (tuple, list)) else (message.id, None)
            found[ids[0], ids[1]] = visible(ids[0])
    return found


@functools.cache
def _meant(key: str) -> tuple[tuple[str, str | None], int]:
    """Return the one sentence that a key means, and which of its lines."""
    # Whatever way it fits, it stands in there: to look closely at every sentence took seconds.
    every = {ids: seen for ids, seen in sentences().items() if key in seen}
    for fits in (_is_whole, _is_line, _begins_line, _is_in_line):
        found = [(ids, line) for ids, seen in every.items() for line in fits(key, seen)]
        if len(found) == 1:
            return found[0]
        if found:
            several = ", ".join(repr(ids[0]) for ids, _line in found)
            raise LookupError(f"{{{key}}} may mean several sentences: {several}. Name it with more words.")
    raise LookupError(f"No sentence of the program has {key!r} in it: has its English been changed?")


def _is_whole(key: str, seen: str) -> list[int]:
    return [0] if seen == key else []


def _is_line(key: str, seen: str) -> list[int]:
    return [number for number, line in enumerate(seen.split("\n")) if line == key]


def _begins_line(key: str, seen: str) -> list[int]:
    return [number for number, line in enumerate(seen.split("\n")) if line.startswith(key)]


def _is_in_line(key: str, seen: str) -> list[int]:
    return [number for number, line in enumerate(seen.split("\n")) if key in line]


def forms(key: str, language: str) -> tuple[str, ...]:
    """Return the line that the key means in that language, in each grammatical number, placeholders open."""
    (msgid, plural), number = _meant(key)
    said = (
        [wording(language, msgid, plural, count) for count in _COUNTS]
        if plural
        else [wording(language, msgid)]
    )
    lines = [visible(each).split("\n") for each in dict.fromkeys(said)]
    return tuple(each[number] if number < len(each) else each[-1] for each in lines)


def pattern(key: str, language: str) -> str:
    """Return a regular expression for that line: anything may stand at its placeholders."""
    return "|".join(
        ".*?".join(re.escape(part) for part in _PLACEHOLDER.split(form)) for form in forms(key, language)
    )


def spoken(text: str, language: str, city: City) -> str:
    """Return what somebody types for what a transcript writes."""
    return _KEY.sub(lambda key: _word(key[1], language, city) or forms(key[1], language)[0], text)


def expected(text: str, language: str, city: City) -> re.Pattern[str]:
    """Return what must be found for what a transcript writes."""
    parts = _KEY.split(text)
    parts[::2] = [re.escape(part).replace("…", ".*") for part in parts[::2]]
    parts[1::2] = [
        f"(?:{re.escape(_word(key, language, city)) or pattern(key, language)})" for key in parts[1::2]
    ]
    return re.compile("".join(parts))


def _word(key: str, language: str, city: City) -> str:
    """Return a word that always works, or a name of the city's; nothing for a sentence of ours."""
    if key.startswith(":"):
        return _one_of(WORDS, key, "word that always works or begins a conversation")[language]
    if not key.startswith("@"):
        return ""
    every = {each.id: each.names for each in city.topics} | {n.id: n.names for n in city.neighbourhoods}
    names = _one_of(every | {"city": city.names}, key, "topic or place")
    return names.get(language) or next(iter(names.values()))


def _one_of(every: Mapping[str, Mapping[str, str]], key: str, what: str) -> Mapping[str, str]:
    if key[1:] not in every:
        raise LookupError(f"{{{key}}} is no {what}. There are: {', '.join(sorted(every))}.")
    return every[key[1:]]


@functools.cache
def english_only(language: str) -> frozenset[str]:
    """Return the lines that are never said in that language, so that they are English to its speakers."""
    english, said = set(), set()
    for msgid, plural in sentences():
        english.update(visible(msgid).split("\n"))
        said.update(visible(wording(language, msgid, plural, 1 if plural else None)).split("\n"))
    # “Places” is what seats are called in French, too.
    return frozenset(english - said)
