"""Reports: what several people reported is held until somebody has looked, and decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, select, update

from bot.civic.doors import Citizen, Refused
from bot.civic.ideas import HideIdea, state_as
from bot.civic.reports import (
    DECIDED,
    MOST_REPORTS_A_DAY,
    About,
    DecidedFor,
    DecidedReport,
    Held,
    HideReported,
    KeepReported,
    Kept,
    OpenReport,
    OpenReports,
    Report,
    ReportCame,
    ReportedSince,
    may_report,
)
from bot.civic.rights import Fate
from bot.civic.roles import EVERYWHERE, Right
from storage.audit import done_by, note
from storage.comments import comment_row, hide_comment, put_back, take_out
from storage.due import forget_due, join_due
from storage.fates import hide, hold_idea, put_idea_back
from storage.floods import refuse_flood
from storage.ideas import idea_row, state_of
from storage.people import person
from storage.personal import Personal, kept
from storage.roles import programmes_with, require
from storage.settling import settle
from storage.tables import possible, reports
from storage.transaction import INSERTS, Handlers, Transaction

MOST_LISTED = 200
"""Reports that are read for a list."""

_OPEN = (
    reports.c.about == bindparam("what"),
    reports.c.number == bindparam("which"),
    reports.c.settled_at.is_(None),
)
_COUNT = select(func.count().label("people"), func.max(reports.c.id).label("last")).where(*_OPEN)


def report(transaction: Transaction, command: Report) -> None:
    """Note that this person reports it, once; what enough different people report is held."""
    reporter = person(transaction, transaction.citizen)
    row = subject_row(transaction, command.about, command.number, hold=True)
    if state_of(row) not in {"shown", "held"}:
        raise Refused("no-such-comment" if command.about == "comment" else "no-such-idea")
    may_report(command, reporter, author=row.author)
    refuse_flood(transaction, reports.c.person, reports.c.at, MOST_REPORTS_A_DAY, "too-many-reports")
    said = {
        "about": command.about,
        "number": command.number,
        "person": reporter.id,
        "reason": command.reason,
        "words": command.words,
        "at": transaction.now,
    }
    if transaction.write(_report, [said]):
        transaction.emit(ReportCame(programme_of(transaction, command.about, row)))
    its = {"what": command.about, "which": command.number}
    so_far = transaction.connection.execute(_COUNT, its).one()
    if state_of(row) == "shown" and so_far.people >= transaction.city.reports_to_hold:
        _hold(transaction, command.about, row, so_far.last)


def _report(dialect: str) -> Any:
    return INSERTS[dialect](reports).on_conflict_do_nothing(index_elements=["about", "number", "person"])


def subject_row(transaction: Transaction, about: str, number: int, *, hold: bool = False) -> Any:
    """Return the row of what is reported, held until the end if asked for: two reports at once are then counted one after the other."""
    if about == "comment":
        return comment_row(transaction, number, hold=hold)
    return idea_row(transaction, number, hold=hold) if about == "idea" else None


def text_of(about: str, row: Any) -> tuple[int, str]:
    """Return the number of the idea that it is, or is about, and what it says: an idea's title, or the comment."""
    return (row.idea, row.text) if about == "comment" else (row.id, row.title)


def programme_of(transaction: Transaction, about: str, row: Any) -> int:
    """Return the programme of the idea that it is, or is about."""
    return int((idea_row(transaction, row.idea) if about == "comment" else row).programme)


def _hold(transaction: Transaction, about: str, row: Any, report: int) -> None:
    if about == "comment":
        take_out(transaction, row, "held")
    else:
        hold_idea(transaction, row.id)
    idea, text = text_of(about, row)
    programme = programme_of(transaction, about, row)
    what: About = "comment" if about == "comment" else "idea"
    transaction.emit(Held(report, what, row.id, idea, row.author or 0, text, programme))


def open_reports(transaction: Transaction, _query: OpenReports) -> tuple[OpenReport, ...]:
    """Return what waits for a decision: what is held first, then what was reported first."""
    within = programmes_with(transaction, Right.MODERATE)
    query = (
        select(reports)
        .where(reports.c.settled_at.is_(None))
        .order_by(reports.c.about, reports.c.number, reports.c.id)
    )
    by_subject: dict[tuple[str, int], list[Any]] = {}
    for row in transaction.connection.execute(query.limit(MOST_LISTED)).all():
        by_subject.setdefault((row.about, row.number), []).append(row)
    found = []
    for (about, number), rows in by_subject.items():
        row = subject_row(transaction, about, number)
        programme = programme_of(transaction, about, row)
        if (within is None or programme in within) and state_of(row) in {"shown", "held"}:
            found.append(open_report(rows, row, programme))
    return tuple(sorted(found, key=lambda each: (not each.held, each.number)))


def report_row(transaction: Transaction, number: int) -> Any:
    """Return the row of a report, open or settled; None where there is none."""
    query = select(reports).where(reports.c.id == number)
    return transaction.connection.execute(query).first() if possible(number) else None


def reports_of(transaction: Transaction, found: Any) -> Sequence[Any]:
    """Return the reports of the same thing as this one that wait for a decision, or that were settled with it."""
    settled = reports.c.settled_at
    together = settled.is_(None) if found.settled_at is None else settled == found.settled_at
    same = (reports.c.about == found.about) & (reports.c.number == found.number)
    query = select(reports).where(same, together).order_by(reports.c.id)
    return transaction.connection.execute(query).all()


def reported_since(transaction: Transaction, query: ReportedSince) -> int:
    """Return how much was reported first since then, and waits in sight of everybody."""
    transaction.require_operator()
    return sum(
        each.programme == query.programme
        and not each.held
        and (query.since is None or each.since > query.since)
        for each in open_reports(transaction, OpenReports())
    )


def open_report(rows: Sequence[Any], row: Any, programme: int) -> OpenReport:
    """Return what these reports say of what has this row, and belongs to that programme."""
    first = rows[0]
    idea, text = text_of(first.about, row)
    return OpenReport(
        number=first.id,
        about=first.about,
        subject=first.number,
        idea=idea,
        text=text,
        held=state_of(row) == "held",
        people=len(rows),
        since=first.at,
        reasons=tuple(dict.fromkeys(r.reason for r in rows)),
        words=tuple(r.words for r in rows if r.words),
        programme=programme,
    )


def keep(transaction: Transaction, command: KeepReported) -> None:
    """Let it stay; what was held is back in its place."""
    about, row = _to_decide(transaction, command.report)
    settle(transaction, about, row.id)
    note(transaction, "report-kept", f"{about}:{row.id}")
    if state_of(row) != "held":
        return
    if about == "comment":
        put_back(transaction, row)
    else:
        put_idea_back(transaction, row.id)
    if row.author is not None:
        idea, text = text_of(about, row)
        transaction.emit(Kept(command.report, about, row.id, idea, row.author, text))


def hide_reported(transaction: Transaction, command: HideReported) -> None:
    """Take it out of sight, and tell its author why."""
    about, row = _to_decide(transaction, command.report, reason=command.reason)
    if about == "comment":
        hide_comment(transaction, row.id, command.reason)
        note(transaction, "comment-hidden", f"comment:{row.id}")
    else:
        hide(transaction, HideIdea(row.id, command.reason))


def _to_decide(transaction: Transaction, number: int, *, reason: str = "-") -> tuple[About, Any]:
    """Return what an open report is about, and the row of that, for whoever may decide: never its author."""
    found = report_row(transaction, number)
    row = subject_row(transaction, found.about, found.number, hold=True) if found else None
    programme = programme_of(transaction, found.about, row) if row is not None else EVERYWHERE
    require(transaction, Right.MODERATE, programme)
    if not reason.strip():
        raise Refused("no-reason")
    if row is None or state_of(row) not in {"shown", "held"} or _is_settled(transaction, number):
        raise Refused("no-such-report")
    refuse_own(transaction, row)
    return found.about, row


def _is_settled(transaction: Transaction, number: int) -> bool:
    """Tell whether somebody decided, looked at once what it is about is held: of two at once, one decides (H30)."""
    query = select(reports.c.settled_at).where(reports.c.id == number)
    return transaction.connection.execute(query).scalar() is not None


def refuse_own(transaction: Transaction, row: Any) -> None:
    """Refuse whoever wrote it to decide about it."""
    if isinstance(transaction.actor, Citizen) and row.author == transaction.actor.person:
        raise Refused("own-decision")


def decided_for(transaction: Transaction, query: DecidedFor) -> tuple[DecidedReport, ...]:
    """Return what came since then of what somebody reported, but for what they decided or wrote themselves."""
    transaction.require_operator()
    theirs = select(reports).where(reports.c.person == query.person, reports.c.settled_at >= query.since)
    rows = transaction.connection.execute(theirs.order_by(reports.c.settled_at, reports.c.id)).all()
    own = done_by(transaction, query.person, query.since)
    found = []
    for each in rows:
        row = subject_row(transaction, each.about, each.number)
        decided = _decided(transaction, each.about, row)
        about = f"idea:{decided.into}" if decided.into else f"{decided.about}:{decided.subject}"
        if row.author != query.person and (each.settled_at, about) not in own:
            found.append(decided)
    return tuple(found)


def _decided(transaction: Transaction, about: About, row: Any) -> DecidedReport:
    """Return what came of what has this row: of what is out of sight, no more than its number."""
    state = state_as(row.hidden_at, row.hidden_as)
    if about == "comment":
        seen = state == "shown" and state_of(idea_row(transaction, row.idea)) == "shown"
        return DecidedReport(about, row.id, row.idea, state, seen)
    if state == "merged":
        seen = state_of(idea_row(transaction, row.merged_into)) == "shown"
        return DecidedReport(about, row.id, row.id, state, seen, into=row.merged_into)
    seen = state == "shown"
    return DecidedReport(about, row.id, row.id, state, seen, row.title if seen else "")


HANDLERS: Handlers = {
    Report: report,
    OpenReports: open_reports,
    ReportedSince: reported_since,
    KeepReported: keep,
    HideReported: hide_reported,
    DecidedFor: decided_for,
}


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    """Whoever reported something from both accounts reported it once."""
    first = reports.alias("first")
    both = exists().where(
        first.c.person == stays, first.c.about == reports.c.about, first.c.number == reports.c.number
    )
    transaction.connection.execute(delete(reports).where(reports.c.person == gone, both))
    transaction.connection.execute(update(reports).where(reports.c.person == gone).values(person=stays))
    join_due(transaction, DECIDED, str(gone), str(stays))


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    """What they said of it is forgotten; that it was reported stays, since somebody is to look and decide."""
    theirs = update(reports).where(reports.c.person == who)
    transaction.connection.execute(theirs.values(person=None, words=""))
    forget_due(transaction, DECIDED, str(who))


def _show_kept(transaction: Transaction, who: int) -> dict[str, Any]:
    columns = (reports.c.about, reports.c.number, reports.c.reason, reports.c.words, reports.c.at)
    return {"reports": kept(transaction, select(*columns).where(reports.c.person == who))}


PERSONAL = Personal((reports,), _merge, _erase, _show_kept)
