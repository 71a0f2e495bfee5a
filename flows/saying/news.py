"""What is new about ideas, in words: to whom it is told, and to whoever asks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.news import MOST_IDEAS, IdeaNews
from bot.civic.statuses import OfficialAnswer
from bot.engine.questions import Link, link
from bot.text.lazy import Joined, Named, Text, Words, _, n_
from flows.saying.commitments import news_of_step
from flows.saying.statuses import STATUS_NAMES

MOST_WAYS = 4
"""Ideas that have a button."""


def news_of(ideas: Sequence[IdeaNews]) -> list[Words]:
    """Return what is new about each idea, and how many more there are."""
    told = [_of_idea(each) for each in ideas[:MOST_IDEAS]]
    more = len(ideas) - MOST_IDEAS
    if more > 0:
        told.append(n_("And {count} more idea.", "And {count} more ideas.", more))
    return told


def ways_to(ideas: Sequence[IdeaNews]) -> tuple[tuple[Text, Link], ...]:
    """Return the ways to the first of these ideas, with what to call them."""
    return tuple(
        (_("Idea {number}", number=str(each.number)), link("card", number=each.number))
        for each in ideas[:MOST_WAYS]
        if not each.withdrawn
    )


def _of_idea(idea: IdeaNews) -> Words:
    number = str(idea.number)
    if idea.withdrawn:
        return _("Idea {number}: whoever shared it has taken it back.", number=number)
    heading = (
        _("<b>Your idea {number}, “{title}”</b>", number=number, title=idea.title)
        if idea.mine
        else _("<b>Idea {number}, “{title}”</b>", number=number, title=idea.title)
    )
    lines: list[Words] = [heading]
    if idea.answer:
        lines.append(_answered(idea.answer))
    if idea.threshold:
        lines.append(_("So many support it by now that the city owes an answer."))
    if idea.joined:
        lines.append(_("Idea {number} is the same, and was joined with this one.", number=str(idea.joined)))
    if idea.promise:
        lines.append(news_of_step(idea.promise))
    if idea.changed:
        lines.append(_("It was changed by whoever shared it."))
    if idea.supports:
        lines.append(n_("{count} more person supports it", "{count} more people support it", idea.supports))
    if idea.comments:
        lines.append(n_("{count} new comment", "{count} new comments", idea.comments))
    return Joined(tuple(lines), "\n")


def _answered(answer: OfficialAnswer) -> Words:
    """Return that something was said officially; its words stand on the idea's card."""
    function = Named(answer.function)
    if answer.status:
        return _(
            "Its status is now: <b>{status}</b>. {function} has answered.",
            status=STATUS_NAMES[answer.status],
            function=function,
        )
    return _("There is an official answer from {function}.", function=function)
