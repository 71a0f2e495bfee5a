"""One turn: what came in, the state of the chat, and the world as of this transaction give what goes out.

Pure but for the world: it awaits nothing and knows no platform. The chat is brought up to date in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.civic.doors import World
from bot.engine.chat import Chat, Draft, Frame
from bot.engine.flow import Flows, Kind
from bot.engine.incoming import (
    Blocked,
    Content,
    Edited,
    Elsewhere,
    Incoming,
    JobDone,
    Pressed,
    Redacted,
    Typed,
    Unblocked,
)
from bot.engine.questions import (
    Attached,
    Link,
    NotUnderstood,
    Understood,
    chosen,
    named,
    understand,
    withdrawn,
)
from bot.engine.replay import Replay, back, forget, pinned
from bot.engine.replies import perhaps_replied, replied
from bot.engine.sources import Source
from bot.engine.speaking import Message, Speaker
from bot.engine.stage import Doorways, House, Party, Stage
from bot.engine.taking_back import gave, take_back
from bot.engine.tokens import LinkToken, Mint, OptionToken, Token, WordToken, named_args
from bot.engine.words import Word, command_in, every_word, word_in
from bot.text.clean import fold, number
from bot.text.lazy import Words, _

MOST_A_MINUTE = 60
"""Messages a minute that one person is answered; the surplus is dropped and counted (H53)."""


_GONE = _("That choice is no longer there. Please choose again.")

SHOWN_SECONDS = 3600
"""For so long, what was shown is shown again when nobody knows what was meant; after that, the menu is."""


@dataclass(slots=True)
class Reply:
    """What a turn came to: messages to the person, the toast of a pressed button, and notes for the operator.

    `reachable` is set when the person closed or opened the door. `notes` are slugs without persons.
    `began` is the conversation that a due row should watch over, `sources` are messages that gave something which
    stands.
    """

    messages: list[Message] = field(default_factory=list)
    toast: Words | None = None
    reachable: bool | None = None
    notes: list[str] = field(default_factory=list)
    began: Frame | None = None
    sources: list[Source] = field(default_factory=list)


class Turns:
    """Takes turns, for everybody."""

    def __init__(self, flows: Flows, mint: Mint, doorways: Doorways | None = None) -> None:
        self.house = House(flows, mint, doorways or Doorways())

    def take(self, party: Party, chat: Chat, incoming: Incoming, world: World) -> Reply:
        """Answer one update; `chat` is changed to what is under way afterwards."""
        turn = _Turn(self.house, party, chat, incoming, world)
        turn.run()
        return turn.reply()

    def notice(
        self,
        account: int,
        words: Words,
        ways: Sequence[tuple[Words, Link]],
        attached: Attached | None = None,
    ) -> Message:
        """Return a message that nobody asked for just now, with ways on."""
        speaker = Speaker(self.house.mint, account)
        return Message([words], [speaker.link(name, to) for name, to in ways], attached)

    def apologise(self, party: Party, chat: Chat, world: World) -> Reply:
        """Close what is broken, keep what was answered, and say so with a way on."""
        turn = _Turn(self.house, party, chat, Incoming(Typed("")), world)
        turn.apologise()
        return turn.reply()


class _Turn:
    """The work of one turn: what came in decides what goes on at the stage."""

    def __init__(self, house: House, party: Party, chat: Chat, incoming: Incoming, world: World) -> None:
        self.house, self.party, self.chat, self.incoming = house, party, chat, incoming
        self.flows, self.doorways = house.flows, house.doorways
        self.stage = Stage(house, party, chat, incoming, world)
        self.speaker = self.stage.speaker
        self.reachable: bool | None = None

    def reply(self) -> Reply:
        """Return what the turn came to; nothing said is left unsaid."""
        self.speaker.flush()
        stage, speaker = self.stage, self.speaker
        return Reply(speaker.messages, speaker.toast, self.reachable, stage.notes, stage.began, stage.sources)

    def apologise(self) -> None:
        """Leave everything, say that it was our fault, and show the menu."""
        self.stage.leave()
        self.speaker.say(
            _(
                "Something went wrong, and it was not your fault. What you wrote is kept. You can go on from the menu."
            )
        )
        self.stage.begin(Link(self.doorways.menu))

    def run(self) -> None:
        """Answer the update."""
        content = self.incoming.content
        self.stage.close_broken()
        match content:
            case Blocked() | Unblocked():
                self.reachable = isinstance(content, Unblocked)
            case JobDone():
                self.job_done(content)
            case Elsewhere():
                self.goes_on_here()
            case _ if self.flooded():
                pass
            case Pressed(token):
                self.pressed(self.house.mint.read(token, self.party.account))
            case Edited(text):
                self.edited(text)
            case Redacted():
                self.redacted()
            case Typed(text):
                self.typed(text)
            case _ if replied(self.stage, content):
                pass
            case _:
                self.answer(content)

    def goes_on_here(self) -> None:
        """We were alone elsewhere until somebody joined us: say so, and what was asked is asked again here."""
        self.speaker.say(
            _("We were no longer alone where we talked. What is between you and me goes on here from now on.")
        )
        if frame := self.stage.top():
            self.stage.advance(frame)
        else:
            self.stage.begin(Link(self.doorways.menu))

    def flooded(self) -> bool:
        """Count this message; tell once, and drop the rest, when they come too fast."""
        minute = self.stage.at // 60
        if self.chat.minute != minute:
            self.chat.minute, self.chat.messages = minute, 0
        self.chat.messages += 1
        if self.chat.messages == MOST_A_MINUTE + 1:
            self.speaker.say(
                _(
                    "That is a lot at once! What you wrote before is kept, but what you write now I cannot read. Please go on in a minute."
                )
            )
        if self.chat.messages > MOST_A_MINUTE:
            self.stage.notes.append("flood-dropped")
            return True
        return False

    def typed(self, text: str) -> None:
        """Words: one that always works, a command, an answer, or the start of a conversation."""
        if command := command_in(text):
            self.command(*command)
        elif word := word_in(text):
            self.word(word)
        elif replied(self.stage, Typed(text)):
            pass
        elif token := self.offered(text):
            self.pressed(token)
        else:
            self.answer(Typed(text))

    def offered(self, text: str) -> Token | None:
        """Return the button of the last notice that was typed: its number, what it says, or that up to the comma."""
        which, words = number(text), fold(text)
        for place, (name, token) in enumerate(self.party.offered, 1):
            if which == place or words in {fold(name), fold(name.partition(",")[0])}:
                return self.house.mint.read(token, self.party.account)
        return None

    def command(self, name: str, rest: str) -> None:
        """A message that begins with a slash."""
        word = every_word().get(name)
        if word is Word.START and rest:
            self.arrive(rest)
        elif word:
            self.word(word)
        elif to := self.flows.on_words(f"{name} {rest}".strip()):
            self.stage.begin(to)
        else:
            self.lost()

    def arrive(self, payload: str) -> None:
        """Somebody followed a shared link; one that leads nowhere is told kindly (H21)."""
        to = self.flows.on_payload(payload)
        if to is None:
            self.stage.notes.append("payload-unknown")
            self.speaker.say(_("I do not know that link. Perhaps it is old, or a part of it is missing."))
        self.stage.begin(to or Link(self.doorways.menu))

    def answer(self, content: Content) -> None:
        """A reply to the question that is open, if one is."""
        frame = self.stage.top()
        if frame is None:
            if not self.begun(content):
                self.unasked(content)
            return
        played = self.stage.play(frame)
        question, (step, offered) = played.question, frame.latest()
        if question is None or step not in {question.step, question.was}:
            # What is asked now was never seen: a new release asks it, or no longer takes what was answered.
            self.stage.went(frame, played)
            return
        kept = frame.journal.get(question.step, {}).get("a")
        match understand(question, content, kept=kept, offered=offered):
            case Understood(raw):
                self.stage.record(frame, played, question, raw)
                # The conversation itself may refuse it, and ask again.
                answered = "a" in frame.journal.get(question.step, {})
                frame.missed = None if answered else self.incoming.message
            case NotUnderstood(why) if not question.rests:
                frame.missed = self.incoming.message
                # Where no words of one's own are asked for, those that begin a conversation mean just that.
                if question.text is not None or not self.begun(content):
                    self.stage.went(frame, played, why)
            case _ if isinstance(content, Typed) and withdrawn(question, content.text, offered):
                self.stage.went(frame, played, _GONE)
            case _ if self.begun(content):
                pass
            case _ if isinstance(content, Typed) and (option := named(question, content.text)):
                self.stage.record(frame, played, question, chosen(question, option, None))
            case _:
                self.unasked(content)

    def unasked(self, content: Content) -> None:
        """What nobody asked for: it may answer a message to many, or else nobody knows what was meant."""
        if not perhaps_replied(self.stage, content):
            self.lost()

    def begun(self, content: Content) -> bool:
        """Begin the conversation that a word names, where nothing was asked; tell whether there is one."""
        to = self.flows.on_words(content.text) if isinstance(content, Typed) else None
        if to:
            self.stage.begin(to)
        return to is not None

    def lost(self) -> None:
        """Nobody knows what was meant: say so, and show the way on; first of all what was put aside."""
        if expired := next((n for n, d in self.chat.drafts.items() if d.expired and self.flows.get(n)), None):
            self.chat.drafts[expired].expired = False
            self.speaker.say(_("It has been a while! What you wrote then is kept."))
            self.stage.begin(Link(expired))
            return
        why = None
        if self.stage.welcomed and not self.stage.open_guided():
            why = _("I did not understand that. Choose something here, or type “help”.")
        elif self.stage.welcomed:
            why = _("I did not understand that.")
        if (frame := self.stage.top()) and self.in_view(frame):
            self.stage.advance(frame, why)
            return
        if why:
            self.speaker.say(why)
        self.stage.begin(Link(self.doorways.menu))

    def in_view(self, frame: Frame) -> bool:
        """Tell whether a conversation is what the person has before them: one that asks, or what was shown a moment ago."""
        return self.stage.flow(frame).kind is not Kind.VIEW or self.stage.at - frame.at < SHOWN_SECONDS

    def word(self, word: Word) -> None:
        """One of the words that always work."""
        match word:
            case Word.HELP:
                self.stage.begin(Link(self.doorways.help))
            case Word.LANGUAGE:
                self.stage.begin(Link(self.doorways.language))
            case Word.BACK:
                self.back()
            case Word.STOP | Word.CANCEL if self.stage.open_guided():
                self.left("stop" if word is Word.STOP else "cancel", self.stage.leave())
            case Word.STOP:
                self.stage.leave()
                self.stage.begin(Link(self.doorways.stop))
            case _:
                if kept := self.stage.leave():
                    self.left("menu", kept)
                else:
                    self.stage.begin(Link(self.doorways.menu))

    def left(self, why: str, kept: Frame | None) -> None:
        """Say that something was left, and what was kept of it."""
        flow, number = (kept.flow, kept.id) if kept else ("", 0)
        self.stage.begin(Link(self.doorways.left, (("why", why), ("flow", flow), ("number", number))))

    def back(self) -> None:
        """Go back one question; from a view, or where there is nothing before, say so or show the menu."""
        frame = self.stage.top()
        if frame is None or self.stage.flow(frame).kind is Kind.VIEW:
            self.stage.begin(Link(self.doorways.menu))
        elif back(frame.journal, self.stage.play(frame).visited):
            self.stage.advance(frame)
        elif len(self.chat.frames) > 1:
            self.chat.frames.pop()
            self.stage.advance(self.chat.frames[-1])
        else:
            self.stage.advance(frame, _("I cannot go back any further."))

    def pressed(self, token: Token | None) -> None:
        """A button: believed for what it says was offered, never for who may do it."""
        match token:
            case WordToken(word):
                self.word(word)
            case LinkToken(name, values):
                top = self.stage.top()
                pressed = isinstance(self.incoming.content, Pressed)
                self.stage.turned = pressed and (top is None or not self.stage.flow(top).lasting)
                flow = self.flows.get(name)
                args = named_args(flow.arguments, values) if flow else None
                if flow and args is not None and flow.accepts(args):
                    self.stage.begin(Link(name, tuple(args.items())))
                else:
                    self.outdated()
            case OptionToken():
                self.option_pressed(token)
            case None:
                self.stage.notes.append("token-refused")
                self.speaker.toast = _("That button is not for you, or no longer works. Nothing was changed.")

    def outdated(self) -> None:
        """A button whose conversation is over: say so, and how to go on (H12)."""
        self.speaker.toast = _("That conversation is over. Type “menu” to see what you can do.")
        if not self.chat.frames:
            self.stage.begin(Link(self.doorways.menu))

    def option_pressed(self, token: OptionToken) -> None:
        """The button of a question: the one that is open, or one answered before, which changes that answer."""
        frame = next((f for f in self.chat.frames if f.id == token.frame), None)
        step, ids = frame.asked.get(token.asked, ("", [])) if frame else ("", [])
        if frame is None or token.index >= len(ids):
            self.outdated()
            return
        played = self.stage.play(frame)
        option_id = ids[token.index]
        answered = frame.journal.get(step, {}).get("a", {})
        if played.question and played.question.step == step:
            self.stage.uncover(frame)
            self.option_chosen(frame, played, option_id, on=token.on)
        elif answered.get("option") == option_id or "options" in answered:
            self.speaker.toast = _("I had noted that already.")
        elif step not in played.visited and played.question and frame is self.stage.top():
            # It was asked in other words, or is asked no more: what is asked now, has never been seen.
            self.stage.went(frame, played, _GONE)
        elif step not in played.visited or pinned(frame.journal, played.visited, step):
            self.outdated()
        else:
            self.stage.uncover(frame)
            self.change(frame, played, step, option_id)

    def option_chosen(self, frame: Frame, played: Replay, option_id: str, *, on: bool | None) -> None:
        """An option of the open question."""
        question = played.question
        option = question.option(option_id) if question else None
        if question is None or option is None:
            self.stage.went(frame, played, _GONE)
            return
        kept = frame.journal.get(question.step, {}).get("a")
        self.stage.setting = question.step if question.several else ""
        self.stage.record(frame, played, question, chosen(question, option, kept, on=on))

    def change(self, frame: Frame, played: Replay, step: str, option_id: str) -> None:
        """Choose another option of a question answered before."""
        entry = {name: kept for name, kept in frame.journal[step].items() if name != "m"}
        forget(frame.journal, (step,), played.visited)
        frame.journal[step] = {**entry, "a": {"option": option_id}}
        if self.incoming.own:
            frame.journal[step]["m"] = self.incoming.own
        self.speaker.toast = _("Changed.")
        self.stage.advance(frame)

    def edited(self, text: str) -> None:
        """A message has been edited, while that still matters (H48).

        One that was an answer is offered as a correction; one that was none, to the question that is open, may be one now.
        """
        top, message = self.stage.top(), self.incoming.message
        if top and message is not None and top.missed == message:
            self.answer(Typed(text))
            return
        for frame in reversed(self.chat.frames):
            for step, entry in frame.journal.items():
                if "text" in entry.get("a", {}) and gave(entry, self.incoming.message):
                    if entry["a"]["text"] != text and not pinned(
                        frame.journal, self.stage.play(frame).visited, step
                    ):
                        self.offer_correction(frame, step, text)
                    return

    def redacted(self) -> None:
        """A message has been taken back, and what it gave with it: an answer, or what stands since (H58)."""
        was_in = take_back(self.stage, self.incoming.message)
        if was_in is None and self.party.gave:
            self.stage.begin(self.party.gave)
        elif was_in and was_in is self.stage.top():
            self.stage.advance(self.chat.frames[-1], _("You took that back, so I have forgotten it."))

    def offer_correction(self, frame: Frame, step: str, text: str) -> None:
        """Ask whether the new words are to be taken, or say why they cannot be."""
        match self.stage.read_anew(frame, dict(frame.journal), step, text):
            case _played, Understood():
                self.stage.uncover(frame)
                self.stage.begin(Link(self.doorways.amend, (("step", step), ("text", text))))
            case _played, NotUnderstood(why):
                self.stage.advance(self.chat.frames[-1], why)

    def job_done(self, done: JobDone) -> None:
        """A job ended: it answers the question that waits for it, if one still does, also in what was put aside."""
        ended = {"media": done.media} if done.media is not None else {"refused": done.refused or "broken"}
        under_way: list[tuple[str, Frame | Draft]] = [(f.flow, f) for f in reversed(self.chat.frames)]
        for name, each in (*under_way, *self.chat.drafts.items()):
            flow = self.flows.get(name)
            played = (
                Replay(flow, each.args, each.journal, self.stage.world, self.stage.talk) if flow else None
            )
            if played and played.question and played.question.job == done.job:
                each.journal[played.question.step] = {"a": {"job": done.job, **ended}}
                if each is self.stage.top():
                    self.stage.advance(self.chat.frames[-1])
                return
