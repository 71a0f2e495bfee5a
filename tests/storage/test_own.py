"""Topics and places that a programme has beside the city's: where they count, and what becomes of what chose them."""

from __future__ import annotations

import pytest

from bot.civic.audiences import Audience, By, CountAudience, Part
from bot.civic.city import OwnKind
from bot.civic.doors import Refused
from bot.civic.figures import FiguresOf
from bot.civic.ideas import ChangeIdea, ListIdeas, OneIdea, SubmitIdea
from bot.civic.own import AddOwn, RemoveOwn, RenameOwn, TheCity, ids_of, topics_of
from bot.civic.people import CareAbout, FinishWelcome, LiveIn
from bot.civic.programmes import ChangeProgramme, OneProgramme, Programme
from bot.civic.search import KeepSearch
from bot.text.lazy import Named
from flows.saying.ideas import place_name
from flows.saying.topics import topic_name
from tests.storage.town import DAY, Town

WATER = {"nl": "Water", "fr": "Eau"}
STALL = {"nl": "Kraam 1", "fr": "Stand 1"}


@pytest.fixture
def its(town: Town) -> int:
    """A programme that is open."""
    return town.programme("workshop")


def _programme(town: Town, number: int) -> Programme:
    found = town.ask(OneProgramme(number))
    assert found is not None
    return found.programme


def test_an_idea_can_be_about_a_topic_and_in_a_place_of_its_programme_s_own(town: Town, its: int) -> None:
    noor = town.citizen()
    water = town.do(AddOwn(its, OwnKind.TOPIC, WATER))
    stall = town.do(AddOwn(its, OwnKind.PLACE, STALL))
    filed = town.do(SubmitIdea("Een fontein", "", water, stall), noor)
    city = town.ask(TheCity())
    assert (topic_name(city, water), place_name(city, stall)) == (Named(WATER), Named(STALL))
    assert topics_of(city, _programme(town, its))[-1] == water
    for order in (f"on.{water}", f"in.{stall}"):
        assert [each.number for each in town.ask(ListIdeas(order, 1), noor).ideas] == [filed.number]
    for words in ("water", "eau", "kraam 1"):
        town.do(KeepSearch(words), noor)
        assert [each.number for each in town.ask(ListIdeas("search", 1), noor).ideas] == [filed.number]
    figures = town.ask(FiguresOf(its))
    assert figures is not None
    assert (figures.topics[water], figures.places[stall]) == (1, 1)
    assert {water, "work"} <= set(figures.offered_topics)


def test_another_programme_s_own_are_not_to_be_chosen_in_this_one(town: Town, its: int) -> None:
    noor = town.citizen()
    elsewhere = town.programme("elsewhere", opens=5 * DAY)
    water = town.do(AddOwn(elsewhere, OwnKind.TOPIC, WATER))
    stall = town.do(AddOwn(elsewhere, OwnKind.PLACE, STALL))
    town.do(AddOwn(its, OwnKind.TOPIC, WATER))  # two may call theirs the same
    with pytest.raises(Refused, match="unknown-topic"):
        town.do(SubmitIdea("Een fontein", "", water, "city"), noor)
    with pytest.raises(Refused, match="unknown-neighbourhood"):
        town.do(SubmitIdea("Een fontein", "", "work", stall), noor)


def test_what_is_taken_out_is_still_named_and_stays_where_it_was_chosen(town: Town, its: int) -> None:
    noor = town.citizen()
    water = town.do(AddOwn(its, OwnKind.TOPIC, WATER))
    filed = town.do(SubmitIdea("Een fontein", "", water, "city"), noor)
    town.do(CareAbout((water,)), noor)
    town.do(RemoveOwn(its, water))
    city = town.ask(TheCity())
    assert topic_name(city, water) == Named(WATER)
    assert water not in ids_of(city.topics_in())
    town.do(ChangeIdea(filed.number, "Twee fonteinen", "", water, "city"), noor)
    kept = town.ask(OneIdea(filed.number), noor)
    assert kept is not None
    assert (kept.title, kept.topic) == ("Twee fonteinen", water)
    with pytest.raises(Refused, match="unknown-topic"):
        town.do(SubmitIdea("Nog een", "", water, "city"), noor)
    with pytest.raises(Refused, match="not-its-own"):
        town.do(RenameOwn(its, water, WATER))
    assert town.do(AddOwn(its, OwnKind.TOPIC, WATER)) != water


def test_a_programme_that_chose_some_topics_has_the_new_one_too(town: Town, its: int) -> None:
    town.do(ChangeProgramme(its, topics=("work",)))
    water = town.do(AddOwn(its, OwnKind.TOPIC, WATER))
    assert _programme(town, its).topics == ("work", water)
    town.do(ChangeProgramme(its, topics=(water,)))
    town.do(RemoveOwn(its, water))
    assert _programme(town, its).topics == ()


def test_what_people_chose_of_a_programme_s_own_is_an_audience(town: Town, its: int) -> None:
    water = town.do(AddOwn(its, OwnKind.TOPIC, WATER))
    stall = town.do(AddOwn(its, OwnKind.PLACE, STALL))
    noor, _other = town.citizens(2)
    town.do(FinishWelcome(), noor)
    town.do(CareAbout((water,)), noor)
    town.do(LiveIn(stall), noor)
    for part in (Part(By.TOPIC, (water,)), Part(By.NEIGHBOURHOOD, (stall,))):
        count = town.ask(CountAudience(Audience((part,))))
        assert count.reach + sum(count.excluded.values()) == 1


@pytest.mark.parametrize(
    ("names", "refused"),
    [
        ({"nl": "Water"}, "missing-language"),
        ({}, "no-name"),
        ({"nl": "Water" * 20, "fr": "Eau"}, "too-long"),
        ({"nl": "Nieuw", "fr": "culture"}, "name-taken"),
        ({"nl": "EAU", "fr": "Nouveau"}, "name-taken"),
    ],
)
def test_h69_a_name_that_would_not_do_is_refused(
    town: Town, its: int, names: dict[str, str], refused: str
) -> None:
    water = town.do(AddOwn(its, OwnKind.TOPIC, WATER))
    other = town.do(AddOwn(its, OwnKind.TOPIC, {"nl": "Lucht", "fr": "Air"}))
    with pytest.raises(Refused, match=refused):
        town.do(AddOwn(its, OwnKind.TOPIC, names))
    with pytest.raises(Refused, match=refused):
        town.do(RenameOwn(its, other, names))
    town.do(RenameOwn(its, water, {"nl": "Water", "fr": "L’eau"}))


def test_h69_no_language_is_required_in_which_its_own_have_no_name(town: Town, its: int) -> None:
    town.do(AddOwn(its, OwnKind.TOPIC, WATER))
    with pytest.raises(Refused, match="missing-language"):
        town.do(ChangeProgramme(its, languages=("nl", "en"), names={"nl": "Muur", "en": "Wall"}))
