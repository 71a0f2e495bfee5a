"""Reading `reply_markup`."""

from __future__ import annotations

from typing import Any

from tests.telegram_server.links import checked_link
from tests.telegram_server.params import Params
from tests.telegram_server.refusals import bad_request
from tests.telegram_server.wire import Json

MAX_BUTTONS = 100
MAX_BUTTONS_IN_A_ROW = 8
MAX_DATA_BYTES = 64
_OTHER_KEYBOARDS = {"keyboard", "remove_keyboard", "force_reply"}
_OTHER_BUTTONS = {
    *("web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat"),
    *("switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay"),
}


def inline_keyboard(params: Params) -> Json:
    """Answer `{"reply_markup": …}` as a message holds it, or `{}` where it has no inline buttons."""
    markup = params.json("reply_markup")
    if markup is None:
        return {}
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        if markup and not _OTHER_KEYBOARDS & markup.keys():
            raise bad_request("can't parse reply keyboard markup JSON object")
        return {}
    rows = [row for row in map(_row, _list(markup["inline_keyboard"], "inline_keyboard")) if row]
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_BUTTONS_IN_A_ROW for row in rows):
        # Telegram's clients show no more; being told so here is better than finding out there.
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise bad_request(f'field "{name}" of the InlineKeyboardMarkup must be of type Array of Arrays')
    return value


def _row(row: Any) -> list[Json]:
    if not isinstance(row, list):
        raise bad_request("can't parse inline keyboard row: expected an Array of InlineKeyboardButton")
    # A button without a label is left out, as Telegram does.
    return [button for button in map(_button, row) if button["text"]]


def _button(button: Any) -> Json:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    actions = [
        name for name in ("callback_data", "url", *sorted(_OTHER_BUTTONS)) if button.get(name) is not None
    ]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request(
            "can't parse inline keyboard button: exactly one of the optional fields must be used"
        )
    return {"text": button["text"], actions[0]: _action(actions[0], button[actions[0]])}


def _action(name: str, value: Any) -> Any:
    if name == "callback_data":
        if not 1 <= len(str(value).encode()) <= MAX_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        return str(value)
    if name == "url":
        address = checked_link(str(value))
        if not address:
            raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
        return address
    return value
