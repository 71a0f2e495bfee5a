"""Measures: an author is warned, or blocked for a time; a block is objected to, and decided upon once more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from bot.civic.doors import Citizen, Refused
from bot.civic.measures import (
    BLOCK_DAYS,
    FORGOTTEN,
    Appeal,
    AppealDecided,
    Block,
    BlockAppealed,
    BlockAuthor,
    DecideAppeal,
    Kind,
    MeasureTaken,
    MyBlock,
    OneAppeal,
    OneReport,
    OpenAppeal,
    OpenAppeals,
    Reported,
    WarnAuthor,
    may_appeal,
    may_give,
    may_take,
)
from bot.civic.reports import About
from bot.civic.rights import Fate
from bot.civic.roles import EVERYWHERE, Right
from storage.audit import note
from storage.blocks import outlast, running
from storage.ideas import state_of
from storage.personal import Personal, accounts_of, kept, take_over
from storage.reports import (
    open_report,
    programme_of,
    refuse_own,
    report_row,
    reports_of,
    subject_row,
    text_of,
)
from storage.roles import allowed, programmes_with, require
from storage.tables import accounts, block_marks, measures, possible
from storage.transaction import Handlers, Transaction

MOST_LISTED = 200
"""Appeals that are read for a list."""

_OF_PERSON = select(measures.c.kind, measures.c.about, measures.c.number).where(
    measures.c.person == bindparam("who")
)
_ONE = select(measures).where(measures.c.id == bindparam("which"))
_WAITING = (
    select(measures)
    .where(measures.c.appealed_at.is_not(None), measures.c.answered_at.is_(None))
    .order_by(measures.c.appealed_at, measures.c.id)
    .limit(MOST_LISTED)
)


def one_report(transaction: Transaction, query: OneReport) -> Reported | None:
    """Return what was reported, with what was decided about its author."""
    found = report_row(transaction, query.number)
    row = subject_row(transaction, found.about, found.number) if found else None
    programme = programme_of(transaction, found.about, row) if row is not None else EVERYWHERE
    if row is None or not allowed(transaction, Right.MODERATE, programme):
        return None
    rows = reports_of(transaction, found)
    decided = _decided(transaction, row.author)
    block = running(transaction, row.author) if row.author else None
    beside = {"description": row.description, "picture": row.picture} if found.about == "idea" else {}
    return Reported(
        report=open_report(rows, row, programme),
        open=rows[0].settled_at is None and state_of(row) in {"shown", "held"},
        hidden=state_of(row) == "hidden",
        mine=isinstance(transaction.actor, Citizen) and row.author == transaction.actor.person,
        known=row.author is not None,
        taken=frozenset(m.kind for m in decided if (m.about, m.number) == (found.about, row.id)),
        warnings=sum(m.kind == "warning" for m in decided),
        blocks=sum(m.kind == "block" for m in decided),
        blocked_until=block.until if block else None,
        **beside,
    )


def _decided(transaction: Transaction, author: int | None) -> list[Any]:
    if author is None:
        return []
    return list(transaction.connection.execute(_OF_PERSON, {"who": author}))


def warn(transaction: Transaction, command: WarnAuthor) -> None:
    """Warn an author, and tell them why."""
    _take(transaction, "warning", command, None)


def block(transaction: Transaction, command: BlockAuthor) -> None:
    """Block an author for a time, and tell them why."""
    _take(transaction, "block", command, command.days)


def _take(transaction: Transaction, kind: Kind, command: WarnAuthor | BlockAuthor, days: int | None) -> None:
    about, row, programme = _author_of(transaction, command.report)
    may_give(command.reason)
    if days is not None and days not in BLOCK_DAYS:
        raise Refused("bad-days")
    refuse_own(transaction, row)
    if row.author is None:
        raise Refused("no-author")
    decided = _decided(transaction, row.author)
    taken = [m.kind for m in decided if (m.about, m.number) == (about, row.id)]
    may_take(kind, taken=taken, blocked=running(transaction, row.author) is not None)
    until = transaction.now + timedelta(days=days) if days is not None else None
    number = transaction.insert(
        measures,
        person=row.author,
        programme=programme,
        kind=kind,
        about=about,
        number=row.id,
        reason=command.reason,
        decided_by=transaction.actor.account if isinstance(transaction.actor, Citizen) else None,
        at=transaction.now,
        until=until,
    )
    note(transaction, "author-warned" if days is None else "author-blocked", f"{about}:{row.id}", days=days)
    idea, text = text_of(about, row)
    transaction.emit(MeasureTaken(number, kind, row.author, about, idea, text, command.reason, until))


def _author_of(transaction: Transaction, report: int) -> tuple[Any, Any, int]:
    """Return what a report is about, open or not, the row of that, held until the end, and its programme."""
    found = report_row(transaction, report)
    row = subject_row(transaction, found.about, found.number, hold=True) if found else None
    programme = programme_of(transaction, found.about, row) if row is not None else EVERYWHERE
    require(transaction, Right.MODERATE, programme)
    if found is None or row is None:
        raise Refused("no-such-report")
    return found.about, row, programme


def my_block(transaction: Transaction, _query: MyBlock) -> Block | None:
    """Return the block under which whoever asks is."""
    row = running(transaction, transaction.citizen)
    return _block(transaction, row) if row is not None else None


def _block(transaction: Transaction, row: Any) -> Block:
    about, idea, text = _what(transaction, row)
    return Block(
        until=row.until,
        reason=row.reason,
        about=about,
        idea=idea,
        text=text,
        appealed=row.appealed_at is not None,
        answered=row.answered_at is not None,
    )


def _what(transaction: Transaction, row: Any) -> tuple[About | None, int, str]:
    """Return what a block is about: an idea or a comment, the number of the idea, and what it says."""
    if row.about == FORGOTTEN:
        return None, 0, ""
    return row.about, *text_of(row.about, subject_row(transaction, row.about, row.number))


def appeal(transaction: Transaction, command: Appeal) -> None:
    """Keep that somebody objects, and tell those who may decide."""
    row = running(transaction, transaction.citizen)
    may_appeal(_block(transaction, row) if row is not None else None, command.words)
    _set(transaction, row.id, appeal=command.words, appealed_at=transaction.now)
    transaction.emit(BlockAppealed(row.id, row.programme, row.decided_by))


def open_appeals(transaction: Transaction, _query: OpenAppeals) -> tuple[OpenAppeal, ...]:
    """Return the appeals that whoever asks may look at."""
    within = programmes_with(transaction, Right.APPEALS)
    rows = transaction.connection.execute(_WAITING).all()
    return tuple(_appeal(transaction, row) for row in rows if within is None or row.programme in within)


def one_appeal(transaction: Transaction, query: OneAppeal) -> OpenAppeal | None:
    """Return an appeal that waits."""
    row = _waiting(transaction, query.number, query.since)
    if row is None or not allowed(transaction, Right.APPEALS, row.programme):
        return None
    return _appeal(transaction, row)


def _waiting(transaction: Transaction, number: int, since: datetime | None, *, hold: bool = False) -> Any:
    query = _ONE.with_for_update() if hold else _ONE
    row = transaction.connection.execute(query, {"which": number}).first() if possible(number) else None
    if row is None or (since is not None and row.at.replace(microsecond=0) != since):
        return None
    return row if row.appealed_at and not row.answered_at else None


def _appeal(transaction: Transaction, row: Any) -> OpenAppeal:
    about, idea, text = _what(transaction, row)
    return OpenAppeal(
        number=row.id,
        about=about,
        idea=idea,
        text=text,
        reason=row.reason,
        since=row.at,
        until=row.until,
        words=row.appeal,
        mine=_decided_by_me(transaction, row) or _is_me(transaction, row.person),
    )


def _decided_by_me(transaction: Transaction, row: Any) -> bool:
    """Tell whether whoever acts decided it, from whichever of their accounts."""
    if row.decided_by is None:
        return False
    whose = select(accounts.c.person).where(accounts.c.id == row.decided_by)
    return _is_me(transaction, transaction.connection.execute(whose).scalar())


def _is_me(transaction: Transaction, who: int | None) -> bool:
    return isinstance(transaction.actor, Citizen) and transaction.actor.person == who


def decide(transaction: Transaction, command: DecideAppeal) -> None:
    """End a block, or let it stand, and tell whoever objected."""
    row = _waiting(transaction, command.number, command.since, hold=True)
    require(transaction, Right.APPEALS, row.programme if row is not None else EVERYWHERE)
    may_give(command.answer)
    if row is None:
        raise Refused("no-such-appeal")
    if _decided_by_me(transaction, row) or _is_me(transaction, row.person):
        raise Refused("own-decision")
    until = min(row.until, transaction.now) if command.ends else row.until
    _set(transaction, row.id, answer=command.answer, answered_at=transaction.now, until=until)
    note(transaction, "appeal-decided", f"measure:{row.id}", ends=command.ends)
    transaction.emit(AppealDecided(row.id, row.person, command.ends, command.answer, until))


def _set(transaction: Transaction, number: int, **values: Any) -> None:
    transaction.connection.execute(update(measures).where(measures.c.id == number).values(values))


HANDLERS: Handlers = {
    OneReport: one_report,
    WarnAuthor: warn,
    BlockAuthor: block,
    MyBlock: my_block,
    Appeal: appeal,
    OpenAppeals: open_appeals,
    OneAppeal: one_appeal,
    DecideAppeal: decide,
}


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    """Warnings and blocks of both are one person's: nobody gets rid of them by linking. A block that both had is one."""
    take_over(transaction, measures.c.person, gone, stays)
    blocks = select(measures).where(measures.c.person == stays, measures.c.kind == "block")
    rows = transaction.connection.execute(blocks).all()
    # Nobody is blocked twice in one instant: those are copies of one decision, which ends as soon as any of them.
    one = {row.at: row.id for row in sorted(rows, key=_first_to_end, reverse=True)}
    copies = [row.id for row in rows if row.id != one[row.at]]
    if copies:
        transaction.connection.execute(delete(measures).where(measures.c.id.in_(copies)))


def _first_to_end(row: Any) -> tuple[datetime, bool, int]:
    return row.until, row.appealed_at is None, row.id


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    """Nothing is left of them but, of a block that runs, a mark until it ends."""
    run = transaction.connection.execute
    outlast(transaction, who)
    run(delete(measures).where(measures.c.person == who))
    for table in (measures, block_marks):
        theirs = update(table).where(table.c.decided_by.in_(accounts_of(who)))
        run(theirs.values(decided_by=None))


def _show_kept(transaction: Transaction, who: int) -> Mapping[str, Any]:
    columns = (
        measures.c.kind,
        measures.c.about,
        measures.c.number,
        measures.c.reason,
        measures.c.at,
        measures.c.until,
        measures.c.appeal,
        measures.c.appealed_at,
        measures.c.answer,
        measures.c.answered_at,
    )
    mine = select(*columns).where(measures.c.person == who).order_by(measures.c.id)
    decided = select(measures.c.kind, measures.c.about, measures.c.number, measures.c.at)
    by_me = decided.where(measures.c.decided_by.in_(accounts_of(who))).order_by(measures.c.id)
    outlasting = select(block_marks.c.at).where(block_marks.c.decided_by.in_(accounts_of(who)))
    forgotten = [{"kind": "block", "about": FORGOTTEN, **row} for row in kept(transaction, outlasting)]
    return {
        "measures": kept(transaction, mine),
        "measures_decided": [*kept(transaction, by_me), *forgotten],
    }


PERSONAL = Personal((measures, block_marks), _merge, _erase, _show_kept)
