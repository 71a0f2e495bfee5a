"""Threads: what citizens and organisers write to one another, kept without a name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, select, true, update

from bot.civic.doors import Citizen, Refused
from bot.civic.rights import Fate
from bot.civic.roles import Right
from bot.civic.threads import (
    GOES_ON,
    LAST_THREADS_PAGE,
    SHOWN,
    THREADS_PAGE,
    AnswerThread,
    LetterCame,
    Letters,
    LettersSince,
    MyThread,
    MyThreads,
    OneThread,
    Said,
    SettleThread,
    TakeLetterBack,
    Thread,
    ThreadAnswered,
    ThreadLine,
    ThreadPage,
    WriteToOrganisers,
    may_be_sent,
    may_write,
)
from bot.text.languages import LANGUAGES
from storage.answers import received
from storage.audit import note
from storage.people import person
from storage.personal import Personal, accounts_of, kept, take_over
from storage.roles import programmes_with, require
from storage.tables import accounts, letters, possible, threads
from storage.transaction import Handlers, Transaction

MINE_SHOWN = 20
"""Threads of one's own that are listed, the latest first."""

_ONE = select(threads).where(threads.c.id == bindparam("which"))
_SAID = (
    select(letters)
    .where(letters.c.thread == bindparam("which"))
    .order_by(letters.c.id.desc())
    .limit(SHOWN + 1)
)
_UNDER_WAY = (
    select(threads)
    .where(
        threads.c.person == bindparam("who"),
        func.coalesce(threads.c.broadcast, 0) == bindparam("about"),
        threads.c.touched_at > bindparam("since"),
    )
    .order_by(threads.c.id.desc())
    .limit(1)
    .with_for_update()
)
_LATELY = (
    select(func.count())
    .select_from(letters.join(threads, letters.c.thread == threads.c.id))
    .where(
        threads.c.person == bindparam("who"),
        letters.c.by_organisers.is_(False),
        letters.c.at > bindparam("since"),
    )
)
_LATER = select(exists().where(letters.c.thread == bindparam("which"), letters.c.id > bindparam("after")))


def _line_of(condition: ColumnElement[bool]) -> Any:
    """Return the query for threads with their last words."""
    last = select(func.max(letters.c.id)).where(letters.c.thread == threads.c.id).correlate(threads)
    joined = threads.join(letters, letters.c.id == last.scalar_subquery())
    columns = (threads.c.id.label("thread_id"), threads.c.waiting_since, *letters.c)
    return select(*columns).select_from(joined).where(condition)


def _said(row: Any) -> Said:
    return Said(row.id, row.text, row.language, row.at, row.by_organisers)


def _lines(transaction: Transaction, query: Any) -> list[ThreadLine]:
    rows = transaction.connection.execute(query).all()
    return [ThreadLine(row.thread_id, _said(row), row.waiting_since) for row in rows]


def _thread(transaction: Transaction, row: Any) -> Thread:
    found = transaction.connection.execute(_SAID, {"which": row.id}).all()
    said = tuple(_said(each) for each in reversed(found[:SHOWN]))
    return Thread(row.id, said, len(found) > SHOWN, row.waiting_since, row.broadcast)


def _row(transaction: Transaction, number: int, *, hold: bool = False) -> Any:
    """Return a thread's row, held until the end if asked for; None where no thread has, or can have, that number."""
    if not possible(number):
        return None
    query = _ONE.with_for_update() if hold else _ONE
    return transaction.connection.execute(query, {"which": number}).first()


# The citizen's side


def my_threads(transaction: Transaction, _query: MyThreads) -> tuple[ThreadLine, ...]:
    """Return what whoever asks wrote to the organisers, the latest first."""
    mine = _line_of(threads.c.person == transaction.citizen)
    return tuple(_lines(transaction, mine.order_by(threads.c.touched_at.desc()).limit(MINE_SHOWN)))


def my_thread(transaction: Transaction, query: MyThread) -> Thread | None:
    """Return a thread of whoever asks."""
    row = _row(transaction, query.number)
    return _thread(transaction, row) if row and row.person == transaction.citizen else None


def write(transaction: Transaction, command: WriteToOrganisers) -> int:
    """Keep what a citizen writes, and let the organisers know of it."""
    author, now = transaction.citizen, transaction.now
    asked = {"who": author, "since": now - timedelta(days=1)}
    may_write(command.text, lately=transaction.connection.execute(_LATELY, asked).scalar() or 0)
    programme = received(transaction, command.broadcast).programme if command.broadcast else 0
    row = _to(transaction, command)
    number = row.id if row else _begun(transaction, programme, command.broadcast)
    waiting = row.waiting_since if row and row.waiting_since else now
    account = transaction.actor.account if isinstance(transaction.actor, Citizen) else None
    _set(transaction, number, touched_at=now, waiting_since=waiting, account=account)
    language = person(transaction, author).language or LANGUAGES[0]
    written = transaction.insert(
        letters, thread=number, by_organisers=False, text=command.text, language=language, at=now
    )
    transaction.emit(LetterCame(row.programme if row else programme))
    return written


def _to(transaction: Transaction, command: WriteToOrganisers) -> Any:
    """Return the thread that is gone on with: that of this number, or the one under way; None for another."""
    if not command.thread:
        asked = {"who": transaction.citizen, "since": transaction.now - GOES_ON, "about": command.broadcast}
        return transaction.connection.execute(_UNDER_WAY, asked).first()
    row = _row(transaction, command.thread, hold=True)
    if row is None or row.person != transaction.citizen:
        raise Refused("no-such-thread")
    return row


def _begun(transaction: Transaction, programme: int, broadcast: int) -> int:
    about = {"programme": programme, "broadcast": broadcast or None}
    return transaction.insert(threads, person=transaction.citizen, touched_at=transaction.now, **about)


def take_back(transaction: Transaction, command: TakeLetterBack) -> None:
    """Forget what a citizen had written; what only waited for an answer to that waits no longer."""
    found = select(letters).where(letters.c.id == command.number, letters.c.by_organisers.is_(False))
    letter = transaction.connection.execute(found).first() if possible(command.number) else None
    row = _row(transaction, letter.thread, hold=True) if letter else None
    if row is None or letter is None or row.person != transaction.citizen or not letter.text:
        raise Refused("no-such-letter")
    transaction.connection.execute(update(letters).where(letters.c.id == letter.id).values(text=""))
    _set(transaction, row.id, waiting_since=_unanswered(transaction, row.id))


def _unanswered(transaction: Transaction, number: int) -> Any:
    """Return since when a thread has words that nobody has answered; None where it has none."""
    theirs = (letters.c.thread == number, letters.c.by_organisers.is_(True))
    answered = func.coalesce(select(func.max(letters.c.id)).where(*theirs).scalar_subquery(), 0)
    waits = select(func.min(letters.c.at)).where(
        letters.c.thread == number, letters.c.id > answered, letters.c.text != ""
    )
    return transaction.connection.execute(waits).scalar()


def _set(transaction: Transaction, number: int, **values: Any) -> None:
    transaction.connection.execute(update(threads).where(threads.c.id == number).values(values))


# The organisers' side


def _mine_to_answer(transaction: Transaction) -> ColumnElement[bool]:
    """Return which threads whoever asks may answer."""
    where = programmes_with(transaction, Right.ANSWER)
    return true() if where is None else threads.c.programme.in_(where)


def listed(transaction: Transaction, query: Letters) -> ThreadPage:
    """Return a page of threads: what waits, the longest first; or all, the latest first."""
    page = min(max(query.page, 1), LAST_THREADS_PAGE)
    waits = threads.c.waiting_since.is_not(None) if query.waiting else threads.c.person.is_not(None)
    order = (
        (threads.c.waiting_since, threads.c.id)
        if query.waiting
        else (threads.c.touched_at.desc(), threads.c.id)
    )
    about = threads.c.broadcast == query.broadcast if query.broadcast else true()
    found = _line_of(waits & about & _mine_to_answer(transaction)).order_by(*order)
    lines = _lines(transaction, found.limit(THREADS_PAGE + 1).offset((page - 1) * THREADS_PAGE))
    more = len(lines) > THREADS_PAGE and page < LAST_THREADS_PAGE
    return ThreadPage(tuple(lines[:THREADS_PAGE]), page, more)


def one(transaction: Transaction, query: OneThread) -> Thread | None:
    """Return a thread that whoever asks may answer."""
    if not possible(query.number):
        return None
    mine = _ONE.where(_mine_to_answer(transaction), threads.c.person.is_not(None))
    row = transaction.connection.execute(mine, {"which": query.number}).first()
    return _thread(transaction, row) if row else None


def since(transaction: Transaction, query: LettersSince) -> int:
    """Return how many threads of a programme wait since then."""
    transaction.require_operator()
    waits = select(func.count()).select_from(threads).where(threads.c.programme == query.programme)
    later = threads.c.waiting_since > query.since if query.since else threads.c.waiting_since.is_not(None)
    return transaction.connection.execute(waits.where(later)).scalar_one()


def answer(transaction: Transaction, command: AnswerThread) -> int:
    """Keep the organisers' answer, and let whoever wrote have it."""
    row = _to_answer(transaction, command.number)
    may_be_sent(command.text)
    _refuse_unseen(transaction, row.id, command.after)
    now = transaction.now
    _set(transaction, row.id, touched_at=now, waiting_since=None)
    # Organisers write in whichever language they like: it is shown as it is, to somebody who wrote to them.
    language = _language_of_who_answers(transaction)
    number = transaction.insert(
        letters, thread=row.id, by_organisers=True, text=command.text, language=language, at=now
    )
    note(transaction, "thread-answered", f"thread:{row.id}", letter=number)
    account = _still_theirs(transaction, row)
    transaction.emit(ThreadAnswered(row.id, number, row.person, account, command.text))
    return number


def settle(transaction: Transaction, command: SettleThread) -> None:
    """Let a thread wait no longer."""
    row = _to_answer(transaction, command.number)
    _refuse_unseen(transaction, row.id, command.after)
    _set(transaction, row.id, waiting_since=None)
    note(transaction, "thread-settled", f"thread:{row.id}")


def _to_answer(transaction: Transaction, number: int) -> Any:
    """Return the thread, held until the end, for whoever may answer it; the right is looked at first."""
    row = _row(transaction, number, hold=True)
    require(transaction, Right.ANSWER, row.programme if row else None)
    if row is None or row.person is None:
        raise Refused("no-such-thread")
    return row


def _refuse_unseen(transaction: Transaction, number: int, after: int) -> None:
    """Refuse where something was written that whoever acts has not seen: another organiser's answer, or more words."""
    if transaction.connection.execute(_LATER, {"which": number, "after": after}).scalar():
        raise Refused("written-meanwhile")


def _language_of_who_answers(transaction: Transaction) -> str:
    if not isinstance(transaction.actor, Citizen):
        return LANGUAGES[0]
    return person(transaction, transaction.actor.person).language or LANGUAGES[0]


def _still_theirs(transaction: Transaction, row: Any) -> int | None:
    """Return the account that whoever wrote wrote from, unless it is somebody else's by now."""
    theirs = select(accounts.c.id).where(accounts.c.id == row.account, accounts.c.person == row.person)
    found: int | None = transaction.connection.execute(theirs).scalar()
    return found


HANDLERS: Handlers = {
    MyThreads: my_threads,
    MyThread: my_thread,
    WriteToOrganisers: write,
    TakeLetterBack: take_back,
    Letters: listed,
    OneThread: one,
    LettersSince: since,
    AnswerThread: answer,
    SettleThread: settle,
}


def _theirs(who: int) -> Any:
    return select(threads.c.id).where(threads.c.person == who)


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    take_over(transaction, threads.c.person, gone, stays)


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    """Forget what was said on both sides; the number stays, which an organiser may have before them, and is nobody's."""
    run = transaction.connection.execute
    run(delete(letters).where(letters.c.thread.in_(_theirs(who))))
    over = {"person": None, "account": None, "waiting_since": None}
    run(update(threads).where(threads.c.person == who).values(over))
    # Somebody else's, written from an account that became theirs since.
    run(update(threads).where(threads.c.account.in_(accounts_of(who))).values(account=None))


def _show_kept(transaction: Transaction, who: int) -> Mapping[str, Any]:
    columns = (letters.c.thread, letters.c.by_organisers, letters.c.text, letters.c.language, letters.c.at)
    mine = select(*columns).where(letters.c.thread.in_(_theirs(who))).order_by(letters.c.id)
    return {"letters": kept(transaction, mine)}


PERSONAL = Personal((threads,), _merge, _erase, _show_kept)
