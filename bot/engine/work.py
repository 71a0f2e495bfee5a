"""Taking turns at a desk: from kept updates to what goes out, in the transaction that is open."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

import structlog

from bot.civic.doors import Citizen, Command, Event, NotYetKnown
from bot.civic.groups import Group
from bot.civic.nudges import Category
from bot.engine.beside import Beside, Wanted
from bot.engine.chat import Chat, dump_chat, load_chat
from bot.engine.desk import INTERNAL, Address, Desk, Due, Parcel, Posting, Update
from bot.engine.faults import of_the_database, place_of
from bot.engine.groups import Here, Post
from bot.engine.guest import Guest, Ways
from bot.engine.incoming import Incoming, JobDone, Pressed, Redacted, Typed, Vouched
from bot.engine.outgoing import Lane
from bot.engine.questions import Attached, Link, unspell
from bot.engine.speaking import outgoing
from bot.engine.stage import Party
from bot.engine.telling import FEW_A_WEEK, PERISHABLE, Fate, Later, Never, Now, fate
from bot.engine.turn import Reply, Turns
from bot.text.languages import LANGUAGES
from bot.text.lazy import Words, _
from bot.text.render import label

log = structlog.get_logger()

MOST_ATTEMPTS = 3
"""Times a turn is tried before its update is put aside (P4)."""

CONVERSATION = "conversation"
"""The kind of due row that watches over a guided conversation; its subject is the account."""

_DECIDED = frozenset({Lane.ANSWER, Lane.BULK})
"""Lanes in which what goes to an account leaves at once: it was asked for there, or weighed as it was handed out."""

Read = Callable[[str], Incoming | None]


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody is told because something happened: to whom, in which lane, in which words, with which ways on, with what attached.

    `key` makes it happen once; with `instead`, the key of an earlier one, what that has said changes in place, and nothing is said
    where that cannot be. Whether and when it is told, the engine decides (bot/engine/telling.py): whoever writes a
    notice names its `category`, which every reminder and all news has; what it is `about`, where that can be muted; and
    the `latest` instant at which it is of use. `noted` is carried out if it is told. What is the answer to something that
    was begun with one `account` is told there at once, whichever they prefer.
    """

    person: int
    lane: Lane
    words: Words
    key: str
    ways: tuple[tuple[Words, Link], ...] = ()
    attached: Attached | None = None
    category: Category | None = None
    about: str | None = None
    latest: datetime | None = None
    noted: Command[None] | None = None
    account: int | None = None
    instead: str | None = None

    def __post_init__(self) -> None:
        """Refuse what nobody could turn off."""
        if self.lane in PERISHABLE and self.category is None:
            message = f"A notice in the lane {self.lane} names its category (bot/civic/nudges.py): a person may turn it off."
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class GroupNotice:
    """What a group is told, or what changes in what it was told: what `says` makes of it there. `key` makes it happen once."""

    group: Group
    says: Callable[[Here], Post]
    key: str | None = None


class Judge(Protocol):
    """Judges a due row when it fires: what is still true. It may plan the next one.

    Where all that it tells is news that has to wait, and it has carried nothing out, its row waits instead, and is judged
    again then: so that what is told is what is true by then. What is news to many is therefore a row for each.
    """

    def __call__(self, due: Due, desk: Desk, chat: Chat | None, /) -> Sequence[Notice | GroupNotice]:
        """Return what is to be told."""


Tell = Callable[[Event, Desk], Sequence[Notice]]
"""From an event to whom it is told; it may plan what is told later."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A notice, and what becomes of it: one to a person has an address, one to a group has none."""

    notice: Notice | GroupNotice
    address: Address | None
    fate: Fate


class UnreadableError(Exception):
    """An update is nothing that its platform's adapter knows."""


@dataclass(slots=True)
class Taken:
    """What a turn leaves to do after the commit: parcels to send at once, and the press to answer.

    `start` leads whoever pressed on in private. `job` says that a job may be waiting. A turn that was undone, since
    something is to be found out first, is `wanted` for that and nothing else.
    """

    platform: str
    parcels: list[Parcel] = field(default_factory=list)
    receipt: str | None = None
    toast: str = ""
    start: str = ""
    notes: tuple[str, ...] = ()
    job: bool = False
    wanted: Wanted | None = None


class Worker:
    """Takes turns at desks: everything that a turn needs and that does not change while the program runs."""

    def __init__(
        self,
        turns: Turns,
        guest: Guest,
        *,
        read: Mapping[str, Read],
        tells: Mapping[type[Event], Tell],
        judges: Mapping[str, Judge],
        ways: Mapping[str, Ways],
        beside: Beside,
        owner: str,
    ) -> None:
        self.turns, self.guest = turns, guest
        self.read = {**read, INTERNAL: read_own}
        self.tells = tells
        self.judges = judges
        self.ways = ways
        self.beside = beside
        self.owner = owner

    def take_turns(self, desk: Desk, limit: int) -> list[Taken]:
        """Take the turns of pending updates, each whole or not at all."""
        taken: list[Taken] = []
        done: list[int] = []
        desk.passed = self.beside.waiting
        for update in desk.updates(limit):
            if update.person in desk.gone:
                # They became somebody else in a turn before this one: it waits for the next look.
                continue
            desk.found = self.beside.found(update.id)
            try:
                with desk.savepoint():
                    taken.append(self.take(desk, update))
                done.append(update.id)
            except NotYetKnown as wanted:
                its = Wanted(update.id, update.person, wanted.query, wanted.actor)
                taken.append(Taken(update.account_platform, wanted=its))
            except UnreadableError:
                log.warning(
                    "An update could not be read; it is put aside.",
                    slug="update-unreadable",
                    platform=update.platform,
                )
                desk.put_aside(update.id, "unreadable")
            except Exception as error:
                if of_the_database(error):
                    raise
                log.error(
                    "A turn failed; it is tried again.",
                    slug="turn-failed",
                    error=type(error).__name__,
                    where=place_of(error.__traceback__),
                )
                taken += self._failed(desk, update, error)
        desk.settle(done)
        return taken

    def take(self, desk: Desk, update: Update) -> Taken:
        """Take one turn."""
        incoming = self._read(update)
        if incoming is None:
            return Taken(update.account_platform)
        desk.act_as(Citizen(update.person, update.account, arrived=update.arrived))
        if incoming.group is not None:
            return self._in_group(desk, update, incoming)
        return self._in_private(desk, update, incoming)

    def _in_private(self, desk: Desk, update: Update, incoming: Incoming) -> Taken:
        chat, party = load_chat(update.state), self._party(update)
        if isinstance(incoming.content, Redacted) and incoming.message:
            party = replace(party, gave=_taken_back(desk, update, incoming.message))
        reply = self.turns.take(party, chat, incoming, desk)
        return self._answered(desk, update, chat, incoming, reply)

    def _in_group(self, desk: Desk, update: Update, incoming: Incoming) -> Taken:
        """Take the turn of what a group has heard; what is about one person is answered in private."""
        visit = self.guest.receive(desk, update, incoming, self._ways(update.account_platform))
        if visit.private is not None:
            return self._in_private(desk, update, Incoming(Typed(visit.private)))
        parcels = desk.post(visit.postings, self.owner)
        if desk.changed:
            self.tell(desk)
        pressed = incoming.content if isinstance(incoming.content, Pressed) else None
        return Taken(
            platform=update.account_platform,
            parcels=parcels,
            receipt=pressed.receipt if pressed else None,
            toast=visit.toast,
            start=visit.start,
            notes=tuple(visit.notes),
            job=desk.changed or visit.wonders,
        )

    def _read(self, update: Update) -> Incoming | None:
        """Return what an update means; what its adapter cannot read will be no clearer at another try."""
        reading = self.read.get(update.platform)
        try:
            return reading(update.raw) if reading else None
        except ValueError as error:
            raise UnreadableError from error

    def _party(self, update: Update) -> Party:
        address = self._ways(update.account_platform).address
        return Party(update.account, update.person, update.welcomed, address, _offers(update.offered))

    def _answered(self, desk: Desk, update: Update, chat: Chat, incoming: Incoming, reply: Reply) -> Taken:
        changed = desk.changed
        language = (desk.language_of(update.person) if changed else None) or update.language or LANGUAGES[0]
        address = Address(update.person, update.account, update.account_platform, update.chat_id, language)
        desk.save_chat(update.account, dump_chat(chat))
        if reply.reachable is not None:
            desk.reachable(update.account, yes=reply.reachable)
        if reply.sources and self._ways(update.account_platform).redacts:
            desk.note_sources(update.account, reply.sources)
        if reply.began and (judge := self.judges.get(CONVERSATION)):
            # Whoever judges a conversation says when it is to be looked at.
            judge(Due(CONVERSATION, str(update.account), desk.now, reply.began.id), desk, chat)
        postings = [Posting(address, Lane.ANSWER, outgoing(m, language)) for m in reply.messages]
        parcels = desk.post(postings, self.owner)
        if changed:
            self.tell(desk)
        pressed = incoming.content if isinstance(incoming.content, Pressed) else None
        return Taken(
            platform=update.account_platform,
            parcels=parcels,
            receipt=pressed.receipt if pressed else None,
            toast=label(reply.toast, language) if reply.toast else "",
            notes=tuple(reply.notes),
            job=changed,
        )

    def _failed(self, desk: Desk, update: Update, error: Exception) -> list[Taken]:
        """Count the attempt; after the last, put the update aside and apologise, unless even that fails."""
        desk.failed(update.id)
        if update.attempts + 1 < MOST_ATTEMPTS:
            return []
        desk.put_aside(update.id, f"{type(error).__name__} at {place_of(error.__traceback__)}")
        if not update.reachable:
            return []
        try:
            with desk.savepoint():
                desk.act_as(Citizen(update.person, update.account, arrived=update.arrived))
                chat = load_chat(update.state)
                reply = self.turns.apologise(self._party(update), chat, desk)
                return [self._answered(desk, update, chat, Incoming(JobDone(0)), reply)]
        except Exception as again:
            if of_the_database(again):
                raise
            log.error(
                "Even the apology failed.",
                slug="apology-failed",
                error=type(again).__name__,
                where=place_of(again.__traceback__),
            )
            return []

    def tell(self, desk: Desk) -> None:
        """Put into the outbox what the events since last asked tell to whom."""
        for event in desk.events():
            tell = self.tells.get(type(event))
            if tell:
                self.notify(desk, tell(event, desk))

    def notify(self, desk: Desk, notices: Sequence[Notice | GroupNotice]) -> None:
        """Put notices into the outbox, each for when its reader may be told, if they want to be."""
        self.put(desk, self.weighed(desk, notices))

    def weighed(self, desk: Desk, notices: Sequence[Notice | GroupNotice]) -> list[Weighed]:
        """Return the notices with what becomes of each; those whom nobody can reach are left out."""
        weighed: list[Weighed] = []
        for notice in notices:
            if isinstance(notice, GroupNotice):
                weighed.append(Weighed(notice, None, Now()))
            elif notice.account is not None and notice.lane in _DECIDED:
                weighed.append(Weighed(notice, desk.address_of_account(notice.account), Now()))
            elif address := _unasked(desk, notice):
                reader = desk.reader(notice.person, notice.about)
                weighed.append(Weighed(notice, address, fate(notice, reader, desk.now, desk.city.zone)))
        return weighed

    def put(self, desk: Desk, weighed: Sequence[Weighed]) -> None:
        """Put what is told into the outbox: what waits, for then; what is never told, not."""
        for each in weighed:
            if isinstance(each.notice, GroupNotice):
                desk.post([self._to_group(desk, each.notice)], None)
            elif each.address and not isinstance(each.fate, Never):
                at = each.fate.until if isinstance(each.fate, Later) else None
                self._put_one(desk, each.notice, each.address, at)

    def _put_one(self, desk: Desk, notice: Notice, address: Address, at: datetime | None) -> None:
        """Put a notice into the outbox, in the language its reader has now."""
        changes = desk.message_of(notice.instead) if notice.instead else None
        if notice.instead and changes is None:
            return
        ways = (*notice.ways, *self._off(notice))
        told = self.turns.notice(address.account, notice.words, ways, notice.attached)
        message = outgoing(told, address.language or LANGUAGES[0])
        if changes:
            message = replace(message, edits=changes, or_nothing=True)
        desk.post([Posting(address, notice.lane, message, notice.key, at, latest=notice.latest)], None)
        if notice.noted:
            desk.carry_out(notice.noted)
        if notice.lane in FEW_A_WEEK and notice.category:
            desk.note_nudge(notice.person, notice.category)

    def _off(self, notice: Notice) -> tuple[tuple[Words, Link], ...]:
        """Return the way to hear no more of what a notice is about, where that can be muted."""
        if notice.about is None:
            return ()
        return ((_("Mute this"), Link(self.turns.house.doorways.mute, (("thing", notice.about),))),)

    def _ways(self, platform: str) -> Ways:
        return self.ways.get(platform, _NO_WAYS)

    def _to_group(self, desk: Desk, notice: GroupNotice) -> Posting:
        here = self.guest.here(notice.group, desk, self._ways(notice.group.platform))
        return self.guest.posting(notice.group, notice.says(here), Lane.NEWS, notice.key)


def _unasked(desk: Desk, notice: Notice) -> Address | None:
    """Return where somebody is told what they did not ask for: in the account that it concerns, or in the one they prefer."""
    preferred = desk.address_of(notice.person)
    if preferred is None or notice.account is None:
        return preferred
    return desk.address_of_account(notice.account)


def _taken_back(desk: Desk, update: Update, message: str) -> Link | None:
    """Return where it leads that this message was taken back, if it gave something; what was put aside of it is forgotten."""
    desk.forget_aside(update.account, message)
    leads = desk.gave(update.account, message)
    return unspell(leads) if leads else None


def _offers(kept: str | None) -> tuple[tuple[str, str], ...]:
    """Return what a notice offered: of each button what it says and its token."""
    return tuple((name, token) for name, token in json.loads(kept)) if kept else ()


def _no_links(_payload: str) -> str | None:
    return None


_NO_WAYS = Ways(_no_links, str)


def read_own(raw: str) -> Incoming | None:
    """Read an event of our own from the inbox."""
    said = json.loads(raw)
    if "typed" in said:
        return Incoming(Vouched(said["typed"], said["runs"]), group=said["group"])
    return Incoming(JobDone(**said))


def write_own(own: Incoming) -> str:
    """Return a job's end as the inbox keeps it."""
    match own.content:
        case JobDone(job, media, refused):
            return json.dumps({"job": job, "media": media, "refused": refused})
        case Vouched(text, runs):
            return json.dumps({"typed": text, "runs": runs, "group": own.group})
    message = f"{type(own.content).__name__} is no event of our own"
    raise TypeError(message)
