"""What a client makes up: buttons that were never offered, or were offered to somebody else (H10)."""

from __future__ import annotations

import pytest

from tests.program.stages import Stage
from tests.program.walking import Idea, Walker, label, said
from tests.telegram_server import Bubble

pytestmark = pytest.mark.asyncio(loop_scope="session")

REFUSED = "That button is not for you"


async def _at_preview(stage: Stage, title: str) -> tuple[Walker, Bubble]:
    walker = Walker(stage.citizen(), Idea(title))
    await walker.starts()
    await walker.walks_to("preview")
    assert walker.bubble is not None
    return walker, walker.bubble


def _data(bubble: Bubble, place: int = 0) -> str:
    button = bubble.button(place)
    assert button is not None
    return str(button["callback_data"])


def _forged(data: str) -> list[str]:
    """Return what somebody may make of a button's data: another choice, another conversation, another signature."""
    body, _, signature = data.rpartition("~")
    kind, *parts = body.split(":")
    return [
        "",
        " ",
        body,
        f"{body}~",
        f"~{signature}",
        f"{body}~{signature[::-1]}",
        f"{body}~{signature}x",
        f"{':'.join([kind, *parts[:-1], '-1'])}~{signature}",
        f"{':'.join([kind, *parts[:-1], '9999'])}~{signature}",
        f"{':'.join([kind, '1', *parts[1:]])}~{signature}",
        f"l:support:=1~{signature}",
        f"l:discard:=idea~{signature}",
        f"w:stop~{signature}",
        "l:card:1",
        "é\x00☃" * 20,
        "x" * 5000,
        '{"a":1}',
        "o:" + "z" * 60,
    ]


async def test_h10_h72_invented_data_is_refused_logged_and_changes_nothing(stage: Stage) -> None:
    noor, preview = await _at_preview(stage, "Nooit gedeeld door een ander")
    before = _everything(stage)
    refused = await _refusals(stage)
    forged = _forged(_data(preview))
    for data in forged:
        press = await noor.citizen.forges_press(data, message=preview)
        assert said(REFUSED).search((await noor.citizen.sees_answer(press)).text), data
    assert await _refusals(stage) == refused + len(forged)
    assert _everything(stage) == before
    await noor.files_idea()


async def test_h10_what_was_offered_to_somebody_else_is_refused(stage: Stage) -> None:
    noor, preview = await _at_preview(stage, "Van Noor en van niemand anders")
    other, others = await _at_preview(stage, "Van een ander")
    before = _everything(stage)
    for place in range(len(preview.labels)):
        # The client of the one says what the other was offered, in either's chat.
        for message in (others, preview):
            press = await other.citizen.forges_press(_data(preview, place), message=message)
            assert said(REFUSED).search((await other.citizen.sees_answer(press)).text)
    assert _everything(stage) == before
    assert await noor.files_idea()
    assert await other.files_idea()


async def test_h10_one_cannot_support_one_s_own_idea_with_another_s_button(stage: Stage) -> None:
    noor = Walker(stage.citizen(), Idea("Mijn eigen steun"))
    await noor.starts()
    await noor.files_idea()
    reader = await stage.welcomed()
    await reader.citizen.says(f"idee {noor.number}")
    card = await reader.citizen.hears("Mijn eigen steun")
    data = card.button(label("Support this idea", "nl"))
    assert data is not None
    press = await noor.citizen.forges_press(data["callback_data"], message=noor.citizen.chat[-1])
    assert said(REFUSED).search((await noor.citizen.sees_answer(press)).text)
    assert stage.city.value(f"select count(*) from supports where idea = {noor.number}") == 0


def _everything(stage: Stage) -> list[object]:
    """Return what the city knows, apart from who just wrote."""
    tables = ("ideas", "supports", "consents", "programmes", "media", "jobs")
    return [stage.city.rows(f"select * from {table} order by 1, 2") for table in tables]


async def _refusals(stage: Stage) -> float:
    return (await stage.program.figures()).get('parvis_notes_total{slug="token-refused"}', 0)
