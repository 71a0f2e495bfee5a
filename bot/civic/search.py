"""Searching: by number, by topic, by neighbourhood, and by words, which may be misspelt or cut short.

What people type is folded (no case, no accents, no signs), so `%`, `_` and quotes are never more than gaps (H43).
Words are known by their first letters (`WORD_CHARS`), as those that find what is alike; what was typed meets them through their
forms: the word itself, its beginnings, and what is left of it without one of its letters. Two words that differ by one
slip, whether a letter is wrong, missing, doubled or has changed places, have such a form in common
(the "symmetric delete" of W. Garbe's SymSpell, for one slip).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from bot.civic.city import City
from bot.civic.doors import Command, Query
from bot.civic.likeness import MAX_TERM_CHARS, STOP_WORDS, folded_words
from bot.civic.places import find
from bot.text.clean import fold
from bot.text.lazy import _
from bot.text.spoken import spoken

WORD_CHARS = 6
"""Letters of a word that are kept to find it: endings and most misspellings come after them."""

MAX_SEARCH = 80
MOST_TERMS = 5
"""Words of a search that are looked for: the longest, which are the rarest."""

MOST_MEANT = 6
"""Words that one misspelt or unfinished word may stand for."""

MIN_SHORTER = 3
MIN_SLIP = 4
LEAST_ALIKE = 74.0  # of 100, of a word that is in the text: tests/civic/test_search.py measures what it finds


@dataclass(frozen=True, slots=True)
class KeepSearch(Command[None]):
    """Remember what I search for, in the place of what I searched before: the pages of what is found lead there."""

    words: str


@dataclass(frozen=True, slots=True)
class LastSearch(Query[str]):
    """What I searched for last; nothing if I did not, or it is forgotten."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What a search means: words to be found, and the topics and neighbourhoods that these name, too.

    "Forest" is a municipality, and may be a forest.
    """

    terms: tuple[str, ...]
    topics: tuple[str, ...] = ()
    neighbourhoods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An idea that may be what is sought."""

    number: int
    text: str
    topic: str
    neighbourhood: str


def sought(city: City, typed: str) -> Sought:
    """Return what a search means in this city."""
    words = folded_words(typed[:MAX_SEARCH])
    named = [(word, _topics(city).get(word, ()), _places(city, word)) for word in words]
    terms = [word[:MAX_TERM_CHARS] for word in words]
    whole = _whole_place(city, typed)
    telling = [t for t in terms if t not in STOP_WORDS and len(t) >= MIN_SHORTER]
    if whole:
        telling = []
    elif not telling:
        telling = terms
    return Sought(
        tuple(sorted(dict.fromkeys(telling), key=len, reverse=True)[:MOST_TERMS]),
        tuple(dict.fromkeys(topic for _w, topics, _p in named for topic in topics))
        or _topics(city).get(fold(typed), ()),
        whole or tuple(dict.fromkeys(place for _w, _t, places in named for place in places)),
    )


@lru_cache(maxsize=8)
def _topics(city: City) -> dict[str, tuple[str, ...]]:
    """Return which topics a name means: programmes may call theirs the same."""
    found: dict[str, tuple[str, ...]] = {}
    for topic in city.every_topic():
        for name in {fold(each) for each in topic.names.values()}:
            found[name] = (*found.get(name, ()), topic.id)
    return found


def _places(city: City, word: str) -> tuple[str, ...]:
    return find(city, word).exact if len(word) >= MIN_SLIP else ()


def _whole_place(city: City, typed: str) -> tuple[str, ...]:
    """Return the neighbourhoods that all of it names ("sint-jans-molenbeek", "1050")."""
    return find(city, typed).exact if len(folded_words(typed)) > 1 else ()


def beginning(word: str) -> str:
    """Return what a word is known by."""
    return word[:WORD_CHARS]


def word_forms(word: str) -> set[str]:
    """Return the forms under which a word is found: itself, its beginnings, and itself with a letter left out."""
    shorter = {word[:length] for length in range(MIN_SHORTER, len(word))}
    return {word} | shorter | _slips(word)


def typed_forms(term: str) -> set[str]:
    """Return the forms that what was typed may share with the word that is meant."""
    start = beginning(term)
    return {start} | _slips(start)


def _slips(word: str) -> set[str]:
    return {word[:n] + word[n + 1 :] for n in range(len(word))} if len(word) >= MIN_SLIP else set()


def meant(term: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return which of the known words a term may stand for, the likeliest first: the same, one begun, one with a slip."""
    start = beginning(term)
    if start in known and len(start) == WORD_CHARS:
        return (start,)
    begun = [word for word in known if word.startswith(start)]
    # What was typed has one slip: whatever follows it may have moved by one place.
    slips = [word for word in known if word not in begun and OSA.distance(start, word) <= 2]
    slips.sort(key=lambda word: (OSA.distance(start, word), word))
    return tuple([*sorted(begun, key=lambda word: (len(word), word)), *slips][:MOST_MEANT])


def ranked(wanted: Sought, candidates: Sequence[Candidate]) -> tuple[int, ...]:
    """Return the numbers of the ideas that are what is sought: those that fit most of it first, then the newest."""
    scored = [(_fits(wanted, each), each.number) for each in candidates]
    scored.sort(reverse=True)
    return tuple(number for (count, _how_well), number in scored if count)


def _fits(wanted: Sought, idea: Candidate) -> tuple[int, float]:
    """Return how many of the things sought an idea has, and how well."""
    words = set(folded_words(idea.text))
    scores = [_alike(term, words) for term in wanted.terms]
    found = [score for score in scores if score >= LEAST_ALIKE]
    named = (idea.topic in wanted.topics) + (idea.neighbourhood in wanted.neighbourhoods)
    return len(found) + named, round(sum(found) + 100.0 * named)


def _alike(term: str, words: set[str]) -> float:
    """Return how alike the word of a text is that is most like the term, 0 to 100; one that is begun by it is nearly the same."""
    if term in words:
        return 100.0
    if len(term) >= MIN_SHORTER and any(word.startswith(term) for word in words):
        return 95.0
    start = beginning(term)
    near = [word for word in words if word[:1] == term[:1] or OSA.distance(start, beginning(word)) <= 1]
    return max((_word_ratio(term, word) for word in near), default=0.0)


@lru_cache(maxsize=8192)
def _word_ratio(term: str, word: str) -> float:
    return max(fuzz.ratio(term, word), fuzz.ratio(term, word[: len(term)]) * 0.97)


# Translators: what people of your language type before the number of an idea ("idea 12", "number 12"), with commas
# between words that mean the same.
_BEFORE_A_NUMBER = _("idea, number, no")


def number_in(city: City, typed: str) -> int | None:
    """Return the number of the idea that a search names ("12", "#12", "idea 12"); a bare postcode is a place."""
    *before, last = folded_words(typed) or ("",)
    if not (last.isascii() and last.isdigit() and 0 < int(last[:10]) < 2**31):
        return None
    if before:
        return int(last) if " ".join(before) in spoken(_BEFORE_A_NUMBER) else None
    return None if find(city, last).exact else int(last)
