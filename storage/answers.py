"""What people press on broadcasts: kept once for each, counted by button, forgotten as those are to whom it was sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, select, update

from bot.civic.answers import LATELY, AnswerBroadcast, AnswersTo, WhichBroadcast, WhoSent
from bot.civic.doors import Citizen, Refused
from bot.civic.rights import Fate
from storage.broadcasts import broadcast_row, content_in, seen
from storage.personal import Personal, kept
from storage.programmes import programme_of
from storage.recipients import FORGOTTEN_AT_ONCE, KEPT, key_of
from storage.tables import outbox, presses, recipients
from storage.transaction import INSERTS, Handlers, Transaction


def answer(transaction: Transaction, command: AnswerBroadcast) -> None:
    """Keep what somebody pressed, in the place of what they had pressed before."""
    row = received(transaction, command.number)
    if not 0 <= command.button < len(content_in(row).buttons):
        raise Refused("no-such-button")
    pressed = {"broadcast": row.id, "person": transaction.citizen, "button": command.button}
    transaction.write(_press, [pressed | {"at": transaction.now}])


def received(transaction: Transaction, number: int) -> Any:
    """Return the row of a broadcast that was sent to who acts. Refused: no-such-broadcast."""
    who = transaction.citizen
    mine = exists().where(recipients.c.broadcast == number, recipients.c.person == who)
    row = broadcast_row(transaction, number)
    if row is None or not transaction.connection.execute(select(mine)).scalar():
        raise Refused("no-such-broadcast")
    return row


def _press(dialect: str) -> Any:
    put = INSERTS[dialect](presses)
    now = {"button": put.excluded.button, "at": put.excluded.at}
    return put.on_conflict_do_update(index_elements=["broadcast", "person"], set_=now)


def counted(transaction: Transaction, query: AnswersTo) -> tuple[int, ...]:
    """Return how many pressed each button of a broadcast, for who may send it."""
    row = seen(transaction, query.number)
    if row is None:
        return ()
    by_button = (
        select(presses.c.button, func.count().label("pressed"))
        .where(presses.c.broadcast == row.id)
        .group_by(presses.c.button)
    )
    found = {row.button: row.pressed for row in transaction.connection.execute(by_button)}
    return tuple(found.get(place, 0) for place in range(len(content_in(row).buttons)))


def which(transaction: Transaction, query: WhichBroadcast) -> int:
    """Return which broadcast a message of ours to this account was, by the keys under which those to this person left."""
    if not isinstance(transaction.actor, Citizen):
        return 0
    got = transaction.connection.execute(_GOT, {"who": transaction.citizen}).all()
    keys = {
        key_of(row.broadcast, row.place, n): row.broadcast for row in got for n in range(1, row.round + 1)
    }
    asked = {"keys": list(keys), "account": transaction.actor.account}
    found = transaction.connection.execute(_LEFT, asked).all() if keys else ()
    if query.message:
        return next((keys[row.key] for row in found if row.message == query.message), 0)
    return next((keys[row.key] for row in found if row.created_at > transaction.now - LATELY), 0)


def who_sent(transaction: Transaction, query: WhoSent) -> Mapping[str, str]:
    """Return what the programme is called that sent a broadcast to who asks."""
    try:
        programme = programme_of(transaction, received(transaction, query.number).programme)
    except Refused:
        return {}
    return programme.names if programme else {}


def forget_who_pressed(transaction: Transaction) -> None:
    """Forget of some who pressed something long ago that it was they: how many there were stays."""
    long_ago = (presses.c.at < transaction.now - KEPT) & presses.c.person.is_not(None)
    some = select(presses.c.id).where(long_ago).order_by(presses.c.at).limit(FORGOTTEN_AT_ONCE)
    nobodys = update(presses).where(presses.c.id.in_(some)).values(person=None)
    transaction.connection.execute(nobodys)


_MOST_LOOKED_AT = 30
"""Broadcasts of one person, the latest, that words may be an answer to."""

_GOT = (
    select(recipients.c.broadcast, recipients.c.place, recipients.c.round)
    .where(recipients.c.person == bindparam("who"))
    .order_by(recipients.c.broadcast.desc())
    .limit(_MOST_LOOKED_AT)
)
_LEFT = (
    select(outbox.c.key, outbox.c.message, outbox.c.created_at)
    .where(
        outbox.c.key.in_(bindparam("keys", expanding=True)),
        outbox.c.account == bindparam("account"),
        outbox.c.state == "sent",
    )
    .order_by(outbox.c.id.desc())
)

HANDLERS: Handlers = {AnswerBroadcast: answer, AnswersTo: counted, WhichBroadcast: which, WhoSent: who_sent}


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    """Who answered from both accounts answered once: what they pressed last counts."""
    run = transaction.connection.execute
    other = presses.alias("other")
    for one, another, earlier in (
        (gone, stays, other.c.at >= presses.c.at),
        (stays, gone, other.c.at > presses.c.at),
    ):
        later = exists().where(other.c.person == another, other.c.broadcast == presses.c.broadcast, earlier)
        run(delete(presses).where(presses.c.person == one, later))
    run(update(presses).where(presses.c.person == gone).values(person=stays))


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    transaction.connection.execute(delete(presses).where(presses.c.person == who))


def _show_kept(transaction: Transaction, who: int) -> Mapping[str, Any]:
    mine = select(presses.c.broadcast, presses.c.button, presses.c.at).where(presses.c.person == who)
    return {"answers": kept(transaction, mine)}


PERSONAL = Personal((presses,), _merge, _erase, _show_kept)
