"""The bot's own name, descriptions and commands, by language and scope."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.telegram_server.params import Params
from tests.telegram_server.refusals import bad_request
from tests.telegram_server.wire import Json

MAX_COMMANDS = 100
MAX_COMMAND_CHARS = 32
MAX_DESCRIPTION_CHARS = 256
_NAME = re.compile(r"[a-z0-9_]+")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_WHOLE_SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
_CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}
# What each text is called on the wire, and how long it may be.
TEXTS = {"name": 64, "description": 512, "short_description": 120}

Scope = str


@dataclass
class Profile:
    """What people see of a bot before and beside its messages."""

    commands: dict[tuple[Scope, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)

    def shown_commands(self, language_code: str, scopes: tuple[Scope, ...]) -> list[Json]:
        """Answer what a client shows: the first scope that has commands, in the person's language if there are."""
        wanted = [(scope, language) for scope in scopes for language in (language_code[:2], "")]
        return next((self.commands[key] for key in wanted if self.commands.get(key)), [])

    def shown_text(self, name: str, language_code: str) -> str:
        return self.texts.get((name, language_code[:2])) or self.texts.get((name, ""), "")


def language_of(params: Params) -> str:
    language = params.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def scope_of(params: Params) -> Scope:
    """Answer a name for the scope of commands a call is about."""
    scope = params.json("scope")
    if scope is None:
        return "default"
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in _CHAT_SCOPES:
        return f"{kind}:{scope.get('chat_id', '')}:{scope.get('user_id', '')}"
    if kind not in _WHOLE_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return str(kind)


def commands_of(params: Params) -> list[Json]:
    """Read the commands of a call. Raises `RefusalError` where one is not as it must be."""
    commands = params.json("commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands JSON object: expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_command(command) for command in commands]


def _command(command: Any) -> Json:
    fields = command if isinstance(command, dict) else {}
    name, description = str(fields.get("command", "")).strip(), str(fields.get("description", "")).strip()
    name = name.removeprefix("/")
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > MAX_COMMAND_CHARS:
        raise bad_request(f"command length must not exceed {MAX_COMMAND_CHARS}")
    if not _NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > MAX_DESCRIPTION_CHARS:
        raise bad_request(f"command description length must not exceed {MAX_DESCRIPTION_CHARS}")
    return {"command": name, "description": description}
