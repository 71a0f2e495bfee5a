"""The city's file: what ships is right, and whoever edits it is told in one sentence what to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

import locales
from bot.civic.city import BadCityFile, City, Point, distance_km, load_city

BRUSSELS = Path(locales.__file__).parent / "cities" / "brussels.toml"

TOPICS = {
    "work": "Werk, Travail, Work",
    "production": "Productie, Production, Production",
    "education": "Onderwijs, Enseignement, Education",
    "consumption": "Consumptie, Consommation, Consumption",
    "urbanism": "Stedenbouw, Urbanisme, Urbanism",
    "economy": "Economie, Économie, Economy",
    "politics": "Politiek, Politique, Politics",
    "healthcare": "Gezondheid, Santé, Healthcare",
    "culture": "Cultuur, Culture, Culture",
}

# Dutch name | French name | postcodes | centre, as registered
MUNICIPALITIES = """
Anderlecht | Anderlecht | 1070 | 50.836, 4.304
Brussel-Stad | Bruxelles-Ville | 1000, 1020, 1120, 1130, 1040, 1050 | 50.847, 4.352
Elsene | Ixelles | 1050 | 50.823, 4.381
Etterbeek | Etterbeek | 1040 | 50.833, 4.391
Evere | Evere | 1140 | 50.871, 4.403
Ganshoren | Ganshoren | 1083 | 50.873, 4.306
Jette | Jette | 1090 | 50.881, 4.322
Koekelberg | Koekelberg | 1081 | 50.862, 4.328
Oudergem | Auderghem | 1160 | 50.816, 4.430
Schaarbeek | Schaerbeek | 1030 | 50.865, 4.380
Sint-Agatha-Berchem | Berchem-Sainte-Agathe | 1082 | 50.864, 4.294
Sint-Gillis | Saint-Gilles | 1060 | 50.829, 4.345
Sint-Jans-Molenbeek | Molenbeek-Saint-Jean | 1080 | 50.855, 4.320
Sint-Joost-ten-Node | Saint-Josse-ten-Noode | 1210 | 50.853, 4.372
Sint-Lambrechts-Woluwe | Woluwe-Saint-Lambert | 1200 | 50.846, 4.427
Sint-Pieters-Woluwe | Woluwe-Saint-Pierre | 1150 | 50.837, 4.440
Ukkel | Uccle | 1180 | 50.795, 4.355
Vorst | Forest | 1190 | 50.812, 4.322
Watermaal-Bosvoorde | Watermael-Boitsfort | 1170 | 50.798, 4.416
"""

GHENT = """
id = "gent"
names = { nl = "Gent", en = "Ghent" }
zone = "Europe/Brussels"
operator = { names = { nl = "Stad Gent", en = "City of Ghent" }, contact = "https://stad.gent" }

[[topics]]
id = "green"
names = { nl = "Groen", en = "Green" }

[[neighbourhoods]]
id = "ledeberg"
names = { nl = "Ledeberg" }
postcodes = ["9050"]
centre = [51.038, 3.744]

[[neighbourhoods]]
id = "mariakerke"
names = { nl = "Mariakerke" }
others = ["Kolegem"]
postcodes = ["9030"]
centre = [51.072, 3.677]
"""


def city_of(folder: Path, text: str) -> City:
    path = folder / "gent.toml"
    path.write_bytes(text.encode())
    return load_city(path)


def test_brussels_has_the_nine_topics_of_the_open_wall() -> None:
    city = load_city(BRUSSELS)
    assert {
        each.id: ", ".join(each.names[code] for code in ("nl", "fr", "en")) for each in city.topics
    } == TOPICS
    assert all(each.emoji for each in city.topics)


def test_brussels_has_its_nineteen_municipalities() -> None:
    shipped = [
        f"{each.names['nl']} | {each.names['fr']} | {', '.join(each.postcodes)} | "
        f"{each.centre.lat:.3f}, {each.centre.lon:.3f}"
        for each in load_city(BRUSSELS).neighbourhoods
    ]
    assert shipped == MUNICIPALITIES.strip().splitlines()


def test_brussels_says_who_runs_this_in_each_of_its_languages() -> None:
    city = load_city(BRUSSELS)
    assert (city.id, city.zone) == ("brussels", "Europe/Brussels")
    assert set(city.names) == set(city.operator.names) >= {"nl", "fr", "en"}
    assert city.operator.contact


def test_what_is_in_the_file_is_found_by_its_id_and_what_is_not_is_not() -> None:
    city = load_city(BRUSSELS)
    topic, neighbourhood = city.topic("work"), city.neighbourhood("elsene")
    assert topic is not None
    assert topic.names["fr"] == "Travail"
    assert neighbourhood is not None
    assert neighbourhood.names["fr"] == "Ixelles"
    assert city.topic("elsene") is None
    assert city.neighbourhood("work") is None


def test_equal_files_are_equal_cities_and_may_be_kept_by_value(tmp_path: Path) -> None:
    assert len({city_of(tmp_path, GHENT), city_of(tmp_path, GHENT)}) == 1
    assert city_of(tmp_path, GHENT) != city_of(tmp_path, GHENT.replace("Ledeberg", "Lejeberg"))


def test_another_city_needs_no_more_than_this(tmp_path: Path) -> None:
    city = city_of(tmp_path, GHENT)
    assert [each.names["nl"] for each in city.neighbourhoods] == ["Ledeberg", "Mariakerke"]
    assert [each.others for each in city.neighbourhoods] == [(), ("Kolegem",)]
    assert [each.emoji for each in city.topics] == [""]
    assert city.reports_to_hold == 3


def test_a_city_says_how_many_reports_hold_something(tmp_path: Path) -> None:
    text = GHENT.replace('id = "gent"', 'id = "gent"\nreports_to_hold = 5', 1)
    assert city_of(tmp_path, text).reports_to_hold == 5


@pytest.mark.parametrize(
    "text",
    ["\ufeff" + GHENT, GHENT.replace("\n", "\r\n"), GHENT.replace('"Ledeberg"', '"  Ledeberg "')],
    ids=["a mark in front", "line ends of Windows", "blanks around a name"],
)
def test_what_editors_add_does_no_harm(tmp_path: Path, text: str) -> None:
    assert city_of(tmp_path, text) == city_of(tmp_path, GHENT)


@pytest.mark.parametrize(
    ("slip", "instead", "entry", "remedy"),
    [
        ('id = "gent"', 'id = "Gent!"', "gent.toml", "small letters, digits and hyphens"),
        ('id = "gent"', "", "gent.toml", "id must be"),
        ('id = "gent"', f'id = "{"x" * 25}"', "gent.toml", "at most 24"),
        ('zone = "Europe/Brussels"', 'zone = "Brussels"', 'zone "Brussels"', 'such as "Europe/Brussels"'),
        ('zone = "Europe/Brussels"', 'zone = "../Brussels"', "zone", 'such as "Europe/Brussels"'),
        ('zone = "Europe/Brussels"', 'zone = "Europe"', "zone", 'such as "Europe/Brussels"'),
        ('id = "gent"', 'id = "gent"\nreports_to_hold = 0', "gent.toml", "a whole number from 1 to 100"),
        ('id = "gent"', 'id = "gent"\nreports_to_hold = true', "gent.toml", "a whole number from 1 to 100"),
        ('id = "gent"', 'id = "gent"\nreports_to_hold = "3"', "gent.toml", "a whole number from 1 to 100"),
        ('zone = "Europe/Brussels"', 'time_zone = "Europe/Brussels"', '"time_zone" is not known', "zone"),
        ("postcodes", "postcode", 'neighbourhood "ledeberg"', 'did you mean "postcodes"?'),
        ('{ nl = "Gent", en = "Ghent" }', '"Gent"', "names must give a name per language", "{ nl ="),
        ('{ nl = "Gent", en = "Ghent" }', "{}", "names must give a name per language", "{ nl ="),
        ('en = "Ghent"', 'English = "Ghent"', '"English" in names', "its two letters"),
        (', en = "Green"', "", 'topic "green"', "names lacks en"),
        (', en = "City of Ghent"', "", "operator", "names lacks en"),
        (', contact = "https://stad.gent"', "", "operator", "contact must be a text"),
        ('operator = { names = { nl = "Stad Gent", en', 'operator = "Gent" #', "gent.toml", "add [operator]"),
        ('"Groen"', '""', 'topic "green"', "names.nl must be a text of 1 to 60 characters"),
        ('"Groen"', "7", 'topic "green"', "names.nl must be a text"),
        ('"Groen"', '"Gro\\nen"', 'topic "green"', "on one line"),
        ('"Groen"', f'"{"n" * 61}"', 'topic "green"', "1 to 60 characters"),
        ('en = "Green" }', 'en = "Green" }\nemoji = "tree"', 'topic "green"', "a single emoji in quotes"),
        ("[[topics]]", "[topics]", "at least one topic", "headed [[topics]]"),
        ("[[neighbourhoods]]", "[[quarters]]", '"quarters" is not known', "neighbourhoods"),
        ('id = "mariakerke"', 'id = "ledeberg"', 'neighbourhood "ledeberg"', "give each its own"),
        ('id = "mariakerke"', "id = 5", "neighbourhood number 2", "id must be"),
        ('"Mariakerke"', '"LEDEBERG"', '"ledeberg" and "mariakerke" are both called', "rename one"),
        ('["9050"]', "[9050]", 'neighbourhood "ledeberg"', "a list of texts in quotes"),
        ('["9050"]', '"9050"', 'neighbourhood "ledeberg"', "a list of texts in quotes"),
        ('["9050"]', '["Ledeberg"]', '"Ledeberg" is not a postcode', "names belong in others"),
        ("[51.038, 3.744]", "[51.038]", 'neighbourhood "ledeberg"', "[latitude, longitude]"),
        ("[51.038, 3.744]", '"51.038, 3.744"', 'neighbourhood "ledeberg"', "[latitude, longitude]"),
        ("[51.038, 3.744]", "[nan, 3.744]", 'neighbourhood "ledeberg"', "[latitude, longitude]"),
        ("[51.038, 3.744]", "[true, 3.744]", 'neighbourhood "ledeberg"', "[latitude, longitude]"),
        ("[51.038, 3.744]", "[51.038, 190]", 'neighbourhood "ledeberg"', "[latitude, longitude]"),
        ("[51.038, 3.744]", "[3.744, 51.038]", '"ledeberg" lies', "write its latitude first"),
        (
            "3.744]",
            "3.744]\nfurther_centres = [51.0, 3.7]",
            'neighbourhood "ledeberg"',
            "a list of [latitude",
        ),
        ("3.744]", "3.744]\nfurther_centres = 3", 'neighbourhood "ledeberg"', "a list of [latitude"),
        ('"9050"]', '"9050"', "line", "missing quote or bracket"),
        ('"9050"', "9" * 5000, "not well-formed", "missing quote or bracket"),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence(
    tmp_path: Path, slip: str, instead: str, entry: str, remedy: str
) -> None:
    assert slip in GHENT
    with pytest.raises(BadCityFile) as refusal:
        city_of(tmp_path, GHENT.replace(slip, instead, 1) if slip[0] != "[" else GHENT.replace(slip, instead))
    sentence = str(refusal.value)
    assert sentence.startswith(str(tmp_path / "gent.toml"))
    assert entry in sentence
    assert remedy in sentence
    assert "\n" not in sentence


def test_a_file_that_is_not_there_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(BadCityFile, match=r"nowhere\.toml cannot be read \(.+\): let PARVIS_CITY name"):
        load_city(tmp_path / "nowhere.toml")


def test_a_file_in_another_encoding_says_which_one_to_save_it_with(tmp_path: Path) -> None:
    path = tmp_path / "liege.toml"
    path.write_bytes('id = "Liège"'.encode("latin-1"))
    with pytest.raises(BadCityFile, match="save it with the encoding UTF-8"):
        load_city(path)


def test_distances_are_those_of_the_map() -> None:
    town_hall, atomium = Point(50.8466, 4.3517), Point(50.8950, 4.3415)
    assert distance_km(town_hall, atomium) == pytest.approx(5.43, abs=0.03)
    assert distance_km(Point(0, 179.9), Point(0, -179.9)) == pytest.approx(22.24, abs=0.03)
    assert distance_km(Point(90, 0), Point(-90, 0)) == pytest.approx(20015, abs=1)


def test_h80_brussels_speaks_dutch_and_french_to_everybody() -> None:
    assert load_city(BRUSSELS).public == ("nl", "fr")


def test_a_city_that_does_not_say_so_speaks_its_first_language_to_everybody(tmp_path: Path) -> None:
    assert city_of(tmp_path, GHENT).public == ("nl",)


def test_a_public_language_without_a_name_of_the_city_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadCityFile, match='public names the language "fr"'):
        city_of(tmp_path, 'public = ["fr"]\n' + GHENT)
