"""People: who they are to the conversations, and what they choose."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from datetime import time
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, select, update

from bot.civic.doors import Refused
from bot.civic.nudges import (
    BROADCASTS,
    CATEGORIES,
    FROM_THE_START,
    LONGEST_QUIET,
    QUIET,
    NudgesSet,
    Quiet,
    SetNudges,
    SetQuiet,
    hours_of,
)
from bot.civic.people import (
    CONSENT_VERSIONS,
    OPINIONS,
    REMINDERS,
    STILL_GOOD,
    AgreedBefore,
    CareAbout,
    FinishWelcome,
    GiveConsent,
    LiveIn,
    Me,
    OfAccount,
    Person,
    ResumeMessages,
    SpeakLanguage,
    StopMessages,
    WithdrawConsent,
)
from bot.civic.rights import Fate
from bot.engine.guest import INVITED
from bot.engine.work import CONVERSATION
from bot.text.languages import LANGUAGES
from storage.due import forget_due
from storage.personal import Personal, accounts_of, kept
from storage.reach import reach_changed
from storage.tables import accounts, chats, consents, due, people
from storage.transaction import Handlers, Transaction


def consented(kind: str, version: int | None = None) -> ColumnElement[bool]:
    """Return whether a person has agreed to this consent: to words that are still good, or to those of that version or later."""
    return exists().where(
        consents.c.person == people.c.id,
        consents.c.withdrawn_at.is_(None),
        consents.c.kind == kind,
        consents.c.version >= (version or STILL_GOOD[kind]),
    )


_HINT = (
    select(accounts.c.hint)
    .where(accounts.c.person == people.c.id)
    .order_by(accounts.c.id)
    .limit(1)
    .correlate(people)
    .scalar_subquery()
)


def hears_organisers() -> ColumnElement[bool]:
    """Return whether a person agreed to words that name what organisers tell many: then it is on from the start."""
    return consented(REMINDERS, CONSENT_VERSIONS[REMINDERS])


def language_of() -> ColumnElement[Any]:
    """Return the language that a person chose, else the one their app is set to."""
    return func.coalesce(people.c.language, _HINT)


COLUMNS: tuple[ColumnElement[Any], ...] = (
    people.c.id,
    language_of(),
    people.c.welcomed_at.is_not(None),
    consented(OPINIONS),
    consented(REMINDERS),
    people.c.stopped_at.is_not(None),
    people.c.neighbourhood,
    people.c.topics,
    people.c.joined_at,
    people.c.quiet,
    people.c.nudges,
    people.c.separated_at,
    hears_organisers(),
)
"""What `person_in` reads a person from."""

_PERSON = select(*COLUMNS).where(people.c.id == bindparam("who"))

_WELCOMED = (
    update(people)
    .where(people.c.id == bindparam("who"))
    .values(
        welcomed_at=bindparam("now"),
        language=func.coalesce(people.c.language, _HINT, LANGUAGES[0]),
    )
)
_GIVEN = select(consents.c.version).where(
    consents.c.person == bindparam("who"),
    consents.c.kind == bindparam("which"),
    consents.c.withdrawn_at.is_(None),
)


def person(transaction: Transaction, who: int) -> Person:
    """Return the person of that id."""
    return person_in(transaction.connection.execute(_PERSON, {"who": who}).one())


def person_in(row: Sequence[Any]) -> Person:
    """Return the person that COLUMNS hold."""
    (
        who,
        language,
        welcomed,
        opinions,
        reminders,
        stopped,
        neighbourhood,
        topics,
        joined,
        quiet,
        nudges,
        separated,
        organisers,
    ) = row
    return Person(
        id=who,
        language=language,
        welcomed=bool(welcomed),
        opinions=bool(opinions),
        reminders=bool(reminders),
        stopped=bool(stopped),
        neighbourhood=neighbourhood,
        topics=tuple(json.loads(topics)),
        joined=joined,
        quiet=quiet_hours(quiet),
        nudges=turned_on(nudges, organisers=bool(organisers)),
        separated=separated,
    )


@functools.lru_cache(maxsize=1024)
def quiet_hours(kept: str | None) -> Quiet | None:
    """Return the quiet hours as a row keeps them: those that were chosen, or everybody's."""
    if kept is None:
        return QUIET
    begins, _dash, ends = kept.partition("-")
    return Quiet(time.fromisoformat(begins), time.fromisoformat(ends)) if kept else None


@functools.lru_cache(maxsize=1024)
def turned_on(kept: str, *, organisers: bool) -> frozenset[str]:
    """Return which categories are on: as was chosen, else as from the start; organisers are heard by whoever agreed to that."""
    chosen = {**FROM_THE_START, BROADCASTS: organisers, **json.loads(kept)}
    return frozenset(category for category in CATEGORIES if chosen[category])


def me(transaction: Transaction, _query: Me) -> Person:
    """Return who acts, as read with their update unless they have changed anything since."""
    known = transaction.known.get(transaction.citizen)
    return person_in(known) if known else person(transaction, transaction.citizen)


def of_account(transaction: Transaction, query: OfAccount) -> Person:
    """Return the person of an account."""
    transaction.require_operator()
    who = transaction.connection.execute(
        select(accounts.c.person).where(accounts.c.id == query.account)
    ).scalar_one()
    return person(transaction, who)


def speak(transaction: Transaction, command: SpeakLanguage) -> None:
    """Speak this language from now on."""
    if command.language not in LANGUAGES:
        raise Refused("unknown-language")
    _change(transaction, language=command.language)


def give_consent(transaction: Transaction, command: GiveConsent) -> None:
    """Note the consent, with its version and instant; the same consent twice is one."""
    who, version = transaction.citizen, CONSENT_VERSIONS.get(command.kind)
    if version is None or command.version not in {None, version}:
        raise Refused("unknown-consent")
    if version not in _given(transaction, command.kind):
        transaction.insert(consents, person=who, kind=command.kind, version=version, given_at=transaction.now)


def agreed_before(transaction: Transaction, query: AgreedBefore) -> bool:
    """Tell whether this person agreed to earlier words only."""
    given = _given(transaction, query.kind)
    return bool(given) and CONSENT_VERSIONS[query.kind] not in given


def _given(transaction: Transaction, kind: str) -> Sequence[int]:
    """Return the versions of this consent that this person agreed to, and has not withdrawn."""
    asked = {"who": transaction.citizen, "which": kind}
    return transaction.connection.execute(_GIVEN, asked).scalars().all()


def end_consent(transaction: Transaction, command: WithdrawConsent) -> None:
    """Note that the consent is withdrawn; the others stand."""
    given = (
        (consents.c.person == transaction.citizen)
        & (consents.c.kind == command.kind)
        & consents.c.withdrawn_at.is_(None)
    )
    transaction.connection.execute(update(consents).where(given).values(withdrawn_at=transaction.now))


def finish_welcome(transaction: Transaction, _command: FinishWelcome) -> None:
    """Note that the welcome is over."""
    transaction.connection.execute(_WELCOMED, {"who": transaction.citizen, "now": transaction.now})


def live_in(transaction: Transaction, command: LiveIn) -> None:
    """Note the person's neighbourhood, or forget it."""
    known = {n.id for n in transaction.city.neighbourhoods_in()}
    if command.neighbourhood is not None and command.neighbourhood not in known:
        raise Refused("unknown-neighbourhood")
    _change(transaction, neighbourhood=command.neighbourhood)


def care_about(transaction: Transaction, command: CareAbout) -> None:
    """Note the person's topics."""
    if not set(command.topics) <= {t.id for t in transaction.city.topics_in()}:
        raise Refused("unknown-topic")
    _change(transaction, topics=json.dumps(list(command.topics)))


def stop_messages(transaction: Transaction, _command: StopMessages) -> None:
    """Note that nothing but answers may be sent."""
    _change(transaction, stopped_at=transaction.now)
    reach_changed(transaction, transaction.citizen)


def resume_messages(transaction: Transaction, _command: ResumeMessages) -> None:
    """Note that messages may come again."""
    _change(transaction, stopped_at=None)
    reach_changed(transaction, transaction.citizen)


def set_quiet(transaction: Transaction, command: SetQuiet) -> None:
    """Note the person's quiet hours, to the minute."""
    quiet = command.quiet
    if quiet and hours_of(quiet) > LONGEST_QUIET:
        raise Refused("too-quiet")
    kept = f"{quiet.begins:%H:%M}-{quiet.ends:%H:%M}" if quiet else ""
    _change(transaction, quiet=kept)


def set_nudges(transaction: Transaction, command: SetNudges) -> None:
    """Note that a category of messages is on or off."""
    if command.category not in CATEGORIES:
        raise Refused("unknown-category")
    mine = select(people.c.nudges).where(people.c.id == transaction.citizen)
    chosen = json.loads(transaction.connection.execute(mine).scalar_one())
    _change(transaction, nudges=json.dumps({**chosen, command.category: command.on}))
    transaction.emit(NudgesSet(transaction.citizen, command.category, command.on))


def _change(transaction: Transaction, **values: object) -> None:
    transaction.connection.execute(_update(tuple(values)), {**values, "who": transaction.citizen})


@functools.cache
def _update(columns: tuple[str, ...]) -> Any:
    return (
        update(people)
        .where(people.c.id == bindparam("who"))
        .values({name: bindparam(name) for name in columns})
    )


HANDLERS: Handlers = {
    Me: me,
    OfAccount: of_account,
    SpeakLanguage: speak,
    GiveConsent: give_consent,
    AgreedBefore: agreed_before,
    FinishWelcome: finish_welcome,
    LiveIn: live_in,
    CareAbout: care_about,
    StopMessages: stop_messages,
    ResumeMessages: resume_messages,
    SetQuiet: set_quiet,
    SetNudges: set_nudges,
}


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    """Both accounts are of one person, who keeps what they chose; what they had not chosen there, they chose here."""
    run = transaction.connection.execute
    rows = {row.id: row for row in run(select(people).where(people.c.id.in_((gone, stays))))}
    run(update(people).where(people.c.id == stays).values(_together(rows[gone], rows[stays])))
    run(update(accounts).where(accounts.c.person == gone).values(person=stays, preferred_at=None))
    _merge_consents(transaction, gone, stays)


def _together(gone: Any, stays: Any) -> dict[str, Any]:
    """Return what both rows come to. Who has stopped messages anywhere has stopped them."""
    first = ("language", "welcomed_at", "stopped_at", "neighbourhood")
    values = {name: getattr(stays, name) or getattr(gone, name) for name in first}
    values["topics"] = stays.topics if stays.topics != "[]" else gone.topics
    values["joined_at"] = min(stays.joined_at, gone.joined_at)
    # Each who was never separated has a say in what opened before; together they have one (H19).
    apart = (stays.separated_at, gone.separated_at)
    values["separated_at"] = None if None in apart else min(apart)
    return values


def _merge_consents(transaction: Transaction, gone: int, stays: int) -> None:
    """Keep every consent as proof; of two in force in the same words, the earlier."""
    run = transaction.connection.execute
    theirs = consents.c.person.in_((gone, stays)) & consents.c.withdrawn_at.is_(None)
    rows = run(select(consents).where(theirs).order_by(consents.c.given_at, consents.c.id)).all()
    first = {(row.kind, row.version): row.id for row in reversed(rows)}
    doubled = [row.id for row in rows if row.id not in first.values()]
    if doubled:
        run(delete(consents).where(consents.c.id.in_(doubled)))
    run(update(consents).where(consents.c.person == gone).values(person=stays))


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    """Nothing is left of them: the others have let go of their accounts before."""
    run = transaction.connection.execute
    for account in run(accounts_of(who)).scalars().all():
        forget_due(transaction, CONVERSATION, str(account))
        forget_due(transaction, INVITED, str(account))
    run(delete(chats).where(chats.c.account.in_(accounts_of(who))))
    run(delete(consents).where(consents.c.person == who))
    run(delete(accounts).where(accounts.c.person == who))
    run(delete(people).where(people.c.id == who))


def _show_kept(transaction: Transaction, who: int) -> dict[str, Any]:
    of_consents = (consents.c.kind, consents.c.version, consents.c.given_at, consents.c.withdrawn_at)
    given = select(*of_consents).where(consents.c.person == who)
    talks = select(chats).where(chats.c.account.in_(accounts_of(who)))
    own = transaction.connection.execute(accounts_of(who)).scalars().all()
    falls_due = select(due.c.kind, due.c.at, due.c.args).where(
        due.c.kind.in_((CONVERSATION, INVITED)), due.c.subject.in_([str(each) for each in own])
    )
    return {
        "person": kept(transaction, select(people).where(people.c.id == who)),
        "accounts": kept(transaction, select(accounts).where(accounts.c.person == who)),
        "consents": kept(transaction, given.order_by(consents.c.id)),
        "conversations": kept(transaction, talks),
        "due": kept(transaction, falls_due),
    }


PERSONAL = Personal((people, accounts, consents, chats), _merge, _erase, _show_kept)
