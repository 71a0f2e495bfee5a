"""What the bot sends: who can be written to, how long, how formatted, with which buttons."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import aiohttp
import pytest

from tests.telegram_server import Citizen, TelegramServer
from tests.telegram_server.files import Upload
from tests.telegram_server.methods.sending import keep_file
from tests.telegram_server.pictures import png, size_of
from tests.telegram_server.refusals import RefusalError
from tests.test_telegram_server.conftest import Api


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def button(text: str = "Ja", data: str = "ja") -> dict[str, str]:
    return {"text": text, "callback_data": data}


async def test_a_message_is_answered_as_telegram_writes_it(
    api: Api, noor: Citizen, server: TelegramServer
) -> None:
    sent = await api("sendMessage", chat_id=noor.id, text="<b>Dag</b> 🏠", parse_mode="HTML")
    assert sent.pop("date") == pytest.approx(server.clock(), abs=2)
    assert sent == {
        "message_id": 2,
        "from": {"id": 42, "is_bot": True, "first_name": "Parvis", "username": "parvis_test_bot"},
        "chat": {"id": noor.id, "first_name": "Noor", "type": "private"},
        "text": "Dag 🏠",
        "entities": [{"type": "bold", "offset": 0, "length": 3}],
    }


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("x" * 4096, True),
        ("x" * 4097, False),
        ("🏠" * 2048, True),
        ("🏠" * 2048 + "x", False),
        ("<b>" + "&amp;" * 4096 + "</b>", True),
        (" " * 10 + "x" * 4096 + "\n", True),
    ],
)
async def test_h37_a_text_holds_4096_after_parsing(api: Api, noor: Citizen, text: str, fits: bool) -> None:
    answer = await api.asked("sendMessage", chat_id=noor.id, text=text, parse_mode="HTML")
    assert answer["ok"] is fits
    assert fits or answer["description"] == "Bad Request: message is too long"


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"text": ""}, "message text is empty"),
        ({}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "text must be non-empty"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "x", "reply_markup": "[]"}, "object expected as reply markup"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply markup JSON object"),
        ({"text": "x", "reply_markup": {"rows": []}}, "can't parse reply keyboard markup JSON object"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": {}}},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be of type Array of Arrays',
        ),
        (
            {"text": "x", "reply_markup": keyboard({})},  # type: ignore[arg-type] # wrong on purpose
            "can't parse inline keyboard row: expected an Array of InlineKeyboardButton",
        ),
        (
            {"text": "x", "reply_markup": keyboard([{}])},
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            {"text": "x", "reply_markup": keyboard([{"text": "Ja"}])},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "reply_markup": keyboard([{**button(), "url": "https://x.be"}])},
            "can't parse inline keyboard button: exactly one of the optional fields must be used",
        ),
        ({"text": "x", "reply_markup": keyboard([button(data="")])}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard([button(data="é" * 33)])}, "BUTTON_DATA_INVALID"),
        (
            {"text": "x", "reply_markup": keyboard([{"text": "Ja", "url": "javascript:1"}])},
            "inline keyboard button URL 'javascript:1' is invalid: Wrong HTTP URL",
        ),
        ({"text": "x", "reply_markup": keyboard([button()] * 9)}, "REPLY_MARKUP_TOO_LONG"),
        ({"text": "x", "reply_markup": keyboard(*[[button()]] * 101)}, "REPLY_MARKUP_TOO_LONG"),
        ({"text": "x", "reply_parameters": "1"}, "object expected as reply parameters"),
    ],
)
async def test_what_is_wrong_is_said_and_not_sent(
    api: Api, noor: Citizen, params: dict[str, Any], sentence: str
) -> None:
    assert await api.refused("sendMessage", chat_id=noor.id, **params) == f"Bad Request: {sentence}"
    assert len(noor.chat) == 1
    assert len(api.server.violations) == (
        "reply" not in sentence or "object" in sentence or "parse" in sentence
    )


async def test_buttons_at_their_limits(api: Api, noor: Citizen) -> None:
    rows = [[button(f"{row}.{place}", "é" * 32) for place in range(8)] for row in range(12)]
    rows.append([button(), button(text=""), {"text": "Site", "url": "parvis.be"}])
    sent = await api("sendMessage", chat_id=noor.id, text="?", reply_markup=keyboard(*rows))
    shown = noor.chat[-1]
    assert [len(row) for row in shown.buttons] == [8] * 12 + [2]
    assert shown.link("Site") == "http://parvis.be/"
    assert shown.link("Ja") == ""
    assert sent["reply_markup"]["inline_keyboard"][-1][0] == button()


async def test_other_keyboards_are_taken_and_not_answered(api: Api, noor: Citizen) -> None:
    for markup in ({"keyboard": [[{"text": "Ja"}]]}, {"remove_keyboard": True}, {"force_reply": True}, {}):
        assert "reply_markup" not in await api("sendMessage", chat_id=noor.id, text="?", reply_markup=markup)


async def test_a_reply_carries_what_it_replies_to(api: Api, noor: Citizen) -> None:
    question = await noor.says("vraag")
    reply = {"message_id": question.message_id}
    sent = await api("sendMessage", chat_id=noor.id, text="antwoord", reply_parameters=reply)
    assert sent["reply_to_message"]["text"] == "vraag"
    assert noor.chat[-1].reply_to_id == question.message_id
    gone = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await api(
        "sendMessage", chat_id=noor.id, text="los", reply_parameters=gone
    )


@pytest.mark.parametrize("reply", [{"reply_parameters": {"message_id": 99}}, {"reply_to_message_id": 99}])
async def test_what_was_deleted_cannot_be_replied_to(api: Api, noor: Citizen, reply: dict[str, Any]) -> None:
    sentence = await api.refused("sendMessage", chat_id=noor.id, text="x", **reply)
    assert sentence == "Bad Request: message to be replied not found"
    assert api.server.violations == []


async def test_previews_and_mentions(api: Api, noor: Citizen) -> None:
    text = f'<a href="tg://user?id={noor.id}">jij</a> en <a href="tg://user?id=1">niemand</a>'
    preview = {"is_disabled": True}
    sent = await api(
        "sendMessage", chat_id=noor.id, text=text, parse_mode="HTML", link_preview_options=preview
    )
    assert sent["link_preview_options"] == preview
    assert [(one["type"], one["user"]["first_name"]) for one in sent["entities"]] == [
        ("text_mention", "Noor")
    ]


async def test_who_can_be_written_to(api: Api, noor: Citizen, server: TelegramServer) -> None:
    stranger, bot = server.citizen(first_name="Vreemd"), server.citizen(first_name="Robot", is_bot=True)
    await bot.says("piep")

    async def said(chat_id: object) -> str:
        return await api.refused("sendMessage", chat_id=chat_id, text="hallo")

    assert await said("") == "Bad Request: chat_id is empty"
    assert await said(1) == "Bad Request: chat not found"
    assert await said("@niemand") == "Bad Request: chat not found"
    assert await said(stranger.id) == "Bad Request: chat not found"
    assert await said(bot.id) == "Forbidden: bot can't send messages to bots"
    server.group("Buurt", [noor, stranger])
    assert await said(stranger.id) == "Forbidden: bot can't initiate conversation with a user"
    await noor.blocks()
    assert await said(noor.id) == "Forbidden: bot was blocked by the user"
    await noor.unblocks()
    await noor.deactivates()
    assert await said(noor.id) == "Forbidden: user is deactivated"


async def upload(
    api: Api, method: str, data: bytes, field: str = "photo", **params: object
) -> dict[str, Any]:
    form = aiohttp.FormData({name: str(value) for name, value in params.items()})
    form.add_field(field, BytesIO(data), filename="foto.png", content_type="image/png")
    async with api.session.post(api.address(method), data=form) as response:
        answer: dict[str, Any] = await response.json()
        return answer


async def test_a_photo_is_uploaded_once_and_sent_again_by_its_id(api: Api, noor: Citizen) -> None:
    picture = png(1000, 500)
    sizes = (
        await upload(api, "sendPhoto", picture, chat_id=noor.id, caption="<i>plein</i>", parse_mode="HTML")
    )["result"]["photo"]
    assert [(size["width"], size["height"]) for size in sizes] == [
        (90, 45),
        (320, 160),
        (800, 400),
        (1000, 500),
    ]
    await api("sendPhoto", chat_id=noor.id, photo=sizes[-1]["file_id"])
    assert [bubble.photo for bubble in noor.chat[1:]] == [picture, picture]
    assert [bubble.text for bubble in noor.chat[1:]] == ["plein", ""]
    assert api.server.calls_of("sendPhoto")[0].files == {"photo": len(picture)}


async def test_a_photo_may_be_attached_under_another_name(api: Api, noor: Citizen) -> None:
    picture = png(20, 20)
    answer = await upload(api, "sendPhoto", picture, "a1", chat_id=noor.id, photo="attach://a1")
    assert answer["result"]["photo"][0]["width"] == 20
    assert noor.chat[-1].photo == picture


async def test_h45_a_photo_that_is_none_is_refused(api: Api, noor: Citizen) -> None:
    wrong = {
        b"%PDF-1.7": "IMAGE_PROCESS_FAILED",
        png(9000, 1001): "PHOTO_INVALID_DIMENSIONS",
        png(210, 10): "PHOTO_INVALID_DIMENSIONS",
        png().ljust(10_485_761): (
            "file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes"
        ),
    }
    for data, sentence in wrong.items():
        assert (await upload(api, "sendPhoto", data, chat_id=noor.id))[
            "description"
        ] == f"Bad Request: {sentence}"
    for photo, sentence in {
        "": "there is no photo in the request",
        "AgAC": "wrong file_id or the file is temporarily unavailable",
        "https://x.be/a.png": "wrong HTTP URL specified",
    }.items():
        assert await api.refused("sendPhoto", chat_id=noor.id, photo=photo) == f"Bad Request: {sentence}"


async def test_a_caption_holds_1024(api: Api, noor: Citizen) -> None:
    assert (await upload(api, "sendPhoto", png(), chat_id=noor.id, caption="x" * 1024))["ok"]
    refused = await upload(api, "sendPhoto", png(), chat_id=noor.id, caption="x" * 1025)
    assert refused["description"] == "Bad Request: message caption is too long"


async def test_a_document_is_what_it_was(api: Api, noor: Citizen) -> None:
    answer = await upload(
        api, "sendDocument", b"BEGIN:VCALENDAR", "document", chat_id=noor.id, caption="agenda"
    )
    document = answer["result"]["document"]
    assert (document["file_name"], document["mime_type"], document["file_size"]) == (
        "foto.png",
        "image/png",
        15,
    )
    assert noor.chat[-1].document == b"BEGIN:VCALENDAR"
    sentence = await api.refused("sendPhoto", chat_id=noor.id, photo=document["file_id"])
    assert sentence == "Bad Request: can't use file of type Document as Photo"
    await api("sendDocument", chat_id=noor.id, document=document["file_id"])


async def test_a_location_is_on_this_earth(api: Api, noor: Citizen) -> None:
    await api("sendLocation", chat_id=noor.id, latitude=50.847, longitude=4.352)
    assert noor.chat[-1].location
    assert noor.chat[-1].location.latitude == 50.847
    assert await api.refused("sendLocation", chat_id=noor.id) == "Bad Request: location must be non-empty"
    assert (
        await api.refused("sendLocation", chat_id=noor.id, latitude=91, longitude=0)
        == "Bad Request: wrong location specified"
    )


async def test_a_venue_has_a_place_and_both_names(api: Api, noor: Citizen) -> None:
    where = {"chat_id": noor.id, "latitude": 50.847, "longitude": 4.352}
    answer = await api("sendVenue", **where, title="Bib", address="Munt 1")
    assert answer["venue"]["title"] == "Bib"
    assert noor.chat[-1].location
    assert await api.refused("sendVenue", **where, title="Bib") == (
        "Bad Request: venue title and address must be non-empty"
    )


async def test_a_chat_action_is_one_of_the_known(api: Api, noor: Citizen) -> None:
    assert await api("sendChatAction", chat_id=noor.id, action="typing") is True
    sentence = await api.refused("sendChatAction", chat_id=noor.id, action="dancing")
    assert sentence == "Bad Request: wrong parameter action in request"


async def test_files_are_downloaded_up_to_twenty_megabytes(api: Api, noor: Citizen) -> None:
    picture = png(300, 300)
    await noor.sends_photo(picture)
    await noor.sends_document(b"%PDF", size_bytes=20 * 1024 * 1024 + 1)
    photo, document = [update["message"] for update in await api.updates()]
    file = await api("getFile", file_id=photo["photo"][-1]["file_id"])
    address = f"{api.server.base_url}/file/bot{api.server.token}/{file['file_path']}"
    async with api.session.get(address) as response:
        assert await response.read() == picture
    async with api.session.get(address + "x") as response:
        assert response.status == 404
    small = await api("getFile", file_id=photo["photo"][0]["file_id"])
    assert small["file_unique_id"] != file["file_unique_id"]
    too_big = await api.refused("getFile", file_id=document["document"]["file_id"])
    assert too_big == "Bad Request: file is too big"
    assert await api.refused("getFile") == "Bad Request: file_id not specified"
    assert [call.status for call in api.server.calls_of("file")] == [200, 404]


def test_sizes_of_pictures_are_read_from_their_headers() -> None:
    gif = b"GIF89a" + (300).to_bytes(2, "little") + (200).to_bytes(2, "little")
    jpeg = (
        b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc2\x00\x11\x08" + (200).to_bytes(2) + (300).to_bytes(2) + bytes(10)
    )
    webp = (
        b"RIFF\x00\x00\x00\x00WEBPVP8X" + bytes(8) + (299).to_bytes(3, "little") + (199).to_bytes(3, "little")
    )
    assert [size_of(data) for data in (gif, jpeg, webp, png(300, 200))] == [(300, 200)] * 4
    assert [size_of(data) for data in (b"", b"BM", b"\xff\xd8\xff\xd9", gif[:8])] == [None] * 4


async def test_an_upload_holds_fifty_megabytes(server: TelegramServer) -> None:
    with pytest.raises(RefusalError, match="file is too big"):
        keep_file(server.world, Upload(bytes(50 * 1024 * 1024 + 1)))


async def test_other_buttons_and_odd_values_pass(api: Api, noor: Citizen) -> None:
    web_app = {"text": "App", "web_app": {"url": "https://parvis.be/"}}
    sent = await api("sendMessage", chat_id=noor.id, text="x", reply_markup=keyboard([web_app]))
    assert sent["reply_markup"]["inline_keyboard"] == [[web_app]]
    assert await api("getUpdates", offset="x", limit="x", timeout=None) == []
    wrong = keyboard([{"text": "Kapot", "url": "http://[/"}])
    sentence = await api.refused("sendMessage", chat_id=noor.id, text="x", reply_markup=wrong)
    assert sentence.endswith("Wrong HTTP URL")
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    async with api.session.post(api.address("sendMessage"), data=b"text=\xff", headers=headers) as response:
        assert (await response.json())["description"] == "Bad Request: strings must be encoded in UTF-8"
