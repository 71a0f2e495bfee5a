"""How a message becomes the contents of events."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from adapters.matrix.keycaps import Allowance, keycap
from adapters.matrix.parts import CHOICES, Content, content_of, parts_of, transaction
from bot.engine.outgoing import Button, Outgoing
from bot.text.clean import number
from bot.text.inline import escape

ASKED = Outgoing(
    "<b>Welke taal?</b>",
    (
        Button("Nederlands", "t1"),
        Button("R&D <b>", "t2"),
        Button("Terug", "w1", "back"),
        Button("Stop", "w2", "cancel"),
    ),
)


def only(message: Outgoing) -> Content:
    (part,) = parts_of(message)
    return content_of(part)


def test_choices_stand_as_a_numbered_list_and_ways_out_as_words() -> None:
    content = only(ASKED)
    assert content["body"] == "Welke taal?\n\n1. Nederlands\n2. R&D <b>\n\nTerug · Stop"
    assert content["formatted_body"] == (
        "<b>Welke taal?</b><br><br><b>1.</b> Nederlands<br><b>2.</b> R&amp;D &lt;b&gt;<br><br><i>Terug</i> · <i>Stop</i>"
    )
    assert content["format"] == "org.matrix.custom.html"
    assert content[CHOICES] == ["t1", "t2"]


def test_what_the_text_lists_already_is_not_listed_again() -> None:
    content = only(Outgoing("1. Een\n2. Twee", (*ASKED.buttons[:2], Button("Geen", "t3")), listed=2))
    assert content["body"] == "1. Een\n2. Twee\n\n3. Geen"
    assert content[CHOICES] == ["t1", "t2", "t3"]


def test_h35_nobody_is_pinged_and_nothing_is_a_notice() -> None:
    content = only(Outgoing("@room dag"))
    assert content["m.mentions"] == {}
    assert content["msgtype"] == "m.text"
    assert CHOICES not in content


def test_an_edit_replaces_and_stands_by_itself_where_edits_are_not_known() -> None:
    content = only(Outgoing("Dan", edits="$first"))
    assert content["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$first"}
    assert content["m.new_content"]["body"] == "Dan"
    assert content["body"] == "* Dan"


def test_a_question_replaces_nothing() -> None:
    assert "m.relates_to" not in only(replace(ASKED, edits="$first"))


@pytest.mark.parametrize(
    "text", ["a" * 40_000, "漢" * 40_000, "&" * 40_000, "\n".join("x" * 10_000), "👨‍👩‍👧‍👦" * 3_000]
)
def test_h37_whatever_is_said_fits_into_an_event_twice(text: str) -> None:
    parts = parts_of(Outgoing(escape(text), ASKED.buttons, edits=None))
    assert [bool(part.tokens) for part in parts] == [False] * (len(parts) - 1) + [True]
    for part in parts:
        assert len(json.dumps(content_of(part), ensure_ascii=False).encode()) < 20_000


def test_nothing_said_is_no_part() -> None:
    assert parts_of(Outgoing("")) == []
    assert parts_of(Outgoing(" \n ")) == []


def test_h60_the_same_message_has_the_same_transaction_and_no_other_has_it() -> None:
    assert transaction(ASKED, 7, 0) == transaction(replace(ASKED), 7, 0)
    others = [
        transaction(ASKED, 8, 0),
        transaction(ASKED, 7, 1),
        transaction(replace(ASKED, text="Anders"), 7, 0),
    ]
    assert transaction(ASKED, 7, 0) not in others


def test_keycaps_are_numbers() -> None:
    assert [number(keycap(n)) for n in range(1, 6)] == [1, 2, 3, 4, 5]


def test_h62_keycaps_leave_half_of_a_stock_burst_to_answers() -> None:
    allowance = Allowance()
    allowance.spend(0.0)
    assert allowance.has_room_for(0.0, 4)
    assert not allowance.has_room_for(0.0, 5)
    allowance.spend(0.0, 4)
    assert not allowance.has_room_for(0.0, 1)
    assert allowance.has_room_for(5.0, 1)


def test_keycaps_are_free_once_more_was_taken_than_a_stock_server_takes() -> None:
    allowance = Allowance()
    for _ in range(25):
        allowance.spend(1.0)
    assert allowance.has_room_for(1.0, 5)
    allowance.refused(2.0)
    assert not allowance.has_room_for(2.0, 1)
    for _ in range(25):
        allowance.spend(3.0)
    assert not allowance.has_room_for(3.0, 1)
    for _ in range(40):
        allowance.spend(4000.0)
    assert allowance.has_room_for(4000.0, 5)
