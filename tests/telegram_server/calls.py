"""The record of what the bot asked and was answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.telegram_server.faults import Fault


@dataclass
class Call:
    """One call. `status` is 0 while there is no answer, and stays so where none was given.

    `accepted` says that it took effect; `by_webhook_reply` that it came as the answer to an update.
    `broken_rule` is the refusal's sentence where the bot could have known better; `result` what was answered
    (of getUpdates the ids).
    """

    method: str
    params: dict[str, str]
    at: float
    files: dict[str, int] = field(default_factory=dict)
    status: int = 0
    description: str = ""
    broken_rule: str = ""
    accepted: bool = False
    fault: Fault | None = None
    by_webhook_reply: bool = False
    result: Any = None

    @property
    def chat_id(self) -> int | None:
        """The chat it was for, where that is a number."""
        text = self.params.get("chat_id", "")
        return int(text) if text.removeprefix("-").isdecimal() else None


_FILES = ("photo", "document", "video", "animation", "voice", "audio")
_SENDING = {"sendmessage", "sendlocation", *(f"send{kind}" for kind in _FILES)}
_CONTENT = ("text", "caption", *_FILES, "latitude", "longitude", "reply_markup")


def duplicates(calls: Iterable[Call]) -> list[Call]:
    """Answer the accepted messages that say, in the same chat, what an earlier one said with the same buttons."""
    seen: set[tuple[str, ...]] = set()
    repeated = []
    for call in calls:
        if call.accepted and call.method.lower() in _SENDING:
            said = (call.params.get("chat_id", ""), *(call.params.get(name, "") for name in _CONTENT))
            if said in seen:
                repeated.append(call)
            seen.add(said)
    return repeated
