"""Screening: ideas that wait, what their authors are asked, and what a programme asks of ideas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, func, select, update

from bot.civic.doors import Citizen, Refused
from bot.civic.ideas import State
from bot.civic.rights import Fate
from bot.civic.roles import EVERYWHERE, Right
from bot.civic.screening import (
    MAX_QUESTION,
    MAX_REASON,
    MAX_REPLY,
    MOST_QUESTIONS,
    ApproveIdea,
    AskAuthor,
    Asked,
    AuthorAsked,
    AuthorReplied,
    CountToScreen,
    IdeaApproved,
    IdeaRejected,
    IdeaToScreen,
    MyQuestion,
    RejectIdea,
    Reply,
    ReplyTo,
    ReplyToQuestion,
    SetIdeaRules,
    ToScreen,
    may_set,
    see_words,
)
from bot.civic.trending import Activity
from storage.audit import note
from storage.blocks import require_unblocked
from storage.fates import forget_words
from storage.ideas import idea_row, state_of
from storage.personal import Personal, accounts_of, kept, nothing_to_merge
from storage.programmes import forget_programmes
from storage.roles import allowed, require
from storage.tables import WAITING, idea_questions, ideas, possible, programmes
from storage.transaction import Handlers, Transaction
from storage.trending import trend_of

TO_SCREEN: State = "screening"

_QUESTION = select(idea_questions).where(idea_questions.c.id == bindparam("which"))
_QUESTIONS_OF = (
    select(idea_questions).where(idea_questions.c.idea == bindparam("which")).order_by(idea_questions.c.id)
)


def _waiting(transaction: Transaction, number: int) -> Any:
    """Return the row of an idea that waits, held until the end, for whoever may screen it."""
    row = idea_row(transaction, number, hold=True)
    require(transaction, Right.SCREEN, row.programme if row is not None else EVERYWHERE)
    if state_of(row) != TO_SCREEN:
        raise Refused("not-waiting")
    return row


def approve(transaction: Transaction, command: ApproveIdea) -> None:
    """Publish the idea, as of now."""
    row = _waiting(transaction, command.number)
    trend = trend_of(Activity(transaction.now), transaction.now)
    _set(transaction, row.id, hidden_at=None, hidden_as=None, published_at=transaction.now, **trend)
    if row.author is not None:
        transaction.emit(IdeaApproved(row.id, row.author, row.title))
    note(transaction, "idea-approved", f"idea:{row.id}")


def reject(transaction: Transaction, command: RejectIdea) -> None:
    """Keep the idea out of the list for good."""
    row = _waiting(transaction, command.number)
    see_words(command.reason, max_chars=MAX_REASON, none="no-reason")
    forget_words(transaction, row)
    _set(transaction, row.id, hidden_as=None, hidden_reason=command.reason, status="ineligible")
    if row.author is not None:
        transaction.emit(IdeaRejected(row.id, row.author, row.title, command.reason))
    note(transaction, "idea-rejected", f"idea:{row.id}")


def ask(transaction: Transaction, command: AskAuthor) -> int:
    """Ask the author something."""
    row = _waiting(transaction, command.number)
    see_words(command.text, max_chars=MAX_QUESTION)
    if row.author is None:
        raise Refused("no-author")
    if len(_questions(transaction, row.id)) >= MOST_QUESTIONS:
        raise Refused("too-many-questions")
    asker = transaction.actor.account if isinstance(transaction.actor, Citizen) else None
    number = transaction.insert(
        idea_questions, idea=row.id, text=command.text, asked_by=asker, at=transaction.now
    )
    transaction.emit(AuthorAsked(number, row.id, row.author, row.title, command.text))
    note(transaction, "author-asked", f"idea:{row.id}", question=number)
    return number


def reply(transaction: Transaction, command: ReplyToQuestion) -> None:
    """Keep what the author answers, once."""
    found = _mine(transaction, command.question)
    if found is None or found.reply is not None:
        raise Refused("no-such-question")
    require_unblocked(transaction)
    see_words(command.text, max_chars=MAX_REPLY)
    said = update(idea_questions).where(idea_questions.c.id == found.id)
    transaction.connection.execute(said.values(reply=command.text, replied_at=transaction.now))
    transaction.emit(AuthorReplied(found.id))


def _mine(transaction: Transaction, number: int) -> Any:
    """Return the row of a question about an idea of who acts that waits, and is held until the end; None of any other."""
    who = transaction.citizen
    found = transaction.connection.execute(_QUESTION, {"which": number}).first() if possible(number) else None
    row = idea_row(transaction, found.idea, hold=True) if found is not None else None
    if row is None or state_of(row) != TO_SCREEN or row.author != who:
        return None
    return found


def my_question(transaction: Transaction, query: MyQuestion) -> Asked | None:
    """Return what who asks was asked about an idea of theirs."""
    found = _mine(transaction, query.number)
    return _asked(found) if found is not None else None


def reply_to(transaction: Transaction, query: ReplyTo) -> Reply | None:
    """Return what the author answered to a question, while the idea waits."""
    transaction.require_operator()
    found = transaction.connection.execute(_QUESTION, {"which": query.question}).first()
    row = idea_row(transaction, found.idea) if found is not None else None
    if found is None or row is None or state_of(row) != TO_SCREEN or not found.reply:
        return None
    return Reply(row.id, row.programme, found.reply)


def to_screen(transaction: Transaction, query: IdeaToScreen) -> ToScreen | None:
    """Return an idea that waits, to whoever may screen it."""
    row = idea_row(transaction, query.number)
    if row is None or state_of(row) != TO_SCREEN or not allowed(transaction, Right.SCREEN, row.programme):
        return None
    return ToScreen(
        number=row.id,
        title=row.title,
        description=row.description,
        language=row.language,
        topic=row.topic,
        neighbourhood=row.neighbourhood,
        picture=row.picture,
        shared=row.published_at,
        questions=_questions(transaction, row.id),
    )


def _questions(transaction: Transaction, idea: int) -> tuple[Asked, ...]:
    rows = transaction.connection.execute(_QUESTIONS_OF, {"which": idea})
    return tuple(_asked(row) for row in rows)


def _asked(row: Any) -> Asked:
    return Asked(row.id, row.idea, row.text, row.reply)


def count_to_screen(transaction: Transaction, query: CountToScreen) -> int:
    """Return how many ideas of a programme wait."""
    transaction.require_operator()
    waits = [ideas.c.hidden_as == WAITING, ideas.c.programme == query.programme]
    if query.since is not None:
        waits.append(ideas.c.published_at > query.since)
    return transaction.connection.execute(select(func.count()).where(*waits)).scalar_one()


def set_rules(transaction: Transaction, command: SetIdeaRules) -> None:
    """Let a programme ask this of ideas from now on; what waits already goes on waiting."""
    require(transaction, Right.PROGRAMMES, command.programme)
    may_set(command)
    its = update(programmes).where(programmes.c.id == command.programme)
    values = {"screens": command.screens, "threshold": command.threshold}
    if not possible(command.programme) or not transaction.connection.execute(its.values(**values)).rowcount:
        raise Refused("no-such-programme")
    forget_programmes(transaction)
    note(transaction, "idea-rules-set", f"programme:{command.programme}", **values)


def _set(transaction: Transaction, number: int, **values: Any) -> None:
    transaction.connection.execute(update(ideas).where(ideas.c.id == number).values(values))


HANDLERS: Handlers = {
    ApproveIdea: approve,
    RejectIdea: reject,
    AskAuthor: ask,
    ReplyToQuestion: reply,
    MyQuestion: my_question,
    ReplyTo: reply_to,
    IdeaToScreen: to_screen,
    CountToScreen: count_to_screen,
    SetIdeaRules: set_rules,
}


def _erase(transaction: Transaction, who: int, _fate: Fate) -> None:
    """What they were asked and what they said is forgotten; who was asked something by them goes on being asked."""
    run = transaction.connection.execute
    run(
        update(idea_questions)
        .where(idea_questions.c.idea.in_(_ideas_of(who)))
        .values(text="", reply="", replied_at=transaction.now)
    )
    run(update(idea_questions).where(idea_questions.c.asked_by.in_(accounts_of(who))).values(asked_by=None))


def _ideas_of(who: int) -> Any:
    return select(ideas.c.id).where(ideas.c.author == who)


def _show_kept(transaction: Transaction, who: int) -> Mapping[str, Any]:
    columns = (
        idea_questions.c.idea,
        idea_questions.c.text,
        idea_questions.c.at,
        idea_questions.c.reply,
        idea_questions.c.replied_at,
    )
    of_mine = select(*columns).where(idea_questions.c.idea.in_(_ideas_of(who)))
    by_me = select(*columns[:3]).where(idea_questions.c.asked_by.in_(accounts_of(who)))
    return {"asked_about_ideas": kept(transaction, of_mine), "asked_authors": kept(transaction, by_me)}


PERSONAL = Personal((idea_questions,), nothing_to_merge, _erase, _show_kept)
