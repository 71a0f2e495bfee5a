from __future__ import annotations

import asyncio
import time

import pytest

from adapters.telegram.account import TelegramAccount
from adapters.timing import Timing
from bot.engine.incoming import Incoming, Typed
from tests.adapters.inbox import Inbox, receiving, soon
from tests.adapters.telegram.conftest import Accounts
from tests.telegram_server import Fault, TelegramServer


def texts(inbox: Inbox, account: TelegramAccount) -> list[str]:
    said = [incoming.content for incoming in inbox.read(account) if incoming]
    return [content.text for content in said if isinstance(content, Typed)]


async def test_p1_an_update_is_confirmed_only_once_it_is_kept(
    server: TelegramServer, account: TelegramAccount, inbox: Inbox
) -> None:
    inbox.may_keep.clear()
    citizen = server.citizen()
    async with receiving(account, inbox):
        await citizen.says("Een zebrapad")
        await inbox.until(lambda: inbox.calls == 1)
        assert len(server.updates.waiting()) == 1
        inbox.may_keep.set()
        await inbox.holds(1)
        await soon(lambda: not server.updates.waiting())
    assert texts(inbox, account) == ["Een zebrapad"]


async def test_p1_what_could_not_be_kept_comes_again(
    server: TelegramServer, account: TelegramAccount, inbox: Inbox, slugs: list[str]
) -> None:
    inbox.failures = 3
    await server.citizen().says("Een zebrapad")
    async with receiving(account, inbox):
        await inbox.holds(1)
    assert inbox.calls == 4
    assert slugs == ["telegram_updates_not_kept", "telegram_receiving_again"]


async def test_a_restart_gets_nothing_twice(server: TelegramServer, accounts: Accounts, inbox: Inbox) -> None:
    await server.citizen().says("Een zebrapad")
    async with receiving(accounts(), inbox):
        await inbox.holds(1)
    assert not server.updates.waiting()
    async with receiving(accounts(), inbox):
        await server.citizen().says("Een bank")
        await inbox.holds(2)
    assert inbox.calls == 2


async def test_p6_a_long_poll_ends_at_once_when_it_is_cancelled(
    server: TelegramServer, accounts: Accounts, inbox: Inbox
) -> None:
    patient = accounts(timing=Timing(poll_seconds=50.0))
    async with receiving(patient, inbox):
        await soon(lambda: bool(server.calls_of("getUpdates")))
        await asyncio.sleep(0.05)
        started = time.monotonic()
    assert time.monotonic() - started < 0.5


async def test_a_hundred_and_more_come_in_order(
    server: TelegramServer, account: TelegramAccount, inbox: Inbox
) -> None:
    citizen = server.citizen()
    said = [f"Idee {number}" for number in range(250)]
    for text in said:
        await citizen.says(text)
    async with receiving(account, inbox):
        await inbox.holds(250)
    assert texts(inbox, account) == said
    assert inbox.calls == 3


async def test_h3_a_repeated_update_has_the_key_it_had(
    server: TelegramServer, account: TelegramAccount, inbox: Inbox
) -> None:
    await server.citizen().says("Een zebrapad")
    (update_id,) = server.updates.history
    async with receiving(account, inbox):
        await inbox.holds(1)
        server.updates.repeat(update_id, times=20)
        await inbox.until(lambda: inbox.calls >= 2)
        await server.citizen().says("Een bank")
        await inbox.holds(2)
    assert texts(inbox, account) == ["Een zebrapad", "Een bank"]


@pytest.mark.parametrize("restart_at", [0, 3, 2**31 - 100, 2**62])
async def test_h4_ids_may_start_again_anywhere(
    server: TelegramServer, account: TelegramAccount, inbox: Inbox, restart_at: int
) -> None:
    citizen = server.citizen()
    async with receiving(account, inbox):
        await citizen.says("Een")
        await inbox.holds(1)
        await soon(lambda: not server.updates.waiting())
        server.updates.jump_to(restart_at)
        await citizen.says("Twee")
        await inbox.holds(2)
        await citizen.says("Drie")
        await inbox.holds(3)
        await soon(lambda: not server.updates.waiting())
    assert texts(inbox, account) == ["Een", "Twee", "Drie"]


async def test_h5_h6_neighbours_of_what_cannot_be_read_are_handled(
    server: TelegramServer, account: TelegramAccount, inbox: Inbox
) -> None:
    citizen = server.citizen()
    bodies = [
        '"hologram":{"a":1}',
        '"message":{"text":5}',
        '"message":{"a":NaN}',
        '"message":' + '{"a":' * 10_000 + "1" + "}" * 10_000,
        '"message":tru',
        '"message":"\x00"',
        "",
    ]
    for number, body in enumerate(bodies):
        server.updates.put_raw(body)
        await citizen.says(str(number))
    async with receiving(account, inbox):
        await inbox.holds(2 * len(bodies))
        await soon(lambda: not server.updates.waiting())
    assert texts(inbox, account) == [str(number) for number in range(len(bodies))]
    assert len(inbox.kept) == 2 * len(bodies)


async def test_h6_invalid_utf8_and_updates_without_ids_block_nobody(
    server: TelegramServer, account: TelegramAccount, inbox: Inbox, slugs: list[str]
) -> None:
    citizen = server.citizen()
    for body in (
        b'{"ok":true,"result":[{"update_id":5,"message":"\xff\xfe"}]}',
        b'{"ok":true,"result":[{"message":1},[],null,{"update_id":"x"}]}',
        b'{"ok":true,"result":[{"update_id":6},{"upd',
    ):
        server.faults.add(Fault("body", body=body), method="getUpdates")
    await citizen.says("Een zebrapad")
    async with receiving(account, inbox):
        await inbox.until(lambda: texts(inbox, account) == ["Een zebrapad"])
    assert {"5", "6"} < set(inbox.kept)
    assert slugs == ["telegram_updates_without_ids", "telegram_receiving_again"]


async def test_h7_a_second_instance_says_so_and_nothing_is_lost(
    server: TelegramServer, accounts: Accounts, inbox: Inbox, slugs: list[str]
) -> None:
    citizen = server.citizen()
    async with receiving(accounts(), inbox):
        await soon(lambda: len(server.calls_of("getUpdates")) == 1)
        async with receiving(accounts(), inbox):
            await soon(lambda: "telegram_polled_elsewhere" in slugs)
            await citizen.says("Een")
            await inbox.holds(1)
        await citizen.says("Twee")
        await inbox.holds(2)
    assert slugs[0] == "telegram_polled_elsewhere"
    assert len(server.calls_of("getUpdates")) < 40


async def test_a_webhook_from_before_is_removed(
    server: TelegramServer, accounts: Accounts, account: TelegramAccount, inbox: Inbox, slugs: list[str]
) -> None:
    before = accounts(mode="webhook", webhook_url="http://127.0.0.1:9/telegram", webhook_secret="s")
    async with receiving(before, inbox):
        await soon(lambda: bool(server.calls_of("setWebhook")))
    async with receiving(account, inbox):
        await server.citizen().says("Een zebrapad")
        await inbox.holds(1)
    assert slugs == ["telegram_webhook_removed", "telegram_receiving_again"]


async def test_h7_a_webhook_that_somebody_sets_meanwhile_is_theirs(
    server: TelegramServer, accounts: Accounts, account: TelegramAccount, inbox: Inbox, slugs: list[str]
) -> None:
    other = accounts(mode="webhook", webhook_url="http://127.0.0.1:9/telegram", webhook_secret="s")
    async with receiving(account, inbox):
        await server.citizen().says("Een zebrapad")
        await inbox.holds(1)
        async with receiving(other, inbox):
            await soon(lambda: "telegram_webhook_set_elsewhere" in slugs)
    assert not server.calls_of("deleteWebhook")


async def test_h8_a_revoked_token_ends_receiving_and_says_what_to_do(
    server: TelegramServer, account: TelegramAccount, inbox: Inbox
) -> None:
    server.faults.add("unauthorized", times=None)
    async with receiving(account, inbox) as task:
        with pytest.raises(PermissionError, match="PARVIS_TELEGRAM__TOKEN") as refused:
            await task
    assert server.token not in str(refused.value)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("bad_gateway"),
        Fault("server_error"),
        Fault("empty"),
        Fault("ok_only"),
        Fault("not_ok_only"),
        Fault("reset"),
        Fault("silence", seconds=0.05),
        Fault("too_many_requests"),
        Fault("too_many_requests", seconds=10_072),
        Fault("body", body=b"[" * 10_000),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.seconds}",
)
async def test_h9_whatever_comes_instead_of_an_answer_is_waited_out(
    server: TelegramServer, account: TelegramAccount, inbox: Inbox, slugs: list[str], fault: Fault
) -> None:
    server.faults.add(fault, method="getUpdates", times=3)
    await server.citizen().says("Een zebrapad")
    async with receiving(account, inbox):
        await inbox.holds(1)
        await soon(lambda: slugs[1:] == ["telegram_receiving_again"])
    assert texts(inbox, account) == ["Een zebrapad"]


async def test_h64_telegram_may_be_away_for_a_while(
    server: TelegramServer, account: TelegramAccount, inbox: Inbox, slugs: list[str]
) -> None:
    citizen = server.citizen()
    async with receiving(account, inbox):
        await soon(lambda: bool(server.calls_of("getUpdates")))
        await server.goes_down()
        await soon(lambda: slugs == ["telegram_unreachable"])
        await citizen.says("Een zebrapad")
        await server.comes_back()
        await inbox.holds(1)


async def test_a_server_that_does_not_hold_the_question_open_is_not_asked_without_end(
    server: TelegramServer, account: TelegramAccount, inbox: Inbox
) -> None:
    server.faults.add(Fault("body", body=b'{"ok":true,"result":[]}'), method="getUpdates", times=None)
    async with receiving(account, inbox):
        await asyncio.sleep(0.3)
    assert len(server.calls_of("getUpdates")) < 70


def test_pauses_grow_within_their_limits() -> None:
    timing = Timing()
    assert all(0.25 <= timing.pause(1) <= 0.5 for _ in range(50))
    assert all(4 <= timing.pause(5) <= 8 for _ in range(50))
    assert all(15 <= timing.pause(1000) <= 30 for _ in range(50))
    assert len({timing.pause(1000) for _ in range(20)}) > 1


def test_h62_what_is_asked_is_honoured_when_it_lasts_and_stalls_nobody_when_it_was_chance() -> None:
    timing = Timing()
    assert timing.pause(1, 10_072) <= 0.5
    assert timing.pause(100, 7) == 7
    assert 15 <= timing.pause(100, 10_072) <= 30
    assert timing.pause(100, 0) > 0


async def test_what_is_asked_for_is_what_is_read(
    server: TelegramServer, account: TelegramAccount, inbox: Inbox
) -> None:
    citizen = server.citizen()
    async with receiving(account, inbox):
        await citizen.starts()
        await citizen.blocks()
        await citizen.unblocks()
        await inbox.holds(3)
    assert server.updates.allowed == {"message", "edited_message", "callback_query", "my_chat_member"}
    assert all(isinstance(incoming, Incoming) for incoming in inbox.read(account))
