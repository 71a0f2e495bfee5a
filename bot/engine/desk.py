"""What the engine asks of the storage: one open transaction, at which turns are taken."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.civic.doors import Actor, Event, World
from bot.civic.groups import About, Group, Standing
from bot.civic.nudges import Category
from bot.engine.beside import Answers
from bot.engine.incoming import Arrival
from bot.engine.outgoing import Lane, Outgoing
from bot.engine.sources import Source
from bot.engine.telling import Reader

INTERNAL = "parvis"
"""The name under which our own events (a job's end) stand in the inbox, beside the platforms'."""


@dataclass(frozen=True, slots=True)
class Update:
    """One kept update whose turn it is, with what is known of who sent it and the state of their chat.

    `offered` is what a notice since their last turn offers there as JSON: of each button what it says and its token.
    `reachable` tells whether they can be written to in private. What happened at a group's door was sent by `NOBODY`.
    """

    id: int
    platform: str
    raw: str
    attempts: int
    arrived: datetime
    account: int
    account_platform: str
    chat_id: str
    person: int
    language: str | None
    welcomed: bool
    state: str | None
    offered: str | None = None
    reachable: bool = True


NOBODY = 0
"""The person, and the account, of an update that is nobody's own."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One outbox row on its way: `id` is its idempotency key where a platform knows one.

    It goes to an account or to a group.
    """

    id: int
    platform: str
    chat: str
    lane: Lane
    message: Outgoing
    account: int | None
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """Where and in which language a person is written to."""

    person: int
    account: int
    platform: str
    chat: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Posting:
    """A message to be put into the outbox. `key` makes it happen once; `at` holds it until then.

    `card` says that it is that card in this group from now on. `latest` is until when it is of use: quiet hours do not
    hold what concerns somebody's own affairs beyond it, and other things are dropped then.
    """

    address: Address | Group
    lane: Lane
    message: Outgoing
    key: str | None = None
    at: datetime | None = None
    card: Standing | None = None
    latest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """Something that falls due: `kind` says which rule judges it again when it fires, `subject` what it is about.

    One row a kind and subject; planning it again moves it. `version` is the subject's at planning.
    """

    kind: str
    subject: str
    at: datetime
    version: int = 0
    args: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """Slow or outside work: fetch `file` from the account's platform and make it ready; with a `name`, it is a document.

    Or, where there is a `group` (its address): find out whether `person`, who typed `typed` there, runs it.
    """

    id: int
    account: int
    platform: str
    file: str
    attempts: int
    group: str | None = None
    person: str = ""
    typed: str = ""
    name: str = ""


class Desk(World, Protocol):
    """One transaction. What it did becomes true all at once, or not at all.

    `passed` are people whose updates are not for now. `found` is what long queries have answered, where nobody is to wait
    for them: what is not among it raises `NotYetKnown`; with None they are answered here.
    """

    passed: AbstractSet[int]
    found: Answers | None

    def keep(self, platform: str, arrivals: Sequence[Arrival], mark: str | None = None) -> int:
        """Put updates into the inbox, each key once, and note how far the platform was heard; return how many were new."""

    def mark(self, platform: str) -> str | None:
        """Return how far the platform was heard, where it has such a mark."""

    def updates(self, limit: int) -> list[Update]:
        """Return pending updates, the oldest of each of at most `limit` persons, who are locked until the end."""

    @property
    def changed(self) -> bool:
        """Tell whether a command was carried out since `act_as`."""

    @property
    def gone(self) -> AbstractSet[int]:
        """The people who became somebody else in this transaction, or nobody."""

    def savepoint(self) -> AbstractContextManager[Any]:
        """Undo what is done inside, if it raises."""

    def act_as(self, actor: Actor) -> None:
        """From here on, commands are carried out for this actor."""

    def events(self) -> list[Event]:
        """Return the events since last asked."""

    def language_of(self, person: int) -> str | None:
        """Return the person's language as of now."""

    def save_chat(self, account: int, state: str, *, answered: bool = True) -> None:
        """Keep the state of a chat; if it was `answered`, what a notice offered there is offered no longer."""

    def chat_of(self, account: int) -> str | None:
        """Return the state of a chat, the person locked until the end."""

    def post(self, postings: Sequence[Posting], owner: str | None) -> list[Parcel]:
        """Put messages into the outbox; those of an `owner` are on their way at once and are returned."""

    def message_of(self, key: str) -> str | None:
        """Return what its platform calls the message with that key; None while it has not left, or is long forgotten."""

    def settle(self, updates: Sequence[int]) -> None:
        """These updates are done; what they said is forgotten."""

    def put_aside(self, update: int, reason: str) -> None:
        """This update cannot be handled; an operator may have it tried again."""

    def failed(self, update: int) -> None:
        """One more attempt at this update has failed."""

    def reachable(self, account: int, *, yes: bool) -> None:
        """The account's door is open, or closed."""

    def plan(self, due: Due) -> None:
        """Let this fall due; a row of the same kind and subject is moved."""

    def plan_once(self, due: Due) -> None:
        """Let this fall due, unless a row of the same kind and subject is there already."""

    def fallen_due(self, limit: int) -> list[Due]:
        """Return what has fallen due, oldest first, and take it out of the table."""

    def address_of(self, person: int) -> Address | None:
        """Return where the person is written to unasked, if they can be reached and did not stop it."""

    def reader(self, person: int, about: str | None) -> Reader:
        """Return whom something is to be told, and whether they have muted what it is about."""

    def note_nudge(self, person: int, category: Category) -> None:
        """One more message of this person's week is in the news lane."""

    def accounts_of(self, person: int) -> Sequence[int]:
        """Return the accounts of a person."""

    def address_of_account(self, account: int) -> Address | None:
        """Return the address of one account, if it can be reached."""

    def group(self, platform: str, chat: str) -> Group | None:
        """Return the group at that address, if we know it."""

    def meet_group(self, platform: str, chat: str) -> Group:
        """Return the group at that address, which is known from now on."""

    def forget_group(self, group: int) -> None:
        """Nothing is left of the group, and nothing that waits for it is sent."""

    def move_group(self, group: int, chat: str) -> None:
        """The group has a new address: what waits for it goes there, but for what would change the old messages."""

    def close_group(self, group: int, *, closed: bool) -> None:
        """We may not write there for now; or again, and then its cards are brought up to date."""

    def count_answer(self, group: int) -> int:
        """Count one more answer to the group, and return how many there are in this minute."""

    def edit_slot(self, group: int) -> datetime:
        """Return when the next card of the group may change, and let nobody else have that moment."""

    def plan_weekly(self, group: int) -> None:
        """Let the group's weekly list fall due at its next moment."""

    def drop_card(self, group: int, about: About, number: int) -> None:
        """The card is not there any more."""

    def note_sources(self, account: int, sources: Sequence[Source]) -> None:
        """These messages gave something which stands; those that gave the same part of it before no longer count."""

    def gave(self, account: int, message: str) -> str | None:
        """Return where it leads that this message was taken back, if it gave something, and forget all that gave the same."""

    def forget_aside(self, account: int, message: str) -> None:
        """Forget what this message said, should it have been put aside."""

    def expects(self, kind: str, subject: str) -> bool:
        """Tell whether something of this kind and subject is still to fall due."""

    def wonder(self, account: int, group: int, typed: str) -> None:
        """Let the platform be asked whether who typed this in the group runs it; it comes again with the answer."""
