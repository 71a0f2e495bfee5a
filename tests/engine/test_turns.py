"""One turn: what came in, the state of the chat, and the world give what goes out. In a town with few conversations."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot.engine.chat import MOST_TURNS, Chat, Draft, dump_chat, load_chat
from bot.engine.flow import Ending, Flow, Flows, Kind, Resume, Start, flow
from bot.engine.incoming import Content, Edited, Incoming, JobDone, Other, Pressed, Redacted, Typed
from bot.engine.questions import Option, link
from bot.engine.stage import MOST_FLOWS, Party
from bot.engine.talk import Talk, way
from bot.engine.tokens import LinkToken, Mint
from bot.engine.turn import Reply, Turns
from bot.text.lazy import Verbatim, _
from bot.text.render import label
from tests.engine.town import TALK, Polish, Town

MINT = Mint(b"a secret of thirty-two characters")


@flow("welcome", kind=Kind.ASIDE, anytime=True)
async def welcome(_talk: Talk, then: str) -> Ending:
    """Welcome nobody: in this town everybody is known."""
    return Start(link(then))


@flow("menu", kind=Kind.VIEW, starts_on=_("carte"))
async def menu(talk: Talk) -> None:
    """Show the menu."""
    await talk.show("menu", Verbatim("Menu"), [way("tour", Verbatim("A tour"), link("tour"))])


@flow("left", kind=Kind.VIEW)
async def left(talk: Talk, why: str, flow: str, number: int) -> None:
    """Say that something was left."""
    await talk.show(
        "left", Verbatim(f"Left by {why}: {flow} {number}"), [way("menu", Verbatim("Menu"), link("menu"))]
    )


@flow("resume", kind=Kind.ASIDE)
async def resume(talk: Talk, flow: str) -> Ending:
    """Ask whether to go on."""
    if await talk.confirm("go-on", Verbatim("Go on?")):
        return Resume(flow)
    return Start(link(flow), anew=True)


@flow("help", kind=Kind.ASIDE, anytime=True)
async def help_(talk: Talk) -> None:
    """Help."""
    await talk.say("help", Verbatim("Help"))


TOWERS = (Option("north", Verbatim("North")), Option("south", Verbatim("South")))


@flow("tour")
async def tour(talk: Talk) -> Ending:
    """Plan a tour of the towers."""
    await talk.choose("tower", Verbatim("Which tower?"), TOWERS)
    await talk.ask_text("whom", Verbatim("For whom?"), max_chars=10)
    job = await talk.prepare("polish", Polish("Ada"))
    await talk.result("polished", job, Verbatim("A moment…"))
    await talk.ask_text("when", Verbatim("When?"), max_chars=10)
    return Start(link("menu"))


@flow("tour")
async def next_tour(talk: Talk) -> Ending:
    """The tour of the next release: towers in another order, one gone, and a question that is new."""
    await talk.choose("tower", Verbatim("Which tower?"), (Option("east", Verbatim("East")), *TOWERS[:1]))
    await talk.ask_text("shoes", Verbatim("Which shoes?"), max_chars=10)
    await talk.ask_text("whom", Verbatim("For whom?"), max_chars=10)
    return Start(link("menu"))


@flow("circle", kind=Kind.VIEW)
async def circle(_talk: Talk) -> Ending:
    """Begin again."""
    return Start(link("circle"))


@dataclass
class Visitor:
    """Somebody in this town; the chat goes through JSON between turns."""

    flows: tuple[Flow, ...] = (welcome, menu, left, resume, help_, tour, circle)
    chat: Chat = field(default_factory=Chat)
    town: Town = field(default_factory=Town)
    message: int = 0

    def turns(self) -> Turns:
        """Return a program that has just started."""
        return Turns(Flows(self.flows), MINT)

    def does(self, content: Content | str, message: str | None = None) -> Reply:
        """Take one turn."""
        self.message += 1
        incoming = Incoming(
            Typed(content) if isinstance(content, str) else content, message or f"m{self.message}"
        )
        self.chat = load_chat(dump_chat(self.chat))
        party = Party(1, 1, welcomed=True, address=TALK.address)
        return self.turns().take(party, self.chat, incoming, self.town)

    def hears(self, content: Content | str) -> list[str]:
        """Take one turn; return what is said."""
        return [label(message.words, "en") for message in self.does(content).messages]

    def deploys(self, *flows: Flow) -> None:
        """Let another release run from here on."""
        self.flows = (*(each for each in self.flows if each.name not in {f.name for f in flows}), *flows)

    @property
    def asked(self) -> str:
        """What is asked now."""
        frame = self.chat.frames[-1]
        return f"{frame.flow} {frame.latest()[0]}"


@pytest.fixture
def visitor() -> Visitor:
    """Give somebody who was asked which tower, and answered."""
    visitor = Visitor()
    for said in ("carte", "1", "North"):
        visitor.does(said)
    assert visitor.asked == "tour whom"
    return visitor


def test_h52_a_question_of_another_release_is_asked_and_no_answer_is_taken_for_another(
    visitor: Visitor,
) -> None:
    visitor.deploys(next_tour)
    assert visitor.hears("Mo") == ["Which shoes?"]
    assert "shoes" not in visitor.chat.frames[0].journal
    assert visitor.hears("Boots") == ["For whom?"]
    assert visitor.hears("Mo") == ["Menu"]


def test_h52_an_answer_that_is_gone_is_asked_again(visitor: Visitor) -> None:
    visitor = Visitor()
    for said in ("carte", "1", "South"):
        visitor.does(said)
    visitor.deploys(next_tour)
    assert visitor.hears("Mo") == ["Which tower?"]
    assert visitor.hears("North") == ["Which shoes?"]


def test_h52_a_number_means_what_was_seen_before_the_deploy() -> None:
    visitor = Visitor()
    visitor.does("carte")
    visitor.does("1")
    visitor.deploys(next_tour)
    visitor.does("1")
    assert visitor.chat.frames[0].journal["tower"]["a"] == {"option": "north"}
    visitor = Visitor()
    visitor.does("carte")
    visitor.does("1")
    visitor.deploys(next_tour)
    visitor.does("2")
    assert visitor.asked == "tour tower"
    assert "tower" not in visitor.chat.frames[0].journal


def test_h52_a_conversation_that_this_release_does_not_have_is_closed(visitor: Visitor) -> None:
    visitor.flows = tuple(each for each in visitor.flows if each is not tour)
    reply = visitor.does("Mo")
    assert reply.notes == ["conversation-closed"]
    assert visitor.asked == "menu menu"


def test_h52_a_conversation_that_takes_other_arguments_now_is_closed(visitor: Visitor) -> None:
    visitor.does("cancel")
    del visitor.chat.frames[-1].args["number"]
    assert visitor.does("1").notes == ["conversation-closed"]
    assert visitor.asked == "menu menu"


def test_h52_a_draft_of_a_conversation_that_is_gone_harms_nobody(visitor: Visitor) -> None:
    visitor.does("cancel")
    visitor.chat.drafts["tour"].expired = True
    visitor.flows = tuple(each for each in visitor.flows if each is not tour)
    visitor.does("what?")
    assert visitor.asked == "left left"


def test_h12_what_was_offered_by_another_release_is_over(visitor: Visitor) -> None:
    token = visitor.turns().house.mint.make(LinkToken("tour", ()), 1)
    visitor.flows = tuple(each for each in visitor.flows if each is not tour)
    reply = visitor.does(Pressed(token, "r"))
    assert reply.toast is not None
    assert "over" in label(reply.toast, "en")
    assert visitor.asked == "menu menu"


def test_a_conversation_without_end_is_put_aside_with_its_answers(visitor: Visitor) -> None:
    visitor.chat.frames[-1].turns = MOST_TURNS
    visitor.does("Mo")
    assert visitor.asked == "menu menu"
    assert visitor.hears(Pressed(MINT.make(LinkToken("tour", ()), 1), "r")) == ["Go on?"]
    assert visitor.hears("yes") == ["For whom?"]


def test_conversations_that_only_begin_one_another_are_stopped(visitor: Visitor) -> None:
    with pytest.raises(
        RuntimeError, match=f"more than {MOST_FLOWS} conversations began in one turn, the last being 'circle'"
    ):
        visitor.does(Pressed(MINT.make(LinkToken("circle", ()), 1), "r"))


def test_an_apology_keeps_what_was_answered_and_shows_the_way_on(visitor: Visitor) -> None:
    reply = visitor.turns().apologise(Party(1, 1, True, TALK.address), visitor.chat, visitor.town)
    (message,) = reply.messages
    assert "not your fault" in label(message.words, "en")
    assert visitor.asked == "menu menu"
    assert visitor.chat.drafts["tour"].journal["tower"]["a"] == {"option": "north"}


def test_a_job_that_ends_is_an_answer_wherever_the_conversation_is(visitor: Visitor) -> None:
    visitor.does("Mo")
    assert visitor.asked == "tour polished"
    visitor.does("Now?")
    assert visitor.asked == "tour polished"
    visitor.does("cancel")
    assert visitor.does(JobDone(1, media=5)).messages == []
    visitor.does(Pressed(MINT.make(LinkToken("tour", ()), 1), "r"))
    assert visitor.hears("yes") == ["When?"]
    assert visitor.does(JobDone(1, media=5)).messages == []
    assert visitor.does(JobDone(99, media=5)).messages == []
    assert visitor.asked == "tour when"


def test_what_begins_a_conversation_begins_it_where_no_words_of_ones_own_are_asked_for() -> None:
    visitor = Visitor()
    for said in ("carte", "1"):
        visitor.does(said)
    assert visitor.asked == "tour tower"
    assert visitor.hears("carte") == ["Menu", "Which tower?"]
    visitor.does("North")
    assert visitor.asked == "tour whom"
    assert "Menu" not in visitor.hears("carte")


def test_help_answers_and_goes_back_to_the_question(visitor: Visitor) -> None:
    assert visitor.hears("help") == ["Help For whom?"]
    assert visitor.asked == "tour whom"


def test_help_alone_shows_the_way_on() -> None:
    assert Visitor().hears("help") == ["Help Menu"]


def test_h48_an_edit_of_what_was_never_an_answer_is_nobodys_business(visitor: Visitor) -> None:
    assert visitor.does(Edited("Else"), "m99").messages == []
    assert visitor.does(Edited("South"), "m3").messages == []


def test_h58_an_answer_that_is_taken_back_is_forgotten_and_asked_for_again(visitor: Visitor) -> None:
    visitor.does(Typed("North"), "m7")
    (message,) = visitor.does(Redacted(), "m7").messages
    said = label(message.words, "en")
    assert said.startswith("You took that back")
    assert "m7" not in dump_chat(visitor.chat)
    assert visitor.does(Redacted(), "m7").messages == []


def test_h46_a_sticker_where_nothing_is_asked_shows_the_way_on() -> None:
    (message,) = Visitor().does(Other("sticker")).messages
    assert label(message.words, "en").endswith("Menu")


def test_a_draft_is_gone_on_with_in_its_arguments() -> None:
    visitor = Visitor(
        chat=Chat(drafts={"tour": Draft({}, {"tower": {"a": {"option": "south"}}}, 0, expired=True)})
    )
    assert visitor.hears("Where were we?")[0].endswith("Go on?")
    assert visitor.hears("yes") == ["For whom?"]
    assert visitor.chat.drafts == {}


def test_the_state_of_a_chat_is_read_as_it_was_written(visitor: Visitor) -> None:
    visitor.does("Mo")
    assert load_chat(dump_chat(visitor.chat)) == visitor.chat
    assert load_chat(None) == Chat()


def test_h73_a_state_with_more_in_it_than_this_release_knows_is_read() -> None:
    state = '{"count": 3, "frames": [], "drafts": {}, "weather": "fine"}'
    assert load_chat(state) == Chat(count=3)
