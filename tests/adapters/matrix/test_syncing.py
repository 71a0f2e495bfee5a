"""What is heard, on a real homeserver: all of it, in order, once, and nothing that is not ours to hear."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from adapters.matrix.account import MatrixAccount
from adapters.matrix.arriving import Arriving
from adapters.matrix.invitations import MOST_OF_ONE, Invitations
from bot.engine.incoming import Blocked, Incoming, Pressed, Typed, Unblocked
from bot.engine.outgoing import Button, Outgoing
from bot.engine.platform import Sent, Unreachable
from tests.adapters.inbox import Inbox, receiving, soon
from tests.adapters.matrix.stage import HURRY, NOTICE, MatrixStage

BUTTONS = (Button("Ja", "t1.abc"), Button("Nee", "t2.abc"))


def typed(stage: MatrixStage, inbox: Inbox) -> list[str]:
    """Return all words that were kept, in order."""
    read = [incoming.content for incoming in inbox.read(stage.platform) if incoming]
    return [content.text for content in read if isinstance(content, Typed)]


async def test_h59_what_was_said_while_we_were_away_is_heard_in_order_and_once(
    stage: MatrixStage, inbox: Inbox
) -> None:
    """Synapse shows a hundred events of a room at most: the rest is a gap."""
    noor = stage.person().neighbour
    said = [f"Idee {number}" for number in range(130)]
    for text in said:
        await noor.says(text)
    async with receiving(stage.platform, inbox):
        await inbox.holds(len(said))
    assert typed(stage, inbox) == said
    await stage.restarts()
    async with receiving(stage.platform, inbox):
        await noor.says("Nog een")
        await inbox.holds(len(said) + 1)
    assert typed(stage, inbox) == [*said, "Nog een"]


async def test_what_was_said_before_we_first_listen_is_history(stage: MatrixStage) -> None:
    inbox = Inbox()
    await stage.person().says("Vroeger")
    async with receiving(stage.platform, inbox):
        await inbox.until(lambda: inbox.mark is not None)
        await stage.person().says("Nu")
        await inbox.holds(1)
    assert typed(stage, inbox) == ["Nu"]


async def test_a_mark_of_another_account_is_none(stage: MatrixStage, inbox: Inbox) -> None:
    await stage.person().says("Vroeger")
    inbox.mark = f"@somebody:else {(inbox.mark or '').partition(' ')[2]}"
    async with receiving(stage.platform, inbox):
        await inbox.until(lambda: (inbox.mark or "").startswith(stage.login.user))
        await stage.person().says("Nu")
        await inbox.holds(1)
    assert typed(stage, inbox) == ["Nu"]


async def test_nothing_from_before_we_joined_is_heard_and_whoever_invites_us_begins(
    stage: MatrixStage, inbox: Inbox
) -> None:
    noor = stage.person().neighbour
    made = await noor.asks("POST", "createRoom", body={"preset": "public_chat"})
    noor.room = made["room_id"]
    for number in range(120):
        await noor.says(f"Oud {number}")
    await noor.asks("POST", "rooms", noor.room, "invite", body={"user_id": stage.login.user})
    async with receiving(stage.platform, inbox):
        await inbox.holds(1)
        await noor.says("Nieuw")
        await inbox.holds(2)
    assert typed(stage, inbox) == ["/start", "Nieuw"]
    senders = [arrival.sender for arrival in inbox.kept.values() if arrival.sender]
    assert {(sender.id, sender.chat) for sender in senders} == {
        (noor.login.user, f"{noor.room} {noor.login.user}")
    }


async def test_an_invitation_that_came_while_we_were_away_is_accepted(
    stage: MatrixStage, inbox: Inbox
) -> None:
    """Also one that an earlier start was told of: a sync tells of each only once."""
    noor = stage.person().neighbour
    room = await noor.opens()
    said = await stage.platform._wire.get(
        "/_matrix/client/v3/sync", {"since": (inbox.mark or "").partition(" ")[2]}
    )
    assert room in said.json()["rooms"]["invite"]
    inbox.mark = f"{stage.login.user} {said.json()['next_batch']}"
    async with receiving(stage.platform, inbox):
        await inbox.holds(1)
    assert typed(stage, inbox) == ["/start"]


async def test_h49_notices_and_reactions_that_are_no_keycaps_are_not_heard(
    stage: MatrixStage, inbox: Inbox
) -> None:
    noor = stage.person().neighbour
    async with receiving(stage.platform, inbox):
        sent = await stage.platform.send(noor.room, Outgoing("Doe je mee?", BUTTONS), None, 1)
        assert isinstance(sent, Sent)
        mine = await noor.says("Ja hoor")
        await noor.sends({"msgtype": "m.notice", "body": "Ik ben een bot"})
        await noor.reacts(sent.message, "❤️")
        await noor.reacts(sent.message, "9\ufe0f\u20e3")
        await noor.reacts(mine.event, "1\ufe0f\u20e3")
        await noor.says("Klaar")
        await inbox.holds(2)
    assert typed(stage, inbox) == ["Ja hoor", "Klaar"]
    assert len(inbox.kept) == 2


async def test_a_keycap_on_an_old_question_is_a_press_after_any_restart(
    stage: MatrixStage, inbox: Inbox
) -> None:
    noor = stage.person().neighbour
    sent = await stage.platform.send(noor.room, Outgoing("Doe je mee?", BUTTONS), None, 1)
    assert isinstance(sent, Sent)
    await stage.restarts()
    reaction = await noor.reacts(sent.message, "2\ufe0f\u20e3")
    async with receiving(stage.platform, inbox):
        await inbox.holds(1)
    receipt = f"{noor.room} {reaction}"
    assert inbox.read(stage.platform) == [Incoming(Pressed("t2.abc", receipt, reaction), sent.message)]


async def test_h56_a_room_that_continues_another_begins_nothing(stage: MatrixStage, inbox: Inbox) -> None:
    noor = stage.person().neighbour
    async with receiving(stage.platform, inbox):
        upgraded = await noor.asks("POST", "rooms", noor.room, "upgrade", body={"new_version": "10"})
        old, noor.room = noor.room, upgraded["replacement_room"]
        await noor.asks("POST", "rooms", noor.room, "invite", body={"user_id": stage.login.user})
        await inbox.holds(1)
        (arrival,) = inbox.kept.values()
        assert arrival.sender is not None
        assert arrival.sender.chat == f"{noor.room} {noor.login.user}"
        assert inbox.read(stage.platform) == [Incoming(Unblocked())]
        assert old != noor.room


async def test_h55_nothing_is_sent_or_heard_in_an_encrypted_room(stage: MatrixStage, inbox: Inbox) -> None:
    noor = stage.person().neighbour
    async with receiving(stage.platform, inbox):
        state = {"algorithm": "m.megolm.v1.aes-sha2"}
        await noor.asks("PUT", "rooms", noor.room, "state", "m.room.encryption", "", body=state)
        assert (await noor.hears()).text == NOTICE
        await noor.says("idee")
        outcome = await stage.platform.send(noor.room, Outgoing("Je adres is …"), None, 1)
        assert outcome == Unreachable("encrypted")
        await asyncio.sleep(0.2)
    assert inbox.kept == {}
    assert [bubble.text for bubble in noor.told] == [NOTICE]


async def test_h8_a_token_that_is_withdrawn_stops_receiving_and_sending(
    stage: MatrixStage, inbox: Inbox
) -> None:
    await stage.platform._wire.session().post(
        f"{stage.server.url}/_matrix/client/v3/logout",
        headers={"Authorization": f"Bearer {stage.login.token}"},
    )
    with pytest.raises(PermissionError, match="PARVIS_MATRIX__TOKEN"):
        await stage.platform.receive(inbox.keep, inbox.mark)


async def test_h64_a_homeserver_that_is_away_is_waited_for(stage: MatrixStage, inbox: Inbox) -> None:
    slugs: list[str] = []
    account = MatrixAccount(
        "http://127.0.0.1:9",
        user=stage.login.user,
        token=stage.login.token,
        device=stage.login.device,
        encrypted_notice=NOTICE,
        observer=slugs.append,
        timing=HURRY,
    )
    async with receiving(account, inbox) as task:
        await soon(lambda: slugs == ["matrix_unreachable"])
        assert not task.done()
    with pytest.raises(ConnectionError, match="PARVIS_MATRIX__HOMESERVER"):
        await account.check()
    await account.close()


MALFORMED: list[Any] = [
    None,
    7,
    {"timeline": 7},
    {"timeline": {"events": 7}},
    {
        "timeline": {
            "events": [7, {}, {"event_id": "$a", "type": "m.room.member", "sender": "@a:b", "content": 7}]
        }
    },
    {"timeline": {"events": [], "limited": True}},
    {"summary": {"m.heroes": 7}, "state": []},
]


@pytest.mark.parametrize("section", MALFORMED, ids=range(len(MALFORMED)))
async def test_h5_p4_a_malformed_room_costs_its_neighbours_nothing(stage: MatrixStage, section: Any) -> None:
    account, noor = stage.platform, stage.person()
    arriving = Arriving(
        stage.login.user,
        account._wire,
        account._rooms,
        account._choices,
        invitations=Invitations(account._library, HURRY),
        encrypted=account._encrypted,
        observer=stage.slugs.append,
    )
    message = {
        "event_id": "$e",
        "type": "m.room.message",
        "sender": noor.id,
        "content": {"msgtype": "m.text", "body": "Dag"},
    }
    rooms = {"!broken:parvis.test": section, noor.neighbour.room: {"timeline": {"events": [message]}}}
    found = await arriving.arrivals(
        {"rooms": {"join": rooms, "invite": {"!x": section}, "leave": {"!y": section}}}, "s0"
    )
    assert [arrival.key for arrival in found] == ["$e"]


async def test_h57_one_person_has_few_invitations_accepted_and_another_is_not_kept_waiting(
    stage: MatrixStage,
) -> None:
    invitations = Invitations(stage.platform._library, HURRY)
    for number in range(5_000):
        invitations.take(f"!r{number}:parvis.test", "@pushy:parvis.test")
    invitations.take("!noor:parvis.test", "@noor:parvis.test")
    assert len(invitations._waiting) == MOST_OF_ONE + 1


async def test_who_leaves_an_older_room_is_still_reached_in_the_newer(
    stage: MatrixStage, inbox: Inbox
) -> None:
    noor = stage.person().neighbour
    older = noor.room
    async with receiving(stage.platform, inbox):
        newer = await noor.opens()
        await inbox.holds(1)
        await noor.says("Hier nu")
        await inbox.holds(2)
        noor.room = older
        await noor.leaves()
        noor.room = newer
        await noor.says("Nog hier")
        await inbox.holds(3)
    assert typed(stage, inbox) == ["/start", "Hier nu", "Nog hier"]
    assert len(inbox.kept) == 3


async def test_a_room_in_which_nobody_is_left_is_left(stage: MatrixStage, inbox: Inbox) -> None:
    noor = stage.person().neighbour
    async with receiving(stage.platform, inbox):
        await noor.leaves()
        await inbox.holds(1)
        methods = await stage.platform._library()
        await soon(lambda: not stage.platform._rooms._leaving)
        rooms = (await methods._client.joined_rooms()).rooms
    assert noor.room not in rooms


async def test_who_shows_us_out_has_closed_the_door(stage: MatrixStage, inbox: Inbox) -> None:
    noor = stage.person().neighbour
    body = {"preset": "private_chat", "invite": [stage.login.user]}
    noor.room = (await noor.asks("POST", "createRoom", body=body))["room_id"]
    async with receiving(stage.platform, inbox):
        await inbox.holds(1)
        await noor.asks("POST", "rooms", noor.room, "kick", body={"user_id": stage.login.user})
        await inbox.holds(2)
        assert inbox.read(stage.platform)[-1] == Incoming(Blocked())
        outcome = await stage.platform.send(noor.room, Outgoing("Dag"), None, 1)
    assert outcome == Unreachable("not_in_room")
