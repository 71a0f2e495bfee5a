from __future__ import annotations

import json

import pytest

from adapters.telegram.parts import parameters, parts_of, toast
from adapters.telegram.wire import encode
from bot.engine.outgoing import Button, Outgoing
from bot.text.inline import utf16_length, visible

BUTTONS = (Button("Ja", "t1"), Button("Nee", "t2"))


def test_a_short_message_is_one_part_as_it_is() -> None:
    (part,) = parts_of(Outgoing("<b>Dag</b>", BUTTONS, edits="12"))
    assert (part.text, part.buttons, part.edits) == ("<b>Dag</b>", BUTTONS, 12)


@pytest.mark.parametrize("count", [4096, 4097, 40_000])
def test_h37_a_long_text_goes_in_parts_that_fit_with_the_buttons_below(count: int) -> None:
    text = "<i>" + "woord " * (count // 6) + "x" * (count % 6) + "</i>"
    parts = parts_of(Outgoing(text, BUTTONS, edits="12"))
    assert all(utf16_length(visible(part.text)) <= 4096 for part in parts)
    assert len(parts) == -(-count // 4096) or count == 40_000
    assert [part.edits for part in parts] == [12] + [None] * (len(parts) - 1)
    assert [part.buttons for part in parts] == [()] * (len(parts) - 1) + [BUTTONS]


def test_h37_a_family_on_the_limit_is_not_torn_apart() -> None:
    family = "👨‍👩‍👧‍👦"
    parts = parts_of(Outgoing("a" * 4090 + family))
    assert [part.text for part in parts] == ["a" * 4090, family]


def test_only_what_is_seen_counts() -> None:
    text = "<b>&amp;</b>" * 4096
    assert [part.text for part in parts_of(Outgoing(text))] == [text]


def test_a_caption_that_is_too_long_stands_below_its_photo() -> None:
    (part,) = parts_of(Outgoing("é" * 1024, BUTTONS, photo=3, edits="12"))
    assert (part.photo, part.edits, part.buttons) == (3, 12, BUTTONS)
    photo, text = parts_of(Outgoing("é" * 1025, BUTTONS, photo=3, edits="12"))
    assert (photo.photo, photo.text, photo.edits, photo.buttons) == (3, "", None, ())
    assert (text.photo, text.text, text.edits, text.buttons) == (None, "é" * 1025, None, BUTTONS)


def test_a_message_of_another_platform_is_sent_anew() -> None:
    (part,) = parts_of(Outgoing("Dag", edits="$event:example.org"))
    assert part.edits is None


def test_the_call_says_what_telegram_wants() -> None:
    (part,) = parts_of(Outgoing("Dag", (*BUTTONS, Button("Terug", "t3", "terug")), edits="12"))
    assert parameters("-1001", part) == {
        "chat_id": -1001,
        "message_id": 12,
        "text": "Dag",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {
            "inline_keyboard": [
                [{"text": "Ja", "callback_data": "t1"}, {"text": "Nee", "callback_data": "t2"}],
                [{"text": "Terug", "callback_data": "t3"}],
            ]
        },
    }


def test_h38_a_lone_surrogate_can_be_written() -> None:
    assert json.loads(encode({"text": "\ud800é"})) == {"text": "\ud800é"}


def test_a_toast_fits() -> None:
    assert toast("x" * 200) == "x" * 200
    assert toast("x" * 201) == "x" * 199 + "…"
