"""How it goes, counted: each figure in one statement, and none of who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, exists, func, select, true

from bot.civic.figures import (
    DISCUSSED,
    LAST_VOTES,
    Discussed,
    Figures,
    FiguresOf,
    Promised,
    TurnedOut,
    Week,
    guarded,
    mondays,
)
from bot.civic.own import ids_of, neighbourhoods_of, topics_of
from bot.civic.roles import EVERYWHERE, Right
from bot.civic.rsvps import State
from bot.civic.votes import OneVote
from storage.programmes import programme_of, took_part
from storage.roles import allowed
from storage.tables import (
    commitment_steps,
    commitments,
    events,
    ideas,
    official_answers,
    people,
    rsvps,
    supports,
    votes,
)
from storage.transaction import Handlers, Transaction

NEW = timedelta(days=7)


def figures(transaction: Transaction, query: FiguresOf) -> Figures | None:
    """Return how it goes, for whoever may know."""
    if not allowed(transaction, Right.KNOW, query.programme):
        return None
    city = transaction.city
    municipalities = ids_of(city.neighbourhoods)
    within, now, zone = query.programme, transaction.now, ZoneInfo(city.zone)
    begin = mondays(now, city.zone)
    here = _Counts(transaction, begin, people.c.joined_at, people.c.language, people.c.neighbourhood)
    here.count(_people(within))
    told = _Counts(transaction, begin, ideas.c.published_at, ideas.c.topic, ideas.c.neighbourhood)
    supported, commented = told.count(_shown(within), ideas.c.supports, ideas.c.comments)
    given = _given(transaction, begin, _shown(within))
    coming = _to_come(transaction, within)
    programme = programme_of(transaction, within)
    return Figures(
        on=now.astimezone(zone).date(),
        programme=within,
        names=programme.names if programme else {},
        people=here.all,
        new_people=here.new,
        ideas=told.all,
        new_ideas=told.new,
        supports=supported,
        comments=commented,
        answered=_answered(transaction, _shown(within)),
        promised=_promised(transaction, _shown(within)),
        weeks=tuple(
            Week(at.astimezone(zone).date(), here.weeks[n], told.weeks[n], given[n])
            for n, at in enumerate(begin)
        ),
        topics=told.one,
        places=told.other,
        homes=guarded(here.other, here.all),
        languages=guarded(here.one, here.all),
        discussed=_discussed(transaction, _shown(within)),
        votes=_votes(transaction, within),
        events=coming[0],
        coming=coming[1],
        offered_topics=topics_of(city, programme) if programme else ids_of(city.topics_in()),
        # Nobody is expected to live in a stall: who does not come from there is not missed.
        offered_places=tuple(each for each in neighbourhoods_of(city, programme) if each in municipalities),
    )


class _Counts:
    """What a table holds, counted in one look at it: all, what is new, week by week, and by two of its columns."""

    def __init__(
        self, transaction: Transaction, begin: Sequence[datetime], at: Any, one: Any, other: Any
    ) -> None:
        self._transaction = transaction
        week = _week_of(at, begin)
        fresh = case((at >= transaction.now - NEW, 1), else_=0)
        self._columns = [
            part.label(name) for part, name in zip((one, other, week, fresh), _PARTS, strict=True)
        ]
        self.all = self.new = 0
        self.weeks: Counter[int] = Counter()
        self.one: Counter[str] = Counter()
        self.other: Counter[str] = Counter()

    def count(self, which: Any, *sums: Any) -> list[int]:
        """Count those rows, and return the sums of these columns."""
        added = [func.sum(column).label(f"sum_{n}") for n, column in enumerate(sums)]
        counted = select(*self._columns, func.count().label("many"), *added).where(which).group_by(*_PARTS)
        whole = [0] * len(sums)
        for row in self._transaction.connection.execute(counted):
            self.all += row.many
            self.new += row.fresh * row.many
            self.weeks[row.week] += row.many
            for found, name in ((self.one, row.one), (self.other, row.other)):
                if name is not None:
                    found[name] += row.many
            whole = [before + row[-len(sums) + n] for n, before in enumerate(whole)]
        return whole


_PARTS = ("one", "other", "week", "fresh")


def _week_of(at: Any, begin: Sequence[datetime]) -> ColumnElement[int]:
    """Return in which of the weeks that begin then something was; -1 for before."""
    return case(*((at < later, n) for n, later in enumerate(begin, -1)), else_=len(begin) - 1)


def _given(transaction: Transaction, begin: Sequence[datetime], shown: Any) -> Counter[int]:
    """Return how many supports each week brought."""
    week = _week_of(supports.c.at, begin).label("week")
    counted = select(week, func.count()).join_from(supports, ideas, ideas.c.id == supports.c.idea)
    found = transaction.connection.execute(counted.where(shown, supports.c.at >= begin[0]).group_by("week"))
    return Counter({row[0]: row[1] for row in found})


def _of(programme: ColumnElement[Any], within: int) -> ColumnElement[bool]:
    return true() if within == EVERYWHERE else programme == within


def _shown(within: int) -> ColumnElement[bool]:
    """Return which ideas are counted: those that are in the list."""
    return and_(ideas.c.hidden_at.is_(None), _of(ideas.c.programme, within))


def _people(within: int) -> ColumnElement[bool]:
    """Return which people are counted."""
    here = people.c.welcomed_at.is_not(None)
    return here if within == EVERYWHERE else and_(here, people.c.id.in_(took_part((within,))))


def _to_come(transaction: Transaction, within: int) -> Sequence[int]:
    """Return how many events are to come, and how many people come to them."""
    coming = events.outerjoin(rsvps, and_(rsvps.c.event == events.c.id, rsvps.c.state == State.YES))
    still = (events.c.ends_at > transaction.now, events.c.cancelled_at.is_(None))
    which = and_(_of(events.c.programme, within), *still)
    figures = (func.count(events.c.id.distinct()), func.coalesce(func.sum(1 + rsvps.c.guests), 0))
    row = transaction.connection.execute(select(*figures).select_from(coming).where(which)).one()
    return list(row)


def _answered(transaction: Transaction, shown: Any) -> int:
    theirs = select(func.count(official_answers.c.idea.distinct()))
    found = theirs.join(ideas, ideas.c.id == official_answers.c.idea).where(shown)
    return transaction.connection.execute(found).scalar() or 0


def _promised(transaction: Transaction, shown: Any) -> Promised:
    """Return what became of what was promised; what was dropped, and said to be, is neither kept nor late."""
    was_late = exists().where(
        commitment_steps.c.commitment == commitments.c.id, commitment_steps.c.kind == "late"
    )
    over = commitments.c.due_at <= transaction.now
    kept, still = commitments.c.state == "kept", commitments.c.state == "open"
    fate = case((kept & ~was_late, "in_time"), (kept | (still & over), "late"), (still, "to_come"))
    counted = select(fate.label("fate"), func.count().label("many")).join(
        ideas, ideas.c.id == commitments.c.idea
    )
    found = transaction.connection.execute(counted.where(shown, kept | still).group_by("fate"))
    return Promised(**{row.fate: row.many for row in found})


def _discussed(transaction: Transaction, shown: Any) -> tuple[Discussed, ...]:
    """Return the ideas that most people care about, if anybody does."""
    columns = (ideas.c.id, ideas.c.title, ideas.c.supports, ideas.c.comments)
    most = select(*columns).where(shown, ideas.c.interest > 0).order_by(ideas.c.interest.desc(), ideas.c.id)
    return tuple(Discussed(*row) for row in transaction.connection.execute(most.limit(DISCUSSED)))


def _votes(transaction: Transaction, within: int) -> tuple[TurnedOut, ...]:
    """Return the votes that opened last."""
    held = _of(votes.c.programme, within) & votes.c.withdrawn_at.is_(None)
    last = select(votes.c.id).where(held, votes.c.opens_at <= transaction.now)
    numbers = transaction.connection.execute(last.order_by(votes.c.opens_at.desc()).limit(LAST_VOTES))
    found = [transaction.ask(OneVote(number)) for number in numbers.scalars().all()]
    return tuple(
        TurnedOut(each.number, each.titles, each.turnout, each.state != "open") for each in found if each
    )


HANDLERS: Handlers = {FiguresOf: figures}
