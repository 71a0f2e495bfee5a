"""A season of a programme: the whole program over a real Telegram and a real Matrix, with weeks that go by in a moment.

It is wired as `parvis serve` wires it, in this process, because its clock is moved: from one thing that falls due to the next, so
that whatever happens in a season happens when it does.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot import main
from bot.civic.city import City
from bot.engine.clock import MovableClock
from bot.engine.service import Service
from bot.ops import Metrics
from bot.settings import read_settings
from bot.text.languages import LANGUAGES
from bot.troubles import Troubles
from tests.matrix_people import Neighbour
from tests.program.walking import Idea, Walker, label
from tests.sentences import expected, spoken
from tests.synapse import SynapseServer, new_name
from tests.telegram_server import Citizen, TelegramServer

ZONE = ZoneInfo("Europe/Brussels")
FAST = 1000.0
PATIENCE_SECONDS = 30.0
_CHOICE = re.compile(r"\[(.+)\]")


@dataclass(eq=False)
class Somebody:
    """A person with one of the two apps, and the language they speak.

    `heard` is how much they had heard when that was last looked at: what a conversation of their own was answered is no news.
    """

    season: Season
    phone: Citizen
    language: str
    name: str
    heard: int = 0

    async def is_up_to_date(self) -> None:
        """Return once their app shows all that has arrived: on Telegram's server it does so at once."""
        phone = cast("object", self.phone)
        if isinstance(phone, Neighbour):
            await phone.is_up_to_date()

    @property
    def told(self) -> list[str]:
        """Return all that the bot has told them, as it was when it came."""
        phone = cast("object", self.phone)
        bubbles = phone.told if isinstance(phone, Neighbour) else self.phone.private_chat.told
        return [bubble.text for bubble in bubbles]

    async def file(self) -> bytes:
        """Return the last picture or file that the bot has given them."""
        phone = cast("object", self.phone)
        if isinstance(phone, Neighbour):
            shown = next(each for each in reversed(phone.told) if each.content.get("url"))
            return await phone.photo(shown) or b""
        given = next(each for each in reversed(self.phone.private_chat.told) if each.photo or each.document)
        return given.photo or given.document or b""

    def news(self) -> list[str]:
        """Return what they were told since this was last asked."""
        told = self.told
        new, self.heard = told[self.heard :], len(told)
        return new

    async def arrives(self) -> None:
        """Come for the first time, and agree to everything."""
        walker = Walker(self.phone, Idea(""), self.language, "number", twice=True)
        await walker.starts()
        await walker.walks_to("menu")
        self.news()

    async def shares(self, title: str, place: str = "1090") -> int:
        """Share an idea, and return its number."""
        walker = Walker(self.phone, Idea(title, place=place), self.language, "number", twice=True)
        self.phone.reads_all()
        await self.types("{:idea}")
        number = await walker.files_idea()
        self.news()
        return number

    async def types(self, text: str) -> None:
        """Type something, in their language where it is named in English (see tests/transcript.py)."""
        await self.phone.says(spoken(text, self.language, self.season.city))

    async def hears(self, text: str) -> str:
        """Return the next thing that they are told with these words in it, in their language."""
        wanted = expected(text, self.language, self.season.city)
        return (await self.phone.hears(wanted, timeout=PATIENCE_SECONDS)).text

    async def says(self, script: str) -> str:
        """Have a conversation, and return what was heard last.

        `> text` is typed, `[Choice]` is chosen by its English label, `< text` is heard; after what is typed or chosen, the next thing
        that the bot says is waited for.
        """
        last = ""
        self.phone.reads_all()
        lines = [line.strip() for line in script.strip().splitlines()]
        for line, after in zip(lines, [*lines[1:], ""], strict=True):
            if line.startswith("<"):
                last = await self.hears(line[2:])
                continue
            if choice := _CHOICE.fullmatch(line):
                await self.phone.says(label(choice[1], self.language))
            else:
                await self.types(line[2:])
            if not after.startswith("<"):
                last = (await self.phone.hears(timeout=PATIENCE_SECONDS)).text
        self.news()
        return last


@dataclass(eq=False)
class Season:
    """The program, who is there, and the time."""

    office: main.Office
    clock: MovableClock
    service: Service
    telegram: TelegramServer
    synapse: SynapseServer | None
    bot: str
    logged: list[EventDict]
    stack: AsyncExitStack
    everybody: list[Somebody] = field(default_factory=list)

    @property
    def city(self) -> City:
        """Return the city's file."""
        return self.office.city

    @property
    def now(self) -> datetime:
        """Return what clocks in the city show."""
        return self.clock.now().astimezone(ZONE)

    async def comes(self, platform: str, language: str, name: str) -> Somebody:
        """Let somebody new come by that app."""
        phone: object = self.telegram.citizen(first_name=name, language_code=language)
        if platform == "matrix":
            assert self.synapse is not None
            login = Neighbour.logs_in(self.synapse, name.casefold(), self.bot)
            phone = await self.stack.enter_async_context(login)
        somebody = Somebody(self, cast("Citizen", phone), language, name)
        self.everybody.append(somebody)
        await somebody.arrives()
        return somebody

    def day(self, days: int, hours: str = "") -> str:
        """Return a day from now as people type it, with what comes after it."""
        at = self.now + timedelta(days=days)
        return f"{at.day}/{at.month}/{at.year} {hours}".strip()

    async def forward(self, by: timedelta) -> None:
        """Let that time go by, and whatever falls due in it happen when it does."""
        until = self.clock.now() + by
        while True:
            following = await self.service.store.run(lambda desk: desk.next_due())
            if following is None or following > until:
                break
            self.clock.forward(max(following - self.clock.now(), timedelta(0)))
            await self.service.catch_up()
            await self.settles()
        self.clock.forward(max(until - self.clock.now(), timedelta(0)))
        await self.service.catch_up()
        await self.settles()

    async def settles(self) -> None:
        """Return once every turn is taken, and everything that can leave has arrived."""
        async with asyncio.timeout(120):
            while self._in_hand():  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.02)

    def _in_hand(self) -> int:
        now = self.clock.now().replace(tzinfo=None).isoformat(sep=" ")
        with closing(
            sqlite3.connect(f"file:{self.office.database.file}?mode=ro", uri=True, timeout=10)
        ) as file:
            waiting = "select count(*) from inbox where state = 'pending'"
            leaving = "select count(*) from outbox where state = 'attempting' or (state = 'pending' and not_before <= ?)"
            return int(file.execute(waiting).fetchone()[0]) + int(file.execute(leaving, (now,)).fetchone()[0])

    # --- who was told what

    async def told(self, *wanted: str) -> dict[str, Counter[str]]:
        """Return, for each of these sentences, who was told it how often since last asked, each in their own language.

        Whatever else anybody was told, and whatever was said in a language that is not theirs, stands under what was said.
        """
        found: dict[str, Counter[str]] = {each: Counter() for each in wanted}
        await asyncio.gather(*(each.is_up_to_date() for each in self.everybody))
        for somebody in self.everybody:
            for text in somebody.news():
                found.setdefault(self._meant(text, somebody.language, wanted), Counter())[somebody.name] += 1
        return found

    def _meant(self, text: str, language: str, wanted: Iterable[str]) -> str:
        for each in wanted:
            if expected(each, language, self.city).search(text):
                return each
        for other in LANGUAGES:
            for each in wanted:
                if expected(each, other, self.city).search(text):
                    return f"{each} in {other} instead of {language}"
        return text

    def complaints(self) -> Sequence[object]:
        """Return what the program has complained of."""
        return [line for line in self.logged if line.get("log_level") in {"error", "critical"}]


@asynccontextmanager
async def season(folder: Path, synapse: SynapseServer | None) -> AsyncIterator[Season]:
    """Run the program on a new database, on a Tuesday at noon, until the end of the block."""
    login = await asyncio.to_thread(synapse.login, new_name("parvis")) if synapse else None
    async with TelegramServer() as server, AsyncExitStack() as stack:
        given = {"token": server.token, "api_url": server.base_url, "messages_per_second": FAST}
        matrix = {}
        if synapse and login:
            matrix = {"homeserver": synapse.url, "user": login.user, "token": login.token}
            matrix |= {"device": login.device}
        settings = read_settings(
            data_dir=folder / "data", telegram=given, matrix={**matrix, "messages_per_second": FAST}
        )
        clock = MovableClock()
        clock.forward(_noon_of_tuesday(clock.now()) - clock.now())
        office = main.open_office(settings, clock)
        troubles = Troubles()
        accounts = [
            main.the_telegram_account(settings, troubles),
            main.the_matrix_account(settings, troubles),
        ]
        platforms = {each.name: each for each in accounts if each is not None}
        with capture_logs() as logged:
            service = main.wire(office, platforms, dict.fromkeys(platforms, FAST), Metrics())
            stop = asyncio.Event()
            running = asyncio.create_task(service.run(stop))
            try:
                async with asyncio.timeout(30):
                    while not service.health.ready:  # noqa: ASYNC110 - nobody tells
                        await asyncio.sleep(0.01)
                bot = login.user if login else ""
                yield Season(office, clock, service, server, synapse, bot, logged, stack)
            finally:
                stop.set()
                await running
                office.database.close()


def _noon_of_tuesday(now: datetime) -> datetime:
    """Return the next Tuesday at noon in the city: nobody sleeps, and no weekend is near."""
    local = now.astimezone(ZONE)
    days = (1 - local.weekday()) % 7 or 7
    return datetime.combine(local.date() + timedelta(days=days), time(12), ZONE).astimezone(now.tzinfo)
