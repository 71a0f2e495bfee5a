"""How long what is kept of people is kept, and what forgets it then (H79). docs/privacy.md has the same table; a test compares them.

Each tick does a bounded part: turns wait for it. What needs a look at everybody goes round, some people at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, delete, exists, func, or_, select, update

from bot.civic.appointments import OFFER_LASTS
from bot.civic.checkin import TRIES_FOR
from bot.civic.measures import BLOCK_DAYS, FORGOTTEN
from bot.civic.people import REMINDERS
from bot.civic.rights import Fate
from bot.engine.chat import dump_chat, load_chat
from storage import erasures
from storage.answers import forget_who_pressed
from storage.appointments import forget_offers
from storage.blocks import forget_marks
from storage.checkin import DOORS_LAST, forget_doors
from storage.feed import KEPT as SHOWN_KEPT
from storage.feed import forget_shown
from storage.guesses import forget_guesses
from storage.happenings import KEPT as HAPPENINGS_KEPT
from storage.happenings import forget_happenings
from storage.links import forget_links
from storage.lists import SEARCH_KEPT, forget_searches
from storage.media import shown
from storage.nudges import KEPT as NUDGES_KEPT
from storage.nudges import forget_nudges
from storage.recipients import KEPT as RECIPIENTS_KEPT
from storage.recipients import forget_recipients
from storage.rights import forget
from storage.tables import (
    accounts,
    chats,
    consents,
    events,
    inbox,
    jobs,
    letters,
    listed_accounts,
    measures,
    media,
    members,
    outbox,
    people,
    picks,
    reports,
    rsvps,
    sessions,
    supports,
    threads,
    voters,
    votes,
)
from storage.tables import erasures as marks
from storage.transaction import Transaction

DONE = timedelta(hours=72)
"""How long done updates are remembered: no platform repeats one later (PLATFORMS.md, Telegram)."""

DRAFTS = timedelta(days=90)
PHOTOS = timedelta(days=100)
YEAR = timedelta(days=365)
LONG_OVER = timedelta(days=400)
SILENCE = timedelta(days=1096)

FORGOTTEN_AT_ONCE = 5000
"""Rows of a table that are deleted in one transaction."""

LOOKED_AT = 200
"""People, or photos, that are looked at in one transaction."""

PEOPLE_AT_ONCE = 5
"""People who are forgotten in one transaction."""


@dataclass(frozen=True, slots=True)
class Term:
    """What is in these tables is kept so long, and `apply` forgets some of what is older; without it, `Round` sees to that."""

    tables: tuple[str, ...]
    kept: timedelta
    apply: Callable[[Transaction], None] | None = None


def _over(table: Table, since: ColumnElement[Any], states: Sequence[str]) -> Callable[[Transaction], None]:
    """Return what deletes the oldest rows that are over.

    The newest row stays, so that no number is ever given twice: platforms know messages by theirs.
    """
    newest = select(func.max(table.c.id)).scalar_subquery()
    over = (since < bindparam("before")) & table.c.state.in_(states) & (table.c.id < newest)
    oldest = select(table.c.id).where(over).order_by(since).limit(bindparam("most"))
    forgotten = delete(table).where(table.c.id.in_(oldest))

    def apply(transaction: Transaction) -> None:
        asked = {"before": transaction.now - DONE, "most": FORGOTTEN_AT_ONCE}
        transaction.connection.execute(forgotten, asked)

    return apply


def _forget_settled(transaction: Transaction) -> None:
    """Forget reports that were decided on long ago."""
    old = reports.c.settled_at < transaction.now - YEAR
    oldest = select(reports.c.id).where(old).order_by(reports.c.settled_at).limit(FORGOTTEN_AT_ONCE)
    transaction.connection.execute(delete(reports).where(reports.c.id.in_(oldest)))


def _forget_threads(transaction: Transaction) -> None:
    """Forget what citizens and organisers wrote to one another long ago; the newest number stays nobody's, so that none is given twice."""
    run = transaction.connection.execute
    newest = select(func.max(threads.c.id)).scalar_subquery()
    old = (threads.c.touched_at < transaction.now - YEAR) & (
        (threads.c.id < newest) | threads.c.person.is_not(None)
    )
    some = select(threads.c.id).where(old).order_by(threads.c.touched_at).limit(LOOKED_AT)
    if over := run(some).scalars().all():
        run(delete(letters).where(letters.c.thread.in_(over)))
        run(delete(threads).where(threads.c.id.in_(over), threads.c.id < newest))
        nobodys = update(threads).where(threads.c.id.in_(over))
        run(nobodys.values(person=None, account=None, waiting_since=None))


def _forget_measures(transaction: Transaction) -> None:
    """Forget warnings and blocks that were decided, and are over, for long; one that outlasted being forgotten, at its end."""
    before = transaction.now - YEAR
    old = (measures.c.at < before) & or_(measures.c.until.is_(None), measures.c.until < before)
    old |= (measures.c.about == FORGOTTEN) & (measures.c.until <= transaction.now)
    oldest = select(measures.c.id).where(old).order_by(measures.c.at).limit(FORGOTTEN_AT_ONCE)
    transaction.connection.execute(delete(measures).where(measures.c.id.in_(oldest)))


def _forget_marks(transaction: Transaction) -> None:
    """Forget who was forgotten: no backup is so old."""
    transaction.connection.execute(delete(marks).where(marks.c.at < transaction.now - YEAR))


def _forget_voters(transaction: Transaction) -> None:
    """Forget who took part in votes that were counted long ago; how many did stays."""
    over = select(votes.c.id).where(
        votes.c.closes_at < transaction.now - LONG_OVER,
        votes.c.counted_at.is_not(None),
        exists().where(voters.c.vote == votes.c.id),
    )
    for vote in transaction.connection.execute(over).scalars().all():
        some = select(voters.c.person).where(voters.c.vote == vote).limit(FORGOTTEN_AT_ONCE)
        gone = delete(voters).where(voters.c.vote == vote, voters.c.person.in_(some))
        transaction.connection.execute(gone)


def _forget_attendance(transaction: Transaction) -> None:
    """Forget who came, or was to come, to events that are long over."""
    run = transaction.connection.execute
    left = (rsvps.c.event, members.c.series, listed_accounts.c.series)
    over = select(events.c.id).where(
        events.c.ends_at < transaction.now - LONG_OVER,
        or_(*(exists().where(column == events.c.id) for column in left)),
    )
    for event in run(over).scalars().all():
        theirs = select(sessions.c.id).where(sessions.c.event == event)
        run(delete(picks).where(picks.c.session.in_(theirs)))
        run(delete(rsvps).where(rsvps.c.event == event))
        later = exists().where(events.c.series == event, events.c.ends_at >= transaction.now - LONG_OVER)
        if not run(select(later)).scalar():
            run(delete(members).where(members.c.series == event))
            run(delete(listed_accounts).where(listed_accounts.c.series == event))


class Round:
    """Goes round all people, and all photos, some at a time; where it is, only this process knows."""

    def __init__(self) -> None:
        self._person = self._photo = 0

    def go_on(self, transaction: Transaction) -> None:
        """Look at some more of each."""
        self._people(transaction)
        self._photos(transaction)

    def _people(self, transaction: Transaction) -> None:
        """Throw old drafts away, and forget who has said nothing for years; who takes a turn just now is left for later."""
        asked = {"beyond": self._person, "most": LOOKED_AT}
        found = transaction.connection.execute(_SOME_PEOPLE, asked).all()
        self._person = found[-1].id if len(found) == LOOKED_AT else 0
        long_ago = transaction.now - SILENCE
        silent = [row.id for row in found if _last(row) < long_ago]
        for who in _held(transaction, _not_written_to(transaction, silent)[:PEOPLE_AT_ONCE]):
            erasures.note(transaction, who, Fate.NOBODYS)
            forget(transaction, who, Fate.NOBODYS)
        resting = [row.id for row in found if row.touched and row.touched < transaction.now - DRAFTS]
        for who in _held(transaction, resting):
            _throw_drafts_away(transaction, who)

    def _photos(self, transaction: Transaction) -> None:
        """Forget photos that no idea and no broadcast shows, long after they were sent; their numbers are given to no others."""
        run = transaction.connection.execute
        found = run(_SOME_PHOTOS, {"beyond": self._photo, "most": LOOKED_AT}).all()
        self._photo = found[-1].id if len(found) == LOOKED_AT else 0
        old = [row.id for row in found if row.width and row.created_at < transaction.now - PHOTOS]
        unseen = media.c.id.in_(old) & ~shown()
        if old:
            run(update(media).where(unseen).values(jpeg=b"", name=None, width=0, height=0))


def _not_written_to(transaction: Transaction, silent: Sequence[int]) -> Sequence[int]:
    """Return those of these people who get nothing: who asked to be written to, and can be, is here although they say nothing."""
    if not silent:
        return ()
    gone = select(people.c.id).where(people.c.id.in_(silent), ~_WRITTEN_TO).order_by(people.c.id)
    return transaction.connection.execute(gone).scalars().all()


def _last(row: Any) -> datetime:
    """Return when somebody was last heard of."""
    heard: list[datetime | None] = [row.joined_at, row.touched, row.supported, row.voted]
    return max(at for at in heard if at is not None)


def _held(transaction: Transaction, who: Sequence[int]) -> Sequence[int]:
    """Return those of these people whose turn is not being taken just now; they are held until the end."""
    if not who:
        return ()
    free = select(people.c.id).where(people.c.id.in_(who)).order_by(people.c.id)
    return transaction.connection.execute(free.with_for_update(skip_locked=True)).scalars().all()


def _throw_drafts_away(transaction: Transaction, who: int) -> None:
    """Leave nothing of what they answered long ago; what was but shown may rest, and conversations go on being numbered."""
    old = chats.c.touched_at < transaction.now - DRAFTS
    theirs = select(chats).join(accounts).where(accounts.c.person == who, old)
    for row in transaction.connection.execute(theirs).all():
        chat = load_chat(row.state)
        resting = [
            frame for frame in chat.frames if not any("a" in entry for entry in frame.journal.values())
        ]
        if resting == chat.frames and not chat.drafts:
            continue
        chat.frames[:] = resting
        chat.drafts.clear()
        kept = update(chats).where(chats.c.account == row.account)
        transaction.connection.execute(kept.values(state=dump_chat(chat), offered=None))


def _latest(table: Table, column: ColumnElement[Any]) -> Any:
    return select(func.max(column)).where(table.c.person == people.c.id).correlate(people).scalar_subquery()


_WRITTEN_TO = (
    people.c.stopped_at.is_(None)
    & exists().where(
        consents.c.person == people.c.id, consents.c.kind == REMINDERS, consents.c.withdrawn_at.is_(None)
    )
    & exists().where(accounts.c.person == people.c.id, accounts.c.unreachable.is_(False))
)
_SOME_PEOPLE = (
    select(
        people.c.id,
        people.c.joined_at,
        select(func.max(chats.c.touched_at))
        .join(accounts, accounts.c.id == chats.c.account)
        .where(accounts.c.person == people.c.id)
        .correlate(people)
        .scalar_subquery()
        .label("touched"),
        _latest(supports, supports.c.at).label("supported"),
        _latest(voters, voters.c.at).label("voted"),
    )
    .where(people.c.id > bindparam("beyond"))
    .order_by(people.c.id)
    .limit(bindparam("most"))
)
_SOME_PHOTOS = (
    select(media.c.id, media.c.width, media.c.created_at)
    .where(media.c.id > bindparam("beyond"))
    .order_by(media.c.id)
    .limit(bindparam("most"))
)


TERMS: tuple[Term, ...] = (
    Term(("inbox",), DONE, _over(inbox, inbox.c.arrived_at, ("done", "ignored"))),
    Term(("outbox",), DONE, _over(outbox, outbox.c.created_at, ("sent", "failed", "uncertain"))),
    Term(("jobs",), DONE, _over(jobs, jobs.c.created_at, ("done",))),
    Term(("links", "link_tries"), timedelta(hours=1), forget_links),
    Term(("offers",), OFFER_LASTS, forget_offers),
    Term(("code_tries",), TRIES_FOR, forget_guesses),
    Term(("searches",), SEARCH_KEPT, forget_searches),
    Term(("happenings", "told"), HAPPENINGS_KEPT, forget_happenings),
    Term(("nudges",), NUDGES_KEPT, forget_nudges),
    Term(("shown",), SHOWN_KEPT, forget_shown),
    Term(("chats",), DRAFTS),
    Term(("media",), PHOTOS),
    Term(("recipients",), RECIPIENTS_KEPT, forget_recipients),
    Term(("reports",), YEAR, _forget_settled),
    Term(("presses",), RECIPIENTS_KEPT, forget_who_pressed),
    Term(("threads", "letters"), YEAR, _forget_threads),
    Term(("measures",), YEAR, _forget_measures),
    Term(("block_marks",), timedelta(days=max(BLOCK_DAYS)), forget_marks),
    Term(("erasures",), YEAR, _forget_marks),
    Term(("door_accounts",), DOORS_LAST, forget_doors),
    Term(("voters",), LONG_OVER, _forget_voters),
    Term(("rsvps", "picks", "members", "listed_accounts"), LONG_OVER, _forget_attendance),
    Term(("people", "accounts", "consents"), SILENCE),
)
"""What is kept of people for a time, and for how long."""
