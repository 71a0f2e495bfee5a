"""The program in encrypted chats on Matrix, where that is switched on: a real Synapse, and people whose apps seal."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import pytest

from flows.saying.introduction import unreadable
from tests.program.cities import City
from tests.program.running import run_parvis
from tests.program.towns import town, walks
from tests.program.walking import Idea
from tests.synapse import SynapseServer
from tests.telegram_server.pictures import png

SEALED = {"PARVIS_MATRIX__ENCRYPTION": "true"}


async def test_h60_the_walk_in_an_encrypted_chat_goes_on_after_a_kill(
    synapse: SynapseServer, city: City
) -> None:
    async with town(synapse, city, settings=SEALED) as stage:
        lea = await stage.sealed_neighbour()
        walker = walks(lea, Idea("Un banc", "Pour se reposer.", "molenbeck", png(40, 30)), way="number")
        await walker.starts()
        await walker.walks_to("home")
        walker.way = "press"
        await walker.walks_to("description")
        await stage.program.restart()
        walker.way = "label"
        assert await walker.files_idea()
        await stage.program.settled()
        assert stage.city.titles() == ["Un banc"]
        assert stage.city.value("select count(*) from ideas where picture is not null and id > 3") == 1
        assert lea.login.user in {sender for sender, _event, _key in lea.reactions}
        assert lea.clear == []
        assert stage.troubles() == []
        assert stage.city.backlog() == {}


async def test_h54_h55_in_an_encrypted_chat_only_what_is_sealed_is_an_answer(
    synapse: SynapseServer, city: City
) -> None:
    async with town(synapse, city, settings=SEALED) as stage:
        lea = await stage.sealed_neighbour()
        walker = walks(lea, Idea("Un banc pour tous", "", "1080"))
        await walker.starts()
        await walker.walks_to("title")
        await lea.sends_in_clear("Un banc en clair")
        hint = await lea.hears(unreadable()["fr"])
        assert all(sentence in hint.text for sentence in unreadable().values())
        await lea.sends_unreadable("nobodys")
        assert await walker.files_idea()
        assert stage.city.titles() == ["Un banc pour tous"]
        assert lea.clear == []
        assert stage.troubles() == []
        # The keys are for one process, and for no backup.
        env = {**stage.program.env, "PARVIS_DATABASE_URL": f"sqlite:///{stage.program.folder}/other.db"}
        second = await run_parvis("serve", env=env, folder=stage.program.folder)
        assert (second.exit_code, "PARVIS_MATRIX__ENCRYPTION" in second.errors) == (2, True)
        checked = await run_parvis("check", env=stage.program.env, folder=stage.program.folder)
        assert "ok     Encryption: the account vouches for its device." in checked.output
        backed_up = await run_parvis("backup", "b.backup", env=stage.program.env, folder=stage.program.folder)
        assert "matrix-keys" in backed_up.output


@pytest.mark.prove
async def test_a_round_trip_in_an_encrypted_chat_takes_hardly_longer(
    synapse: SynapseServer, city: City, record_property: Callable[[str, object], None]
) -> None:
    """Side by side in one run, each once in turn; the clients' own part is in both, and larger where they seal.

    `make prove ARGS="-k hardly_longer -o junit_family=xunit1 --junit-xml=figures.xml"` writes the figures to a file.
    """
    async with town(synapse, city, settings=SEALED) as stage:
        people = {"in clear": await stage.neighbour(), "sealed": await stage.sealed_neighbour()}
        took: dict[str, list[float]] = {way: [] for way in people}
        for person in people.values():
            await person.starts()
            await person.hears(timeout=30)
        for _ in range(60):
            for way, person in people.items():
                begun = time.perf_counter()
                await person.says("Flierefluiter")
                await person.hears()
                took[way].append(time.perf_counter() - begun)
        clear, sealed = (statistics.median(took[way]) for way in people)
        record_property("milliseconds", f"{clear * 1000:.1f} in clear, {sealed * 1000:.1f} sealed")
        assert sealed < 1.5 * clear
