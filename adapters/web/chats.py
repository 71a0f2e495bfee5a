"""The platform behind the page: it takes what people do, shows what the bot says, and forgets nothing."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import structlog

from adapters.web.feed import Event, Feed
from adapters.web.history import DOORS, History, Message
from adapters.web.photos import Photos
from adapters.web.props import Persona
from adapters.web.updates import Update, checked, receipt
from bot.engine.clock import Clock
from bot.engine.incoming import Arrival, Sender
from bot.engine.platform import Keep

log = structlog.get_logger(__name__)


class NotKeptError(Exception):
    """The engine has not kept this update yet; it is remembered here and offered again."""


class Chats:
    """One chat for each persona. `keep` is how the engine keeps updates, once it listens."""

    def __init__(self, folder: Path, personas: Mapping[str, Persona], clock: Clock) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.personas = personas
        self.photos = Photos(folder / "photos")
        self.history = History(folder / "chat.jsonl")
        self.feed = Feed()
        self.keep: Keep | None = None
        self._clock = clock
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def take(self, posted: object) -> str:
        """Return the id of the message that a person sent, changed or pressed on, once the engine has kept it.

        The same key again is the same update. Raises ValueError for what no page posts, and
        NotKeptError while the engine cannot keep anything.
        """
        update = checked(posted)
        update = self.history.known(update) or self._new(update)
        await self.deliver(update["chat"])
        return str(update["message"])

    async def deliver(self, chat: str) -> None:
        """Offer the engine what waits in a chat. Raises NotKeptError if it cannot keep it now."""
        async with self._turns[chat]:
            waiting = self.history.waiting(chat)
            if waiting:
                await self._keep([self._arrival(u) for u in waiting])
                self._show(waiting)

    async def deliver_waiting(self) -> None:
        """Offer the engine whatever still waits, as a platform does; what it cannot keep waits on."""
        for chat in dict.fromkeys(u["chat"] for u in self.history.waiting()):
            try:
                await self.deliver(chat)
            except NotKeptError:
                return

    def say(self, key: int, message: Message) -> str:
        """Return the id of what the bot said, which every open page now shows."""
        said = self.history.say(key, message)
        self._tell_message(said)
        return str(said.id)

    def now(self) -> str:
        """Return the present instant as ISO text."""
        return self._clock.now().isoformat()

    def answered(self, named: str, toast: str) -> None:
        """Tell the pages that the press of that receipt is answered, with a sentence or ""."""
        chat, _, key = named.rpartition(":")
        self._tell({"kind": "answered", "chat": chat, "key": key, "toast": toast})

    def catch_up(self, history: str, number: int) -> Event:
        """Return all that a page does not know which last heard change `number` of the history of that name.

        `whole` says that what the page shows is of another history, and to be forgotten.
        """
        whole = history != self.history.name or number > self.history.number
        messages = self.history.since(0 if whole else number)
        return {
            "kind": "catch-up",
            "at": self._at(),
            "whole": whole,
            "messages": [asdict(m) for m in messages],
            "blocked": sorted(self.history.blocked),
        }

    def close(self) -> None:
        """End the pages' streams and let go of the files."""
        self.feed.end()
        self.history.close()

    def _new(self, update: Update) -> Update:
        if update["chat"] not in self.personas:
            raise ValueError("nobody of that name is on this page")
        if update["chat"] in self.history.blocked and update["kind"] not in DOORS:
            raise ValueError("the bot is blocked in this chat")
        if "message" in update:
            self._check_message(update)
        if "file" in update:
            update = {**update, "size": self._size(update["file"])}
        return self.history.take(update, self.now())

    def _check_message(self, update: Update) -> None:
        message = self.history.message(update["chat"], update["message"])
        # A person edits their own words, and presses on what the bot said.
        if message is None or message.mine != (update["kind"] == "edit"):
            raise ValueError("there is no such message in this chat")

    def _size(self, file: str) -> int:
        path = self.photos.path(file)
        if path is None:
            raise ValueError("there is no such file; send it first")
        return path.stat().st_size

    async def _keep(self, arrivals: list[Arrival]) -> None:
        if self.keep is None:
            raise NotKeptError
        try:
            await self.keep(arrivals)
        except Exception as error:
            log.warning(
                "The engine kept nothing; it is offered again.",
                slug="tryout-not-kept",
                error=type(error).__name__,
            )
            raise NotKeptError from error

    def _arrival(self, update: Update) -> Arrival:
        persona = self.personas.get(update["chat"])
        sender = Sender(persona.id, persona.id, persona.name, persona.language) if persona else None
        pressed = receipt(update) if update["kind"] == "press" else None
        return Arrival(receipt(update), json.dumps(update), sender, pressed)

    def _show(self, updates: list[Update]) -> None:
        self.history.keep(updates)
        for update in updates:
            if update["kind"] in DOORS:
                self._tell({"kind": "door", "chat": update["chat"], "blocked": DOORS[update["kind"]]})
            elif update["kind"] != "press" and (
                message := self.history.message(update["chat"], update["message"])
            ):
                self._tell_message(message)

    def _tell_message(self, message: Message) -> None:
        self._tell({"kind": "message", "message": asdict(message)})

    def _tell(self, event: dict[str, Any]) -> None:
        self.feed.tell({**event, "at": self._at()})

    def _at(self) -> str:
        return f"{self.history.name}.{self.history.number}"
