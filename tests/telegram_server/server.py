"""The HTTP face: a Telegram Bot API server for one bot, on loopback, with people to talk to it.

    async with TelegramServer() as server:
        citizen = server.citizen(first_name="Noor", language_code="nl")
        ...start the program with server.base_url and server.token...
        await citizen.starts()
        await citizen.hears("Welkom")
        await citizen.presses("Nederlands")

What it holds to is written where it is done; the sentences of its refusals are Telegram's. Differences from
Telegram: one bot; http webhooks are allowed; parse mode is HTML or none; texts are measured in UTF-16 units;
keyboards with too many buttons are refused rather than cut; no file is fetched from an address.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, Unpack

from aiohttp import web

from tests.telegram_server import control
from tests.telegram_server.calls import Call, duplicates
from tests.telegram_server.citizen import Citizen
from tests.telegram_server.clock import Clock
from tests.telegram_server.faults import Fault, FaultPlan
from tests.telegram_server.groups import Channel, Group
from tests.telegram_server.limits import Gauge, Limits
from tests.telegram_server.methods import METHODS, NAMES
from tests.telegram_server.params import MAX_BODY_BYTES, Params, read_params
from tests.telegram_server.people import Details, Person
from tests.telegram_server.receiving import Receiving
from tests.telegram_server.refusals import NOT_FOUND, UNAUTHORIZED, RefusalError, too_fast
from tests.telegram_server.updates import UpdateQueue
from tests.telegram_server.webhook import Pace
from tests.telegram_server.wire import dumps
from tests.telegram_server.world import Press, World

_BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<hr>nginx\r\n</body>\r\n</html>"
)


@dataclass(kw_only=True, eq=False, repr=False)
class TelegramServer:
    """Runs from `async with` to its end. Everything the bot asked is in `calls`.

    `limits` are off unless given. `pace.delay_scale` shortens the delays that are Telegram's own (between
    attempts of a webhook, before a repeated 409); 1.0 is real time. `clock` decides what expires.
    """

    token: str = "42:AAHparvis-test-token"
    port: int = 0
    clock: Clock = time.time
    limits: Limits | None = None
    pace: Pace = field(default_factory=Pace)
    seed: int = 1
    reads_all_group_messages: bool = False
    calls: list[Call] = field(default_factory=list)
    world: World = field(init=False)
    faults: FaultPlan = field(init=False)
    receiving: Receiving = field(init=False)
    _runner: web.AppRunner | None = None

    def __post_init__(self) -> None:
        number = int(self.token.partition(":")[0])
        bot = Person(id=number, first_name="Parvis", username="parvis_test_bot", is_bot=True)
        updates, gauge = UpdateQueue(self.clock), Gauge(self.clock, self.limits)
        reads_all = self.reads_all_group_messages
        self.world = World(
            clock=self.clock, bot=bot, updates=updates, gauge=gauge, reads_all_group_messages=reads_all
        )
        self.faults = FaultPlan(self.seed)
        self.receiving = Receiving(updates, self.pace, self._on_webhook_reply)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def updates(self) -> UpdateQueue:
        """The queue of updates: number it anew, repeat, or put anything in it."""
        return self.world.updates

    def citizen(self, **details: Unpack[Details]) -> Citizen:
        """Add a person, who has not yet written to the bot."""
        citizen = Citizen(world=self.world, **details)
        self.world.open_private_chat(citizen)
        return citizen

    def group(self, title: str, members: Sequence[Citizen], *, supergroup: bool = False) -> Group:
        """Let people open a group with the bot in it; the first of them made it."""
        group = self.group_without_bot(title, members, supergroup=supergroup)
        self.world.set_bot_status(group.chat, "member", group.owner)
        joined = self.world.add_message(
            group.chat, {"from": group.owner.wire()}, {"new_chat_members": [self.world.bot.wire()]}
        )
        self.world.announce(joined)
        return group

    def group_without_bot(self, title: str, members: Sequence[Citizen], *, supergroup: bool = False) -> Group:
        """Let people open a group; the first of them made it."""
        chat = self.world.open_chat("supergroup" if supergroup else "group", title)
        chat.members = {member.id: (member, "member") for member in members}
        chat.members[members[0].id] = (members[0], "creator")
        chat.bot_status = "left"
        return Group(chat, self.world)

    def channel(self, title: str, owner: Citizen) -> Channel:
        """Let a person open a channel in which the bot is an administrator."""
        chat = self.world.open_chat("channel", title)
        chat.members[owner.id] = (owner, "creator")
        chat.bot_status = "left"
        self.world.set_bot_status(chat, "administrator", owner)
        return Channel(chat, self.world)

    @property
    def violations(self) -> list[Call]:
        """The calls in which the bot broke a rule it could have kept: too long, malformed, too fast."""
        return [call for call in self.calls if call.broken_rule]

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method.lower() == method.lower()]

    @property
    def unanswered(self) -> list[Press]:
        """The presses whose buttons still turn: the bot answered them not, or not in time."""
        return [press for press in self.world.presses.values() if press.toast is None]

    def duplicates(self) -> list[Call]:
        """The messages that say what an earlier one in the same chat said already."""
        return duplicates(self.calls)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=MAX_BODY_BYTES)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self._on_call)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self._on_download)
        control.add_routes(app.router, self)
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await self.comes_back()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.receiving.stop()
        if self._runner:
            await self._runner.cleanup()

    async def goes_down(self) -> None:
        """Cut every connection and refuse new ones, as when the network is gone; queues go on filling."""
        assert self._runner is not None
        for site in self._runner.sites:
            await site.stop()
        for connection in self._runner.server.connections if self._runner.server else ():
            if connection.transport:
                _reset(connection.transport)

    async def comes_back(self) -> None:
        """Listen (again), on the same port."""
        assert self._runner is not None
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def _on_call(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        call = Call(NAMES.get(name.lower(), name), {}, self.clock())
        self.calls.append(call)
        if request.match_info["token"] != self.token:
            return _refuse(call, RefusalError(401, UNAUTHORIZED))
        try:
            params = await read_params(request)
        except RefusalError as refusal:
            return _refuse(call, refusal)
        call.params = params.values
        call.files = {name: len(upload.data) for name, upload in params.files.items()}
        fault = self.faults.next_for(call)
        if fault is None:
            return await self._answer(call, params)
        call.fault = fault
        return await self._go_wrong(request, call, params)

    async def _answer(self, call: Call, params: Params) -> web.Response:
        try:
            body = await self._perform(call, params)
        except RefusalError as refusal:
            return _refuse(call, refusal)
        call.accepted, call.status = True, 200
        return web.Response(text=body, content_type="application/json")

    async def _perform(self, call: Call, params: Params) -> str:
        """Do what a call asks, and answer its body."""
        if self.receiving.knows(call.method):
            result, description = await self.receiving.perform(call, params)
            said = f',"description":{dumps(description)}' if description else ""
            return f'{{"ok":true,"result":{result}{said}}}'
        method = METHODS.get(call.method.lower())
        if method is None:
            raise RefusalError(404, f"{NOT_FOUND}: method not found", violation=True)
        call.result = method(self.world, params)
        return f'{{"ok":true,"result":{dumps(call.result)}}}'

    async def _on_webhook_reply(self, method: str, fields: dict[str, str]) -> None:
        call = Call(NAMES.get(method.lower(), method), fields, self.clock(), by_webhook_reply=True)
        self.calls.append(call)
        await self._answer(call, Params(fields))

    async def _on_download(self, request: web.Request) -> web.StreamResponse:
        call = Call("file", {"path": request.match_info["path"]}, self.clock())
        self.calls.append(call)
        if request.match_info["token"] != self.token:
            return _refuse(call, RefusalError(401, UNAUTHORIZED))
        file = self.world.files.at(call.params["path"])
        if file is None:
            return _refuse(call, RefusalError(404, NOT_FOUND))
        call.fault = self.faults.next_for(call)
        if call.fault:
            return await self._misbehave(request, call, call.fault)
        call.accepted, call.status = True, 200
        return web.Response(body=file.data, content_type="application/octet-stream")

    async def _go_wrong(self, request: web.Request, call: Call, params: Params) -> web.StreamResponse:
        fault = call.fault
        assert fault is not None
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds or 0)
            return await self._answer(call, params)
        if fault.accepted:
            await self._answer(call, params)
            call.status = 0
        return await self._misbehave(request, call, fault)

    async def _misbehave(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        if fault.kind in {"silence", "reset"}:
            if fault.kind == "silence":
                await (asyncio.Future() if fault.seconds is None else asyncio.sleep(fault.seconds))
            if request.transport:
                _reset(request.transport)
            return web.Response()
        response = _broken_answer(fault)
        call.status = response.status
        return response


def _refuse(call: Call, refusal: RefusalError) -> web.Response:
    call.status, call.description = refusal.code, refusal.description
    call.broken_rule = refusal.description if refusal.violation else ""
    return _refusal(refusal)


def _refusal(refusal: RefusalError) -> web.Response:
    retry_after = refusal.parameters.get("retry_after")
    headers = {"Retry-After": str(retry_after)} if retry_after else None
    return web.Response(
        status=refusal.code, text=dumps(refusal.wire()), content_type="application/json", headers=headers
    )


def _broken_answer(fault: Fault) -> web.Response:
    match fault.kind:
        case "too_many_requests":
            return _refusal(
                too_fast(int(fault.seconds)) if fault.seconds else RefusalError(429, "Too Many Requests")
            )
        case "unauthorized":
            return _refusal(RefusalError(401, UNAUTHORIZED))
        case "server_error":
            return _refusal(RefusalError(500, "Internal Server Error"))
        case "bad_gateway":
            return web.Response(status=502, text=_BAD_GATEWAY, content_type="text/html")
        case "ok_only" | "not_ok_only":
            body = b'{"ok":true}' if fault.kind == "ok_only" else b'{"ok":false}'
            return web.Response(body=body, content_type="application/json")
        case _:
            return web.Response(body=fault.body, content_type="application/json")


def _reset(transport: asyncio.BaseTransport) -> None:
    """Close a connection with a reset instead of a farewell."""
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
