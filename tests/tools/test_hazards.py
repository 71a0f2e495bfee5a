"""The list of hazards claims what tests prove, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.hazards import DOCUMENT, ROOT, proofs, updated, wrong

LIST = """
| | What must go right | Here | Tests |
|---|---|---|---|
| H1 | A wrong secret: 401. | yes | – |
| H5 | An unknown kind: neighbours are handled. | in part: no groups | – |
| H24 | The last seat. | later | – |
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    tests = tmp_path / "tests" / "adapters"
    tests.mkdir(parents=True)
    (tests / "test_webhook.py").write_text(
        "async def test_h1_h5_without_the_secret_nothing_is_stored() -> None: ...\n"
        "class Other:\n    def test_h5_again(self) -> None: ...\n"
    )
    stand_in = tmp_path / "tests" / "test_telegram_server"
    stand_in.mkdir()
    (stand_in / "test_groups.py").write_text("def test_h24_anybody_may_press() -> None: ...\n")
    return tmp_path


def test_the_column_names_the_files_that_prove_a_hazard(root: Path) -> None:
    text = updated(LIST, proofs(root))
    link = "[adapters: webhook](../tests/adapters/test_webhook.py)"
    assert f"| H1 | A wrong secret: 401. | yes | {link} |" in text
    assert f"in part: no groups | {link} |" in text
    assert "| H24 | The last seat. | later | – |" in text
    assert list(wrong(text, proofs(root))) == []


def test_a_column_that_is_behind_is_named(root: Path) -> None:
    assert list(wrong(LIST, proofs(root))) == ["the column of tests is behind: run python -m tools.hazards"]


@pytest.mark.parametrize(
    ("line", "problem"), [("| yes |", "no test is named test_h24_"), ("| soon |", "begin with yes")]
)
def test_a_claim_without_a_proof_is_named(root: Path, line: str, problem: str) -> None:
    text = updated(LIST, proofs(root)).replace("| later |", line)
    assert [problem in each for each in wrong(text, proofs(root))] == [True]


def test_a_test_of_a_hazard_that_is_not_listed_is_named(root: Path) -> None:
    (root / "tests" / "test_more.py").write_text("def test_h99_of_nothing() -> None: ...\n")
    problems = list(wrong(updated(LIST, proofs(root)), proofs(root)))
    assert problems == ["H99 is named by a test (tests/test_more.py) and is not in the list"]


def test_our_own_list_claims_no_more_than_is_proved() -> None:
    proved = proofs(ROOT)
    assert list(wrong(updated(DOCUMENT.read_text(encoding="utf-8"), proved), proved)) == []
