"""`parvis owner`, `parvis audit`: the code of the first owner, and what was done so, as a terminal gets them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.civic.appointments import AgreeToOffer, TryOffer
from bot.civic.roles import Mandate, MyRoles, Role
from bot.commands.audit import audit
from bot.commands.doors import opened
from bot.commands.owner import owner, roles
from bot.settings import Settings, read_settings
from tests.commands.arriving import somebody


@pytest.fixture
def own(folder: Path) -> Settings:
    """Give settings with a database of their own."""
    return read_settings(data_dir=folder / "data")


def printed(settings: Settings, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the code that is printed, as it is typed."""
    owner(settings)
    found = re.match(r"role (\S+)\n", capsys.readouterr().out)
    assert found
    return found[1]


def test_the_code_that_is_printed_last_makes_whoever_types_it_an_owner(
    own: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = printed(own, capsys), printed(own, capsys)
    with opened(own) as office, office.at_desk() as desk:
        desk.act_as(somebody(desk))
        assert desk.carry_out(TryOffer(first)).offer is None
        number = desk.carry_out(TryOffer(second)).offer
        assert number is not None
        assert desk.carry_out(AgreeToOffer(number)) is True
        assert [each.mandate for each in desk.ask(MyRoles())] == [Mandate(Role.OWNER)]
    capsys.readouterr()
    roles(own)
    assert capsys.readouterr().out.splitlines()[1].split("\t")[:4] == [
        "phones",
        "noor",
        "owner",
        "everywhere",
    ]
    audit(own, None)
    assert [line.split("\t")[3] for line in capsys.readouterr().out.splitlines()[1:]] == [
        "role-offered",
        "role-offered",
        "role-given",
    ]
    audit(own, tmp_path / "audit.csv")
    # That it is taken out stands in it, too.
    assert len((tmp_path / "audit.csv").read_text().splitlines()) == 5


def test_where_nothing_was_done_it_says_so(own: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    audit(own, None)
    roles(own)
    assert capsys.readouterr().out.splitlines() == [
        "Nothing was done in a role so far.",
        "Nobody has a role yet: parvis owner makes the first owner.",
    ]
