"""`parvis demo`: seeded once, a page that answers, a clock that is moved and stays moved."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import signal
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot.demo import PERSONAS
from tests.program.running import Program, running_parvis

ADDRESS = re.compile(r"^Parvis is here to be tried out: (http://127\.0\.0\.1:\d+/) ", re.MULTILINE)
DEMO = {"PARVIS_TRYOUT__LISTEN": "127.0.0.1:0"}


@dataclass
class Page:
    """The page as its own script talks to it."""

    http: aiohttp.ClientSession
    url: str

    async def asks(self, path: str) -> Any:
        async with self.http.get(f"{self.url}{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def posts(self, path: str, what: dict[str, Any]) -> Any:
        headers = {"Origin": self.url.rstrip("/")}
        async with self.http.post(f"{self.url}{path}", json=what, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def says(self, chat: str, text: str) -> None:
        await self.posts(
            "api/updates", {"chat": chat, "key": str(uuid.uuid4()), "kind": "text", "text": text}
        )

    async def messages(self, chat: str) -> list[dict[str, Any]]:
        """Return what Parvis has said in a chat."""
        async with self.http.get(f"{self.url}api/events") as stream:
            async for line in stream.content:
                if line.startswith(b"data: "):
                    every = json.loads(line[6:])["messages"]
                    return [each for each in every if each["chat"] == chat and not each["mine"]]
        return []

    async def hears(self, chat: str, known: int) -> list[dict[str, Any]]:
        """Return what Parvis has said, once there is more than was known."""
        async with asyncio.timeout(20):
            while len(messages := await self.messages(chat)) <= known:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.05)
        return messages

    async def hears_next(self, chat: str, known: int) -> list[dict[str, Any]]:
        """Return what Parvis has said once the clock was moved far enough: what comes next may be for others."""
        while True:
            await self.posts("api/clock", {"to": "next"})
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(3):
                    return await self.hears(chat, known)

    async def now(self) -> datetime:
        return datetime.fromisoformat((await self.asks("api/clock"))["now"])


@asynccontextmanager
async def open_page(program: Program, *, run: int = 1) -> AsyncIterator[Page]:
    """Open the page at the address that the program's last run prints."""
    async with asyncio.timeout(30):
        while len(found := ADDRESS.findall(program.output_text())) < run:
            assert program.running, program.log_text()
            await asyncio.sleep(0.05)
    async with aiohttp.ClientSession() as http:
        yield Page(http, found[-1])


def a_demo(folder: Path, *, cold: bool = False) -> Any:
    return running_parvis(data_dir=folder / "data", env=DEMO, command=("demo",), ready=False, cold=cold)


async def test_it_is_ready_to_be_shown(tmp_path: Path) -> None:
    async with a_demo(tmp_path, cold=True) as program, open_page(program) as page:
        about = await page.asks("api/page")
        assert [each["id"] for each in about["personas"]] == [each.id for each in PERSONAS]
        assert {"nl", "fr", "en"} <= set(about["commands"])
        for chat, words in (("citizen-nl", "populair"), ("citizen-fr", "en vue"), ("organiser", "trending")):
            await page.says(chat, "/start")
            said = await page.hears(chat, 0)
            for known, answer in enumerate(("2", words), 1):
                await page.says(chat, answer)
                said = await page.hears(chat, known)
            assert re.search(r"1.*\n.*2", said[-1]["text"], re.DOTALL), said[-1]["text"]
        assert await program.stop(signal.SIGINT) == 0
        assert program.log_lines() == [line for line in program.log_lines() if line["level"] == "info"]


async def test_time_goes_on_where_it_was_after_a_kill(tmp_path: Path) -> None:
    async with a_demo(tmp_path) as program:
        async with open_page(program) as page:
            began = await page.now()
            await page.posts("api/clock", {"seconds": 3 * 86400})
            assert await page.now() >= began + timedelta(days=3)
        await program.kill()
        program.start()
        async with open_page(program, run=2) as page:
            assert await page.now() >= began + timedelta(days=3)
        assert program.output_text().count("examples") == 1


async def test_what_is_left_half_written_is_nudged_when_the_clock_is_moved_to_what_comes_next(
    tmp_path: Path,
) -> None:
    async with a_demo(tmp_path) as program, open_page(program) as page:
        chat = "citizen-nl"
        await page.says(chat, "/start")
        known = len(await page.hears(chat, 0))
        for answer in ("1", "1", "1", "klaar", "idee", "Een bankje aan de tramhalte"):
            await page.says(chat, answer)
            known = len(await page.hears(chat, known))
        assert (await page.asks("api/clock"))["next"]
        said = await page.hears_next(chat, known)
        assert [button["label"] for row in said[-1]["rows"] for button in row] != []
        assert "idee" in said[-1]["text"]


async def test_two_demos_do_not_share_their_data(tmp_path: Path) -> None:
    async with a_demo(tmp_path) as program, open_page(program):
        second = await program.run("demo")
        assert second.exit_code == 2
        assert "PARVIS_DATA_DIR" in second.errors
