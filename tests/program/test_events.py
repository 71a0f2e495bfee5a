"""An event on Telegram, from its link to its door and afterwards: the whole program, with an organiser at its side."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import vobject
import zxingcpp
from PIL import Image

from tests.program.noon import organised
from tests.telegram_server import Citizen, TelegramServer

TITLE = "Van idee naar straat"


async def _arrives(server: TelegramServer, name: str) -> Citizen:
    """Return somebody who came by the event's link, and only looks."""
    citizen = server.citizen(first_name=name, language_code="nl")
    await citizen.starts("event_1")
    await citizen.hears()
    await citizen.says("2")
    await citizen.hears(TITLE)
    return citizen


async def _presses(who: Citizen, label: str) -> str:
    return (await who.sees_answer(await who.presses(label))).text


@pytest.mark.prove_on("postgresql")
async def test_h22_a_code_from_the_chat_is_read_by_a_scanner_and_lets_its_party_in_once(
    tmp_path: Path, database_url: str | None, noon: str
) -> None:
    async with organised(tmp_path, database_url, noon) as here:
        server, organiser = here.server, here.organiser
        noor, sam = await _arrives(server, "Noor"), await _arrives(server, "Sam")
        assert await _presses(noor, "Ik kom") == "Fijn, tot dan!"
        assert "nummer 3 van de wachtlijst" in await _presses(sam, "Ik kom")
        await noor.says("activiteit 1")
        await noor.hears("Je komt.")
        await noor.presses("Mijn toegangscode")
        shown = await noor.hears("Je toegangscode")
        (scanned,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(shown.photo or b"")))
        payload = scanned.text.rpartition("start=")[2]
        assert re.fullmatch(r"door_[0-9A-Z]{8}", payload)
        luc = server.citizen(first_name="Luc", language_code="nl")
        await luc.starts()
        await luc.hears()
        await luc.says("2")
        await luc.hears()
        await luc.says((await organiser("event", "door", "1")).splitlines()[0])
        await luc.hears("0 van 12 mensen zijn binnen")
        for said in ("Welkom!", "Deze code is al gebruikt"):
            await luc.starts(payload)
            assert said in (await luc.hears("1 van 12 mensen zijn binnen")).text
        await noor.says("activiteit 1")
        await noor.hears("Je komt.")
        assert "Je bent al binnen" in await _presses(noor, "Ik kom toch niet")
        await organiser("event", "change", "1", "--seats", "13")
        await sam.hears("Er is een plaats vrij voor jou", timeout=30)
        await sam.says("1")
        await sam.hears("Je komt.")
        await organiser("event", "cancel", "1", "--reason", "nl=Storm", "--reason", "fr=Tempête")
        told = await sam.hears("Gaat niet door", timeout=30)
        assert told.document is not None
        assert vobject.readOne(told.document.decode()).vevent.status.value == "CANCELLED"
        await here.program.settled()
