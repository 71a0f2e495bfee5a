"""What must go right when things go wrong, as it looks from a citizen's chat."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.civic.aside import RetryAside, UpdatesAside
from bot.civic.ideas import HideIdea
from bot.civic.people import CONSENT_VERSION
from bot.engine.incoming import Arrival, Sender
from bot.engine.outgoing import Lane
from bot.engine.tokens import LinkToken, Mint, OptionToken
from bot.engine.turn import MOST_A_MINUTE
from bot.text.languages import LANGUAGES
from storage import tables
from tests.chat import Chat
from tests.worlds import World

TO_THE_PREVIEW = """
> {:idea}
> Een zebrapad aan de school
[skip]
[urbanism]
[city]
[skip]
? idea preview
"""


@pytest.fixture
def anna(world: World) -> Chat:
    """Give a citizen, in a city that collects ideas."""
    chat = Chat(world)
    chat.play("given a programme\ngiven a citizen")
    return chat


def ideas(world: World) -> int:
    return world.count(tables.ideas)


def titles(world: World) -> list[str]:
    with world.desk() as desk:
        return list(
            desk.connection.execute(select(tables.ideas.c.title).order_by(tables.ideas.c.id)).scalars()
        )


# --- promises


def test_p2_one_idea_however_often_it_is_shared(anna: Chat) -> None:
    anna.play(TO_THE_PREVIEW)
    anna.play("""
        [share] 20 times
        ~ {That conversation is over}
    """)
    assert ideas(anna.world) == 1


def test_p2_one_support_however_often_it_is_pressed(anna: Chat) -> None:
    anna.play("""
        given an idea “Un passage pour piétons”
        > {:idea} 1
        [support 1] 20 times
        ~ {Your support is counted}
        < {You support this idea}
    """)
    assert anna.world.count(tables.supports) == 1


def test_p2_one_consent_however_often_it_is_given(world: World) -> None:
    anna = Chat(world)
    anna.play("""
        > /start
        [yes] 20 times
        ~ {I had noted that already}
        (silence)
    """)
    assert world.count(tables.consents) == 1


def test_h3_the_same_update_twenty_times_is_one_effect(anna: Chat) -> None:
    anna.play(TO_THE_PREVIEW)
    token = next(
        b.token for b in anna.buttons() if "share" in b.label.lower() or b is anna.shown()[-1].buttons[0]
    )
    press = json.dumps({"kind": "pressed", "token": token, "receipt": "r", "message": "b1"})
    arrivals = [Arrival("the-same", press, Sender(anna.name, anna.name)) for _ in range(20)]
    assert [anna.world.keep(each) for each in arrivals] == [1] + [0] * 19
    anna.world.settle()
    anna.play("? filed")
    assert ideas(anna.world) == 1


def test_p3_what_one_person_said_is_taken_in_its_order(anna: Chat) -> None:
    said = ["/idea", "Een zebrapad", "Aan de school", "3", "Jette"]
    me = Sender(anna.name, anna.name)
    anna.world.keep(
        *(Arrival(f"m{n}", json.dumps({"kind": "typed", "text": text}), me) for n, text in enumerate(said))
    )
    anna.world.settle()
    anna.play("? idea photo")
    assert [e["a"] for e in anna.state.frames[0].journal.values() if "a" in e] == [
        {"text": "Een zebrapad"},
        {"text": "Aan de school"},
        {"option": "education"},
        {"text": "Jette"},
    ]


def test_p4_what_cannot_be_read_is_put_aside_and_blocks_nobody(anna: Chat) -> None:
    world, luc = anna.world, Chat(anna.world, "luc", hint="fr")
    luc.play("given a citizen")
    anna.play("> {:idea}\n> Een zebrapad")
    world.failing = True
    world.keep(
        Arrival("odd", "{", Sender("anna", "anna")),
        Arrival("even", '{"kind": "typed", "text": "menu"}', Sender("luc", "luc")),
    )
    world.settle()
    luc.play("? menu")
    anna.play("? idea description\n[skip]\n? idea topic")
    assert world.count(tables.inbox, tables.inbox.c.state == "aside") == 1


# --- authority


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
        ~ {Changed}
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
        ~ {That idea}
        ? card
        <! Un passage
        > {:ideas}
        <! Un passage
    """)
    luc = Chat(anna.world, "luc", hint="fr")
    luc.play("< Un passage\n< Reclame\n< [card 1]\n[card 1]\n< Un passage\n<! [support 1]\n<! idea_1")


def test_h14_consent_that_is_withdrawn_meanwhile_counts_when_it_matters(anna: Chat) -> None:
    anna.play(TO_THE_PREVIEW)
    anna.play("given consent is withdrawn\n[share]\n< {For that I need your consent}\n? menu")
    assert ideas(anna.world) == 0


def test_h76_an_older_consent_is_asked_for_again(anna: Chat) -> None:
    with anna.world.desk() as desk:
        desk.connection.execute(update(tables.consents).values(version=CONSENT_VERSION - 1))
    anna.play("""
        given an idea “Un passage pour piétons”
        > {:idea}
        ? consent agree
        [no]
        > {:idea} 1
        [support 1]
        ? consent agree
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


# --- identity


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
        "menu",
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
    Chat(world).play("> /start nowhere\n< {I do not know that link}\n? welcome consent\n[no]\n? menu")


def test_h23_another_name_is_the_same_person(anna: Chat) -> None:
    anna.play("> {:idea}\n> Een zebrapad")
    for name, hint in (("Burgemeester", "fr"), ("", None)):
        arrival = Arrival(f"as {name}", '{"kind": "typed", "text": "?"}', Sender("anna", "anna", name, hint))
        anna.world.keep(arrival)
    anna.world.settle()
    anna.play("? idea description")
    assert anna.world.count(tables.people) == 1


# --- text

HOSTILE = [
    "<b>vet</b> en </a> & <script>",
    "_cursief_ *vet* [link](https://example.org) `code` ~~weg~~",
    "&lt;b&gt; &amp; &#60;",
    "{0.__class__} {title} %s %(x)s {{7*7}} ${HOME}",
    "'; drop table ideas; --",
    "50 % _ korting \\ \" '",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_h33_h39_anybodys_text_is_shown_as_it_was_written(anna: Chat, text: str) -> None:
    luc = Chat(anna.world, "luc", hint="fr")
    luc.play("given a citizen")
    luc.play("> {:idea}")
    luc.say(text)
    luc.say(f"Want {text}")
    luc.play("[work]\n[city]\n[skip]\n? idea preview")
    assert {text, f"Want {text}"} <= set(luc.news)
    luc.play("[share]\n> {:my ideas}")
    assert any(f"1. {text}" in line for line in luc.news)
    anna.play("> {:idea} 1")
    assert {text, f"Want {text}"} <= set(anna.news)
    anna.play("> {:idea}")
    anna.say(text)
    anna.play("[skip]\n[work]\n[city]\n[skip]\n? idea known")
    assert any(f"1. {text}" in line for line in anna.news)
    anna.world.operate(HideIdea(1, text))
    assert sum(text in line for line in luc.news) >= 1
    assert all("<script>" not in message.markup for message in luc.shown() + anna.shown())


def test_h34_no_name_is_shown_so_none_can_pose_as_the_organiser(anna: Chat) -> None:
    poser = Chat(anna.world, "Stad Brussel ✔ organisator", hint="nl")
    poser.play("given a citizen")
    poser.play(TO_THE_PREVIEW)
    poser.play("[share]")
    anna.play("> {:ideas}\n[card 1]\n< Een zebrapad")
    every = [message.markup for screen in anna.world.phones.screens.values() for message in screen]
    assert not any("Stad Brussel" in each or "✔" in each for each in every)


@pytest.mark.parametrize(
    "text", ["@room kom allen", "kom @everyone", " ".join(f"@naam{n}" for n in range(14))]
)
def test_h35_nobody_is_pinged(anna: Chat, text: str) -> None:
    anna.play("> {:idea}")
    anna.say(text)
    anna.play("[skip]\n[work]\n[city]\n[skip]\n? idea preview")
    line = next(line for line in anna.news if "@" in line)
    assert line.replace("\u2060", "") == text
    assert "@\u2060" in line
    assert line.count("@") == line.count("@\u2060")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Een \u202ezebra\u202c pad", "Een zebra pad"),
        ("\u2067Een\u2069 zebrapad", "Een zebrapad"),
        ("Een\u200b ze\u200dbra\ufeffpad", "Een zebrapad"),
        ("Z" + "\u0301" * 50 + "ebrapad", "Ź\u0301\u0301\u0301ebrapad"),
        (
            "Een zebrapad \U0001f468\u200d\U0001f469\u200d\U0001f467",
            "Een zebrapad \U0001f468\u200d\U0001f469\u200d\U0001f467",
        ),
        ("Een \0zebra\ud800pad", "Een zebrapad"),
    ],
    ids=["override", "isolates", "of no width", "heaped", "family", "h38"],
)
def test_h36_h38_what_cannot_be_seen_is_cleaned(anna: Chat, typed: str, kept: str) -> None:
    anna.play("> {:idea}")
    anna.say(typed)
    anna.play("[skip]\n[work]\n[city]\n[skip]\n[share]")
    assert titles(anna.world) == [kept]


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\u200b", "\u2800\u3164", "\0"])
def test_h37_nothing_at_all_is_no_answer(anna: Chat, text: str) -> None:
    anna.play("> {:idea}")
    anna.say(text)
    anna.play("? idea title\n< {I can only read words}")


@pytest.mark.parametrize("count", [121, 4096, 4097, 40_000])
def test_h37_a_title_that_is_too_long_is_told_by_how_much(anna: Chat, count: int) -> None:
    anna.play("> {:idea}")
    anna.say("z" * count)
    anna.play("? idea title\n< {there is room for}\n< 120")
    assert any(str(count) in line.replace(".", "") for line in anna.news)
    anna.say("z" * 120)
    anna.play("? idea description")
    anna.say("z" * 2001)
    anna.play("? idea description\n< {there is room for}")
    anna.say("\n".join(["z"] * 10_000))
    anna.play("? idea description\n< {there is room for}")
    anna.say("z" * 2000)
    anna.play("? idea topic")


def test_h37_a_family_on_the_limit_is_whole_or_refused(anna: Chat) -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
    anna.play("> {:idea}")
    anna.say("z" * 114 + family)
    anna.play("? idea title\n< {there is room for}\n< 121")
    anna.say("z" * 113 + family)
    anna.play("[skip]\n[work]\n[city]\n[skip]\n[share]")
    assert titles(anna.world) == ["z" * 113 + family]


@pytest.mark.parametrize("text", ["１２", "1e9", "31/02", "25:61", "-1", "0", "10", "²", "0x2", "1,5", "2.0"])
def test_h40_a_number_that_is_none_is_asked_again(anna: Chat, text: str) -> None:
    anna.play("> {:idea}\n> Zebrapad\n[skip]\n? idea topic")
    anna.say(text)
    anna.play("? idea topic\n< {I do not know that answer. Press one, or type its number}\n< 9")


@pytest.mark.parametrize(
    "text", ["2", "2.", "(2)", "②", "2️⃣", "２", "twee", "DEUX", "two", "Productie", "production"]
)
def test_h40_a_number_or_a_word_in_any_language_chooses(anna: Chat, text: str) -> None:
    anna.play("> {:idea}\n> Zebrapad\n[skip]\n? idea topic")
    anna.say(text)
    anna.play("? idea where")
    assert anna.state.frames[0].journal["topic"]["a"] == {"option": "production"}


def test_h43_a_search_for_what_is_alike_takes_signs_as_they_are(anna: Chat) -> None:
    anna.play("given an idea “Des bancs le long du canal”")
    for text in ("%%%%%", "_____ _____", "'\"`\\", '"bancs" OR "canal" NEAR', "bancs* canal^2"):
        anna.play("> {:idea}")
        anna.say(text)
        anna.play("[skip]\n[work]\n[city]\n[skip]\n<! {Something went wrong}\n> {:cancel}\n[discard idea]")


# --- kinds of message

KINDS = ("sticker", "voice", "album", "contact", "dice", "poll", "animation", "video", "unknown")
STEPS = {
    "title": "> {:idea}",
    "description": "> {:idea}\n> Zebrapad",
    "topic": "> {:idea}\n> Zebrapad\n[skip]",
    "where": "> {:idea}\n> Zebrapad\n[skip]\n[work]",
    "where-meant": "> {:idea}\n> Zebrapad\n[skip]\n[work]\n> molenbeck",
    "where-list": "> {:idea}\n> Zebrapad\n[skip]\n[work]\n[list]",
    "photo": "> {:idea}\n> Zebrapad\n[skip]\n[work]\n[city]",
    "preview": "> {:idea}\n> Zebrapad\n[skip]\n[work]\n[city]\n[skip]",
}
"""How one comes to each question of an idea."""


@pytest.mark.parametrize("step", STEPS)
def test_h46_another_kind_of_message_is_asked_again_and_nothing_is_lost(anna: Chat, step: str) -> None:
    anna.play(STEPS[step])
    answers = anna.state.frames[0].journal
    for kind in KINDS:
        anna.send(kind)
        anna.play(f"? idea {step}")
        assert anna.state.frames[0].journal == answers


def test_h46_another_kind_of_message_where_nothing_is_asked(anna: Chat) -> None:
    for kind in KINDS:
        anna.send(kind)
        anna.play("< {I did not understand that. Choose}\n? menu")


def test_h48_a_correction_that_is_too_long_changes_nothing(anna: Chat) -> None:
    anna.play("> {:idea}\n> Een zebrapad\n? idea description")
    anna.edit("zebrapad", "z" * 121)
    anna.play("""
        < {there is room for}
        ? idea description
        (edits “zebrapad”) /menu
        ? amend take
        [no]
        (edits “zebrapad”) Een drempel
        [yes]
        [skip]
        [work]
        [city]
        [skip]
        < Een drempel
    """)


def test_h48_a_correction_that_is_one_of_the_answers(anna: Chat) -> None:
    anna.play("> {:idea}\n> Een zebrapad\n> Waarom niet\n? idea topic")
    anna.edit("Waarom", next(b.label for b in anna.buttons() if anna._called("skip")[0](b)))
    anna.play("? amend take\n[yes]\n? idea topic")
    assert anna.state.frames[0].journal["description"]["a"] == {"option": "skip"}


def test_h48_a_message_that_was_no_answer_is_left_alone(anna: Chat) -> None:
    anna.play("""
        > hello
        > {:idea}
        > Een zebrapad
        (edits “hello”) Goodbye
        (silence)
        (edits “zebrapad”) Een zebrapad
        (silence)
        > {:cancel}
        (edits “zebrapad”) Een drempel
        (silence)
    """)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_h52_every_word_works_at_every_question(world: World, step: str, language: str) -> None:
    anna = Chat(world, hint=language)
    anna.play("given a programme\ngiven a citizen")
    anna.play(STEPS[step])
    asked = f"? idea {step}"
    anna.play(f"> {{:help}}\n< {{This is how}}\n{asked}")
    anna.play(f"> {{:language}}\n? language language\n> {{:back}}\n{asked}")
    anna.play("> {:back}\n? idea")
    anna.play("> {:cancel}\n? left\n> {:menu}\n? menu\n> {:start}\n? menu\n> {:stop}\n? stop-all")
    anna.play("[menu]\n[idea]\n? " + ("idea" if step in {"title", "description"} else "resume"))


def test_h52_an_answer_after_thirty_days(anna: Chat) -> None:
    anna.play("""
        > {:idea}
        > Een zebrapad
        (30 days later)
        > Omdat de auto's er te snel rijden
        < {It has been a while}
        ? resume go-on
        [yes]
        ? idea description
    """)


def test_h52_a_button_after_thirty_days(anna: Chat) -> None:
    anna.play("""
        > {:idea}
        > Een zebrapad
        (30 days later)
        [{Skip}]
        ~ {That conversation is over}
        ? menu
        [idea]
        ? resume go-on
    """)


def test_h52_a_question_of_thirty_days_ago_that_had_no_answer_yet(anna: Chat) -> None:
    anna.play("> {:idea}\n(30 days later)\n> Een zebrapad\n< {I did not understand that. Choose}\n? menu")


def test_h53_two_hundred_messages_in_a_minute(anna: Chat) -> None:
    luc = Chat(anna.world, "luc", hint="fr")
    luc.play("given a citizen")
    anna.play("> {:idea}")
    me = Sender("anna", "anna")
    said = [json.dumps({"kind": "typed", "text": f"bericht {n}"}) for n in range(199)]
    anna.world.keep(*(Arrival(f"f{n}", raw, me) for n, raw in enumerate(said)))
    taken = anna.world.settle()
    assert sum(note == "flood-dropped" for each in taken for note in each.notes) == 200 - MOST_A_MINUTE
    assert sum("veel tegelijk" in m.text or "a lot at once" in m.text for m in anna.shown()) == 1
    assert len(anna.shown()) <= MOST_A_MINUTE + 1
    luc.play("> {:menu}\n? menu")
    anna.play("> {:menu}\n(silence)\n(1 minute later)\n> {:menu}\n? left")


def test_h53_presses_are_counted_like_words(anna: Chat) -> None:
    anna.play("> {:menu}\n[settings] 70 times\n(silence)\n(60 seconds later)\n[settings]\n? settings")


# --- time


def test_h67_down_for_ten_days_there_is_no_nudge_but_the_draft(anna: Chat) -> None:
    anna.play("given a citizen with reminders\n> {:idea}\n> Een zebrapad")
    anna.world.clock.at += timedelta(days=10)
    said = len(anna.world.phones.ever["anna"])
    assert anna.world.fire() == 1
    assert anna.world.fire() == 0
    assert len(anna.world.phones.ever["anna"]) == said
    anna.play("> Omdat het gevaarlijk is\n< {It has been a while}\n? resume go-on")


@pytest.mark.parametrize("start", ["2026-10-23T22:30", "2026-03-27T23:30", "2026-12-31T23:59"])
def test_h66_one_nudge_whatever_the_clocks_on_the_wall_do(world: World, start: str) -> None:
    world.clock.at = datetime.fromisoformat(f"{start}+00:00")
    anna = Chat(world)
    anna.play("given a programme\ngiven a citizen with reminders\n> {:idea}\n> Een zebrapad")
    for _hour in range(4 * 24):
        anna.wait(timedelta(hours=1))
    assert [m.lane for m in world.phones.ever["anna"]].count(Lane.NEWS) == 1


def test_h66_one_nudge_for_one_sitting_however_often_it_falls_silent(anna: Chat) -> None:
    anna.play("""
        given a citizen with reminders
        > {:idea}
        > Een zebrapad
        (1 day later)
        > Omdat het er gevaarlijk is
        (5 days later)
        [work]
        (6 days later)
        [city]
        (30 days later)
    """)
    assert [m.lane for m in anna.world.phones.ever["anna"]].count(Lane.NEWS) == 1


# --- one thing in the middle of another


def test_an_idea_may_be_looked_at_and_supported_while_another_is_written(anna: Chat) -> None:
    anna.play("""
        given an idea “Un passage pour piétons”
        > {:idea}
        > Een zebrapad
        > /start idea_1
        < Un passage pour piétons
        ? idea description
        [support 1]
        ~ {Your support is counted}
        <= {You support this idea}
        ? idea description
        > /settings
        < [language] [home]
        ? idea description
        [home]
        ? home home
        > Jette
        < {@jette}
        ? idea description
        > Een zebrapad
        ? idea topic
    """)


def test_h48_of_two_corrections_the_last_counts(anna: Chat) -> None:
    anna.play("""
        > {:idea}
        > Een zebrapad
        (edits “zebrapad”) Een drempel
        ? amend take
        (edits “zebrapad”) Twee drempels
        ? amend take
        < Twee drempels
        [yes]
        ? idea description
        [skip]
        [work]
        [city]
        [skip]
        < Twee drempels
    """)


@pytest.mark.parametrize("hint", [None, "de", "", "xx-YY"])
def test_who_speaks_none_of_ours_is_asked_first(world: World, hint: str | None) -> None:
    anna = Chat(world, hint=hint)
    anna.play("""
        given a programme
        > /start
        ? welcome language
        > Deutsch
        ? welcome language
        > menu
        ? welcome language
        > 2
        (now in fr)
        ? welcome consent
        > menu
        ? welcome consent
        [no]
        ? menu
    """)


# --- notices


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_becomes_of_an_idea_is_told_to_its_author_in_their_language(world: World, language: str) -> None:
    anna = Chat(world, hint=language)
    anna.play(
        "given a programme\ngiven a citizen\ngiven my idea “Een zebrapad”\n> {:language}\n[fr]\n(now in fr)"
    )
    world.operate(HideIdea(1, "Reclame"))
    anna.play("< Een zebrapad\n< Reclame\n< [card 1]\n[card 1]\n? card\n< {Only you}")
    assert [m.lane for m in world.phones.ever["anna"]].count(Lane.SERVICE) == 1


def test_after_stop_there_are_only_answers(anna: Chat) -> None:
    anna.play("given my idea “Een zebrapad”\n> {:stop}\n? stop-all")
    said = len(anna.world.phones.ever["anna"])
    anna.world.operate(HideIdea(1, "Reclame"))
    anna.wait(timedelta(days=10))
    assert len(anna.world.phones.ever["anna"]) == said
    anna.play("> {:idea} 1\n? card")


def test_a_door_that_is_closed_is_not_knocked_on(anna: Chat) -> None:
    anna.play("given my idea “Een zebrapad”\n> {:menu}\n(blocked)\n(silence)")
    anna.world.operate(HideIdea(1, "Reclame"))
    anna.play("(silence)\n(10 days later)\n(silence)\n(unblocked)\n(silence)\n> {:menu}\n? menu")


# --- what breaks


def test_p4_a_turn_that_fails_three_times_is_put_aside_and_may_be_tried_again(anna: Chat) -> None:
    world, me = anna.world, anna.world.who("anna").person
    spoil = update(tables.people).where(tables.people.c.id == me)
    anna.play("> {:idea}\n> Een zebrapad")
    with world.desk() as desk:
        desk.connection.execute(spoil.values(topics="{"))
    world.failing = True
    anna.play("> /settings\n< {Something went wrong}\n? menu")
    with world.desk() as desk:
        desk.connection.execute(spoil.values(topics="[]"))
        (aside,) = desk.ask(UpdatesAside())
    assert aside.attempts == 3
    assert "settings" not in aside.reason
    anna.play("> {:idea}\n[yes]\n? idea description")
    assert world.operate(RetryAside()) == [1]
    anna.play("< [language] [home] [topics]\n? idea description")
