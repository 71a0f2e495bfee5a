"""Groups: which we are in, how they want us, and the cards of ideas and votes that stand there."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, select, update

from bot.civic.doors import Citizen, Refused
from bot.civic.groups import (
    CARDS,
    EDIT_SPACING,
    IDEA,
    MOST_IN_LIST,
    STALE,
    VOTE,
    WEEKLY,
    About,
    Card,
    CardOf,
    Group,
    NewIdeasSince,
    SendWeekly,
    ShownIn,
    SpeakInGroup,
    Standing,
    TheGroup,
    next_weekly,
    subject_of,
)
from bot.civic.ideas import IdeaLine
from bot.engine.desk import Due
from bot.text.languages import LANGUAGES
from storage.due import plan_once
from storage.lists import LINE, line_of
from storage.tables import (
    ATTEMPTING,
    PENDING,
    UNCERTAIN,
    due,
    group_cards,
    groups,
    ideas,
    jobs,
    outbox,
    vote_cards,
)
from storage.transaction import INSERTS, Handlers, Transaction

_GROUP = select(groups).where(groups.c.id == bindparam("which"))
_AT = select(groups).where(groups.c.platform == bindparam("platform"), groups.c.chat == bindparam("chat"))
_ON_THEIR_WAY = outbox.c.state.in_((PENDING, ATTEMPTING, UNCERTAIN))
_NEW = (
    select(*(ideas.c[name] for name in LINE))
    .where(ideas.c.hidden_at.is_(None), ideas.c.published_at >= bindparam("since"))
    .order_by(ideas.c.id.desc())
    .limit(200)
    .subquery("newest_1")
)
_MOST_SUPPORTED = select(_NEW).order_by(_NEW.c.supports.desc(), _NEW.c.id.desc()).limit(MOST_IN_LIST)


class Groups(Transaction):
    """Groups as a desk has them."""

    def group(self, platform: str, chat: str) -> Group | None:
        """Return the group at that address, if we know it."""
        row = self.connection.execute(_AT, {"platform": platform, "chat": chat}).first()
        return _group(row) if row else None

    def meet_group(self, platform: str, chat: str) -> Group:
        """Return the group at that address, which is known from now on."""
        languages = json.dumps(list(self.city.public or LANGUAGES[:1]))
        row = {"platform": platform, "chat": chat, "languages": languages, "created_at": self.now}
        self.write(_meet, [row])
        return _group(self.connection.execute(_AT, {"platform": platform, "chat": chat}).one())

    def forget_group(self, group: int) -> None:
        """Nothing is left of the group, and nothing that waits for it is sent.

        Messages keep their numbers for as long as others do: platforms know messages by them.
        """
        self.flush()
        run = self.connection.execute
        self._forget_due(group)
        for cards in _KEPT.values():
            run(delete(cards.table).where(cards.table.c.group == group))
        run(delete(jobs).where(jobs.c.group == group))
        theirs = update(outbox).where(outbox.c.group == group)
        run(theirs.where(_ON_THEIR_WAY).values(state="failed", owner=None, reason="forgotten", payload=None))
        run(theirs.values(group=None, chat="", key=None, message=None))
        run(delete(groups).where(groups.c.id == group))

    def _forget_due(self, group: int) -> None:
        for kind, subject in ((WEEKLY, str(group)), *self._cards_in(group)):
            self.connection.execute(delete(due).where(due.c.kind == kind, due.c.subject == subject))

    def _cards_in(self, group: int) -> list[tuple[str, str]]:
        """Return the kinds and subjects of the due rows that see to the cards in a group."""
        return [
            (CARDS[about], subject_of(group, number))
            for about, cards in _KEPT.items()
            for number in self.connection.execute(cards.in_group, {"which": group}).scalars()
        ]

    def move_group(self, group: int, chat: str) -> None:
        """The group has a new address: what waits for it goes there, but for what would change the old messages."""
        self.flush()
        run = self.connection.execute
        row = run(_GROUP, {"which": group}).first()
        if row is None or row.chat == chat:
            return
        if newer := self.group(row.platform, chat):
            # Somebody spoke there before we heard of the move.
            self.forget_group(newer.id)
        for table in (cards.table for cards in _KEPT.values()):
            there = (table.c.group == group) & table.c.message.is_not(None)
            old = update(outbox).where(outbox.c.id.in_(select(table.c.outbox).where(there)), _ON_THEIR_WAY)
            run(old.values(state="failed", owner=None, reason="moved", payload=None))
            run(delete(table).where(there))
        run(update(outbox).where(outbox.c.group == group, _ON_THEIR_WAY).values(chat=chat))
        run(update(groups).where(groups.c.id == group).values(chat=chat))

    def close_group(self, group: int, *, closed: bool) -> None:
        """We may not write there for now; or again, and then its cards are brought up to date."""
        at = self.now if closed else None
        self.connection.execute(update(groups).where(groups.c.id == group).values(closed_at=at))
        if not closed:
            for kind, subject in self._cards_in(group):
                plan_once(self, Due(kind, subject, self.now))

    def count_answer(self, group: int) -> int:
        """Count one more answer to the group, and return how many there are in this minute."""
        minute = int(self.now.timestamp()) // 60
        row = self.connection.execute(_GROUP.with_for_update(), {"which": group}).one()
        said = row.said + 1 if row.minute == minute else 1
        self.connection.execute(update(groups).where(groups.c.id == group).values(minute=minute, said=said))
        return int(said)

    def edit_slot(self, group: int) -> datetime:
        """Return when the next card of the group may change, and let nobody else have that moment."""
        row = self.connection.execute(_GROUP.with_for_update(), {"which": group}).one()
        slot = max(self.now, row.edits_from or self.now)
        later = update(groups).where(groups.c.id == group).values(edits_from=slot + EDIT_SPACING)
        self.connection.execute(later)
        return slot

    def show_card(self, group: int, card: Standing, number: int, edits: str | None) -> None:
        """The message of that number in the outbox is this card from now on, or `edits` the one that is there."""
        row = {
            "group": group,
            card.about: card.number,
            "outbox": number,
            "shown": card.shown,
            "message": edits,
        }
        self.put_off(_KEPT[card.about].show, row)
        if edits is None:
            # By then the platform has said what it calls the card, and the outbox still knows.
            subject = subject_of(group, card.number)
            plan_once(self, Due(CARDS[card.about], subject, self.now + EDIT_SPACING))

    def plan_weekly(self, group: int) -> None:
        """Let the group's weekly list fall due at its next moment."""
        plan_weekly(self, group)

    def drop_card(self, group: int, about: About, number: int) -> None:
        """The card is not there any more."""
        cards = _KEPT[about]
        self.connection.execute(
            delete(cards.table).where(cards.table.c.group == group, cards.number == number)
        )


def renew(transaction: Transaction, idea: int) -> None:
    """What this idea says, or whether it is in the list, has changed: let its cards in groups say so, soon."""
    stale = update(group_cards).where(group_cards.c.idea == idea).values(shown=STALE)
    if transaction.connection.execute(stale).rowcount:
        follow(transaction, IDEA, idea)


def plan_weekly(transaction: Transaction, group: int) -> None:
    """Let the group's weekly list fall due at its next moment, by the city's clock."""
    plan_once(transaction, Due(WEEKLY, str(group), next_weekly(transaction.now, transaction.city.zone)))


def follow(transaction: Transaction, about: About, number: int) -> None:
    """Something about this idea, or vote, has changed: let its cards in groups say so, soon."""
    shown = transaction.connection.execute(_KEPT[about].where_shown, {"number": number}).scalars()
    # In one order for everybody: two who plan for the same groups do not wait for each other in a circle.
    for group in sorted(shown):
        plan_once(transaction, Due(CARDS[about], subject_of(group, number), transaction.now))


def the_group(transaction: Transaction, query: TheGroup) -> Group | None:
    """Return the group of that number."""
    row = transaction.connection.execute(_GROUP, {"which": query.group}).first()
    return _group(row) if row else None


def card_of(transaction: Transaction, query: CardOf) -> Card | None:
    """Return a card in a group; what the platform calls it is kept for as long as the card."""
    transaction.flush()
    cards = _KEPT[query.about]
    which = {"which": query.group, "number": query.number}
    row = transaction.connection.execute(cards.one, which).first()
    if row is None:
        return None
    message = row.sent_as or row.message
    if message != row.message:
        ours = (cards.table.c.group == query.group, cards.number == query.number)
        kept = update(cards.table).where(*ours)
        transaction.connection.execute(kept.values(message=message))
    waits = row.state in {"pending", "attempting"}
    lost = not waits and (message is None or row.reason == "gone")
    return Card(message, row.shown, waits, lost)


def shown_in(transaction: Transaction, query: ShownIn) -> tuple[int, ...]:
    """Return the groups in which this has a card."""
    transaction.require_operator()
    found = transaction.connection.execute(_KEPT[query.about].where_shown, {"number": query.number})
    return tuple(sorted(found.scalars()))


def new_since(transaction: Transaction, query: NewIdeasSince) -> tuple[IdeaLine, ...]:
    """Return a few of the newest ideas, those with most support first."""
    rows = transaction.connection.execute(_MOST_SUPPORTED, {"since": query.since})
    return tuple(line_of(transaction, row) for row in rows)


def speak_in(transaction: Transaction, command: SpeakInGroup) -> None:
    """Speak these languages in the group."""
    _require_runs(transaction, command.group)
    if not command.languages or not set(command.languages) <= set(LANGUAGES):
        raise Refused("unknown-language")
    _change(transaction, command.group, languages=json.dumps(list(dict.fromkeys(command.languages))))


def send_weekly(transaction: Transaction, command: SendWeekly) -> None:
    """Send the weekly list from the next Monday on, or no longer."""
    _require_runs(transaction, command.group)
    _change(transaction, command.group, weekly=command.on)
    if command.on:
        plan_weekly(transaction, command.group)
    else:
        gone = delete(due).where(due.c.kind == WEEKLY, due.c.subject == str(command.group))
        transaction.connection.execute(gone)


def _require_runs(transaction: Transaction, group: int) -> None:
    """Refuse whoever does not run the group, as its platform has said just now."""
    if not isinstance(transaction.actor, Citizen) or transaction.actor.runs != group:
        raise Refused("admins-only")


def _change(transaction: Transaction, group: int, **values: object) -> None:
    transaction.connection.execute(update(groups).where(groups.c.id == group).values(values))


def _group(row: Any) -> Group:
    languages = tuple(code for code in json.loads(row.languages) if code in LANGUAGES)
    return Group(
        row.id, row.platform, row.chat, languages or LANGUAGES[:1], row.weekly, row.closed_at is not None
    )


@functools.cache
def _meet(dialect: str) -> Any:
    return INSERTS[dialect](groups).on_conflict_do_nothing(index_elements=["platform", "chat"])


class _Cards:
    """Where the cards about one kind of thing are kept."""

    def __init__(self, about: About, table: Table) -> None:
        self.about, self.table, self.number = about, table, table.c[about]
        self.in_group = select(self.number).where(table.c.group == bindparam("which"))
        self.where_shown = select(table.c.group).where(self.number == bindparam("number"))
        self.one = (
            select(table, outbox.c.state, outbox.c.message.label("sent_as"), outbox.c.reason)
            .outerjoin(outbox, outbox.c.id == table.c.outbox)
            .where(table.c.group == bindparam("which"), self.number == bindparam("number"))
        )
        # One for good: rows of the same statement go together.
        self.show = functools.cache(self._show)

    def _show(self, dialect: str) -> Any:
        put = INSERTS[dialect](self.table)
        return put.on_conflict_do_update(
            index_elements=["group", self.about],
            set_={name: getattr(put.excluded, name) for name in ("outbox", "shown", "message")},
        )


_KEPT: Mapping[About, _Cards] = {IDEA: _Cards(IDEA, group_cards), VOTE: _Cards(VOTE, vote_cards)}

HANDLERS: Handlers = {
    TheGroup: the_group,
    CardOf: card_of,
    ShownIn: shown_in,
    NewIdeasSince: new_since,
    SpeakInGroup: speak_in,
    SendWeekly: send_weekly,
}
