"""The bot's name, descriptions and commands."""

from __future__ import annotations

from typing import Any

import pytest

from tests.telegram_server import Citizen
from tests.test_telegram_server.conftest import Api

IDEA = {"command": "idee", "description": "Een idee delen"}


async def test_the_bot_knows_itself(api: Api) -> None:
    assert await api("getMe") == {
        "id": 42,
        "is_bot": True,
        "first_name": "Parvis",
        "username": "parvis_test_bot",
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def test_commands_are_kept_by_scope_and_language(api: Api, noor: Citizen) -> None:
    private = {"scope": {"type": "all_private_chats"}}
    french = {"command": "idee", "description": "Partager une idée"}
    await api("setMyCommands", commands=[{"command": "/start", "description": " Start "}])
    assert noor.commands == [{"command": "start", "description": "Start"}]
    await api("setMyCommands", commands=[IDEA], **private)
    await api("setMyCommands", commands=[french], language_code="fr", **private)
    assert noor.commands == [IDEA]
    assert api.server.citizen(language_code="fr-be").commands == [french]
    assert await api("getMyCommands", **private) == [IDEA]
    assert await api("getMyCommands", scope={"type": "chat", "chat_id": noor.id}) == []
    await api("deleteMyCommands", **private)
    assert noor.commands == [{"command": "start", "description": "Start"}]


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({}, "can't parse commands JSON object: expected an Array of BotCommand"),
        ({"commands": [IDEA] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": ["idee"]}, "command must be non-empty"),
        ({"commands": [IDEA | {"command": "/"}]}, "command must be non-empty"),
        ({"commands": [IDEA | {"command": "x" * 33}]}, "command length must not exceed 32"),
        ({"commands": [IDEA | {"command": "Idee"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [IDEA | {"command": "idée"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [IDEA | {"description": " "}]}, "command description must be non-empty"),
        ({"commands": [IDEA | {"description": "x" * 257}]}, "command description length must not exceed 256"),
        ({"commands": [IDEA], "language_code": "nl-BE"}, "invalid language code specified"),
        (
            {"commands": [IDEA], "scope": {"type": "everybody"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
    ],
)
async def test_commands_that_are_refused(api: Api, params: dict[str, Any], sentence: str) -> None:
    assert await api.refused("setMyCommands", **params) == f"Bad Request: {sentence}"


@pytest.mark.parametrize(
    ("name", "longest"), [("name", 64), ("description", 512), ("short_description", 120)]
)
async def test_texts_have_a_language_and_a_length(api: Api, name: str, longest: int) -> None:
    method = f"My{name.title().replace('_', '')}"
    await api(f"set{method}", **{name: "x" * longest})
    await api(f"set{method}", **{name: "é"}, language_code="fr")
    assert await api(f"get{method}", language_code="fr") == {name: "é"}
    assert await api(f"get{method}") == {name: "x" * longest}
    assert api.server.world.profile.shown_text(name, "fr-BE") == "é"
    assert api.server.world.profile.shown_text(name, "nl") == "x" * longest
    sentence = await api.refused(f"set{method}", **{name: "x" * (longest + 1)})
    assert sentence == f"Bad Request: {name.replace('_', ' ')} length must not exceed {longest}"


async def test_without_a_name_of_its_own_it_has_its_first(api: Api) -> None:
    assert await api("getMyName", language_code="nl") == {"name": "Parvis"}
    assert await api("getMyDescription") == {"description": ""}
