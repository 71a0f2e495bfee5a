"""A season of a programme: the whole program over a real Telegram and a real Matrix, with weeks that go by in a moment.

It is wired as `parvis serve` wires it, in this process, because its clock is moved: from one thing that falls due to the next, so
that whatever happens in a season happens when it does.
"""

from __future__ import annotations

import asyncio
import functools
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot import main
from bot.civic.city import City
from bot.engine.clock import MovableClock
from bot.engine.service import Service
from bot.office import Office, open_office
from bot.ops import Metrics
from bot.settings import read_settings
from bot.text.languages import LANGUAGES
from bot.troubles import Troubles
from storage.tables import inbox, outbox
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

    `heard` is how much they had heard when that was last looked at, and `asked` how much they had said; `own` are the places of what
    came while they had a conversation of their own.
    """

    season: Season
    phone: Citizen
    language: str
    name: str
    heard: int = 0
    own: set[int] = field(default_factory=set)
    asked: int = 0

    @property
    def said(self) -> int:
        """Return how much they have said; on Matrix, to have opened the room is the first of it."""
        phone = cast("object", self.phone)
        if isinstance(phone, Neighbour):
            return 1 + sum(not bubble.by_bot for bubble in phone.shown.values())
        return sum(not bubble.by_bot for bubble in self.phone.chat)

    async def is_up_to_date(self) -> None:
        """Return once their app shows all that has arrived: on Telegram's server it does so at once."""
        phone = cast("object", self.phone)
        if isinstance(phone, Neighbour):
            await phone.is_up_to_date()

    @property
    def told(self) -> list[str]:
        """Return all that the bot has told them, each as it was when it came: what then changed in place is no second message."""
        phone = cast("object", self.phone)
        if isinstance(phone, Neighbour):
            first = {bubble.event: bubble.text for bubble in reversed(phone.told)}
            return [first[event] for event in dict.fromkeys(bubble.event for bubble in phone.told)]
        return [bubble.text for bubble in self.phone.private_chat.told if not bubble.edited]

    async def file(self) -> bytes:
        """Return the last picture or file that the bot has given them."""
        phone = cast("object", self.phone)
        if isinstance(phone, Neighbour):
            shown = next(each for each in reversed(phone.told) if each.content.get("url"))
            return await phone.photo(shown) or b""
        given = next(each for each in reversed(self.phone.private_chat.told) if each.photo or each.document)
        return given.photo or given.document or b""

    def news(self) -> Iterator[tuple[str, bool]]:
        """Return what they were told since this was last asked, each with whether it came in a conversation of theirs."""
        new = list(enumerate(self.told))[self.heard :]
        self.heard += len(new)
        return ((text, place in self.own) for place, text in new)

    @contextmanager
    def talking(self) -> Iterator[None]:
        """Count what they are told in this block as part of their conversation."""
        before = len(self.told)
        yield
        self.own.update(range(before, len(self.told)))

    async def arrives(self) -> None:
        """Come for the first time, and agree to everything."""
        with self.talking():
            walker = Walker(self.phone, Idea(""), self.language, "number", twice=True)
            await walker.starts()
            await walker.walks_to("menu")

    async def shares(self, title: str, place: str = "1090") -> int:
        """Share an idea, and return its number."""
        with self.talking():
            walker = Walker(self.phone, Idea(title, place=place), self.language, "number", twice=True)
            self.phone.reads_all()
            await self.types("{:idea}")
            return await walker.files_idea()

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
        with self.talking():
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
        return last


@dataclass(eq=False)
class Season:
    """The program, who is there, and the time."""

    office: Office
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
        leaves = and_(outbox.c.state == "pending", outbox.c.not_before <= self.clock.now())
        waiting = select(func.count()).select_from(inbox).where(inbox.c.state == "pending")
        leaving = select(func.count()).where(or_(outbox.c.state == "attempting", leaves))
        with self.office.database.reading() as connection:
            return int(connection.scalar(waiting) or 0) + int(connection.scalar(leaving) or 0)

    # --- who was told what

    async def told(self, kinds: Sequence[str]) -> Mapping[str, Counter[str]]:
        """Return, for each of these kinds of notices, who was told it how often since last asked, each in their own language.

        A kind is what it begins with; after “…”, what is in it. Whatever else anybody was told outside of a conversation of theirs stands
        under what was said, and so does what was said in a language that is not theirs, or by whom not everything was answered just once.
        """
        found: dict[str, Counter[str]] = {}
        await self.settles()
        await asyncio.gather(*(each.is_up_to_date() for each in self.everybody))
        for somebody in self.everybody:
            answers = 0
            for text, own in somebody.news():
                kind = self._meant(text, somebody.language, tuple(kinds))
                if kind is not None or not own:
                    found.setdefault(kind or text, Counter())[somebody.name] += 1
                else:
                    answers += 1
            said, somebody.asked = somebody.said - somebody.asked, somebody.said
            if answers != said:
                found.setdefault(f"{answers} answers to what was said {said} times", Counter())[
                    somebody.name
                ] += 1
        return found

    def _meant(self, text: str, language: str, kinds: tuple[str, ...]) -> str | None:
        """Return which kind of notice it is, if any; and whether it is in a language that is not theirs."""
        for spoken_there in (language, *(other for other in LANGUAGES if other != language)):
            for kind, begins in _patterns(kinds, spoken_there, self.city):
                if begins.search(text):
                    return kind if spoken_there == language else f"{kind}, in {spoken_there}: {text}"
        return None

    def complaints(self) -> Sequence[object]:
        """Return what the program has complained of."""
        return [line for line in self.logged if line.get("log_level") in {"error", "critical"}]


@functools.cache
def _patterns(kinds: tuple[str, ...], language: str, city: City) -> list[tuple[str, re.Pattern[str]]]:
    """Return how each of these kinds of notices is recognised in that language."""

    def recognised(kind: str) -> str:
        begins = expected(kind.removeprefix("…"), language, city).pattern
        return begins if kind.startswith("…") else rf"\A{begins}"

    return [(kind, re.compile(recognised(kind))) for kind in kinds]


@asynccontextmanager
async def season(
    folder: Path, synapse: SynapseServer | None, database_url: str | None = None
) -> AsyncIterator[Season]:
    """Run the program on an empty database, on a Tuesday at noon, until the end of the block."""
    login = await asyncio.to_thread(synapse.login, new_name("parvis")) if synapse else None
    async with TelegramServer() as server, AsyncExitStack() as stack:
        given = {"token": server.token, "api_url": server.base_url, "messages_per_second": FAST}
        matrix = {}
        if synapse and login:
            matrix = {"homeserver": synapse.url, "user": login.user, "token": login.token}
            matrix |= {"device": login.device}
        settings = read_settings(
            data_dir=folder / "data",
            database_url=database_url,
            telegram=given,
            matrix={**matrix, "messages_per_second": FAST},
        )
        clock = MovableClock()
        clock.forward(_noon_of_tuesday(clock.now()) - clock.now())
        office = open_office(settings, clock)
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
