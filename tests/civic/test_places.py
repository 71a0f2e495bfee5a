"""Where somebody means: every way people type a municipality, and every place that is none."""

from __future__ import annotations

import math
import string
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import locales
from bot.civic.city import Point, load_city
from bot.civic.places import MAX_NEAR, Found, find, nearest, reach_km

BRUSSELS = load_city(Path(locales.__file__).parent / "cities" / "brussels.toml")

# What is typed | the one that is taken for sure, or the several to ask about
SURE = """
Anderlecht | anderlecht
anderlecht | anderlecht
ANDERLECHT! | anderlecht
Brussel-Stad | brussel
Bruxelles-Ville | brussel
City of Brussels | brussel
Ville de Bruxelles | brussel
Stad Brussel | brussel
brussel | brussel
Bruxelles | brussel
brussels | brussel
bxl | brussel
bruxelles centre | brussel
Brussel centrum | brussel
centre-ville | brussel
Laken | brussel
laeken | brussel
Neder-Over-Heembeek | brussel
neder over heembeek | brussel
NOH | brussel
Haren | brussel
Brussel Laken | brussel
Elsene | elsene
IXELLES | elsene
ixelles/elsene | elsene
Etterbeek | etterbeek
Evere | evere
Ganshoren | ganshoren
Jette | jette
Koekelberg | koekelberg
Oudergem | oudergem
Auderghem | oudergem
Schaarbeek | schaarbeek
Schaerbeek | schaarbeek
Schaerbeek-Schaarbeek | schaarbeek
Sint-Agatha-Berchem | sint-agatha-berchem
Berchem-Sainte-Agathe | sint-agatha-berchem
berchem ste agathe | sint-agatha-berchem
berchem | sint-agatha-berchem
Sint-Gillis | sint-gillis
Saint-Gilles | sint-gillis
st gillis | sint-gillis
st-gilles | sint-gillis
St. Gilles | sint-gillis
stgilles | sint-gillis
saintgilles | sint-gillis
Sint-Jans-Molenbeek | sint-jans-molenbeek
Molenbeek-Saint-Jean | sint-jans-molenbeek
molenbeek st jean | sint-jans-molenbeek
Molenbeek | sint-jans-molenbeek
Sint-Joost-ten-Node | sint-joost-ten-node
Saint-Josse-ten-Noode | sint-joost-ten-node
saint josse | sint-joost-ten-node
st-josse | sint-joost-ten-node
sint joost | sint-joost-ten-node
Sint-Lambrechts-Woluwe | sint-lambrechts-woluwe
Woluwe-Saint-Lambert | sint-lambrechts-woluwe
Woluwé St Lambert | sint-lambrechts-woluwe
WSL | sint-lambrechts-woluwe
Sint-Pieters-Woluwe | sint-pieters-woluwe
woluwe-st-pierre | sint-pieters-woluwe
WSP | sint-pieters-woluwe
Ukkel | ukkel
Uccle | ukkel
Vorst | vorst
Forest | vorst
à Forest | vorst
Watermaal-Bosvoorde | watermaal-bosvoorde
Watermael-Boitsfort | watermaal-bosvoorde
boitsfort | watermaal-bosvoorde
Bosvoorde | watermaal-bosvoorde
woluwe | sint-lambrechts-woluwe sint-pieters-woluwe
1000 | brussel
1020 | brussel
1030 | schaarbeek
1040 | etterbeek brussel
1050 | elsene brussel
1060 | sint-gillis
1070 | anderlecht
1080 | sint-jans-molenbeek
1081 | koekelberg
1082 | sint-agatha-berchem
1083 | ganshoren
1090 | jette
1120 | brussel
1130 | brussel
1140 | evere
1150 | sint-pieters-woluwe
1160 | oudergem
1170 | watermaal-bosvoorde
1180 | ukkel
1190 | vorst
1200 | sint-lambrechts-woluwe
1210 | sint-joost-ten-node
B-1080 | sint-jans-molenbeek
B1080 | sint-jans-molenbeek
BE 1080 | sint-jans-molenbeek
１０８０ | sint-jans-molenbeek
1000 Bruxelles | brussel
1000 BXL | brussel
1180 Bruxelles | ukkel
1180 Bruxelles, Belgique | ukkel
1050 Ixelles | elsene
1050 Elsene | elsene
1050 Brussel | elsene brussel
1050 elsen | elsene
1080 molenbeck | sint-jans-molenbeek
1080 Schaerbeek | sint-jans-molenbeek schaarbeek
12 rue Haute, 1000 Bruxelles | brussel
Chaussée d'Ixelles 12, 1050 Ixelles | elsene
j'habite à Schaerbeek | schaarbeek
Ik woon in Elsene | elsene
I live in Uccle, Brussels | ukkel
gemeente Jette | jette
commune d'Evere | evere
Ixelles ou Etterbeek | elsene etterbeek
watermaal boitsfort | watermaal-bosvoorde
12 rue Haute, 1180 Bruxelles | ukkel
rue de la Loi 16, 1050 Bruxelles | elsene brussel
Woluwe ou WSL | sint-lambrechts-woluwe
Jette, Bruxelles | jette
"""

# What is typed | the first that is proposed, none being taken for sure
PROPOSED = """
molenbeck | sint-jans-molenbeek
molenbeek-saint-jan | sint-jans-molenbeek
moelenbeek | sint-jans-molenbeek
mollenbeek | sint-jans-molenbeek
molenb | sint-jans-molenbeek
j'habite à molenbeck | sint-jans-molenbeek
molenbeck bruxelles | sint-jans-molenbeek
scharbeek | schaarbeek
skaarbeek | schaarbeek
schaerbeck | schaarbeek
scaerbeek | schaarbeek
ixel | elsene
ixele | elsene
ixcelles | elsene
elsen | elsene
elzene | elsene
elsenne | elsene
etterbeck | etterbeek
eterbeek | etterbeek
evre | evere
everre | evere
ganshorren | ganshoren
gansoren | ganshoren
jete | jette
yette | jette
koekelbergh | koekelberg
coekelberg | koekelberg
kukelberg | koekelberg
oudergehm | oudergem
audergem | oudergem
auderghemme | oudergem
ouderghem | oudergem
andrelecht | anderlecht
anderlect | anderlecht
anderleght | anderlecht
sint gilis | sint-gillis
saint gille | sint-gillis
sain gilles | sint-gillis
sint-agata-berchem | sint-agatha-berchem
bercem | sint-agatha-berchem
berchem st agate | sint-agatha-berchem
saint joss | sint-joost-ten-node
sint jost ten noode | sint-joost-ten-node
st josse ten node | sint-joost-ten-node
woluwe saint lamber | sint-lambrechts-woluwe
saint lambert | sint-lambrechts-woluwe
sint-lambrecht woluwe | sint-lambrechts-woluwe
woluwe lambert | sint-lambrechts-woluwe
woluwe saint pier | sint-pieters-woluwe
saint-pierre woluwe | sint-pieters-woluwe
sint pieter woluwe | sint-pieters-woluwe
ukel | ukkel
uckel | ukkel
ucle | ukkel
uccles | ukkel
forrest | vorst
foret | vorst
voorst | vorst
watermaal-bosvoort | watermaal-bosvoorde
watermal boisfort | watermaal-bosvoorde
boisfort | watermaal-bosvoorde
lakken | brussel
laaken | brussel
laecken | brussel
neder over hembeek | brussel
heembeek | brussel
bruxeles | brussel
brusel | brussel
bruselas | brussel
rue de la Régence 3, 1000 | brussel
Sint-Gillis-Waas | sint-gillis
Forest Hills | vorst
2600 Berchem | sint-agatha-berchem
1000 Antwerpen | brussel
molenbeek station west | sint-jans-molenbeek
Uccle, Belgique | ukkel
wolu | sint-lambrechts-woluwe
"""

# Other towns, and no place at all: nothing is taken for sure
ELSEWHERE = """
Antwerpen
Anvers
Gent
Gand
Paris
Parijs
Drogenbos
Luik
Liège
Leuven
Namur
Charleroi
Mechelen
Halle
Vilvoorde
Zaventem
Dilbeek
Kraainem
Tervuren
Linkebeek
Wemmel
Machelen
Amsterdam
Rotterdam
London
Lille
Sint-Pieters-Leeuw
Sint-Genesius-Rode
Rhode-Saint-Genèse
2000
9000 Gent
75011 Paris
10000
3000 Leuven
asdfghjkl
qwerty
blabla
???
👍
sint
beek
1
12
je ne sais pas
weet ik niet
nergens
all over the place
de hele stad
Москва
東京
1000000
stad
"""


def rows(table: str) -> list[tuple[str, tuple[str, ...]]]:
    pairs = [line.partition(" | ") for line in table.strip().splitlines()]
    return [(typed, tuple(ids.split())) for typed, _, ids in pairs]


def test_the_tables_are_long_enough_to_mean_something() -> None:
    assert len(rows(SURE)) + len(rows(PROPOSED)) + len(rows(ELSEWHERE)) >= 240


@pytest.mark.parametrize(("typed", "ids"), rows(SURE))
def test_what_is_understood_is_sure(typed: str, ids: tuple[str, ...]) -> None:
    assert find(BRUSSELS, typed) == Found(exact=ids)


@pytest.mark.parametrize(("typed", "ids"), rows(PROPOSED))
def test_what_is_misspelt_or_doubtful_is_proposed(typed: str, ids: tuple[str, ...]) -> None:
    found = find(BRUSSELS, typed)
    assert found.near[:1] == ids
    assert not found.exact


@pytest.mark.parametrize(("typed", "_"), rows(ELSEWHERE))
def test_nothing_elsewhere_is_sure(typed: str, _: tuple[str, ...]) -> None:
    assert not find(BRUSSELS, typed).exact


def test_hardly_anything_elsewhere_is_even_proposed() -> None:
    proposed = {typed for typed, _ in rows(ELSEWHERE) if find(BRUSSELS, typed).near}
    assert proposed == {"Sint-Pieters-Leeuw"}  # one word from Sint-Pieters-Woluwe


@pytest.mark.parametrize("typed", ["", "   ", "\n", "-", "👍"])
def test_h37_nothing_typed_is_no_place(typed: str) -> None:
    assert find(BRUSSELS, typed) == Found()


def slips(name: str) -> Iterator[str]:
    """Every way to leave out, double or swap one letter."""
    for at, letter in enumerate(name):
        if letter in string.ascii_letters:
            yield name[:at] + name[at + 1 :]
            yield name[:at] + letter + name[at:]
    for at, (one, other) in enumerate(pairwise(name)):
        if one != other and one.isalpha() and other.isalpha():
            yield name[:at] + other + one + name[at + 2 :]


def test_one_slip_of_the_finger_is_forgiven() -> None:
    meant = [
        (find(BRUSSELS, typed), each.id)
        for each in BRUSSELS.neighbourhoods
        for name in dict.fromkeys(each.names[language] for language in ("nl", "fr"))
        for typed in slips(name)
    ]
    first = sum((found.exact + found.near)[:1] == (each_id,) for found, each_id in meant)
    offered = sum(each_id in found.exact + found.near for found, each_id in meant)
    wrong = [found for found, each_id in meant if found.exact and each_id not in found.exact]
    assert len(meant) > 1000
    assert first / len(meant) > 0.99
    assert offered / len(meant) > 0.99
    assert not wrong


def test_a_shared_postcode_asks_the_likelier_first() -> None:
    assert find(BRUSSELS, "1050").exact == ("elsene", "brussel")
    assert find(BRUSSELS, "1040").exact == ("etterbeek", "brussel")


def test_a_name_in_a_long_story_is_proposed_only_as_it_is_written() -> None:
    story = "Vorig jaar zijn mijn ouders van een dorp aan zee naar een huis met tuin in {} verhuisd"
    assert find(BRUSSELS, story.format("Jette")) == Found(near=("jette",))
    assert find(BRUSSELS, story.format("Jete")) == Found()


def test_at_most_four_are_proposed() -> None:
    crowd = tuple(
        replace(each, others=("Sint-Zoveel",), names={"nl": each.id}) for each in BRUSSELS.neighbourhoods
    )
    found = find(replace(BRUSSELS, neighbourhoods=crowd), "sint zoveell")
    assert len(found.near) == MAX_NEAR


@given(st.text(st.characters(), max_size=300))
def test_anything_can_be_typed(typed: str) -> None:
    found = find(BRUSSELS, typed)
    known = {each.id for each in BRUSSELS.neighbourhoods}
    assert known.issuperset(found.exact + found.near)
    assert not (found.exact and found.near)
    assert len(set(found.near)) == len(found.near) <= MAX_NEAR


def test_h37_40000_characters_cost_no_more_than_a_name() -> None:
    started = time.perf_counter()
    for typed in ("molenbeck " * 4000, "x" * 40_000, "1050 " * 8000, "sint " * 8000):
        find(BRUSSELS, typed)
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    ("lat", "lon", "ids"),
    [
        (50.8467, 4.3525, "brussel sint-joost-ten-node sint-gillis"),  # Grand-Place
        (50.8270, 4.3720, "elsene"),  # place Flagey
        (50.8790, 4.3560, "brussel"),  # Laken
        (50.8970, 4.3890, "brussel evere schaarbeek"),  # Neder-Over-Heembeek
        (50.8930, 4.4190, "brussel"),  # Haren
        (50.7650, 4.3700, "ukkel"),  # its southern edge, far from any other centre
        (50.8130, 4.3220, "vorst"),
    ],
)
def test_a_shared_location_proposes_what_is_nearest(lat: float, lon: float, ids: str) -> None:
    expected = tuple(ids.split())
    assert nearest(BRUSSELS, lat, lon)[: len(expected)] == expected
    assert 1 <= len(nearest(BRUSSELS, lat, lon)) <= 3


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (51.0543, 3.7174),
        (51.2194, 4.4025),
        (50.6330, 5.5700),
        (48.8566, 2.3522),
        (50.9014, 4.4844),
        (0, 0),
        (90, 0),
    ],
    ids=["Gent", "Antwerpen", "Liège", "Paris", "the airport", "the Gulf of Guinea", "the North Pole"],
)
def test_a_location_outside_the_city_is_none_of_it(lat: float, lon: float) -> None:
    assert nearest(BRUSSELS, lat, lon) == ()


@pytest.mark.parametrize("lat", [math.nan, math.inf, -math.inf, 90.01, -91, 1e308])
def test_a_location_that_is_none_is_nowhere(lat: float) -> None:
    assert nearest(BRUSSELS, lat, 4.35) == ()
    assert nearest(BRUSSELS, 50.85, lat * 2) == ()


def test_the_reach_comes_from_the_data() -> None:
    # The widest gap is that between Ukkel and Vorst; 1.5 times it takes in Uccle's and Haren's far ends.
    assert reach_km(BRUSSELS) == pytest.approx(4.49, abs=0.01)
    alone = replace(BRUSSELS, neighbourhoods=BRUSSELS.neighbourhoods[:1])
    assert reach_km(alone) == 3
    spread = replace(
        BRUSSELS,
        neighbourhoods=(alone.neighbourhoods[0], replace(BRUSSELS.neighbourhoods[2], centre=Point(51, 4.4))),
    )
    assert reach_km(spread) > 25
