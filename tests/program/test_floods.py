"""Many at once: each person's turns in their order, and nobody kept waiting by somebody else."""

from __future__ import annotations

import re
import time

import pytest

from bot.engine.turn import MOST_A_MINUTE
from tests.program.cities import City
from tests.program.stages import staged
from tests.program.walking import Idea, Walker, said

TOO_LONG = re.compile(r"(\d+) characters")


@pytest.mark.prove_on("postgresql")
async def test_p3_what_one_person_writes_in_a_burst_is_answered_in_order(either_city: City) -> None:
    """Titles that are too long are answered with their length, so that each answer tells what it answers."""
    async with staged(either_city) as stage:
        people = [Walker(stage.citizen("en"), Idea("-"), language="en") for _ in range(8)]
        for one in people:
            await one.starts()
        for one in people:
            await one.walks_to("title")
        for length in range(121, 161):
            for one in people:
                await one.citizen.says("x" * length)
        for one in people:
            await one.citizen.hears("160 characters", timeout=30)
        for one in people:
            told = [TOO_LONG.search(bubble.text) for bubble in one.citizen.private_chat.told]
            assert [int(length[1]) for length in told if length] == list(range(121, 161))


@pytest.mark.prove_on("postgresql")
@pytest.mark.parametrize("floods", [1, pytest.param(20, marks=pytest.mark.prove)])
async def test_h53_a_flood_is_told_of_once_and_keeps_nobody_else_waiting(
    either_city: City, floods: int
) -> None:
    async with staged(either_city) as stage:
        flooders = [await stage.welcomed() for _ in range(floods)]
        luc = await stage.welcomed("fr")
        before = [len(noor.citizen.private_chat.told) for noor in flooders]
        first_minute = time.time() // 60
        for number in range(200):
            for noor in flooders:
                await noor.citizen.says(f"bericht {number}")
        # Telegram hands out what was said before first: until then everybody waits.
        await stage.becomes(lambda: len(stage.server.world.updates) == 0, True)
        for _ in range(5):
            began = time.monotonic()
            await luc.citizen.says("menu")
            assert await luc.listens() == "menu"
            assert time.monotonic() - began < 2
        await stage.program.settled(60)
        minutes = time.time() // 60 - first_minute + 1
        for noor, heard in zip(flooders, before, strict=True):
            told = noor.citizen.private_chat.told[heard:]
            notices = [bubble for bubble in told if said("That is a lot at once").search(bubble.text)]
            assert 1 <= len(notices) <= minutes
            assert len(told) <= minutes * (MOST_A_MINUTE + 1)
        dropped = (await stage.program.figures())['parvis_notes_total{slug="flood-dropped"}']
        assert dropped >= floods * (200 - minutes * MOST_A_MINUTE)
        assert stage.city.backlog() == {}
