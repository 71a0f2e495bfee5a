"""One turn: what came in, the state of the chat, and the world as of this transaction give what goes out.

Pure but for the world: it awaits nothing and knows no platform. The chat is brought up to date in place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.civic.city import City
from bot.civic.doors import World
from bot.engine.chat import MOST_TURNS, Chat, Draft, Frame
from bot.engine.flow import Amend, Discard, Ending, Flow, Flows, Kind, Resume, Start
from bot.engine.incoming import Blocked, Content, Edited, Incoming, JobDone, Pressed, Typed, Unblocked
from bot.engine.questions import (
    Link,
    NotUnderstood,
    Option,
    Question,
    Raw,
    Reading,
    Understood,
    chosen,
    spell,
    understand,
)
from bot.engine.replay import Journal, Replay, back, before, forget, pinned
from bot.engine.talk import Say, Talk
from bot.engine.tokens import LinkToken, Mint, OptionToken, Token, WordToken, named_args
from bot.engine.words import WORDS, Word, command_in, word_in
from bot.text.clean import fold
from bot.text.lazy import Joined, Verbatim, Words, _

MOST_A_MINUTE = 60
"""Messages a minute that one person is answered; the surplus is dropped and counted (H53)."""

MOST_FLOWS = 12
"""Conversations that may begin in one turn, one handing over to another."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who is at the other end, as known when the turn begins."""

    account: int
    person: int
    welcomed: bool
    address: Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Choice:
    """A button before it is rendered: its label, its token, and the word to type where it has no number."""

    label: Words
    token: str
    word: Word | None = None


@dataclass(slots=True)
class Message:
    """One message before it is rendered; `edits` names the message it may take the place of."""

    parts: list[Words] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    picture: int | None = None
    edits: str | None = None
    listed: int = 0

    @property
    def words(self) -> Words:
        """All that it says."""
        return self.parts[0] if len(self.parts) == 1 else Joined(tuple(self.parts), "\n\n")


@dataclass(slots=True)
class Reply:
    """What a turn came to: messages to the person, the toast of a pressed button, and notes for the operator.

    `reachable` is set when the person closed or opened the door. `notes` are slugs without persons.
    `began` is the conversation that a due row should watch over.
    """

    messages: list[Message] = field(default_factory=list)
    toast: Words | None = None
    reachable: bool | None = None
    notes: list[str] = field(default_factory=list)
    began: Frame | None = None


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


class Turns:
    """Takes turns, for everybody: it holds what does not change while the program runs."""

    def __init__(self, flows: Flows, mint: Mint, city: City, doorways: Doorways | None = None) -> None:
        self.flows = flows
        self.mint = mint
        self.city = city
        self.doorways = doorways or Doorways()

    def take(self, party: Party, chat: Chat, incoming: Incoming, world: World) -> Reply:
        """Answer one update; `chat` is changed to what is under way afterwards."""
        turn = _Turn(self, party, chat, incoming, world)
        turn.run()
        return turn.reply

    def notice(self, account: int, words: Words, ways: Sequence[tuple[Words, Link]]) -> Message:
        """Return a message that nobody asked for just now, with ways on."""
        choices = [
            Choice(name, self.mint.make(LinkToken(to.flow, tuple(v for _n, v in to.args)), account))
            for name, to in ways
        ]
        return Message([words], choices)

    def apologise(self, party: Party, chat: Chat, world: World) -> Reply:
        """Close what is broken, keep what was answered, and say so with a way on."""
        turn = _Turn(self, party, chat, Incoming(Typed("")), world)
        turn.leave()
        turn.say(
            _(
                "Something went wrong, and it was not your fault. What you wrote is kept. You can go on from the menu."
            )
        )
        turn.begin(Link(self.doorways.menu))
        turn.finish()
        return turn.reply


class _Turn:
    """The work of one turn."""

    def __init__(self, turns: Turns, party: Party, chat: Chat, incoming: Incoming, world: World) -> None:
        self.turns, self.party, self.chat, self.incoming, self.world = turns, party, chat, incoming, world
        self.flows, self.doorways = turns.flows, turns.doorways
        self.at = int(world.now.timestamp())
        self.reply = Reply()
        self.parts: list[Words] = []
        self.begun = 0
        self.turned = False
        self.setting = ""
        self.welcomed = party.welcomed
        self.talk = Talk(turns.city, party.address)

    # --- what came in

    def run(self) -> None:
        """Answer the update."""
        content = self.incoming.content
        self.close_broken()
        match content:
            case Blocked() | Unblocked():
                self.reply.reachable = isinstance(content, Unblocked)
            case JobDone():
                self.job_done(content)
            case _ if self.flooded():
                pass
            case Pressed(token):
                self.pressed(self.turns.mint.read(token, self.party.account))
            case Edited(text):
                self.edited(text)
            case Typed(text):
                self.typed(text)
            case _:
                self.answer(content)
        self.finish()

    def flooded(self) -> bool:
        """Count this message; tell once, and drop the rest, when they come too fast."""
        minute = self.at // 60
        if self.chat.minute != minute:
            self.chat.minute, self.chat.messages = minute, 0
        self.chat.messages += 1
        if self.chat.messages == MOST_A_MINUTE + 1:
            self.say(
                _(
                    "That is a lot at once! What you wrote before is kept, but what you write now I cannot read. Please go on in a minute."
                )
            )
        if self.chat.messages > MOST_A_MINUTE:
            self.reply.notes.append("flood-dropped")
            return True
        return False

    def typed(self, text: str) -> None:
        """Words: one that always works, a command, an answer, or the start of a conversation."""
        if command := command_in(text):
            self.command(*command)
        elif word := word_in(text):
            self.word(word)
        else:
            self.answer(Typed(text))

    def command(self, name: str, rest: str) -> None:
        """A message that begins with a slash."""
        word = WORDS.get(name)
        if word is Word.START and rest:
            self.arrive(rest)
        elif word:
            self.word(word)
        elif to := self.flows.on_words(f"{name} {rest}".strip()):
            self.begin(to)
        else:
            self.lost()

    def arrive(self, payload: str) -> None:
        """Somebody followed a shared link; one that leads nowhere is told kindly (H21)."""
        to = self.flows.on_payload(payload)
        if to is None:
            self.reply.notes.append("payload-unknown")
            self.say(_("I do not know that link. Perhaps it is old, or a part of it is missing."))
        self.begin(to or Link(self.doorways.menu))

    def answer(self, content: Content) -> None:
        """A reply to the question that is open, if one is."""
        frame = self.top()
        if frame is None:
            self.unasked(content)
            return
        played = self.play(frame)
        question, (step, offered) = played.question, frame.latest()
        if question is None or step not in {question.step, question.was}:
            # What is asked now was never seen: a new release asks it, or no longer takes what was answered.
            self.went(frame, played)
            return
        kept = frame.journal.get(question.step, {}).get("a")
        match understand(question, content, kept=kept, offered=offered):
            case Understood(raw):
                self.record(frame, played, question, raw)
            case NotUnderstood(why) if not question.rests:
                self.went(frame, played, why)
            case _:
                self.unasked(content)

    def unasked(self, content: Content) -> None:
        """Nothing was asked: a word may start a conversation."""
        to = self.flows.on_words(fold(content.text)) if isinstance(content, Typed) else None
        if to:
            self.begin(to)
        else:
            self.lost()

    def lost(self) -> None:
        """Nobody knows what was meant: say so, and show the way on; first of all what was put aside."""
        if expired := next((n for n, d in self.chat.drafts.items() if d.expired and self.flows.get(n)), None):
            self.chat.drafts[expired].expired = False
            self.say(_("It has been a while! What you wrote then is kept."))
            self.begin(Link(expired))
            return
        if self.welcomed and not self.open_guided():
            self.say(_("I did not understand that. Choose something here, or type “help”."))
        elif self.welcomed:
            self.say(_("I did not understand that."))
        if (frame := self.top()) and self.flow(frame).kind is not Kind.VIEW:
            self.advance(frame)
        else:
            self.begin(Link(self.doorways.menu))

    def word(self, word: Word) -> None:
        """One of the words that always work."""
        match word:
            case Word.HELP:
                self.begin(Link(self.doorways.help))
            case Word.LANGUAGE:
                self.begin(Link(self.doorways.language))
            case Word.BACK:
                self.back()
            case Word.STOP | Word.CANCEL if self.open_guided():
                left = self.leave()
                why = "stop" if word is Word.STOP else "cancel"
                self.begin(Link(self.doorways.left, (("why", why), ("flow", left or ""))))
            case Word.STOP:
                self.leave()
                self.begin(Link(self.doorways.stop))
            case _:
                if left := self.leave():
                    self.begin(Link(self.doorways.left, (("why", "menu"), ("flow", left))))
                else:
                    self.begin(Link(self.doorways.menu))

    def back(self) -> None:
        """Go back one question; from a view, or where there is nothing before, say so or show the menu."""
        frame = self.top()
        if frame is None or self.flow(frame).kind is Kind.VIEW:
            self.begin(Link(self.doorways.menu))
        elif back(frame.journal, self.play(frame).visited):
            self.advance(frame)
        elif len(self.chat.frames) > 1:
            self.chat.frames.pop()
            self.advance(self.chat.frames[-1])
        else:
            self.advance(frame, _("I cannot go back any further."))

    def pressed(self, token: Token | None) -> None:
        """A button: believed for what it says was offered, never for who may do it."""
        match token:
            case WordToken(word):
                self.word(word)
            case LinkToken(name, values):
                top = self.top()
                self.turned = top is None or not self.flow(top).lasting
                flow = self.flows.get(name)
                args = named_args(flow.arguments, values) if flow else None
                if flow and args is not None and flow.accepts(args):
                    self.begin(Link(name, tuple(args.items())))
                else:
                    self.outdated()
            case OptionToken():
                self.option_pressed(token)
            case None:
                self.reply.notes.append("token-refused")
                self.reply.toast = _("That button is not for you, or no longer works. Nothing was changed.")

    def outdated(self) -> None:
        """A button whose conversation is over: say so, and how to go on (H12)."""
        self.reply.toast = _("That conversation is over. Type “menu” to see what you can do.")
        if not self.chat.frames:
            self.begin(Link(self.doorways.menu))

    def option_pressed(self, token: OptionToken) -> None:
        """The button of a question: the one that is open, or one answered before, which changes that answer."""
        frame = next((f for f in self.chat.frames if f.id == token.frame), None)
        step, ids = frame.asked.get(token.asked, ("", [])) if frame else ("", [])
        if frame is None or token.index >= len(ids):
            self.outdated()
            return
        played = self.play(frame)
        option_id = ids[token.index]
        answered = frame.journal.get(step, {}).get("a", {})
        if played.question and played.question.step == step:
            self.uncover(frame)
            self.option_chosen(frame, played, option_id, on=token.on)
        elif answered.get("option") == option_id or "options" in answered:
            self.reply.toast = _("I had noted that already.")
        elif step not in played.visited or pinned(frame.journal, played.visited, step):
            self.outdated()
        else:
            self.uncover(frame)
            self.change(frame, played, step, option_id)

    def uncover(self, frame: Frame) -> None:
        """What interrupted this conversation is over: it has been gone on with."""
        del self.chat.frames[self.chat.frames.index(frame) + 1 :]

    def option_chosen(self, frame: Frame, played: Replay, option_id: str, *, on: bool | None) -> None:
        """An option of the open question."""
        question = played.question
        option = question.option(option_id) if question else None
        if question is None or option is None:
            self.went(frame, played, _("That choice is no longer there. Please choose again."))
            return
        kept = frame.journal.get(question.step, {}).get("a")
        self.setting = question.step if question.several else ""
        self.record(frame, played, question, chosen(question, option, kept, on=on))

    def change(self, frame: Frame, played: Replay, step: str, option_id: str) -> None:
        """Choose another option of a question answered before."""
        entry = frame.journal[step]
        forget(frame.journal, (step,), played.visited)
        frame.journal[step] = {**entry, "a": {"option": option_id}}
        self.reply.toast = _("Changed.")
        self.advance(frame)

    def edited(self, text: str) -> None:
        """A message that was an answer has been edited: offer it as a correction while that still matters (H48)."""
        for frame in reversed(self.chat.frames):
            for step, entry in frame.journal.items():
                if "text" in entry.get("a", {}) and entry.get("m", "") == self.incoming.message:
                    if entry["a"]["text"] != text and not pinned(
                        frame.journal, self.play(frame).visited, step
                    ):
                        self.offer_correction(frame, step, text)
                    return

    def offer_correction(self, frame: Frame, step: str, text: str) -> None:
        """Ask whether the new words are to be taken, or say why they cannot be."""
        match self.read_anew(frame, dict(frame.journal), step, text):
            case _played, Understood():
                self.uncover(frame)
                self.begin(Link(self.doorways.amend, (("step", step), ("text", text))))
            case _played, NotUnderstood(why):
                self.advance(self.chat.frames[-1], why)

    def read_anew(
        self, frame: Frame, journal: Journal, step: str, text: str
    ) -> tuple[Replay, Reading | None]:
        """Take the answer to `step` out of the journal and read these words in its place."""
        forget(journal, (step,), [])
        played = Replay(self.flow(frame), frame.args, journal, self.world, self.talk)
        question = played.question if played.question and played.question.step == step else None
        return played, understand(question, Typed(text)) if question else None

    def job_done(self, done: JobDone) -> None:
        """A job ended: it answers the question that waits for it, if one still does, also in what was put aside."""
        ended = {"media": done.media} if done.media is not None else {"refused": done.refused or "broken"}
        under_way: list[tuple[str, Frame | Draft]] = [(f.flow, f) for f in reversed(self.chat.frames)]
        for name, each in (*under_way, *self.chat.drafts.items()):
            flow = self.flows.get(name)
            played = Replay(flow, each.args, each.journal, self.world, self.talk) if flow else None
            if played and played.question and played.question.job == done.job:
                each.journal[played.question.step] = {"a": {"job": done.job, **ended}}
                if each is self.top():
                    self.advance(self.chat.frames[-1])
                return

    # --- what is under way

    def close_broken(self) -> None:
        """Close what this release does not know, and what has gone on for too long; answers are kept."""
        for frame in self.chat.frames:
            if not (self.flows.get(frame.flow) and frame.turns < MOST_TURNS):
                self.put_aside(frame)
                self.reply.notes.append("conversation-closed")
        open_now = [f for f in self.chat.frames if self.flows.get(f.flow) and f.turns < MOST_TURNS]
        self.chat.frames[:] = open_now

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

    def leave(self) -> str | None:
        """Leave everything under way; what was half answered is kept as a draft, whose flow is returned."""
        kept = [frame.flow for frame in self.chat.frames if self.put_aside(frame)]
        self.chat.frames.clear()
        return kept[-1] if kept else None

    def put_aside(self, frame: Frame) -> bool:
        """Keep a conversation as a draft if it is one that is gone on with, and something was answered."""
        flow = self.flows.get(frame.flow)
        if flow is None or flow.kind is not Kind.GUIDED or not any("a" in e for e in frame.journal.values()):
            return False
        self.chat.drafts[frame.flow] = Draft(frame.args, frame.journal, self.at)
        return True

    def begin(self, to: Link, *, anew: bool = False) -> None:
        """Begin a conversation; first of all the welcome, for whoever has not had it."""
        self.begun += 1
        if self.begun > MOST_FLOWS:
            message = f"more than {MOST_FLOWS} conversations began in one turn, the last being {to.flow!r}"
            raise RuntimeError(message)
        if not self.welcomed and not self.flows.named(to.flow).anytime:
            to = Link(self.doorways.welcome, (("then", spell(to)),))
        flow = self.flows.named(to.flow)
        if same := next(
            (f for f in self.chat.frames if f.flow == flow.name and flow.kind is not Kind.VIEW), None
        ):
            del self.chat.frames[self.chat.frames.index(same) + 1 :]
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
            self.reply.began = frame
        self.advance(frame)

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
        if "text" in raw and self.incoming.message:
            entry["m"] = self.incoming.message
        if question.of:
            entry["of"] = question.of
        played.answer(entry)
        self.went(frame, played)

    def advance(self, frame: Frame, why: Words | None = None) -> None:
        """Replay a conversation until it asks or ends."""
        self.went(frame, self.play(frame), why)

    def went(self, frame: Frame, played: Replay, why: Words | None = None) -> None:
        """Take up what a conversation said and asks now, or do what it ended with."""
        for said in played.said:
            self.hear(said)
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
            case Discard(flow, then):
                self.chat.frames = [f for f in self.chat.frames if f.flow != flow]
                self.chat.drafts.pop(flow, None)
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
        self.reply.began = self.chat.open(name, draft.args, self.at, draft.journal)
        self.advance(self.reply.began)

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

    # --- what goes out

    def say(self, words: Words) -> None:
        """Say something before whatever comes next."""
        self.parts.append(words)

    def hear(self, said: Say) -> None:
        """Take up what a conversation said."""
        if said.toast and isinstance(self.incoming.content, Pressed):
            self.reply.toast = said.words
        elif said.picture is not None:
            self.flush()
            self.reply.messages.append(Message([said.words], picture=said.picture))
        else:
            self.parts.append(said.words)

    def present(self, frame: Frame, played: Replay, why: Words | None = None) -> None:
        """Put the question into the message that goes out; a view over something guided does not stay."""
        question = played.question
        if question is None:
            return
        frame.turns += 1
        frame.at = self.at
        if why:
            self.parts.append(why)
        self.parts.append(_asked(question))
        asked = frame.ask_number(question)
        message = Message(picture=question.picture, listed=sum(o.numbered for o in question.options))
        message.choices = [self.choice(frame, question, asked, i, o) for i, o in enumerate(question.options)]
        if self.flow(frame).kind is Kind.GUIDED and question.job is None:
            message.choices += self.ways_out(frame, played)
        if self.replaces(question):
            message.edits = self.incoming.message
        self.flush(message)
        if question.rests and len(self.chat.frames) > 1:
            self.chat.frames.remove(frame)
            self.advance(self.chat.frames[-1])

    def choice(self, frame: Frame, question: Question, asked: int, index: int, option: Option) -> Choice:
        """Return the button of an option; one of several says and sets the other state."""
        if option.to:
            token = self.turns.mint.make(
                LinkToken(option.to.flow, tuple(v for _n, v in option.to.args)), self.party.account
            )
            return Choice(_numbered(option, index), token)
        on = None
        name = _numbered(option, index)
        if question.several and index < len(question.options) - 1:
            picked = (frame.journal.get(question.step, {}).get("a") or {}).get("options", ())
            on = option.id not in picked
            name = option.label if on else Joined((Verbatim("✓"), option.label), " ")
        return Choice(name, self.turns.mint.make(OptionToken(frame.id, asked, index, on), self.party.account))

    def ways_out(self, frame: Frame, played: Replay) -> list[Choice]:
        """Return back (where there is something to go back to) and cancel."""
        ways = [(Word.BACK, _("Back"))] if before(frame.journal, played.visited) else []
        ways.append((Word.CANCEL, _("Cancel")))
        return [Choice(name, self.turns.mint.make(WordToken(w), self.party.account), w) for w, name in ways]

    def replaces(self, question: Question) -> bool:
        """Tell whether the pressed message changes in place: a view that was turned, one of several that was set."""
        if self.reply.messages:
            return False
        return self.turned if question.rests else question.step == self.setting

    def flush(self, message: Message | None = None) -> None:
        """Make one message of everything said so far."""
        if self.parts or message:
            message = message or Message()
            message.parts = self.parts
            self.parts = []
            self.reply.messages.append(message)

    def finish(self) -> None:
        """Nothing said is left unsaid."""
        self.flush()


def _numbered(option: Option, index: int) -> Words:
    return Verbatim(str(index + 1)) if option.numbered else option.label


def _asked(question: Question) -> Words:
    """Return the prompt, with its numbered options beneath."""
    lines = [_line(i, o) for i, o in enumerate(question.options) if o.numbered]
    return Joined((question.prompt, Joined(tuple(lines), "\n")), "\n\n") if lines else question.prompt


def _line(index: int, option: Option) -> Words:
    if option.detail is None:
        return _("<b>{number}.</b> {label}", number=str(index + 1), label=option.label)
    return _(
        "<b>{number}.</b> {label} · {detail}", number=str(index + 1), label=option.label, detail=option.detail
    )
