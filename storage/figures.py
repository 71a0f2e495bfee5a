"""How it goes, counted: each figure in one statement, and none of who."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, select, true, union

from bot.civic.figures import (
    DISCUSSED,
    LAST_VOTES,
    Discussed,
    Figures,
    FiguresOf,
    TurnedOut,
    Week,
    guarded,
    mondays,
)
from bot.civic.programmes import Programmes
from bot.civic.roles import EVERYWHERE, Right
from bot.civic.rsvps import State
from bot.civic.votes import OneVote
from storage.roles import allowed
from storage.tables import events, ideas, people, rsvps, supports, votes
from storage.transaction import Handlers, Transaction

NEW = timedelta(days=7)


def figures(transaction: Transaction, query: FiguresOf) -> Figures | None:
    """Return how it goes, for whoever may know."""
    if not allowed(transaction, Right.KNOW, query.programme):
        return None
    within = query.programme
    shown, who = _shown(within), _people(within)
    since = transaction.now - NEW
    weeks = mondays(transaction.now, transaction.city.zone)
    here = _one(transaction, people, who, func.count(), _fresh(people.c.joined_at, since))
    sums = (func.sum(ideas.c.supports), func.sum(ideas.c.comments))
    told = _one(transaction, ideas, shown, func.count(), _fresh(ideas.c.published_at, since), *sums)
    coming = _to_come(transaction, within)
    return Figures(
        on=transaction.now.astimezone(ZoneInfo(transaction.city.zone)).date(),
        programme=within,
        names=_names(transaction, within),
        people=here[0],
        new_people=here[1],
        ideas=told[0],
        new_ideas=told[1],
        supports=told[2],
        comments=told[3],
        weeks=_weeks(transaction, weeks, who, shown),
        topics=_by(transaction, ideas.c.topic, shown),
        places=_by(transaction, ideas.c.neighbourhood, shown),
        homes=guarded(_by(transaction, people.c.neighbourhood, who), here[0]),
        languages=guarded(_by(transaction, people.c.language, who), here[0]),
        discussed=_discussed(transaction, shown),
        votes=_votes(transaction, within),
        events=coming[0],
        coming=coming[1],
    )


def _of(programme: ColumnElement[Any], within: int) -> ColumnElement[bool]:
    return true() if within == EVERYWHERE else programme == within


def _shown(within: int) -> ColumnElement[bool]:
    """Return which ideas are counted: those that are in the list."""
    return and_(ideas.c.hidden_at.is_(None), _of(ideas.c.programme, within))


def _people(within: int) -> ColumnElement[bool]:
    """Return which people are counted."""
    if within == EVERYWHERE:
        return people.c.welcomed_at.is_not(None)
    shared = select(ideas.c.author).where(_shown(within), ideas.c.author.is_not(None))
    gave = select(supports.c.person).join(ideas, supports.c.idea == ideas.c.id).where(_shown(within))
    return people.c.id.in_(union(shared, gave))


def _one(transaction: Transaction, table: Any, which: Any, *figures: Any) -> list[int]:
    row = transaction.connection.execute(select(*figures).select_from(table).where(which)).one()
    return [figure or 0 for figure in row]


def _fresh(at: Any, since: datetime) -> Any:
    return func.sum(case((at >= since, 1), else_=0))


def _to_come(transaction: Transaction, within: int) -> list[int]:
    """Return how many events are to come, and how many people come to them."""
    coming = events.outerjoin(rsvps, and_(rsvps.c.event == events.c.id, rsvps.c.state == State.YES))
    still = (events.c.ends_at > transaction.now, events.c.cancelled_at.is_(None))
    which = and_(_of(events.c.programme, within), *still)
    return _one(transaction, coming, which, func.count(events.c.id.distinct()), func.sum(1 + rsvps.c.guests))


def _names(transaction: Transaction, within: int) -> Mapping[str, str]:
    return next((each.names for each in transaction.ask(Programmes()) if each.id == within), {})


def _weeks(transaction: Transaction, begin: Sequence[datetime], who: Any, shown: Any) -> tuple[Week, ...]:
    """Return what each of these weeks brought."""
    joined = _in_weeks(transaction, people.c.joined_at, begin, who)
    shared = _in_weeks(transaction, ideas.c.published_at, begin, shown)
    zone = ZoneInfo(transaction.city.zone)
    return tuple(
        Week(at.astimezone(zone).date(), joined.get(n, 0), shared.get(n, 0)) for n, at in enumerate(begin)
    )


def _in_weeks(transaction: Transaction, at: Any, begin: Sequence[datetime], which: Any) -> Mapping[int, int]:
    week = case(*((at < later, n) for n, later in enumerate(begin[1:])), else_=len(begin) - 1).label("week")
    counted = select(week, func.count().label("many")).where(which, at >= begin[0]).group_by(week)
    return {row.week: row.many for row in transaction.connection.execute(counted)}


def _by(transaction: Transaction, what: Any, which: Any) -> dict[str, int]:
    counted = select(what.label("what"), func.count().label("many")).where(which, what.is_not(None))
    return {row.what: row.many for row in transaction.connection.execute(counted.group_by(what))}


def _discussed(transaction: Transaction, shown: Any) -> tuple[Discussed, ...]:
    """Return the ideas that most people care about, if anybody does."""
    columns = (ideas.c.id, ideas.c.title, ideas.c.supports, ideas.c.comments)
    most = select(*columns).where(shown, ideas.c.interest > 0).order_by(ideas.c.interest.desc(), ideas.c.id)
    return tuple(Discussed(*row) for row in transaction.connection.execute(most.limit(DISCUSSED)))


def _votes(transaction: Transaction, within: int) -> tuple[TurnedOut, ...]:
    """Return the votes that opened last."""
    last = select(votes.c.id).where(_of(votes.c.programme, within), votes.c.opens_at <= transaction.now)
    numbers = transaction.connection.execute(last.order_by(votes.c.opens_at.desc()).limit(LAST_VOTES))
    found = [transaction.ask(OneVote(number)) for number in numbers.scalars().all()]
    return tuple(
        TurnedOut(each.number, each.titles, each.turnout, each.state != "open") for each in found if each
    )


HANDLERS: Handlers = {FiguresOf: figures}
