"""The queue of ideas: how much waits, and each kind of it page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.civic.became import Became, WhatBecame
from bot.civic.commitments import Commitment
from bot.civic.ideas import IdeaCard, OneIdea
from bot.civic.programmes import CurrentWindow
from bot.civic.queue import ListQueue, MyQueue, QueueLine, Wait, Waiting
from bot.civic.roles import MyRoles, Right, has, may
from bot.civic.statuses import IdeasToAnswer
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Link, Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Day, Joined, Text, Verbatim, Words, _
from flows.saying.ideas import no_such_idea, place_name, standing, supports
from flows.saying.pages import paged, turning
from flows.saying.statuses import became_words, status_words
from flows.saying.topics import topic_name

_TITLES: dict[Wait, Text] = {
    "screen": _("<b>Ideas to look at before they are in the list</b>"),
    "answer": _("<b>Ideas without an answer</b>"),
    "late": _("<b>Promises that are late</b>"),
}


@flow("queue", kind=Kind.VIEW, starts_on=_("queue"))
async def queue(talk: Talk) -> Ending:
    """Show how much waits for whoever asks."""
    waiting = await talk.look("waiting", MyQueue())
    lines, ways = _counts(waiting)
    if not lines:
        return Start(link("organise"))
    mine = await talk.look("roles", MyRoles())
    if has(mine, Right.ANSWER):
        ways.append(way("answer-ideas", _("Answer ideas by number"), link("answer-ideas")))
    programme = (await talk.look("window", CurrentWindow())).programme
    if programme and may(mine, Right.PROGRAMMES, programme.id):
        ways.append(way("rules", _("Rules for ideas"), link("idea-rules", number=programme.id)))
    ways.append(way("organise", _("Organise"), link("organise")))
    await talk.show("queue", Joined((_("<b>What waits for you</b>"), *lines), "\n"), ways)
    return None


def _counts(waiting: Waiting) -> tuple[list[Words], list[Option]]:
    """Return what waits, in lines and as ways to it; a way only where something does."""
    every: list[tuple[str, int | None, Text, Text, Link]] = [
        ("screen", waiting.screen, _("To look at first"), _SCREEN, link("queue-list", wait="screen", page=1)),
        ("reported", waiting.reported, _("Reported"), _REPORTED, link("moderate")),
        (
            "answer",
            waiting.answer,
            _("Without an answer"),
            _ANSWER,
            link("queue-list", wait="answer", page=1),
        ),
        ("late", waiting.late, _("Late promises"), _LATE, link("queue-list", wait="late", page=1)),
    ]
    lines: list[Words] = [
        _("{what}: {count}", what=what, count=count)
        for _id, count, what, _way, _to in every
        if count is not None
    ]
    return lines, [way(name, label, to) for name, count, _what, label, to in every if count]


_SCREEN = _("Look at new ideas")
_REPORTED = _("Look at reports")
_ANSWER = _("See what has no answer")
_LATE = _("See what is late")


@flow("queue-list", kind=Kind.VIEW)
async def queue_list(talk: Talk, wait: str, page: int) -> Ending:
    """Show one page of what waits; of what has no answer, several numbers may be typed at once."""
    title = next((each for name, each in _TITLES.items() if name == wait), None)
    found = await talk.look("found", ListQueue(wait, page))
    if title is None or (not found.lines and found.page == 1):
        await talk.show("empty", _("Nothing waits here just now."), [way("queue", _("Queue"), link("queue"))])
        return None
    lines = [_option(wait, each) for each in found.lines]
    ways = turning(found.page, more=found.more, to=lambda which: link("queue-list", wait=wait, page=which))
    heading: Words = paged(title, found.page, more=found.more)
    every = [*lines, *ways, way("queue", _("Queue"), link("queue"))]
    if wait != "answer":
        await talk.show("listed", heading, every)
        return None
    hint = _("To answer several at once, type their places in this list, such as “1, 3”.")
    chosen = await talk.show_list("listed", Joined((heading, hint)), every)
    return _several(chosen, found.lines)


def _several(chosen: Sequence[str], lines: Sequence[QueueLine]) -> Ending:
    """Lead to the answer to all that were chosen at once."""
    shown = {str(each.number) for each in lines}
    numbers = ", ".join(each for each in chosen if each in shown)
    return Start(link("answer-ideas", numbers=numbers)) if numbers else Start(link("queue"))


def _option(wait: str, line: QueueLine) -> Option:
    """Return a line of the list, which leads to what can be done about it."""
    to, detail = link("handle", number=line.number), standing(line.supports, line.status)
    if wait == "screen":
        to = link("screen", number=line.number)
        return Option(str(line.number), Verbatim(line.title), to, numbered=True)
    if line.commitment is not None and line.day is not None:
        to = link("commitment", number=line.commitment)
        late = _("by {day}", day=Day(line.day))
        return Option(str(line.commitment), Verbatim(line.title), to, late, numbered=True)
    return Option(str(line.number), Verbatim(line.title), to, detail, numbered=True)


@flow("handle", kind=Kind.VIEW, starts_on=_("handle"))
async def handle(talk: Talk, number: int) -> None:
    """Show an idea to whoever may answer it, with what became of it so far and what can be done about it."""
    idea = await talk.look("idea", OneIdea(number))
    mine = await talk.look("mine", IdeasToAnswer((number,)))
    if idea is None or mine is None:
        await talk.show("none", no_such_idea(number), [way("queue", _("Queue"), link("queue"))])
        return
    became = await talk.look("became", WhatBecame(number))
    ways = [
        way("answer", _("Answer it"), link("answer-ideas", numbers=str(number))),
        way("promise", _("Promise a next step"), link("promise", number=number)),
        *(_to_promise(each) for each in became.commitments),
        way("merge", _("It is the same as another"), link("merge", number=number)),
        way("card", _("See it as citizens do"), link("card", number=number)),
        way("queue", _("Queue"), link("queue")),
    ]
    await talk.show("handled", _handled(talk, idea, became), ways, attached=idea.picture)


def _to_promise(open_one: Commitment) -> Option:
    # Translators: on a button, behind it is what was promised for that day.
    label = _("Promise by {day}", day=Day(open_one.day))
    return way(f"promise-{open_one.number}", label, link("commitment", number=open_one.number))


def _handled(talk: Talk, idea: IdeaCard, became: Became) -> Words:
    parts: list[Words] = [_("<b>{title}</b>\nIdea {number}", number=str(idea.number), title=idea.title)]
    if idea.description:
        parts.append(Verbatim(idea.description))
    parts += became_words(replace(became, asked=False), talk.city.zone)
    where = Joined((topic_name(talk.city, idea.topic), place_name(talk.city, idea.neighbourhood)), " · ")
    parts.append(Joined((where, supports(idea.supports), status_words(idea.status)), "\n"))
    return Joined(tuple(parts), "\n\n")
