"""Edits in place, deletions, and what a person notices of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.telegram_server import Citizen, MovableClock, TelegramServer
from tests.telegram_server.pictures import png
from tests.test_telegram_server.conftest import Api
from tests.test_telegram_server.test_sending import button, keyboard, upload

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


async def sent_to(api: Api, noor: Citizen) -> dict[str, Any]:
    """Send a text with a button, and answer what names it."""
    sent = await api("sendMessage", chat_id=noor.id, text="oud", reply_markup=keyboard([button()]))
    await noor.hears("oud")
    return {"chat_id": noor.id, "message_id": sent["message_id"]}


async def test_an_edit_replaces_the_text_and_drops_the_buttons(api: Api, noor: Citizen) -> None:
    which = await sent_to(api, noor)
    edited = await api("editMessageText", **which, text="<u>nieuw</u>", parse_mode="HTML")
    assert edited["edit_date"] >= edited["date"]
    assert "reply_markup" not in edited
    bubble = await noor.hears("nieuw")
    assert (bubble.edited, bubble.buttons, bubble.message_id) == (True, [], which["message_id"])
    assert [bubble.text for bubble in noor.chat] == ["/start", "nieuw"]


async def test_the_same_again_is_not_modified_and_nobodys_mistake(api: Api, noor: Citizen) -> None:
    which = await sent_to(api, noor)
    same = {"text": " oud ", "reply_markup": keyboard([button()])}
    assert await api.refused("editMessageText", **which, **same) == NOT_MODIFIED
    markup = keyboard([button()])
    assert await api.refused("editMessageReplyMarkup", **which, reply_markup=markup) == NOT_MODIFIED
    assert api.server.violations == []


async def test_buttons_that_vanish_are_seen_but_not_heard(api: Api, noor: Citizen) -> None:
    which = await sent_to(api, noor)
    await api("editMessageReplyMarkup", **which)
    assert noor.chat[-1].buttons == []
    assert not noor.chat[-1].edited
    await noor.hears_nothing(0.01)
    await api("editMessageReplyMarkup", **which, reply_markup=keyboard([button("Nee")]))
    assert (await noor.hears()).buttons == [["Nee"]]


async def test_captions_and_media(api: Api, noor: Citizen) -> None:
    photo = (await upload(api, "sendPhoto", png(10, 10), chat_id=noor.id, caption="oud"))["result"]
    which = {"chat_id": noor.id, "message_id": photo["message_id"]}
    await api("editMessageCaption", **which, caption="nieuw")
    assert (noor.chat[-1].text, noor.chat[-1].photo) == ("nieuw", png(10, 10))
    media = '{"type": "photo", "media": "attach://a", "caption": "<b>anders</b>", "parse_mode": "HTML"}'
    edited = await upload(api, "editMessageMedia", png(30, 20), "a", **which, media=media)
    assert edited["result"]["caption_entities"] == [{"type": "bold", "offset": 0, "length": 6}]
    assert (noor.chat[-1].text, noor.chat[-1].photo) == ("anders", png(30, 20))
    assert await api.refused("editMessageText", **which, text="x") == (
        "Bad Request: there is no text in the message to edit"
    )
    document = '{"type": "document", "media": "attach://a"}'
    await upload(api, "editMessageMedia", b"%PDF", "a", **which, media=document)
    assert (noor.chat[-1].photo, noor.chat[-1].document) == (None, b"%PDF")


async def test_a_text_can_become_a_photo(api: Api, noor: Citizen) -> None:
    which = await sent_to(api, noor)
    no_caption = await api.refused("editMessageCaption", **which, caption="x")
    assert no_caption == "Bad Request: there is no caption in the message to edit"
    await upload(
        api, "editMessageMedia", png(), "a", **which, media='{"type": "photo", "media": "attach://a"}'
    )
    assert noor.chat[-1].photo == png()


async def test_what_cannot_be_edited(api: Api, noor: Citizen) -> None:
    own = noor.chat[0]
    place = await api("sendLocation", chat_id=noor.id, latitude=50, longitude=4)
    for params, sentence in (
        ({}, "message identifier is not specified"),
        ({"message_id": 99}, "message to edit not found"),
        ({"message_id": own.message_id}, "message can't be edited"),
    ):
        assert (
            await api.refused("editMessageText", chat_id=noor.id, text="x", **params)
            == f"Bad Request: {sentence}"
        )
    which = {"chat_id": noor.id, "message_id": place["message_id"]}
    media = {"type": "photo", "media": "x"}
    no_media = await api.refused("editMessageMedia", **which, media=media)
    assert no_media == "Bad Request: there is no media in the message to edit"
    which = await sent_to(api, noor)
    assert (await api.refused("editMessageMedia", **which, media={"type": "giraffe"})).startswith(
        "Bad Request: can't"
    )


async def test_deleting(api: Api, noor: Citizen, clock: MovableClock, server: TelegramServer) -> None:
    which = await sent_to(api, noor)
    assert await api("deleteMessage", **which) is True
    assert await api("deleteMessage", chat_id=noor.id, message_id=noor.chat[0].message_id) is True
    assert noor.chat == []
    assert await api.refused("deleteMessage", **which) == "Bad Request: message to delete not found"
    old = await sent_to(api, noor)
    clock.forward(48 * 3600 + 1)
    assert await api.refused("deleteMessage", **old) == "Bad Request: message can't be deleted for everyone"
    group = server.group("Buurt", [noor])
    theirs = await noor.says("/hallo", where=group)
    which = {"chat_id": group.id, "message_id": theirs.message_id}
    assert await api.refused("deleteMessage", **which) == "Bad Request: message can't be deleted"
    await group.promotes_bot()
    assert await api("deleteMessage", **which) is True


@pytest.mark.parametrize("method", ["editMessageText", "editMessageCaption", "editMessageReplyMarkup"])
async def test_whoever_blocked_the_bot_sees_no_edit(api: Api, noor: Citizen, method: str) -> None:
    which = await sent_to(api, noor)
    await noor.blocks()
    assert await api.refused(method, **which) == "Forbidden: bot was blocked by the user"
