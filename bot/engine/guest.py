"""The bot as a guest in groups: what is heard there, at the door or from somebody, and what goes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.civic.doors import Citizen
from bot.civic.groups import MOST_A_MINUTE, Group
from bot.engine.chat import dump_chat, load_chat
from bot.engine.desk import Address, Desk, Due, Posting, Update
from bot.engine.groups import Alone, Behaviour, Behaviours, Here, InPrivate, Post, Said, WhoRuns
from bot.engine.incoming import Incoming, Left, MovedTo, Pressed, Typed, Vouched
from bot.engine.incoming import Joined as CameIn
from bot.engine.outgoing import Button, Lane, Outgoing
from bot.engine.questions import spell
from bot.engine.sources import Source
from bot.engine.speaking import Message, outgoing
from bot.engine.stage import House
from bot.engine.tokens import LinkToken, of_group
from bot.engine.words import command_in, every_word, word_in
from bot.text.clean import fold
from bot.text.languages import LANGUAGES
from bot.text.lazy import Joined, Words, _
from bot.text.together import label_together, together

MOST_IN_GROUPS = 5
"""Messages a minute with which one person lets a group be answered; then they are told so alone, and the surplus is dropped
and counted (H53)."""

POINTING_MINUTES = 5
"""How long, at most, a group hears but once that something belongs into a private chat."""

LEFT = "left"
"""The kind of due row that is all we know of a group which we have left, for a day: who comes back does not say hello twice."""

HELLO_AGAIN = timedelta(days=1)


INVITED = "invited"
"""The kind of due row that says whom a group has brought to us, for a month: whoever does not come is not asked again."""

INVITED_AGAIN = timedelta(days=30)


_TOO_FAST = _("That is a lot at once for a group. I answer again in a minute.")


@dataclass(frozen=True, slots=True)
class Ways:
    """How one gets to us on a platform: the link into a private chat, where there are links; what is typed in a group.

    `whispers` tells whether who presses in a group is answered alone there, `redacts` whether people can take back what
    they said; see `Platform`.
    """

    address: Callable[[str], str | None]
    call: Callable[[str], str]
    whispers: bool = True
    redacts: bool = False


@dataclass(slots=True)
class Visit:
    """What an update from a group comes to: messages, the toast of a pressed button with where it leads on.

    `private` is what is to be answered in the private chat of who said it, as if it was typed there. `wonders` says
    that the platform is to be asked something.
    """

    postings: list[Posting] = field(default_factory=list)
    toast: str = ""
    start: str = ""
    private: str | None = None
    wonders: bool = False
    notes: list[str] = field(default_factory=list)


class Guest:
    """Answers groups, for everybody. `hello` is the behaviour with which we come in."""

    def __init__(self, behaviours: Behaviours, house: House, hello: str = "hello") -> None:
        self.behaviours, self.house, self.hello = behaviours, house, hello

    def receive(self, desk: Desk, update: Update, incoming: Incoming, ways: Ways) -> Visit:
        """Answer one update from a group."""
        return _Visiting(self, desk, update, incoming, ways).run()

    def here(self, group: Group, desk: Desk, ways: Ways, *, runs: bool | None = None) -> Here:
        """Return what a behaviour may know of a group."""
        return Here(group, desk, desk.city, ways.address, ways.call, runs, ways.whispers)

    def posting(self, group: Group, post: Post, lane: Lane, key: str | None = None) -> Posting:
        """Return the message as the group gets it, in all of its languages together."""
        spoken = post.spoken or group.languages
        text = "\n\n".join("\n".join(together(line, spoken) for line in block) for block in post.blocks)
        buttons = tuple(
            Button(
                label_together(each.label, spoken),
                self.house.mint.make(LinkToken(each.behaviour, each.args), of_group(group.id)),
            )
            for each in post.buttons
        )
        message = Outgoing(text, buttons, edits=post.edits, or_nothing=post.edits is not None)
        return Posting(group, lane, message, key, card=post.card)


class _Visiting:
    """The work of one update from a group."""

    def __init__(self, guest: Guest, desk: Desk, update: Update, incoming: Incoming, ways: Ways) -> None:
        self.guest, self.desk, self.update, self.incoming = guest, desk, update, incoming
        self.ways = ways
        self.platform, self.chat = update.account_platform, incoming.group or ""
        self.visit = Visit()

    def run(self) -> Visit:
        """Answer the update."""
        match self.incoming.content:
            case CameIn(muted):
                self.joined(muted=muted)
            case Left():
                self.left()
            case MovedTo(chat):
                self.moved(chat)
            case Typed(text):
                self.typed(text)
            case Vouched(text, runs):
                self.vouched(text, runs=runs)
            case Pressed(token):
                self.pressed(token)
        return self.visit

    def joined(self, *, muted: bool) -> None:
        """We are in: hello, the first time; whoever was muted resumes without a word (H51)."""
        group = self.desk.group(self.platform, self.chat)
        if group is None:
            group = self.desk.meet_group(self.platform, self.chat)
            if not muted and not self.desk.expects(LEFT, f"{self.platform}:{self.chat}"):
                self.begin(group, self.guest.hello, ())
        if group.closed != muted:
            self.desk.close_group(group.id, closed=muted)

    def left(self) -> None:
        """We are out, and forget the group."""
        if group := self.desk.group(self.platform, self.chat):
            self.desk.forget_group(group.id)
        self.desk.plan(Due(LEFT, f"{self.platform}:{self.chat}", self.desk.now + HELLO_AGAIN))

    def moved(self, chat: str) -> None:
        """The group has a new address (H51)."""
        if group := self.desk.group(self.platform, self.chat):
            self.desk.move_group(group.id, chat)

    def typed(self, text: str) -> None:
        """Words: something for the group, something for the private chat, or nothing that is meant for us."""
        if meant := self.guest.behaviours.meant(text):
            group = self.desk.meet_group(self.platform, self.chat)
            self.answer(group, *meant)
        elif private := self.private(text):
            self.in_private(self.desk.meet_group(self.platform, self.chat), private)

    def private(self, text: str) -> str | None:
        """Return what is to be answered in private: words that are known there; help for whoever speaks to us."""
        command = command_in(text)
        name = command[0] if command else ""
        said = f"{name} {command[1]}".strip() if command else fold(text)
        if name in every_word() or word_in(text) or self.guest.house.flows.on_words(said):
            return text
        return "/help" if self.incoming.addressed else None

    def vouched(self, text: str, *, runs: bool) -> None:
        """What was typed comes again with the platform's word on who typed it."""
        group = self.desk.group(self.platform, self.chat)
        meant = self.guest.behaviours.meant(text)
        if group and meant:
            self.desk.act_as(
                Citizen(
                    self.update.person,
                    self.update.account,
                    runs=group.id if runs else None,
                    arrived=self.update.arrived,
                )
            )
            self.answer(group, *meant, runs=runs)

    def pressed(self, text: str) -> None:
        """A button: ours, of this group, whoever presses; all else is refused to who pressed it alone (H10, H13)."""
        group = self.desk.group(self.platform, self.chat)
        token = self.guest.house.mint.read(text, of_group(group.id)) if group else None
        if group is None or not isinstance(token, LinkToken) or not self.begin(group, token.flow, token.args):
            self.visit.notes.append("token-refused")
            refused = _("That button is not for you, or no longer works. Nothing was changed.")
            self.tell(group, Alone(refused))

    def begin(self, group: Group, name: str, args: tuple[int | str, ...]) -> bool:
        """Do what a button or the door begins; False if this release has no such thing, or not with such arguments."""
        behaviour = self.guest.behaviours.get(name)
        if behaviour is None or not behaviour.accepts(args):
            return False
        self.answer(group, behaviour, args)
        return True

    def answer(
        self, group: Group, behaviour: Behaviour, args: tuple[int | str, ...], *, runs: bool | None = None
    ) -> None:
        """Let a behaviour answer."""
        here = self.guest.here(group, self.desk, self.ways, runs=runs)
        self.say(group, behaviour.run(here, *args))

    def say(self, group: Group, said: Sequence[Said]) -> None:
        """Take up what a behaviour says."""
        for each in said:
            match each:
                case Post():
                    if not group.closed and self.may_post(group):
                        self.visit.postings.append(self.guest.posting(group, each, Lane.ANSWER))
                case Alone(gave=gave):
                    if gave and self.ways.redacts:
                        source = Source(spell(gave), "", self.incoming.own)
                        self.desk.note_sources(self.update.account, [source])
                    self.tell(group, each)
                case InPrivate() if isinstance(self.incoming.content, Typed):
                    self.in_private(group, self.incoming.content.text)
                case WhoRuns() if isinstance(self.incoming.content, Typed) and self.counted():
                    self.desk.wonder(self.update.account, group.id, self.incoming.content.text)
                    self.visit.wonders = True

    def tell(self, group: Group | None, alone: Alone) -> None:
        """Tell whoever pressed, or typed, and nobody else: right there, or in the private chat."""
        if isinstance(self.incoming.content, Pressed) and self.ways.whispers:
            self.visit.toast, self.visit.start = self.alone(alone.words, group), alone.start
        elif alone.start and group:
            self.in_private(group, f"/start {alone.start}")
        elif self.update.reachable and self.counted():
            words = Joined((alone.about, alone.words), "\n") if alone.about else alone.words
            self.write(words, group.languages if group else self.desk.city.public)

    def write(self, words: Words, spoken: Sequence[str]) -> None:
        """Write to the private chat of whoever did this, in their language, or else the first that is spoken here."""
        language = self.update.language or next(iter(spoken), LANGUAGES[0])
        to = Address(self.update.person, self.update.account, self.platform, self.update.chat_id, language)
        self.visit.postings.append(Posting(to, Lane.ANSWER, outgoing(Message([words]), language)))

    def alone(self, words: Words, group: Group | None) -> str:
        """Return a toast in the language of who pressed, or else the group's."""
        spoken = group.languages if group else self.desk.city.public
        return label_together(words, (self.update.language,) if self.update.language else spoken)

    def in_private(self, group: Group, text: str) -> None:
        """Answer in the private chat (H50); who has none yet is invited once, or shown the way to it, now and then."""
        if self.update.reachable or self.may_invite():
            self.visit.private = text
        elif isinstance(self.incoming.content, Typed) and not group.closed:
            span = int(self.desk.now.timestamp()) // (60 * POINTING_MINUTES)
            key = f"point:{group.id}:{span}"
            self.visit.postings.append(
                self.guest.posting(group, Post(((self.pointer(),),)), Lane.ANSWER, key)
            )

    def may_invite(self) -> bool:
        """Note that they are invited, where a platform can do that; False if they were a while ago and did not come."""
        subject = str(self.update.account)
        if self.ways.whispers or self.desk.expects(INVITED, subject):
            return False
        self.desk.plan(Due(INVITED, subject, self.desk.now + INVITED_AGAIN))
        return True

    def pointer(self) -> Words:
        """Return the way to the private chat."""
        address = self.ways.address("menu")
        if address is None:
            return _("That is between you and me: please write to me in a private chat.")
        return _("That is between you and me, in our private chat: {address}", address=address)

    def may_post(self, group: Group) -> bool:
        """Count one more answer to this group; drop what comes too fast, from one person or from all together (H53)."""
        if self.update.person and not self.counted():
            return False
        answers = self.desk.count_answer(group.id)
        if answers <= MOST_A_MINUTE:
            return True
        self.visit.notes.append("flood-dropped")
        if answers == MOST_A_MINUTE + 1:
            self.visit.postings.append(self.guest.posting(group, Post(((_TOO_FAST,),)), Lane.ANSWER))
        return False

    def counted(self) -> bool:
        """Count one more answer in groups for this person; False if it is one too many."""
        chat, minute = load_chat(self.update.state), int(self.desk.now.timestamp()) // 60
        chat.in_groups = chat.in_groups + 1 if chat.group_minute == minute else 1
        chat.group_minute = minute
        self.desk.save_chat(self.update.account, dump_chat(chat), answered=False)
        if chat.in_groups > MOST_IN_GROUPS:
            self.visit.notes.append("flood-dropped")
        if chat.in_groups == MOST_IN_GROUPS + 1 and self.update.reachable:
            self.write(_TOO_FAST, self.desk.city.public)
        return chat.in_groups <= MOST_IN_GROUPS
