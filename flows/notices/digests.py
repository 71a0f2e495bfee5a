"""The week in one message: every Friday, for whoever wants it, if there is something in it."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.civic.digests import DIGEST, LATE, Digest, DigestFor, next_digest
from bot.civic.doors import Event
from bot.civic.news import NoteTold
from bot.civic.nudges import DIGESTS, NudgesSet
from bot.civic.weeks import WEEK
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.outgoing import Lane
from bot.engine.questions import link
from bot.engine.work import Notice
from bot.text.lazy import Day, Joined, Named, Words, _
from flows.saying.news import news_of
from flows.saying.topics import topic_name


def plan_digest(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let the first digest fall due for who has turned it on; the row of who has turned it off ends by itself."""
    if isinstance(event, NudgesSet) and event.category == DIGESTS and event.on:
        desk.plan_once(Due(DIGEST, str(event.person), next_digest(desk.now, desk.city.zone)))
    return ()


def judge_digest(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell a person their week, if there is something in it that they were not told; plan the next."""
    person = int(due.subject)
    digest = desk.ask(DigestFor(person))
    if digest is None:
        return ()
    following = next_digest(desk.now, desk.city.zone)
    desk.plan(Due(DIGEST, due.subject, following))
    if digest.empty:
        return ()
    told = NoteTold(person, digest.news.upto) if digest.news.ideas else None
    key = f"digest:{person}:{following.date()}"
    latest = following - WEEK + LATE
    ways = (
        (_("New ideas"), link("ideas", order="new", page=1)),
        (_("Mine"), link("mine")),
        (_("What I may write to you"), link("messages")),
    )
    words = _words(desk, digest)
    return (Notice(person, Lane.NEWS, words, key, ways, category=DIGESTS, latest=latest, noted=told),)


def _words(desk: Desk, digest: Digest) -> Words:
    parts: list[Words] = [_("<b>This week</b>")]
    if digest.news.ideas:
        parts += [_("<b>My ideas and those I follow</b>"), *news_of(digest.news.ideas)]
    if digest.votes:
        parts.append(Joined((_("<b>New votes</b>"), *_votes(desk, digest)), "\n"))
    if digest.events:
        parts.append(Joined((_("<b>New events</b>"), *_events(digest)), "\n"))
    parts += [_ideas(desk, topic, digest) for topic in digest.ideas]
    return Joined(tuple(parts), "\n\n")


def _votes(desk: Desk, digest: Digest) -> list[Words]:
    zone = ZoneInfo(desk.city.zone)
    return [
        _(
            "• Vote {number}: {title} (until {day})",
            number=str(each.number),
            title=Named(each.titles),
            day=Day(each.closes.astimezone(zone).date()),
        )
        for each in digest.votes
    ]


def _events(digest: Digest) -> list[Words]:
    return [
        _(
            "• Event {number}: {title}, {day}",
            number=str(each.number),
            title=Named(each.titles),
            day=Day(each.starts.astimezone(ZoneInfo(each.zone)).date()),
        )
        for each in digest.events
    ]


def _ideas(desk: Desk, topic: str, digest: Digest) -> Words:
    lines = [
        _("• Idea {number}: {title}", number=str(each.number), title=each.title)
        for each in digest.ideas[topic]
    ]
    return Joined((_("<b>New on {topic}</b>", topic=topic_name(desk.city, topic)), *lines), "\n")
