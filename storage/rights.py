"""What is done with all that is kept of a person at once: shown to them, forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, exists, func, select

from bot.civic.doors import Citizen, Refused
from bot.civic.people import OPINIONS, WithdrawConsent
from bot.civic.rights import FORGOTTEN, CloseDoor, Fate, ForgetMe, MyData, MyWords, Published
from bot.engine.desk import Due
from storage import (
    answers,
    appointments,
    audit,
    ballots,
    broadcasts,
    checkin,
    comments,
    commitments,
    erasures,
    fates,
    feed,
    guesses,
    happenings,
    ideas,
    inbox,
    links,
    lists,
    measures,
    media,
    members,
    nudges,
    outbox,
    outcomes,
    people,
    recipients,
    reports,
    roles,
    rsvps,
    screening,
    sources,
    tables,
    threads,
)
from storage.blocks import take_up
from storage.due import plan_once
from storage.personal import Personal
from storage.processes import AT_PEOPLE
from storage.tables import ATTEMPTING, PENDING, accounts
from storage.transaction import Handlers, Transaction

EVERY: tuple[Personal, ...] = (
    # What counts something of something else before that, so that rows are always held in the same order.
    ballots.PERSONAL,
    comments.PERSONAL,
    ideas.PERSONAL,
    screening.PERSONAL,
    fates.PERSONAL,
    happenings.PERSONAL,
    rsvps.PERSONAL,
    members.PERSONAL,
    checkin.PERSONAL,
    roles.PERSONAL,
    appointments.PERSONAL,
    audit.PERSONAL,
    guesses.PERSONAL,
    reports.PERSONAL,
    threads.PERSONAL,
    measures.PERSONAL,
    commitments.PERSONAL,
    outcomes.PERSONAL,
    answers.PERSONAL,
    feed.PERSONAL,
    links.PERSONAL,
    lists.PERSONAL,
    recipients.PERSONAL,
    broadcasts.PERSONAL,
    media.PERSONAL,
    sources.PERSONAL,
    inbox.PERSONAL,
    nudges.PERSONAL,
    outbox.PERSONAL,
    # All others refer to them.
    people.PERSONAL,
)
"""What each module keeps of people; a test sees that no table is missing."""


GOODBYE = timedelta(seconds=10)
"""How long the last words to somebody who was forgotten may take to leave, before it is looked again."""

LONGEST_GOODBYE = timedelta(hours=1)
"""After so long, whoever cannot be told is not told."""


def my_data(transaction: Transaction, _query: MyData) -> Mapping[str, Any]:
    """Return all that is kept of whoever asks."""
    shown: dict[str, Any] = {}
    for each in EVERY:
        shown |= each.show(transaction, transaction.citizen)
    return shown


def my_words(transaction: Transaction, _query: MyWords) -> Published:
    """Return how much of what they published others may see, or may see again."""
    who = transaction.citizen
    return Published(_visible(transaction, tables.ideas, who), _visible(transaction, tables.comments, who))


def _visible(transaction: Transaction, table: Table, who: int) -> int:
    shown = table.c.hidden_at.is_(None) | (table.c.hidden_as == "held")
    counted = select(func.count()).where(table.c.author == who, shown)
    return transaction.connection.execute(counted).scalar_one()


def withdraw_consent(transaction: Transaction, command: WithdrawConsent) -> None:
    """End a consent. Without that to opinions, no ballot goes on counting in what is still open (GDPR art. 7(3) and 17)."""
    people.end_consent(transaction, command)
    if command.kind == OPINIONS:
        ballots.take_all_back(transaction, transaction.citizen)


def forget_me(transaction: Transaction, command: ForgetMe) -> None:
    """Forget whoever asks; somebody new has their account until they have been told so. Refused: last-owner."""
    actor = transaction.actor
    if not isinstance(actor, Citizen):
        raise Refused("not-a-person")
    of_door = select(accounts).where(accounts.c.id == actor.account)
    door = transaction.connection.execute(of_door).mappings().one()
    appointments.keep_an_owner(transaction, actor.person)
    # Before the other is gone: SQLite would give the same number again.
    nobody = transaction.insert(tables.people, joined_at=transaction.now)
    erasures.note(transaction, actor.person, command.fate)
    forget(transaction, actor.person, command.fate)
    transaction.connection.execute(
        accounts.insert().values(dict(door) | {"person": nobody, "preferred_at": None})
    )
    take_up(transaction, nobody, door["platform"], door["external"])
    transaction.actor = replace(actor, person=nobody)
    args = {"until": int((transaction.now + LONGEST_GOODBYE).timestamp())}
    goodbye = Due(FORGOTTEN, str(actor.account), transaction.now + GOODBYE, args=args)
    plan_once(transaction, goodbye)


def forget(transaction: Transaction, who: int, fate: Fate) -> None:
    """Nothing is left of a person, but what they published, where its fate is to be nobody's."""
    transaction.flush()
    hold_people(transaction, who)
    for each in EVERY:
        each.erase(transaction, who, fate)
    transaction.known.pop(who, None)
    transaction.gone.add(who)


def close_door(transaction: Transaction, command: CloseDoor) -> bool:
    """Let go of the account of somebody who was forgotten, unless they came in again, or are still to be told."""
    transaction.require_operator()
    transaction.flush()
    of_door = select(accounts.c.person).where(accounts.c.id == command.account)
    who = transaction.connection.execute(of_door).scalar()
    if who is None or _came_again(transaction, command.account):
        return True
    if not command.anyhow and _is_to_be_told(transaction, command.account):
        return False
    forget(transaction, who, Fate.DELETED)
    return True


def _came_again(transaction: Transaction, account: int) -> bool:
    """Tell whether they wrote since: what they had said before is no longer theirs."""
    said = exists().where(tables.inbox.c.account == account)
    return bool(transaction.connection.execute(select(said)).scalar())


def _is_to_be_told(transaction: Transaction, account: int) -> bool:
    waits = tables.outbox.c.state.in_((PENDING, ATTEMPTING))
    told = exists().where(tables.outbox.c.account == account, waits)
    return bool(transaction.connection.execute(select(told)).scalar())


def hold_people(transaction: Transaction, *who: int) -> None:
    """Hold these people and their accounts until the end; where somebody's turn is being taken just now, nobody waits: all is done again.

    Of those who hold several, one does at a time: what they hold next, they hold in different orders.
    """
    if transaction.sqlite:
        return
    held = select(tables.people.c.id).where(tables.people.c.id.in_(who)).order_by(tables.people.c.id)
    transaction.connection.execute(held.with_for_update(nowait=True)).all()
    transaction.connection.execute(select(func.pg_advisory_xact_lock(AT_PEOPLE)))
    theirs = select(accounts.c.id).where(accounts.c.person.in_(who)).order_by(accounts.c.id)
    transaction.connection.execute(theirs.with_for_update()).all()


HANDLERS: Handlers = {
    MyData: my_data,
    MyWords: my_words,
    WithdrawConsent: withdraw_consent,
    ForgetMe: forget_me,
    CloseDoor: close_door,
}
