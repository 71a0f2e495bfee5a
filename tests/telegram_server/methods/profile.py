"""Methods about the bot itself."""

from __future__ import annotations

from collections.abc import Callable

from tests.telegram_server.params import Params
from tests.telegram_server.profile import TEXTS, commands_of, language_of, scope_of
from tests.telegram_server.refusals import bad_request
from tests.telegram_server.wire import Json
from tests.telegram_server.world import World


def get_me(world: World, _params: Params) -> Json:
    return world.bot.wire() | {
        "can_join_groups": True,
        "can_read_all_group_messages": world.reads_all_group_messages,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(world: World, params: Params) -> bool:
    world.profile.commands[scope_of(params), language_of(params)] = commands_of(params)
    return True


def get_my_commands(world: World, params: Params) -> list[Json]:
    return world.profile.commands.get((scope_of(params), language_of(params)), [])


def delete_my_commands(world: World, params: Params) -> bool:
    world.profile.commands.pop((scope_of(params), language_of(params)), None)
    return True


def set_text(name: str) -> Callable[[World, Params], bool]:
    """Make the method that sets the bot's name or one of its descriptions."""

    def method(world: World, params: Params) -> bool:
        text = params.text(name)
        if len(text) > TEXTS[name]:
            raise bad_request(f"{name.replace('_', ' ')} length must not exceed {TEXTS[name]}")
        world.profile.texts[name, language_of(params)] = text
        return True

    return method


def get_text(name: str) -> Callable[[World, Params], Json]:
    """Make the method that answers it."""

    def method(world: World, params: Params) -> Json:
        text = world.profile.texts.get((name, language_of(params)), "")
        return {name: text or (world.bot.first_name if name == "name" else "")}

    return method
