"""What is new about ideas, told to those who follow them and to their authors: in one message, not one by one."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.doors import Event
from bot.civic.news import (
    GATHERED,
    NEWS,
    PASSED_ON_AT_ONCE,
    SPREAD,
    Followers,
    Happened,
    NewsFor,
    NoteTold,
    Supported,
)
from bot.civic.nudges import FOLLOWS, about
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.outgoing import Lane
from bot.engine.work import Notice
from bot.text.lazy import Joined, _
from flows.saying.news import news_of, ways_to

PASSING_ON = "passing-on"
"""The kind of due row that passes on what happened to an idea; its subject is the idea."""

PASSING_ON_TO_ALL = "passing-on-to-all"
"""As that one; those who support the idea hear of it, too."""


def plan_passing_on(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let what happened be passed on soon, by itself: whoever acted does not wait until thousands are planned for."""
    if isinstance(event, Happened):
        kind = PASSING_ON_TO_ALL if event.supporters else PASSING_ON
        desk.plan_once(Due(kind, str(event.idea), desk.now + SPREAD))
    return ()


def plan_for_author(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let an author hear of new support, with whatever else is new by then."""
    if isinstance(event, Supported):
        desk.plan_once(Due(NEWS, str(event.author), desk.now + GATHERED))
    return ()


def judge_passing_on(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Let everybody who follows the idea hear what is new, some at a time."""
    after = int(due.args["after"]) if due.args else 0
    people = desk.ask(Followers(int(due.subject), after, supporters=due.kind == PASSING_ON_TO_ALL))
    for person in people:
        desk.plan_once(Due(NEWS, str(person), desk.now + GATHERED))
    if len(people) >= PASSED_ON_AT_ONCE:
        desk.plan(Due(due.kind, due.subject, desk.now, args={"after": people[-1]}))
    return ()


def judge_news(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell a person what is new, if there is something."""
    person = int(due.subject)
    news = desk.ask(NewsFor(person))
    if not news.ideas:
        return ()
    words = Joined((_("<b>What is new about ideas</b>"), *news_of(news.ideas)), "\n\n")
    one = about("idea", news.ideas[0].number) if len(news.ideas) == 1 else None
    key = f"news:{person}:{int(desk.now.timestamp())}"
    told = NoteTold(person, news.upto)
    return (
        Notice(person, Lane.NEWS, words, key, ways_to(news.ideas), category=FOLLOWS, about=one, noted=told),
    )
