"""Audiences: who belongs to one, and why somebody who does is not written to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select

from bot.civic.audiences import (
    FEWEST,
    Audience,
    By,
    Count,
    CountAudience,
    Part,
    PlatformsInUse,
    may_be,
    within,
)
from bot.civic.nudges import BROADCASTS
from bot.civic.roles import Right
from bot.civic.rsvps import State
from bot.text.languages import LANGUAGES
from storage.people import consented, hears_organisers, language_of
from storage.presence import WAS_THERE
from storage.programmes import took_part
from storage.roles import require
from storage.tables import accounts, events, follows, people, rsvps, supports, voters
from storage.transaction import Handlers, Transaction

_FIRST_PLATFORM: Any = (
    select(accounts.c.platform)
    .where(accounts.c.person == people.c.id, accounts.c.unreachable.is_(False))
    .order_by(accounts.c.preferred_at.desc().nulls_last(), accounts.c.id)
    .limit(1)
    .correlate(people)
    .scalar_subquery()
)
"""That of the account at which a person is written to."""

_REACHABLE = exists().where(accounts.c.person == people.c.id, accounts.c.unreachable.is_(False))
_CHOSEN_ON, _CHOSEN_OFF = (
    people.c.nudges.contains(f'"{BROADCASTS}": {chosen}', autoescape=True) for chosen in ("true", "false")
)
_TURNED_ON = or_(_CHOSEN_ON, and_(hears_organisers(), ~_CHOSEN_OFF))
_WHY_NOT: Any = case(
    (people.c.stopped_at.is_not(None), "stopped"),
    (~consented("reminders"), "no-consent"),
    (~_TURNED_ON, "unwanted"),
    (~_REACHABLE, "unreachable"),
)
"""The reason for which a person is not written to; none where they are."""


def who_belongs(transaction: Transaction, audience: Audience, programme: int) -> Select[Any]:
    """Return the query for those who belong to an audience: `person`, `why` not, `platform`; in the order of their numbers."""
    return (
        select(
            people.c.id.label("person"),
            _WHY_NOT.label("why"),
            func.coalesce(_FIRST_PLATFORM, "").label("platform"),
        )
        .where(_belongs(transaction, within(audience, programme)))
        .order_by(people.c.id)
    )


def count_audience(transaction: Transaction, query: CountAudience) -> Count:
    """Return how many belong to an audience as of now, for whoever may write to it; nothing of one that tells who voted, where they are too few."""
    require(transaction, Right.BROADCAST, query.programme)
    audience = query.audience
    may_be(audience, transaction.city, languages=tuple(LANGUAGES), platforms=platforms(transaction))
    belongs = _belongs(transaction, within(audience, query.programme))
    why = select(_WHY_NOT.label("why")).where(belongs).subquery()
    rows = transaction.connection.execute(select(why.c.why, func.count().label("number")).group_by(why.c.why))
    found: dict[str | None, int] = {row.why: row.number for row in rows}
    reach = found.pop(None, 0)
    if audience.sensitive and reach < FEWEST:
        return Count(0, few=True)
    least = FEWEST if audience.sensitive else 1
    excluded = {str(reason): number for reason, number in found.items() if number >= least}
    return Count(reach, excluded, second_look=reach > transaction.city.second_look)


def platforms(transaction: Transaction) -> Sequence[str]:
    """Return the platforms that anybody can be written to on."""
    return transaction.connection.execute(select(accounts.c.platform).distinct()).scalars().all()


def _belongs(transaction: Transaction, audience: Audience) -> ColumnElement[bool]:
    parts = [_chosen(transaction, part) for part in audience.parts]
    return and_(people.c.welcomed_at.is_not(None), *parts)


def _chosen(transaction: Transaction, part: Part) -> ColumnElement[bool]:
    if part.by in _DID:
        numbers = [int(value) for value in part.values]
        did = people.c.id.in_(_DID[part.by](transaction, numbers))
        return ~did if part.without else did
    chose = _CHOSE[part.by](part.values)
    return ~chose if part.without else chose


def _cares_about(topics: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(people.c.topics.contains(f'"{topic}"', autoescape=True) for topic in topics))


_CHOSE: Mapping[By, Callable[[Sequence[str]], ColumnElement[bool]]] = {
    By.TOPIC: _cares_about,
    By.NEIGHBOURHOOD: lambda values: func.coalesce(people.c.neighbourhood, "").in_(values),
    By.LANGUAGE: lambda values: func.coalesce(language_of(), "").in_(values),
    By.PLATFORM: lambda values: func.coalesce(_FIRST_PLATFORM, "").in_(values),
}


def _answered(*states: State) -> Callable[[Transaction, Sequence[int]], Any]:
    def answered(_transaction: Transaction, numbers: Sequence[int]) -> Any:
        return select(rsvps.c.person).where(rsvps.c.event.in_(numbers), rsvps.c.state.in_(states))

    return answered


def _present(transaction: Transaction, numbers: Sequence[int]) -> Any:
    """Return who was let in; of an event without anybody at the door, once it is over, who had a seat."""
    let_in = rsvps.c.event.in_(numbers) & rsvps.c.checked_in_at.is_not(None)
    return select(rsvps.c.person).where(or_(let_in, and_(_had_a_seat(transaction, numbers), WAS_THERE)))


def _absent(transaction: Transaction, numbers: Sequence[int]) -> Any:
    """Return who had a seat at an event that is over, and did not come, as the door knows."""
    return select(rsvps.c.person).where(_had_a_seat(transaction, numbers), ~WAS_THERE)


def _had_a_seat(transaction: Transaction, numbers: Sequence[int]) -> ColumnElement[bool]:
    over = select(events.c.id).where(
        events.c.id.in_(numbers), events.c.ends_at < transaction.now, events.c.cancelled_at.is_(None)
    )
    return rsvps.c.event.in_(over) & (rsvps.c.state == literal(State.YES))


_DID: Mapping[By, Callable[[Transaction, Sequence[int]], Any]] = {
    By.PROGRAMME: lambda _transaction, numbers: took_part(numbers),
    By.FOLLOWERS: lambda _transaction, numbers: select(follows.c.person).where(follows.c.idea.in_(numbers)),
    By.SUPPORTERS: lambda _transaction, numbers: select(supports.c.person).where(
        supports.c.idea.in_(numbers)
    ),
    By.COMING: _answered(State.YES),
    By.WAITING: _answered(State.WAITING, State.OFFERED),
    By.PRESENT: _present,
    By.ABSENT: _absent,
    By.VOTERS: lambda _transaction, numbers: select(voters.c.person).where(voters.c.vote.in_(numbers)),
}


def in_use(transaction: Transaction, _query: PlatformsInUse) -> tuple[str, ...]:
    """Return the platforms that anybody can be written to on, by name."""
    return tuple(sorted(platforms(transaction)))


HANDLERS: Handlers = {CountAudience: count_audience, PlatformsInUse: in_use}
