"""A vote on Telegram, from a press in a group to its picture in the private chat: the whole program, with an organiser at its side."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.program.noon import organised
from tests.telegram_server import Citizen, Group, TelegramServer

TITLE = "Waar moet de stad in de lente mee beginnen?"


async def _neighbour(server: TelegramServer, name: str) -> Citizen:
    """Return somebody who agreed to what votes need, and to messages."""
    citizen = server.citizen(first_name=name, language_code="nl")
    await citizen.starts()
    await citizen.hears()
    for answer in ("1", "1", "1", "klaar"):
        await citizen.says(answer)
        await citizen.hears(timeout=20)
    return citizen


async def _card(server: TelegramServer, noor: Citizen) -> Group:
    """Return a group in which the vote's card stands."""
    group = server.group("Buurt", (noor,))
    await noor.hears("Parvis", where=group)
    await noor.says("/vote 1", where=group)
    card = await noor.hears(TITLE, where=group)
    assert card.labels == ["1", "2", "3"]
    return group


async def _presses(who: Citizen, label: str, group: Group | None = None) -> str:
    return (await who.sees_answer(await who.presses(label, where=group))).text


@pytest.mark.prove_on("postgresql")
async def test_h77_a_ballot_from_a_group_is_changed_in_private_counted_and_told_with_its_picture(
    tmp_path: Path, database_url: str | None, noon: str
) -> None:
    async with organised(tmp_path, database_url, noon) as here:
        server, organiser = here.server, here.organiser
        noor = await _neighbour(server, "Noor")
        group = await _card(server, noor)
        assert await _presses(noor, "2", group) == "Je stem telt mee."
        assert await _presses(noor, "2", group) == "Je stem telt mee."
        await noor.hears("35 mensen", timeout=20, where=group)
        await noor.says("/vote 1")
        assert "telt mee" in (await noor.hears(TITLE)).text
        assert await _presses(noor, "3") == "Je stem telt mee."
        assert "is closed" in await organiser("vote", "close", "1")
        told = await noor.hears("Een stemming is afgelopen", timeout=30)
        assert "Fietsboxen in straten zonder kelders: 12" in told.text
        assert Image.open(io.BytesIO(told.photo or b"")).width == 720
        await noor.hears("35 mensen hebben gestemd.", timeout=30, where=group)
        assert server.duplicates() == []
        await here.program.settled()
        assert "35 voted" in await organiser("vote", "show", "1")
