"""What events mean, whatever stands in them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.matrix.reading import read, written
from bot.engine.incoming import (
    Blocked,
    Content,
    Document,
    Edited,
    Incoming,
    Other,
    Picture,
    Position,
    Pressed,
    Redacted,
    Typed,
    Unblocked,
)

ROOM = "!r:parvis.test"
FILE = "mxc://parvis.test/AbC"
SEALED = {"url": FILE, "key": {"k": "a_-1"}, "iv": "AQ", "hashes": {"sha256": "ab+/"}}


def kept(content: Any, kind: str = "m.room.message", **asked: Any) -> str:
    """Return an event as it is kept; what is asked with a capital first belongs to the event itself."""
    return written(
        ROOM, {"event_id": "$e", "type": kind, "sender": "@noor:parvis.test", "content": content}, **asked
    )


def said(**content: Any) -> Incoming | None:
    return read(kept(content))


@pytest.mark.parametrize(
    ("content", "means"),
    [
        ({"msgtype": "m.text", "body": "Een bank"}, Typed("Een bank")),
        ({"msgtype": "m.emote", "body": "wuift"}, Typed("wuift")),
        ({"msgtype": "m.image", "body": "b.png", "url": FILE}, Picture(FILE)),
        (
            {"msgtype": "m.image", "body": "Hier", "filename": "b.png", "url": FILE, "info": {"size": 7}},
            Picture(FILE, 7, "Hier"),
        ),
        ({"msgtype": "m.image", "body": "b.png", "filename": "b.png", "url": FILE}, Picture(FILE)),
        ({"msgtype": "m.image", "body": "b.png", "file": {"url": FILE}}, Other("encrypted")),
        ({"msgtype": "m.image", "body": "b.png", "file": SEALED | {"iv": "A A"}}, Other("encrypted")),
        ({"msgtype": "m.image", "body": "b.png", "file": SEALED}, Picture(f"{FILE} a_-1,AQ,ab+/")),
        (
            {"msgtype": "m.file", "body": "b.png", "url": FILE, "info": {"mimetype": "image/png"}},
            Picture(FILE),
        ),
        ({"msgtype": "m.file", "body": "b.pdf", "url": FILE}, Document(FILE, "b.pdf")),
        ({"msgtype": "m.file", "url": FILE}, Document(FILE, "file")),
        ({"msgtype": "m.file", "body": "b.pdf", "file": {"url": FILE}}, Other("encrypted")),
        (
            {"msgtype": "m.video", "body": "Kijk", "filename": "a.mp4", "url": FILE, "info": {"size": 5}},
            Document(FILE, "a.mp4", 5, "Kijk"),
        ),
        (
            {"msgtype": "m.file", "body": "b.pdf", "url": FILE, "info": {"mimetype": "application/pdf"}},
            Document(FILE, "b.pdf"),
        ),
        ({"msgtype": "m.audio", "body": "a.ogg", "url": FILE}, Document(FILE, "a.ogg")),
        ({"msgtype": "m.location", "body": "", "geo_uri": "geo:50.8,4.3;u=35"}, Position(50.8, 4.3)),
        ({"msgtype": "m.location", "body": "", "geo_uri": "geo:-50,4.25,7"}, Position(-50.0, 4.25)),
        ({"msgtype": "org.example.hologram", "body": "?"}, Other("unknown")),
    ],
)
def test_h46_every_kind_of_message_is_what_it_is(content: dict[str, Any], means: Content) -> None:
    assert read(kept(content)) == Incoming(means, "$e")


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"msgtype": "m.notice", "body": "Ik ben een bot"},
        {"msgtype": "m.server_notice", "body": "Onderhoud"},
        {"msgtype": "m.key.verification.request", "body": "?"},
    ],
)
def test_h49_what_nobody_says_concerns_nobody(content: dict[str, Any]) -> None:
    assert read(kept(content)) is None


def test_the_quoted_part_of_a_reply_is_not_said_again() -> None:
    body = "> <@parvis:parvis.test> Welke taal?\n> 1. Nederlands\n\nNederlands"
    reply = {"m.in_reply_to": {"event_id": "$q"}}
    answers = Incoming(Typed("Nederlands"), "$e", answers="$q")
    assert said(msgtype="m.text", body=body, **{"m.relates_to": reply}) == answers
    assert said(msgtype="m.text", body="> citaat\n\nen meer") == Incoming(Typed("> citaat\n\nen meer"), "$e")


def test_what_stands_in_a_thread_answers_what_the_thread_is_about() -> None:
    falls_back = {"m.in_reply_to": {"event_id": "$latest"}, "is_falling_back": True}
    thread = {"rel_type": "m.thread", "event_id": "$root", **falls_back}
    answers = Incoming(Typed("Ja"), "$e", answers="$root")
    assert said(msgtype="m.text", body="Ja", **{"m.relates_to": thread}) == answers


def test_h48_an_edit_is_of_the_words_and_names_what_it_changes() -> None:
    replaces = {"m.relates_to": {"rel_type": "m.replace", "event_id": "$old"}}
    new = {"m.new_content": {"msgtype": "m.text", "body": "Twee banken"}}
    assert said(msgtype="m.text", body="* Twee banken", **replaces, **new) == Incoming(
        Edited("Twee banken"), "$old"
    )
    captioned = {"m.new_content": {"msgtype": "m.image", "body": "Daar", "filename": "b.png", "url": FILE}}
    assert said(msgtype="m.image", body="* Daar", **replaces, **captioned) == Incoming(Edited("Daar"), "$old")
    picture = {"m.new_content": {"msgtype": "m.image", "body": "b.png", "url": FILE}}
    assert said(msgtype="m.image", body="* b.png", **replaces, **picture) is None


def test_h58_what_is_taken_back_is_named_in_every_version_of_rooms() -> None:
    assert read(kept({"redacts": "$old"}, "m.room.redaction")) == Incoming(Redacted(), "$old")
    event = {"event_id": "$e", "type": "m.room.redaction", "redacts": "$old", "content": {}}
    assert read(written(ROOM, event)) == Incoming(Redacted(), "$old")


def test_a_keycap_is_a_press_of_what_it_stands_for() -> None:
    relation = {"rel_type": "m.annotation", "event_id": "$question", "key": "1\ufe0f\u20e3"}
    pressed = read(kept({"m.relates_to": relation}, "m.reaction", token="t1.abc"))
    assert pressed == Incoming(Pressed("t1.abc", f"{ROOM} $e", "$e"), "$question")


def test_who_invites_us_begins_and_who_leaves_closes_the_door() -> None:
    assert read(kept({"membership": "join"}, "m.room.member")) == Incoming(Typed("/start"))
    assert read(kept({"membership": "join"}, "m.room.member", moved=True)) == Incoming(Unblocked())
    for gone in ("leave", "ban"):
        assert read(kept({"membership": gone}, "m.room.member")) == Incoming(Blocked())


@pytest.mark.parametrize("kind", ["m.poll.start", "org.matrix.msc3381.poll.start"])
def test_h46_a_poll_is_no_answer(kind: str) -> None:
    assert read(kept({"question": {}}, kind)) == Incoming(Other("poll"), "$e")


@pytest.mark.parametrize(
    "raw",
    [
        kept(None),
        kept([]),
        kept({"msgtype": 7}),
        kept({"msgtype": "m.text", "body": ["a"]}),
        kept({"msgtype": "m.image", "body": "b", "url": "https://example.org/b.png"}),
        kept({"msgtype": "m.location", "geo_uri": "geo:91,0"}),
        kept({"msgtype": "m.location", "geo_uri": "here"}),
        kept({"msgtype": "m.text", "m.relates_to": {"rel_type": "m.replace", "event_id": "$o"}}),
        kept(
            {
                "msgtype": "m.text",
                "m.new_content": {"msgtype": "m.text", "body": "Twee"},
                "m.relates_to": {"rel_type": "m.replace"},
            }
        ),
        kept({"m.relates_to": {}}, "m.reaction", token="t"),
        kept({}, "m.room.redaction"),
        json.dumps({"room": ROOM, "event": 7}),
        '{"room": "!r", "event": {"content": {"x": NaN}}}',
    ],
)
def test_h5_h6_what_is_not_as_specified_is_a_value_error(raw: str) -> None:
    with pytest.raises(ValueError):
        read(raw)


def test_h5_an_event_of_a_kind_to_come_concerns_nobody() -> None:
    assert read(kept({"a": 1}, "m.hologram")) is None
