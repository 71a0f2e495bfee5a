"""The person's side: what is written, sent and heard."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from tests.telegram_server import Bubble, Citizen, NothingHeardError, TelegramServer
from tests.telegram_server.pictures import png
from tests.test_telegram_server.conftest import Api


async def test_a_message_reaches_the_bot_as_telegram_writes_it(api: Api, server: TelegramServer) -> None:
    citizen = server.citizen(
        id=2**52, first_name="Noor", last_name="B.", username="noor_b", language_code="nl"
    )
    await citizen.starts("deel_7")
    message = (await api.updates())[0]["message"]
    assert message.pop("date") == pytest.approx(server.clock(), abs=2)
    assert message == {
        "message_id": 1,
        "from": {
            "id": 2**52,
            "is_bot": False,
            "first_name": "Noor",
            "last_name": "B.",
            "username": "noor_b",
            "language_code": "nl",
        },
        "chat": {
            "id": 2**52,
            "first_name": "Noor",
            "last_name": "B.",
            "username": "noor_b",
            "type": "private",
        },
        "text": "/start deel_7",
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    }


async def test_ids_are_larger_than_32_bits_and_names_may_change(api: Api, noor: Citizen) -> None:
    assert noor.id > 2**32
    noor.first_name, noor.username = "</b>", "iemand"
    await noor.says("ik ben het nog")
    sender = (await api.updates())[0]["message"]["from"]
    assert (sender["id"], sender["first_name"], sender["username"]) == (noor.id, "</b>", "iemand")


async def test_h37_a_long_text_goes_in_pieces_as_clients_send_it(api: Api, noor: Citizen) -> None:
    await noor.says("🏠" * 20_000)
    pieces = [update["message"]["text"] for update in await api.updates()]
    assert [len(piece) for piece in pieces] == [2048] * 9 + [1568]
    assert "".join(pieces) == "🏠" * 20_000


@pytest.mark.parametrize("text", ["", " ", "\ud800", "\x00", "\u202e<b>{0}%s"])
async def test_h36_h38_h39_anything_can_be_said(api: Api, noor: Citizen, text: str) -> None:
    await noor.says(text)
    assert (await api.updates())[0]["message"]["text"] == text


async def test_an_edit_and_a_reply(api: Api, noor: Citizen) -> None:
    said = await noor.says("fuot")
    edited = await noor.edits(said, "fout")
    reply = await noor.says("erbij", reply_to=said)
    _, update, reply_update = await api.updates()
    assert update["edited_message"]["text"] == "fout"
    assert update["edited_message"]["edit_date"] >= update["edited_message"]["date"]
    assert reply_update["message"]["reply_to_message"]["text"] == "fout"
    assert (edited.edited, reply.reply_to_id) == (True, said.message_id)
    photo = await noor.sends_photo(caption="oud")
    assert (await noor.edits(photo, "nieuw")).text == "nieuw"
    assert (await api.updates())[-1]["edited_message"]["caption"] == "nieuw"


async def test_the_bots_messages_are_not_the_persons_to_edit(api: Api, noor: Citizen) -> None:
    await api("sendMessage", chat_id=noor.id, text="van de bot")
    with pytest.raises(AssertionError, match="own messages"):
        await noor.edits(await noor.hears(), "van mij")
    await noor.deletes(noor.chat[-1])
    assert len(noor.chat) == 1


Sending = Callable[[Citizen], Coroutine[Any, Any, object]]
KINDS: dict[str, Sending] = {
    "text": lambda who: who.says("hallo"),
    "photo": lambda who: who.sends_photo(caption="#plein"),
    "document": lambda who: who.sends_document(b"%PDF", mime_type="application/pdf"),
    "location": lambda who: who.sends_location(50.847, 4.352),
    "sticker": lambda who: who.sends_sticker(),
    "voice": lambda who: who.sends_voice(),
    "contact": lambda who: who.sends_contact(),
    "dice": lambda who: who.sends_dice(),
    "poll": lambda who: who.sends_poll(),
    "media_group_id": lambda who: who.sends_album(png(), png(900, 900), caption="twee"),
    "venue": lambda who: who.sends(
        {"venue": {"location": {"latitude": 1, "longitude": 2}, "title": "a", "address": "b"}}
    ),
    "forward_origin": lambda who: who.sends_forward("niet van mij"),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_h46_h47_every_kind_of_message_can_be_sent(api: Api, noor: Citizen, kind: str) -> None:
    await KINDS[kind](noor)
    updates = await api.updates()
    assert len(updates) == (2 if kind == "media_group_id" else 1)
    assert all(kind in update["message"] for update in updates)


def test_no_kind_of_message_is_forgotten() -> None:
    sending = {name.removeprefix("sends_") for name in dir(Citizen) if name.startswith("sends_")}
    assert sending - {"album", "forward"} <= KINDS.keys()


async def test_a_photo_is_shown_and_its_smaller_copies_are_others(api: Api, noor: Citizen) -> None:
    picture = png(2000, 1000, grey=7)
    await noor.sends_photo(picture)
    sizes = (await api.updates())[0]["message"]["photo"]
    assert [size["width"] for size in sizes] == [90, 320, 800, 2000]
    assert noor.chat[-1].photo == picture
    await noor.sends_photo(b"no picture at all")
    assert noor.chat[-1].photo == b"no picture at all"


async def test_what_is_shown(api: Api, noor: Citizen) -> None:
    await noor.sends_location(50.8, 4.3)
    await noor.sends_sticker()
    await noor.sends_document(b"%PDF")
    await api(
        "sendMessage",
        chat_id=noor.id,
        text="Dag",
        reply_markup={"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]},
    )
    await noor.sends_photo()
    assert [str(bubble) for bubble in noor.chat] == [
        "Noor: /start",
        "Noor: <location>",
        "Noor: <something else>",
        "Noor: <document>",
        "Parvis: Dag [A]",
        "Noor: <photo>",
    ]


async def test_what_the_bot_says_is_heard_once_and_in_order(api: Api, noor: Citizen) -> None:
    for text in ("Welkom", "Kies een taal", "Klaar (1/2)"):
        await api("sendMessage", chat_id=noor.id, text=text)
    assert (await noor.hears()).text == "Welkom"
    assert (await noor.hears("(1/2)")).text == "Klaar (1/2)"
    with pytest.raises(NothingHeardError) as silence:
        await noor.hears(re.compile("ta+l"), timeout=0.01)
    assert str(silence.value) == (
        "Noor waited 0.01 s for 'ta+l'. The chat is:\n"
        "  Noor: /start\n  Parvis: Welkom\n  Parvis: Kies een taal\n  Parvis: Klaar (1/2)"
    )
    await noor.hears_nothing(0.01)


async def test_hearing_waits(api: Api, noor: Citizen) -> None:
    async def hear(pattern: str | re.Pattern[str]) -> Bubble:
        return await noor.hears(pattern, timeout=2)

    hearing = asyncio.create_task(hear(re.compile("^tw")))
    await asyncio.sleep(0.01)
    for text in ("een", "twee"):
        await api("sendMessage", chat_id=noor.id, text=text)
    assert (await hearing).text == "twee"
    await api("sendMessage", chat_id=noor.id, text="drie")
    with pytest.raises(AssertionError, match="Parvis: drie"):
        await noor.hears_nothing(0.01)


async def test_blocking_and_coming_back(api: Api, noor: Citizen) -> None:
    await noor.blocks()
    with pytest.raises(AssertionError, match="Unblock the bot"):
        await noor.says("hallo")
    await noor.starts()
    block, unblock, start = await api.updates()
    changes = [
        (update["my_chat_member"]["old_chat_member"]["status"], update["my_chat_member"]["new_chat_member"])
        for update in (block, unblock)
    ]
    bot = {"id": 42, "is_bot": True, "first_name": "Parvis", "username": "parvis_test_bot"}
    assert changes == [
        ("member", {"user": bot, "status": "kicked", "until_date": 0}),
        ("kicked", {"user": bot, "status": "member"}),
    ]
    assert start["message"]["text"] == "/start"


async def test_repetitions_are_counted(api: Api, noor: Citizen) -> None:
    for text in ("a", "b", "a", "a"):
        await api("sendMessage", chat_id=noor.id, text=text)
    await api.refused("sendMessage", chat_id=1, text="a")
    assert [call.params["text"] for call in api.server.duplicates()] == ["a", "a"]
