from __future__ import annotations

import json
import time

import pytest

from adapters.telegram.batch import Found, next_offset, update_in, updates_in
from adapters.telegram.reading import read
from bot.engine.incoming import Incoming, Typed
from tests.adapters.telegram.samples import GROUP, PERSON, message, pressed

GOOD = json.dumps(message(text="buur"))


def answer(*updates: str) -> bytes:
    return ('{"ok":true,"result":[' + ",".join(updates) + "]}").encode()


def with_id(number: object) -> str:
    return json.dumps(message(text="buur") | {"update_id": number})


def keys(body: bytes) -> list[str]:
    return [found.arrival.key for found in _updates(body)]


def _updates(body: bytes) -> list[Found]:
    batch = updates_in(body)
    assert batch is not None
    return batch


def test_updates_are_kept_in_order_under_their_ids() -> None:
    assert keys(answer(with_id(7), with_id(8))) == ["7", "8"]
    assert updates_in(b'{"ok":true,"result":[]}') == []


def test_h4_any_id_is_kept_and_the_offset_follows_the_last_never_the_largest() -> None:
    batch = _updates(answer(with_id(2**40), with_id(0), with_id(3)))
    assert [each.arrival.key for each in batch] == [str(2**40), "0", "3"]
    assert next_offset(batch) == 4
    assert next_offset(_updates(answer(with_id(0)))) == 1


@pytest.mark.parametrize("number", [-5, None, "7", 1.5, True, [], 10**30])
def test_h4_an_id_that_cannot_be_confirmed_moves_no_offset_and_still_is_kept_once(number: object) -> None:
    once, again = _updates(answer(with_id(number))), _updates(answer(with_id(number)))
    assert next_offset(once) is None
    assert once == again
    assert next_offset(_updates(answer(with_id(3), with_id(number)))) == 4


def test_a_press_brings_its_receipt_wherever_it_was_made() -> None:
    query = {"id": "77", "from": PERSON, "message": {"message_id": 1, "chat": GROUP}, "data": "x"}
    in_a_group = json.dumps({"update_id": 2, "callback_query": query})
    receipts = [
        each.arrival.receipt for each in _updates(answer(json.dumps(pressed()), in_a_group, with_id(3)))
    ]
    assert receipts == ["4382bfdwdsb323b2d9", "77", None]
    broken = json.dumps({"update_id": 4, "callback_query": {"id": 5}})
    assert _updates(answer(broken))[0].arrival.receipt is None


def test_h4_an_update_without_an_id_is_told_from_another_one() -> None:
    first, second = _updates(answer('{"a":1}', '{"a":2}'))
    assert first.arrival.key != second.arrival.key
    assert first.arrival.sender is None


@pytest.mark.parametrize(
    "broken",
    [
        '{"update_id":2,"message":' + '{"a":' * 10_000 + "1" + "}" * 10_001,
        '{"update_id":2,"a":' + "[" * 10_000 + "]" * 10_000 + "}",
        '{"update_id":2,"a":NaN}',
        '{"update_id":2,"a":-Infinity}',
        '{"update_id":2,"a":tru}',
        '{"update_id":2 "a":1}',
        '{"update_id":2,"a":' + "9" * 5_000 + "}",
        '{"update_id":2,"a":"}],\\""}',
    ],
    ids=["deep", "deep-lists", "NaN", "Infinity", "no-word", "no-comma", "long-number", "brackets-in-text"],
)
def test_h6_an_update_that_is_not_json_costs_its_neighbours_nothing(broken: str) -> None:
    batch = _updates(answer(with_id(1), broken, with_id(3)))
    assert [each.arrival.key for each in batch] == ["1", "2", "3"]
    assert next_offset(batch) == 4
    assert read(batch[2].arrival.raw) == Incoming(Typed("buur"), "7")


def test_h6_what_could_be_parsed_but_is_no_json_is_put_aside_when_it_is_read() -> None:
    (found,) = _updates(answer('{"update_id":2,"message":{"a":NaN}}'))
    with pytest.raises(ValueError):
        read(found.arrival.raw)


def test_h6_invalid_utf8_spoils_only_its_own_letters() -> None:
    body = answer(with_id(1), '{"update_id":2,"message":"\x00X"}', with_id(3)).replace(
        b"X", b"\xff\xfe\xed\xa0\x80"
    )
    assert keys(body) == ["1", "2", "3"]
    for each in _updates(body):
        each.arrival.raw.encode()
        assert "\0" not in each.arrival.raw


def test_h6_of_an_answer_that_was_cut_off_the_whole_updates_are_kept() -> None:
    body = answer(with_id(1), with_id(2), with_id(3))
    assert keys(body[:-20]) == ["1", "2"]
    assert keys(body[: len(answer(with_id(1))) - 20]) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>502</html>",
        b'{"ok":true}',
        b'{"ok":false}',
        b'{"ok":false,"result":[]}',
        b'{"ok":true,"result":5}',
        b"[]",
        b"5",
    ],
)
def test_h9_what_is_no_answer_is_no_batch(body: bytes) -> None:
    assert updates_in(body) is None


def test_h38_a_lone_surrogate_is_kept_as_an_escape_that_any_database_takes() -> None:
    (found,) = _updates(answer('{"update_id":2,"message":"\\ud800\\u0000"}'))
    assert found.arrival.raw.isascii()
    assert "\0" not in found.arrival.raw


def test_h2_a_large_answer_that_is_not_json_is_pieced_quickly() -> None:
    text = json.dumps("\\" * 50_000 + '"' * 50_000)
    body = (
        answer(*[f'{{"update_id":{number},"a":{text}}}' for number in range(20)], '{"a":tru}')
        + b'"' * 100_000
    )
    started = time.perf_counter()
    assert len(_updates(body)) == 21
    assert time.perf_counter() - started < 3


def test_a_webhook_call_brings_one_update() -> None:
    found = update_in(GOOD.encode())
    assert found is not None
    assert found.arrival.key == "41"
    assert found.arrival.sender is not None


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"5", GOOD.encode()[:-5], b"\xff"])
def test_h6_what_is_no_update_at_all_is_none(body: bytes) -> None:
    assert update_in(body) is None


@pytest.mark.parametrize(
    "body",
    ['{"update_id":9,"a":' + "[" * 10_000 + "]" * 10_000 + "}", '{"update_id":9,"a":' + "9" * 5_000 + "}"],
)
def test_h6_a_whole_update_that_nobody_can_hold_is_kept_as_it_came(body: str) -> None:
    found = update_in(body.encode())
    assert found is not None
    assert (found.arrival.key, found.arrival.raw, found.arrival.sender) == ("9", body, None)
