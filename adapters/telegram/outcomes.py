"""What an answer of the Bot API means, decided from its status and its body alone.

*Not sent for sure*: no connection, 400, 403, 429. *Unknown*: a time-out, a reset, 5xx, a body that is not JSON
or lacks its result. *Sent*: the message id is there. Reasons are slugs: the server's own sentences may quote
the text that they refuse, and texts stay out of logs (H72).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adapters.exchange import Answer, NoAnswerError, NotSentError
from bot.engine.platform import Later, Moved, Outcome, Refused, Sent, Unauthorised, Unknown, Unreachable

LONGEST_WAIT_SECONDS = 10**9
NOT_MODIFIED = Refused("not_modified")
NOT_EDITABLE = Refused("not_editable")
BAD_FILE = Refused("bad_file")
NO_VOICE = Refused("no_voice")

_BAD_REQUESTS: tuple[tuple[str, Outcome], ...] = (
    ("message is not modified", NOT_MODIFIED),
    ("message to edit not found", NOT_EDITABLE),
    ("message can't be edited", NOT_EDITABLE),
    ("message_id_invalid", NOT_EDITABLE),
    ("message identifier", NOT_EDITABLE),
    ("no text in the message to edit", NOT_EDITABLE),
    ("no caption in the message to edit", NOT_EDITABLE),
    ("chat not found", Unreachable("chat_not_found")),
    ("user not found", Unreachable("chat_not_found")),
    ("peer_id_invalid", Unreachable("chat_not_found")),
    ("deactivated", Unreachable("deactivated")),
    ("user_is_blocked", Unreachable("blocked")),
    ("not enough rights", Unreachable("muted", muted=True)),
    ("have no rights to send", Unreachable("muted", muted=True)),
    ("chat_write_forbidden", Unreachable("muted", muted=True)),
    ("need administrator rights", Unreachable("muted", muted=True)),
    # With the new id this is a move; without it there is nowhere to send to.
    ("upgraded to a supergroup", Unreachable("moved")),
    ("wrong file identifier", BAD_FILE),
    ("wrong remote file", BAD_FILE),
    ("file reference", BAD_FILE),
    ("can't use file of type", BAD_FILE),
    ("voice_messages_forbidden", NO_VOICE),
    ("restricted receiving of voice", NO_VOICE),
    ("too long", Refused("too_long")),
    ("is empty", Refused("empty")),
    ("must be non-empty", Refused("empty")),
    ("can't parse entities", Refused("bad_markup")),
    ("button", Refused("bad_buttons")),
    ("keyboard", Refused("bad_buttons")),
    ("photo", Refused("bad_photo")),
    ("image", Refused("bad_photo")),
)

_FORBIDDEN = (
    ("blocked", Unreachable("blocked")),
    ("deactivated", Unreachable("deactivated")),
    ("kicked", Unreachable("kicked")),
    ("not a member", Unreachable("kicked")),
    ("can't initiate", Unreachable("never_started")),
)

_BY_CODE: dict[object, Outcome] = {
    401: Unauthorised(),
    404: Unauthorised(),  # a token of the wrong shape: the methods that are called all exist
    413: Refused("too_large"),
}


class KeyRefusedError(PermissionError):
    """Telegram refuses the token: get a valid one from @BotFather and set PARVIS_TELEGRAM__TOKEN."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class Done:
    """The call was carried out, with this result."""

    result: Any


def message_outcome(answer: Answer) -> Outcome:
    """Return what came of a call whose result is a message."""
    outcome = call_outcome(answer)
    if not isinstance(outcome, Done):
        return outcome
    message = outcome.result.get("message_id") if isinstance(outcome.result, dict) else None
    return Sent(str(message)) if type(message) is int else Unknown("no_result")


def call_outcome(answer: Answer) -> Done | Outcome:
    """Return the result of any call, or why there is none."""
    said = answer.json()
    if not isinstance(said.get("ok"), bool):
        # A proxy's page; but whoever says 429 has not passed the call on.
        return Later() if answer.status == 429 else Unknown("not_an_answer")
    if said["ok"]:
        return _carried_out(answer.status, said)
    return _refused(answer.status, said)


def failure_outcome(failure: NotSentError | NoAnswerError) -> Outcome:
    """Return what no answer means. Without a connection nobody can be reached, so everyone waits."""
    return Later(everyone=True) if isinstance(failure, NotSentError) else Unknown(str(failure))


def _carried_out(status: int, said: dict[str, Any]) -> Done | Outcome:
    if 200 <= status < 300 and said.get("result") is not None:
        return Done(said["result"])
    return Unknown("no_result")


def _refused(status: int, said: dict[str, Any]) -> Outcome:
    """Return what `"ok": false` means; where the status says nothing, the body's own code does."""
    code = status if status >= 400 else said.get("error_code")
    described = said.get("description")
    description = described.lower() if isinstance(described, str) else ""
    parameters = said.get("parameters")
    if not isinstance(parameters, dict):
        parameters = {}
    if type(moved := parameters.get("migrate_to_chat_id")) is int:
        return Moved(str(moved))
    return _by_code(code, description, parameters)


def _by_code(code: object, description: str, parameters: dict[str, Any]) -> Outcome:
    match code:
        case 400:
            return _named(_BAD_REQUESTS, description, Refused("bad_request"))
        case 403:
            return _named(_FORBIDDEN, description, Unreachable("forbidden"))
        case 429:
            # Telegram does not say whether one chat or the account is meant, and the figure may be
            # hours: only this chat waits, and the others find out for themselves.
            return Later(_seconds(parameters.get("retry_after")))
        case int() if code >= 500:
            return Unknown("server_error")
        case _:
            return _BY_CODE.get(code, Unknown("no_reason"))


def _named(table: tuple[tuple[str, Outcome], ...], description: str, otherwise: Outcome) -> Outcome:
    return next((outcome for words, outcome in table if words in description), otherwise)


def _seconds(figure: object) -> float | None:
    if isinstance(figure, bool) or not isinstance(figure, int | float):
        return None
    return float(figure) if 0 <= figure <= LONGEST_WAIT_SECONDS else None
