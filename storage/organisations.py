"""Organisations: their profiles, who speaks for them, what is theirs."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, bindparam, delete, exists, func, or_, select, update

from bot.civic.doors import Citizen, Refused
from bot.civic.organisations import (
    LAST_PAGE,
    PAGE,
    ChangeOrganisation,
    CloseOrganisation,
    CreateOrganisation,
    MakeTheirs,
    MyOrganisations,
    OneOrganisation,
    Organisation,
    OrganisationPage,
    Organisations,
    Profile,
    Sort,
    Theirs,
    WhatIsTheirs,
    may_be,
)
from bot.civic.roles import Right, Role
from storage.audit import note
from storage.roles import allowed, held, require
from storage.seats import hosted_row
from storage.tables import events, ideas, offers, official_answers, organisations, possible, roles
from storage.transaction import Handlers, Transaction

_ONE = select(organisations).where(organisations.c.id == bindparam("which"))
_FOR_ALL = events.c.members_only.is_(False)
_ANSWERED = select(
    ideas.c.id, ideas.c.title, ideas.c.language, func.max(official_answers.c.at).label("at")
).join(official_answers, official_answers.c.idea == ideas.c.id)
_SEEN = or_(
    exists().where(events.c.organisation == organisations.c.id, _FOR_ALL),
    exists().where(
        official_answers.c.organisation == organisations.c.id,
        official_answers.c.idea == ideas.c.id,
        ideas.c.hidden_at.is_(None),
    ),
)
_EVENTS = (
    select(events.c.id, events.c.titles, events.c.starts_at)
    .where(events.c.organisation == bindparam("which"), _FOR_ALL)
    .order_by(events.c.starts_at.desc(), events.c.id.desc())
    .limit(bindparam("most"))
)
_IDEAS = (
    _ANSWERED.where(official_answers.c.organisation == bindparam("which"), ideas.c.hidden_at.is_(None))
    .group_by(ideas.c.id, ideas.c.title, ideas.c.language)
    .order_by(func.max(official_answers.c.at).desc(), ideas.c.id.desc())
    .limit(bindparam("most"))
)


def spoken_for(transaction: Transaction) -> frozenset[int]:
    """Return the organisations that the account which acts speaks for."""
    return frozenset(each.organisation for each in held(transaction) if each.role is Role.SPEAKER)


def require_speaker(transaction: Transaction, organisation: int) -> None:
    """Refuse to make something that organisation's (0: nobody's) for whoever does not speak for it.

    Refused: not-speaker, no-such-organisation.
    """
    if not organisation:
        return
    row = _row(transaction, organisation)
    if row is None or row.closed_at is not None:
        raise Refused("no-such-organisation")
    if isinstance(transaction.actor, Citizen) and organisation not in spoken_for(transaction):
        raise Refused("not-speaker")


def _row(transaction: Transaction, number: int, *, hold: bool = False) -> Any:
    query = _ONE.with_for_update() if hold else _ONE
    return transaction.connection.execute(query, {"which": number}).first() if possible(number) else None


def every(transaction: Transaction, query: Organisations) -> OrganisationPage:
    """Return a page of the organisations, in the order in which they came."""
    shown: Any = organisations.c.closed_at.is_(None)
    if not allowed(transaction, Right.ORGANISATIONS):
        shown = or_(_SEEN, organisations.c.id.in_(spoken_for(transaction)))
    skipped = min((max(query.page, 1) - 1) * PAGE, 2**31)
    page = select(organisations).where(shown).order_by(organisations.c.id).offset(skipped).limit(PAGE + 1)
    found = transaction.connection.execute(page).all()
    return OrganisationPage(tuple(_organisation(row) for row in found[:PAGE]), len(found) > PAGE)


def one(transaction: Transaction, query: OneOrganisation) -> Organisation | None:
    """Return the organisation, if there is such a one."""
    row = _row(transaction, query.number)
    return replace(_organisation(row), mine=row.id in spoken_for(transaction)) if row is not None else None


def mine(transaction: Transaction, _query: MyOrganisations) -> tuple[Organisation, ...]:
    """Return those that the account which asks speaks for."""
    theirs = select(organisations).where(
        organisations.c.id.in_(spoken_for(transaction)), organisations.c.closed_at.is_(None)
    )
    found = transaction.connection.execute(theirs.order_by(organisations.c.id))
    return tuple(replace(_organisation(row), mine=True) for row in found)


def what_is_theirs(transaction: Transaction, query: WhatIsTheirs) -> tuple[Theirs, ...]:
    """Return a page of what is an organisation's."""
    page = min(max(query.page, 1), LAST_PAGE)
    if not possible(query.number):
        return ()
    asked = {"which": query.number, "most": page * PAGE + 1}
    run = transaction.connection.execute
    found = [Theirs("event", row.id, json.loads(row.titles), row.starts_at) for row in run(_EVENTS, asked)]
    found += [Theirs("idea", row.id, {row.language: row.title}, row.at) for row in run(_IDEAS, asked)]
    newest = sorted(found, key=lambda each: (each.at, each.number), reverse=True)
    return tuple(newest[(page - 1) * PAGE : page * PAGE + 1])


def _organisation(row: Any) -> Organisation:
    profile = Profile(Sort(row.kind), json.loads(row.names), json.loads(row.texts))
    return Organisation(row.id, profile, row.version, closed=row.closed_at is not None)


def create(transaction: Transaction, command: CreateOrganisation) -> int:
    """Make an organisation, for which nobody speaks yet."""
    require(transaction, Right.ORGANISATIONS)
    may_be(command.profile, transaction.city.public)
    number = transaction.insert(organisations, **_columns(command.profile), made_at=transaction.now)
    note(transaction, "organisation-made", f"organisation:{number}")
    return number


def change(transaction: Transaction, command: ChangeOrganisation) -> None:
    """Change its profile, unless somebody else has meanwhile (H30)."""
    if command.number not in spoken_for(transaction):
        require(transaction, Right.ORGANISATIONS)
    row = _open(transaction, command.number)
    if row.version != command.version:
        raise Refused("look-again")
    may_be(command.profile, transaction.city.public)
    changed = _columns(command.profile) | {"version": row.version + 1}
    transaction.connection.execute(update(organisations).where(organisations.c.id == row.id).values(changed))
    note(transaction, "organisation-changed", f"organisation:{row.id}", version=row.version + 1)


def close(transaction: Transaction, command: CloseOrganisation) -> None:
    """Let nothing new be theirs, and nobody speak for it."""
    require(transaction, Right.ORGANISATIONS)
    row = _open(transaction, command.number)
    run = transaction.connection.execute
    run(update(organisations).where(organisations.c.id == row.id).values(closed_at=transaction.now))
    for table in (roles, offers):
        speaks = and_(table.c.role == Role.SPEAKER.value, table.c.organisation == row.id)
        run(delete(table).where(speaks))
    note(transaction, "organisation-closed", f"organisation:{row.id}")


def make_theirs(transaction: Transaction, command: MakeTheirs) -> None:
    """Let an event and its other dates be an organisation's."""
    row = hosted_row(transaction, command.event)
    require_speaker(transaction, command.organisation)
    dates = update(events).where(events.c.series == row.series)
    transaction.connection.execute(dates.values(organisation=command.organisation))
    note(transaction, "event-of", f"event:{row.id}", organisation=command.organisation)


def _open(transaction: Transaction, number: int) -> Any:
    row = _row(transaction, number, hold=True)
    if row is None or row.closed_at is not None:
        raise Refused("no-such-organisation")
    return row


def _columns(profile: Profile) -> dict[str, Any]:
    """Return the profile as it is kept: what is empty in a language is not said in it."""
    said = (
        {language: text.strip() for language, text in texts.items() if text.strip()}
        for texts in (profile.names, profile.about)
    )
    names, about = (json.dumps(texts, ensure_ascii=False) for texts in said)
    return {"kind": profile.sort.value, "names": names, "texts": about}


HANDLERS: Handlers = {
    Organisations: every,
    OneOrganisation: one,
    MyOrganisations: mine,
    WhatIsTheirs: what_is_theirs,
    CreateOrganisation: create,
    ChangeOrganisation: change,
    CloseOrganisation: close,
    MakeTheirs: make_theirs,
}
