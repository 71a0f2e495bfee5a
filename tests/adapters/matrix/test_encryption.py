"""Encrypted rooms, on a real homeserver, with somebody whose client is matrix-nio's own: opened, sealed, and nothing lost."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any, cast

import pytest

from adapters.matrix.account import Keys, MatrixAccount
from adapters.matrix.encryption import Encryption
from adapters.matrix.own_device import Standing
from adapters.matrix.signing import SigningKeys
from bot.engine.incoming import Edited, Picture, Typed
from bot.engine.outgoing import Button, Outgoing
from bot.engine.platform import Sent
from tests.adapters.inbox import Inbox, receiving, soon
from tests.adapters.matrix.stage import HINT, HURRY, MatrixStage, matrix
from tests.matrix_sealed import SealedNeighbour
from tests.synapse import Login, SynapseServer, new_name
from tests.telegram_server.pictures import photo as as_file
from tests.telegram_server.pictures import png


@pytest.fixture
async def stage(synapse: SynapseServer, tmp_path: Path) -> AsyncIterator[MatrixStage]:
    async with matrix(synapse, ["lea"], keys=tmp_path / "keys") as stage:
        yield stage


@pytest.fixture
def lea(stage: MatrixStage) -> SealedNeighbour:
    return cast("SealedNeighbour", stage.person().neighbour)


def words(stage: MatrixStage, inbox: Inbox) -> list[str]:
    """Return all words that were kept, in order."""
    read = [incoming.content for incoming in inbox.read(stage.platform) if incoming]
    return [content.text for content in read if isinstance(content, Typed)]


def hints(lea: SealedNeighbour) -> int:
    return [bubble.text for bubble in lea.told].count(HINT)


def encryption(stage: MatrixStage) -> Encryption:
    assert stage.platform._encryption is not None
    return stage.platform._encryption


async def test_h54_h55_what_cannot_be_opened_or_came_in_clear_is_no_answer_and_hinted_at_once(
    stage: MatrixStage, inbox: Inbox, lea: SealedNeighbour
) -> None:
    async with receiving(stage.platform, inbox):
        await lea.sends_in_clear("Oui")
        await lea.until(lambda: hints(lea) == 1)
        await lea.sends_unreadable("first")
        await lea.sends_unreadable("second")
        await lea.says("Un")
        await inbox.holds(1)
        await lea.sends_unreadable("third")
        await lea.until(lambda: hints(lea) == 2)
        sealed = stage.platform._sealed
        assert sealed is not None
        await soon(lambda: not sealed._telling)
    await stage.restarts()
    async with receiving(stage.platform, inbox):
        await lea.sends_unreadable("fourth")
        await lea.says("Deux")
        await inbox.holds(2)
        assert hints(lea) == 2
    assert words(stage, inbox) == ["Un", "Deux"]
    assert hints(lea) in {
        2,
        3,
    }  # what follows at once is opened in the same breath: then it may be said again
    assert lea.clear == []


async def test_h60_a_retry_is_the_same_event_though_its_ciphertext_is_another(
    stage: MatrixStage, lea: SealedNeighbour
) -> None:
    buttons = (Button("Oui", "t1.abc"), Button("Non", "t2.abc"))
    picture = png(40, 30)
    first = await stage.platform.send(stage.person().chat, Outgoing("C’est ça ?", buttons), None, 1)
    await stage.restarts()
    assert await stage.platform.send(stage.person().chat, Outgoing("C’est ça ?", buttons), None, 1) == first
    photo = await stage.platform.send(stage.person().chat, Outgoing("Un banc", photo=7), as_file(picture), 2)
    assert isinstance(first, Sent)
    assert isinstance(photo, Sent)
    edited = await stage.platform.send(
        stage.person().chat, Outgoing("Deux bancs", edits=photo.message), None, 3
    )
    assert edited == photo
    await lea.until(lambda: len(lea.told) == 3)
    assert [bubble.text for bubble in lea.told] == ["C’est ça ?", "Un banc", "Deux bancs"]
    assert await lea.photo(lea.told[1]) == picture
    assert lea.clear == []


async def test_a_photo_an_edit_and_a_keycap_under_an_older_question_are_heard(
    stage: MatrixStage, inbox: Inbox, lea: SealedNeighbour
) -> None:
    question = Outgoing("C’est ça ?", (Button("Oui", "t1.abc"), Button("Non", "t2.abc")))
    await stage.platform.send(stage.person().chat, question, None, 1)
    await lea.hears("C’est ça")
    # What stood under it is asked of the homeserver after a start, and opened with our own key.
    await stage.restarts()
    picture = png(40, 30)
    async with receiving(stage.platform, inbox):
        await lea.presses(1)
        await lea.sends_photo(picture, "Un banc")
        said = await lea.says("Un")
        await lea.edits(said, "Deux")
        await inbox.holds(4)
        pressed, shown, typed, edit = [incoming for incoming in inbox.read(stage.platform) if incoming]
        assert getattr(pressed.content, "token", None) == "t2.abc"
        assert isinstance(shown.content, Picture)
        assert shown.content.caption == "Un banc"
        assert await stage.platform.fetch(shown.content.file, 1_000_000) == picture
        assert (typed.content, edit.content) == (Typed("Un"), Edited("Deux"))
        assert edit.message == said.event


async def test_h60_keys_that_are_handed_over_again_harm_nothing(
    stage: MatrixStage, inbox: Inbox, lea: SealedNeighbour
) -> None:
    """Killed after the keys were stored and before the mark was: the homeserver hands them over again."""
    await lea.says("Un")
    since = (inbox.mark or "").partition(" ")[2]
    answer = await stage.platform._wire.get(
        "/_matrix/client/v3/sync", {"since": since, "filter": json.dumps({"room": {"rooms": []}})}
    )
    assert (await encryption(stage).take(answer.json())).messages > 0
    await encryption(stage).take(answer.json())
    await stage.restarts()
    inbox.failures = 1
    async with receiving(stage.platform, inbox):
        await inbox.holds(1)
        await lea.says("Deux")
        await inbox.holds(2)
    assert words(stage, inbox) == ["Un", "Deux"]
    assert hints(lea) == 0


async def test_h59_keys_behind_more_messages_than_are_handed_out_at_once_are_taken_first(
    stage: MatrixStage, inbox: Inbox, lea: SealedNeighbour
) -> None:
    messages: dict[str, Any] = {stage.login.user: {stage.login.device: {}}}
    for number in range(110):
        await lea.asks("PUT", "sendToDevice", "be.parvis.noise", f"n{number}", body={"messages": messages})
    await lea.says("Un")
    async with receiving(stage.platform, inbox):
        await inbox.holds(1)
    assert words(stage, inbox) == ["Un"]
    assert hints(lea) == 0


async def test_h54_a_key_that_comes_a_little_later_than_its_event_is_waited_for(
    stage: MatrixStage, inbox: Inbox, lea: SealedNeighbour
) -> None:
    async with receiving(stage.platform, inbox):
        hand_over = await lea.says_before_its_key("Un")
        await asyncio.sleep(0.1)
        assert inbox.kept == {}
        await hand_over()
        await inbox.holds(1)
    assert words(stage, inbox) == ["Un"]
    assert hints(lea) == 0


async def test_others_always_find_a_key_to_begin_with(
    stage: MatrixStage, inbox: Inbox, lea: SealedNeighbour
) -> None:
    wanted = {"one_time_keys": {stage.login.user: {stage.login.device: "signed_curve25519"}}}

    async def claim() -> dict[str, Any]:
        said = await lea.asks("POST", "keys", "claim", body=wanted)
        (key,) = said["one_time_keys"][stage.login.user][stage.login.device].values()
        return cast("dict[str, Any]", key)

    claimed = [await claim() for _ in range(60)]
    # When all are used up, there is a last one that serves everybody.
    last = {key["key"] for key in claimed if key.get("fallback")}
    assert len(last) == 1
    async with receiving(stage.platform, inbox):
        await lea.says("Un")
        await inbox.holds(1)
        await soon(lambda: encryption(stage)._keyring._machine.uploaded_key_count == 50)
    assert not (await claim()).get("fallback")


async def test_who_comes_later_reads_from_then_on_and_who_has_gone_no_more(
    stage: MatrixStage, inbox: Inbox, lea: SealedNeighbour, synapse: SynapseServer
) -> None:
    def there() -> set[str]:
        known = stage.platform._rooms.known(lea.room)
        return set(known.others) if known else set()

    async with AsyncExitStack() as stack, receiving(stage.platform, inbox):
        await stage.platform.send(lea.room, Outgoing("Un"), None, 1)
        noor = await stack.enter_async_context(SealedNeighbour.logs_in(synapse, "noor", stage.login.user))
        await lea.asks("POST", "rooms", lea.room, "invite", body={"user_id": noor.login.user})
        await noor.asks("POST", "rooms", lea.room, "join", body={})
        noor.room = lea.room
        await noor.until(lambda: lea.room in noor.client.rooms)
        await soon(lambda: there() == {lea.login.user, noor.login.user})
        await stage.platform.send(lea.room, Outgoing("Deux"), None, 2)
        await noor.hears("Deux")
        await noor.leaves()
        await soon(lambda: there() == {lea.login.user})
        await stage.platform.send(lea.room, Outgoing("Trois"), None, 3)
        await lea.hears("Trois")
        machine = encryption(stage)._keyring._machine
        served = machine.outbound_group_sessions[lea.room].users_shared_with
        assert {user for user, _device in served} == {lea.login.user}
    assert [bubble.text for bubble in noor.told] == ["Deux"]


async def test_of_who_has_left_no_keys_stay(stage: MatrixStage, inbox: Inbox, lea: SealedNeighbour) -> None:
    await stage.platform.send(stage.person().chat, Outgoing("Un"), None, 1)
    await lea.says("Un")

    def kept(table: str) -> int:
        with closing(sqlite3.connect(file)) as store:
            return int(store.execute(f"select count(*) from {table}").fetchone()[0])

    assert stage.keys is not None
    file = stage.keys.folder / "keys.db"
    async with receiving(stage.platform, inbox):
        await inbox.holds(1)
        assert kept("devicekeys") > 0
        await lea.leaves()
        await soon(lambda: kept("devicekeys") == kept("keys") == kept("olmsessions") == 0)


def account_of(server: SynapseServer, login: Login, folder: Path, slugs: list[str]) -> MatrixAccount:
    return MatrixAccount(
        server.url,
        user=login.user,
        token=login.token,
        device=login.device,
        encrypted_notice="",
        keys=Keys(folder, HINT),
        observer=slugs.append,
        timing=HURRY,
    )


async def test_h72_h73_keys_are_their_owners_alone_and_where_they_are_lost_nothing_is_taken_in(
    synapse: SynapseServer, tmp_path: Path
) -> None:
    login = await asyncio.to_thread(synapse.login, new_name("parvis"))
    folder = tmp_path / "keys"
    account = account_of(synapse, login, folder, [])
    assert account._encryption is not None
    await account._encryption.introduced()
    assert await account.encryption() is Standing.SIGNED
    assert folder.stat().st_mode & 0o777 == 0o700
    locked, key = (folder / "signing.json", folder / "pickle.key")
    assert [file.stat().st_mode & 0o777 for file in (locked, key)] == [0o600, 0o600]
    said = await account._encryption._server.query([login.user])
    ours = SigningKeys.unlocked(locked.read_text(), key.read_text())
    assert ours.master in said["master_keys"][login.user]["keys"].values()
    with pytest.raises(Exception, match=r"(?i)mac|decod|pickle"):
        SigningKeys.unlocked(locked.read_text(), "another")
    other = account_of(synapse, login, tmp_path / "empty", [])
    for refused in (other.check(), other.receive(Inbox().keep, None)):
        with pytest.raises(PermissionError, match="PARVIS_MATRIX__DEVICE"):
            await refused
    await account.close()
    await other.close()


async def test_where_the_homeserver_wants_a_password_for_it_the_device_goes_on_unsigned(
    synapse: SynapseServer, tmp_path: Path
) -> None:
    login = await asyncio.to_thread(synapse.login, new_name("parvis"))
    slugs: list[str] = []
    account = account_of(synapse, login, tmp_path / "keys", slugs)
    assert account._encryption is not None
    assert await account.encryption() is Standing.NEW
    assert not (tmp_path / "keys").exists()
    await account._encryption._server.vouch(SigningKeys().published(login.user))
    await account._encryption.introduced()
    assert slugs == ["matrix_device_unsigned"]
    assert await account.encryption() is Standing.UNSIGNED
    await account.close()
