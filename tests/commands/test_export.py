"""`parvis export`: tables as files, as a terminal asks for them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.commands.export import Asked, export
from bot.commands.programme import create
from bot.commands.saying import NotDoneError
from bot.settings import Settings, read_settings


@pytest.fixture
def own(folder: Path) -> Settings:
    """Give settings with a database of their own, and a programme in it."""
    settings = read_settings(data_dir=folder / "data")
    create(settings, "open-wall", ["nl=Open muur"], None, None)
    return settings


def test_a_table_is_written_once_and_never_over_another(own: Settings, tmp_path: Path) -> None:
    file = tmp_path / "ideas.xlsx"
    export(own, Asked("ideas", "open-wall", open=False, language="fr"), file)
    sheet = load_workbook(file).active
    assert (sheet.title, sheet["A1"].value) == ("Idées", "Numéro")
    with pytest.raises(NotDoneError, match="is there already"):
        export(own, Asked("ideas", None, open=False, language="fr"), file)
    export(own, Asked("votes", None, open=True, language="en"), tmp_path / "votes.json")
    assert json.loads((tmp_path / "votes.json").read_text())["votes"] == []


@pytest.mark.parametrize(
    ("asked", "name", "said"),
    [
        (Asked("people", None, open=False, language="en"), "a.csv", "no such table of people"),
        (Asked("audit", None, open=True, language="en"), "a.csv", "no such table of audit"),
        (Asked("ideas", None, open=False, language="de"), "a.csv", "does not speak de"),
        (Asked("ideas", "spring", open=False, language="en"), "a.csv", "no programme spring"),
        (Asked("ideas", None, open=False, language="en"), "a.json", ".xlsx or .csv"),
        (Asked("ideas", None, open=True, language="en"), "a.xlsx", ".csv or .json"),
        (Asked("ideas", None, open=False, language="en"), "nowhere/a.csv", "cannot be written"),
    ],
)
def test_what_cannot_be_written_is_told_in_a_sentence(
    own: Settings, tmp_path: Path, asked: Asked, name: str, said: str
) -> None:
    with pytest.raises(NotDoneError, match=said):
        export(own, asked, tmp_path / name)
