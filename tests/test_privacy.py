"""What the document on privacy says is stored about people is what there is room for."""

from __future__ import annotations

import re
from pathlib import Path

from storage.tables import metadata

TEXT = (Path(__file__).parent.parent / "docs" / "privacy.md").read_text(encoding="utf-8")
TOLD = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", TEXT, re.MULTILINE))))
# Which of the processes does what; keys and other facts of the program itself; calls for ideas.
OF_THE_PROGRAM = {"facts", "processes", "leases", "programmes"}


def test_every_table_that_may_tell_of_a_person_is_told() -> None:
    assert metadata.tables.keys() - OF_THE_PROGRAM == TOLD, (
        "a table has no line in docs/privacy.md, or a line no table"
    )
