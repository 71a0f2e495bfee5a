"""What the document on privacy says is stored about people is what there is room for."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from bot.civic.doors import Citizen
from bot.civic.rights import MyData
from storage.retention import TERMS
from storage.tables import metadata
from tests.worlds import World

TEXT = (Path(__file__).parent.parent / "docs" / "privacy.md").read_text(encoding="utf-8")
STORED = TEXT.partition("## What is stored")[2].partition("\n## ")[0]
TOLD = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", STORED, re.MULTILINE))))
# Which of the processes does what; keys and other facts of the program itself; calls for ideas; events, and what opens them; organisations.
OF_THE_PROGRAM = {
    "facts",
    "processes",
    "leases",
    "programmes",
    "events",
    "sessions",
    "event_keys",
    "organisations",
}


def test_every_table_that_may_tell_of_a_person_is_told() -> None:
    assert metadata.tables.keys() - OF_THE_PROGRAM == TOLD, (
        "a table has no line in docs/privacy.md, or a line no table"
    )


def test_h78_the_file_that_people_get_holds_what_the_document_says(world: World) -> None:
    table = TEXT.partition("| kind | what |")[2].partition("\n\n")[0]
    told = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", table, re.MULTILINE))))
    somebody: Citizen = world.meet("somebody")
    with world.desk() as desk:
        desk.act_as(somebody)
        assert desk.ask(MyData()).keys() == told, "a kind has no line in docs/privacy.md, or a line no kind"


UNITS = {"hour": 1, "hours": 1, "days": 24}


def test_h79_the_terms_are_those_of_the_document() -> None:
    table = TEXT.partition("| tables | kept | since |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (`.*?) \| (\d+) (\w+) \|", table, re.MULTILINE)
    told = {tuple(re.findall(r"`(\w+)`", names)): int(kept) * UNITS[unit] for names, kept, unit in rows}
    assert {term.tables: term.kept / timedelta(hours=1) for term in TERMS} == told
    assert {name for names in told for name in names} <= TOLD
