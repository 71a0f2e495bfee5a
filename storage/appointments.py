"""Appointing: codes by which roles are offered, and what comes of them once both sides agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, or_, select, update

from bot.civic.appointments import (
    OFFER_LASTS,
    PAGE,
    AgreeToOffer,
    Appointed,
    AppointedPage,
    Offer,
    OfferDeclined,
    OfferOwnership,
    OfferRole,
    OffersToConfirm,
    OfferTaken,
    OneAppointed,
    RefuseOffer,
    RoleGiven,
    RoleTaken,
    TakeRole,
    TheOffer,
    TriedOffer,
    TryOffer,
    WhoIsAppointed,
    may_offer,
)
from bot.civic.doors import Citizen, Refused
from bot.civic.links import code_in
from bot.civic.organisations import OneOrganisation
from bot.civic.programmes import Programmes
from bot.civic.rights import Fate
from bot.civic.roles import EVERYWHERE, WHO_MAY, Mandate, Right, Role
from storage.audit import mark_of, note
from storage.links import account_seen, acting, count_wrong, new_code, seen, tries_left
from storage.personal import Personal, accounts_of, kept, nothing_to_merge
from storage.processes import AT_OWNERS
from storage.roles import allowed, grant, held, held_in, require
from storage.tables import accounts, offers, organisations, possible, roles
from storage.transaction import Handlers, Transaction

_TYPED = select(offers).where(offers.c.code == bindparam("code")).with_for_update()
_OFFER = select(offers).where(offers.c.id == bindparam("which"))
_PERSON = select(accounts.c.person).where(accounts.c.id == bindparam("account"))
_UNDER_WAY = select(func.count()).where(
    offers.c.giver == bindparam("account"), offers.c.until > bindparam("now")
)
_TO_CONFIRM = (
    select(offers)
    .where(
        offers.c.giver == bindparam("account"),
        offers.c.agreed_at.is_not(None),
        offers.c.until > bindparam("now"),
    )
    .order_by(offers.c.id)
)
_OWNS = and_(roles.c.role == Role.OWNER.value, roles.c.programme == EVERYWHERE)


# --- offering


def offer(transaction: Transaction, command: OfferRole) -> str:
    """Make a code for a role that whoever acts may give."""
    _require(transaction, command.mandate)
    _is_there(transaction, command.mandate)
    here = acting(transaction).account
    under_way = transaction.connection.execute(_UNDER_WAY, {"account": here, "now": transaction.now})
    may_offer(command, open_offers=under_way.scalar_one())
    note(transaction, "role-offered", *_about(command.mandate))
    return _made(transaction, here, command.mandate, command.label.strip())


def offer_ownership(transaction: Transaction, _command: OfferOwnership) -> str:
    """Make the machine's own code; the one before is worth nothing any more, even if it was typed."""
    transaction.require_operator()
    transaction.connection.execute(delete(offers).where(offers.c.giver.is_(None)))
    mandate = Mandate(Role.OWNER)
    note(transaction, "role-offered", *_about(mandate))
    return _made(transaction, None, mandate, "")


def _made(transaction: Transaction, giver: int | None, mandate: Mandate, label: str) -> str:
    code = new_code()
    where = {"programme": mandate.programme, "organisation": mandate.organisation}
    row = {"code": code, "giver": giver, "role": mandate.role.value, "label": label, **where}
    transaction.insert(offers, **row, until=transaction.now + OFFER_LASTS)
    return code


def _require(transaction: Transaction, mandate: Mandate) -> None:
    """Refuse whoever may not give this role, nor take it back."""
    if mandate.role is Role.SPEAKER:
        require(transaction, Right.ORGANISATIONS)
    else:
        require(transaction, Right.APPOINT, mandate.programme)


def _is_there(transaction: Transaction, mandate: Mandate) -> None:
    """Refuse a role in a programme, or for an organisation, that is not there, or not any more."""
    if mandate.role is Role.SPEAKER:
        open_ones = select(organisations.c.id).where(organisations.c.closed_at.is_(None))
        asked = open_ones.where(organisations.c.id == mandate.organisation)
        if not possible(mandate.organisation) or transaction.connection.execute(asked).first() is None:
            raise Refused("no-such-organisation")
    elif mandate.organisation or mandate.programme not in _programmes(transaction):
        raise Refused("no-such-programme")


def _programmes(transaction: Transaction) -> set[int]:
    return {EVERYWHERE} | {each.id for each in transaction.ask(Programmes())}


def _about(mandate: Mandate) -> tuple[str]:
    return (f"role:{mandate.role}",)


# --- agreeing


def try_offer(transaction: Transaction, command: TryOffer) -> TriedOffer:
    """Look for the code, which is used up by being found; a wrong one is counted."""
    here = acting(transaction)
    left = tries_left(transaction)
    run = transaction.connection.execute
    found = run(_TYPED, {"code": code_in(command.code)}).first()
    if found is None or found.until <= transaction.now:
        count_wrong(transaction)
        return TriedOffer(None, left - 1)
    if found.giver == here.account and found.role != Role.SPEAKER.value:
        raise Refused("own-offer")
    used = {"code": None, "taker": here.account, "until": transaction.now + OFFER_LASTS}
    run(update(offers).where(offers.c.id == found.id).values(used))
    return TriedOffer(found.id, left)


def the_offer(transaction: Transaction, query: TheOffer) -> Offer | None:
    """Return the offer, to whoever is to agree to it now."""
    row = _row(transaction, query.number)
    return _offer(transaction, row) if row is not None else None


def _row(transaction: Transaction, number: int, *, hold: bool = False) -> Any:
    """Return the offer's row if whoever acts may agree to it now: first who typed the code, then who made it."""
    query = _OFFER.with_for_update() if hold else _OFFER
    here = acting(transaction).account
    row = transaction.connection.execute(query, {"which": number}).first() if possible(number) else None
    if row is None or row.taker is None or row.until <= transaction.now:
        return None
    return row if here == (row.taker if row.agreed_at is None else row.giver) else None


def _offer(transaction: Transaction, row: Any) -> Offer:
    giver = account_seen(transaction, row.giver) if row.giver is not None else None
    mandate = Mandate(Role(row.role), row.programme, row.organisation)
    taker = account_seen(transaction, row.taker)
    return Offer(row.id, mandate, _where(transaction, mandate), row.label, giver, taker)


def _where(transaction: Transaction, mandate: Mandate) -> Mapping[str, str]:
    """Return what the programme, or the organisation, of a role is called."""
    if mandate.organisation:
        found = transaction.ask(OneOrganisation(mandate.organisation))
        return found.profile.names if found else {}
    called = {each.id: each.names for each in transaction.ask(Programmes())}
    return called.get(mandate.programme, {})


def to_confirm(transaction: Transaction, _query: OffersToConfirm) -> tuple[Offer, ...]:
    """Return what whoever asks is yet to agree to as the giver."""
    asked = {"account": acting(transaction).account, "now": transaction.now}
    return tuple(_offer(transaction, row) for row in transaction.connection.execute(_TO_CONFIRM, asked))


def agree(transaction: Transaction, command: AgreeToOffer) -> bool:
    """Note that who typed the code agrees; or give the role, once whoever made it agrees, too, and still may give it (H14)."""
    row = _row(transaction, command.number, hold=True)
    if row is None:
        raise Refused("no-such-offer")
    found = _offer(transaction, row)
    if row.agreed_at is None and row.giver not in {None, row.taker}:
        agreed = {"agreed_at": transaction.now, "until": transaction.now + OFFER_LASTS}
        transaction.connection.execute(update(offers).where(offers.c.id == row.id).values(agreed))
        transaction.emit(OfferTaken(_person_of(transaction, row.giver), found))
        return False
    if found.giver is not None:
        _require(transaction, found.mandate)
    transaction.connection.execute(delete(offers).where(offers.c.id == row.id))
    _give(transaction, found)
    return True


def _give(transaction: Transaction, given: Offer) -> None:
    """Let the role be that account's; of a new owner every other owner hears, so that none comes in unseen."""
    mandate, taker = given.mandate, given.taker
    grant(transaction, taker.id, mandate, given.label)
    note(transaction, "role-given", f"account:{mark_of(transaction, taker.id)}", **_details(mandate))
    others: tuple[int, ...] = ()
    person = _person_of(transaction, taker.id)
    if mandate.owns:
        giver = given.giver.id if given.giver else taker.id
        knows = {person, _person_of(transaction, giver)}
        others = tuple(who for who in _people_who_own(transaction) if who not in knows)
    transaction.emit(RoleGiven(person, given, others))


def _details(mandate: Mandate) -> dict[str, Any]:
    """Return the role as the audit keeps it."""
    where = {"programme": mandate.programme, "organisation": mandate.organisation}
    return {"role": mandate.role.value} | {name: number for name, number in where.items() if number}


def refuse(transaction: Transaction, command: RefuseOffer) -> None:
    """Let nothing come of it, if it is still theirs to say so."""
    row = _row(transaction, command.number, hold=True)
    if row is None:
        return
    transaction.connection.execute(delete(offers).where(offers.c.id == row.id))
    if row.agreed_at is not None:
        transaction.emit(OfferDeclined(_person_of(transaction, row.taker), _offer(transaction, row)))


# --- taking back


def take(transaction: Transaction, command: TakeRole) -> None:
    """Take a role back, or lay it down; what its account had offered is worth nothing any more."""
    mandate = command.mandate
    if mandate.owns:
        # Before the right is read: of two owners who take each other's role back, one is none by then.
        hold_owners(transaction)
    if not _is_own(transaction, command.account):
        _require(transaction, mandate)
    if _held(transaction, command.account, mandate) is None:
        raise Refused("no-such-role")
    if mandate.owns and _accounts_that_own(transaction) == [command.account]:
        raise Refused("last-owner")
    note(transaction, "role-taken", f"account:{mark_of(transaction, command.account)}", **_details(mandate))
    transaction.connection.execute(delete(roles).where(_is(command.account, mandate)))
    transaction.connection.execute(delete(offers).where(offers.c.giver == command.account))
    if not _is_own(transaction, command.account):
        person = _person_of(transaction, command.account)
        account = account_seen(transaction, command.account)
        transaction.emit(RoleTaken(person, account, mandate, _where(transaction, mandate)))


def _is_own(transaction: Transaction, account: int) -> bool:
    return isinstance(transaction.actor, Citizen) and transaction.actor.account == account


def _is(account: int, mandate: Mandate) -> Any:
    where = and_(roles.c.programme == mandate.programme, roles.c.organisation == mandate.organisation)
    return and_(roles.c.account == account, roles.c.role == mandate.role.value, where)


def _held(transaction: Transaction, account: int, mandate: Mandate) -> Any:
    """Return the row of that role, with its account; what people name may be any number."""
    if not possible(account) or not all(
        each == 0 or possible(each) for each in (mandate.programme, mandate.organisation)
    ):
        return None
    named = _APPOINTED.where(_is(account, mandate))
    return transaction.connection.execute(named).first()


def hold_owners(transaction: Transaction) -> None:
    """Let nobody else change who owns it all until the end (H15)."""
    if not transaction.sqlite:
        transaction.connection.execute(select(func.pg_advisory_xact_lock(AT_OWNERS)))


def keep_an_owner(transaction: Transaction, who: int) -> None:
    """Refuse to forget whoever is the only one who owns it all: last-owner."""
    hold_owners(transaction)
    if _people_who_own(transaction) == [who]:
        raise Refused("last-owner")


def _accounts_that_own(transaction: Transaction) -> Sequence[int]:
    return transaction.connection.execute(select(roles.c.account).where(_OWNS)).scalars().all()


def _people_who_own(transaction: Transaction) -> Sequence[int]:
    theirs = select(accounts.c.person).join(roles, roles.c.account == accounts.c.id).where(_OWNS)
    return transaction.connection.execute(theirs.distinct().order_by(accounts.c.person)).scalars().all()


def _person_of(transaction: Transaction, account: int) -> int:
    found: int = transaction.connection.execute(_PERSON, {"account": account}).scalar_one()
    return found


# --- who has which


def appointed(transaction: Transaction, query: WhoIsAppointed) -> AppointedPage:
    """Return a page of those who have a role, as far as whoever asks may see them."""
    page = _APPOINTED.where(_may_see(transaction)).order_by(
        accounts.c.id, roles.c.role, roles.c.programme, roles.c.organisation
    )
    first = (max(query.page, 1) - 1) * PAGE
    rows = transaction.connection.execute(page.offset(min(first, 2**31)).limit(PAGE + 1)).all()
    return AppointedPage(tuple(_appointed(transaction, row) for row in rows[:PAGE]), len(rows) > PAGE)


def _may_see(transaction: Transaction) -> Any:
    """Return which rows whoever asks may see: those that they may take back, and their own."""
    if allowed(transaction, Right.APPOINT):
        return True
    mine = roles.c.account == acting(transaction).account
    where = [each.programme for each in held(transaction) if each.role in WHO_MAY[Right.APPOINT]]
    speaks = roles.c.role == Role.SPEAKER.value
    theirs = and_(roles.c.programme.in_(where), ~speaks)
    return or_(mine, theirs, speaks) if allowed(transaction, Right.ORGANISATIONS) else or_(mine, theirs)


def one_appointed(transaction: Transaction, query: OneAppointed) -> Appointed | None:
    """Return the role of that account, to whoever may do something about it."""
    row = _held(transaction, query.account, query.mandate)
    if row is None:
        return None
    visible = _APPOINTED.where(_is(query.account, query.mandate), _may_see(transaction))
    return _appointed(transaction, row) if transaction.connection.execute(visible).first() else None


def _appointed(transaction: Transaction, row: Any) -> Appointed:
    found = held_in(row)
    return Appointed(seen(transaction, row), found, _where(transaction, found.mandate), row.label)


_APPOINTED = select(
    accounts.c.id, accounts.c.platform, accounts.c.external, *(c for c in roles.c if c.name != "account")
).join(roles, roles.c.account == accounts.c.id)


def forget_offers(transaction: Transaction) -> None:
    """Forget offers to which it is too late to agree."""
    transaction.connection.execute(delete(offers).where(offers.c.until < transaction.now))


HANDLERS: Handlers = {
    OfferRole: offer,
    OfferOwnership: offer_ownership,
    TryOffer: try_offer,
    TheOffer: the_offer,
    OffersToConfirm: to_confirm,
    AgreeToOffer: agree,
    RefuseOffer: refuse,
    TakeRole: take,
    WhoIsAppointed: appointed,
    OneAppointed: one_appointed,
}


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    own = accounts_of(who)
    transaction.connection.execute(
        delete(offers).where(or_(offers.c.giver.in_(own), offers.c.taker.in_(own)))
    )


def _show_kept(transaction: Transaction, who: int) -> Mapping[str, Any]:
    own = accounts_of(who)
    columns = (offers.c.role, offers.c.programme, offers.c.organisation, offers.c.label, offers.c.until)
    given = select(*columns).where(or_(offers.c.giver.in_(own), offers.c.taker.in_(own)))
    return {"offers": kept(transaction, given)}


PERSONAL = Personal((offers,), nothing_to_merge, _erase, _show_kept)
