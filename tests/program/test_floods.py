"""Many at once: each person's turns in their order, and nobody kept waiting by somebody else."""

from __future__ import annotations

import re

from tests.program.cities import City
from tests.program.stages import staged
from tests.program.walking import Idea, Walker

TOO_LONG = re.compile(r"(\d+) characters")


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
