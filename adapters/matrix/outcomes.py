"""What an answer of the homeserver means, decided from its status and its error code.

Reasons are slugs: the server's own sentences may name people and rooms, which stay out of logs (H72). *Unknown* costs
nothing here but patience: an event is sent again under the same transaction id, and so is there once (H60).
"""

from __future__ import annotations

from typing import Any

from adapters.exchange import Answer, NoAnswerError, NotSentError
from bot.engine.platform import Later, Outcome, Refused, Sent, Unauthorised, Unknown, Unreachable

LONGEST_WAIT_SECONDS = 10**9

_BY_CODE: dict[object, Outcome] = {
    "M_UNKNOWN_TOKEN": Unauthorised(),
    "M_MISSING_TOKEN": Unauthorised(),
    "M_USER_DEACTIVATED": Unauthorised(),
    "M_USER_SUSPENDED": Unauthorised(),
    "M_FORBIDDEN": Unreachable("not_in_room"),
    "M_GUEST_ACCESS_FORBIDDEN": Unreachable("not_in_room"),
    "M_NOT_FOUND": Unreachable("no_such_room"),
    "M_TOO_LARGE": Refused("too_large"),
    # The server as a whole takes no more, until its owner sees to it: nothing is wrong with the message.
    "M_RESOURCE_LIMIT_EXCEEDED": Later(None, everyone=True),
    "M_CONSENT_NOT_GIVEN": Later(None, everyone=True),
}


KEY_REFUSED = (
    "The homeserver refuses the token: log in once more as README.md shows, and set PARVIS_MATRIX__TOKEN and "
    "PARVIS_MATRIX__DEVICE to what it answers."
)


class NotOursError(PermissionError):
    """The homeserver does not take us for whom the settings name; the sentence says which setting, and the remedy."""


class NotDoneError(Exception):
    """The call was not carried out, or nobody can know: `outcome` says which, `code` is the homeserver's own."""

    def __init__(self, outcome: Outcome, code: str | None = None) -> None:
        super().__init__(type(outcome).__name__)
        self.outcome = outcome
        self.code = code


def event_outcome(answer: Answer) -> Outcome:
    """Return what came of sending an event."""
    said = answer.json()
    if 200 <= answer.status < 300:
        event = said.get("event_id")
        return Sent(event) if isinstance(event, str) and event else Unknown("no_result")
    return refusal(answer.status, said, answer.retry_after)


def refusal(status: int, said: dict[str, Any], retry_after: str | None = None) -> Outcome:
    """Return why a call was not carried out. A proxy that answers for the homeserver has no error code."""
    code = said.get("errcode")
    if status == 429 or code == "M_LIMIT_EXCEEDED":
        # Synapse counts by account, so everybody waits.
        return Later(_seconds(said.get("retry_after_ms"), retry_after), everyone=True)
    if status >= 500:
        return Unknown("server_error")
    if code in _BY_CODE:
        return _BY_CODE[code]
    if status == 401:
        return Unauthorised()
    if status == 413:
        return Refused("too_large")
    return Refused("bad_request") if code is not None else Unknown("not_an_answer")


def failure_outcome(failure: NotSentError | NoAnswerError) -> Outcome:
    """Return what no answer means. Without a connection nobody can be reached, so everyone waits."""
    return Later(everyone=True) if isinstance(failure, NotSentError) else Unknown(str(failure))


def _seconds(milliseconds: object, header: str | None) -> float | None:
    if isinstance(milliseconds, int | float) and not isinstance(milliseconds, bool):
        figure = milliseconds / 1000
    elif header is not None and header.isdecimal():
        figure = float(header)
    else:
        return None
    return figure if 0 <= figure <= LONGEST_WAIT_SECONDS else None
