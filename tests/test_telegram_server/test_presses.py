"""Buttons: pressed, pressed again, forged, and answered once and in time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.telegram_server import Citizen, MovableClock, NothingHeardError, Press, Toast
from tests.test_telegram_server.conftest import Api
from tests.test_telegram_server.test_sending import button, keyboard

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def ask(api: Api, noor: Citizen, *labels: str) -> dict[str, Any]:
    rows = keyboard(*[[button(label, f"kies:{label}")] for label in labels])
    sent: dict[str, Any] = await api("sendMessage", chat_id=noor.id, text="Welke?", reply_markup=rows)
    return sent


async def answered(api: Api, press: Press, **params: object) -> None:
    await api("answerCallbackQuery", callback_query_id=press.query_id, **params)


async def test_a_press_reaches_the_bot_with_its_message(api: Api, noor: Citizen) -> None:
    question = await ask(api, noor, "Ja", "Nee")
    press = await noor.presses("Nee")
    update = (await api.updates())[0]
    query = update["callback_query"]
    assert query["message"] == question
    assert (query["id"], query["data"], query["from"]["id"]) == (press.query_id, "kies:Nee", noor.id)
    assert query["chat_instance"]


async def test_a_button_is_found_by_place_by_label_and_by_part(api: Api, noor: Citizen) -> None:
    await ask(api, noor, "Ja", "Nee, een andere", "Nee")
    pressed = [(await noor.presses(label)).data for label in (0, -1, "Nee", "andere")]
    assert pressed == ["kies:Ja", "kies:Nee", "kies:Nee", "kies:Nee, een andere"]


async def test_the_newest_message_with_the_button_is_pressed(api: Api, noor: Citizen) -> None:
    await ask(api, noor, "Ja", "Vroeger")
    newest = await ask(api, noor, "Ja")
    assert (await noor.presses("Ja")).message_id == newest["message_id"]
    assert (await noor.presses("Vroeger")).message_id == newest["message_id"] - 1


async def test_a_press_waits_for_its_button(api: Api, noor: Citizen) -> None:
    pressing = asyncio.create_task(noor.presses("Ja"))
    await asyncio.sleep(0.01)
    await ask(api, noor, "Ja")
    assert (await pressing).data == "kies:Ja"
    with pytest.raises(NothingHeardError, match=r"a button 'Neen'(.|\n)*Welke\? \[Ja\]"):
        await noor.presses("Neen", timeout=0.01)


async def test_a_link_is_not_pressed(api: Api, noor: Citizen) -> None:
    rows = keyboard([{"text": "Site", "url": "https://parvis.be/"}])
    await api("sendMessage", chat_id=noor.id, text="Kijk", reply_markup=rows)
    with pytest.raises(AssertionError, match=r"opens https://parvis.be/"):
        await noor.presses("Site")


async def test_h11_an_old_keyboard_can_still_be_pressed(api: Api, noor: Citizen) -> None:
    question = await ask(api, noor, "Ja")
    seen = noor.chat[-1]
    await api("editMessageText", chat_id=noor.id, message_id=question["message_id"], text="Voorbij")
    assert (await noor.presses("Ja", message=seen)).data == "kies:Ja"
    with pytest.raises(AssertionError, match="There is no button 'Nee'"):
        await noor.presses("Nee", message=seen)
    await api("deleteMessage", chat_id=noor.id, message_id=question["message_id"])
    await noor.presses("Ja", message=seen)
    edited, gone = [update["callback_query"]["message"] for update in await api.updates()]
    assert edited["text"] == "Voorbij"
    assert gone == {"chat": edited["chat"], "message_id": question["message_id"], "date": 0}


async def test_h10_a_client_may_press_what_never_was(api: Api, noor: Citizen) -> None:
    await ask(api, noor, "Ja")
    await noor.forges_press("kies:-1", message=noor.chat[-1])
    assert (await api.updates())[0]["callback_query"]["data"] == "kies:-1"


async def test_a_press_without_an_answer_comes_again_under_a_new_id(api: Api, noor: Citizen) -> None:
    await ask(api, noor, "Ja")
    press = await noor.presses("Ja")
    again = await noor.presses_again(press)
    first, second = await api.updates()
    assert first["update_id"] != second["update_id"]
    assert press.query_id != again.query_id
    assert first["callback_query"]["data"] == second["callback_query"]["data"]


async def test_an_answer_shows_a_toast_once(api: Api, noor: Citizen) -> None:
    await ask(api, noor, "Ja")
    press = await noor.presses("Ja")
    waiting = asyncio.create_task(noor.sees_answer(press))
    await answered(api, press, text="Geteld", show_alert=True)
    assert await waiting == Toast("Geteld", is_alert=True)
    assert await api.refused("answerCallbackQuery", callback_query_id=press.query_id) == TOO_OLD
    silent = await noor.presses("Ja")
    assert api.server.unanswered == [silent]
    await answered(api, silent)
    assert api.server.unanswered == []
    assert silent.toast == Toast()
    assert noor.toasts == [Toast("Geteld", is_alert=True)]
    assert api.server.violations == []


async def test_an_answer_comes_in_time_or_not_at_all(api: Api, noor: Citizen, clock: MovableClock) -> None:
    await ask(api, noor, "Ja")
    press = await noor.presses("Ja")
    clock.forward(16)
    assert await api.refused("answerCallbackQuery", callback_query_id=press.query_id) == TOO_OLD
    assert await api.refused("answerCallbackQuery", callback_query_id="1") == TOO_OLD
    with pytest.raises(NothingHeardError, match="kies:Ja"):
        await noor.sees_answer(press, timeout=0.01)


async def test_a_toast_holds_200(api: Api, noor: Citizen) -> None:
    await ask(api, noor, "Ja")
    press = await noor.presses("Ja")
    params = {"callback_query_id": press.query_id}
    assert (
        await api.refused("answerCallbackQuery", text="é" * 201, **params) == "Bad Request: MESSAGE_TOO_LONG"
    )
    await api("answerCallbackQuery", text="é" * 200, **params)
