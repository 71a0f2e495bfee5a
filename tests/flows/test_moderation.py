"""Moderation as those meet it whom it is about, and as those do who moderate: everybody concerned hears why, in their language, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.civic.ideas import SubmitIdea
from bot.civic.links import AgreeToLink, MakeCode, TryCode, Unlink
from bot.civic.measures import Appeal, Block, BlockAuthor, DecideAppeal, MyBlock, WarnAuthor
from bot.civic.people import OPINIONS, FinishWelcome, GiveConsent, SpeakLanguage
from bot.civic.reports import HideReported, KeepReported, Report
from bot.civic.rights import Fate, ForgetMe
from bot.civic.roles import Role
from bot.engine.outgoing import Lane
from bot.engine.tokens import LinkToken
from storage import tables
from tests.chat import Chat
from tests.worlds import World

HOUR = timedelta(hours=1)


def somebody(world: World, name: str, language: str, *roles: Role) -> None:
    """Let somebody be there, with these roles."""
    world.meet(name, language)
    world.does(name, SpeakLanguage(language), FinishWelcome(), GiveConsent(OPINIONS))
    for role in roles:
        world.appoint(name, role)


@pytest.fixture
def town(world: World) -> World:
    """Give a city in which luc, who speaks French, has shared two ideas."""
    world.programme()
    somebody(world, "luc", "fr")
    for title in ("Achetez chez moi", "Achetez encore"):
        world.does("luc", SubmitIdea(title, "", "work", "city"))
    somebody(world, "mia", "nl", Role.MODERATOR)
    somebody(world, "olga", "nl", Role.ORGANISER)
    somebody(world, "otto", "nl", Role.ORGANISER)
    somebody(world, "door", "nl", Role.DOOR)
    world.meet("elsewhere", "nl")
    world.appoint("elsewhere", Role.MODERATOR, 7)
    return world


def held(world: World, number: int) -> None:
    """Let three people report an idea."""
    for n in range(3):
        world.meet(f"reporter-{n}", "nl")
        world.does(f"reporter-{n}", Report("idea", number, "spam"))
    world.settle()


def told(world: World, name: str) -> list[str]:
    """Return what somebody was told without having asked, in the lane of their own affairs."""
    return [m.text for m in world.phones.screens.get(name, []) if m.lane is Lane.SERVICE]


def test_who_moderates_hears_once_an_hour_that_something_is_held_and_nobody_else_does(town: World) -> None:
    held(town, 1)
    held(town, 2)
    town.forward(timedelta(minutes=2))
    names = ("mia", "olga", "door", "elsewhere")
    assert [len(told(town, name)) for name in names] == [1, 1, 0, 0]
    town.operate(HideReported(1, "spam"))
    town.forward(HOUR)
    assert [len(told(town, name)) for name in names] == [1, 1, 0, 0]


def test_h68_who_moderates_is_not_woken(town: World) -> None:
    town.forward(timedelta(hours=14))
    held(town, 1)
    town.forward(timedelta(minutes=5))
    assert told(town, "mia") == []
    town.forward(timedelta(hours=10))
    assert len(told(town, "mia")) == 1


def test_a_reason_is_read_in_its_readers_language_and_words_as_they_were_written(town: World) -> None:
    held(town, 1)
    town.does(
        "mia", WarnAuthor(1, "spam"), BlockAuthor(1, "Dit is de derde keer", 7), HideReported(1, "insult")
    )
    town.settle()
    warned, blocked, hidden = told(town, "luc")[1:]
    assert "C’est de la publicité" in warned
    assert "Dit is de derde keer" in blocked
    assert "C’est insultant" in hidden
    assert "Achetez chez moi" in warned
    assert all("mia" not in text for text in (warned, blocked, hidden))


def test_an_appeal_goes_to_organisers_but_not_to_who_decided_the_block(town: World) -> None:
    held(town, 1)
    town.does("olga", BlockAuthor(1, "spam", 7))
    town.does("luc", Appeal("Je ne vends rien"))
    before = {name: len(told(town, name)) for name in ("mia", "olga", "otto")}
    town.fire()
    after = {name: len(told(town, name)) - before[name] for name in before}
    assert after == {"mia": 0, "olga": 0, "otto": 1}
    town.does("otto", DecideAppeal(1, ends=True, answer="C’était une erreur"))
    town.settle()
    assert "C’était une erreur" in told(town, "luc")[-1]
    town.does("luc", SubmitIdea("Une fontaine", "", "work", "city"))


def test_h14_a_role_that_is_taken_back_before_the_last_press_decides_nothing(town: World) -> None:
    held(town, 1)
    mia = Chat(town, "mia")
    mia.play("> {:moderate}\n[reported 1]\n[measure 1 block]\n[spam]\n[d7]\n? measure sure")
    account = town.who("mia").account
    with town.desk() as desk:
        desk.connection.execute(tables.roles.delete().where(tables.roles.c.account == account))
    mia.play("[yes]\n<! {Its author is blocked, told why}")
    assert town.count(tables.measures) == 0


@pytest.mark.parametrize(
    "token", [LinkToken("keep-reported", (1,)), LinkToken("reported", (1,)), LinkToken("appealed", (1,))]
)
def test_h10_a_moderators_button_in_a_citizens_hand_does_and_shows_nothing(
    town: World, token: LinkToken
) -> None:
    held(town, 1)
    luc = Chat(town, "luc")
    luc.press_token(town.worker.turns.house.mint.make(token, town.who("luc").account))
    luc.play("<! {has reported it}")
    assert town.count(tables.reports, tables.reports.c.settled_at.is_not(None)) == 0


def one_person(town: World, name: str, other: str) -> None:
    """Let somebody link another account of theirs."""
    somebody(town, other, "fr")
    (code,) = town.does(name, MakeCode())
    (tried,) = town.does(other, TryCode(code))
    town.does(other, AgreeToLink(tried.link))
    town.does(name, AgreeToLink(tried.link))


def block_of(town: World, name: str) -> Block | None:
    """Return the block under which somebody is."""
    who = town.who(name)
    with town.desk() as desk:
        desk.act_as(who)
        return desk.ask(MyBlock())


def test_h19_nobody_gets_rid_of_a_block_by_linking_and_unlinking(town: World) -> None:
    held(town, 1)
    town.operate(BlockAuthor(1, "spam", 7))
    one_person(town, "luc", "luc-elsewhere")
    town.does("luc", Unlink(town.who("luc-elsewhere").account))
    assert block_of(town, "luc")
    assert block_of(town, "luc-elsewhere")
    assert town.count(tables.measures) == 2


def test_h19_a_block_that_both_accounts_had_is_one_and_ends_for_both(town: World) -> None:
    held(town, 1)
    town.operate(BlockAuthor(1, "spam", 7))
    one_person(town, "luc", "luc-elsewhere")
    town.does("luc", Unlink(town.who("luc-elsewhere").account))
    town.does("luc", Appeal("Je ne vends rien"))
    one_person(town, "luc", "luc-elsewhere")
    assert town.count(tables.measures) == 1
    town.does("otto", DecideAppeal(1, ends=True, answer="C’était une erreur"))
    assert block_of(town, "luc-elsewhere") is None


@pytest.mark.parametrize("after", [timedelta(seconds=1), HOUR], ids=["at once", "later"])
def test_h32_who_is_blocked_and_forgotten_comes_back_blocked_from_every_account(
    town: World, after: timedelta
) -> None:
    held(town, 1)
    one_person(town, "luc", "luc-elsewhere")
    town.does("olga", BlockAuthor(1, "Luc ment", 7))
    until = town.clock.at + timedelta(days=7)
    luc = Chat(town, "luc", hint="fr")
    luc.play("""
        > /forget
        [nobodys]
        < {One thing stays until}
        [yes]
        < {Nothing about you is left here but that mark}
    """)
    town.forward(after)
    for name in ("luc", "luc-elsewhere"):
        somebody(town, name, "fr")
        block = block_of(town, name)
        assert block is not None
        assert (block.until, block.about, block.text, block.reason) == (until, None, "", "")
    assert town.who("luc").person != town.who("luc-elsewhere").person, "nothing says that they were one"
    luc.play("> {:idea}\n? blocked\n< {That was before you had everything forgotten}\n< oubliée")


def test_h78_of_who_is_blocked_and_forgotten_a_mark_stays_and_nothing_else(town: World) -> None:
    held(town, 1)
    town.does("olga", BlockAuthor(1, "spam", 7))
    town.does("luc", Appeal("Je ne vends rien"))
    town.does("luc", ForgetMe(Fate.DELETED))
    town.forward(HOUR)
    assert town.count(tables.accounts, tables.accounts.c.external == "luc") == 0
    assert town.count(tables.measures) == 0
    assert town.count(tables.block_marks) == 1
    town.forward(timedelta(days=7))
    assert town.count(tables.block_marks) == 0
    somebody(town, "luc", "fr")
    assert block_of(town, "luc") is None


def test_h78_who_comes_back_blocked_may_object_and_is_told(town: World) -> None:
    held(town, 1)
    town.does("olga", BlockAuthor(1, "spam", 7))
    town.does("luc", ForgetMe(Fate.DELETED))
    town.forward(HOUR)
    somebody(town, "luc", "fr")
    Chat(town, "luc", hint="fr").play(
        "> {:appeal}\n? appeal words\n> Je ne vends rien\n< {Somebody else looks at it}"
    )
    town.fire()
    otto = Chat(town, "otto")
    otto.play(
        "> {:moderate}\n[appeals]\n[appealed 1]\n? appealed\n< {Something that its author had forgotten since}"
    )
    assert "Je ne vends rien" in otto.shown()[-1].text
    town.does("otto", DecideAppeal(1, ends=True, answer="C’était une erreur"))
    town.settle()
    assert "C’était une erreur" in told(town, "luc")[-1]
    town.does("luc", SubmitIdea("Une fontaine", "", "work", "city"))


def test_h78_a_second_forgetting_ends_no_block_and_keeps_it_no_longer(town: World) -> None:
    held(town, 1)
    town.operate(BlockAuthor(1, "spam", 7))
    until = town.clock.at + timedelta(days=7)
    for _ in range(2):
        town.does("luc", ForgetMe(Fate.DELETED))
        town.forward(HOUR)
        somebody(town, "luc", "fr")
    block = block_of(town, "luc")
    assert block is not None
    assert block.until == until
    town.forward(timedelta(days=7))
    assert town.count(tables.measures) == town.count(tables.block_marks) == 0


def test_who_moderates_hears_soon_of_a_report_and_then_of_several_at_once(town: World) -> None:
    town.meet("nina", "nl")
    town.does("nina", Report("idea", 1, "private"))
    names = ("mia", "olga", "door", "elsewhere")
    town.forward(timedelta(minutes=2))
    assert [len(told(town, name)) for name in names] == [1, 1, 0, 0]
    town.operate(KeepReported(1))
    town.does("luc", SubmitIdea("Achetez toujours", "", "work", "city"))
    town.does("nina", Report("idea", 2, "spam"), Report("idea", 3, "spam"))
    town.forward(HOUR)
    assert len(told(town, "mia")) == 1
    town.forward(3 * HOUR)
    assert [len(told(town, name)) for name in names] == [2, 2, 0, 0]
    assert told(town, "mia")[-1].startswith("Er zijn 2 meldingen.")
    town.operate(KeepReported(2), KeepReported(3))
    town.forward(24 * HOUR)
    assert len(told(town, "mia")) == 2


def test_an_appeal_is_told_though_its_block_has_the_number_of_one_that_was_forgotten(town: World) -> None:
    def appeals(name: str, idea: int, report: int) -> int:
        held(town, idea)
        town.forward(timedelta(minutes=2))
        before = len(told(town, "otto"))
        town.does("olga", BlockAuthor(report, "spam", 7))
        town.does(name, Appeal("Je ne vends rien"))
        town.fire()
        return len(told(town, "otto")) - before

    assert appeals("luc", 1, report=1) == 1
    town.does("luc", ForgetMe(Fate.DELETED))
    somebody(town, "nina", "fr")
    town.does("nina", SubmitIdea("Achetez ici", "", "work", "city"))
    town.forward(HOUR)
    assert appeals("nina", 3, report=4) == 1


def test_h10_what_was_pressed_for_one_appeal_does_not_decide_anothers_of_the_same_number(town: World) -> None:
    def appealed(name: str, idea: int, report: int) -> int:
        held(town, idea)
        town.does("olga", BlockAuthor(report, "spam", 7))
        town.does(name, Appeal("Je ne vends rien"))
        return int(town.clock.at.timestamp())

    since = appealed("luc", 1, report=1)
    otto = Chat(town, "otto")
    otto.play("> {:moderate}\n[appeals]\n[appealed 1]\n[answer-appeal 1 1]\n? answer-appeal answer")
    town.does("luc", ForgetMe(Fate.DELETED))
    somebody(town, "nina", "fr")
    town.does("nina", SubmitIdea("Achetez ici", "", "work", "city"))
    town.forward(HOUR)
    appealed("nina", 3, report=4)
    assert town.count(tables.measures, tables.measures.c.id == 1) == 1, "the number is given again"
    otto.play("> Vergissing\n<! {That is decided}\n? appeals")
    token = LinkToken("answer-appeal", (1, 1, since))
    otto.press_token(town.worker.turns.house.mint.make(token, town.who("otto").account))
    otto.play("? appeals")
    assert block_of(town, "nina")


def test_who_decides_sees_all_of_a_reported_idea_also_while_it_is_held(town: World) -> None:
    luc = town.who("luc").person
    with town.desk() as desk:
        picture = desk.insert(tables.media, owner=luc, jpeg=b"j", width=1, height=1, created_at=desk.now)
    town.does("luc", SubmitIdea("Achetez", "Des montres, <b>pas</b> chères", "work", "city", picture))
    held(town, 3)
    mia = Chat(town, "mia")
    mia.play("> {:moderate}\n[reported 1]\n? reported\n< Achetez\n< Des montres, <b>pas</b> chères")
    assert mia.shown()[-1].photo == picture
