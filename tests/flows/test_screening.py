"""An idea that waits to be screened is nobody's but its author's; and enough support asks for an answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.civic.comments import AddComment
from bot.civic.doors import Refused
from bot.civic.duplicates import MergeIdeas
from bot.civic.follows import FollowIdea
from bot.civic.ideas import (
    ChangeIdea,
    ListIdeas,
    OneIdea,
    SimilarIdeas,
    SubmitIdea,
    SupportIdea,
    WithdrawIdea,
)
from bot.civic.people import OPINIONS, REMINDERS, FinishWelcome, GiveConsent, SpeakLanguage
from bot.civic.queue import ListQueue
from bot.civic.reports import Report
from bot.civic.roles import Role
from bot.civic.screening import ApproveIdea, IdeaToScreen, SetIdeaRules
from bot.engine.outgoing import Lane
from tests.worlds import World

DAY = timedelta(days=1)


@pytest.fixture
def wall(either_world: World) -> World:
    """Give a programme that screens, an idea that waits, and somebody for each role."""
    world = either_world
    world.programme(closes=10)
    world.operate(SetIdeaRules(1, screens=True, threshold=2))
    for name in ("author", "anna", "bart", "moderator", "organiser", "elsewhere"):
        world.meet(name, "nl")
        world.does(name, SpeakLanguage("nl"), GiveConsent(OPINIONS), GiveConsent(REMINDERS), FinishWelcome())
    world.appoint("moderator", Role.MODERATOR)
    world.appoint("organiser", Role.ORGANISER)
    world.appoint("elsewhere", Role.ORGANISER, 7)
    world.does("author", SubmitIdea("Een zebrapad", "", "urbanism", "city"))
    return world


def told(world: World, name: str, part: str) -> int:
    """Return how many messages somebody got unasked that say this."""
    return sum(part in m.text for m in world.phones.ever.get(name, ()) if m.lane is not Lane.ANSWER)


def test_h10_what_waits_is_seen_and_touched_by_its_author_alone(wall: World) -> None:
    anna = wall.who("anna")
    with wall.desk() as desk:
        desk.act_as(anna)
        assert desk.ask(OneIdea(1)) is None
        assert desk.ask(IdeaToScreen(1)) is None
        assert desk.ask(SimilarIdeas("Een zebrapad")) == ()
        assert all(desk.ask(ListIdeas(order, 1)).ideas == () for order in ("new", "trending", "as.proposed"))
        assert desk.ask(ListQueue("screen", 1)).lines == ()
    for command in (SupportIdea(1), FollowIdea(1), AddComment(1, "Ja"), Report("idea", 1, "spam")):
        with pytest.raises(Refused, match="no-such-idea"):
            wall.does("anna", command)
    wall.does("author", ChangeIdea(1, "Een beter zebrapad", "", "urbanism", "city"), WithdrawIdea(1))
    with pytest.raises(Refused, match="not-waiting"):
        wall.does("moderator", ApproveIdea(1))


def test_those_who_may_screen_hear_of_many_once_and_nobody_else(wall: World) -> None:
    wall.does("author", *(SubmitIdea(f"Idee {n}", "", "urbanism", "city") for n in range(3)))
    wall.forward(DAY)
    who = ("moderator", "organiser", "elsewhere", "anna", "author")
    assert [told(wall, name, "nieuwe ideeën wachten") for name in who] == [1, 1, 0, 0, 0]


def test_the_queue_has_what_is_ones_to_do_and_nothing_else(wall: World) -> None:
    found = {}
    actors = {name: wall.who(name) for name in ("moderator", "organiser", "elsewhere", "anna")}
    for name, actor in actors.items():
        with wall.desk() as desk:
            desk.act_as(actor)
            found[name] = [line.number for line in desk.ask(ListQueue("screen", 1)).lines]
    assert found == {"moderator": [1], "organiser": [1], "elsewhere": [], "anna": []}


def test_what_is_approved_is_as_new_as_any(wall: World) -> None:
    wall.forward(5 * DAY)
    wall.does("moderator", ApproveIdea(1))
    with wall.desk() as desk:
        card = desk.ask(OneIdea(1))
        trending = desk.ask(ListIdeas("trending", 1)).ideas
    assert card is not None
    assert card.published == wall.clock.now()
    assert [line.number for line in trending] == [1]


def test_enough_support_asks_for_an_answer_once_and_too_little_expires(wall: World) -> None:
    wall.does("author", SubmitIdea("Een bank", "", "urbanism", "city"))
    wall.does("moderator", ApproveIdea(1), ApproveIdea(2))
    wall.does("anna", SupportIdea(1))
    wall.does("bart", SupportIdea(1))
    wall.forward(DAY)
    assert [told(wall, name, "antwoord moet geven") for name in ("author", "anna")] == [1, 1]
    wall.forward(12 * DAY)
    with wall.desk() as desk:
        cards = [desk.ask(OneIdea(number)) for number in (1, 2)]
        lists = {
            status: [line.number for line in desk.ask(ListIdeas(f"as.{status}", 1)).ideas]
            for status in ("proposed", "threshold", "expired")
        }
        new = {line.number: line.status for line in desk.ask(ListIdeas("new", 1)).ideas}
        owed = [line.number for line in desk.ask(ListQueue("answer", 1)).lines]
    assert [card and card.status for card in cards] == ["threshold", "expired"]
    assert lists == {"proposed": [], "threshold": [1], "expired": [2]}
    assert new == {1: "threshold", 2: "expired"}
    assert owed == [1]


def test_two_ideas_that_are_one_have_enough_support_together(wall: World) -> None:
    wall.does("anna", SubmitIdea("Zebra", "", "urbanism", "city"))
    wall.does("moderator", ApproveIdea(1), ApproveIdea(2))
    wall.does("bart", SupportIdea(2))
    wall.does("organiser", MergeIdeas(2, 1))
    with wall.desk() as desk:
        card = desk.ask(OneIdea(1))
    assert card is not None
    assert (card.supports, card.status) == (2, "threshold")
