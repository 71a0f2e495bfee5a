"""Groups and channels: who is heard there, and what becomes of the bot."""

from __future__ import annotations

from typing import Any

import pytest

from tests.telegram_server import Citizen, Group, TelegramServer
from tests.test_telegram_server.conftest import Api
from tests.test_telegram_server.test_sending import button, keyboard


@pytest.fixture
async def amir(server: TelegramServer) -> Citizen:
    return server.citizen(first_name="Amir")


@pytest.fixture
async def group(server: TelegramServer, noor: Citizen, amir: Citizen) -> Group:
    """A group whose beginning was read."""
    group = server.group("Buurt", [noor, amir])
    server.updates.forget(server.updates.waiting())
    return group


async def statuses(api: Api) -> list[tuple[str, str, str]]:
    return [
        (kind, change["old_chat_member"]["status"], change["new_chat_member"]["status"])
        for update in await api.updates()
        for kind, change in update.items()
        if kind.endswith("chat_member")
    ]


@pytest.mark.parametrize("supergroup", [False, True])
async def test_the_bot_is_told_that_it_was_added(
    api: Api, server: TelegramServer, noor: Citizen, supergroup: bool
) -> None:
    group = server.group("Buurt", [noor], supergroup=supergroup)
    added, joined = await api.updates()
    assert added["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert joined["message"]["new_chat_members"][0]["id"] == 42
    kind = {"type": "supergroup"} if supergroup else {"type": "group", "all_members_are_administrators": True}
    assert joined["message"]["chat"] == {"id": group.id, "title": "Buurt"} | kind
    assert (group.id < -1_000_000_000_000) is supergroup


async def test_in_a_group_the_bot_reads_what_is_meant_for_it(api: Api, group: Group, noor: Citizen) -> None:
    await api("sendMessage", chat_id=group.id, text="Hallo buurt")
    heard = await noor.hears("Hallo", where=group)
    for text in ("zomaar", "/idee", "/idee@parvis_test_bot nu", "/idee@other_bot", "@parvis_test_bot hier"):
        await noor.says(text, where=group)
    await noor.says("antwoord", where=group, reply_to=heard)
    texts = [update["message"]["text"] for update in await api.updates()]
    assert texts == ["/idee", "/idee@parvis_test_bot nu", "antwoord"]
    await group.promotes_bot()
    await noor.says("zomaar", where=group)
    assert (await api.updates())[-1]["message"]["text"] == "zomaar"


async def test_with_privacy_off_the_bot_reads_everything() -> None:
    async with TelegramServer(reads_all_group_messages=True) as server:
        noor = server.citizen()
        await noor.says("zomaar", where=server.group("Buurt", [noor]))
        assert '"text":"zomaar"' in list(server.updates.history.values())[-1]


async def test_h13_anybody_can_press_in_a_group(api: Api, group: Group, noor: Citizen, amir: Citizen) -> None:
    await api("sendMessage", chat_id=group.id, text="Stem", reply_markup=keyboard([button()]))
    await noor.presses("Ja", where=group)
    await amir.presses("Ja", where=group)
    queries = [update["callback_query"] for update in await api.updates()]
    assert [query["from"]["id"] for query in queries] == [noor.id, amir.id]
    assert {query["message"]["chat"]["id"] for query in queries} == {group.id}
    assert [bubble.text for bubble in group.messages][-1] == "Stem"
    assert [bubble.text for bubble in noor.chat] == ["/start"]


async def test_h49_voices_that_are_nobodys(
    api: Api, group: Group, server: TelegramServer, noor: Citizen
) -> None:
    channel = server.channel("Nieuws", noor)
    await group.promotes_bot()
    await api.updates()
    await group.anonymous_admin_says("namens de groep")
    await group.channel_says(channel, "namens een kanaal")
    await group.relays(channel, "uit het kanaal")
    robot = server.citizen(first_name="Robot", is_bot=True)
    await robot.says("piep", where=group)
    messages = [update["message"] for update in await api.updates()]
    senders = [(message["from"]["id"], message.get("sender_chat", {}).get("id")) for message in messages]
    assert senders == [
        (1087968824, group.id),
        (136817688, channel.id),
        (777000, channel.id),
        (robot.id, None),
    ]
    assert messages[2]["is_automatic_forward"] is True
    assert messages[3]["from"]["is_bot"] is True


async def test_h51_a_group_becomes_a_supergroup(api: Api, group: Group, noor: Citizen) -> None:
    upgraded = await group.becomes_supergroup()
    old, new = [update["message"] for update in await api.updates()]
    assert (old["chat"]["id"], old["migrate_to_chat_id"]) == (group.id, upgraded.id)
    assert (new["chat"]["id"], new["migrate_from_chat_id"]) == (upgraded.id, group.id)
    assert await api.asked("sendMessage", chat_id=group.id, text="x") == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": upgraded.id},
    }
    sent = await api("sendMessage", chat_id=upgraded.id, text="x")
    assert (sent["message_id"], sent["chat"]["type"]) == (2, "supergroup")
    assert (await noor.hears("x", where=upgraded)).chat_id == upgraded.id


async def test_h51_kicked_muted_and_re_added(api: Api, group: Group, noor: Citizen) -> None:
    async def said() -> str:
        answer = await api.asked("sendMessage", chat_id=group.id, text="x")
        return str(answer.get("description", "sent"))

    await group.mutes_bot(noor)
    assert await said() == "Bad Request: not enough rights to send text messages to the chat"
    await group.unmutes_bot()
    assert await said() == "sent"
    await group.kicks_bot()
    assert await said() == "Forbidden: bot was kicked from the group chat"
    await noor.says("/idee", where=group)
    await group.adds_bot(noor)
    assert await said() == "sent"
    assert await api("leaveChat", chat_id=group.id) is True
    assert await said() == "Forbidden: bot is not a member of the group chat"
    assert (
        await api.refused("leaveChat", chat_id=group.id) == "Forbidden: bot is not a member of the group chat"
    )
    assert api.server.violations == []
    assert "/idee" not in "".join(api.server.updates.history.values())
    changes = [("member", "restricted"), ("restricted", "member"), ("member", "kicked"), ("kicked", "member")]
    assert await statuses(api) == [("my_chat_member", *change) for change in [*changes, ("member", "left")]]


async def test_members_come_and_go(api: Api, group: Group, server: TelegramServer) -> None:
    await api("getUpdates", allowed_updates=["message", "chat_member"])
    lena = server.citizen(first_name="Lena")
    await group.joins(lena)
    await group.promotes_bot()
    await group.promotes(lena)
    await group.leaves(lena)
    joined, promoted, left, service = await api.updates()
    assert joined["message"]["new_chat_members"][0]["id"] == lena.id
    assert promoted["chat_member"]["new_chat_member"]["can_delete_messages"] is True
    assert left["chat_member"]["new_chat_member"]["status"] == "left"
    assert service["message"]["left_chat_member"]["id"] == lena.id


async def test_a_channel_has_posts(api: Api, server: TelegramServer, noor: Citizen) -> None:
    channel = server.channel("Nieuws", noor)
    await channel.edits(await channel.posts("Vandag"), "Vandaag")
    sent = await api("sendMessage", chat_id=channel.id, text="Morgen")
    added, post, edit = await api.updates()
    assert added["my_chat_member"]["new_chat_member"]["can_post_messages"] is True
    assert "from" not in post["channel_post"]
    assert post["channel_post"]["sender_chat"]["id"] == channel.id
    assert edit["edited_channel_post"]["text"] == "Vandaag"
    assert sent["sender_chat"]["title"] == "Nieuws"
    assert [bubble.author for bubble in channel.messages] == ["Nieuws", "Nieuws"]
    server.world.set_bot_status(channel.chat, "member", noor)
    sentence = await api.refused("sendMessage", chat_id=channel.id, text="x")
    assert sentence == "Bad Request: need administrator rights in the channel chat"


async def test_chats_and_members_can_be_asked_for(
    api: Api, group: Group, noor: Citizen, server: TelegramServer
) -> None:
    async def status(user_id: int, chat_id: int = group.id) -> str:
        member: dict[str, Any] = await api("getChatMember", chat_id=chat_id, user_id=user_id)
        return str(member["status"])

    stranger = server.citizen()
    assert [await status(who) for who in (noor.id, 42, stranger.id)] == ["creator", "member", "left"]
    assert await status(noor.id, noor.id) == "member"
    assert await api.refused("getChatMember", chat_id=group.id, user_id=1) == "Bad Request: user not found"
    chat = await api("getChat", chat_id=group.id)
    assert (chat["title"], chat["accent_color_id"]) == ("Buurt", 0)
    assert (await api("getChat", chat_id=noor.id))["first_name"] == "Noor"
    group.chat.username = "buurt"
    assert (await api("getChat", chat_id="@buurt"))["id"] == group.id
    await group.kicks_bot()
    sentence = await api.refused("getChatMember", chat_id=group.id, user_id=noor.id)
    assert sentence == "Forbidden: bot is not a member of the group chat"
    assert await api.refused("leaveChat", chat_id=noor.id) == (
        "Bad Request: chat member status can't be changed in private chats"
    )
