"""A button is believed for what it says was offered, never for who may do it; consent is read when it matters."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.civic.ideas import HideIdea
from bot.civic.people import CONSENT_VERSIONS, OPINIONS
from bot.engine.incoming import Arrival, Sender
from bot.engine.tokens import LinkToken, Mint, OptionToken
from storage import tables
from tests.chat import Chat
from tests.flows.steps import TO_THE_PREVIEW
from tests.worlds import World


def ideas(world: World) -> int:
    return world.count(tables.ideas)


def forged(anna: Chat) -> dict[str, str]:
    """Return tokens that nobody offered this person, by what is wrong with them."""
    mint, me = anna.world.worker.turns.house.mint, anna.world.who("anna").account
    offered = anna.buttons()[-1].token
    body = offered.rpartition("~")[0]
    return {
        "not a token": "hello",
        "empty": "",
        "only a signature": "~aaaaaaaaaa",
        "unsigned": body,
        "signed by somebody else": Mint(b"another secret").make(LinkToken("menu", ()), me),
        "made for somebody else": mint.make(LinkToken("stop-all", ()), me + 1),
        "another body": f"{body}9~{offered.rpartition('~')[2]}",
        "a negative index": f"o:1:0:-1~{offered.rpartition('~')[2]}",
        "very long": "o:" * 5000,
        "not ASCII": "é~ééééééééé",
        "an organiser's command": f"l:hide:1~{offered.rpartition('~')[2]}",
    }


FORGED = (
    "not a token",
    "empty",
    "only a signature",
    "unsigned",
    "signed by somebody else",
    "made for somebody else",
    "another body",
    "a negative index",
    "very long",
    "not ASCII",
    "an organiser's command",
)


@pytest.mark.parametrize("what", FORGED)
def test_h10_a_forged_button_changes_nothing(anna: Chat, what: str) -> None:
    anna.play("> {:idea}\n> Een zebrapad")
    before = anna.state.frames
    anna.press_token(forged(anna)[what])
    anna.play("~ {That button is not for you}\n(silence)")
    assert anna.state.frames == before
    anna.play("[skip]\n? idea topic")


@pytest.mark.parametrize(
    "token",
    [
        OptionToken(1, 0, 99),
        OptionToken(1, 99, 0),
        OptionToken(99, 0, 0),
        LinkToken("no-such-conversation", ()),
        LinkToken("card", ()),
        LinkToken("card", ("one",)),
        LinkToken("card", (1, 2)),
        LinkToken("ideas", (1, "trending")),
    ],
    ids=str,
)
def test_h10_a_button_of_another_release_changes_nothing(anna: Chat, token: OptionToken | LinkToken) -> None:
    anna.play("> {:idea}\n> Een zebrapad")
    before = anna.state.frames
    anna.press_token(anna.world.worker.turns.house.mint.make(token, anna.world.who("anna").account))
    anna.play("~ {That conversation is over}\n(silence)")
    assert anna.state.frames == before


def test_h10_a_button_from_somebody_elses_chat_is_refused(anna: Chat) -> None:
    anna.play("given my idea “Een zebrapad”\n> {:idea} 1")
    luc = Chat(anna.world, "luc", hint="fr")
    luc.play("given a citizen\n> {:idea} 1\n< [support 1]")
    stolen = next(b.token for b in luc.buttons() if b.label == luc.shown()[-1].buttons[0].label)
    anna.press_token(stolen)
    anna.play("~ {That button is not for you}")
    assert anna.world.count(tables.supports) == 0


def test_h10_my_own_idea_is_not_supported_even_by_a_button_that_says_so(anna: Chat) -> None:
    anna.play("given my idea “Een zebrapad”\n> {:idea} 1")
    token = anna.world.worker.turns.house.mint.make(
        LinkToken("support", (1,)), anna.world.who("anna").account
    )
    anna.press_token(token)
    anna.play("~ {This is your own idea}\n? card")
    assert anna.world.count(tables.supports) == 0


def test_h12_a_button_of_a_finished_conversation_says_so_and_offers_the_way_on(anna: Chat) -> None:
    anna.play(TO_THE_PREVIEW)
    old = anna.buttons()[-6:]
    anna.play("[share]\n? filed")
    for button in old[:3]:
        anna.press_token(button.token)
        anna.play("~ {That conversation is over}")
    anna.play("> {:cancel}\n? menu")
    anna.press_token(old[0].token)
    anna.play("~ {That conversation is over}\n(silence)")


def test_h12_an_old_button_of_the_conversation_changes_that_answer(anna: Chat) -> None:
    anna.play("""
        > {:idea}
        > Een zebrapad
        [skip]
        [urbanism]
        [city]
        [culture]
        ~ {Changed.}
        ? idea photo
        [culture] 20 times
        ~ {I had noted that already}
        (silence)
        [skip]
        < {@culture}
    """)


def test_h12_an_old_button_does_not_end_what_interrupts(anna: Chat) -> None:
    anna.play("""
        > {:idea}
        > Een zebrapad
        [skip]
        [urbanism]
        > {:language}
        ? language language
        [urbanism]
        ~ {I had noted that already}
        > 2
        (now in fr)
        ? idea where
    """)


def test_h12_a_support_pressed_after_the_call_has_ended(anna: Chat) -> None:
    anna.play("""
        given an idea “Un passage pour piétons”
        > {:idea} 1
        (200 days later)
        [support 1]
        ~ {Ideas and support are not collected}
        ? card
    """)
    assert anna.world.count(tables.supports) == 0


def test_h12_a_hidden_idea_is_gone_for_all_but_its_author(anna: Chat) -> None:
    anna.play("given an idea “Un passage pour piétons”\n> {:idea} 1")
    anna.world.operate(HideIdea(1, "Reclame"))
    anna.play("""
        [support 1]
        ~ {That idea is no longer in the list}
        ? card
        <! Un passage
        > {:ideas}
        <! Un passage
    """)
    luc = Chat(anna.world, "luc", hint="fr")
    luc.play("< Un passage\n< Reclame\n< [card 1]\n[card 1]\n< Un passage\n<! [support 1]\n<! idea_1")


def test_h14_consent_that_is_withdrawn_meanwhile_counts_when_it_matters(anna: Chat) -> None:
    anna.play(TO_THE_PREVIEW)
    anna.play("given consent is withdrawn\n[share]\n? idea agree-3\n[no]\n? menu")
    assert ideas(anna.world) == 0


def test_h76_an_older_consent_is_asked_for_again(anna: Chat) -> None:
    with anna.world.desk() as desk:
        desk.connection.execute(update(tables.consents).values(version=CONSENT_VERSIONS[OPINIONS] - 1))
    anna.play("""
        given an idea “Un passage pour piétons”
        > {:idea}
        ? consent agree-3
        [no]
        > {:idea} 1
        [support 1]
        ? consent agree-3
        [yes]
        ~ {Your support is counted}
        ? card
    """)


def test_h76_without_consent_nothing_is_stored(world: World) -> None:
    anna = Chat(world)
    anna.play("""
        given a programme
        given an idea “Un passage pour piétons”
        > /start
        [no]
        > {:idea}
        [no]
        > {:idea} 1
        [support 1]
        [no]
        ? menu
    """)
    assert (world.count(tables.consents), world.count(tables.supports), ideas(world)) == (1, 0, 1)


@pytest.mark.parametrize(
    "payload",
    [
        "idea",
        "idea_",
        "idea_x",
        "idea_-1",
        "idea_0",
        "idea_1_2",
        "idea_１",
        "idea_99999999999999999999",
        "_",
        "new_1",
        "settings",
        "a" * 64,
        "a" * 65,
        "a" * 4000,
        "<b>",
        "../../etc/passwd",
        "%00",
        "{0.__class__}",
        "idea_1;drop table ideas",
        "é",
        "1 2 3",
    ],
)
def test_h21_a_link_that_leads_nowhere_is_told_kindly(anna: Chat, payload: str) -> None:
    anna.say(f"/start {payload}")
    anna.play("< {I do not know that link}\n? menu\n< [idea]")


def test_h21_a_stranger_with_such_a_link_is_welcomed_all_the_same(world: World) -> None:
    Chat(world).play("> /start nowhere\n< {I do not know that link}\n? welcome agree-3\n[no]\n? menu")


def test_h23_another_name_is_the_same_person(anna: Chat) -> None:
    anna.play("> {:idea}\n> Een zebrapad")
    for name, hint in (("Burgemeester", "fr"), ("", None)):
        arrival = Arrival(f"as {name}", '{"kind": "typed", "text": "?"}', Sender("anna", "anna", name, hint))
        anna.world.keep(arrival)
    anna.world.settle()
    anna.play("? idea description")
    assert anna.world.count(tables.people) == 1
