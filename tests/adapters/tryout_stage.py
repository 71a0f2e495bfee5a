"""The stage of the contract: the try-out page, spoken to over HTTP as its own script does."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from adapters.web.props import Persona, Props
from adapters.web.tryout import TryoutPage
from adapters.web.watch import Watch
from bot.engine.clock import MovableClock
from bot.text.inline import visible
from tests.adapters.contract import Heard

PERSONAS = (Persona("noor", "Een Brusselaar", "nl"), Persona("lea", "Une Bruxelloise", "fr"))
NOBODY_HOME = (aiohttp.ClientConnectorError, aiohttp.ServerDisconnectedError)


@dataclass
class TryoutPerson:
    """A persona with the page open."""

    stage: TryoutStage
    persona: Persona
    heard: int = 0
    stream: aiohttp.ClientResponse | None = None
    shown: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.id = self.chat = self.persona.id
        self.name, self.language = self.persona.name, self.persona.language

    async def says(self, text: str) -> str:
        return await self._does("text", text=text)

    async def edits(self, message: str, text: str) -> None:
        await self._does("edit", message=message, text=text)

    async def sends_photo(self, data: bytes, caption: str = "") -> None:
        sent = await self.stage.posts("photos", data)
        await self._does("photo", file=sent["file"], name="photo.png", text=caption)

    async def sends_position(self, latitude: float, longitude: float) -> None:
        await self._does("place", label="", latitude=latitude, longitude=longitude)

    async def sends_sticker(self) -> None:
        await self._does("sticker")

    async def presses(self, label: str) -> None:
        await self._look()
        self.stream = await self.stage.http.get(f"{self.stage.platform.url}api/events")
        with_buttons = next(message for message in reversed(self.shown) if message["rows"])
        tokens = {button["label"]: button["token"] for row in with_buttons["rows"] for button in row}
        await self._does("press", message=str(with_buttons["id"]), token=tokens[label])

    async def follows(self, link: str) -> None:
        await self.says(f"/start {urlsplit(link).fragment.removeprefix('start=')}")

    async def blocks(self) -> None:
        await self._does("block")

    async def unblocks(self) -> None:
        await self._does("unblock")

    async def hears(self) -> Heard:
        async with asyncio.timeout(5):
            while True:
                news = [message for message in await self._look() if message["change"] > self.heard]
                if news:
                    first = min(news, key=lambda message: int(message["change"]))
                    self.heard = first["change"]
                    return await self._heard(first)
                await asyncio.sleep(0.01)

    async def sees_answer(self) -> str:
        assert self.stream is not None
        async with asyncio.timeout(5):
            while (told := await _next_event(self.stream))["kind"] != "answered":
                pass
        self.stream.close()
        return str(told["toast"])

    async def sees(self) -> list[Heard]:
        return [await self._heard(message) for message in await self._look()]

    async def _does(self, kind: str, **fields: Any) -> str:
        """Send one update, again and again under its key until the engine has kept it, as the page does."""
        update = {"chat": self.id, "key": uuid.uuid4().hex, "kind": kind, **fields}
        return str((await self.stage.posts("updates", json.dumps(update).encode()))["message"])

    async def _look(self) -> list[dict[str, Any]]:
        """Return what the bot has said here, as a page that opens now is told."""
        async with self.stage.http.get(f"{self.stage.platform.url}api/events") as stream:
            told = await _next_event(stream)
        self.shown = [each for each in told["messages"] if each["chat"] == self.id and not each["mine"]]
        return self.shown

    async def _heard(self, message: dict[str, Any]) -> Heard:
        labels = tuple(button["label"] for row in message["rows"] for button in row)
        words, data = (
            (str(message["id"]), visible(message["text"]), labels),
            await self._photo(message["photo"]),
        )
        file, where = message["kind"] == "file", message["detail"]
        place = (where["latitude"], where["longitude"]) if message["kind"] == "place" else None
        return Heard(*words, None if file else data, data if file else None, place)

    async def _photo(self, name: str | None) -> bytes | None:
        if name is None:
            return None
        async with self.stage.http.get(f"{self.stage.platform.url}photos/{name}") as response:
            return await response.read()


@dataclass
class TryoutStage:
    """The page in a folder of its own, with two personas."""

    folder: Path
    http: aiohttp.ClientSession

    def __post_init__(self) -> None:
        self._people = [TryoutPerson(self, persona) for persona in PERSONAS]
        self.starts()

    def person(self, number: int = 0) -> TryoutPerson:
        return self._people[number]

    def starts(self) -> None:
        clock = MovableClock()
        watch = Watch(clock, lambda seconds: clock.forward(timedelta(seconds=seconds)), lambda: None)
        self.platform = TryoutPage(
            "127.0.0.1",
            0,
            data_dir=self.folder,
            personas=PERSONAS,
            watch=watch,
            props=Props("Europe/Brussels"),
        )

    async def restarts(self) -> None:
        await self.platform.close()
        self.starts()

    async def posts(self, path: str, body: bytes) -> Any:
        """Return what the page answers, asked again while it is away or cannot keep anything."""
        async with asyncio.timeout(5):
            while True:
                url = self.platform.url
                headers = {"Origin": url.rstrip("/"), "Content-Type": "application/json"}
                try:
                    async with self.http.post(
                        f"{url}api/{path}", data=BytesIO(body), headers=headers
                    ) as response:
                        if response.status != 503:
                            response.raise_for_status()
                            return await response.json()
                except NOBODY_HOME:
                    pass
                await asyncio.sleep(0.02)


@asynccontextmanager
async def tryout(folder: Path) -> AsyncIterator[TryoutStage]:
    """Open the stage."""
    async with aiohttp.ClientSession() as http:
        stage = TryoutStage(folder, http)
        yield stage
        await stage.platform.close()


async def _next_event(stream: aiohttp.ClientResponse) -> dict[str, Any]:
    """Return the data of the next event of a stream."""
    while not (line := (await stream.content.readline()).decode()).startswith("data: "):
        assert line, "the stream has ended"
    event: dict[str, Any] = json.loads(line.removeprefix("data: "))
    return event
