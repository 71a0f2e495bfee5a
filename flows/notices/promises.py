"""What is promised about ideas falls due: who promised is asked, what is late says so, and people are asked whether it happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.civic.commitments import (
    Commitment,
    MarkLate,
    OneCommitment,
    Reminded,
)
from bot.civic.nudges import FOLLOWS, about
from bot.civic.outcomes import (
    ANSWERED_WITHIN,
    ASKED_AT_ONCE,
    OUTCOME_ASKED,
    AskedWhether,
    IsAsked,
)
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.outgoing import Lane
from bot.engine.questions import link
from bot.engine.work import Notice
from bot.text.lazy import Joined, Words, _
from flows.saying.commitments import promised
from flows.saying.outcomes import ways_to_say


def judge_due(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Ask whoever made a commitment, on its day, whether it is done; once that is over they are told that it is late (H67)."""
    heading = _("<b>Today is the day that you promised this for. Is it done?</b>")
    return _asked(due, desk, heading, late=False)


def judge_late(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Let it be late in public, and tell whoever made it."""
    desk.carry_out(MarkLate(int(due.subject), due.version))
    heading = _(
        "<b>This is late now, and everybody can read that. Is it done, or will it be another day?</b>"
    )
    return _asked(due, desk, heading, late=True)


def _asked(due: Due, desk: Desk, heading: Words, *, late: bool) -> Sequence[Notice]:
    number = int(due.subject)
    commitment = desk.ask(OneCommitment(number))
    if commitment is None or (commitment.state, commitment.version) != ("open", due.version):
        return ()
    if commitment.late != late:
        return ()
    words = Joined((heading, _about(commitment)), "\n\n")
    ways = ((_("Answer"), link("commitment", number=number)),)
    key = f"{due.kind}:{number}:{due.version}"
    return tuple(
        Notice(each.person, Lane.SERVICE, words, f"{key}:{each.account}", ways, account=each.account)
        for each in desk.ask(Reminded(number))
    )


def _about(commitment: Commitment) -> Words:
    return Joined((_("Idea {number}", number=str(commitment.idea)), promised(commitment)), "\n")


def judge_outcome(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Let everybody be asked whether an idea was carried out who supported it and lives there, some at a time."""
    after = int(due.args["after"]) if due.args else 0
    people = desk.ask(AskedWhether(int(due.subject), due.version, after))
    until = int((desk.now + ANSWERED_WITHIN).timestamp())
    for person in people:
        subject = f"{due.subject}:{person}"
        desk.plan_once(Due(OUTCOME_ASKED, subject, desk.now, due.version, {"until": until}))
    if len(people) >= ASKED_AT_ONCE:
        desk.plan(Due(due.kind, due.subject, desk.now, due.version, {"after": people[-1]}))
    return ()


def judge_outcome_asked(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Ask one person whether an idea was carried out, unless they said so meanwhile."""
    number, person = map(int, due.subject.split(":"))
    title = desk.ask(IsAsked(number, due.version, person))
    if title is None or not due.args:
        return ()
    words = _(
        "<b>Two weeks ago the city said: “{title}” is carried out. Is it?</b>\n"
        "What you and others say stands beside it; nobody reads who said what.",
        title=title,
    )
    until = datetime.fromtimestamp(due.args["until"], UTC)
    key = f"outcome:{due.version}:{person}"
    return (
        Notice(
            person,
            Lane.NEWS,
            words,
            key,
            ways_to_say(number),
            category=FOLLOWS,
            about=about("idea", number),
            latest=until,
        ),
    )
