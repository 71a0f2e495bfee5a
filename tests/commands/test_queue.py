"""`parvis queue`, `parvis idea …`, `parvis promise …`, `parvis programme rules`, as a terminal gets them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.civic.doors import Citizen, Refused
from bot.civic.ideas import SubmitIdea
from bot.civic.people import OPINIONS, GiveConsent
from bot.civic.programmes import CreateProgramme
from bot.civic.screening import ApproveIdea, AskAuthor, ReplyToQuestion
from bot.commands import idea, programme, queue
from bot.commands.doors import opened
from bot.commands.saying import NotDoneError
from bot.settings import Settings, read_settings
from tests.commands.arriving import somebody

TEXTS, SIGNS, WHY = (
    ["nl=In maart.", "fr=En mars."],
    ["nl=Dienst Wegen", "fr=Service Voiries"],
    ["nl=Vorst", "fr=Gel"],
)
SOON = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


@pytest.fixture
def own(folder: Path) -> Settings:
    """Give settings with a database of their own, with a programme that takes ideas, and somebody who may share them."""
    settings = read_settings(data_dir=folder / "data")
    with opened(settings) as office, office.at_desk() as desk:
        desk.carry_out(CreateProgramme("wall", {"nl": "Muur"}, desk.now))
        desk.act_as(somebody(desk, "noor"))
        desk.carry_out(GiveConsent(OPINIONS))
    return settings


def share(own: Settings, *titles: str) -> None:
    """Let somebody share ideas."""
    with opened(own) as office, office.at_desk() as desk:
        desk.act_as(Citizen(1, 1))
        for title in titles:
            desk.carry_out(SubmitIdea(title, "", "work", "city"))


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the lines that were said since the last time."""
    return capsys.readouterr().out.splitlines()


def test_ideas_are_looked_at_first_once_the_rules_say_so(
    own: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    queue.listed(own)
    programme.rules(own, "wall", screens=True, supports=50)
    programme.rules(own, "wall", screens=None, supports=None)
    nothing, set_now, kept = said(capsys)
    assert nothing == "Nothing waits."
    assert set_now == kept
    assert "looked at before" in kept
    assert "50 supports" in kept
    share(own, "Een bank", "Koop horloges", "Een boom")
    queue.listed(own)
    assert [each.split("\t")[:2] for each in said(capsys)[1:]] == [
        ["screen", "1"],
        ["screen", "2"],
        ["screen", "3"],
    ]
    queue.does(own, ApproveIdea(1), "ok")
    with pytest.raises(Refused, match="not-waiting"):
        queue.does(own, ApproveIdea(1), "ok")
    with pytest.raises(NotDoneError, match="no programme"):
        programme.rules(own, "werf", screens=None, supports=None)
    programme.rules(own, "wall", screens=False, supports=0)
    assert said(capsys)[-1].endswith("in the list at once, and no number of supports is asked for.")


def test_an_author_is_asked_first_and_their_answer_is_read(
    own: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    programme.rules(own, "wall", screens=True, supports=None)
    share(own, "Een bank")
    queue.does(own, AskAuthor(1, "Waar?"), "asked")
    idea.show(own, 1)
    shown = said(capsys)
    assert "proposed, 0 supports, waits to be looked at" in shown
    assert shown[-2:] == ["asked: Waar?", "answer: (none yet)"]
    with opened(own) as office, office.at_desk() as desk:
        desk.act_as(Citizen(1, 1))
        desk.carry_out(ReplyToQuestion(1, "Op het plein"))
    idea.show(own, 1)
    assert said(capsys)[-1] == "answer: Op het plein"


def test_ideas_are_answered_and_joined_and_what_is_promised_of_them_is_kept_moved_or_dropped(
    own: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    share(own, "Een bank", "Nog een bank", "Een boom")
    with pytest.raises(NotDoneError, match="no status 'perhaps'"):
        queue.answer(own, [1], "perhaps", TEXTS, SIGNS)
    with pytest.raises(Refused, match="missing-language"):
        queue.answer(own, [1], "accepted", ["nl=In maart."], SIGNS)
    with pytest.raises(Refused, match="no-such-idea"):
        queue.answer(own, [1, 99], "accepted", TEXTS, SIGNS)
    queue.answer(own, [1, 3], "accepted", TEXTS, SIGNS)
    queue.answer(own, [1], None, TEXTS, SIGNS)
    queue.merge(own, 2, 1)
    with pytest.raises(NotDoneError, match="no day"):
        queue.promise(own, 1, TEXTS, SIGNS, "morgen")
    for _ in range(3):
        queue.promise(own, 1, TEXTS, SIGNS, SOON)
    assert f"Promise 3 is made. On {SOON}" in said(capsys)[-1]
    queue.kept(own, 1)
    queue.move(own, 2, SOON, WHY)
    queue.drop(own, 3, WHY)
    with pytest.raises(Refused, match="commitment-changed"):
        queue.kept(own, 1)
    with pytest.raises(Refused, match="no-such-commitment"):
        queue.drop(own, 9, WHY)
    said(capsys)
    idea.show(own, 2)
    shown = said(capsys)
    assert shown[0] == "1. Een bank"
    assert "accepted, 0 supports" in shown
    assert "fr: En mars." in shown
    assert shown[-1] == f"promise 2, by {SOON}: En mars. · In maart."
    queue.listed(own)
    assert said(capsys) == ["Nothing waits."]
