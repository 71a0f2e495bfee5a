"""What is alike: candidates from the full-text search are ranked by the words that they share.

Likeness of words is not likeness of meaning: a false friend scores as high as a twin. What is found here is
suggested to the person who knows, and nothing is ever merged because of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz

from bot.text.clean import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_CHARS = 400  # of each text: more makes the work longer and the likeness no better
MAX_CANDIDATES = 100
LEAST_SCORE = 72.0  # of 100: tests/civic/test_likeness.py measures what it finds and what it lets in
MIN_TOLD_WORDS = 3  # a shorter title is found in any long text
TOLD_WEIGHT = 0.85  # a title told in passing is less than a title that is the same
MAX_TERMS = 8
MIN_TERM_CHARS = 3
MAX_TERM_CHARS = 40

# Words that tell no idea from another, folded as `fold` does: articles, prepositions, pronouns, auxiliaries,
# what nearly every idea says ("idee", "plus de", "gratis"), and what comes with any address ("straat").
_NL = """
aan af al alle alleen als altijd andere bij daar dan dat de deze die dit doen door dus een eens en er ergens
geen graag haar heb hebben heeft hem het hier hij hoe hun iedereen iets ik in is ja je jij jouw jullie kan
kom komen kon kunnen laat laten maar maken meer men mensen met mijn misschien moet moeten mogen na naar niet
niets nog nu of om omdat onder ons onze ook op over pas per samen sinds te tegen tot tussen u uit uw van
veel via vind voor waar waarom wat we wel werd wie wij wil willen worden wordt zal ze zeer zich zij zijn zo
zoals zodat zou zouden idee ideeen voorstel gratis openbaar openbare elk elke plaatsen stad wijk wijken
buurt buurten gemeente gemeenten straat straten laan plein steenweg weg
"""
_FR = """
a afin ai ainsi alors apres au aussi autre autres aux avec avez avoir avons c ca ce cela ces cet cette
ceux chaque chez comme d dans de depuis des deux dont du elle elles en encore entre est et etait etre eux
fait faire faut fois font il ils j je jusque l la le les leur leurs lui m ma mais me meme mes mettre moi
moins mon n ne ni nos notre nous on ont ou par parce pas peu peut peuvent plus plusieurs pour pourquoi
pourrait pouvoir qu quand que quel quelle quelques qui quoi s sa sans se sera ses si soit son sont sous
souvent sur t ta te tes toi ton tous tout toute toutes tres trop tu un une va vers veux vos votre voudrais
vous y idee idees proposition gratuit gratuits gratuite gratuites gratuitement public publics publique
publiques installer creer ville quartier quartiers commune communes rue rues avenue boulevard place chaussee
"""
_EN = """
a about after all also am an and any are as at be because been before being but by can could did do does
down each every for from get had has have he her here him his how i if in into is it its just let like make
many me more most my near need needs no not now of off on one only or other our out over own people please
put she should so some such than that the their them then there these they this those through to too up us
use very want was we were what when where which while who why will with would you your idea ideas proposal
free public city neighbourhood neighbourhoods municipality street streets road square
"""
STOP_WORDS = frozenset(f"{_NL} {_FR} {_EN}".split())


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of the text, folded, in their order; apostrophes and hyphens part them."""
    folded = fold(text)
    # What holds no letter at all comes back as it was ("?!", an emoji): those are no words.
    return tuple(folded.split()) if any(map(str.isalnum, folded)) else ()


def search_terms(text: str) -> tuple[str, ...]:
    """Return at most eight telling words of the text, folded, the longest first: those are the rarest."""
    words = [
        word[:MAX_TERM_CHARS]
        for word in _telling(folded_words(text[:MAX_CHARS]))
        if len(word) >= MIN_TERM_CHARS
    ]
    return tuple(sorted(dict.fromkeys(words), key=len, reverse=True)[:MAX_TERMS])


@dataclass(frozen=True, slots=True)
class Candidate:
    """An idea that the full-text search has found."""

    id: int
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike an idea is, 0 to 100."""

    id: int
    score: float


def rank(
    title: str, description: str, candidates: Sequence[Candidate], *, limit: int = 3
) -> tuple[Likeness, ...]:
    """Return the candidates that are worth showing as alike, the most alike first, equals by id."""
    wanted = _phrases(title, description)
    scored = [
        Likeness(each.id, _likeness(wanted, _phrases(each.title, each.description)))
        for each in candidates[:MAX_CANDIDATES]
    ]
    alike = [each for each in scored if each.score >= LEAST_SCORE]
    return tuple(sorted(alike, key=lambda each: (-each.score, each.id))[: max(limit, 0)])


class _Phrases(NamedTuple):
    """The telling words of an idea: of its title, and of all that was written."""

    title: str
    whole: str


@lru_cache(maxsize=4096)
def _phrases(title: str, description: str) -> _Phrases:
    titled, described = folded_words(title[:MAX_CHARS]), folded_words(description[:MAX_CHARS])
    return _Phrases(" ".join(_telling(titled)), " ".join(_telling(titled + described)))


def _likeness(one: _Phrases, other: _Phrases) -> float:
    """Return the best of: alike in title, alike as a whole, the one's title told in the other's text."""
    if not one.title or not other.title:
        return 0.0
    return max(
        _overlap(one.title, other.title),
        _overlap(one.whole, other.whole),
        _told(one.title, other.whole),
        _told(other.title, one.whole),
    )


def _overlap(one: str, other: str) -> float:
    """Score what is shared, tempered by what is not: the first alone takes a part for the whole."""
    return (fuzz.token_set_ratio(one, other) + fuzz.token_sort_ratio(one, other)) / 2


def _told(title: str, whole: str) -> float:
    if title.count(" ") + 1 < MIN_TOLD_WORDS:
        return 0.0
    return TOLD_WEIGHT * fuzz.token_set_ratio(title, whole)


def _telling(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words without stop words, or all of them where there are no others."""
    return tuple(word for word in words if word not in STOP_WORDS) or words
