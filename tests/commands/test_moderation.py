"""`parvis reports`, `parvis appeals`, `parvis vote withdraw`, as a terminal gets them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.civic.doors import Citizen, Refused
from bot.civic.ideas import SubmitIdea
from bot.civic.measures import Appeal
from bot.civic.people import OPINIONS, GiveConsent
from bot.civic.programmes import CreateProgramme
from bot.civic.reports import Report
from bot.civic.rights import Fate, ForgetMe
from bot.civic.votes import CreateVote, VoteText
from bot.commands import report, vote
from bot.commands.doors import opened
from bot.settings import Settings, read_settings
from tests.commands.arriving import somebody


@pytest.fixture
def own(folder: Path) -> Settings:
    """Give settings with a database of their own, in which somebody reported what somebody else wrote."""
    settings = read_settings(data_dir=folder / "data")
    with opened(settings) as office, office.at_desk() as desk:
        desk.carry_out(CreateProgramme("wall", {"nl": "Muur"}, desk.now))
        noor, sam = somebody(desk, "noor"), somebody(desk, "sam")
        desk.act_as(noor)
        desk.carry_out(GiveConsent(OPINIONS))
        desk.carry_out(SubmitIdea("Koop horloges", "", "work", "city"))
        desk.act_as(sam)
        desk.carry_out(Report("idea", 1, "spam"))
    return settings


def test_an_author_is_warned_and_blocked_objects_and_is_heard(
    own: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    report.warn(own, 1, "spam")
    report.block(own, 1, "Dit is reclame", 7)
    assert "warned" in capsys.readouterr().out
    with pytest.raises(Refused, match="blocked-already"):
        report.block(own, 1, "Nog eens", 7)
    report.appeals(own)
    assert capsys.readouterr().out == "Nobody objects to being blocked.\n"
    with opened(own) as office, office.at_desk() as desk:
        desk.act_as(Citizen(1, 1))
        desk.carry_out(Appeal("Ik verkoop niets"))
    report.appeals(own)
    assert "Ik verkoop niets" in capsys.readouterr().out
    report.decide(own, 2, "Je hebt gelijk", ends=True)
    assert "the block is over" in capsys.readouterr().out
    with pytest.raises(Refused, match="no-such-appeal"):
        report.decide(own, 2, "Toch niet", ends=False)


def test_h78_an_appeal_of_somebody_who_was_forgotten_and_came_back_says_nothing_of_before(
    own: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    report.block(own, 1, "Noor verkoopt horloges", 7)
    with opened(own) as office, office.at_desk() as desk:
        desk.act_as(Citizen(1, 1))
        desk.carry_out(ForgetMe(Fate.DELETED))
        desk.carry_out(Appeal("Ik verkoop niets"))
    capsys.readouterr()
    report.appeals(own)
    told = capsys.readouterr().out
    assert "forgotten" in told
    assert "Ik verkoop niets" in told
    assert "horloges" not in told


def test_a_vote_is_taken_back_before_it_opens_and_not_after(
    own: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = {"nl": VoteText("Meer bomen?"), "fr": VoteText("Plus d’arbres ?")}
    with opened(own) as office, office.at_desk() as desk:
        day = timedelta(days=1)
        for opens in (desk.now + day, None):
            desk.carry_out(CreateVote("yes-no", texts, opens, desk.now + 3 * day))
    vote.withdraw(own, 1)
    assert "Vote 1 is taken back" in capsys.readouterr().out
    with pytest.raises(Refused, match="vote-open"):
        vote.withdraw(own, 2)
    with pytest.raises(Refused, match="no-such-vote"):
        vote.withdraw(own, 9)
    vote.listed(own)
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]] == ["2"]
