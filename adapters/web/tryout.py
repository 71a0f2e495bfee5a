"""The try-out page as a platform: everything an adapter does, on this machine, for personas.

Its clock can be moved, so it never stands beside a real platform and never off loopback. Its history
belongs to the database that the engine uses with it: they are kept, and thrown away, together.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from adapters.web.chats import Chats
from adapters.web.history import Message
from adapters.web.photos import is_shown
from adapters.web.props import Persona, Props
from adapters.web.site import STATIC, Site
from adapters.web.updates import incoming
from adapters.web.watch import Watch
from bot.engine.incoming import Incoming
from bot.engine.outgoing import File, Outgoing, rows
from bot.engine.platform import FileGone, Keep, Later, Outcome, Refused, Sent, Unreachable
from bot.text.languages import LANGUAGES

OFFER_AGAIN_SECONDS: Final = 2.0
STOP_SECONDS: Final = 2.0


class TryoutPage:
    """A platform of our own with the page that shows it, at `url` from `receive` on.

    Raises ValueError for an address off loopback, and OSError for one that is taken.
    """

    name: str = "tryout"
    exclusive: bool = True
    whispers: bool = True
    redacts: bool = False

    def __init__(
        self, host: str, port: int, *, data_dir: Path, personas: Sequence[Persona], watch: Watch, props: Props
    ) -> None:
        self._socket = _bound(host, port)
        try:
            self._chats = Chats(data_dir, {p.id: p for p in personas}, watch.clock)
        except BaseException:
            self._socket.close()
            raise
        self._site = Site(self._chats, watch, _about(personas, props))

    @property
    def url(self) -> str:
        """Where a browser finds the page."""
        host, port = self._socket.getsockname()[:2]
        return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"

    @property
    def latest(self) -> datetime | None:
        """When the last message came, by the clock of then: a clock that begins earlier goes back in time."""
        at = self._chats.history.latest()
        return datetime.fromisoformat(at) if at else None

    def read(self, raw: str) -> Incoming | None:
        """Return what a kept update means. Raises ValueError if it cannot be read."""
        return incoming(raw)

    async def receive(self, keep: Keep, mark: str | None) -> None:
        """Serve the page until cancelled, and offer again what could not be kept."""
        del mark  # What was not kept is remembered here.
        self._chats.keep = keep
        runner = web.AppRunner(self._site.application(), access_log=None, shutdown_timeout=STOP_SECONDS)
        await runner.setup()
        try:
            await web.SockSite(runner, self._socket.dup()).start()
            while True:
                await self._chats.deliver_waiting()
                await asyncio.sleep(OFFER_AGAIN_SECONDS)
        finally:
            self._chats.keep = None
            await runner.cleanup()

    async def send(self, chat: str, message: Outgoing, file: File | None, key: int) -> Outcome:
        """Show the message in the persona's phone; the same key again is the same message."""
        if chat not in self._chats.personas:
            return Unreachable("no_such_chat")
        if chat in self._chats.history.blocked:
            return Unreachable("blocked")
        if not message.text.strip() and file is None and message.spot is None:
            return Refused("empty")
        try:
            return self._shown(chat, message, file, key)
        except OSError:
            # The disk is full, or gone: nothing was written, so nothing was sent.
            return Later()

    async def acknowledge(self, receipt: str, toast: str, start: str = "") -> None:
        """Let the pressed button rest, and show the sentence in that phone."""
        del start  # Every chat here is private.
        self._chats.answered(receipt, toast)

    async def fetch(self, file: str, limit: int) -> bytes:
        """Return what a persona sent. Raises FileGone if it is not here, or larger than `limit`."""
        path = self._chats.photos.path(file)
        if path is None:
            raise FileGone
        if path.stat().st_size > limit:
            raise FileGone("too_large")
        return await asyncio.to_thread(path.read_bytes)

    async def runs(self, group: str, person: str) -> bool:
        """Return that nobody runs a group: there are none here."""
        del group, person
        return False

    def address(self, token: str) -> str | None:
        """Return the link that lets the persona whose phone is in hand start with `token`."""
        return f"{self.url}#start={token}"

    def call(self, words: str) -> str:
        """Return what is typed in a group to say these words to us."""
        return words

    async def check(self) -> str:
        """Return where the page is. Raises nothing: the address was taken when the page was made."""
        return self.url

    async def close(self) -> None:
        """Let go of the address and the files."""
        self._chats.close()
        self._socket.close()

    def _shown(self, chat: str, message: Outgoing, file: File | None, key: int) -> Outcome:
        history = self._chats.history
        if known := history.said(chat, key):
            return Sent(known)
        kept = self._chats.photos.store(file.data) if file is not None else None
        if kept and file and file.shown and not is_shown(kept):
            return Refused("no_picture")
        before = history.message(chat, message.edits)
        written = Message(
            id=0,
            chat=chat,
            mine=False,
            at=self._chats.now(),
            change=0,
            kind=_kind(message, file),
            text=message.text,
            photo=kept,
            detail=_detail(message, file),
            rows=[[{"label": b.label, "token": b.token} for b in row] for row in rows(message.buttons)],
        )
        if before and not before.mine:
            written = replace(written, id=before.id, at=before.at, edited=True)
        return Sent(self._chats.say(key, written))


def _kind(message: Outgoing, file: File | None) -> str:
    """Return how the page shows it."""
    if message.spot is not None:
        return "place"
    return "file" if file is not None and not file.shown else "text"


def _detail(message: Outgoing, file: File | None) -> dict[str, Any]:
    """Return what the page says of what goes with a message."""
    if spot := message.spot:
        return {"label": spot.named, "latitude": spot.latitude, "longitude": spot.longitude}
    return {"name": file.name, "alt": file.alt} if file is not None else {}


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket on that address, which must be this machine's own."""
    address = _loopback(host)
    taken = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((str(address), port))
        # A browser that is opened before `receive` runs waits a moment instead of failing.
        taken.listen()
    except OSError as error:
        taken.close()
        raise OSError(
            error.errno, f"the try-out page cannot listen on {host}:{port}: {error.strerror}"
        ) from error
    return taken


def _loopback(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    with contextlib.suppress(ValueError):
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
        if address.is_loopback:
            return address
    raise ValueError(
        f"the try-out page cannot listen on {host!r}: its clock moves and anybody may be anybody there, "
        "so it is for this machine alone; use 127.0.0.1"
    )


def _about(personas: Sequence[Persona], props: Props) -> dict[str, Any]:
    """Return what the page is told once: who is on it, and what they have."""
    return {
        "zone": props.zone,
        "languages": [code for code in LANGUAGES if (STATIC / "words" / f"{code}.json").exists()],
        "places": [asdict(place) for place in props.places],
        "commands": {
            language: [{"name": name, "does": does} for name, does in commands.items()]
            for language, commands in props.commands.items()
        },
        "personas": [
            {"id": p.id, "name": p.name, "language": p.language, "caption": dict(p.role_caption)}
            for p in personas
        ],
    }
