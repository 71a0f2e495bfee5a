"""The program in encrypted rooms on Matrix, with encryption switched on: a real Synapse, and people whose apps seal."""

from __future__ import annotations

from tests.program.cities import City
from tests.program.towns import town, walks
from tests.program.walking import Idea, Ways, all_of
from tests.synapse import SynapseServer
from tests.telegram_server.pictures import png

SEALED = {"PARVIS_MATRIX__ENCRYPTION": "true"}


async def test_the_walk_in_an_encrypted_room_goes_on_after_a_kill_on_the_same_device(
    synapse: SynapseServer, city: City
) -> None:
    async with town(synapse, city, settings=SEALED) as stage:
        ways: tuple[Ways, ...] = ("number", "label", "press")
        people = [await stage.sealed_neighbour() for _ in ways]
        walkers = [
            walks(lea, Idea(f"Un banc {way}", "Pour se reposer.", "molenbeck", png(40, 30)), way=way)
            for lea, way in zip(people, ways, strict=True)
        ]
        for walker in walkers:
            await walker.starts()
        await all_of(*(walker.walks_to("description") for walker in walkers))
        await stage.program.restart()
        await all_of(*(walker.files_idea() for walker in walkers))
        await stage.program.settled()
        assert sorted(stage.city.titles()) == sorted(walker.idea.title for walker in walkers)
        assert stage.city.value("select count(*) from ideas where picture is not null and id > 3") == 3
        assert [lea.clear for lea in people] == [[], [], []]
        assert stage.troubles() == []
        assert stage.city.backlog() == {}
