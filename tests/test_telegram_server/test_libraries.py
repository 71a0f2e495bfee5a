"""Both libraries read everything the server says, so that it cannot drift to one library's view, or to ours.

Reading means: every field finds its place. What a library does not know would be our invention.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
import telegram

from tests.telegram_server import Citizen, Fault, Group, TelegramServer
from tests.telegram_server.methods import NAMES
from tests.test_telegram_server.conftest import Api
from tests.test_telegram_server.scene import COMMANDS, HOOK, PHOTO, Scene
from tests.test_telegram_server.test_citizen import KINDS

if TYPE_CHECKING:
    # It takes seconds to import: only where it is used.
    import aiogram

# And it looks at the test server, never at the program, as python-telegram-bot does, with which the program speaks.
through_aiogram = pytest.mark.prove

# Telegram itself writes this field, though its documentation no longer lists it.
UNDOCUMENTED = {"all_members_are_administrators"}
# aiogram demands this one, which is younger than the other library.
UNKNOWN_TO_PTB = UNDOCUMENTED | {"can_send_welcome_messages"}


@pytest.fixture
async def ptb(server: TelegramServer) -> AsyncIterator[telegram.Bot]:
    base_url, files = f"{server.base_url}/bot", f"{server.base_url}/file/bot"
    async with telegram.Bot(server.token, base_url=base_url, base_file_url=files) as bot:
        yield bot


@pytest.fixture
async def aio(server: TelegramServer) -> AsyncIterator[aiogram.Bot]:
    import aiogram
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    session = AiohttpSession(api=TelegramAPIServer.from_base(server.base_url))
    async with aiogram.Bot(server.token, session=session) as bot:
        yield bot


async def everything_that_happens(server: TelegramServer, api: Api, noor: Citizen) -> None:
    """Let every kind of update happen, in every shape."""
    noor.last_name, noor.username = "B.", "noor_b"
    for send in KINDS.values():
        await send(noor)
    for origin in ("person", "hidden", "channel"):
        await noor.sends_forward("#niet https://van.mij/", origin=origin)
    said = await noor.says("fuot /help @noor_b a@b.be")
    await noor.edits(said, "fout")
    await noor.says("erbij", reply_to=said)
    buttons = {"inline_keyboard": [[{"text": "Ja", "callback_data": "ja"}, {"text": "Site", "url": "x.be"}]]}
    sent = await api(
        "sendMessage", chat_id=noor.id, text="<b>Welke?</b>", parse_mode="HTML", reply_markup=buttons
    )
    await noor.presses("Ja")
    seen = noor.chat[-1]
    await api("deleteMessage", chat_id=noor.id, message_id=sent["message_id"])
    await noor.presses("Ja", message=seen)
    await noor.blocks()
    await noor.unblocks()
    for supergroup in (False, True):
        await everything_in_a_group(server.group("Buurt", [noor], supergroup=supergroup), server, noor)
    channel = server.channel("Nieuws", noor)
    await channel.edits(await channel.posts("Vandag"), "Vandaag")


async def everything_in_a_group(group: Group, server: TelegramServer, noor: Citizen) -> None:
    await group.mutes_bot()
    await group.unmutes_bot()
    await group.promotes_bot()
    await noor.says("zomaar", where=group)
    await group.anonymous_admin_says("namens de groep")
    channel = server.channel("Nieuws", noor)
    await group.channel_says(channel, "namens een kanaal")
    await group.relays(channel, "uit het kanaal")
    lena = server.citizen(first_name="Lena")
    await group.joins(lena)
    await group.promotes(lena)
    await group.leaves(lena)
    if group.chat.kind == "group":
        group = await group.becomes_supergroup()
    await group.kicks_bot()
    await group.adds_bot()


UPDATE_KINDS = {
    *("message", "edited_message", "channel_post", "edited_channel_post"),
    *("callback_query", "my_chat_member", "chat_member"),
}


@pytest.fixture
async def updates(server: TelegramServer, api: Api, noor: Citizen) -> list[dict[str, Any]]:
    await api("getUpdates", allowed_updates=[*UPDATE_KINDS])
    await everything_that_happens(server, api, noor)
    return await api.updates()


def test_every_kind_of_update_happens(updates: list[dict[str, Any]]) -> None:
    assert {kind for update in updates for kind in update} == {"update_id", *UPDATE_KINDS}


def names_in(value: Any) -> Iterator[tuple[str, ...]]:
    """Name every field in JSON, with the way to it."""
    if isinstance(value, list):
        for item in value:
            yield from names_in(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield (name,)
            yield from ((name, *way) for way in names_in(item))


def unread_by_ptb(read: Any) -> Iterator[str]:
    """Name what python-telegram-bot put aside as unknown, anywhere in an object."""
    if isinstance(read, telegram.TelegramObject):
        yield from read.api_kwargs
        for name in read.__slots__:
            if name != "api_kwargs" and not name.startswith("_"):
                yield from unread_by_ptb(getattr(read, name, None))
    elif isinstance(read, (tuple, list)):
        for item in read:
            yield from unread_by_ptb(item)


def test_python_telegram_bot_reads_every_update(updates: list[dict[str, Any]], ptb: telegram.Bot) -> None:
    for raw in updates:
        read = telegram.Update.de_json(raw, ptb)
        assert set(unread_by_ptb(read)) <= UNKNOWN_TO_PTB, raw
        lost = set(names_in(raw)) - set(names_in(read.to_dict()))
        # A date of 0 says that a message can no longer be read: the library makes another object of it.
        assert lost <= {("callback_query", "message", "date")}, raw


@through_aiogram
def test_aiogram_reads_every_update(updates: list[dict[str, Any]]) -> None:
    from aiogram import types

    from tests.test_telegram_server.by_aiogram import unread_by_aiogram

    for raw in updates:
        read = types.Update.model_validate(raw)
        assert set(unread_by_aiogram(read)) <= UNDOCUMENTED, raw
        written = read.model_dump(mode="json", by_alias=True, exclude_none=True)
        assert set(names_in(raw)) <= set(names_in(written)), raw


async def scene_with(server: TelegramServer, api: Api) -> Scene:
    """Let somebody new have a text with a button they pressed, a photo, and a group."""
    citizen = server.citizen(first_name="Noor")
    await citizen.sends_photo(PHOTO)
    message = next(iter(citizen.private_chat.messages.values()))
    file_id = message.content["photo"][-1]["file_id"]
    buttons = {"inline_keyboard": [[{"text": "Ja", "callback_data": "ja"}]]}
    text = await api("sendMessage", chat_id=citizen.id, text="Welke?", reply_markup=buttons)
    press = await citizen.presses("Ja")
    photo = await api("sendPhoto", chat_id=citizen.id, photo=file_id)
    group = server.group("Buurt", [citizen], supergroup=True)
    return Scene(citizen, group.id, text["message_id"], photo["message_id"], press.query_id, file_id)


Ptb = Callable[[telegram.Bot, Scene], Awaitable[Any]]
IN_PTB: dict[str, Ptb] = {
    "getMe": lambda bot, _: bot.get_me(),
    "setMyCommands": lambda bot, _: bot.set_my_commands(
        COMMANDS, telegram.BotCommandScopeAllPrivateChats(), language_code="nl"
    ),
    "getMyCommands": lambda bot, _: bot.get_my_commands(telegram.BotCommandScopeAllPrivateChats(), "nl"),
    "deleteMyCommands": lambda bot, _: bot.delete_my_commands(),
    "setMyName": lambda bot, _: bot.set_my_name("Parvis", "nl"),
    "getMyName": lambda bot, _: bot.get_my_name("nl"),
    "setMyDescription": lambda bot, _: bot.set_my_description("Ideeën voor de stad", "nl"),
    "getMyDescription": lambda bot, _: bot.get_my_description("nl"),
    "setMyShortDescription": lambda bot, _: bot.set_my_short_description("Ideeën", "nl"),
    "getMyShortDescription": lambda bot, _: bot.get_my_short_description("nl"),
    "sendMessage": lambda bot, scene: bot.send_message(
        scene.citizen.id,
        "<b>Dag</b> &amp; <a href='https://x.be/'>x</a>",
        parse_mode="HTML",
        link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
        reply_parameters=telegram.ReplyParameters(scene.text_id),
        reply_markup=telegram.InlineKeyboardMarkup(
            [[telegram.InlineKeyboardButton("Ja", callback_data="ja")]]
        ),
    ),
    "sendPhoto": lambda bot, scene: bot.send_photo(
        scene.citizen.id, PHOTO, "<i>plein</i>", parse_mode="HTML"
    ),
    "sendDocument": lambda bot, scene: bot.send_document(scene.citizen.id, b"BEGIN", filename="a.ics"),
    "sendVideo": lambda bot, scene: bot.send_video(scene.citizen.id, b"ftyp", filename="a.mp4"),
    "sendAnimation": lambda bot, scene: bot.send_animation(scene.citizen.id, b"ftyp", filename="a.mp4"),
    "sendVoice": lambda bot, scene: bot.send_voice(scene.citizen.id, b"OggS", filename="a.ogg"),
    "sendAudio": lambda bot, scene: bot.send_audio(scene.citizen.id, b"ID3", filename="a.mp3"),
    "sendLocation": lambda bot, scene: bot.send_location(scene.citizen.id, 50.8, 4.3),
    "sendVenue": lambda bot, scene: bot.send_venue(scene.citizen.id, 50.8, 4.3, "Bib", "Munt 1"),
    "sendChatAction": lambda bot, scene: bot.send_chat_action(scene.citizen.id, "typing"),
    "editMessageText": lambda bot, scene: bot.edit_message_text("nieuw", scene.citizen.id, scene.text_id),
    "editMessageCaption": lambda bot, scene: bot.edit_message_caption(
        scene.citizen.id, scene.photo_id, caption="nieuw"
    ),
    "editMessageReplyMarkup": lambda bot, scene: bot.edit_message_reply_markup(
        scene.citizen.id, scene.text_id
    ),
    "editMessageMedia": lambda bot, scene: bot.edit_message_media(
        telegram.InputMediaPhoto(PHOTO, "nieuw"), scene.citizen.id, scene.photo_id
    ),
    "deleteMessage": lambda bot, scene: bot.delete_message(scene.citizen.id, scene.text_id),
    "answerCallbackQuery": lambda bot, scene: bot.answer_callback_query(scene.query_id, "Geteld", True),
    "getFile": lambda bot, scene: bot.get_file(scene.file_id),
    "getChat": lambda bot, scene: bot.get_chat(scene.group_id),
    "getChatMember": lambda bot, scene: bot.get_chat_member(scene.group_id, scene.citizen.id),
    "leaveChat": lambda bot, scene: bot.leave_chat(scene.group_id),
    "getUpdates": lambda bot, _: bot.get_updates(timeout=0),
    "setWebhook": lambda bot, _: bot.set_webhook(HOOK, secret_token="geheim", max_connections=1),
    "deleteWebhook": lambda bot, _: bot.delete_webhook(drop_pending_updates=True),
    "getWebhookInfo": lambda bot, _: bot.get_webhook_info(),
}


@through_aiogram
def test_every_method_is_called_through_both_libraries() -> None:
    from tests.test_telegram_server.by_aiogram import IN_AIOGRAM

    assert set(IN_PTB) == set(IN_AIOGRAM) == set(NAMES.values())


async def test_python_telegram_bot_calls_everything_and_reads_the_results(
    ptb: telegram.Bot, server: TelegramServer, api: Api
) -> None:
    for method, call in IN_PTB.items():
        result = await call(ptb, await scene_with(server, api))
        assert (server.calls[-1].method, server.calls[-1].status) == (method, 200)
        assert set(unread_by_ptb(result)) <= UNKNOWN_TO_PTB, method


@through_aiogram
async def test_aiogram_calls_everything_and_reads_the_results(
    aio: aiogram.Bot, server: TelegramServer, api: Api
) -> None:
    from tests.test_telegram_server.by_aiogram import IN_AIOGRAM, unread_by_aiogram

    for method, call in IN_AIOGRAM.items():
        result = await aio(call(await scene_with(server, api)))
        assert (server.calls[-1].method, server.calls[-1].status) == (method, 200)
        assert set(unread_by_aiogram(result)) <= UNDOCUMENTED, method


@through_aiogram
async def test_both_libraries_download(ptb: telegram.Bot, aio: aiogram.Bot, noor: Citizen) -> None:
    await noor.sends_photo(PHOTO)
    file_id = next(reversed(noor.private_chat.messages.values())).content["photo"][-1]["file_id"]
    assert bytes(await (await ptb.get_file(file_id)).download_as_bytearray()) == PHOTO
    downloaded = await aio.download(file_id)
    assert downloaded
    assert downloaded.read() == PHOTO


@through_aiogram
async def test_both_libraries_know_the_refusals(
    ptb: telegram.Bot, aio: aiogram.Bot, noor: Citizen, server: TelegramServer
) -> None:
    from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat

    old = server.group("Buurt", [noor])
    new = await old.becomes_supergroup()
    with pytest.raises(telegram.error.ChatMigrated) as migrated:
        await ptb.send_message(old.id, "x")
    assert migrated.value.new_chat_id == new.id
    with pytest.raises(TelegramMigrateToChat) as moved:
        await aio.send_message(old.id, "x")
    assert moved.value.migrate_to_chat_id == new.id
    with pytest.raises(telegram.error.BadRequest, match="Message text is empty"):
        await ptb.send_message(noor.id, "")
    with pytest.raises(TelegramBadRequest, match="message text is empty"):
        await aio.send_message(noor.id, "")
    await noor.blocks()
    with pytest.raises(telegram.error.Forbidden, match="blocked"):
        await ptb.send_message(noor.id, "x")
    with pytest.raises(TelegramForbiddenError, match="blocked"):
        await aio.send_message(noor.id, "x")


@through_aiogram
async def test_both_libraries_know_the_faults(
    ptb: telegram.Bot, aio: aiogram.Bot, server: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aiogram.exceptions import (
        ClientDecodeError,
        TelegramNetworkError,
        TelegramRetryAfter,
        TelegramUnauthorizedError,
    )

    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # without it, python-telegram-bot warns of its next version
    server.faults.add(Fault("too_many_requests", seconds=10_072), times=2)
    with pytest.raises(telegram.error.RetryAfter, match="2:47:52"):
        await ptb.get_me()
    with pytest.raises(TelegramRetryAfter) as wait:
        await aio.get_me()
    assert wait.value.retry_after == 10_072
    server.faults.add("unauthorized", times=2)
    with pytest.raises(telegram.error.InvalidToken):
        await ptb.get_me()
    with pytest.raises(TelegramUnauthorizedError):
        await aio.get_me()
    server.faults.add("bad_gateway", times=2)
    with pytest.raises(telegram.error.NetworkError):
        await ptb.get_me()
    with pytest.raises(ClientDecodeError):
        await aio.get_me()
    server.faults.add("reset", times=2)
    with pytest.raises(telegram.error.NetworkError):
        await ptb.get_me()
    with pytest.raises(TelegramNetworkError):
        await aio.get_me()
