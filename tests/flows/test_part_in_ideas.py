"""Comments, reports and corrections, where somebody means harm or things go wrong."""

from __future__ import annotations

import pytest

from bot.civic.comments import AddComment
from bot.civic.ideas import HideIdea, WithdrawIdea
from bot.civic.people import OPINIONS, WithdrawConsent
from bot.civic.reports import HideReported, KeepReported, Report
from bot.engine.outgoing import Lane
from bot.engine.tokens import LinkToken
from storage import tables
from tests.chat import Chat
from tests.flows.test_text import HOSTILE
from tests.worlds import World

TO_WRITE = "> {:idea} 1\n[comments 1]\n[write 1]\n? write text"


@pytest.fixture
def reader(anna: Chat) -> Chat:
    """Give a citizen, and an idea of somebody else's."""
    anna.play("given an idea “Un passage pour piétons”")
    return anna


@pytest.mark.parametrize("text", HOSTILE)
def test_h33_h39_a_comment_is_shown_as_it_was_written(reader: Chat, text: str) -> None:
    reader.play(TO_WRITE)
    reader.say(text)
    assert text in reader.news
    reader.play("[publish]")
    assert any(f"1. {text}" in line for line in reader.news)
    assert all("<script>" not in message.markup for message in reader.shown())


def test_h34_a_comment_is_a_citizens_and_nobodys_by_name(reader: Chat) -> None:
    poser = Chat(reader.world, "Stad Brussel ✔ organisator", hint="nl")
    poser.play("given a citizen")
    poser.world.does(poser.name, AddComment(1, "Wij beslissen"))
    reader.play("> {:idea} 1\n[comments 1]\n< Wij beslissen\n< {a citizen, on}")
    assert all("organisator" not in message.text for message in reader.shown())


def test_h35_h36_a_comment_pings_nobody_and_turns_nothing_around(reader: Chat) -> None:
    reader.play(TO_WRITE)
    reader.say("@everyone \u202eomgekeerd\u200b")
    reader.play("[publish]\n< omgekeerd")
    with reader.world.desk() as desk:
        (row,) = desk.connection.execute(tables.comments.select()).all()
    assert row.text == "@everyone omgekeerd"
    assert all("@everyone" not in message.text for message in reader.shown())


@pytest.mark.parametrize("count", [1001, 4097, 40_000])
def test_h37_too_long_a_comment_is_asked_for_again_with_the_count(reader: Chat, count: int) -> None:
    reader.play(TO_WRITE)
    reader.say("z" * count)
    reader.play("? write text\n< {characters, and there is room for}")
    reader.say("👨‍👩‍👧‍👦" * 20)
    reader.play("? write preview\n[publish]\n? comments")


@pytest.mark.parametrize("kind", ["sticker", "voice", "poll", "contact", "dice"])
def test_h46_other_kinds_of_message_are_no_comment_and_lose_nothing(reader: Chat, kind: str) -> None:
    reader.play(f"{TO_WRITE}\n({kind})\n? write text\n> Goed plan\n({kind})\n? write preview\n< Goed plan")


def test_h48_an_edited_comment_is_offered_as_a_correction_until_it_is_published(reader: Chat) -> None:
    reader.play(f"""{TO_WRITE}
        > Goet plan
        (edits “Goet”) Goed plan
        ? amend take
        [yes]
        ? write preview
        < Goed plan
        [publish]
        (edits “Goet”) Slecht plan
        (silence)
    """)


def test_h52_the_answer_of_a_month_later_is_still_taken(reader: Chat) -> None:
    reader.play(f"{TO_WRITE}\n> Goed plan\n(31 days later)\n[publish]\n? comments\n< Goed plan")


def test_h12_the_idea_is_gone_while_a_comment_is_written(reader: Chat) -> None:
    reader.play(f"{TO_WRITE}\n> Goed plan\n? write preview")
    reader.world.does("luc", WithdrawIdea(1))
    reader.play("[publish]\n< {That idea is no longer in the list}\n? card none")
    assert reader.world.count(tables.comments) == 0


def test_h14_consent_is_read_when_the_comment_is_published(reader: Chat) -> None:
    reader.play(f"{TO_WRITE}\n> Goed plan\n? write preview")
    reader.world.does("anna", WithdrawConsent(OPINIONS))
    reader.play("[publish]\n? write agree-3\n[no]\n? card")
    assert reader.world.count(tables.comments) == 0


def test_h28_a_comment_published_twenty_times_is_one(reader: Chat) -> None:
    reader.play(f"{TO_WRITE}\n> Goed plan\n? write preview\n[publish] 20 times")
    assert reader.world.count(tables.comments) == 1


def test_what_was_written_about_one_idea_is_not_said_of_another(reader: Chat) -> None:
    reader.play("given an idea “Une boîte à livres”")
    reader.play("> {:idea} 2\n[comments 2]")
    reader.play(f"{TO_WRITE}\n> Goed plan\n? write preview\n[write 2]\n? write text\n< livres")


def test_h10_somebody_elses_idea_cannot_be_changed_or_taken_back(reader: Chat) -> None:
    mint, me = reader.world.worker.turns.house.mint, reader.world.who("anna").account
    for link in (
        LinkToken("change", (1,)),
        LinkToken("correct", (1, "title")),
        LinkToken("take-back", (1,)),
    ):
        reader.press_token(mint.make(link, me))
        reader.play("? card")
    reader.press_token(mint.make(LinkToken("correct", (1, "author")), me))
    reader.play("? card\n< Un passage pour piétons")


def test_h58_an_idea_taken_back_is_gone_everywhere(anna: Chat) -> None:
    anna.play("given my idea “Een zebrapad met een geheim”\ngiven 2 comments on idea 1")
    luc = Chat(anna.world, "luc", hint="fr")
    luc.play("given a citizen\n> {:ideas}\n[card 1]\n[support 1]\n[follow 1]\n[yes]")
    anna.play("> {:idea} 1\n[take-back 1]\n[yes]")
    for where in (
        "> {:idea} 1",
        "> {:ideas}",
        "> {:new}",
        "> {:search} zebrapad",
        "> {:following}",
        "[comments 1]",
    ):
        luc.play(f"{where}\n<! geheim")
    anna.play("> {:my ideas}\n<! geheim")
    with anna.world.desk() as desk:
        (row,) = desk.connection.execute(tables.ideas.select()).all()
    assert (row.title, row.description, row.hidden_as) == ("", "", "withdrawn")
    assert anna.world.count(tables.idea_words) == 0


def reported(world: World, about: str, number: int, *names: str) -> None:
    """Let people report something."""
    for name in names:
        world.meet(name, "fr")
        world.does(name, Report(about, number, "spam"))
    world.settle()


def test_the_author_of_a_reported_idea_hears_every_step_and_why(anna: Chat) -> None:
    world = anna.world
    anna.play("given my idea “Een zebrapad”")
    reported(world, "idea", 1, "a", "b")
    anna.play("(silence)")
    reported(world, "idea", 1, "b", "b", "c")
    anna.play("< {Several people have reported your idea}")
    world.operate(HideReported(1, "Reclame"))
    anna.play("< Reclame\n< Een zebrapad")
    lanes = [m.lane for m in world.phones.ever["anna"] if m.lane is not Lane.ANSWER]
    assert lanes == [Lane.SERVICE, Lane.SERVICE]


def test_the_author_of_a_reported_comment_hears_every_step_and_why(reader: Chat) -> None:
    world = reader.world
    world.does("anna", AddComment(1, "Koop bij mij"))
    reported(world, "comment", 1, "a", "b", "c")
    reader.play(
        "< {Several people have reported your comment}\n< Koop bij mij\n[comment 1]\n? comment\n< Koop bij mij"
    )
    reader.play("< {Several people have reported it.}")
    world.operate(KeepReported(1))
    reader.play("< {An organiser has looked at your comment}")
    reported(world, "comment", 1, "d", "e", "f")
    world.operate(HideReported(4, "Reclame"))
    reader.play("< Koop bij mij\n< Reclame")
    lanes = [m.lane for m in world.phones.ever["anna"] if m.lane is not Lane.ANSWER]
    assert lanes == [Lane.SERVICE] * 4


def test_an_organiser_hides_what_is_held_and_nobody_finds_it(anna: Chat) -> None:
    anna.play("given an idea “Achetez chez moi”")
    reported(anna.world, "idea", 1, "a", "b", "c")
    anna.play("> {:idea} 1\n? card held\n<! Achetez\n> {:search} achetez\n? ideas empty")
    anna.world.operate(HideIdea(1, "Publicité"))
    anna.play("> {:idea} 1\n? card none")
