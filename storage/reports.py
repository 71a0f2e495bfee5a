"""Reports: what several people reported is held until somebody has looked, and decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, select, update

from bot.civic.doors import Refused
from bot.civic.ideas import HideIdea
from bot.civic.reports import (
    Held,
    HideReported,
    KeepReported,
    Kept,
    OpenReport,
    OpenReports,
    Report,
    may_report,
)
from bot.civic.rights import Fate
from storage.comments import comment_row, hide_comment, put_back, take_out
from storage.fates import hide, hold_idea, put_idea_back
from storage.ideas import idea_row, state_of
from storage.people import person
from storage.personal import Personal, kept
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
    row = _row(transaction, command.about, command.number)
    if state_of(row) not in {"shown", "held"}:
        raise Refused("no-such-comment" if command.about == "comment" else "no-such-idea")
    may_report(command, reporter, author=row.author)
    note = {
        "about": command.about,
        "number": command.number,
        "person": reporter.id,
        "reason": command.reason,
        "words": command.words,
        "at": transaction.now,
    }
    transaction.write(_report, [note])
    its = {"what": command.about, "which": command.number}
    so_far = transaction.connection.execute(_COUNT, its).one()
    if state_of(row) == "shown" and so_far.people >= transaction.city.reports_to_hold:
        _hold(transaction, command.about, row, so_far.last)


def _report(dialect: str) -> Any:
    return INSERTS[dialect](reports).on_conflict_do_nothing(index_elements=["about", "number", "person"])


def _row(transaction: Transaction, about: str, number: int) -> Any:
    """Return the row of what is reported, held until the end: two reports at once are counted one after the other."""
    if about == "comment":
        return comment_row(transaction, number, hold=True)
    return idea_row(transaction, number, hold=True) if about == "idea" else None


def _hold(transaction: Transaction, about: str, row: Any, report: int) -> None:
    if about == "comment":
        take_out(transaction, row, "held")
        told = Held(report, "comment", row.id, row.idea, row.author or 0, row.text)
    else:
        hold_idea(transaction, row.id)
        told = Held(report, "idea", row.id, row.id, row.author or 0, row.title)
    if row.author is not None:
        transaction.emit(told)


def open_reports(transaction: Transaction, _query: OpenReports) -> tuple[OpenReport, ...]:
    """Return what waits for a decision: what is held first, then what was reported first."""
    transaction.require_operator()
    query = (
        select(reports)
        .where(reports.c.settled_at.is_(None))
        .order_by(reports.c.about, reports.c.number, reports.c.id)
    )
    by_subject: dict[tuple[str, int], list[Any]] = {}
    for row in transaction.connection.execute(query.limit(MOST_LISTED)).all():
        by_subject.setdefault((row.about, row.number), []).append(row)
    found = [_open(transaction, rows) for rows in by_subject.values()]
    return tuple(sorted((each for each in found if each), key=lambda each: (not each.held, each.number)))


def _open(transaction: Transaction, rows: Sequence[Any]) -> OpenReport | None:
    first = rows[0]
    about = first.about
    row = (
        comment_row(transaction, first.number) if about == "comment" else idea_row(transaction, first.number)
    )
    state = state_of(row)
    if state not in {"shown", "held"}:
        return None
    return OpenReport(
        number=first.id,
        about=about,
        subject=first.number,
        idea=row.idea if about == "comment" else row.id,
        text=row.text if about == "comment" else row.title,
        held=state == "held",
        people=len(rows),
        since=first.at,
        reasons=tuple(dict.fromkeys(r.reason for r in rows)),
        words=tuple(r.words for r in rows if r.words),
    )


def keep(transaction: Transaction, command: KeepReported) -> None:
    """Let it stay; what was held is back in its place."""
    transaction.require_operator()
    about, row = _reported(transaction, command.report)
    _settle(transaction, about, row.id)
    if state_of(row) != "held":
        return
    if about == "comment":
        put_back(transaction, row)
    else:
        put_idea_back(transaction, row.id)
    if row.author is not None:
        idea, text = (row.idea, row.text) if about == "comment" else (row.id, row.title)
        transaction.emit(Kept(command.report, about, row.id, idea, row.author, text))


def hide_reported(transaction: Transaction, command: HideReported) -> None:
    """Take it out of sight, and tell its author why."""
    transaction.require_operator()
    if not command.reason.strip():
        raise Refused("no-reason")
    about, row = _reported(transaction, command.report)
    _settle(transaction, about, row.id)
    if about == "comment":
        hide_comment(transaction, row.id, command.reason)
    else:
        hide(transaction, HideIdea(row.id, command.reason))


def _reported(transaction: Transaction, number: int) -> tuple[Any, Any]:
    """Return what an open report is about, and the row of that."""
    query = select(reports.c.about, reports.c.number).where(
        reports.c.id == number, reports.c.settled_at.is_(None)
    )
    found = transaction.connection.execute(query).first() if possible(number) else None
    row = _row(transaction, found.about, found.number) if found else None
    if found is None or state_of(row) not in {"shown", "held"}:
        raise Refused("no-such-report")
    return found.about, row


def _settle(transaction: Transaction, about: str, number: int) -> None:
    settled = update(reports).where(
        reports.c.about == about, reports.c.number == number, reports.c.settled_at.is_(None)
    )
    transaction.connection.execute(settled.values(settled_at=transaction.now))


HANDLERS: Handlers = {
    Report: report,
    OpenReports: open_reports,
    KeepReported: keep,
    HideReported: hide_reported,
}


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    """Whoever reported something from both accounts reported it once."""
    first = reports.alias("first")
    both = exists().where(
        first.c.person == stays, first.c.about == reports.c.about, first.c.number == reports.c.number
    )
    transaction.connection.execute(delete(reports).where(reports.c.person == gone, both))
    transaction.connection.execute(update(reports).where(reports.c.person == gone).values(person=stays))


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    """What they said of it is forgotten; that it was reported stays, since somebody is to look and decide."""
    theirs = update(reports).where(reports.c.person == who)
    transaction.connection.execute(theirs.values(person=None, words=""))


def _show_kept(transaction: Transaction, who: int) -> dict[str, Any]:
    columns = (reports.c.about, reports.c.number, reports.c.reason, reports.c.words, reports.c.at)
    return {"reports": kept(transaction, select(*columns).where(reports.c.person == who))}


PERSONAL = Personal((reports,), _merge, _erase, _show_kept)
