"""Which neighbourhood is meant: by a name in any language, a misspelling, a postcode or a location.

`find` is sure only when everything typed is understood ("j'habite à Ixelles", "1050 Elsene"), or when a
postcode and a name agree ("12 rue Haute, 1000 Bruxelles"). A name among words that are not understood may
be another town's ("Sint-Gillis-Waas"): it is proposed, never taken.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bot.civic.city import Neighbourhood, Point, distance_km
from bot.civic.likeness import STOP_WORDS, folded_words
from bot.text.lazy import _
from bot.text.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.civic.city import City

MAX_TYPED_CHARS = 120
MAX_NEAR = 4
MAX_NEAREST = 3
LEAST_SCORE = 73.0  # of 100: tests/civic/test_places.py measures what it finds and what it lets in
SCORE_SPREAD = 10.0  # a guess this much worse than the best one is not worth a question
MAX_GUESSED_WORDS = 6  # in a longer text, names are looked for as they are written only
MIN_PART_CHARS = 6  # of a name of several words: fewer are in too many of them ("ville")
MIN_START_CHARS = 3
START_SCORE = 75.0  # of the shortest beginning of a name
PART_WEIGHT = 0.9  # of a part of a name
PHRASE_WEIGHT = 0.85  # of a part of what was typed
REACH = 1.5  # times the widest gap between one centre and the next
LEAST_REACH_KM = 3.0

Ids = tuple[str, ...]
Words = tuple[str, ...]

_SHORT = dict.fromkeys(("sint", "sinte", "saint", "sainte", "sankt", "ste"), "st")
_COUNTRY = re.compile(r"^[a-z]{1,2}(?=\d{4})")  # B-1080 is written B1080 too
# Translators: what people of your language put around the name of a place when they are asked where they live, word by
# word ("I live in the municipality of …"), with commas between.
_AROUND_A_NAME = _("live, living, neighbourhood, municipality, town, zip, area")
_COUNTRY_LETTERS = frozenset(("b", "be"))  # "1050 Ixelles, B"


@dataclass(frozen=True, slots=True)
class Found:
    """What was meant: `exact` is sure (several ids: shared, so ask); else `near` are guesses, best first."""

    exact: Ids = ()
    near: Ids = ()


def find(city: City, typed: str) -> Found:
    """Return the neighbourhoods that may be meant; nothing at all where it is none of this city's."""
    index = _index_of(city)
    by_postcode, words = _postcodes(index, _words_of(typed[:MAX_TYPED_CHARS]))
    by_name, unknown = _named(index, words, placed=bool(by_postcode))
    agreed = tuple(each for each in by_postcode if each in by_name)
    if agreed:
        return Found(exact=agreed)
    if not unknown:
        return Found(exact=_union(by_postcode, by_name))
    guesses = _guesses(index, words)
    if guesses and guesses[0] in by_postcode:
        return Found(exact=guesses[:1])
    return Found(near=_union(by_postcode, guesses or by_name)[:MAX_NEAR])


def nearest(city: City, lat: float, lon: float) -> Ids:
    """Return at most three neighbourhoods by the distance of their centres, none beyond `reach_km`."""
    if not (abs(lat) <= 90 and abs(lon) <= 180):  # so written, it refuses what is no number too
        return ()
    here, reach = Point(lat, lon), reach_km(city)
    away = sorted((_away_km(here, each), each.id) for each in city.neighbourhoods)
    return tuple(each_id for km, each_id in away[:MAX_NEAREST] if km <= reach)


def _away_km(here: Point, neighbourhood: Neighbourhood) -> float:
    return min(distance_km(here, centre) for centre in (neighbourhood.centre, *neighbourhood.further_centres))


@lru_cache(maxsize=8)
def reach_km(city: City) -> float:
    """Return how far from a centre is still in the city: 1.5 times the widest gap between neighbours."""
    centres = [each.centre for each in city.neighbourhoods]
    gaps = [
        min((distance_km(one, other) for other in centres if other != one), default=0.0) for one in centres
    ]
    return max(REACH * max(gaps), LEAST_REACH_KM)


@dataclass(frozen=True, slots=True)
class _Index:
    """What can be typed, as folded words, and which neighbourhoods that may be, the likeliest first."""

    names: Mapping[Words, Ids]
    postcodes: Mapping[Words, Ids]
    city_names: frozenset[Words]
    phrases: tuple[tuple[str, str], ...]


@lru_cache(maxsize=8)
def _index_of(city: City) -> _Index:
    names: dict[Words, Ids] = {}
    postcodes: dict[Words, list[tuple[int, str]]] = defaultdict(list)
    city_names = frozenset(_words_of(name) for name in city.names.values())
    phrases = []
    for each in city.every_neighbourhood():
        others = each.others if isinstance(each, Neighbourhood) else ()
        for name in (*each.names.values(), *others):
            for words in _spellings(name):
                names[words] = _union(names.get(words, ()), (each.id,))
            phrases.append((" ".join(_words_of(name)), each.id))
        for rank, postcode in enumerate(each.postcodes if isinstance(each, Neighbourhood) else ()):
            for words in _spellings(postcode):
                postcodes[words].append((rank, each.id))
    return _Index(
        names=names | {words: names.get(words, ()) for words in city_names},
        # a postcode is first of all that of the neighbourhood which lists it first
        postcodes={words: tuple(each_id for _, each_id in sorted(ids)) for words, ids in postcodes.items()},
        city_names=city_names,
        phrases=tuple(phrases),
    )


def _words_of(text: str) -> Words:
    return tuple(_SHORT.get(word, word) for word in (_COUNTRY.sub("", each) for each in folded_words(text)))


@cache
def _place_words() -> frozenset[str]:
    """Return the words that name no place, folded, in every language."""
    return STOP_WORDS | spoken(_AROUND_A_NAME) | _COUNTRY_LETTERS


def _spellings(name: str) -> set[Words]:
    """A name may be typed apart or together, and saint with it in full or short."""
    words = _words_of(name)
    return {words, ("".join(words),), ("".join(folded_words(name)),)}


def _union(*several: Ids) -> Ids:
    return tuple(dict.fromkeys(chain(*several)))


def _matches(known: Mapping[Words, Ids], words: Words) -> tuple[list[Words], Words]:
    """Return what is known among the words, the longest that fits at each place, and the words left over."""
    longest = max(map(len, known), default=0)
    matched, left, start = [], [], 0
    while start < len(words):
        spans = (words[start:end] for end in range(min(start + longest, len(words)), start, -1))
        match = next((span for span in spans if span in known), None)
        if match:
            matched.append(match)
        else:
            left.append(words[start])
        start += len(match or (1,))
    return matched, tuple(left)


def _postcodes(index: _Index, words: Words) -> tuple[Ids, Words]:
    matched, left = _matches(index.postcodes, words)
    return _union(*(index.postcodes[match] for match in matched)), left


def _named(index: _Index, words: Words, *, placed: bool) -> tuple[Ids, Words]:
    """Return what is named, and the words not understood.

    The city's own name adds nothing to another name; after a postcode, it says that the rest is a street.
    """
    matched, left = _matches(index.names, words)
    telling = [match for match in matched if match not in index.city_names]
    ids = [index.names[match] for match in (telling if telling or placed else matched)]
    shared = tuple(each for each in ids[0] if all(each in others for others in ids)) if ids else ()
    unknown = (
        () if placed and telling != matched else tuple(word for word in left if word not in _place_words())
    )
    return shared or _union(*ids), unknown


def _guesses(index: _Index, words: Words) -> Ids:
    """Return whose names look like the words, or like one or two of them, best first."""
    telling = [word for word in words if word not in _place_words() and (word,) not in index.city_names]
    if not 0 < len(telling) <= MAX_GUESSED_WORDS:
        return ()
    best: dict[str, float] = defaultdict(float)
    for typed, weight in _phrases_in(telling):
        for name, each_id in index.phrases:
            best[each_id] = max(best[each_id], weight * _resemblance(typed, name))
    least = max(LEAST_SCORE, max(best.values()) - SCORE_SPREAD)
    # sorted keeps the order of the file among equals
    return tuple(sorted((each for each in best if best[each] >= least), key=lambda each: -best[each]))


def _phrases_in(words: Sequence[str]) -> Iterator[tuple[str, float]]:
    yield " ".join(words), 1.0
    for size in {1, 2} - {len(words)}:
        for start in range(len(words) - size + 1):
            yield " ".join(words[start : start + size]), PHRASE_WEIGHT


def _resemblance(typed: str, name: str) -> float:
    """Score a name, 0 to 100: misspelt, in another order, its beginning only, or a part of it."""
    close, whole = typed.replace(" ", ""), name.replace(" ", "")
    score = max(fuzz.ratio(close, whole), fuzz.token_sort_ratio(typed, name))
    if len(close) >= MIN_START_CHARS and whole.startswith(close):
        score = max(score, START_SCORE + (100 - START_SCORE) * len(close) / len(whole))
    if " " in name and MIN_PART_CHARS <= len(typed) < len(name):
        score = max(score, PART_WEIGHT * fuzz.partial_ratio(typed, name))
    return score
