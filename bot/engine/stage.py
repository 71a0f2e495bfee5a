"""What is under way in one chat during a turn: conversations begin, go on, interrupt one another, end and are left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.civic.doors import World
from bot.engine.chat import MOST_TURNS, Chat, Draft, Frame
from bot.engine.flow import Amend, Discard, Ending, Flow, Flows, Forget, Kind, Resume, Start
from bot.engine.incoming import Content, Incoming, Pressed, Typed
from bot.engine.questions import Link, NotUnderstood, Question, Raw, Reading, Understood, spell, understand
from bot.engine.replay import Journal, Replay, before, forget
from bot.engine.sources import Source, sources_of
from bot.engine.speaking import Speaker
from bot.engine.talk import Talk
from bot.engine.tokens import Mint
from bot.engine.words import Word
from bot.text.lazy import Words

MOST_FLOWS = 12
"""Conversations that may begin in one turn, one handing over to another."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who is at the other end, as known when the turn begins.

    `offered` are the buttons of a notice that nobody has reacted to yet: of each what it says, and its token.
    `gave` is where it leads that a message was redacted which gave something: an idea, a support.
    """

    account: int
    person: int
    welcomed: bool
    address: Callable[[str], str | None]
    offered: tuple[tuple[str, str], ...] = ()
    gave: Link | None = None


@dataclass(frozen=True, slots=True)
class Doorways:
    """The conversations that the words which always work lead to, by name."""

    welcome: str = "welcome"
    menu: str = "menu"
    help: str = "help"
    language: str = "language"
    stop: str = "stop"
    left: str = "left"
    resume: str = "resume"
    amend: str = "amend"
    mute: str = "mute"
    reply: str = "reply"


@dataclass(frozen=True, slots=True)
class House:
    """What does not change while the program runs."""

    flows: Flows
    mint: Mint
    doorways: Doorways


class Stage:
    """The conversations of one chat, during one turn.

    `turned` says that a view was turned by its own button, `setting` names the question of which one of
    several was set: their messages change in place. `began` is what a due row should watch over, `sources` are the
    messages that gave something which stands.
    """

    def __init__(self, house: House, party: Party, chat: Chat, incoming: Incoming, world: World) -> None:
        self.chat, self.incoming, self.world = chat, incoming, world
        self.flows, self.doorways = house.flows, house.doorways
        self.at = int(world.now.timestamp())
        self.speaker = Speaker(house.mint, party.account)
        self.talk = Talk(world, party.address)
        self.welcomed = party.welcomed
        self.began: Frame | None = None
        self.notes: list[str] = []
        self.sources: list[Source] = []
        self.turned = False
        self.setting = ""
        self._begun = 0

    def close_broken(self) -> None:
        """Close what this release does not know, and what has gone on for too long; answers are kept."""
        broken = [frame for frame in self.chat.frames if not self.goes_on(frame)]
        for frame in broken:
            self.put_aside(frame)
            self.chat.frames.remove(frame)
            self.notes.append("conversation-closed")

    def goes_on(self, frame: Frame) -> bool:
        """Tell whether this release has the conversation, with such arguments, and it has not gone on for too long."""
        flow = self.flows.get(frame.flow)
        return flow is not None and flow.accepts(frame.args) and frame.turns < MOST_TURNS

    def top(self) -> Frame | None:
        """Return the conversation that has the word."""
        return self.chat.frames[-1] if self.chat.frames else None

    def flow(self, frame: Frame) -> Flow:
        """Return the flow of a conversation."""
        return self.flows.named(frame.flow)

    def open_guided(self) -> bool:
        """Tell whether something would be left half-way."""
        return any(self.flow(f).kind is Kind.GUIDED for f in self.chat.frames)

    def play(self, frame: Frame) -> Replay:
        """Replay a conversation as it stands."""
        return Replay(self.flow(frame), frame.args, frame.journal, self.world, self.talk)

    def leave(self) -> Frame | None:
        """Leave everything under way; what was half answered is kept as a draft, and returned."""
        kept = [frame for frame in self.chat.frames if self.put_aside(frame)]
        self.chat.frames.clear()
        return kept[-1] if kept else None

    def put_aside(self, frame: Frame) -> bool:
        """Keep a conversation as a draft if it is one that is gone on with, and something was answered."""
        flow = self.flows.get(frame.flow)
        if flow is None or flow.kind is not Kind.GUIDED or not any("a" in e for e in frame.journal.values()):
            return False
        self.chat.drafts[frame.flow] = Draft(frame.args, frame.journal, self.at, number=frame.id)
        return True

    def begin(self, to: Link, *, anew: bool = False) -> None:
        """Begin a conversation; first of all the welcome, for whoever has not had it."""
        self._begun += 1
        if self._begun > MOST_FLOWS:
            message = f"more than {MOST_FLOWS} conversations began in one turn, the last being {to.flow!r}"
            raise RuntimeError(message)
        if not self.welcomed and not self.flows.named(to.flow).anytime:
            to = Link(self.doorways.welcome, (("then", spell(to)),))
        flow = self.flows.named(to.flow)
        if same := next(
            (f for f in self.chat.frames if f.flow == flow.name and flow.kind is not Kind.VIEW), None
        ):
            del self.chat.frames[self.chat.frames.index(same) + 1 :]
            if _about(same.args) != _about(dict(to.args)):
                same.journal.clear()
            same.args = dict(to.args)
            self.advance(same)
            return
        self.make_room(flow)
        if anew:
            self.chat.drafts.pop(flow.name, None)
        if flow.name in self.chat.drafts:
            to = Link(self.doorways.resume, (("flow", flow.name),))
        frame = self.chat.open(to.flow, dict(to.args), self.at)
        if self.flow(frame).kind is Kind.GUIDED:
            self.began = frame
        self.advance(frame)

    def begin_told(self, to: Link, content: Content) -> None:
        """Begin a conversation whose first question, for words, was answered before it was asked."""
        self.chat.frames[:] = [frame for frame in self.chat.frames if frame.flow != to.flow]
        self.make_room(self.flows.named(to.flow))
        frame = self.chat.open(to.flow, dict(to.args), self.at)
        played = self.play(frame)
        if played.question is None:
            self.went(frame, played)
            return
        # Nobody has seen what it offers besides: “no” is a word of theirs like any other.
        match understand(replace(played.question, options=()), content):
            case Understood(raw):
                self.record(frame, played, played.question, raw)
            case NotUnderstood(why):
                self.went(frame, played, why)

    def make_room(self, flow: Flow) -> None:
        """A view that rests gives way to anything; something guided gives way to something guided."""
        if self.chat.frames and self.flow(self.chat.frames[-1]).kind is Kind.VIEW:
            self.chat.frames.pop()
        if flow.kind is Kind.GUIDED:
            self.leave()

    def record(self, frame: Frame, played: Replay, question: Question, raw: Raw) -> None:
        """Keep an answer and go on; an option may lead to another conversation instead."""
        option = question.option(raw["option"]) if "option" in raw else None
        if option and option.to:
            self.begin(option.to)
            return
        entry: dict[str, Any] = {"a": raw}
        if self.incoming.own and not question.several:
            entry["m"] = self.incoming.own
        if question.of:
            entry["of"] = question.of
        played.answer(entry)
        self.went(frame, played)

    def advance(self, frame: Frame, why: Words | None = None) -> None:
        """Replay a conversation until it asks or ends."""
        self.went(frame, self.play(frame), why)

    def went(self, frame: Frame, played: Replay, why: Words | None = None) -> None:
        """Take up what a conversation said and asks now, or do what it ended with."""
        pressed = isinstance(self.incoming.content, Pressed)
        for said in played.said:
            self.speaker.take_up(said, pressed=pressed)
        for noted in played.stands:
            self.sources += sources_of(noted, frame.journal, self.incoming.own)
        if played.question:
            self.present(frame, played, why or played.why)
        else:
            self.chat.frames.remove(frame)
            self.ended(frame, played.ending)

    def ended(self, frame: Frame, ending: Ending) -> None:
        """Do what a conversation ended with."""
        self.welcomed = self.welcomed or frame.flow == self.doorways.welcome
        match ending:
            case Start(to, anew):
                self.begin(to, anew=anew)
            case Resume(flow):
                self.resume(flow)
            case Amend(step, text) if self.chat.frames:
                self.correct(self.chat.frames[-1], step, text)
            case Discard(flow, number, said, then):
                if self.discard(flow, number):
                    self.speaker.say(said)
                self.begin(then)
            case Forget(then):
                self.chat.frames.clear()
                self.chat.drafts.clear()
                if then:
                    self.begin(then)
            case _:
                self.chat.drafts.pop(frame.flow, None)
                if self.chat.frames:
                    self.advance(self.chat.frames[-1])
                else:
                    self.begin(Link(self.doorways.menu))

    def resume(self, name: str) -> None:
        """Go on with a draft; where there is none (any more), begin anew."""
        draft = self.chat.drafts.pop(name, None)
        if draft is None:
            self.begin(Link(name if self.flows.get(name) else self.doorways.menu))
            return
        self.make_room(self.flows.named(name))
        self.began = self.chat.open(name, draft.args, self.at, draft.journal)
        self.advance(self.began)

    def discard(self, name: str, number: int) -> bool:
        """Throw away what that conversation of this number was, open or put aside; return whether it was there."""
        draft = self.chat.drafts.get(name)
        if draft and draft.number == number:
            del self.chat.drafts[name]
            return True
        there = [f for f in self.chat.frames if (f.flow, f.id) == (name, number)]
        self.chat.frames[:] = [f for f in self.chat.frames if f not in there]
        return bool(there)

    def correct(self, frame: Frame, step: str, text: str) -> None:
        """Take these words as the answer to `step`, if they still are one."""
        old = frame.journal.get(step, {})
        played, reading = self.read_anew(frame, frame.journal, step, text)
        if isinstance(reading, Understood):
            played.answer({**old, "a": reading.raw})
            self.went(frame, played)
        else:
            frame.journal[step] = old
            self.advance(frame)

    def present(self, frame: Frame, played: Replay, why: Words | None = None) -> None:
        """Put the question into the message that goes out; a view over something guided does not stay."""
        question = played.question
        if question is None:
            return
        frame.turns += 1
        frame.at = self.at
        if why:
            self.speaker.say(why)
        edits = self.incoming.message if self.replaces(question) else None
        ways_out = self.ways_out(frame, played, question)
        self.speaker.ask(question, frame, ways_out, edits=edits, again=why is not None)
        if question.rests and len(self.chat.frames) > 1:
            self.chat.frames.remove(frame)
            self.advance(self.chat.frames[-1])

    def ways_out(self, frame: Frame, played: Replay, question: Question) -> list[Word]:
        """Return back (where there is something to go back to) and cancel, in what is gone through step by step."""
        if self.flow(frame).kind is not Kind.GUIDED or question.job is not None:
            return []
        return [Word.BACK, Word.CANCEL] if before(frame.journal, played.visited) else [Word.CANCEL]

    def replaces(self, question: Question) -> bool:
        """Tell whether the pressed message changes in place: a view that was turned, one of several that was set."""
        if self.speaker.messages:
            return False
        return self.turned if question.rests else question.step == self.setting

    def read_anew(
        self, frame: Frame, journal: Journal, step: str, text: str
    ) -> tuple[Replay, Reading | None]:
        """Take the answer to `step` out of the journal and read these words in its place."""
        forget(journal, (step,), [])
        played = Replay(self.flow(frame), frame.args, journal, self.world, self.talk)
        question = played.question if played.question and played.question.step == step else None
        return played, understand(question, Typed(text)) if question else None

    def uncover(self, frame: Frame) -> None:
        """What interrupted this conversation is over: it has been gone on with."""
        del self.chat.frames[self.chat.frames.index(frame) + 1 :]


def _about(args: Mapping[str, str | int]) -> list[int]:
    """Return what a conversation is about: what was answered about one idea is no answer about another."""
    return [value for value in args.values() if isinstance(value, int)]
