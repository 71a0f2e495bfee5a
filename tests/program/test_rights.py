"""H44, H78 over real HTTP: all that is kept about me comes as a file into my own chat, once; and then I am forgotten."""

from __future__ import annotations

import json

import pytest

from tests.program.stages import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_h44_h78_my_data_comes_into_my_chat_once_and_then_i_am_forgotten(stage: Stage) -> None:
    noor, sam = await stage.welcomed("nl", "Noor"), await stage.welcomed("fr", "Sam")
    await noor.citizen.says("/mydata")
    told = await noor.citizen.hears("bewaard")
    assert told.document is not None
    data = json.loads(told.document)
    assert [each["external"] for each in data["accounts"]] == [str(noor.citizen.id)]
    assert str(sam.citizen.id) not in told.document.decode()
    await noor.citizen.hears("alles wat er over jou bewaard is")
    await noor.citizen.hears_nothing()
    await sam.citizen.hears_nothing()
    await noor.citizen.says("/forget")
    await noor.citizen.hears()
    await noor.citizen.presses("Ja, vergeet mij")
    await noor.citizen.hears("Ik ben je vergeten")
    known = f"select count(*) from accounts where external = '{noor.citizen.id}'"
    await stage.becomes(lambda: stage.city.rows(known), [(0,)], seconds=60)
    assert stage.city.rows("select count(*) from erasures") == [(1,)]
    await noor.citizen.says("menu")
    await noor.citizen.hears("Parvis")
    assert stage.troubles() == []
