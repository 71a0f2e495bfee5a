from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.exchange import Answer, NoAnswerError, NotSentError
from adapters.telegram.outcomes import Done, call_outcome, failure_outcome, message_outcome
from bot.engine.platform import Later, Moved, Outcome, Refused, Sent, Unauthorised, Unknown, Unreachable


def no(code: int, description: str = "", status: int | None = None, **parameters: Any) -> Answer:
    said: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return Answer(
        code if status is None else status,
        json.dumps(said | ({"parameters": parameters} if parameters else {})).encode(),
    )


@pytest.mark.parametrize(
    ("description", "outcome"),
    [
        (
            'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0',
            Refused("bad_markup"),
        ),
        ("Bad Request: message is too long", Refused("too_long")),
        ("Bad Request: message caption is too long", Refused("too_long")),
        ("Bad Request: message text is empty", Refused("empty")),
        ("Bad Request: text must be non-empty", Refused("empty")),
        ("Bad Request: BUTTON_DATA_INVALID", Refused("bad_buttons")),
        ("Bad Request: PHOTO_INVALID_DIMENSIONS", Refused("bad_photo")),
        ("Bad Request: IMAGE_PROCESS_FAILED", Refused("bad_photo")),
        ("Bad Request: wrong file identifier/HTTP URL specified", Refused("bad_file")),
        ("Bad Request: something new", Refused("bad_request")),
        ("Bad Request: message is not modified: specified new message content …", Refused("not_modified")),
        ("Bad Request: message to edit not found", Refused("not_editable")),
        ("Bad Request: message can't be edited", Refused("not_editable")),
        ("Bad Request: there is no text in the message to edit", Refused("not_editable")),
        ("Bad Request: MESSAGE_ID_INVALID", Refused("not_editable")),
        ("Bad Request: chat not found", Unreachable("chat_not_found")),
        ("Bad Request: PEER_ID_INVALID", Unreachable("chat_not_found")),
        (
            "Bad Request: not enough rights to send text messages to the chat",
            Unreachable("muted", muted=True),
        ),
        ("Bad Request: group chat was upgraded to a supergroup chat", Unreachable("moved")),
    ],
)
def test_a_400_is_the_messages_fault_or_the_chats(description: str, outcome: Outcome) -> None:
    assert message_outcome(no(400, description)) == outcome


@pytest.mark.parametrize(
    ("description", "reason"),
    [
        ("Forbidden: bot was blocked by the user", "blocked"),
        ("Forbidden: user is deactivated", "deactivated"),
        ("Forbidden: bot was kicked from the supergroup chat", "kicked"),
        ("Forbidden: bot is not a member of the channel chat", "kicked"),
        ("Forbidden: bot can't initiate conversation with a user", "never_started"),
        ("Forbidden: something new", "forbidden"),
        ("", "forbidden"),
    ],
)
def test_a_403_is_unreachable_with_its_reason(description: str, reason: str) -> None:
    assert message_outcome(no(403, description)) == Unreachable(reason)


@pytest.mark.parametrize(
    ("figure", "seconds"),
    [
        (1, 1.0),
        (30, 30.0),
        (10_072, 10_072.0),
        (0, 0.0),
        (2.5, 2.5),
        (None, None),
        ("7", None),
        (-1, None),
        (True, None),
        ([], None),
        (10**400, None),
    ],
)
def test_h62_a_429_waits_as_long_as_it_says_and_for_this_chat_alone(
    figure: Any, seconds: float | None
) -> None:
    assert message_outcome(no(429, "Too Many Requests", retry_after=figure)) == Later(seconds, everyone=False)


def test_h62_a_429_without_parameters_or_from_a_proxy_gives_no_figure() -> None:
    assert message_outcome(no(429)) == Later(None)
    assert message_outcome(Answer(429, b"<html>slow down</html>")) == Later(None)
    assert message_outcome(Answer(429, b"")) == Later(None)


def test_h51_a_group_that_became_a_supergroup_has_moved() -> None:
    answer = no(
        400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1001234567890
    )
    assert message_outcome(answer) == Moved("-1001234567890")


@pytest.mark.parametrize("code", [401, 404])
def test_h8_a_refused_token_is_unauthorised(code: int) -> None:
    assert message_outcome(no(code, "Unauthorized")) == Unauthorised()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (502, b"<html>502 Bad Gateway</html>"),
        (500, b'{"ok":false,"error_code":500,"description":"Internal Server Error"}'),
        (504, b""),
        (200, b""),
        (200, b"<html>captive portal</html>"),
        (200, b'{"ok":true}'),
        (200, b'{"ok":true,"result":null}'),
        (200, b'{"ok":true,"result":{}}'),
        (200, b'{"ok":true,"result":true}'),
        (200, b'{"ok":true,"result":{"message_id":"5"}}'),
        (200, b'{"ok":false}'),
        (200, b'{"ok":"yes","result":{"message_id":5}}'),
        (200, b'{"result":{"message_id":5}}'),
        (200, b'{"ok":true,"result":{"message_id":5}'),
        (200, b"[" * 10_000),
        (200, b'\xff{"ok":true}'),
        (302, b""),
        (401, b"<html>proxy</html>"),
        (400, b"<html>proxy</html>"),
        (500, b'{"ok":true,"result":{"message_id":5}}'),
    ],
)
def test_h9_h63_what_nobody_can_know_is_unknown(status: int, body: bytes) -> None:
    assert isinstance(message_outcome(Answer(status, body)), Unknown)


def test_where_the_status_says_nothing_the_body_decides() -> None:
    assert message_outcome(no(403, "Forbidden: bot was blocked by the user", status=200)) == Unreachable(
        "blocked"
    )
    assert message_outcome(no(400, status=200)) == Refused("bad_request")


def test_a_message_that_was_taken_is_sent_under_its_id() -> None:
    assert message_outcome(Answer(200, b'{"ok":true,"result":{"message_id":5}}')) == Sent("5")
    assert call_outcome(Answer(200, b'{"ok":true,"result":false}')) == Done(False)


def test_without_a_connection_everyone_waits_and_without_an_answer_nobody_knows() -> None:
    assert failure_outcome(NotSentError("not_connected")) == Later(everyone=True)
    assert failure_outcome(NoAnswerError("timed_out")) == Unknown("timed_out")


def test_h72_no_reason_quotes_the_server() -> None:
    said = "can't parse entities: in <b>Noor Peeters"
    for code in (400, 401, 403, 404, 409, 413, 418, 429, 500):
        assert "Noor" not in repr(message_outcome(no(code, said)))
