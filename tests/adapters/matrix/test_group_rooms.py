"""Rooms of several people on a real homeserver: what is heard there, and what is never said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.engine.incoming import (
    Elsewhere,
    Incoming,
    Joined,
    Left,
    MovedTo,
    Pressed,
    Redacted,
    Typed,
    Unblocked,
)
from bot.engine.outgoing import Button, Outgoing
from bot.engine.platform import Gone, Moved, Sent, Unreachable
from tests.adapters.inbox import Inbox, receiving
from tests.adapters.matrix.stage import MatrixGroup, MatrixStage, matrix
from tests.matrix_people import Neighbour
from tests.synapse import SynapseServer

SUPPORT = (Button("Steunen · Soutenir", "t1.abc"),)


@pytest.fixture
async def stage(synapse: SynapseServer) -> AsyncIterator[MatrixStage]:
    async with matrix(synapse, ["noor", "lea"]) as stage:
        yield stage


def heard(stage: MatrixStage, inbox: Inbox) -> list[Incoming | None]:
    return inbox.read(stage.platform)


def neighbours(stage: MatrixStage) -> list[Neighbour]:
    return [each.neighbour for each in stage.people]


async def hears_door(stage: MatrixStage, inbox: Inbox, group: str, content: Joined | Left) -> None:
    """Return once that has happened at the group's door, and nothing since."""
    doors = [Incoming(content, group=group)]
    await inbox.until(
        lambda: [each for each in heard(stage, inbox) if each and each.group == group][-1:] == doors
    )


async def let_in(stage: MatrixStage, inbox: Inbox) -> MatrixGroup:
    """Return a group that has let the bot in."""
    group = stage.group()
    await group.lets_bot_in()
    await inbox.until(lambda: Incoming(Joined(), group=group.chat) in heard(stage, inbox))
    return group


async def test_h49_h50_only_what_calls_us_is_kept_and_a_card_is_answered_by_sign_or_number(
    stage: MatrixStage, inbox: Inbox
) -> None:
    noor, lea = neighbours(stage)
    async with receiving(stage.platform, inbox):
        group = await let_in(stage, inbox)
        room = group.chat
        sent = await stage.platform.send(room, Outgoing("Kaart", SUPPORT), None, 1)
        assert isinstance(sent, Sent)
        await noor.until(lambda: (stage.login.user, sent.message, "👍") in noor.reactions)
        chatter = await lea.says("Ik vind idee 12 goed", room=room)
        for sign in ("❤️", "2\ufe0f\u20e3"):
            await lea.reacts(sent.message, sign, room=room)
        for sign in ("👍", "1\ufe0f\u20e3"):
            await lea.reacts(chatter.event, sign, room=room)
        await lea.says("1", room=room)
        await lea.says("1", room=room, to=chatter.event)
        await lea.sends({"msgtype": "m.notice", "body": "!parvis ideas"}, room=room)
        await lea.says("parvis: ideeën", room=room)
        marks = [
            await lea.reacts(sent.message, "👍🏽", room=room),
            await noor.reacts(sent.message, "1\ufe0f\u20e3", room=room),
            (await noor.says("1", room=room, to=sent.message)).event,
        ]
        await inbox.holds(5)
        await asyncio.sleep(0.2)
    found = [each for each in heard(stage, inbox) if each][1:]
    assert [each.content for each in found[:1]] == [Typed("ideeën")]
    assert [each.content for each in found[1:]] == [Pressed("t1.abc", f"{room} {m}", m) for m in marks]
    assert {each.message for each in found[1:]} == {sent.message}
    assert {each.group for each in found} == {room}
    senders = [each.sender for each in inbox.kept.values() if each.sender]
    assert {(each.id, each.chat, each.group) for each in senders} == {
        (each.login.user, each.login.user, room) for each in (noor, lea)
    }


async def test_h58_a_reaction_is_taken_back_by_whoever_gave_it_and_by_nobody_else(
    stage: MatrixStage, inbox: Inbox
) -> None:
    noor, lea = neighbours(stage)
    async with receiving(stage.platform, inbox):
        room = (await let_in(stage, inbox)).chat
        sent = await stage.platform.send(room, Outgoing("Kaart", SUPPORT), None, 1)
        assert isinstance(sent, Sent)
        mine, hers = [await each.reacts(sent.message, "👍", room=room) for each in (lea, noor)]
        await noor.takes_back(mine, room=room)
        await noor.takes_back(hers, room=room)
        await inbox.until(lambda: any(each.only_known for each in inbox.kept.values()))
        await asyncio.sleep(0.2)
    assert heard(stage, inbox)[3:] == [Incoming(Redacted(), hers)]


async def test_a_card_that_was_taken_away_is_gone(stage: MatrixStage, inbox: Inbox) -> None:
    noor, _lea = neighbours(stage)
    async with receiving(stage.platform, inbox):
        room = (await let_in(stage, inbox)).chat
        sent = await stage.platform.send(room, Outgoing("Nul", SUPPORT), None, 1)
        assert isinstance(sent, Sent)
        await noor.takes_back(sent.message, room=room)
        changed = Outgoing("Een", SUPPORT, edits=sent.message, or_nothing=True)
        assert await stage.platform.send(room, changed, None, 2) == Gone()


async def test_h50_alone_no_longer_nothing_personal_is_said_there_and_a_new_way_is_opened(
    stage: MatrixStage, inbox: Inbox
) -> None:
    noor, lea = neighbours(stage)
    old = noor.room
    async with receiving(stage.platform, inbox):
        await noor.asks("POST", "rooms", old, "invite", body={"user_id": lea.login.user})
        await inbox.holds(2)
        assert heard(stage, inbox) == [Incoming(Joined(), group=old), Incoming(Elsewhere())]
        elsewhere = list(inbox.kept.values())[1].sender
        assert elsewhere is not None
        assert (elsewhere.id, elsewhere.chat) == (noor.login.user, noor.login.user)
        moved = [await stage.platform.send(f"{old} {noor.login.user}", Outgoing("Mijn adres"), None, 1)]
    await stage.restarts()
    moved.append(await stage.platform.send(noor.login.user, Outgoing("Mijn adres"), None, 1))
    assert isinstance(moved[0], Moved)
    assert moved[0] == moved[1]
    new = moved[0].chat.split(" ")[0]
    async with receiving(stage.platform, inbox):
        assert await stage.platform.send(
            moved[0].chat, Outgoing("Mijn adres"), None, 1
        ) == await stage.platform.send(moved[0].chat, Outgoing("Mijn adres"), None, 1)
        await noor.asks("POST", "join", new, body={})
        await inbox.until(lambda: Incoming(Unblocked()) in heard(stage, inbox))
        await noor.until(lambda: any(b.by_bot for b in noor.seen_in(new)))
        noor.room = new
        await noor.says("Hier dan")
        await inbox.until(lambda: any(i and i.content == Typed("Hier dan") for i in heard(stage, inbox)))
    assert [b.text for b in noor.seen_in(new) if b.by_bot] == ["Mijn adres"]
    assert not any(b.by_bot for b in noor.seen_in(old))
    # Piet who comes and goes leaves a group behind, and not the two of us.
    await stage.platform.acknowledge(f"{old} $press", "Je steun telt mee.")
    assert isinstance(await stage.platform.send(f"{old} {noor.login.user}", Outgoing("Dag"), None, 3), Moved)


async def test_h57_whoever_declines_is_not_asked_again(stage: MatrixStage, inbox: Inbox) -> None:
    noor, _lea = neighbours(stage)
    async with receiving(stage.platform, inbox):
        first = await stage.platform.send(noor.login.user, Outgoing("Dag"), None, 1)
        assert isinstance(first, Moved)
        room = first.chat.split(" ")[0]
        await noor.asks("POST", "rooms", room, "leave", body={})
        # It is known once the homeserver has told of it.
        outcomes = [await stage.platform.send(noor.login.user, Outgoing("Dag"), None, 2)]
        for key in range(3, 100):
            if outcomes[-1] == Unreachable("left"):
                break
            await asyncio.sleep(0.02)
            outcomes.append(await stage.platform.send(noor.login.user, Outgoing("Dag"), None, key))
        assert outcomes[-1] == Unreachable("left")
        assert set(outcomes[:-1]) <= {first}


async def test_h56_a_group_that_is_upgraded_has_moved(stage: MatrixStage, inbox: Inbox) -> None:
    noor, lea = neighbours(stage)
    async with receiving(stage.platform, inbox):
        old = (await let_in(stage, inbox)).chat
        upgraded = await noor.asks("POST", "rooms", old, "upgrade", body={"new_version": "10"})
        new = upgraded["replacement_room"]
        for person in (lea.login.user, stage.login.user):
            await noor.asks("POST", "rooms", new, "invite", body={"user_id": person})
        await inbox.until(lambda: Incoming(Joined(), group=new) in heard(stage, inbox))
    # The old room is closed to everybody by its upgrade.
    assert heard(stage, inbox)[1:] == [
        Incoming(Joined(muted=True), group=old),
        Incoming(MovedTo(new), group=old),
        Incoming(Joined(), group=new),
    ]


async def test_h56_a_room_that_only_says_it_continues_another_is_a_new_one(
    stage: MatrixStage, inbox: Inbox
) -> None:
    noor, lea = neighbours(stage)
    async with receiving(stage.platform, inbox):
        old = (await let_in(stage, inbox)).chat
        people = [lea.login.user, stage.login.user]
        creation = {"predecessor": {"room_id": old, "event_id": "$x"}}
        made = await noor.asks("POST", "createRoom", body={"invite": people, "creation_content": creation})
        await inbox.until(lambda: Incoming(Joined(), group=made["room_id"]) in heard(stage, inbox))
    assert len(inbox.kept) == 2


async def test_h51_h55_out_or_encrypted_or_alone_the_group_is_left(stage: MatrixStage, inbox: Inbox) -> None:
    noor, lea = neighbours(stage)
    async with receiving(stage.platform, inbox):
        encrypted, banned, emptied = [(await let_in(stage, inbox)).chat for _ in range(3)]
        state = {"algorithm": "m.megolm.v1.aes-sha2"}
        await noor.asks("PUT", "rooms", encrypted, "state", "m.room.encryption", "", body=state)
        await noor.asks("POST", "rooms", banned, "ban", body={"user_id": stage.login.user})
        for each in (noor, lea):
            await each.asks("POST", "rooms", emptied, "leave", body={})
        for room in (encrypted, banned, emptied):
            await hears_door(stage, inbox, room, Left())
        assert isinstance(await stage.platform.send(encrypted, Outgoing("Dag"), None, 1), Unreachable)
    assert [each.sender for each in inbox.kept.values() if each.sender] == []


async def test_h51_put_out_while_we_were_away_the_group_is_left_and_the_person_has_closed_the_door(
    stage: MatrixStage, inbox: Inbox
) -> None:
    noor, _lea = neighbours(stage)
    async with receiving(stage.platform, inbox):
        group = await let_in(stage, inbox)
    await group.puts_bot_out()
    await stage.restarts()
    async with receiving(stage.platform, inbox):
        await inbox.until(lambda: Incoming(Left(), group=group.chat) in heard(stage, inbox))
    assert len(inbox.kept) == 2
    assert noor.room != group.chat


async def test_h57_an_invitation_to_a_space_is_left_lying(stage: MatrixStage, inbox: Inbox) -> None:
    noor, _lea = neighbours(stage)
    async with receiving(stage.platform, inbox):
        kinds = [{"type": "m.space"}, {}]
        made = [
            await noor.asks(
                "POST", "createRoom", body={"invite": [stage.login.user], "creation_content": kind}
            )
            for kind in kinds
        ]
        await inbox.holds(1)
    space, room = (each["room_id"] for each in made)
    assert noor.members.get(f"{room} {stage.login.user}") == "join"
    assert noor.members.get(f"{space} {stage.login.user}") == "invite"
