"""H72: the token is part of every address, and addresses like to be printed."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from adapters.exchange import NoAnswerError, NotSentError
from adapters.telegram.account import TelegramAccount
from adapters.telegram.methods import Introduction
from bot.engine.outgoing import Outgoing
from bot.engine.platform import FileGone
from tests.adapters.inbox import Inbox, receiving
from tests.adapters.telegram.conftest import HURRY, Accounts
from tests.loopback import free_port
from tests.telegram_server import Fault, TelegramServer
from tests.telegram_server.faults import Kind
from tests.telegram_server.pictures import photo

WORDS = Introduction({"": [("start", "Begin")]}, {"": "Ideas"}, {"": "Ideas"})
TEXT = "Mijn buurman heet Kareltje"

CALLS: list[Callable[[TelegramAccount], Awaitable[object]]] = [
    lambda account: account.check(),
    lambda account: account.fetch("a-file", 1_000_000),
    lambda account: account.send("5", Outgoing(TEXT), None, 1),
    lambda account: account.send("5", Outgoing(TEXT, photo=1), photo(), 1),
    lambda account: account.acknowledge("1", TEXT),
    lambda account: account.introduce(WORDS),
    lambda account: account._wire.call("sendMessage", {}),
    lambda account: account._wire.download(f"{account._wire.files_url}{account._token}/x", 100),
]

KINDS: list[Kind] = [
    "bad_gateway",
    "unauthorized",
    "empty",
    "ok_only",
    "reset",
    "silence",
    "too_many_requests",
]


def everything_of(error: BaseException | None) -> str:
    """Write out an exception with all that it carries along, as a crash report would."""
    told = ""
    while error is not None:
        told += "".join(traceback.format_exception(error)) + repr(error) + repr(error.__dict__)
        error = error.__cause__ or error.__context__
    return told


async def _outcome(call: Awaitable[object]) -> str:
    try:
        return repr(await call)
    except (OSError, FileGone, NotSentError, NoAnswerError) as error:
        return everything_of(error)


@pytest.mark.parametrize("call", CALLS, ids=range(len(CALLS)))
async def test_h72_no_error_and_no_log_tells_the_token_or_a_text(
    server: TelegramServer,
    accounts: Accounts,
    call: Callable[[TelegramAccount], Awaitable[object]],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("adapters.telegram.account._ANSWER_AGAIN_SECONDS", (0.01, 0.02))
    caplog.set_level(logging.DEBUG)
    secret = server.token.partition(":")[2]
    told = [await _outcome(call(accounts(api_url=f"http://127.0.0.1:{free_port()}")))]
    told.append(await _outcome(call(accounts(api_url=f"https://127.0.0.1:{server.port}"))))
    for kind in KINDS:
        server.faults.clear()
        server.faults.add(kind, times=None)
        told.append(await _outcome(call(accounts(timing=replace(HURRY, total_seconds=0.1)))))
    told += [record.getMessage() + str(record.exc_info) for record in caplog.records]
    assert secret not in "".join(told)
    assert TEXT not in "".join(told)


async def test_h72_what_receiving_raises_and_logs_tells_no_token(
    server: TelegramServer, accounts: Accounts, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hooked = accounts(mode="webhook", webhook_url="http://127.0.0.1:9/", webhook_secret="geheim")
    told = []
    for account in (accounts(), hooked):
        server.faults.clear()
        server.faults.add(Fault("body", body=b"<html>"), times=2)
        server.faults.add("unauthorized")
        async with receiving(account, inbox) as task:
            await asyncio.wait([task])
        told.append(everything_of(task.exception()))
    told += [record.getMessage() for record in caplog.records]
    assert server.token.partition(":")[2] not in "".join(told)
    assert "geheim" not in "".join(told)


def test_h72_nothing_shows_the_token_when_it_is_printed(accounts: Accounts) -> None:
    account = accounts()
    for thing in (account, account._wire, account._polling, account._sending):
        assert account._token not in repr(thing)
