"""Walks through the conversations as citizens take them: the real program, over real HTTP."""

from __future__ import annotations

from random import Random

import pytest

from tests.program.cities import City
from tests.program.stages import Stage, staged
from tests.program.walking import Idea, Walker, Ways, all_of
from tests.telegram_server.pictures import png

LANGUAGES = ("nl", "fr", "en", "")
WAYS: tuple[Ways | None, ...] = ("press", "number", "label", None)
PLACES: tuple[str | tuple[float, float], ...] = ("1080", "molenbeck", (50.823, 4.381), "1050", "Ixelles")


def _walkers(stage: Stage, name: str, mischief: float) -> list[Walker]:
    """Return people of each language and each way of answering; half of them show a photo and change everything."""
    walkers = []
    for number, (language, way) in enumerate(zip(LANGUAGES * 2, WAYS + WAYS[::-1], strict=True)):
        thorough = number % 2 == 0
        idea = Idea(
            f"{name} {number} voor de stad",
            "Omdat het beter is." if number % 3 else "",
            PLACES[number % len(PLACES)],
            png(40, 30) if thorough else None,
            ["where", "photo", "title", "topic", "description"] if thorough and not mischief else [],
        )
        citizen = stage.citizen(language, f"Noor {number}")
        chance = Random(f"{name}-{number}")
        walkers.append(Walker(citizen, idea, language or "en", way, mischief, chance))
    return walkers


async def _walk(stage: Stage, walkers: list[Walker]) -> None:
    """Let everybody walk at the same time, and see that each got their idea into the list, as it was meant."""
    for walker in walkers:
        await walker.starts()
    await all_of(*(walker.files_idea() for walker in walkers))
    await stage.program.settled()
    filed = {
        title: (description, picture is not None)
        for title, description, picture in stage.city.rows(
            "select title, description, picture from ideas where id > 3"
        )
    }
    assert filed == {w.idea.title: (w.idea.description, w.idea.photo is not None) for w in walkers}
    assert len(stage.city.titles()) == len({walker.number for walker in walkers}) == len(walkers)
    assert stage.server.violations == []
    assert stage.server.unanswered == []
    assert [call for call in stage.server.calls if call.status >= 400] == []
    assert stage.troubles() == []
    assert stage.city.backlog() == {}


@pytest.mark.prove_on("sqlite-webhook", "postgresql-polling")
@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_whatever_people_do_beside_answering_their_idea_gets_into_the_list(
    either_city: City, webhook: bool
) -> None:
    async with staged(either_city, webhook=webhook) as stage:
        await _walk(stage, _walkers(stage, "Bank", 0.0) + _walkers(stage, "Boom", 0.35))


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(10))
async def test_many_random_walks(either_city: City, seed: int) -> None:
    async with staged(either_city) as stage:
        # More mischief than that is more than sixty messages a minute, which is a flood (H53).
        await _walk(stage, [w for n in range(8) for w in _walkers(stage, f"Boom {seed}.{n}", 0.05 * n)])
