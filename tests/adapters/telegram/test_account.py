from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from adapters.telegram.account import TelegramAccount
from adapters.telegram.methods import Introduction
from bot.engine.incoming import Picture
from bot.engine.outgoing import Button, Outgoing
from bot.engine.platform import FileGone, Platform
from tests.adapters.inbox import Inbox, receiving, soon
from tests.adapters.telegram.conftest import Accounts
from tests.loopback import free_port
from tests.telegram_server import Fault, TelegramServer
from tests.telegram_server.faults import Kind
from tests.telegram_server.pictures import png


def test_it_is_a_platform() -> None:
    account: Platform = TelegramAccount("42:x")
    assert account.name == "telegram"


@pytest.mark.parametrize("token", ["", " ", "42:x/../y", "42:x y", "42:é"])
def test_a_token_that_is_none_is_refused_by_the_name_of_its_setting(token: str) -> None:
    with pytest.raises(ValueError, match="PARVIS_TELEGRAM__TOKEN") as refused:
        TelegramAccount(token)
    assert token.strip() not in str(refused.value) or not token.strip()


@pytest.mark.parametrize(
    "url", ["", "api.telegram.org", "ftp://x", "https://", "http://x:99999", "http://[x"]
)
def test_an_api_that_is_no_address_is_refused_by_the_name_of_its_setting(url: str) -> None:
    with pytest.raises(ValueError, match="PARVIS_TELEGRAM__API_URL"):
        TelegramAccount("42:x", api_url=url)


async def test_check_says_who_we_are_and_then_there_are_links(account: TelegramAccount) -> None:
    assert account.address("idea_12") is None
    assert await account.check() == "@parvis_test_bot"
    assert account.address("idea_12") == "https://t.me/parvis_test_bot?start=idea_12"


async def test_whoever_receives_has_links(account: TelegramAccount, inbox: Inbox) -> None:
    async with receiving(account, inbox):
        await soon(lambda: account.address("x") is not None)


async def test_h8_a_refused_token_is_a_permission_error_that_says_what_to_do(
    server: TelegramServer, accounts: Accounts
) -> None:
    server.faults.add("unauthorized", times=None)
    with pytest.raises(PermissionError, match="PARVIS_TELEGRAM__TOKEN"):
        await accounts().check()


async def test_a_telegram_that_does_not_answer_is_an_os_error_that_names_the_address(
    server: TelegramServer, accounts: Accounts
) -> None:
    server.faults.add("bad_gateway")
    for account in (accounts(), accounts(api_url=f"http://127.0.0.1:{free_port()}")):
        with pytest.raises(OSError, match="PARVIS_TELEGRAM__API_URL") as failed:
            await account.check()
        assert "127.0.0.1" in str(failed.value)
    server.faults.add(Fault("body", body=b'{"ok":true,"result":[]}'))
    with pytest.raises(OSError, match="PARVIS_TELEGRAM__API_URL"):
        await accounts().check()


WORDS = Introduction(
    commands={"": [("start", "Begin"), ("help", "Help")], "nl": [("start", "Begin"), ("help", "Hulp")]},
    description={"": "Share your ideas", "nl": "Deel je ideeën"},
    short={"": "Ideas", "nl": "Ideeën"},
)


async def test_we_introduce_ourselves_in_each_language(
    server: TelegramServer, account: TelegramAccount
) -> None:
    await account.introduce(WORDS)
    for language, help_said in (("nl", "Hulp"), ("fr", "Help")):
        citizen = server.citizen(language_code=language)
        assert [each["description"] for each in citizen.commands] == ["Begin", help_said]
    assert server.world.profile.shown_text("description", "nl") == "Deel je ideeën"
    assert server.world.profile.shown_text("short_description", "fr") == "Ideas"


async def test_in_a_group_its_own_commands_are_listed(
    server: TelegramServer, account: TelegramAccount
) -> None:
    in_groups = {"": [("idea", "Show an idea")], "nl": [("idea", "Een idee tonen")]}
    await account.introduce(replace(WORDS, group_commands=in_groups))
    scopes = ("all_group_chats", "default")
    for language, said in (("nl", "Een idee tonen"), ("fr", "Show an idea")):
        shown = server.world.profile.shown_commands(language, scopes)
        assert [each["description"] for each in shown] == [said]
    assert [each["description"] for each in server.citizen(language_code="nl").commands] == ["Begin", "Hulp"]


async def test_a_restart_writes_only_what_changed(
    server: TelegramServer, accounts: Accounts, slugs: list[str]
) -> None:
    await accounts().introduce(WORDS)
    server.calls.clear()
    await accounts().introduce(WORDS)
    assert len(server.calls) == 6
    assert not [call for call in server.calls if call.method.startswith("set")]
    await accounts().introduce(Introduction(WORDS.commands, {"nl": "Nieuw"}, {}))
    assert [call.method for call in server.calls if call.method.startswith("set")] == ["setMyDescription"]
    assert not slugs


KINDS: list[Kind] = ["bad_gateway", "too_many_requests", "unauthorized", "ok_only", "reset"]


@pytest.mark.parametrize("kind", KINDS)
async def test_what_fails_at_the_introduction_stops_nothing(
    server: TelegramServer, account: TelegramAccount, slugs: list[str], kind: Kind
) -> None:
    server.faults.add(kind, times=None)
    await account.introduce(WORDS)
    assert slugs == ["telegram_not_introduced"]


async def _file_of_a_photo(
    server: TelegramServer, account: TelegramAccount, inbox: Inbox, data: bytes
) -> str:
    async with receiving(account, inbox):
        await server.citizen().sends_photo(data)
        await inbox.holds(1)
    (incoming,) = inbox.read(account)
    assert incoming is not None
    assert isinstance(incoming.content, Picture)
    return incoming.content.file


async def test_a_photo_is_fetched_whole(
    server: TelegramServer, account: TelegramAccount, inbox: Inbox
) -> None:
    data = png(1280, 960)
    file = await _file_of_a_photo(server, account, inbox, data)
    assert await account.fetch(file, len(data)) == data


async def test_h45_a_file_larger_than_the_limit_is_given_up(
    server: TelegramServer, account: TelegramAccount, inbox: Inbox
) -> None:
    data = png(1280, 960)
    file = await _file_of_a_photo(server, account, inbox, data)
    with pytest.raises(FileGone):
        await account.fetch(file, len(data) - 1)
    claimed = {"file_id": file, "file_unique_id": "u", "file_path": server.world.files.by_id(file).path}
    body = json.dumps({"ok": True, "result": claimed | {"file_size": 5}}).encode()
    server.faults.add(Fault("body", body=body), method="getFile")
    with pytest.raises(FileGone):
        await account.fetch(file, len(data) - 1)


async def test_a_file_that_is_gone_is_gone_and_one_that_is_away_may_come_back(
    server: TelegramServer, account: TelegramAccount, inbox: Inbox
) -> None:
    file = await _file_of_a_photo(server, account, inbox, png())
    with pytest.raises(FileGone):
        await account.fetch("unknown", 1_000_000)
    kinds: tuple[Kind, ...] = ("bad_gateway", "reset")
    for method in ("getFile", "file"):
        for kind in kinds:
            # A download that was cut off is tried once more at once, by the HTTP library.
            server.faults.add(kind, method=method, times=2 if (method, kind) == ("file", "reset") else 1)
            with pytest.raises(ConnectionError):
                await account.fetch(file, 1_000_000)
    server.world.files._by_path.clear()
    with pytest.raises(FileGone):
        await account.fetch(file, 1_000_000)


def test_starting_does_not_wait_for_what_is_not_needed_yet() -> None:
    program = "import sys, adapters.telegram.account; sys.exit('telegram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


async def test_whoever_presses_in_a_group_is_led_to_their_private_chat(
    server: TelegramServer, account: TelegramAccount, inbox: Inbox
) -> None:
    noor = server.citizen()
    group = server.group("Buurt", [noor])
    async with receiving(account, inbox):
        await account.send(str(group.id), Outgoing("Kaart", (Button("Steunen", "t"),)), None, 1)
        press = await noor.presses("Steunen", where=group)
        await inbox.until(lambda: any(each.receipt for each in inbox.kept.values()))
        await account.acknowledge(press.query_id, "Zeg me eerst gedag", "idea_12")
        toast = await noor.sees_answer(press)
    assert (toast.text, toast.url) == ("Zeg me eerst gedag", "https://t.me/parvis_test_bot?start=idea_12")
    assert not server.violations


async def test_who_runs_a_group_is_asked_and_trouble_is_an_os_error(
    server: TelegramServer, account: TelegramAccount
) -> None:
    noor, amir, stranger = server.citizen(), server.citizen(), server.citizen()
    group = server.group("Buurt", [noor, amir])
    await group.promotes(amir)
    asked = [await account.runs(str(group.id), str(who.id)) for who in (noor, amir, stranger)]
    assert asked == [True, True, False]
    assert await account.runs("-404", str(noor.id)) is False
    server.faults.add("bad_gateway")
    with pytest.raises(OSError, match="telegram_busy"):
        await account.runs(str(group.id), str(noor.id))
