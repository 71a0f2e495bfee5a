"""What is meant for us in a group, who said it, and what happens at its door."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.telegram.batch import update_in
from adapters.telegram.in_groups import Me
from adapters.telegram.reading import is_door, read, sender_of
from bot.engine.incoming import Incoming, Joined, Left, MovedTo, Pressed, Sender, Typed
from tests.adapters.telegram.samples import GROUP, ID, PERSON, edited, membership, message, pressed, raw

ME = Me(42, "Parvis_Bot")
CHAT = str(GROUP["id"])
OURS = {"message_id": 3, "from": {"id": 42, "is_bot": True}}


def said(text: str, **fields: Any) -> dict[str, Any]:
    return message(text=text, chat=GROUP, **fields)


@pytest.mark.parametrize(
    ("update", "text", "addressed"),
    [
        (said("/idea 12"), "/idea 12", False),
        (said("/idea@parvis_bot 12"), "/idea 12", True),
        (said("/idea@PARVIS_bot"), "/idea", True),
        (said("@parvis_bot idee 12"), "idee 12", True),
        (said("idee 12, @Parvis_Bot"), "idee 12,", True),
        (said("menu", reply_to_message=OURS), "menu", False),
        (said("/men\u202eu"), "/menu", False),
    ],
)
def test_what_is_meant_for_us_is_typed_by_its_sender(
    update: dict[str, Any], text: str, *, addressed: bool
) -> None:
    assert read(raw(update), ME) == Incoming(Typed(text), "7", CHAT, addressed)
    assert sender_of(update, ME) == Sender(str(ID), str(ID), "Noor Peeters", "nl-BE", group=CHAT)


@pytest.mark.parametrize(
    "update",
    [
        said("zomaar"),
        said("/idea@another_bot 12"),
        said("mail naar x@parvis_bot_not"),
        said("antwoord", reply_to_message={"from": {"id": 43, "is_bot": True}}),
        message(chat=GROUP, sticker={"file_id": "x"}),
        message(chat=GROUP, photo=[], caption="/idea 12"),
        edited(text="/idea 12", chat=GROUP),
        message(chat=GROUP, new_chat_members=[PERSON]),
    ],
)
def test_what_people_say_to_one_another_is_nobodys_turn(update: dict[str, Any]) -> None:
    assert read(raw(update), ME) is None
    assert sender_of(update, ME) is None
    assert not is_door(update)


@pytest.mark.parametrize(
    "fields",
    [
        {"from": {"id": 1087968824, "is_bot": True}, "sender_chat": GROUP},
        {"from": {"id": 136817688, "is_bot": True}, "sender_chat": {"id": -5, "type": "channel"}},
        {"from": {"id": 777000}},
        {"from": {"id": 99, "is_bot": True}},
        {"sender_chat": GROUP},
    ],
)
def test_h49_who_speaks_as_nobody_is_not_heard(fields: dict[str, Any]) -> None:
    update = said("/idea 12", **fields)
    assert read(raw(update), ME) is None
    assert sender_of(update, ME) is None


def test_a_press_comes_with_who_pressed_and_the_group() -> None:
    update = pressed(message={"message_id": 9, "chat": GROUP})
    assert read(raw(update), ME) == Incoming(Pressed("v1:abc", "4382bfdwdsb323b2d9"), "9", CHAT)
    sender = sender_of(update, ME)
    assert sender is not None
    assert (sender.id, sender.chat, sender.group) == (str(ID), str(ID), CHAT)


@pytest.mark.parametrize(
    ("status", "fields", "door"),
    [
        ("member", {}, Joined()),
        ("administrator", {}, Joined()),
        ("restricted", {"is_member": True, "can_send_messages": True}, Joined()),
        ("restricted", {"is_member": True, "can_send_messages": False}, Joined(muted=True)),
        ("restricted", {"is_member": False}, Left()),
        ("left", {}, Left()),
        ("kicked", {}, Left()),
    ],
)
def test_h51_the_door_is_nobodys_own(status: str, fields: dict[str, Any], door: Joined | Left) -> None:
    update = membership(status, chat=GROUP)
    update["my_chat_member"]["new_chat_member"] |= fields
    assert read(raw(update), ME) == Incoming(door, group=CHAT)
    found = update_in(raw(update).encode(), ME)
    assert found is not None
    assert (found.arrival.sender, found.arrival.door) == (None, True)


def test_h51_a_group_that_becomes_a_supergroup_says_where_it_has_gone() -> None:
    update = message(chat=GROUP | {"type": "group"}, migrate_to_chat_id=-100777)
    assert read(raw(update), ME) == Incoming(MovedTo("-100777"), group=CHAT)
    assert is_door(update)


def test_while_our_name_is_not_known_telegram_is_believed() -> None:
    assert read(raw(said("/idea@parvis_bot 1")), Me(42)) == Incoming(Typed("/idea 1"), "7", CHAT)
    assert read(raw(said("@parvis_bot idee 12")), Me(42)) is None
