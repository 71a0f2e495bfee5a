"""Comments: written, read page by page, taken back, hidden, held."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, exists, func, select, update

from bot.civic.comments import (
    COMMENTS_PAGE,
    LAST_COMMENTS_PAGE,
    MOST_COMMENTS_A_DAY,
    AddComment,
    CommentHidden,
    CommentLine,
    CommentPage,
    ListComments,
    OneComment,
    WithdrawComment,
    may_comment,
)
from bot.civic.doors import Citizen, Refused
from bot.civic.feed import interest
from bot.civic.people import Person
from bot.civic.rights import Fate
from bot.civic.trending import BURST, Activity, weight_of
from bot.text.languages import LANGUAGES
from storage.blocks import require_unblocked
from storage.floods import refuse_flood
from storage.happened import happened
from storage.ideas import idea_row, state_of
from storage.people import person
from storage.personal import Personal, kept, take_over
from storage.settling import settle
from storage.tables import comments, happenings, ideas, possible
from storage.transaction import Handlers, Transaction
from storage.trending import activity_of, trend_of

_ENOUGH = 1000
"""Comments in a burst beyond which counting further changes nothing."""

_PAGE = (
    select(comments)
    .where(comments.c.idea == bindparam("which"), comments.c.hidden_at.is_(None))
    .order_by(comments.c.id.desc())
    .limit(COMMENTS_PAGE + 1)
    .offset(bindparam("skip"))
)
_ONE = select(comments).where(comments.c.id == bindparam("which"))
_LATELY = select(comments.c.id).where(
    comments.c.idea == bindparam("which"), comments.c.at > bindparam("since")
)
_BEFORE = select(exists().where(comments.c.author == bindparam("who"), comments.c.idea == bindparam("which")))


def listed(transaction: Transaction, query: ListComments) -> CommentPage | None:
    """Return a page of an idea's comments, the newest first; one after the last is the last there may be."""
    idea = idea_row(transaction, query.number)
    if state_of(idea) != "shown":
        return None
    page = min(max(query.page, 1), LAST_COMMENTS_PAGE)
    asked = {"which": idea.id, "skip": (page - 1) * COMMENTS_PAGE}
    rows = transaction.connection.execute(_PAGE, asked).all()
    more = len(rows) > COMMENTS_PAGE and page < LAST_COMMENTS_PAGE
    lines = tuple(_line(transaction, r) for r in rows[:COMMENTS_PAGE])
    return CommentPage(idea.title, idea.comments, lines, page, more)


def one(transaction: Transaction, query: OneComment) -> CommentLine | None:
    """Return a comment, where it and its idea can be seen; a hidden one only its author sees."""
    row = comment_row(transaction, query.number)
    state = state_of(row)
    if state is None or state == "withdrawn" or state_of(idea_row(transaction, row.idea)) != "shown":
        return None
    line = _line(transaction, row)
    return line if state == "shown" or line.mine else None


def _line(transaction: Transaction, row: Any) -> CommentLine:
    mine = isinstance(transaction.actor, Citizen) and row.author == transaction.actor.person
    state = state_of(row)
    return CommentLine(
        row.id, row.idea, row.text, row.language, row.at, mine, state == "hidden", state == "held"
    )


def comment_row(transaction: Transaction, number: int, *, hold: bool = False) -> Any:
    """Return the comment's row, held until the end if asked for; None where no comment has, or can have, that number."""
    if not possible(number):
        return None
    query = _ONE.with_for_update() if hold else _ONE
    return transaction.connection.execute(query, {"which": number}).first()


def add(transaction: Transaction, command: AddComment) -> int:
    """Publish a comment, and count it among the idea's acts."""
    author = person(transaction, transaction.citizen)
    idea = idea_row(transaction, command.number, hold=True)
    may_comment(command, author, hidden=state_of(idea) != "shown")
    require_unblocked(transaction)
    refuse_flood(transaction, comments.c.author, comments.c.at, MOST_COMMENTS_A_DAY, "too-many-comments")
    weight = _weight(transaction, idea, author)
    number = transaction.insert(
        comments,
        idea=idea.id,
        author=author.id,
        text=command.text,
        language=author.language or LANGUAGES[0],
        at=transaction.now,
        weight=weight,
    )
    _count(transaction, idea, 1, activity_of(idea).with_comment(transaction.now, weight))
    happened(transaction, idea.id, "comment")
    return number


def _weight(transaction: Transaction, idea: Any, author: Person) -> float:
    """Return what a comment weighs in what is trending: each person's first alone does, and never the author's own."""
    run = transaction.connection.execute
    if run(_BEFORE, {"who": author.id, "which": idea.id}).scalar():
        return 0.0
    lately = _LATELY.limit(_ENOUGH).subquery()
    since = {"which": idea.id, "since": transaction.now - BURST}
    earlier = run(select(func.count()).select_from(lately), since).scalar() or 0
    return weight_of(
        at=transaction.now,
        joined_at=author.joined,
        earlier=earlier,
        by_author=idea.author == author.id,
    )


def withdraw(transaction: Transaction, command: WithdrawComment) -> int:
    """Take the author's comment back for good, and forget what it said."""
    row = comment_row(transaction, command.number, hold=True)
    state = state_of(row)
    if state not in {"shown", "held"} or row.author != transaction.citizen:
        raise Refused("no-such-comment")
    if state == "shown":
        take_out(transaction, row, "withdrawn")
    _set(transaction, row.id, text="", hidden_at=transaction.now, hidden_as="withdrawn")
    settle(transaction, "comment", row.id)
    return int(row.idea)


def hide_comment(transaction: Transaction, number: int, reason: str) -> None:
    """Take a comment out of sight for good, and tell its author why."""
    row = comment_row(transaction, number, hold=True)
    if state_of(row) == "shown":
        take_out(transaction, row, None)
    _set(transaction, row.id, hidden_at=transaction.now, hidden_as=None, hidden_reason=reason)
    settle(transaction, "comment", row.id)
    if row.author is not None:
        transaction.emit(CommentHidden(row.id, row.idea, row.author, row.text, reason))


def take_out(transaction: Transaction, row: Any, hidden_as: str | None) -> None:
    """Take a comment out of sight, and out of what its idea counts and those who follow it hear."""
    idea = idea_row(transaction, row.idea, hold=True)
    _count(transaction, idea, -1, activity_of(idea).without_comment(row.at, row.weight))
    _set(transaction, row.id, hidden_at=transaction.now, hidden_as=hidden_as)
    told_of = (
        (happenings.c.idea == row.idea)
        & (happenings.c.kind == "comment")
        & (happenings.c.actor == row.author)
        & (happenings.c.at == row.at)
    )
    transaction.connection.execute(delete(happenings).where(told_of))


def put_back(transaction: Transaction, row: Any) -> None:
    """Put a held comment back in its place."""
    idea = idea_row(transaction, row.idea, hold=True)
    _count(transaction, idea, 1, activity_of(idea).with_comment(row.at, row.weight))
    _set(transaction, row.id, hidden_at=None, hidden_as=None)


def _count(transaction: Transaction, idea: Any, more: int, activity: Activity) -> None:
    """Bring what the idea counts in line with its comments."""
    count = max(idea.comments + more, 0)
    values = {
        "comments": count,
        "interest": interest(idea.supports, count),
        **trend_of(activity, transaction.now),
    }
    transaction.connection.execute(update(ideas).where(ideas.c.id == idea.id).values(values))


def _set(transaction: Transaction, number: int, **values: Any) -> None:
    transaction.connection.execute(update(comments).where(comments.c.id == number).values(values))


HANDLERS: Handlers = {
    ListComments: listed,
    OneComment: one,
    AddComment: add,
    WithdrawComment: withdraw,
}


def _merge(transaction: Transaction, gone: int, stays: int) -> None:
    take_over(transaction, comments.c.author, gone, stays)


def _erase(transaction: Transaction, who: int, fate: Fate) -> None:
    """Take their comments out, or leave those that others may see as nobody's."""
    theirs = select(comments).where(comments.c.author == who).order_by(comments.c.id).with_for_update()
    for row in transaction.connection.execute(theirs).all():
        state = state_of(row)
        if fate is Fate.NOBODYS and state in {"shown", "held"}:
            _set(transaction, row.id, author=None)
            continue
        if state == "shown":
            take_out(transaction, row, "withdrawn")
        gone = {} if state == "hidden" else {"hidden_at": transaction.now, "hidden_as": "withdrawn"}
        _set(transaction, row.id, author=None, text="", **gone)
        settle(transaction, "comment", row.id)


def _show_kept(transaction: Transaction, who: int) -> dict[str, Any]:
    columns = (
        comments.c.id,
        comments.c.idea,
        comments.c.text,
        comments.c.language,
        comments.c.at,
        comments.c.hidden_at,
        comments.c.hidden_as,
        comments.c.hidden_reason,
    )
    mine = select(*columns).where(comments.c.author == who).order_by(comments.c.id)
    return {"comments": kept(transaction, mine)}


PERSONAL = Personal((comments,), _merge, _erase, _show_kept)
