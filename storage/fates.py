"""What becomes of an idea: it is changed, withdrawn, hidden, held, or back in its place."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, exists, select, update

from bot.civic.doors import Refused
from bot.civic.ideas import ChangeIdea, HideIdea, IdeaHidden, State, WithdrawIdea, may_change, may_submit
from bot.civic.programmes import CurrentWindow
from bot.civic.rights import Fate
from bot.civic.roles import EVERYWHERE, Right
from bot.civic.statuses import ANSWERED
from storage import groups
from storage.audit import note
from storage.blocks import require_unblocked
from storage.due import forget_due, join_due
from storage.happened import happened
from storage.ideas import idea_row, index, index_words, known, state_of
from storage.people import person
from storage.personal import Personal, kept, take_over
from storage.programmes import current_window, programme_of
from storage.roles import require
from storage.settling import settle
from storage.tables import idea_words, ideas, media
from storage.transaction import Handlers, Transaction


def change(transaction: Transaction, command: ChangeIdea) -> None:
    """Bring the author's idea to how it is from now on; its supports stay."""
    author = person(transaction, transaction.citizen)
    row = idea_row(transaction, command.number, hold=True)
    may_change(author, author=row.author if row else None, state=state_of(row))
    window = current_window(transaction, CurrentWindow())
    may_submit(command, author, window.programme, transaction.now)
    require_unblocked(transaction)
    known(transaction, command, author, programme_of(transaction, row.programme), row)
    forget_words(transaction, row)
    _set(
        transaction,
        row.id,
        title=command.title,
        description=command.description,
        topic=command.topic,
        neighbourhood=command.neighbourhood,
        picture=command.picture,
        changed_at=transaction.now,
    )
    if command.picture != row.picture:
        _forget_photo(transaction, row.picture)
    index(transaction, row.id, command.title, command.description)
    happened(transaction, row.id, "changed")


def withdraw(transaction: Transaction, command: WithdrawIdea) -> None:
    """Take the author's idea out for good, and forget what it said."""
    author = person(transaction, transaction.citizen)
    row = idea_row(transaction, command.number, hold=True)
    # What was joined with another can still be forgotten, as when its message is deleted.
    out: tuple[State, ...] = ("hidden", "withdrawn")
    may_change(author, author=row.author if row else None, state=state_of(row), out=out)
    _take_out(transaction, row)


def _take_out(transaction: Transaction, row: Any) -> None:
    """Take an idea out for good, and tell those who follow it."""
    forget_words(transaction, row)
    forgotten = {"title": "", "description": "", "picture": None}
    _set(transaction, row.id, hidden_at=transaction.now, hidden_as="withdrawn", **forgotten)
    _forget_photo(transaction, row.picture)
    settle(transaction, "idea", row.id)
    happened(transaction, row.id, "withdrawn")


def hide(transaction: Transaction, command: HideIdea) -> None:
    """Take an idea out of sight, and out of what is looked through for ideas that are alike."""
    row = idea_row(transaction, command.number, hold=True)
    require(transaction, Right.MODERATE, row.programme if row is not None else EVERYWHERE)
    if not command.reason.strip():
        raise Refused("no-reason")
    state = state_of(row)
    if state in {None, "withdrawn", "merged"}:
        raise Refused("no-such-idea")
    if state == "hidden":
        raise Refused("already-hidden")
    forget_words(transaction, row)
    hidden_at = {"hidden_at": transaction.now, "hidden_as": None, "hidden_reason": command.reason}
    _set(transaction, row.id, **hidden_at)
    settle(transaction, "idea", row.id)
    note(transaction, "idea-hidden", f"idea:{row.id}")
    if row.author is not None:
        transaction.emit(IdeaHidden(row.id, row.author, row.title, command.reason))


def hold_idea(transaction: Transaction, number: int) -> None:
    """Take an idea out of sight until somebody has looked."""
    _set(transaction, number, hidden_at=transaction.now, hidden_as="held")


def put_idea_back(transaction: Transaction, number: int) -> None:
    """Put a held idea back in its place."""
    _set(transaction, number, hidden_at=None, hidden_as=None)


def forget_words(transaction: Transaction, row: Any) -> None:
    """Let an idea be found by its words no longer."""
    words = idea_words.c.word.in_(index_words(row.title, row.description))
    transaction.connection.execute(delete(idea_words).where(words, idea_words.c.idea == row.id))


def _forget_photo(transaction: Transaction, photo: int | None) -> None:
    """Forget a photo that no idea shows any more; its number is given to no other, which platforms would take for it."""
    shown = exists().where(ideas.c.picture == media.c.id)
    if photo is not None:
        forgotten = update(media).where(media.c.id == photo, ~shown).values(jpeg=b"", width=0, height=0)
        transaction.connection.execute(forgotten)


def _set(transaction: Transaction, number: int, **values: Any) -> None:
    transaction.connection.execute(update(ideas).where(ideas.c.id == number).values(values))
    groups.renew(transaction, number)


HANDLERS: Handlers = {ChangeIdea: change, WithdrawIdea: withdraw, HideIdea: hide}


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    take_over(transaction, ideas.c.author, gone, stays)
    join_due(transaction, ANSWERED, str(gone), str(stays))


def _erase(transaction: Transaction, who: int, fate: Fate) -> None:
    """Take their ideas out, or leave those that others may see as nobody's."""
    theirs = select(ideas).where(ideas.c.author == who).order_by(ideas.c.id).with_for_update()
    for row in transaction.connection.execute(theirs).all():
        state = state_of(row)
        if state == "hidden" or (fate is Fate.DELETED and state in {"shown", "held", "merged"}):
            _take_out(transaction, row)
        _set(transaction, row.id, author=None)
    forget_due(transaction, ANSWERED, str(who))


def _show_kept(transaction: Transaction, who: int) -> dict[str, Any]:
    columns = (
        ideas.c.id,
        ideas.c.title,
        ideas.c.description,
        ideas.c.language,
        ideas.c.topic,
        ideas.c.neighbourhood,
        ideas.c.picture,
        ideas.c.published_at,
        ideas.c.changed_at,
        ideas.c.supports,
        ideas.c.comments,
        ideas.c.hidden_at,
        ideas.c.hidden_as,
        ideas.c.hidden_reason,
    )
    mine = select(*columns).where(ideas.c.author == who).order_by(ideas.c.id)
    return {"ideas": kept(transaction, mine)}


PERSONAL = Personal((ideas,), _merge, _erase, _show_kept)
