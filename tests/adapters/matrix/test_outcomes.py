"""What the homeserver's answers mean."""

from __future__ import annotations

import json

import pytest

from adapters.exchange import Answer, NoAnswerError, NotSentError
from adapters.matrix.outcomes import event_outcome, failure_outcome
from bot.engine.platform import Later, Outcome, Refused, Sent, Unauthorised, Unknown, Unreachable


def error(code: str, **more: object) -> bytes:
    return json.dumps({"errcode": code, "error": "Noor wrote: …", **more}).encode()


@pytest.mark.parametrize(
    ("answer", "means"),
    [
        (Answer(200, b'{"event_id":"$e"}'), Sent("$e")),
        (Answer(200, b"{}"), Unknown("no_result")),
        (Answer(200, b""), Unknown("no_result")),
        (Answer(429, error("M_LIMIT_EXCEEDED", retry_after_ms=1500)), Later(1.5, everyone=True)),
        (Answer(429, error("M_LIMIT_EXCEEDED"), "30"), Later(30.0, everyone=True)),
        (Answer(429, b"<html>", None), Later(None, everyone=True)),
        (Answer(429, error("M_LIMIT_EXCEEDED", retry_after_ms=-5)), Later(None, everyone=True)),
        (Answer(429, error("M_LIMIT_EXCEEDED", retry_after_ms=10**20)), Later(None, everyone=True)),
        (Answer(403, error("M_FORBIDDEN")), Unreachable("not_in_room")),
        (Answer(404, error("M_NOT_FOUND")), Unreachable("no_such_room")),
        (Answer(401, error("M_UNKNOWN_TOKEN")), Unauthorised()),
        (Answer(403, error("M_USER_DEACTIVATED")), Unauthorised()),
        (Answer(401, b""), Unauthorised()),
        (Answer(413, error("M_TOO_LARGE")), Refused("too_large")),
        (Answer(413, b"<html>"), Refused("too_large")),
        (Answer(400, error("M_BAD_JSON")), Refused("bad_request")),
        (Answer(403, error("M_RESOURCE_LIMIT_EXCEEDED")), Later(None, everyone=True)),
        (Answer(500, error("M_UNKNOWN")), Unknown("server_error")),
        (Answer(502, b"<html>Bad gateway"), Unknown("server_error")),
        (Answer(404, b"<html>Not found"), Unknown("not_an_answer")),
        (Answer(302, b""), Unknown("not_an_answer")),
    ],
)
def test_h9_h62_h63_every_answer_is_one_outcome(answer: Answer, means: Outcome) -> None:
    assert event_outcome(answer) == means


def test_h64_no_connection_lets_everybody_wait_and_no_answer_is_unknown() -> None:
    assert failure_outcome(NotSentError("not_connected")) == Later(everyone=True)
    assert failure_outcome(NoAnswerError("timed_out")) == Unknown("timed_out")
