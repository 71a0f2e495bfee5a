"""What is new about ideas, told to those who follow them and to their authors: in one message, not one by one."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.doors import Event
from bot.civic.news import (
    GATHERED,
    MOST_IDEAS,
    NEWS,
    PASSED_ON_AT_ONCE,
    SPREAD,
    Followers,
    Happened,
    IdeaNews,
    NewsFor,
    NoteTold,
    Supported,
)
from bot.civic.nudges import FOLLOWS
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.outgoing import Lane
from bot.engine.questions import link
from bot.engine.work import Notice
from bot.text.lazy import Joined, Words, _, n_

PASSING_ON = "passing-on"
"""The kind of due row that passes on what happened to an idea; its subject is the idea."""

MOST_WAYS = 4
"""Ideas that have a button."""


def plan_passing_on(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let what happened be passed on soon, by itself: whoever acted does not wait until thousands are planned for."""
    if isinstance(event, Happened):
        desk.plan_once(Due(PASSING_ON, str(event.idea), desk.now + SPREAD))
    return ()


def plan_for_author(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let an author hear of new support, with whatever else is new by then."""
    if isinstance(event, Supported):
        desk.plan_once(Due(NEWS, str(event.author), desk.now + GATHERED))
    return ()


def judge_passing_on(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Let everybody who follows the idea hear what is new, some at a time."""
    after = int(due.args["after"]) if due.args else 0
    people = desk.ask(Followers(int(due.subject), after))
    for person in people:
        desk.plan_once(Due(NEWS, str(person), desk.now + GATHERED))
    if len(people) >= PASSED_ON_AT_ONCE:
        desk.plan(Due(PASSING_ON, due.subject, desk.now, args={"after": people[-1]}))
    return ()


def judge_news(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell a person what is new, if there is something."""
    person = int(due.subject)
    news = desk.ask(NewsFor(person))
    if not news.ideas:
        return ()
    ways = tuple(
        (_("Idea {number}", number=str(each.number)), link("card", number=each.number))
        for each in news.ideas[:MOST_WAYS]
        if not each.withdrawn
    )
    key = f"news:{person}:{int(desk.now.timestamp())}"
    told = NoteTold(person, news.upto)
    return (Notice(person, Lane.NEWS, _words(news.ideas), key, ways, category=FOLLOWS, noted=told),)


def _words(ideas: Sequence[IdeaNews]) -> Words:
    told = [_of_idea(each) for each in ideas[:MOST_IDEAS]]
    more = len(ideas) - MOST_IDEAS
    if more > 0:
        told.append(n_("And {count} more idea.", "And {count} more ideas.", more))
    return Joined((_("<b>What is new about ideas</b>"), *told), "\n\n")


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
    if idea.changed:
        lines.append(_("It was changed by whoever shared it."))
    if idea.supports:
        lines.append(n_("{count} more person supports it", "{count} more people support it", idea.supports))
    if idea.comments:
        lines.append(n_("{count} new comment", "{count} new comments", idea.comments))
    return Joined(tuple(lines), "\n")
