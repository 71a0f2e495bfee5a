"""What organisers have said of ideas before a transcript begins, or while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from bot.civic.statuses import OFFICIAL, AnswerIdeas

if TYPE_CHECKING:
    from tests.chat import Chat

FUNCTION: Final = {"nl": "Dienst Mobiliteit", "fr": "Service Mobilité"}


def answer(*numbers: int, status: str | None = None, latest: int = 1_000_000) -> AnswerIdeas:
    """Return an official answer to these ideas."""
    texts = {"nl": "We doen het in maart.", "fr": "Nous le ferons en mars."}
    official = next((each for each in OFFICIAL if each == status), None)
    return AnswerIdeas(numbers, official, texts, FUNCTION, latest)


def _answers(chat: Chat, number: str, status: str) -> None:
    chat.world.operate(answer(int(number), status=status))


DECIDED: Final[Mapping[str, Callable[..., Any]]] = {
    r"idea (\d+) is answered as (\w+)": _answers,
}
