"""A document that says what is not so is found out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import check_docs


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "README.md"


def test_a_link_to_nothing_is_told(written: Path) -> None:
    written.write_text(
        "# The start\n[a](#the-start) [b](#no) [c](docs/x.md) ![d](e.png) [f](https://parvis.example)\n"
    )
    assert [fault.partition(":")[0] for fault in check_docs.dead_links(written)] == [
        "#no",
        "docs/x.md",
        "e.png",
    ]


def test_a_command_that_is_none_is_told(written: Path) -> None:
    written.write_text("Say `make test` or `make coffee`.\n```sh\nparvis serve --help\n$ parvis brew\n```\n")
    known = {"make": {"test"}, "parvis": {"serve"}}
    told = list(check_docs.unknown_commands(written, known.__getitem__))
    assert told == ["parvis brew: there is no such command", "make coffee: there is no such command"]


def test_blocks_run_one_after_the_other_and_name_their_line(written: Path) -> None:
    written.write_text("a\n```python\nideas = 1\n```\nb\n```python\nassert ideas == 2\n```\n")
    (fault,) = check_docs.failing(written)
    assert "line 7" in fault


def test_a_sketch_is_parsed_and_not_run(written: Path) -> None:
    written.write_text("```python sketch\nanswer = await talk.ask(...)\n```\n")
    assert list(check_docs.faults(written)) == []
    written.write_text("```python sketch\nanswer = = 1\n```\n")
    assert len(list(check_docs.unparsed(written))) == 1


def test_the_makefile_offers_what_the_readme_promises() -> None:
    assert {"run", "test", "check", "prove"} <= check_docs.make_targets()
