"""The stage of the contract: Telegram's test server, polled or calling."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from adapters.telegram.account import TelegramAccount
from tests.adapters.contract import Heard
from tests.adapters.telegram.conftest import HURRY
from tests.loopback import free_port
from tests.telegram_server import Bubble, Citizen, Press, TelegramServer


@dataclass
class TelegramPerson:
    """A citizen of the test server, as the contract knows people."""

    citizen: Citizen
    own: dict[str, Bubble] = field(default_factory=dict)
    pressed: Press | None = None

    def __post_init__(self) -> None:
        self.id = self.chat = str(self.citizen.id)
        self.name, self.language = self.citizen.first_name, self.citizen.language_code

    async def says(self, text: str) -> str:
        return self._mine(await self.citizen.says(text))

    async def edits(self, message: str, text: str) -> None:
        await self.citizen.edits(self.own[message], text)

    async def sends_photo(self, data: bytes, caption: str = "") -> None:
        await self.citizen.sends_photo(data, caption=caption)

    async def sends_position(self, latitude: float, longitude: float) -> None:
        await self.citizen.sends_location(latitude, longitude)

    async def sends_sticker(self) -> None:
        await self.citizen.sends_sticker()

    async def presses(self, label: str) -> None:
        self.pressed = await self.citizen.presses(label)

    async def follows(self, link: str) -> None:
        (payload,) = parse_qs(urlsplit(link).query)["start"]
        await self.citizen.starts(payload)

    async def blocks(self) -> None:
        await self.citizen.blocks()

    async def unblocks(self) -> None:
        await self.citizen.unblocks()

    async def hears(self) -> Heard:
        return _heard(await self.citizen.hears())

    async def sees_answer(self) -> str:
        assert self.pressed is not None
        return (await self.citizen.sees_answer(self.pressed)).text

    async def sees(self) -> list[Heard]:
        return [_heard(bubble) for bubble in self.citizen.chat if bubble.by_bot]

    def _mine(self, bubble: Bubble) -> str:
        self.own[str(bubble.message_id)] = bubble
        return str(bubble.message_id)


@dataclass
class TelegramGroup:
    """A group on the test server, as the contract knows groups."""

    server: TelegramServer
    people: list[TelegramPerson]

    def __post_init__(self) -> None:
        self.group = self.server.group_without_bot("Buurt", [each.citizen for each in self.people])
        self.chat = str(self.group.id)

    async def lets_bot_in(self) -> None:
        await self.group.adds_bot()

    async def puts_bot_out(self) -> None:
        await self.group.kicks_bot()

    async def mutes_bot(self) -> None:
        await self.group.mutes_bot()

    async def unmutes_bot(self) -> None:
        await self.group.unmutes_bot()

    async def moves(self) -> str:
        return str((await self.group.becomes_supergroup()).id)

    async def mentions(self, person: int, text: str) -> str:
        # Telegram shows a bot who mentions it only where it is an administrator.
        await self.group.promotes_bot()
        return await self.says(person, f"@{self.server.world.bot.username} {text}")

    async def says(self, person: int, text: str) -> str:
        said = await self.people[person].citizen.says(text, where=self.group)
        return str(said.message_id)

    async def presses(self, person: int, label: str) -> None:
        await self.people[person].citizen.presses(label, where=self.group)

    async def sees(self) -> list[Heard]:
        return [_heard(bubble) for bubble in self.group.messages if bubble.by_bot]


@dataclass
class TelegramStage:
    """A bot on the server, with two people."""

    server: TelegramServer
    mode: Literal["polling", "webhook"]
    port: int

    def __post_init__(self) -> None:
        names = [("Noor", "nl"), ("Léa", "fr")]
        citizens = [self.server.citizen(first_name=name, language_code=code) for name, code in names]
        self._people = [TelegramPerson(citizen) for citizen in citizens]
        self._runner: web.AppRunner | None = None

    def person(self, number: int = 0) -> TelegramPerson:
        return self._people[number]

    def group(self) -> TelegramGroup:
        return TelegramGroup(self.server, self._people)

    async def restarts(self) -> None:
        await self.ends()
        await self.starts()

    async def starts(self) -> None:
        self.platform = TelegramAccount(
            self.server.token,
            api_url=self.server.base_url,
            mode=self.mode,
            webhook_url=f"http://127.0.0.1:{self.port}",
            webhook_secret="a-secret",
            timing=HURRY,
        )
        app = web.Application()
        app.add_routes(self.platform.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def ends(self) -> None:
        await self.platform.close()
        if self._runner:
            await self._runner.cleanup()


@asynccontextmanager
async def telegram(mode: Literal["polling", "webhook"]) -> AsyncIterator[TelegramStage]:
    """Open the stage."""
    async with TelegramServer() as server:
        stage = TelegramStage(server, mode, free_port())
        await stage.starts()
        yield stage
        await stage.ends()


def _heard(bubble: Bubble) -> Heard:
    place = (bubble.location.latitude, bubble.location.longitude) if bubble.location else None
    words = str(bubble.message_id), bubble.text, tuple(bubble.labels)
    return Heard(*words, bubble.photo, bubble.document, place)
