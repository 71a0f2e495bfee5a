"""A tiny engine for trying the page alone: it keeps what arrives and answers as a bot might, at once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

from adapters.web.props import Persona, Place, Props
from adapters.web.tryout import TryoutPage
from adapters.web.watch import Watch
from bot.engine.clock import MovableClock
from bot.engine.incoming import Arrival, Edited, Incoming, Pressed, Typed
from bot.engine.outgoing import Button, Outgoing

PERSONAS = (
    Persona("citizen", "Een Brusselaar", "nl", {"nl": "Spreekt Nederlands", "en": "Speaks Dutch"}),
    Persona("citoyen", "Une personne d’ici", "fr", {"nl": "Spreekt Frans", "en": "Speaks French"}),
    Persona("organiser", "De organisatie", "nl", {"nl": "Beheert de muur", "en": "Runs the wall"}),
)
PROPS = Props(
    "Europe/Brussels",
    (Place("Grote Markt", 50.847, 4.352), Place("Flagey", 50.828, 4.372)),
    {"nl": {"start": "Opnieuw beginnen", "hulp": "Hulp"}, "fr": {"start": "Recommencer"}},
)
MENU = (Button("Ja", "yes"), Button("Nee", "no"), Button("Een antwoord dat alleen op een rij past", "long"))


@dataclass
class Echo:
    """Answers "/start" with a menu, words with the same words, and anything else with its kind."""

    page: TryoutPage
    clock: MovableClock
    due: list[datetime] = field(default_factory=list)
    arrived: list[Incoming] = field(default_factory=list)
    broken: bool = False
    sent: int = 0

    async def keep(self, arrivals: Sequence[Arrival], mark: str | None = None) -> None:
        assert mark is None
        if self.broken:
            raise RuntimeError("database is locked")
        for arrival in arrivals:
            incoming = self.page.read(arrival.raw)
            assert incoming is not None
            assert arrival.sender is not None
            self.arrived.append(incoming)
            await self._answer(arrival.sender.chat, incoming)

    async def say(self, chat: str, text: str, *buttons: Button, edits: str | None = None) -> None:
        self.sent += 1
        key = int(self.clock.now().timestamp() * 1000) * 1000 + self.sent
        await self.page.send(chat, Outgoing(text, buttons, edits=edits), None, key)

    async def _answer(self, chat: str, incoming: Incoming) -> None:
        match incoming.content:
            case Typed("/start"):
                await self.say(chat, "<b>Dag!</b> Klopt het?", *MENU)
            case Typed(text):
                await self.say(chat, f"Je zei: {escape(text)}")
            case Edited(text):
                await self.say(chat, f"Nu zeg je: {escape(text)}")
            case Pressed("no", receipt):
                await self.page.acknowledge(receipt, "")
                await self.say(chat, "Toch niet.", MENU[0], edits=incoming.message)
            case Pressed(token, receipt):
                await self.page.acknowledge(receipt, f"Gekozen: {token}")
            case content:
                await self.say(chat, type(content).__name__)


@asynccontextmanager
async def served(folder: Path, port: int = 0) -> AsyncIterator[Echo]:
    """Serve the page with an echo behind it, on the same history each time the folder is the same."""
    clock = MovableClock()
    due: list[datetime] = []

    async def move(seconds: float) -> None:
        clock.forward(timedelta(seconds=seconds))
        for at in [at for at in due if at <= clock.now()]:
            due.remove(at)
            await echo.say("citizen", "Een herinnering.")

    watch = Watch(clock, move, lambda: min(due, default=None))
    page = TryoutPage("127.0.0.1", port, data_dir=folder, personas=PERSONAS, watch=watch, props=PROPS)
    echo = Echo(page, clock, due)
    serving = asyncio.create_task(page.receive(echo.keep, None))
    try:
        yield echo
    finally:
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving
        await page.close()
