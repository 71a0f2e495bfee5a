"""People on Matrix, each with a small client of their own: they see a room as it stands, and write, react and edit there.

async with Neighbour.logs_in(synapse, "noor", bot) as noor:
    await noor.starts()                       # makes a room, invites the bot, and waits until it is there
    await noor.hears("Dag!")
    await noor.presses(0)                     # taps the keycap 1 under the newest question
"""

from __future__ import annotations

import asyncio
import html
import itertools
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

import aiohttp

from tests.synapse import Login, SynapseServer, new_name

CLIENT = "/_matrix/client/v3"
CHOICES = "be.parvis.choices"
EVERYTHING: Mapping[str, Any] = {"room": {"timeline": {"limit": 100}}, "presence": {"types": []}}

_LINE = re.compile(r"<b>(\d+)\.</b> (.*)")
_WAYS_OUT = re.compile(r"(?:^|<br><br>)((?:<i>[^<]*</i>)(?: · <i>[^<]*</i>)*)\Z")
_TAG = re.compile(r"<[^<>]*>")

_numbers = itertools.count(1)


class NothingHeardError(AssertionError):
    """The bot did not say what was waited for; the message shows the room as it stands."""


@dataclass(frozen=True)
class Bubble:
    """A message as it is seen: `labels` are the choices beneath it and the words that lead out."""

    event: str
    room: str
    sender: str
    content: Mapping[str, Any]
    text: str = ""
    labels: tuple[str, ...] = ()
    by_bot: bool = False

    @property
    def choices(self) -> int:
        """How many of the labels are choices, which have a number."""
        return len(self.content.get(CHOICES, ()))


@dataclass(eq=False)
class Neighbour:
    """Somebody with an account, and the newest room in which they are with the bot."""

    http: aiohttp.ClientSession
    login: Login
    bot: str
    room: str = ""
    shown: dict[str, Bubble] = field(default_factory=dict)
    told: list[Bubble] = field(default_factory=list)
    reactions: list[tuple[str, str, str]] = field(default_factory=list)
    members: dict[str, str] = field(default_factory=dict)
    invited: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    _heard: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    @asynccontextmanager
    async def logs_in(cls, server: SynapseServer, name: str, bot: str) -> AsyncIterator[Neighbour]:
        """Log somebody new in, whose client shows what comes until the end of the block."""
        login = await asyncio.to_thread(server.login, new_name(name))
        headers = {"Authorization": f"Bearer {login.token}"}
        async with aiohttp.ClientSession(server.url, headers=headers) as http:
            person = cls(http, login, bot)
            listening = asyncio.create_task(person.listens())
            try:
                yield person
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)

    # --- what is seen

    @property
    def chat(self) -> list[Bubble]:
        """Return every message of the newest room as it stands now, oldest first."""
        return self.seen_in(self.room)

    def seen_in(self, room: str) -> list[Bubble]:
        """Return every message of a room as it stands now, oldest first."""
        return [bubble for bubble in self.shown.values() if bubble.room == room]

    async def hears(self, pattern: str | re.Pattern[str] | None = None, timeout: float = 10) -> Bubble:  # noqa: ASYNC109 - part of what is asked
        """Return the next thing that the bot says, or says differently; with a pattern what comes before is passed over."""
        try:
            async with asyncio.timeout(timeout):
                while (found := self._next(pattern)) is None:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            seen = "\n".join(f"  {'bot' if b.by_bot else 'me '}: {b.text!r} {b.labels}" for b in self.chat)
            raise NothingHeardError(
                f"{self.login.user} waited for {pattern!r}. The room is:\n{seen}"
            ) from None
        return found

    async def is_up_to_date(self) -> None:
        """Return once the last message of the newest room is shown."""
        last = {"dir": "b", "limit": "1", "filter": json.dumps({"types": ["m.room.message"]})}
        said = await self.asks("GET", "rooms", self.room, "messages", query=last)
        await self.until(lambda: said["chunk"][0]["event_id"] in self.seen, 30)

    def reads_all(self) -> None:
        """Count everything that the bot has said as heard."""
        self._heard = len(self.told)

    async def until(self, holds: Callable[[], object], seconds: float = 10) -> None:
        """Return when it holds; it is looked at whenever something new is shown."""
        async with asyncio.timeout(seconds):
            while not holds():
                self._news.clear()
                await self._news.wait()

    async def photo(self, bubble: Bubble) -> bytes | None:
        """Return the picture that a message shows."""
        address = bubble.content.get("url")
        if address is None:
            return None
        path = f"/_matrix/client/v1/media/download/{address.removeprefix('mxc://')}"
        async with self.http.get(path) as answer:
            answer.raise_for_status()
            return await answer.read()

    async def listens(self) -> None:
        """Show what comes, until cancelled."""
        # A filter that is sent along is judged anew by each sync, which takes the server as long as the rest of it.
        kept = await self.asks("POST", "user", self.login.user, "filter", body=EVERYTHING)
        since: dict[str, str] = {}
        while True:
            try:
                said = await self.asks(
                    "GET", "sync", query={"timeout": "10000", "filter": kept["filter_id"], **since}
                )
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
                continue
            since = {"since": said["next_batch"]}
            rooms = said.get("rooms", {})
            joined = rooms.get("join", {})
            self.invited = [each for each in (*self.invited, *rooms.get("invite", {})) if each not in joined]
            for room, section in joined.items():
                for event in (*section["state"]["events"], *section["timeline"]["events"]):
                    self._sees(room, event)
            self._news.set()

    # --- what is done

    async def opens(self, *, encrypted: bool = False) -> str:
        """Make a room and invite the bot; return the room, which the bot may not have joined yet."""
        state = {
            "type": "m.room.encryption",
            "state_key": "",
            "content": {"algorithm": "m.megolm.v1.aes-sha2"},
        }
        made = await self.asks(
            "POST",
            "createRoom",
            body={
                "preset": "trusted_private_chat",
                "is_direct": True,
                "invite": [self.bot],
                "initial_state": [state] if encrypted else [],
            },
        )
        self.room = made["room_id"]
        return self.room

    async def gathers(self, *others: Neighbour) -> str:
        """Make a room for several, in which the others are, too; return it."""
        invited = [each.login.user for each in others]
        made = await self.asks("POST", "createRoom", body={"preset": "private_chat", "invite": invited})
        room = str(made["room_id"])
        for each in others:
            await each.asks("POST", "join", room, body={})
        return room

    async def lets_in(self, bot: str, room: str) -> None:
        """Invite the bot to a room, and return once it is there."""
        await self.asks("POST", "rooms", room, "invite", body={"user_id": bot})
        await self.until(lambda: self.members.get(f"{room} {bot}") == "join", 20)

    async def accepts(self) -> str:
        """Follow the bot into the newest room to which it has invited one, which is the newest from then on."""
        await self.until(lambda: self.invited, 20)
        self.room = self.invited.pop()
        await self.asks("POST", "join", self.room, body={})
        return self.room

    async def meets(self) -> str:
        """Make a room, and return once the bot is in it."""
        room = await self.opens()
        await self.until(lambda: self.members.get(f"{room} {self.bot}") == "join", 20)
        return room

    async def starts(self, payload: str = "") -> None:
        """Open a chat with the bot, or begin again in the one there is."""
        if not self.room:
            await self.opens()
        else:
            await self.says(f"/start {payload}".strip())

    async def says(self, text: str, *, room: str = "", to: str = "") -> Bubble:
        """Write something, in the newest room or another; as a reply, if it is `to` an event."""
        relation = {"m.relates_to": {"m.in_reply_to": {"event_id": to}}} if to else {}
        return await self.sends({"msgtype": "m.text", "body": text, **relation}, room=room)

    async def sends(
        self, content: Mapping[str, Any], kind: str = "m.room.message", *, room: str = ""
    ) -> Bubble:
        """Send an event of any kind, and return it."""
        room, name = room or self.room, f"t{next(_numbers)}"
        sent = await self.asks("PUT", "rooms", room, "send", kind, name, body=content)
        return Bubble(sent["event_id"], room, self.login.user, content, str(content.get("body", "")))

    async def edits(self, bubble: Bubble, text: str) -> None:
        new = {"msgtype": "m.text", "body": text}
        relation = {"rel_type": "m.replace", "event_id": bubble.event}
        await self.sends({**new, "body": f"* {text}", "m.new_content": new, "m.relates_to": relation})

    async def takes_back(self, event: str, *, room: str = "") -> None:
        """Redact an event."""
        place = ("rooms", room or self.room, "redact", event, f"t{next(_numbers)}")
        await self.asks("PUT", *place, body={})

    async def reacts(self, event: str, key: str, *, room: str = "") -> str:
        """React to a message; return the reaction's id."""
        relation = {"rel_type": "m.annotation", "event_id": event, "key": key}
        return (await self.sends({"m.relates_to": relation}, "m.reaction", room=room)).event

    async def presses(self, label: str | int, *, message: Bubble | None = None) -> None:
        """Make a choice by its keycap: at a place, or by what it says; a way out is typed."""
        message = message or next(b for b in reversed(self.chat) if b.by_bot and b.labels)
        place = label if isinstance(label, int) else message.labels.index(label)
        if place < message.choices:
            await self.reacts(message.event, f"{place + 1}\ufe0f\u20e3", room=message.room)
        else:
            await self.says(message.labels[place], room=message.room)

    async def sends_photo(self, data: bytes, caption: str = "") -> None:
        async with self.http.post(
            "/_matrix/media/v3/upload", data=data, headers={"Content-Type": "image/png"}
        ) as made:
            address = (await made.json())["content_uri"]
        info = {"mimetype": "image/png", "size": len(data)}
        name = {"body": caption or "photo.png", "filename": "photo.png"}
        await self.sends({"msgtype": "m.image", "url": address, "info": info, **name})

    async def sends_location(self, latitude: float, longitude: float) -> None:
        await self.sends(
            {"msgtype": "m.location", "body": "Hier", "geo_uri": f"geo:{latitude},{longitude};u=20"}
        )

    async def sends_sticker(self) -> None:
        await self.sends({"body": "👍", "url": "mxc://parvis.test/none", "info": {}}, "m.sticker")

    async def leaves(self) -> None:
        await self.asks("POST", "rooms", self.room, "leave", body={})

    async def asks(
        self,
        method: str,
        *parts: str,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return what the homeserver answers; a refusal is an error."""
        path = "/".join(quote(part, safe="") for part in parts)
        while True:
            async with self.http.request(method, f"{CLIENT}/{path}", params=query, json=body) as answer:
                said: dict[str, Any] = await answer.json()
                if answer.status == 429:
                    await asyncio.sleep(said["retry_after_ms"] / 1000)
                    continue
                assert answer.status == 200, f"{method} {parts[0]}: {answer.status} {said}"
                return said

    # --- from events to what is seen

    def _sees(self, room: str, event: dict[str, Any]) -> None:
        content = event["content"]
        self.seen.add(event["event_id"])
        match event["type"]:
            case "m.room.member":
                self.members[f"{room} {event['state_key']}"] = content["membership"]
            case "m.reaction":
                relation = content.get("m.relates_to", {})
                self.reactions.append(
                    (event["sender"], relation.get("event_id", ""), relation.get("key", ""))
                )
            case "m.room.redaction":
                self.shown.pop(str(event.get("redacts") or content.get("redacts")), None)
            case "m.room.message" if content:
                self._shows(room, event, content)

    def _shows(self, room: str, event: dict[str, Any], content: dict[str, Any]) -> None:
        relation = content.get("m.relates_to", {})
        replaced = relation.get("event_id") if relation.get("rel_type") == "m.replace" else None
        seen = content["m.new_content"] if replaced else content
        by_bot = event["sender"] == self.bot
        text, labels = _parsed(seen) if by_bot else (str(seen.get("body", "")), ())
        bubble = Bubble(event["event_id"], room, event["sender"], seen, text, labels, by_bot)
        if replaced in self.shown:
            if (self.shown[replaced].text, self.shown[replaced].labels) == (text, labels):
                return
            bubble = replace(bubble, event=replaced)
        elif event["event_id"] in self.shown:
            return
        self.shown[bubble.event] = bubble
        if by_bot:
            self.told.append(bubble)

    def _next(self, pattern: str | re.Pattern[str] | None) -> Bubble | None:
        for place, bubble in enumerate(self.told[self._heard :], self._heard):
            if _matches(bubble, pattern):
                self._heard = place + 1
                return bubble
        return None


def _matches(bubble: Bubble, pattern: str | re.Pattern[str] | None) -> bool:
    if isinstance(pattern, re.Pattern):
        return pattern.search(bubble.text) is not None
    return pattern is None or pattern in bubble.text


def _parsed(content: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return the text without what stands beneath it, and the labels of that: choices, then ways out."""
    shown = str(
        content.get(
            "formatted_body", "" if {"url", "file"} & set(content) else html.escape(content.get("body", ""))
        )
    )
    count = len(content.get(CHOICES, ()))
    ways_out: list[str] = []
    if count and (found := _WAYS_OUT.search(shown)):
        ways_out = [_plain(each) for each in found[1].split(" · ")]
        shown = shown[: found.start()]
    lines = shown.split("<br>")
    labels = [str(number) for number in range(1, count + 1)]
    for number in range(count, 0, -1):
        line = _LINE.fullmatch(lines[-1]) if lines else None
        if line is None or int(line[1]) != number:
            break
        labels[number - 1] = _plain(line[2])
        lines.pop()
    return _plain("<br>".join(lines)).rstrip("\n"), (*labels, *ways_out)


def _plain(markup: str) -> str:
    return html.unescape(_TAG.sub("", markup.replace("<br>", "\n")))
