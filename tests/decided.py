"""What organisers have said of ideas before a transcript begins, or while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.civic.commitments import KeepPromise, Promise
from bot.civic.duplicates import MergeIdeas
from bot.civic.people import LiveIn
from bot.civic.screening import ApproveIdea, AskAuthor, ReplyToQuestion, SetIdeaRules
from bot.civic.statuses import OFFICIAL, AnswerIdeas

if TYPE_CHECKING:
    from tests.chat import Chat

FUNCTION: Final = {"nl": "Dienst Mobiliteit", "fr": "Service Mobilité"}


WEEK: Final = timedelta(days=7)


def answer(*numbers: int, status: str | None = None, latest: int = 1_000_000) -> AnswerIdeas:
    """Return an official answer to these ideas."""
    texts = {"nl": "We doen het in maart.", "fr": "Nous le ferons en mars."}
    official = next((each for each in OFFICIAL if each == status), None)
    return AnswerIdeas(numbers, official, texts, FUNCTION, latest)


def _answers(chat: Chat, number: str, status: str) -> None:
    chat.world.operate(answer(int(number), status=status))


def promise(chat: Chat, number: str) -> None:
    """A promise for the day a week from now."""
    texts = {"nl": "Witte verf", "fr": "Peinture blanche"}
    day = (chat.world.clock.at + WEEK).date()
    chat.world.operate(Promise(int(number), texts, FUNCTION, day))


def _screens(chat: Chat) -> None:
    """A programme whose ideas are looked at first."""
    chat.world.programme()
    chat.world.operate(SetIdeaRules(1, screens=True, threshold=None))


def _replies(chat: Chat, question: str, text: str) -> None:
    """The author of somebody else's idea answers."""
    chat.world.does("luc", ReplyToQuestion(int(question), text))
    chat.world.settle()


DECIDED: Final[Mapping[str, Callable[..., Any]]] = {
    r"a programme that screens": _screens,
    r"the author answers question (\d+) “(.*)”": _replies,
    r"an organiser asks about idea (\d+) “(.*)”": lambda chat, number, text: chat.world.operate(
        AskAuthor(int(number), text)
    ),
    r"an organiser approves idea (\d+)": lambda chat, number: chat.world.operate(ApproveIdea(int(number))),
    r"a promise about idea (\d+)": promise,
    r"idea (\d+) is joined with idea (\d+)": lambda chat, gone, stays: chat.world.operate(
        MergeIdeas(int(gone), int(stays))
    ),
    r"promise (\d+) is kept": lambda chat, number: chat.world.operate(KeepPromise(int(number), 1)),
    r"I live in (\w+)": lambda chat, where: chat.world.does(chat.name, LiveIn(where)),
    r"idea (\d+) is answered as (\w+)": _answers,
}
