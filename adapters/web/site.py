"""The pages' HTTP: files, one stream of what happens, and three doors in. Open to this machine's browsers only."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import web

from adapters.web.chats import Chats, NotKeptError
from adapters.web.feed import Event, Stream
from adapters.web.photos import MAX_PHOTO_BYTES, NOT_SHOWN
from adapters.web.watch import Watch

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

STATIC: Final = Path(__file__).parent / "static"
MAX_UPDATE_BYTES: Final = 1024 * 1024
LOOPBACK_NAMES: Final = frozenset({"127.0.0.1", "::1", "localhost"})

HEARTBEAT_SECONDS: Final = 15.0
"""A silent stream says this often that it is alive, which is also how a page that left is noticed."""

RETRY_MILLISECONDS: Final = 500
"""A browser that lost the stream asks for it again after this long."""

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    # Asked for again each time, which costs nothing here: a new release shows at once.
    "Cache-Control": "no-cache",
}


class Site:
    """Answers the browser; everything that matters happens in `chats` and `watch`."""

    def __init__(self, chats: Chats, watch: Watch, page: Mapping[str, Any]) -> None:
        self._chats = chats
        self._watch = watch
        self._page = page

    def application(self) -> web.Application:
        """Return what an aiohttp runner serves."""
        site = web.Application(middlewares=[_guarded, _failing_plainly], client_max_size=MAX_PHOTO_BYTES)
        site.router.add_get("/", self._index)
        site.router.add_get("/api/page", self._about)
        site.router.add_get("/api/events", self._events)
        site.router.add_post("/api/updates", self._update)
        site.router.add_post("/api/photos", self._upload)
        site.router.add_get("/photos/{name}", self._photo)
        site.router.add_get("/api/clock", self._reading)
        site.router.add_post("/api/clock", self._move)
        site.router.add_static("/static/", STATIC)
        site.on_response_prepare.append(_with_headers)
        site.on_shutdown.append(self._end)
        return site

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC / "index.html")

    async def _about(self, _request: web.Request) -> web.Response:
        return web.json_response(self._page)

    async def _update(self, request: web.Request) -> web.Response:
        message = await self._chats.take(await _posted(request))
        return web.json_response({"message": message})

    async def _upload(self, request: web.Request) -> web.Response:
        content = await request.read()
        return web.json_response({"file": self._chats.photos.store(content)})

    async def _photo(self, request: web.Request) -> web.StreamResponse:
        path = self._chats.photos.path(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        response = web.FileResponse(path)
        if path.suffix == f".{NOT_SHOWN}":
            response.headers["Content-Disposition"] = "attachment"
        return response

    async def _reading(self, _request: web.Request) -> web.Response:
        return web.json_response(await self._watch.reading())

    async def _move(self, request: web.Request) -> web.Response:
        match await _posted(request):
            case {"seconds": int() | float() as seconds}:
                await self._watch.forward(seconds)
            case {"to": "next"}:
                await self._watch.to_next()
            case _:
                raise ValueError("say by how many seconds the clock moves, or to: next")
        return web.json_response(await self._watch.reading())

    async def _events(self, request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        # A page that is closed breaks the connection: that ends its stream and concerns nobody.
        with self._chats.feed.listening() as told, contextlib.suppress(ConnectionError):
            missed = self._chats.catch_up(*_last_heard(request))
            await stream.prepare(request)
            await stream.write(b"retry: %d\n" % RETRY_MILLISECONDS + _line(missed))
            while (line := await _next_line(told)) is not None:
                await stream.write(line)
        return stream

    async def _end(self, _application: web.Application) -> None:
        self._chats.feed.end()


async def _next_line(told: Stream) -> bytes | None:
    try:
        event = await asyncio.wait_for(told.get(), HEARTBEAT_SECONDS)
    except TimeoutError:
        return b": still here\n\n"
    return None if event is None else _line(event)


def _line(event: Event) -> bytes:
    return f"id: {event['at']}\ndata: {json.dumps(event)}\n\n".encode()


def _last_heard(request: web.Request) -> tuple[str, int]:
    """Return the history that the page shows, and the number of the last change it knows of."""
    # A browser that reconnects by itself says so in the header; a page that does, in its address.
    heard = request.headers.get("Last-Event-ID") or request.query.get("after", "")
    history, _, number = heard.partition(".")
    return history, int(number) if number.isdecimal() else 0


async def _posted(request: web.Request) -> Any:
    if request.content_type != "application/json":
        raise ValueError("only JSON is taken here")
    if (request.content_length or 0) > MAX_UPDATE_BYTES:
        raise web.HTTPRequestEntityTooLarge(MAX_UPDATE_BYTES, request.content_length or 0)
    return json.loads(await request.read())


@web.middleware
async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let in what a browser on this machine asks from this page, and nothing that another site made it ask."""
    if _host(f"http://{request.host}") not in LOOPBACK_NAMES:
        raise web.HTTPForbidden(text="The try-out page answers on this machine's own address only.")
    if request.method == "POST" and request.headers.get("Origin") != f"http://{request.host}":
        raise web.HTTPForbidden(text="Only the try-out page itself may send anything here.")
    if "Content-Encoding" in request.headers:
        raise web.HTTPUnsupportedMediaType(text="Nothing compressed is taken here.")
    return await handler(request)


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


@web.middleware
async def _failing_plainly(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer what the page cannot have with a status and one sentence."""
    try:
        return await handler(request)
    except (NotKeptError, OSError):
        # Not kept by the engine, or not even here, where the disk is full.
        raise web.HTTPServiceUnavailable(text="The program cannot keep this now. Send it again.") from None
    except (ValueError, RecursionError) as error:
        raise web.HTTPBadRequest(text=f"This cannot be taken: {error}.") from None


async def _with_headers(_request: web.Request, response: web.StreamResponse) -> None:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
