"""The stage of the contract: ordinary accounts on a real Synapse, each alone with the bot in a room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.matrix.account import Keys, MatrixAccount
from adapters.matrix.places import Place
from adapters.timing import Timing
from tests.adapters.contract import Heard
from tests.adapters.inbox import Inbox, receiving
from tests.matrix_people import Bubble, Neighbour
from tests.matrix_sealed import SealedNeighbour
from tests.synapse import Login, SynapseServer, new_name

HURRY = Timing(
    connect_seconds=2.0,
    total_seconds=10.0,
    poll_seconds=5.0,
    first_pause_seconds=0.01,
    longest_pause_seconds=0.1,
)
NOTICE = "Hier kan ik niets lezen."
HINT = "Dat kon ik niet lezen."


@dataclass
class MatrixPerson:
    """A neighbour, as the contract knows people."""

    neighbour: Neighbour
    language: str | None = None

    def __post_init__(self) -> None:
        self.id = self.neighbour.login.user
        self.name = self.id[1:].partition(":")[0]

    @property
    def chat(self) -> str:
        return Place(self.neighbour.room, self.id).chat

    async def says(self, text: str) -> str:
        return (await self.neighbour.says(text)).event

    async def edits(self, message: str, text: str) -> None:
        await self.neighbour.edits(Bubble(message, self.neighbour.room, self.id, {}), text)

    async def sends_photo(self, data: bytes, caption: str = "") -> None:
        await self.neighbour.sends_photo(data, caption)

    async def sends_position(self, latitude: float, longitude: float) -> None:
        await self.neighbour.sends_location(latitude, longitude)

    async def sends_sticker(self) -> None:
        await self.neighbour.sends_sticker()

    async def presses(self, label: str) -> None:
        await self.neighbour.presses(label)

    async def follows(self, link: str) -> None:
        raise AssertionError(f"No link of Matrix carries a start: {link}")

    async def blocks(self) -> None:
        await self.neighbour.leaves()

    async def unblocks(self) -> None:
        await self.neighbour.opens()

    async def hears(self) -> Heard:
        return await self._heard(await self.neighbour.hears())

    async def sees_answer(self) -> str:
        return (await self.neighbour.hears()).text

    async def sees(self) -> list[Heard]:
        await asyncio.sleep(0.3)
        return [await self._heard(bubble) for bubble in self.neighbour.chat if bubble.by_bot]

    async def _heard(self, bubble: Bubble) -> Heard:
        words, data = (bubble.event, bubble.text, bubble.labels), await self.neighbour.photo(bubble)
        file = bubble.content.get("msgtype") != "m.image"
        latitude, _, longitude = str(bubble.content.get("geo_uri", "")).removeprefix("geo:").partition(",")
        place = (float(latitude), float(longitude)) if longitude else None
        return Heard(*words, None if file else data, data if file else None, place)


@dataclass
class MatrixGroup:
    """A room of several, as the contract knows groups: the first of them made it."""

    people: list[MatrixPerson]
    bot: str
    chat: str = ""

    async def lets_bot_in(self) -> None:
        first, *others = (each.neighbour for each in self.people)
        self.chat = await first.gathers(*others)
        await first.lets_in(self.bot, self.chat)

    async def puts_bot_out(self) -> None:
        body = {"user_id": self.bot}
        await self.people[0].neighbour.asks("POST", "rooms", self.chat, "kick", body=body)

    async def mutes_bot(self) -> None:
        await self._lets_write(50)

    async def unmutes_bot(self) -> None:
        await self._lets_write(0)

    async def moves(self) -> str:
        first = self.people[0].neighbour
        made = await first.asks("POST", "rooms", self.chat, "upgrade", body={"new_version": "12"})
        for each in (self.people[1].id, self.bot):
            await first.asks("POST", "rooms", made["replacement_room"], "invite", body={"user_id": each})
        return str(made["replacement_room"])

    async def says(self, person: int, text: str) -> str:
        return (await self.people[person].neighbour.says(text, room=self.chat)).event

    async def mentions(self, person: int, text: str) -> str:
        said = f"{self.bot[1:].partition(':')[0]} {text}"
        content = {"msgtype": "m.text", "body": said, "m.mentions": {"user_ids": [self.bot]}}
        return (await self.people[person].neighbour.sends(content, room=self.chat)).event

    async def _lets_write(self, power: int) -> None:
        """Let only those write who have that much power."""
        place, first = ("rooms", self.chat, "state", "m.room.power_levels"), self.people[0].neighbour
        levels = await first.asks("GET", *place)
        await first.asks("PUT", *place, "", body={**levels, "events_default": power})

    async def presses(self, person: int, label: str) -> None:
        neighbour = self.people[person].neighbour
        await neighbour.until(lambda: any(label in b.labels for b in neighbour.seen_in(self.chat)))
        newest = next(b for b in reversed(neighbour.seen_in(self.chat)) if label in b.labels)
        await neighbour.presses(label, message=newest)

    async def sees(self) -> list[Heard]:
        await asyncio.sleep(0.3)
        neighbour = self.people[0].neighbour
        return [Heard(b.event, b.text, b.labels) for b in neighbour.seen_in(self.chat) if b.by_bot]


@dataclass
class MatrixStage:
    """An account of its own for each test, and people who have invited it. `mark` is from when on it listens.

    With `keys` encryption is on, and so it is in everybody's room.
    """

    server: SynapseServer
    login: Login
    slugs: list[str] = field(default_factory=list)
    mark: str | None = None
    people: list[MatrixPerson] = field(default_factory=list)
    keys: Keys | None = None

    def person(self, number: int = 0) -> MatrixPerson:
        return self.people[number]

    def group(self) -> MatrixGroup:
        return MatrixGroup(self.people, self.login.user)

    def starts(self) -> None:
        self.platform = MatrixAccount(
            self.server.url,
            user=self.login.user,
            token=self.login.token,
            device=self.login.device,
            encrypted_notice=NOTICE,
            keys=self.keys,
            observer=self.slugs.append,
            timing=HURRY,
        )

    async def restarts(self) -> None:
        await self.platform.close()
        self.starts()

    async def meets(self, stack: AsyncExitStack, names: list[str]) -> None:
        """Let people come, and the account join their rooms; what was said until then is past."""
        inbox = Inbox()
        kind = SealedNeighbour if self.keys else Neighbour
        coming = [kind.logs_in(self.server, name, self.login.user) for name in names]
        neighbours = [await stack.enter_async_context(each) for each in coming]
        self.people += [MatrixPerson(neighbour) for neighbour in neighbours]
        async with receiving(self.platform, inbox):
            await asyncio.gather(*(neighbour.opens() for neighbour in neighbours))
            await inbox.until(lambda: len(inbox.kept) >= len(names), 20)
        self.mark = inbox.mark
        await self.restarts()


@asynccontextmanager
async def matrix(
    server: SynapseServer, names: list[str], *, keys: Path | None = None
) -> AsyncIterator[MatrixStage]:
    """Open the stage; with a folder for keys, in encrypted rooms."""
    login = await asyncio.to_thread(server.login, new_name("parvis"))
    async with AsyncExitStack() as stack:
        stage = MatrixStage(server, login, keys=Keys(keys, HINT) if keys else None)
        stage.starts()
        await stage.meets(stack, names)
        yield stage
        await stage.platform.close()
