"""What somebody deletes on a platform that tells us: what it gave is withdrawn everywhere, and they are told what was done (H58)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.engine.incoming import Arrival, Sender
from bot.text.languages import LANGUAGES
from storage import tables
from tests.chat import Chat
from tests.worlds import World

SECRET = "geheimpje"
SHARED = f"""
    > {{:idea}}
    > Een zebrapad met een {SECRET}
    > Omdat het een {SECRET} is
    [work]
    > 1080
    (photo)
    [share]
    ? filed
"""


def kept(world: World) -> str:
    """Return all that the database holds, but for what others were told."""
    with world.desk() as desk:
        rows = [
            [column for column in row if not isinstance(column, bytes)]
            for table in tables.metadata.sorted_tables
            for row in desk.connection.execute(select(table)).all()
        ]
    return json.dumps(rows, default=str)


@pytest.fixture(params=LANGUAGES)
def author(request: pytest.FixtureRequest, world: World) -> Chat:
    """Give somebody who has shared an idea, in each language."""
    chat = Chat(world, hint=request.param)
    chat.play(f"given a programme\ngiven a citizen\n{SHARED}")
    return chat


@pytest.mark.parametrize("part", ["Een zebrapad", "Omdat het"])
def test_h58_the_message_with_an_ideas_title_or_text_takes_the_idea_back(author: Chat, part: str) -> None:
    author.play(f"""
        (redacts “{part}”)
        < {{You deleted that message, so I have taken your idea}}
        ? menu
        > {{:idea}} 1
        ? card none
        > {{:my ideas}}
        <! {SECRET}
    """)
    assert SECRET not in kept(author.world)
    with author.world.desk() as desk:
        idea = desk.connection.execute(select(tables.ideas)).one()
        photo = desk.connection.execute(select(tables.media)).one()
    assert (idea.hidden_as, idea.title, idea.description, idea.picture) == ("withdrawn", "", "", None)
    assert photo.jpeg == b""


def test_h58_the_message_with_its_photo_takes_the_idea_back(author: Chat) -> None:
    author.play(
        "(redacts “(photo)”)\n< {You deleted that message, so I have taken your idea}\n> {:idea} 1\n? card none"
    )


def test_h58_a_message_that_only_chose_something_takes_nothing_back(author: Chat) -> None:
    author.play("(redacts “1080”)\n(silence)\n(redacts the press)\n(silence)\n> {:idea} 1\n? card card")


def test_h58_the_second_message_that_is_deleted_says_nothing_new(author: Chat) -> None:
    author.play("(redacts “Een zebrapad”)\n? menu\n(redacts “Omdat het”)\n(silence)")


def test_h58_who_follows_an_idea_hears_that_it_was_taken_back(author: Chat) -> None:
    luc = Chat(author.world, "luc", hint="fr")
    luc.play("given a citizen with reminders\n> {:idea} 1\n[follow 1]")
    author.play("(redacts “Een zebrapad”)")
    luc.wait(timedelta(days=1))
    luc.play(f"< {{whoever shared it has taken it back}}\n<! {SECRET}")


def test_h58_of_a_title_that_was_corrected_the_new_message_counts(author: Chat) -> None:
    author.play("""
        > {:idea} 1
        [change 1]
        [correct 1 title]
        > Een oversteekplaats
        [change]
        ? card
        (redacts “Een zebrapad”)
        (silence)
        > {:idea} 1
        < Een oversteekplaats
        (redacts “Een oversteekplaats”)
        < {You deleted that message, so I have taken your idea}
    """)
    assert "oversteekplaats" not in kept(author.world)


def test_h58_what_was_taken_back_in_the_chat_is_not_taken_back_again(author: Chat) -> None:
    author.play(
        "> {:idea} 1\n[take-back 1]\n[yes]\n(redacts “Een zebrapad”)\n< {That idea is no longer in the list}"
    )


@pytest.fixture(params=LANGUAGES)
def reader(request: pytest.FixtureRequest, world: World) -> Chat:
    """Give somebody before an idea of somebody else's, in each language."""
    chat = Chat(world, hint=request.param)
    chat.play("given a programme\ngiven an idea “Un passage pour piétons”\ngiven a citizen\n> {:idea} 1")
    return chat


def test_h58_the_message_with_a_comment_takes_the_comment_back(reader: Chat) -> None:
    reader.play(f"""
        [comments 1]
        [write 1]
        > Een goed {SECRET}
        [publish]
        < {SECRET}
        (redacts “Een goed”)
        < {{You deleted that message, so I have taken your comment}}
        ? menu
        > {{:idea}} 1
        [comments 1]
        <! {SECRET}
    """)
    assert SECRET not in kept(reader.world)


def test_h58_the_reaction_that_gave_support_takes_it_back(reader: Chat) -> None:
    reader.play("[support 1]\n~ {Your support is counted}\n(redacts the press)")
    reader.play("< {You took that back, so you no longer support idea}\n? menu")
    assert reader.world.count(tables.supports) == 0


def test_h58_the_number_that_gave_support_takes_it_back(reader: Chat) -> None:
    reader.play(
        "> 1\n< {You support this idea}\n(redacts “1”)\n< {You took that back, so you no longer support idea}"
    )
    assert reader.world.count(tables.supports) == 0


def test_h58_only_the_reaction_by_which_it_is_supported_now_takes_support_back(reader: Chat) -> None:
    reader.play("[support 1]")
    first = reader.pressed[-1]
    reader.play("[withdraw 1]\n[support 1]")
    last, reader.pressed = reader.pressed[-1], [first]
    reader.play("(redacts the press)\n(silence)")
    assert reader.world.count(tables.supports) == 1
    reader.pressed = [last]
    reader.play("(redacts the press)\n< {You took that back, so you no}")
    assert reader.world.count(tables.supports) == 0


def test_h58_support_stays_once_it_is_counted_out(reader: Chat) -> None:
    reader.play(
        "[support 1]\n(101 days later)\n(redacts the press)\n< {Ideas and support are not collected just now}"
    )
    assert reader.world.count(tables.supports) == 1


def test_h58_nobody_takes_back_what_somebody_else_gave(author: Chat) -> None:
    luc = Chat(author.world, "luc", hint="fr")
    luc.play("given a citizen\n> {:menu}")
    luc.mine = list(author.mine)
    luc.play("(redacts “Een zebrapad”)\n(silence)\n> {:idea} 1\n? card card")


def test_h58_in_the_middle_of_something_else_the_question_is_put_again(author: Chat) -> None:
    author.play("""
        > {:idea}
        > Bankjes in het park
        ? idea description
        (redacts “Een zebrapad”)
        < {You deleted that message, so I have taken your idea}
        ? idea description
        [skip]
        ? idea topic
    """)


TO_THE_TEXT = "> {:idea}\n> Bankjes met een geheimpje\n? idea description"


@pytest.fixture
def writer(world: World) -> Chat:
    """Give somebody who is writing an idea."""
    chat = Chat(world)
    chat.play(f"given a programme\ngiven a citizen\n{TO_THE_TEXT}")
    return chat


def test_h58_an_answer_that_is_being_changed_is_forgotten_too(writer: Chat) -> None:
    writer.play("[skip]\n[work]\n[city]\n[skip]\n[title]\n? idea title\n(redacts “Bankjes”)")
    assert SECRET not in kept(writer.world)
    writer.play("> {:back}\n? idea title\n> Stoelen\n? idea preview\n< Stoelen")


def test_h58_new_words_that_are_being_offered_go_with_the_message(writer: Chat) -> None:
    writer.play(
        f"(edits “Bankjes”) Stoelen met een {SECRET}\n? amend take\n(redacts “Bankjes”)\n? idea title"
    )
    assert SECRET not in kept(writer.world)


def test_h58_a_choice_that_is_taken_back_is_asked_for_again(writer: Chat) -> None:
    writer.play(
        "[skip]\n[work]\n? idea where\n(redacts the press)\n< {You took that back, so I have}\n? idea topic"
    )
    writer.play("[culture]\n? idea where\n[city]\n[skip]\n< {@culture}")


def test_h58_a_choice_that_was_changed_since_is_not_taken_back_with_the_first_press(writer: Chat) -> None:
    writer.play("[skip]\n[work]")
    first = writer.pressed[-1]
    writer.play("[culture]\n~ {Changed.}")
    writer.pressed = [first]
    writer.play("(redacts the press)\n(silence)\n[city]\n[skip]\n< {@culture}")


def test_h58_a_draft_forgets_it_too(writer: Chat) -> None:
    writer.play("> {:cancel}\n(redacts “Bankjes”)\n(silence)")
    assert SECRET not in kept(writer.world)


def test_h58_what_was_put_aside_is_forgotten(writer: Chat) -> None:
    sender = Sender("anna", "anna", "anna", "nl")
    raw = json.dumps({"kind": "typed", "text": SECRET})
    writer.world.keep(Arrival("m77", raw, sender))
    with writer.world.desk() as desk:
        last = desk.connection.execute(
            select(tables.inbox.c.id).where(tables.inbox.c.key == "m77")
        ).scalar_one()
        desk.put_aside(last, "broken")
    writer.play("(redacts “Bankjes”)")
    assert SECRET in kept(writer.world)
    writer.mine.append(("m77", SECRET))
    writer.play(f"(redacts “{SECRET}”)")
    assert SECRET not in kept(writer.world)


def test_h58_where_nobody_tells_of_deletions_nothing_is_noted(world: World) -> None:
    world.phones.redacts = False
    world.restart()
    chat = Chat(world)
    chat.play(f"given a programme\ngiven a citizen\n{SHARED}")
    assert world.count(tables.sources) == 0
