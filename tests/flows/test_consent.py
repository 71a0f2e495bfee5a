"""Consent in other words than before: asked for once more, kindly, when it matters and not before (H76)."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot.civic.people import CONSENT_VERSIONS, OPINIONS
from bot.engine.chat import dump_chat
from bot.text.languages import LANGUAGES
from storage import tables
from tests.chat import Chat
from tests.worlds import World

NEW = "< {You agreed before; something is new.}"
TO_THE_PREVIEW = "> {:idea}\n> Zebrapad\n[skip]\n[work]\n[city]\n[skip]\n? idea preview"


def agreed_before(chat: Chat) -> None:
    """Let everybody have agreed to the words before today's."""
    with chat.world.desk() as desk:
        earlier = update(tables.consents).where(tables.consents.c.kind == OPINIONS)
        desk.connection.execute(earlier.values(version=CONSENT_VERSIONS[OPINIONS] - 1))


def versions(world: World) -> list[int]:
    """Return the versions of the consents to opinions that are in force."""
    given = select(tables.consents.c.version).where(
        tables.consents.c.withdrawn_at.is_(None), tables.consents.c.kind == OPINIONS
    )
    with world.desk() as desk:
        return sorted(desk.connection.execute(given).scalars())


@pytest.fixture(params=LANGUAGES)
def earlier(request: pytest.FixtureRequest, world: World) -> Chat:
    """Give somebody who shared and supported an idea when consent was asked for in other words, in each language."""
    chat = Chat(world, hint=request.param)
    chat.play("""
        given a programme
        given a citizen with reminders
        given my idea “Mijn eerste idee”
        given an idea “Un passage pour piétons”
        > {:idea} 2
        [support 2]
    """)
    agreed_before(chat)
    return chat


def test_h76_reading_asks_for_nothing(earlier: Chat) -> None:
    earlier.play("""
        > {:ideas}
        ? ideas
        > {:idea} 2
        ? card
        < {You support this idea}
        [comments 2]
        ? comments
        > {:search} passage
        ? ideas
        > {:settings}
        < {yes, before comments were there}
    """)


def test_h76_the_next_opinion_asks_once_and_says_what_is_new(earlier: Chat) -> None:
    earlier.play(f"> {{:idea}}\n? consent agree-3\n{NEW}\n[yes]\n? idea title")
    earlier.play("> {:cancel}\n> {:idea} 2\n[comments 2]\n[write 2]\n? write text\n> {:cancel}")
    earlier.play("> {:settings}\n<! {before comments were there}")
    current = CONSENT_VERSIONS[OPINIONS]
    # Both stand: the earlier one is the proof of what was done under it.
    assert [v for v in versions(earlier.world) if v == current] == [current]


@pytest.mark.parametrize(
    ("to", "then"),
    [
        ("> {:idea} 2\n[comments 2]\n[write 2]", "? write text"),
        ("> {:idea} 2\n[follow 2]", "? card\n< {You follow this idea.}"),
        ("> {:idea} 1\n[change 1]\n[correct 1 title]", "? correct title"),
    ],
)
def test_h76_whatever_is_said_next_goes_on_after_it(earlier: Chat, to: str, then: str) -> None:
    earlier.play(f"{to}\n? consent agree-3\n{NEW}\n[yes]\n{then}")


def test_h76_who_says_no_keeps_what_was_given_so_far(earlier: Chat) -> None:
    earlier.play(f"""
        > {{:idea}}
        {NEW}
        [no]
        < {{No problem: I store nothing new}}
        ? menu
        > {{:my ideas}}
        < Mijn eerste idee
        > {{:idea}} 2
        < {{You support this idea}}
        > {{:idea}}
        ? consent agree-3
    """)
    assert earlier.world.count(tables.supports) == 1


def test_h76_support_is_withdrawn_and_a_comment_taken_back_without_agreeing_to_anything_new(
    earlier: Chat,
) -> None:
    earlier.play("> {:idea} 2\n[withdraw 2]\n~ {Your support is withdrawn}\n? card")
    earlier.play("> {:idea} 1\n[take-back 1]\n[yes]\n< {is gone for good}")
    assert earlier.world.count(tables.supports) == 0


def test_h76_the_earlier_consent_is_withdrawn_in_the_settings(earlier: Chat) -> None:
    earlier.play(
        "> {:settings}\n< [agree opinions] [disagree opinions]\n[disagree opinions]\n[yes]\n? settings"
    )
    earlier.play("<! {before comments were there}\n<! [disagree opinions]\n> {:idea}\n? consent agree-3")
    earlier.play("<! {You agreed before}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_h76_an_idea_half_written_under_the_earlier_words_is_not_lost(world: World, language: str) -> None:
    chat = Chat(world, hint=language)
    chat.play(f"given a programme\ngiven a citizen\n{TO_THE_PREVIEW}")
    agreed_before(chat)
    chat.play(f"[share]\n? idea agree-3\n{NEW}\n[yes]\n? filed\n> {{:my ideas}}\n< Zebrapad")


def test_h76_nobody_agrees_to_words_that_they_have_not_read(world: World) -> None:
    chat = Chat(world)
    chat.play("given a programme\n> /start\n? welcome agree-3")
    state = chat.state
    # As an earlier release asked it: in a step of its own.
    state.frames[-1].asked = {0: ("consent", ["yes", "no"])}
    account = world.who("anna").account
    with world.desk() as desk:
        desk.save_chat(account, dump_chat(state))
        desk.flush()
    chat.play("[yes]\n< {That choice is no longer there}\n? welcome agree-3")
    assert versions(world) == []
    chat.play("[yes]\n? welcome reminders")
    assert versions(world) == [CONSENT_VERSIONS[OPINIONS]]
