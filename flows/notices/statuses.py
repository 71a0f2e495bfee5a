"""What was said officially about ideas, told to their authors: what is said together, in one message."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.doors import Event
from bot.civic.news import MOST_IDEAS
from bot.civic.statuses import ANSWERED, GATHERED, AnswersFor, IdeaAnswered, ToldAuthor
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.outgoing import Lane
from bot.engine.questions import link
from bot.engine.work import Notice
from bot.text.lazy import Joined, Words, _, n_
from flows.saying.news import MOST_WAYS
from flows.saying.statuses import answer_words


def plan_for_author(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let the author hear soon what was said, with whatever else is said about their ideas until then."""
    if isinstance(event, IdeaAnswered):
        args = {"first": event.answer}
        desk.plan_once(Due(ANSWERED, str(event.author), desk.now + GATHERED, args=args))
    return ()


def judge_answered(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell an author what was said officially about their ideas."""
    if not due.args:
        return ()
    first, person = int(due.args["first"]), int(due.subject)
    told = desk.ask(AnswersFor(person, first))
    if not told:
        return ()
    parts = [_of_idea(each, desk.city.zone) for each in told[:MOST_IDEAS]]
    if len(told) > MOST_IDEAS:
        parts.append(n_("And {count} more answer.", "And {count} more answers.", len(told) - MOST_IDEAS))
    ideas = dict.fromkeys(each.idea for each in told)
    ways = tuple(
        (_("Idea {number}", number=str(number)), link("card", number=number))
        for number in list(ideas)[:MOST_WAYS]
    )
    key = f"answered:{person}:{first}"
    return (Notice(person, Lane.SERVICE, Joined(tuple(parts), "\n\n"), key, ways),)


def _of_idea(told: ToldAuthor, zone: str) -> Words:
    heading = _("<b>Your idea {number}, “{title}”</b>", number=str(told.idea), title=told.title)
    return Joined((heading, answer_words(told.answer, zone)), "\n")
