"""Broadcasts: written, looked at by a second pair of eyes, confirmed with their count, and taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from sqlalchemy import bindparam, exists, or_, select, true, update

from bot.civic.audiences import CountAudience, audience_in, may_be, spelt
from bot.civic.broadcasts import (
    BROADCAST,
    LAST_PAGE,
    PAGE,
    WRITTEN,
    Around,
    AskForCheck,
    BroadcastCard,
    BroadcastLine,
    BroadcastPage,
    BroadcastTested,
    ChangeBroadcast,
    CheckAsked,
    CheckBroadcast,
    ConfirmBroadcast,
    Content,
    Draft,
    DraftBroadcast,
    ListBroadcasts,
    OneBroadcast,
    State,
    TestBroadcast,
    UndoBroadcast,
    Weekly,
    WhatIsSaid,
    When,
    first,
    may_become,
    may_confirm,
    may_draft,
)
from bot.civic.doors import Citizen, Refused
from bot.civic.rights import Fate
from bot.civic.roles import EVERYWHERE, Right
from bot.engine.desk import Due
from bot.text.languages import LANGUAGES
from storage.audiences import platforms
from storage.audit import note
from storage.due import forget_due, plan
from storage.personal import Personal, accounts_of, kept, nothing_to_merge
from storage.programmes import required_languages
from storage.roles import allowed, programmes_with, require
from storage.seats import event_row
from storage.tables import accounts, broadcasts, media, possible, recipients
from storage.transaction import Handlers, Transaction


def draft(transaction: Transaction, command: DraftBroadcast) -> int:
    """Keep a broadcast to be."""
    require(transaction, Right.BROADCAST, command.draft.programme)
    _may_be_kept(transaction, command.draft)
    number = transaction.insert(
        broadcasts,
        account=transaction.actor.account if isinstance(transaction.actor, Citizen) else None,
        state=State.DRAFT,
        made_at=transaction.now,
        **_columns(command.draft),
    )
    note(transaction, "broadcast-drafted", f"broadcast:{number}")
    return number


def change(transaction: Transaction, command: ChangeBroadcast) -> int:
    """Let a broadcast be something else; who has looked at it has looked at something else."""
    row = _mine_to_send(transaction, command.number, command.version)
    require(transaction, Right.BROADCAST, command.draft.programme)
    _may_be_written(row)
    _may_be_kept(transaction, command.draft)
    by = transaction.actor.account if isinstance(transaction.actor, Citizen) else None
    version: int = row.version + 1
    now = _columns(command.draft) | {"state": State.DRAFT, "version": version, "account": by}
    put(transaction, row.id, **now, checked_at=None, why=None)
    note(transaction, "broadcast-changed", f"broadcast:{row.id}", version=version)
    return version


def ask_for_check(transaction: Transaction, command: AskForCheck) -> None:
    """Let the other organisers know."""
    row = _mine_to_send(transaction, command.number, command.version)
    _may_be_written(row)
    note(transaction, "broadcast-check-asked", f"broadcast:{row.id}", version=row.version)
    transaction.emit(CheckAsked(row.id, row.programme, row.account))


def check(transaction: Transaction, command: CheckBroadcast) -> None:
    """Note that a second organiser agrees: another person than who wrote it, from whichever account."""
    row = _mine_to_send(transaction, command.number, command.version)
    _may_be_written(row)
    if _wrote(transaction, row):
        raise Refused("own-broadcast")
    put(transaction, row.id, state=State.CHECKED, checked_at=transaction.now)
    note(transaction, "broadcast-checked", f"broadcast:{row.id}", version=row.version)


def confirm(transaction: Transaction, command: ConfirmBroadcast) -> datetime:
    """Let it begin when it is to; what was confirmed before stays as it was."""
    row = _mine_to_send(transaction, command.number, command.version)
    if row.state == State.SCHEDULED and row.begins_at is not None:
        begins: datetime = row.begins_at
        return begins
    _may_be_written(row)
    kept_draft = draft_in(row)
    _may_go_out(transaction, row, kept_draft, command.count)
    at = _first(transaction, kept_draft.when)
    put(transaction, row.id, state=State.SCHEDULED, begins_at=at, confirmed=command.count, why=None)
    plan(transaction, Due(BROADCAST, str(row.id), at, row.version))
    note(transaction, "broadcast-confirmed", f"broadcast:{row.id}", count=command.count, at=at.isoformat())
    return at


def _may_go_out(transaction: Transaction, row: Any, its: Draft, shown: int) -> None:
    count = transaction.ask(CountAudience(its.audience, its.programme))
    may_confirm(its.content, required_languages(transaction, its.programme), count, shown)
    if count.second_look and row.checked_at is None:
        raise Refused("second-look")


def _first(transaction: Transaction, when: When | None) -> datetime:
    """Return when it begins. Refused: in-the-past, no-such-event, event-cancelled."""
    starts, zone = None, transaction.city.zone
    if isinstance(when, Around):
        event = event_row(transaction, when.event)
        if event.cancelled_at is not None:
            raise Refused("event-cancelled")
        starts, zone = event.starts_at, event.zone
    if isinstance(when, datetime) and when < transaction.now:
        raise Refused("in-the-past")
    at = first(when, transaction.now, zone, starts)
    if at < transaction.now or (isinstance(when, Weekly) and when.until is not None and at > when.until):
        raise Refused("in-the-past")
    return at


def undo(transaction: Transaction, command: UndoBroadcast) -> None:
    """Take back what has not begun."""
    row = _mine_to_send(transaction, command.number)
    then = State.DRAFT if row.checked_at is None else State.CHECKED
    if row.state == then:
        return
    may_become(State(row.state), then, "broadcast-begun")
    forget_due(transaction, BROADCAST, str(row.id))
    put(transaction, row.id, state=then, begins_at=None, confirmed=None)
    note(transaction, "broadcast-undone", f"broadcast:{row.id}")


def test(transaction: Transaction, command: TestBroadcast) -> None:
    """Let the account that asks see it."""
    row = _mine_to_send(transaction, command.number)
    if not isinstance(transaction.actor, Citizen):
        raise Refused("not-a-person")
    transaction.emit(BroadcastTested(row.id, transaction.actor.account))


def one(transaction: Transaction, query: OneBroadcast) -> BroadcastCard | None:
    """Return a broadcast as an organiser sees it; nothing to who is none of its programme."""
    row = seen(transaction, query.number)
    if row is None:
        return None
    return BroadcastCard(
        number=row.id,
        draft=draft_in(row),
        state=State(row.state),
        version=row.version,
        mine=_wrote(transaction, row),
        begins=row.begins_at,
        began=row.began_at,
        ended=row.ended_at,
        confirmed=row.confirmed,
        why=row.why,
        origin=row.origin,
    )


def listed(transaction: Transaction, query: ListBroadcasts) -> BroadcastPage:
    """Return a page of what the programmes of who asks have sent, or are about to."""
    page = min(max(query.page, 1), LAST_PAGE)
    asked = {"skip": (page - 1) * PAGE}
    found = transaction.connection.execute(_LISTED.where(_theirs(transaction)), asked).all()
    more = len(found) > PAGE and page < LAST_PAGE
    return BroadcastPage(tuple(_line(row) for row in found[:PAGE]), page, more)


def _theirs(transaction: Transaction) -> Any:
    """Return which broadcasts who acts may see: the operator all, an organiser those of their programmes."""
    mine = programmes_with(transaction, Right.BROADCAST)
    return true() if mine is None else broadcasts.c.programme.in_(mine)


def _line(row: Any) -> BroadcastLine:
    content = content_in(row)
    return BroadcastLine(row.id, content.texts, State(row.state), row.programme, row.begins_at)


def what_is_said(transaction: Transaction, query: WhatIsSaid) -> Content | None:
    """Return what it says to whoever was to receive it."""
    got = exists().where(recipients.c.broadcast == query.number, recipients.c.person == transaction.citizen)
    row = broadcast_row(transaction, query.number)
    return (
        content_in(row) if row is not None and transaction.connection.execute(select(got)).scalar() else None
    )


# --- rows, for all that is about broadcasts


def broadcast_row(transaction: Transaction, number: int, *, hold: bool = False) -> Any:
    """Return the row of a broadcast, nobody else's until the end if it is to be held; None where there is none."""
    which = _ONE.with_for_update() if hold else _ONE
    return transaction.connection.execute(which, {"which": number}).first() if possible(number) else None


def seen(transaction: Transaction, number: int) -> Any:
    """Return the row of a broadcast that who acts may see; None where there is none."""
    row = broadcast_row(transaction, number)
    return row if row is not None and allowed(transaction, Right.BROADCAST, row.programme) else None


def sendable(transaction: Transaction, number: int) -> Any:
    """Return the row of a broadcast, held, that who acts may send. Refused: not-allowed, no-such-broadcast."""
    row = broadcast_row(transaction, number, hold=True)
    require(transaction, Right.BROADCAST, row.programme if row is not None else EVERYWHERE)
    if row is None:
        raise Refused("no-such-broadcast")
    return row


def put(transaction: Transaction, number: int, **values: object) -> None:
    """Change columns of a broadcast."""
    transaction.connection.execute(update(broadcasts).where(broadcasts.c.id == number).values(values))


def _mine_to_send(transaction: Transaction, number: int, version: int | None = None) -> Any:
    row = sendable(transaction, number)
    if version is not None and row.version != version:
        raise Refused("look-again")
    return row


def _may_be_written(row: Any) -> None:
    if row.state not in WRITTEN:
        raise Refused("broadcast-begun")


def _may_be_kept(transaction: Transaction, its: Draft) -> None:
    may_draft(its)
    may_be(its.audience, transaction.city, languages=tuple(LANGUAGES), platforms=platforms(transaction))
    if its.content.picture is not None:
        _may_show(transaction, its.content.picture)


def _may_show(transaction: Transaction, picture: int) -> None:
    """Refuse a picture that is not that of who writes, nor in a broadcast already (H10): unknown-picture."""
    mine = media.c.owner == transaction.actor.person if isinstance(transaction.actor, Citizen) else None
    shown = exists().where(broadcasts.c.picture == media.c.id)
    whose = shown if mine is None else or_(mine, shown)
    found = select(media.c.id).where(media.c.id == picture, media.c.width > 0, whose)
    if not possible(picture) or transaction.connection.execute(found).first() is None:
        raise Refused("unknown-picture")


def _wrote(transaction: Transaction, row: Any) -> bool:
    """Tell whether who acts has written it, from this account or another of theirs."""
    if not isinstance(transaction.actor, Citizen):
        return row.account is None
    author = select(accounts.c.person).where(accounts.c.id == row.account)
    return bool(transaction.connection.execute(author).scalar() == transaction.actor.person)


# --- what is kept as JSON


def _columns(its: Draft) -> dict[str, Any]:
    content = {"texts": dict(its.content.texts), "buttons": [dict(each) for each in its.content.buttons]}
    return {
        "programme": its.programme,
        "content": json.dumps(content, ensure_ascii=False),
        "picture": its.content.picture,
        "audience": spelt(its.audience),
        "moment": None if its.when is None else json.dumps(_moment(its.when)),
    }


def draft_in(row: Any) -> Draft:
    """Return the draft that a row keeps."""
    when = None if row.moment is None else _when(json.loads(row.moment))
    return Draft(content_in(row), audience_in(row.audience), when, row.programme)


def content_in(row: Any) -> Content:
    """Return what a broadcast says."""
    said = json.loads(row.content)
    return Content(said["texts"], tuple(said["buttons"]), row.picture)


def _moment(when: When) -> Mapping[str, Any]:
    match when:
        case Weekly(weekday, at, until):
            ends = until.isoformat() if until else None
            return {"weekday": weekday, "at": at.isoformat(), "until": ends}
        case Around(event, days, at):
            return {"event": event, "days": days, "at": at.isoformat() if at else None}
    return {"instant": when.isoformat()}


def _when(moment: Mapping[str, Any]) -> When:
    at = moment.get("at")
    clock = time.fromisoformat(at) if at else None
    if "weekday" in moment and clock is not None:
        until = moment["until"]
        return Weekly(moment["weekday"], clock, datetime.fromisoformat(until) if until else None)
    if "event" in moment:
        return Around(moment["event"], moment["days"], clock)
    return datetime.fromisoformat(moment["instant"])


_ONE = select(broadcasts).where(broadcasts.c.id == bindparam("which"))
_LISTED = select(broadcasts).order_by(broadcasts.c.id.desc()).limit(PAGE + 1).offset(bindparam("skip"))

HANDLERS: Handlers = {
    DraftBroadcast: draft,
    ChangeBroadcast: change,
    AskForCheck: ask_for_check,
    CheckBroadcast: check,
    ConfirmBroadcast: confirm,
    UndoBroadcast: undo,
    TestBroadcast: test,
    OneBroadcast: one,
    ListBroadcasts: listed,
    WhatIsSaid: what_is_said,
}


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    """Forget who wrote it; what was said to many stays."""
    theirs = update(broadcasts).where(broadcasts.c.account.in_(accounts_of(who)))
    transaction.connection.execute(theirs.values(account=None))


def _show_kept(transaction: Transaction, who: int) -> Mapping[str, Any]:
    wrote = select(broadcasts.c.id, broadcasts.c.content, broadcasts.c.made_at, broadcasts.c.state)
    return {"broadcasts": kept(transaction, wrote.where(broadcasts.c.account.in_(accounts_of(who))))}


PERSONAL = Personal((broadcasts,), nothing_to_merge, _erase, _show_kept)
