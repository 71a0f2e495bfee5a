"""What an audience is written as, and what is none."""

from __future__ import annotations

import pytest

from bot.civic.audiences import Audience, By, Part, audience_in, may_be, spelt, within
from bot.civic.city import City
from bot.civic.doors import Refused
from tests.worlds import World

LANGUAGES, PLATFORMS = ("nl", "fr", "en"), ("telegram",)


@pytest.mark.parametrize(
    "line",
    [
        "everyone",
        "topic:urbanism,work",
        "topic:urbanism -voters:3",
        "neighbourhood:jette language:nl,fr platform:telegram",
        "coming:4 -present:4",
    ],
)
def test_what_is_written_is_read_and_written_again(line: str) -> None:
    assert spelt(audience_in(line)) == line


@pytest.mark.parametrize(
    "line", ["", "everybody", "topic", "colour:red", "everyone topic:work", "--topic:work"]
)
def test_what_is_no_audience_is_refused(line: str) -> None:
    with pytest.raises(Refused, match="bad-audience"):
        audience_in(line)


@pytest.mark.parametrize(
    "line",
    [
        "topic:astrology",
        "topic:",
        "topic:work,work",
        "neighbourhood:gent",
        "language:tlh",
        "platform:pigeon",
        "voters:x",
        "voters:0",
        "voters:-1",
        "voters:01",
        "voters:１２",
        "voters:99999999999999999999",
        " ".join(f"coming:{n}" for n in range(1, 10)),
    ],
)
def test_h10_h40_an_audience_of_what_there_is_not_is_refused(world: World, line: str) -> None:
    city: City = world.city
    with pytest.raises(Refused, match="bad-audience"):
        may_be(audience_in(line), city, languages=LANGUAGES, platforms=PLATFORMS)


def test_a_programme_writes_only_to_those_who_took_part_in_it() -> None:
    anybody = Audience((Part(By.TOPIC, ("work",)),))
    assert within(anybody, 0) == anybody
    assert spelt(within(anybody, 7)) == "topic:work programme:7"


def test_h77_an_audience_that_tells_who_voted_is_known_as_such() -> None:
    assert audience_in("-voters:3").sensitive
    assert not audience_in("coming:3").sensitive
