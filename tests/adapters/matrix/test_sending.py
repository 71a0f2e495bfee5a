"""What is sent, on a real homeserver: once, whatever happens in between."""

from __future__ import annotations

import asyncio

from adapters.matrix.keycaps import AFTER_SECONDS, keycap
from bot.engine.outgoing import Button, Outgoing
from bot.engine.platform import FileGone, Moved, Refused, Sent, Unauthorised, Unreachable
from tests.adapters.inbox import Inbox, receiving
from tests.adapters.matrix.stage import MatrixStage
from tests.telegram_server.pictures import photo, png

BUTTONS = (Button("Ja", "t1.abc"), Button("Nee", "t2.abc"), Button("Terug", "w1.abc", "back"))


async def test_h60_p5_sent_again_by_the_next_process_it_is_there_once(stage: MatrixStage) -> None:
    noor = stage.person().neighbour
    long = " ".join(f"woord{number}" for number in range(1_000))
    messages = [Outgoing("Dag", BUTTONS), Outgoing(long), Outgoing("Kijk", photo=7)]
    first = [
        await stage.platform.send(noor.room, m, photo(png(30, 20)), key) for key, m in enumerate(messages, 1)
    ]
    await stage.restarts()
    again = [
        await stage.platform.send(noor.room, m, photo(png(30, 20)), key) for key, m in enumerate(messages, 1)
    ]
    assert first == again
    assert all(isinstance(outcome, Sent) for outcome in first)
    await noor.hears("Kijk")
    await asyncio.sleep(0.2)
    assert len([bubble for bubble in noor.chat if bubble.by_bot]) == 5


async def test_h60_twenty_attempts_at_once_are_one_message(stage: MatrixStage) -> None:
    noor = stage.person().neighbour
    outcomes = await asyncio.gather(
        *(stage.platform.send(noor.room, Outgoing("Dag"), None, 1) for _ in range(20))
    )
    assert len(set(outcomes)) == 1


async def test_h75_after_a_backup_is_restored_a_number_is_another_message(stage: MatrixStage) -> None:
    noor = stage.person().neighbour
    for text in ("Eerst", "Nog eens dat nummer"):
        assert isinstance(await stage.platform.send(noor.room, Outgoing(text), None, 1), Sent)
        await noor.hears(text)


async def test_few_choices_have_keycaps_to_tap(stage: MatrixStage) -> None:
    noor = stage.person().neighbour
    sent = await stage.platform.send(noor.room, Outgoing("Doe je mee?", BUTTONS), None, 1)
    assert isinstance(sent, Sent)
    await noor.until(lambda: len(noor.reactions) == 2)
    assert noor.reactions == [(stage.login.user, sent.message, keycap(n)) for n in (1, 2)]
    many = tuple(Button(f"Keuze {n}", f"t{n}") for n in range(6))
    await stage.platform.send(noor.room, Outgoing("Welk?", many), None, 2)
    await noor.hears("Welk?")
    await asyncio.sleep(AFTER_SECONDS + 0.3)
    assert len(noor.reactions) == 2


async def test_whoever_answers_at_once_needs_no_keycaps(stage: MatrixStage) -> None:
    noor = stage.person().neighbour
    for key in (1, 2):
        await stage.platform.send(stage.person().chat, Outgoing(f"Vraag {key}", BUTTONS), None, key)
    newest = await noor.hears("Vraag 2")
    await asyncio.sleep(AFTER_SECONDS + 0.5)
    assert {event for _sender, event, _key in noor.reactions} == {newest.event}


async def test_h56_what_is_sent_to_a_room_that_was_upgraded_goes_to_its_successor(
    stage: MatrixStage, inbox: Inbox
) -> None:
    noor = stage.person().neighbour
    async with receiving(stage.platform, inbox):
        upgraded = await noor.asks("POST", "rooms", noor.room, "upgrade", body={"new_version": "10"})
        old, new = noor.room, upgraded["replacement_room"]
        await noor.asks("POST", "rooms", new, "invite", body={"user_id": stage.login.user})
        await inbox.holds(1)
        await noor.asks("POST", "rooms", old, "leave", body={})
        async with asyncio.timeout(10):
            # We leave it, too, as soon as we hear that nobody else is there.
            while await stage.platform.send(old, Outgoing("Dag"), None, 1) != Moved(new):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.05)


async def test_h8_a_token_that_is_withdrawn_is_unauthorised(stage: MatrixStage) -> None:
    noor = stage.person().neighbour
    assert isinstance(await stage.platform.send(noor.room, Outgoing("Dag"), None, 1), Sent)
    headers = {"Authorization": f"Bearer {stage.login.token}"}
    address = f"{stage.server.url}/_matrix/client/v3/logout"
    async with stage.platform._wire.session().post(address, headers=headers) as answer:
        assert answer.status == 200
    assert await stage.platform.send(noor.room, Outgoing("Dag"), None, 2) == Unauthorised()
    await stage.restarts()
    assert await stage.platform.send(noor.room, Outgoing("Dag"), None, 2) == Unauthorised()


async def test_a_photo_that_was_erased_leaves_its_words(stage: MatrixStage) -> None:
    noor = stage.person().neighbour
    assert isinstance(await stage.platform.send(noor.room, Outgoing("Kijk", photo=9), None, 1), Sent)
    assert "url" not in (await noor.hears()).content
    assert await stage.platform.send(noor.room, Outgoing("", photo=9), None, 2) == Refused("empty")


async def test_a_file_that_nobody_has_is_gone(stage: MatrixStage) -> None:
    for file in ("mxc://parvis.test/nothing", "mxc://parvis.test/../x", "file:///etc/passwd"):
        try:
            await stage.platform.fetch(file, 1_000)
        except FileGone:
            continue
        raise AssertionError(file)


async def test_a_room_that_never_was_is_unreachable(stage: MatrixStage) -> None:
    outcome = await stage.platform.send("!never:parvis.test", Outgoing("Dag"), None, 1)
    assert isinstance(outcome, Unreachable)
