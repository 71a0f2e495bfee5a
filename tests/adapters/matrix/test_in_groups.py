"""What calls us in a room of several, who decides there, and who may write: as events say it, and as they do not."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.matrix.in_groups import decides, may_write, meant, words_of

ME, NAME = "@parvis7:example.org", "Parvis van Brussel"
NOOR = "@noor:example.org"


def text(body: str, **more: Any) -> dict[str, Any]:
    return {"msgtype": "m.text", "body": body, **more}


def mention(body: str, *people: str, **more: Any) -> dict[str, Any]:
    return text(body, **{"m.mentions": {"user_ids": list(people or (ME,))}}, **more)


REPLY = {"m.relates_to": {"m.in_reply_to": {"event_id": "$card"}}}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (text("!parvis idee 12"), ("idee 12", True)),
        (text("!PARVIS  idée 12 "), ("idée 12", True)),
        (text("!parvis7 ideas"), ("ideas", True)),
        (text("!parvis"), ("", True)),
        (text("/idea 12"), ("/idea 12", False)),
        (text("parvis: ideeën"), ("ideeën", True)),
        (text("Parvis, menu"), ("menu", True)),
        (text("@parvis7: menu"), ("menu", True)),
        (text(f"{ME}: menu"), ("menu", True)),
        (text("Parvis van Brussel: menu"), ("menu", True)),
        (mention("Parvis van Brussel idee 12"), ("idee 12", True)),
        (mention("hé @parvis7, idee 12"), ("hé idee 12", True)),
        (mention("idee 12"), ("idee 12", True)),
        (mention("Parvis van Brussel"), ("", True)),
        (mention("dank je", **REPLY), ("dank je", False)),
        (mention("@parvis7 idee 12", **REPLY), ("idee 12", True)),
        (mention("> <@parvis7:example.org> Kaart\n\nidee 12", **REPLY), ("idee 12", False)),
    ],
)
def test_h50_whoever_calls_us_is_heard(content: dict[str, Any], said: tuple[str, bool]) -> None:
    assert meant(content, ME, NAME) == said


@pytest.mark.parametrize(
    "content",
    [
        text("idee 12"),
        text("Parvis is leuk"),
        text("parvise: idee 12"),
        text("!weather Brussels"),
        text("! parvis idee"),
        text("dank je", **REPLY),
        mention("kijk eens", NOOR),
        mention("", ME),
        {"msgtype": "m.notice", "body": "!parvis ideas"},
        {"msgtype": "m.notice", "body": "ideas", "m.mentions": {"user_ids": [ME]}},
        {"msgtype": "m.image", "body": "!parvis ideas"},
        {"msgtype": "m.text", "body": 7},
        {"msgtype": "m.text"},
        {},
        text("!parvis ideas", **{"m.relates_to": {"rel_type": "m.replace", "event_id": "$x"}}),
        text("dag", **{"m.mentions": {"user_ids": ME}}),
        text("dag", **{"m.mentions": ["parvis"], "m.relates_to": 7}),
    ],
)
def test_h46_h49_what_others_talk_about_is_not_ours(content: dict[str, Any]) -> None:
    assert meant(content, ME, NAME) is None


def test_h36_h38_words_come_cleaned() -> None:
    assert words_of(text("1\u202e")) == "1"
    assert meant(text("!parvis\u200b idee\u2066 12"), ME, NAME) == ("idee 12", True)


ROOM = {"sender": NOOR, "content": {"room_version": "10"}}


@pytest.mark.parametrize(
    ("levels", "created", "person", "may"),
    [
        ({"users": {NOOR: 100}}, ROOM, NOOR, True),
        ({"users": {NOOR: 50}}, ROOM, NOOR, True),
        ({"users": {NOOR: 49}}, ROOM, NOOR, False),
        ({"users": {NOOR: 0}}, ROOM, NOOR, False),
        ({"users": {}, "users_default": 60}, ROOM, "@piet:example.org", True),
        ({"users": {NOOR: 60}, "state_default": 80}, ROOM, NOOR, False),
        ({"users": {NOOR: True}}, ROOM, NOOR, False),
        ({"users": 7, "state_default": "x"}, ROOM, NOOR, False),
        (None, ROOM, NOOR, True),
        (None, ROOM, "@piet:example.org", False),
        ({}, {"sender": NOOR, "content": {"room_version": "12"}}, NOOR, True),
        (
            {},
            {"sender": "@x:y", "content": {"room_version": "12", "additional_creators": [NOOR]}},
            NOOR,
            True,
        ),
        ({}, {"content": {"room_version": "org.example", "additional_creators": [NOOR]}}, NOOR, False),
        (None, {}, NOOR, False),
    ],
)
def test_who_decides_for_a_room_is_who_may_change_it(
    levels: dict[str, Any] | None, created: dict[str, Any], person: str, may: bool
) -> None:
    assert decides(levels, created, person) is may


@pytest.mark.parametrize(
    ("levels", "may"),
    [
        ({}, True),
        ({"events_default": 10}, False),
        ({"events_default": 10, "users": {ME: 10}}, True),
        ({"events_default": 10, "events": {"m.room.message": 0}}, True),
        ({"events": {"m.room.message": 50}, "users_default": 10}, False),
        ({"events": 7, "events_default": "a"}, True),
    ],
)
def test_h51_muted_is_who_has_too_little_power_to_write(levels: dict[str, Any], may: bool) -> None:
    assert may_write(levels, ME) is may
