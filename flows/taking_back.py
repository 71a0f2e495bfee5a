"""A message was deleted that had given an idea, a comment, a support or a ballot: what it gave is taken back, too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.civic.comments import WithdrawComment
from bot.civic.doors import Command
from bot.civic.ideas import WithdrawIdea, WithdrawSupport
from bot.civic.threads import TakeLetterBack
from bot.civic.votes import WithdrawBallot
from bot.engine.flow import Kind, flow
from bot.engine.questions import Link, link
from bot.engine.talk import Talk
from bot.text.lazy import Text, _
from flows.saying.doing import carried_out

IDEA, COMMENT, SUPPORT, BALLOT, LETTER = "idea", "comment", "support", "ballot", "letter"


def if_redacted(what: str, number: int) -> Link:
    """Return the conversation that takes this back: an idea, a comment, the support of an idea, a ballot, a letter."""
    return link("deleted", what=what, number=number)


@flow("deleted", kind=Kind.ASIDE)
async def deleted(talk: Talk, what: str, number: int) -> None:
    """Take back what a deleted message gave, and say what was done."""
    if what not in _GIVEN:
        return
    command, done = _GIVEN[what]
    if await carried_out(talk, "withdraw", command(number)):
        await talk.say("done", done(str(number)))


_GIVEN: Mapping[str, tuple[Callable[[int], Command[Any]], Callable[[str], Text]]] = {
    IDEA: (
        WithdrawIdea,
        lambda number: _(
            "You deleted that message, so I have taken your idea {number} back, for good.", number=number
        ),
    ),
    COMMENT: (
        WithdrawComment,
        lambda _number: _("You deleted that message, so I have taken your comment back, for good."),
    ),
    SUPPORT: (
        WithdrawSupport,
        lambda number: _("You took that back, so you no longer support idea {number}.", number=number),
    ),
    LETTER: (
        TakeLetterBack,
        lambda _number: _(
            "You deleted that message, so I have taken back what you wrote to the organisers, for good."
        ),
    ),
    BALLOT: (
        WithdrawBallot,
        lambda number: _(
            "You took that back, so your ballot in vote {number} no longer counts. You can vote again.",
            number=number,
        ),
    ),
}
