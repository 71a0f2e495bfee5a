"""What becomes of something that people reported, told to its author; and to who moderates, that something waits for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.civic.comments import CommentHidden
from bot.civic.doors import Event
from bot.civic.ideas import State
from bot.civic.reports import (
    REPORTS,
    DecidedFor,
    DecidedReport,
    Held,
    Kept,
    OpenReports,
    ReportCame,
    ReportedSince,
)
from bot.civic.roles import Right
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.outgoing import Lane
from bot.engine.questions import Link, link
from bot.engine.work import Notice
from bot.text.lazy import Joined, Text, Words, _, n_
from flows.notices.organisers import gathered, plan_gathered, to_holders
from flows.saying.news import MOST_WAYS
from flows.saying.reports import DISAGREE, reason_words, what_of_theirs

WAITING = "reports-waiting"
"""The kind of due row that tells who moderates that something is held; the subject is its programme's number."""

GATHERED = timedelta(minutes=1)
"""How long what is held is gathered before who moderates hears of it."""

NEXT = timedelta(hours=4)
"""How long who moderates hears of nothing else that is reported, and not held, once they were told."""


def tell_held(event: Event, desk: Desk) -> Sequence[Notice]:
    """Tell the author that several people reported what they wrote, and that an organiser will look; let those be told soon."""
    if not isinstance(event, Held):
        return ()
    desk.plan_once(Due(WAITING, str(event.programme), desk.now + GATHERED))
    if not event.author:
        return ()
    if event.about == "comment":
        words = _(
            "Several people have reported your comment on idea {number}: “{text}”\n\n"
            "Until an organiser has looked at it, nobody else can see it. I will tell you what they decide.",
            number=str(event.idea),
            text=event.text,
        )
    else:
        words = _(
            "Several people have reported your idea {number}, “{title}”.\n\n"
            "Until an organiser has looked at it, nobody else can see it. I will tell you what they decide.",
            number=str(event.idea),
            title=event.text,
        )
    return (Notice(event.author, Lane.SERVICE, words, f"held:{event.report}", _ways(event)),)


def judge_waiting(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell who moderates that something is held, if it still is: once an hour, however much it is."""
    programme = int(due.subject)
    if not any(each.held and each.programme == programme for each in desk.ask(OpenReports())):
        return ()
    words = _(
        "<b>Several people have reported something.</b>\nUntil you or another moderator has looked, nobody can see it."
    )
    return _to_moderators(desk, programme, words, f"reports-waiting:{programme}:{desk.now:%Y%m%d%H}")


def plan_reports(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let who moderates hear soon that something was reported; not of each by itself."""
    if isinstance(event, ReportCame):
        plan_gathered(desk, REPORTS, event.programme)
    return ()


def judge_reports(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell who moderates how much was reported that nobody has looked at, and that everybody still sees."""
    programme, count = int(due.subject), gathered(due, desk, ReportedSince, following=NEXT)
    if not count:
        return ()
    words = n_(
        "<b>Somebody has reported {count} thing.</b>\nIt stays in sight until you or another moderator decides.",
        "<b>{count} things are reported.</b>\nThey stay in sight until you or another moderator decides.",
        count,
    )
    return _to_moderators(desk, programme, words, f"reported:{programme}:{int(desk.now.timestamp())}")


def _to_moderators(desk: Desk, programme: int, words: Words, key: str) -> Sequence[Notice]:
    see = (_("See what was reported"), link("moderate"))
    return to_holders(desk, Right.MODERATE, programme, words, key, see)


def tell_kept(event: Event, _desk: Desk) -> Sequence[Notice]:
    """Tell the author that an organiser has looked, and all is well."""
    if not isinstance(event, Kept):
        return ()
    number = str(event.idea)
    if event.about == "comment":
        words = _(
            "An organiser has looked at your comment on idea {number}: everybody can see it again.",
            number=number,
        )
    else:
        words = _(
            "An organiser has looked at your idea {number}, “{title}”: everybody can see it again.",
            number=number,
            title=event.text,
        )
    return (Notice(event.author, Lane.SERVICE, words, f"kept:{event.report}", _ways(event)),)


def tell_comment_hidden(event: Event, _desk: Desk) -> Sequence[Notice]:
    """Tell the author that their comment was taken out, and why."""
    if not isinstance(event, CommentHidden):
        return ()
    words = _(
        "Your comment on idea {number} was taken out: “{text}”\nThe reason: {reason}\n\n"
        "Do you not agree? Tell the organisers.",
        number=str(event.idea),
        text=event.text,
        reason=reason_words(event.reason),
    )
    return (Notice(event.author, Lane.SERVICE, words, f"comment-hidden:{event.number}", (DISAGREE,)),)


def judge_decided(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell somebody what came of what they reported, in one message, or in as many as have a button for each."""
    if not due.args:
        return ()
    person, since = int(due.subject), datetime.fromisoformat(due.args["since"])
    found = desk.ask(DecidedFor(person, since))
    key = f"reports-decided:{person}:{due.args['since']}"
    return [
        _of_reports(person, found[first : first + MOST_WAYS], f"{key}:{first}")
        for first in range(0, len(found), MOST_WAYS)
    ]


def _of_reports(person: int, found: Sequence[DecidedReport], key: str) -> Notice:
    heading = _("<b>Thank you for reporting. This is what came of it.</b>")
    parts: list[Words] = [heading, *(Joined((_it(each), _came(each)), "\n") for each in found)]
    ways = [_way(each) for each in found if each.seen]
    if any(each.state != "withdrawn" for each in found):
        parts.append(_("Do you not agree? Tell the organisers."))
        ways.append(DISAGREE)
    return Notice(person, Lane.SERVICE, Joined(tuple(parts), "\n\n"), key, tuple(ways))


def _it(report: DecidedReport) -> Words:
    if report.title:
        return _("<b>Idea {number}, “{title}”</b>", number=str(report.idea), title=report.title)
    return _("<b>{what}</b>", what=what_of_theirs(report.about, report.idea))


def _came(report: DecidedReport) -> Text:
    if report.into:
        return _("An organiser has joined it with idea {number}, which is the same.", number=str(report.into))
    return _CAME.get(report.state, _STAYS)


def _way(report: DecidedReport) -> tuple[Words, Link]:
    to = "comment" if report.about == "comment" else "card"
    name = what_of_theirs(report.about, report.into or report.idea)
    return name, link(to, number=report.into or report.subject)


# So it was decided, also of what is held once more meanwhile since others reported it.
_STAYS = _("An organiser has looked at it, and it may stay.")
_CAME: Mapping[State, Text] = {
    "hidden": _("An organiser has taken it out: nobody else sees it any more."),
    "withdrawn": _("Whoever wrote it has taken it back."),
}


def _ways(event: Held | Kept) -> tuple[tuple[Words, Link], ...]:
    if event.about == "comment":
        return ((_("See my comment"), link("comment", number=event.number)),)
    return ((_("See my idea"), link("card", number=event.number)),)
