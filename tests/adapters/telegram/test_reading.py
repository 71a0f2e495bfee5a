from __future__ import annotations

import contextlib
import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.reading import read, sender_of
from bot.engine.incoming import (
    Blocked,
    Document,
    Edited,
    Incoming,
    Other,
    Picture,
    Position,
    Pressed,
    Sender,
    Typed,
    Unblocked,
)
from tests.adapters.telegram import samples
from tests.adapters.telegram.samples import (
    GROUP,
    ID,
    PERSON,
    PHOTO,
    edited,
    membership,
    message,
    pressed,
    raw,
)


def test_a_text_is_typed_by_its_sender() -> None:
    update = message(text="Een zebrapad")
    assert read(raw(update)) == Incoming(Typed("Een zebrapad"), "7")
    assert sender_of(update) == Sender(id=str(ID), chat=str(ID), name="Noor Peeters", language_hint="nl-BE")


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("/start", "/start"),
        ("/start@parvis_bot", "/start"),
        ("/start@parvis_bot idea_12", "/start idea_12"),
        ("/start " + "a" * 80, "/start " + "a" * 80),
        ("mail naar /x@y", "mail naar /x@y"),
        ("noor@example.org", "noor@example.org"),
    ],
)
def test_a_command_keeps_its_slash_and_loses_the_name_of_the_bot(written: str, read_as: str) -> None:
    assert read(raw(message(text=written))) == Incoming(Typed(read_as), "7")


def test_h36_h38_what_cannot_be_seen_is_cleaned_from_texts_and_names() -> None:
    person = PERSON | {"first_name": "No\u202eor\ud800", "last_name": ""}
    update = message(text="ab\u202ec\0d\udfff", caption="", **{"from": person})
    assert read(raw(update)) == Incoming(Typed("abcd"), "7")
    sender = sender_of(json.loads(raw(update)))
    assert sender is not None
    assert sender.name == "Noor"


def test_a_reply_names_the_message_that_it_answers() -> None:
    answered = {"message_id": 5, "chat": {"id": ID, "type": "private"}, "date": 1}
    assert read(raw(message(text="Ja", reply_to_message=answered))) == Incoming(Typed("Ja"), "7", answers="5")


def test_h47_the_origin_of_a_forwarded_text_is_never_the_author() -> None:
    origin = {"type": "user", "date": 1, "sender_user": PERSON | {"id": 99, "first_name": "Burgemeester"}}
    update = message(text="Ik ben de burgemeester", forward_origin=origin)
    assert read(raw(update)) == Incoming(Typed("Ik ben de burgemeester"), "7")
    sender = sender_of(update)
    assert sender is not None
    assert (sender.id, sender.name) == (str(ID), "Noor Peeters")


def test_of_a_photo_the_largest_size_that_may_be_fetched_is_taken() -> None:
    assert read(raw(message(photo=PHOTO, caption="Hier"))) == Incoming(Picture("large", 190_000, "Hier"), "7")
    huge = {"file_id": "huge", "width": 9000, "height": 9000, "file_size": 11_000_000}
    assert read(raw(message(photo=[*PHOTO, huge]))) == Incoming(Picture("large", 190_000), "7")
    assert read(raw(message(photo=[huge]))) == Incoming(Picture("huge", 11_000_000), "7")


def test_an_image_sent_as_a_file_is_a_picture_and_a_pdf_a_document() -> None:
    image = {"file_id": "d", "file_unique_id": "u", "mime_type": "image/png", "file_size": 12}
    assert read(raw(message(document=image, caption="Plan"))) == Incoming(Picture("d", 12, "Plan"), "7")
    pdf = image | {"mime_type": "application/pdf", "file_name": "plan.pdf"}
    assert read(raw(message(document=pdf, caption="Lees"))) == Incoming(
        Document("d", "plan.pdf", 12, "Lees"), "7"
    )
    assert read(raw(message(document=image, animation={"file_id": "a"}))) == Incoming(Other("animation"), "7")


def test_a_place_and_a_venue_are_positions() -> None:
    place = {"latitude": 50.84, "longitude": 4.35}
    for fields in (
        {"location": place},
        {"venue": {"location": place}},
        {"location": place, "venue": {"location": place}},
    ):
        assert read(raw(message(**fields))) == Incoming(Position(50.84, 4.35), "7")


@pytest.mark.parametrize("kind", ["sticker", "video_note", "contact", "dice", "poll", "story"])
def test_h46_other_kinds_of_message_are_named(kind: str) -> None:
    assert read(raw(message(**{kind: {"file_id": "x"}}))) == Incoming(Other(kind), "7")


@pytest.mark.parametrize("kind", ["voice", "video", "audio", "document"])
def test_h46_films_and_sound_are_files_under_their_own_names_or_their_kind_s(kind: str) -> None:
    assert read(raw(message(**{kind: {"file_id": "x"}}))) == Incoming(Document("x", kind), "7")
    named = {"file_id": "x", "file_name": "feest.mp4", "file_size": 7}
    assert read(raw(message(**{kind: named}))) == Incoming(Document("x", "feest.mp4", 7), "7")


def test_h46_of_an_album_each_is_what_it_is() -> None:
    assert read(raw(message(media_group_id="1", photo=PHOTO))) == Incoming(Picture("large", 190_000), "7")
    assert read(raw(message(media_group_id="1", video={"file_id": "v"}))) == Incoming(
        Document("v", "video"), "7"
    )


def test_h5_a_message_of_a_kind_to_come_is_other_and_a_service_message_is_nobodys() -> None:
    assert read(raw(message(hologram={"file_id": "x"}))) == Incoming(Other("unknown"), "7")
    assert read(raw(message(pinned_message={"message_id": 3}))) is None


def test_h48_an_edit_brings_the_new_words_of_its_message() -> None:
    assert read(raw(edited(text="Twee"))) == Incoming(Edited("Twee"), "7")
    assert read(raw(edited(photo=PHOTO, caption="Daar"))) == Incoming(Edited("Daar"), "7")
    assert read(raw(edited(location={"latitude": 1.0, "longitude": 2.0}))) is None


def test_a_press_brings_its_token_and_its_receipt_and_the_message_pressed_on() -> None:
    assert read(raw(pressed())) == Incoming(Pressed("v1:abc", "4382bfdwdsb323b2d9"), "9")
    inaccessible = {"message_id": 9, "date": 0, "chat": samples.PRIVATE}
    assert read(raw(pressed(message=inaccessible))) == Incoming(Pressed("v1:abc", "4382bfdwdsb323b2d9"), "9")


def test_h10_a_token_of_the_clients_own_making_is_read_as_plain_text() -> None:
    for data in ("\ud800", "é" * 40, "\0", "' OR 1=1", "-1"):
        incoming = read(raw(pressed(data=data)))
        assert incoming is not None
        assert isinstance(incoming.content, Pressed)
        incoming.content.token.encode()


def test_blocking_and_unblocking_are_read_from_the_membership() -> None:
    assert read(raw(membership("kicked"))) == Incoming(Blocked())
    assert read(raw(membership("member"))) == Incoming(Unblocked())
    assert read(raw(membership("restricted"))) is None


@pytest.mark.parametrize(
    "update",
    [
        message(text="x", chat=GROUP),
        message(text="x", chat=GROUP, **{"from": {"id": 1087968824, "is_bot": True}}, sender_chat=GROUP),
        message(text="x", **{"from": {"id": 136817688, "is_bot": True, "first_name": "Channel"}}),
        message(text="x", **{"from": {"id": 777000, "is_bot": False, "first_name": "Telegram"}}),
        message(text="x", **{"from": PERSON | {"is_bot": True}}),
        {
            "update_id": 1,
            "channel_post": {"message_id": 1, "chat": {"id": -1, "type": "channel"}, "text": "x"},
        },
        {"update_id": 1, "poll_answer": {"user": PERSON}},
        {"update_id": 1, "never_heard_of": {"a": [1]}},
        {"update_id": 1},
        {
            "update_id": 1,
            "callback_query": {"id": "1", "from": PERSON, "inline_message_id": "x", "data": "y"},
        },
    ],
)
def test_h49_groups_channels_and_other_bots_are_nobody(update: dict[str, Any]) -> None:
    assert read(raw(update)) is None
    assert sender_of(update) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "NaN",
        '{"update_id":NaN}',
        "[" * 10_000,
        '{"a":' * 10_000 + "1" + "}" * 10_000,
        "\ufffd\0",
        raw(message(text=["x"])),
        raw(message(text="x", message_id="7")),
        raw(message(text="x", **{"from": {"id": "5"}})),
        raw(message(text="x", **{"from": {"id": -5}})),
        raw(message(text="x", **{"from": {"id": 2**70}})),
        raw(message(text="x", **{"from": []})),
        raw(message(photo=[])),
        raw(message(photo={"file_id": "x"})),
        raw(message(photo=[{"file_id": 5, "width": 1, "height": 1}])),
        raw(message(location={"latitude": 91, "longitude": 0})),
        raw(message(location={"latitude": 10**400, "longitude": 0})),
        raw(message(location={"latitude": 1.5, "longitude": 0})).replace("1.5", "1e999"),
        raw(pressed(id="")),
        raw(pressed(id="\ud800")),
        raw(pressed(data=5)),
    ],
)
def test_h5_h6_what_cannot_be_read_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        read(text)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, below in inside for found in _paths(below, (*path, key)))]


@given(st.data())
def test_h5_whatever_stands_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    update = copy.deepcopy(data.draw(st.sampled_from(samples.every_kind())))
    path = data.draw(st.sampled_from(_paths(update)[1:]))
    place: Any = update
    for key in path[:-1]:
        place = place[key]
    if data.draw(st.booleans()):
        place[path[-1]] = data.draw(ANYTHING)
    else:
        del place[path[-1]]
    sender_of(update)
    with contextlib.suppress(ValueError):
        read(raw(update))
